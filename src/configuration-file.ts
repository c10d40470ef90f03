// A configuration file that was read: understood, or refused with every problem and the place of each.
import { parseConfiguration, type Configuration } from './config/configuration.ts';
import { AuditError } from './errors.ts';
import type { Clock, CommittedFile, FileReading } from './ports.ts';

/** How a file is spoken of when it is not understood. */
export interface FileNaming {
  readonly name: string;
  readonly path: string;
  /** Its lines are those of the commit at hand. */
  readonly isAtHand: boolean;
  readonly isSecret: boolean;
}

/** Problems beyond these are only counted. */
const maxProblems = 30;

/** Throws AuditError `KVA-CONFIG` with every problem of the file. */
export function understandFile(
  reading: Exclude<FileReading, { kind: 'absent' }>,
  { name, path, isAtHand, isSecret }: FileNaming,
  clock: Pick<Clock, 'now'>,
): Configuration {
  const today = new Date(clock.now()).toISOString().slice(0, 10);
  const parsed =
    reading.kind === 'odd'
      ? { kind: 'problems' as const, problems: [{ line: 1, column: 1, message: `the file ${reading.problem}` }] }
      : parseConfiguration(reading.bytes, today);
  if (parsed.kind === 'configuration') return parsed.configuration;
  const { problems } = parsed;
  const shown = problems.slice(0, maxProblems).map(({ line, column, message }) => ({
    place: { file: path, line, column },
    message: isSecret ? 'not understood (its text is not shown, because others may read this page)' : message,
  }));
  const rest = problems.length - shown.length;
  const lines = shown.map(
    ({ place, message }) => `- ${place.file}:${place.line}:${place.column}: ${toSentence(message)}`,
  );
  const heading = problems.length === 1 ? 'One thing' : `${problems.length} things`;
  throw new AuditError({
    code: 'KVA-CONFIG',
    message: [
      `${heading} in the configuration file ${name} cannot be understood, so nothing of it is used:`,
      ...lines,
      ...(rest > 0 ? [`- and ${rest} more`] : []),
    ].join('\n'),
    fix: [
      'Correct the file. docs/configuration.md lists every key with the values that it takes; an editor shows mistakes while you type when the file names the published schema.',
    ],
    faults: isAtHand ? shown : [],
  });
}

function toSentence(message: string): string {
  return /[.?]$/.test(message) ? message : `${message}.`;
}

/** `isProposal`: what a pull request would make of the file was looked for, as mode validate does. */
export function notFound({ repository, path, commit }: CommittedFile, { isProposal = false } = {}): AuditError {
  const hint = isProposal
    ? 'Mode validate looks in the workspace first, then at this commit.'
    : 'On a pull request the file is looked for at the commit that the pull request is based on, so one that it only adds is not there yet.';
  return new AuditError({
    code: 'KVA-CONFIG-NOT-FOUND',
    message: `The configuration file ${path} is not in ${repository} at commit ${commit}.`,
    fix: [`Correct the input config-file: a path in the repository, or owner/repo/path@ref. ${hint}`],
  });
}
