// Lines of the log: plain text, one finding a line. The runner's adapter keeps them from being read as commands.
import type { Report } from '../verdict/model.ts';
import { failing, notReadWhole, subscriptionNames, unknown, type Finding } from './findings.ts';
import { plainText } from './plain-text.ts';
import { resultIcons, statusWords, subscriptionWords, wordsFor } from './wording.ts';

const nameLimit = 120;
const sentenceLimit = 500;

/** One line for each failing resource, worst first, each unknown one, and each subscription that was not read whole. */
export function renderFindingLines(report: Report): readonly string[] {
  const nameOf = subscriptionNames(report);
  return [
    ...failing(report).map((finding) => describeFinding(finding, nameOf)),
    ...unknown(report).map((finding) => describeFinding(finding, nameOf)),
    ...notReadWhole(report).map(({ id, status, detail }) =>
      toLine(statusWords.unknown.icon, subscriptionWords[status].label, `subscription ${clean(nameOf(id))}`, detail),
    ),
  ];
}

/** The notes of the run, one line each whatever names are in them: a line of their own would look like one of ours. */
export function renderNoteLines({ notes }: Report): readonly string[] {
  return notes.map((note) => plainText(note, sentenceLimit));
}

/** The last line: the verdict. */
export function renderVerdictLine(report: Report): string {
  return `${resultIcons[report.result]} ${plainText(report.resultReason)}`;
}

export interface Progress {
  readonly read: number;
  readonly found: number;
  /** Milliseconds since the epoch until which Azure asked us to wait; null: it did not. */
  readonly waitingUntil: number | null;
}

/** Such as `read 120 of 400 vaults, waiting for Azure until 12:00:05 UTC`. */
export function renderProgressLine({ read, found, waitingUntil }: Progress): string {
  const progress = `read ${read} of ${found} ${found === 1 ? 'vault' : 'vaults'}`;
  if (waitingUntil === null) return progress;
  return `${progress}, waiting for Azure until ${new Date(waitingUntil).toISOString().slice(11, 19)} UTC`;
}

function describeFinding(finding: Finding, nameOf: (id: string) => string): string {
  const where = `${clean(finding.name)} in ${clean(nameOf(finding.subscriptionId))} / ${clean(finding.resourceGroup)}`;
  return toLine(
    statusWords[finding.status].icon,
    finding.status,
    `${where}: ${wordsFor(finding.reason).short}`,
    finding.detail,
  );
}

function toLine(icon: string, label: string, subject: string, detail: string): string {
  const sentence = plainText(detail, sentenceLimit);
  return `${icon} ${label} ${subject}${sentence === '' ? '' : `. ${sentence}`}`;
}

function clean(name: string): string {
  return plainText(name, nameLimit);
}
