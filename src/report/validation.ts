// What a configuration file comes to, without Azure: for the log and the summary of mode validate.
import type { AppliedRequirement } from '../verdict/model.ts';
import { byteLength, fitParts, maxSummaryBytes, rowsOf, type Part } from './budget.ts';
import { blocks, code, details, escape, heading, paragraph, table, tableRow, type Markdown } from './markdown.ts';
import { plainText } from './plain-text.ts';
import { countOf, describeRequirement, enumerate } from './wording.ts';

export interface Validation {
  /** The file, as it is spoken of. */
  readonly name: string;
  readonly values: Readonly<Record<string, unknown>>;
  readonly samples: readonly ValidatedSample[];
  /** What is right, but worth a look. */
  readonly notes: readonly string[];
}

/** What would be demanded of a made-up resource. */
export interface ValidatedSample {
  readonly origin: string;
  readonly id: string;
  readonly scope: 'in scope' | 'excluded' | 'left out by its tags';
  readonly requirement: AppliedRequirement;
  readonly waiver: { readonly owner: string; readonly expires: string; readonly daysLeft: number } | null;
}

const idLimit = 300;
/** More than the sentence about what was left out can ever take. */
const leftOutReserve = 1_000;

/** One line for each option, each sample and each note. */
export function renderValidationLines({ name, values, samples, notes }: Validation): readonly string[] {
  const options = Object.keys(values).toSorted();
  return [
    `${plainText(name, idLimit)} is understood.`,
    ...options.map((option) => `${option}: ${plainText(showValue(values[option]))}`),
    ...samples.map(({ origin, id, ...sample }) => `${origin}, ${plainText(id, idLimit)}: ${describeSample(sample)}`),
    ...notes.map((note) => plainText(note)),
  ];
}

/** The same as a page, at most {@link maxSummaryBytes}: samples give way first. */
export function renderValidationSummary({ name, values, samples, notes }: Validation): Markdown {
  const options = Object.keys(values)
    .toSorted()
    .map((option) => tableRow([code(option), escape(showValue(values[option]))]));
  const head = blocks([
    heading(2, `✅ ${escape(name, idLimit)} is understood`),
    paragraph('Azure was not asked: nothing is said about any vault.'),
  ]);
  const foot = options.length === 0 ? '' : details('Options', table(['Option', 'Value'], options));
  const parts = { samples: samplePart(samples), notes: notePart(notes) };
  const room = maxSummaryBytes - byteLength(head) - byteLength(foot) - leftOutReserve;
  const { texts, leftOut } = fitParts(parts, ['samples', 'notes'], room);
  const lost =
    leftOut.length === 0 ? '' : paragraph(`⚠️ Left out for want of space: ${enumerate(leftOut)}. See the log.`);
  return blocks([head, lost, texts.samples, texts.notes, foot]);
}

function samplePart(samples: readonly ValidatedSample[]): Part {
  return {
    noun: 'samples',
    rows: rowsOf(samples, ({ origin, id, ...sample }) =>
      tableRow([origin, code(id, idLimit), escape(describeSample(sample))]),
    ),
    frame: (shown) => table(['Sample', 'ID', 'What holds'], shown),
    keeps: 0.5,
  };
}

function notePart(notes: readonly string[]): Part {
  return {
    noun: 'notes',
    rows: rowsOf(notes, (note) => paragraph(escape(note))),
    frame: blocks,
    keeps: 0,
  };
}

function describeSample({ scope, requirement, waiver }: Omit<ValidatedSample, 'origin' | 'id'>): string {
  if (scope !== 'in scope') return scope;
  const { override } = requirement;
  const parts = [
    describeRequirement(requirement),
    ...(override === null ? [] : [`by override ${override}`]),
    ...(waiver === null ? [] : [describeWaiver(waiver)]),
  ];
  return parts.join('; ');
}

function describeWaiver({ owner, expires, daysLeft }: NonNullable<ValidatedSample['waiver']>): string {
  if (daysLeft < 0) return `its waiver ran out on ${expires} (${owner})`;
  return `waived until ${expires}, ${countOf(daysLeft, 'day')} left (${owner})`;
}

function showValue(value: unknown): string {
  if (value === null) return 'any';
  if (Array.isArray(value) && value.every((item) => typeof item === 'string')) return value.join(', ') || 'none';
  return typeof value === 'string' ? value : JSON.stringify(value);
}
