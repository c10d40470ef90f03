// The plain words for everything that the model says in codes: one table each, exhaustive over its union.
import type {
  AppliedRequirement,
  DestinationKind,
  DestinationState,
  NoncompliantReason,
  ReportResource,
  Report,
  ResourceType,
  Status,
  SubscriptionStatus,
  UnknownReason,
} from '../verdict/model.ts';

export type Reason = NoncompliantReason | UnknownReason;

interface Words {
  /** A few words, for a table cell. */
  readonly short: string;
  /** One sentence that fits every resource with this reason: where names must not be shown, it stands for the detail. */
  readonly sentence: string;
  /** What to do about it, in one or two sentences. */
  readonly advice: string;
}

const reasons: Readonly<Record<Reason, Words>> = {
  'no-setting': {
    short: 'no diagnostic setting',
    sentence: 'There is no diagnostic setting.',
    advice: 'Create a diagnostic setting that sends the audit log somewhere.',
  },
  'metrics-only': {
    short: 'metrics only, no log',
    sentence: 'A diagnostic setting exists, but it sends metrics and no log.',
    advice: 'Add the audit log to the diagnostic setting.',
  },
  'audit-disabled': {
    short: 'no log switched on',
    sentence: 'A diagnostic setting exists, but none of its logs is switched on.',
    advice: 'Switch the audit log on in the diagnostic setting.',
  },
  'other-categories-only': {
    short: 'other logs, not the audit log',
    sentence: 'A diagnostic setting sends logs, but not the audit log.',
    advice: 'Add the audit log to the logs that the diagnostic setting sends.',
  },
  'no-destination': {
    short: 'audit log sent nowhere',
    sentence: 'A diagnostic setting enables the audit log, but has no destination.',
    advice: 'Give the diagnostic setting a destination.',
  },
  'destination-not-accepted': {
    short: 'kind of destination not accepted',
    sentence: 'The audit log only goes to kinds of destination that the requirement does not accept.',
    advice: 'Send the audit log to a kind of destination that the requirement accepts.',
  },
  'destination-not-allowed': {
    short: 'destination not allowed',
    sentence: 'The audit log only goes to destinations that are not on the list of allowed ones.',
    advice: 'Send the audit log to a destination that is on the list of allowed ones.',
  },
  'destination-missing': {
    short: 'destination no longer exists',
    sentence: 'The audit log only goes to destinations that no longer exist.',
    advice: 'Point the diagnostic setting to a destination that exists.',
  },
  'cis-groups-missing': {
    short: 'not both category groups',
    sentence:
      'The audit log is kept, but the CIS benchmark wants the groups audit and allLogs both enabled in one setting.',
    advice: 'Enable both category groups, audit and allLogs, in the diagnostic setting.',
  },
  'copies-missing': {
    short: 'too few kinds of destination',
    sentence: 'The audit log is kept, but in fewer kinds of destination than the requirement demands.',
    advice: 'Send the audit log to another kind of destination as well.',
  },
  'metrics-missing': {
    short: 'metrics not sent',
    sentence: 'The audit log is kept, but the metrics that the requirement demands are not.',
    advice: 'Add AllMetrics to the diagnostic setting.',
  },
  forbidden: {
    short: 'no permission',
    sentence: 'The settings could not be read: permission Microsoft.Insights/diagnosticSettings/read is missing.',
    advice:
      'Grant the identity of the audit the role Reader on the subscription, or a role with the action Microsoft.Insights/diagnosticSettings/read. A new assignment takes some minutes.',
  },
  throttled: {
    short: 'throttled by Azure',
    sentence: 'Azure refused to answer because of too many requests, until the audit gave up.',
    advice: 'Run the audit again, at another time of day or for fewer subscriptions at once.',
  },
  unavailable: {
    short: 'Azure did not answer',
    sentence: 'Azure could not be reached or answered with errors, until the audit gave up.',
    advice: 'Run the audit again. If it stays, look at the health of Azure and at the network of the runner.',
  },
  'timed-out': {
    short: 'no answer in time',
    sentence: 'Azure did not answer in the time that the audit had.',
    advice: 'Run the audit again, with more time or for fewer subscriptions at once.',
  },
  'not-found': {
    short: 'settings not found',
    sentence: 'Azure does not find the diagnostic settings, although the resource is there.',
    advice: 'Run the audit again. A resource that was just created or moved needs some minutes.',
  },
  'unreadable-response': {
    short: 'answer not understood',
    sentence: 'Azure answered with something else than documented diagnostic settings.',
    advice:
      'Run the audit again. If it stays, please report it: an answer that is not understood is never counted as logged.',
  },
};

