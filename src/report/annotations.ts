// The annotations of a run: what GitHub shows above everything else, within the few that it keeps of each level.
import type { Report, ReportResource } from '../verdict/model.ts';
import { failing, notReadWhole, subscriptionNames, unknown, type Finding } from './findings.ts';
import { plainText } from './plain-text.ts';
import { capitalize, countOf, subscriptionWords, typeWords, wordsFor } from './wording.ts';

export interface ReportAnnotation {
  readonly level: 'error' | 'warning';
  readonly title: string;
  /** May have line breaks; at most 4,096 UTF-16 units. */
  readonly message: string;
}

/** The runner keeps ten of each level of one step and says nothing of the others: ExecutionContext.cs in actions/runner. */
const maxPerLevel = 10;
/** The runner cuts a message at 4,096; what is told here needs much less. */
const sentenceLimit = 1_500;
const nameLimit = 120;

/**
 * When the job fails: one error for each noncompliant resource, worst first, at most nine, and last the closing sentence,
 * which also says how many more there are. When it does not fail, nothing is an error, and they lead the warnings. All
 * warnings together are at most ten without the `reserved` ones, which are somebody else's; the last counts what is left.
 * A clean run has none.
 */
export function renderAnnotations(
  report: Report,
  { failing: jobFails, closing, reserved = 0 }: AnnotationOptions,
): readonly ReportAnnotation[] {
  const nameOf = subscriptionNames(report);
  const findings = failing(report).map((finding) => describeFinding(finding, nameOf));
  const doubts = [
    ...notReadWhole(report).map(({ id, status, detail }) => ({
      title: `Subscription ${plainText(nameOf(id), nameLimit)} ${subscriptionWords[status].label}`,
      message: plainText(
        `${nameOf(id)}: ${detail === '' ? subscriptionWords[status].sentence : detail}`,
        sentenceLimit,
      ),
    })),
    ...unknown(report).map((finding) => describeFinding(finding, nameOf)),
  ];
  const warnings = toWarnings(jobFails ? doubts : [...findings, ...doubts], maxPerLevel - reserved);
  if (!jobFails) return warnings;
  const errors = findings.slice(0, maxPerLevel - 1).map((one) => ({ level: 'error', ...one }) as const);
  return [...errors, ...warnings, toClosing(closing, findings.length - errors.length)];
}

export interface AnnotationOptions {
  readonly failing: boolean;
  /** The closing sentence. */
  readonly closing: string;
  /** Warnings that others may give in this step; 0 by default. */
  readonly reserved?: number;
}

interface Told {
  readonly title: string;
  readonly message: string;
}

function describeFinding(finding: Finding, nameOf: (id: string) => string): Told {
  const { short } = wordsFor(finding.reason);
  const where = `Subscription ${nameOf(finding.subscriptionId)}, resource group ${finding.resourceGroup}`;
  return {
    title: `${capitalize(typeWords[finding.type])} ${nameText(finding)}: ${short}`,
    // The log shows messages without their titles: each says itself what it is about.
    message: [
      `${nameText(finding)}: ${plainText(finding.detail === '' ? short : finding.detail, sentenceLimit)}`,
      plainText(where, 2 * nameLimit),
    ].join('\n'),
  };
}

function toWarnings(told: readonly Told[], most: number): ReportAnnotation[] {
  const fits = told.length <= most;
  const warnings = told.slice(0, fits ? most : most - 1).map((one) => ({ level: 'warning', ...one }) as const);
  if (fits) return warnings;
  const rest = countOf(told.length - warnings.length, 'more warning');
  return [...warnings, { level: 'warning', title: rest, message: `${rest}: see the job summary.` }];
}

function toClosing(closing: string, more: number): ReportAnnotation {
  const rest = more > 0 ? ` ${more} more are not shown here: see the job summary.` : '';
  return { level: 'error', title: 'Key Vault diagnostics audit', message: plainText(closing, sentenceLimit) + rest };
}

function nameText({ name }: ReportResource): string {
  return plainText(name, nameLimit);
}
