// The inputs of the action: raw strings → Inputs, every rule of them, all problems at once. Reads no environment.
import { AuditError } from './errors.ts';
import { configLocation, defaultPath, type ConfigLocation } from './config/location.ts';
import {
  count,
  guid,
  idList,
  idPattern,
  managementGroup,
  minutes,
  list,
  path,
  resourcePattern,
  toItems,
  trueOrFalse,
  word,
} from './input-values.ts';
import type { Complain, ValueParser } from './input-values.ts';
import { reportFormats, type ReportFormat } from './report/outputs.ts';
import type { DestinationKind, Profile, ResourceType } from './verdict/model.ts';
import type { Pattern } from './verdict/pattern.ts';
import { destinationKinds, profiles } from './verdict/requirement.ts';
import { causes, defaultCauses, type Cause } from './verdict/result.ts';

export const environments = ['azurecloud', 'azureusgovernment', 'azurechinacloud'] as const;
export const coverages = ['subscription', 'visible'] as const;
export const modes = ['audit', 'validate'] as const;
export const commentChoices = ['never', 'on-failure', 'always'] as const;
export const trackingChoices = ['never', 'on-failure'] as const;
export const redactions = ['auto', 'always', 'never'] as const;

export type Environment = (typeof environments)[number];
export type CoverageDemand = (typeof coverages)[number];
export type Mode = (typeof modes)[number];
export type CommentChoice = (typeof commentChoices)[number];
export type TrackingChoice = (typeof trackingChoices)[number];
export type Redaction = (typeof redactions)[number];

/** What the workflow asks for. `undefined`: not given, so that a configuration file may decide, else the default. */
export interface Inputs {
  readonly clientId: string;
  readonly tenantId: string;
  /** IDs as they were written, without duplicates, or every subscription that the identity can see; empty: not given. */
  readonly subscriptions: readonly string[] | 'all';
  /** IDs of management groups, without duplicates: every subscription below them, beside `subscriptions`. */
  readonly managementGroups: readonly string[];
  readonly environment: Environment;
  /** Of the GitHub token; null: that of the cloud. */
  readonly audience: string | null;
  readonly include: readonly Pattern[] | undefined;
  readonly exclude: readonly Pattern[] | undefined;
  readonly resourceTypes: readonly ResourceType[];
  readonly coverage: CoverageDemand;
  /** null: no such demand. */
  readonly minimumResourceCount: number | null;
  /** Time budget of the audit; null: none. */
  readonly timeoutMinutes: number | null;
  readonly configFile: ConfigLocation;
  readonly profile: Profile | undefined;
  readonly acceptedDestinations: readonly DestinationKind[] | undefined;
  readonly allowedDestinations: readonly Pattern[] | undefined;
  readonly verifyDestinations: boolean | undefined;
  readonly requireMetrics: boolean | undefined;
  /** Empty for `never`. */
  readonly failOn: readonly Cause[];
  readonly reports: readonly ReportFormat[];
  /** As written: absolute, or relative to the workspace. null: a folder of ours under `RUNNER_TEMP`. */
  readonly reportDirectory: string | null;
  readonly redact: Redaction;
  /** Path of an earlier JSON report, as it was written; null: none. */
  readonly baseline: string | null;
  readonly comment: CommentChoice;
  /** Tells apart what jobs of one name have to say; by default the matrix of the job as JSON, `null` without one. */
  readonly commentKey: string;
  readonly trackingIssue: TrackingChoice;
  /** For GitHub's API; empty: none. */
  readonly githubToken: string;
  /** `validate`: only the configuration file is looked at, and what is only needed for Azure may be empty. */
  readonly mode: Mode;
}