export function wordsFor(reason: Reason): Words {
  return reasons[reason];
}

export const statusWords: Readonly<Record<Status, { readonly icon: string; readonly label: string }>> = {
  noncompliant: { icon: '🟥', label: 'failing' },
  unknown: { icon: '🟨', label: 'unknown' },
  waived: { icon: '🟦', label: 'waived' },
  compliant: { icon: '🟩', label: 'compliant' },
};

export const subscriptionWords: Readonly<
  Record<SubscriptionStatus, { readonly label: string; readonly sentence: string }>
> = {
  audited: { label: 'audited', sentence: 'It was read whole.' },
  partial: { label: 'read in part', sentence: 'Only a part of it could be read.' },
  unreadable: { label: 'not read', sentence: 'Nothing of it could be read.' },
  skipped: { label: 'skipped', sentence: 'It was left out because of its state.' },
};

export const destinationWords: Readonly<Record<DestinationKind, string>> = {
  'log-analytics': 'Log Analytics workspace',
  storage: 'storage account',
  'event-hub': 'event hub',
  partner: 'partner solution',
};

export const destinationStateWords: Readonly<Record<DestinationState, string>> = {
  verified: 'exists',
  unverified: 'could not be looked up',
  missing: 'no longer exists',
  unchecked: 'not looked up',
};

export const resultIcons: Readonly<Record<Report['result'], string>> = { pass: '✅', fail: '❌', inconclusive: '⚠️' };

export const typeWords: Readonly<Record<ResourceType, string>> = { vault: 'vault', managedHsm: 'managed HSM' };

/** `1 note`, `2 notes`. */
export function countOf(count: number, singular: string, plural = `${singular}s`): string {
  return `${count} ${count === 1 ? singular : plural}`;
}

/** `1 vault`, `3 managed HSMs`, `41 vaults and managed HSMs`: what these resources are, counted. */
export function countOfResources(resources: readonly Pick<ReportResource, 'type'>[]): string {
  const types = new Set(resources.map(({ type }) => type));
  if (types.size > 1) return `${resources.length} vaults and managed HSMs`;
  return countOf(resources.length, typeWords[resources[0]?.type ?? 'vault']);
}

/** `environment=dev, team=a`. */
export function describeTags(tags: Readonly<Record<string, string>>): string {
  return Object.entries(tags)
    .map(([name, value]) => `${name}=${value}`)
    .join(', ');
}

/** What a resource is held to: `profile effective; destinations storage; at least 2 kinds of them`. */
export function describeRequirement(applied: AppliedRequirement): string {
  const { profile, acceptedDestinations, allowedDestinations, requireMetrics, minimumCopies } = applied;
  const parts = [
    `profile ${profile}`,
    `destinations ${acceptedDestinations.join(', ')}`,
    ...(allowedDestinations === null ? [] : [`only ${allowedDestinations.join(', ')}`]),
    ...(minimumCopies > 1 ? [`at least ${minimumCopies} kinds of them`] : []),
    ...(requireMetrics ? ['metrics too'] : []),
  ];
  return parts.join('; ');
}

export function capitalize(text: string): string {
  return `${text.slice(0, 1).toUpperCase()}${text.slice(1)}`;
}

/** `a`, `a and b`, `a, b and c`. */
export function enumerate(items: readonly string[]): string {
  const last = items.at(-1) ?? '';
  return items.length < 2 ? last : `${items.slice(0, -1).join(', ')} and ${last}`;
}
