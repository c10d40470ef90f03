// The outputs of the action. They carry names, never resource IDs: GitHub drops a whole job output that contains a
// masked value, and a subscription ID is masked wherever somebody stores it as a secret.
import type { Report } from '../verdict/model.ts';
import { byteLength } from './budget.ts';
import { failing } from './findings.ts';

/** Formats in which a report can be written, as the input `reports` and the outputs name them. */
export const reportFormats = ['json', 'sarif', 'csv', 'junit', 'markdown', 'html', 'fixes'] as const;
export type ReportFormat = (typeof reportFormats)[number];
export type ReportPaths = Readonly<Partial<Record<ReportFormat, string>>>;

/** Of `noncompliant-names`: far below GitHub's limit of 1 MB for all outputs of a job. */
const maxNamesBytes = 64 * 1024;

/**
 * Every output, always; where there is nothing to say, it is empty. Without a report (`result` is then `error`) so are
 * the counts: a 0 would be read as "none are unlogged".
 *
 * Where the log is redacted, hand in the redacted report: with debug logging the runner prints every output
 * (actions/runner, ExecutionContext.SetOutput), and a step that uses one prints it in the head of its group.
 */
export function toOutputs(report: Report | null, paths: ReportPaths): Readonly<Record<string, string>> {
  const counts = report?.counts;
  const count = (value: number | undefined): string => (value === undefined ? '' : String(value));
  return {
    result: report?.result ?? 'error',
    'resource-count': count(counts?.total),
    'compliant-count': count(counts?.compliant),
    'noncompliant-count': count(counts?.noncompliant),
    'unknown-count': count(counts?.unknown),
    'waived-count': count(counts?.waived),
    'noncompliant-names': report === null ? '' : toNames(report),
    ...Object.fromEntries(
      reportFormats.map((format) => [`report-${format}`, report === null ? '' : (paths[format] ?? '')]),
    ),
  };
}

/** A JSON array that ends before the name that would make it too long. Worst first, so the ones that are cut matter less. */
function toNames(report: Report): string {
  const names: string[] = [];
  let bytes = '[]'.length;
  for (const { name } of failing(report)) {
    const item = JSON.stringify(name);
    bytes += byteLength(item) + ','.length;
    if (bytes > maxNamesBytes) break;
    names.push(item);
  }
  return `[${names.join(',')}]`;
}