/** Reads every input, trimmed or not. Throws AuditError `KVA-INPUT`, whose message lists all that is wrong with them. */
export function parseInputs(read: (name: string) => string): Inputs {
  const problems: string[] = [];
  const optional = <T>(name: string, parse: ValueParser<T>): T | undefined => {
    const text = read(name).trim();
    return text === ''
      ? undefined
      : parse(text, (problem) => problems.push(`${name}: ${problem}${problem.endsWith('?') ? '' : '.'}`));
  };
  const missing: string[] = [];
  const required = <T>(name: string, parse: ValueParser<T>, placeholder: T): T => {
    // GitHub does not enforce `required: true` of action.yml.
    if (read(name).trim() !== '') return optional(name, parse) ?? placeholder;
    missing.push(`${name}: is required, and is empty. A variable or secret that does not exist is empty too.`);
    return placeholder;
  };

  const inputs: Inputs = {
    clientId: required('client-id', guid, ''),
    tenantId: required('tenant-id', guid, ''),
    subscriptions: optional('subscription-id', subscriptions) ?? [],
    managementGroups: optional('management-group-id', idList(managementGroup)) ?? [],
    environment: optional('environment', word(environments)) ?? 'azurecloud',
    audience: optional('audience', (text) => text) ?? null,
    include: optional('include', list(resourcePattern)),
    exclude: optional('exclude', list(resourcePattern)),
    resourceTypes: optional('resource-types', resourceTypes) ?? ['vault', 'managedHsm'],
    coverage: optional('coverage', word(coverages)) ?? 'subscription',
    minimumResourceCount: optional('minimum-resource-count', count) ?? null,
    timeoutMinutes: optional('timeout-minutes', minutes) ?? null,
    configFile: optional('config-file', configLocation) ?? { kind: 'here', path: defaultPath, isDefault: true },
    profile: optional('profile', word(profiles)),
    acceptedDestinations: optional('accepted-destinations', list(word(destinationKinds))),
    allowedDestinations: optional('allowed-destinations', list(idPattern)),
    verifyDestinations: optional('verify-destinations', trueOrFalse),
    requireMetrics: optional('require-metrics', trueOrFalse),
    failOn: optional('fail-on', failOn) ?? defaultCauses,
    reports: optional('reports', list(word(reportFormats))) ?? ['json'],
    reportDirectory: optional('report-directory', path) ?? null,
    redact: optional('redact', word(redactions)) ?? 'auto',
    baseline: optional('baseline', path) ?? null,
    comment: optional('comment', word(commentChoices)) ?? 'never',
    commentKey: read('comment-key').trim(),
    trackingIssue: optional('tracking-issue', word(trackingChoices)) ?? 'never',
    githubToken: read('github-token').trim(),
    mode: optional('mode', word(modes)) ?? 'audit',
  };
  const isAimless = ['subscription-id', 'management-group-id'].every((name) => read(name).trim() === '');
  // A configuration file may say it as well: see demand.ts.
  if (isAimless && inputs.configFile.kind === 'none') {
    missing.push(
      'subscription-id: is empty, and so is management-group-id: one of them must say what to audit. A variable or secret that does not exist is empty too.',
    );
  }
  // Nothing of Azure is needed to look at a file.
  if (inputs.mode === 'audit') problems.unshift(...missing);
  if (problems.length > 0) throw toInputError(problems);
  return inputs;
}

/** Takes no value but `alone`, or a list without it. */
function aloneOr<T>(alone: string, others: T, parse: ValueParser<T>): ValueParser<T> {
  return (text, complain) => {
    const items = toItems(text);
    if (!items.some((item) => item.toLowerCase() === alone)) return parse(text, complain);
    if (items.length === 1) return others;
    complain(`"${alone}" stands alone, without other values`);
    return undefined;
  };
}

const subscriptions = aloneOr<readonly string[] | 'all'>('all', 'all', idList(guid));

const failOn = aloneOr<readonly Cause[]>('never', [], (text, complain) => {
  const known = [...causes, 'never'] as const; // a complaint names `never` too; aloneOr has seen to it already
  return list(word(known))(text, complain)?.filter((cause) => cause !== 'never');
});

const resourceTypeWords = ['vaults', 'managed-hsms'] as const;

function resourceTypes(text: string, complain: Complain): ResourceType[] | undefined {
  const words = list(word(resourceTypeWords))(text, complain);
  return words?.map((one) => (one === 'vaults' ? 'vault' : 'managedHsm'));
}

function toInputError(problems: readonly string[]): AuditError {
  const heading = problems.length === 1 ? 'An input is not understood' : `${problems.length} problems with the inputs`;
  return new AuditError({
    code: 'KVA-INPUT',
    message: [`${heading}:`, ...problems.map((problem) => `- ${problem}`)].join('\n'),
    fix: ["Correct it in the step's `with:` block. The README lists every input with the values that it takes."],
  });
}
