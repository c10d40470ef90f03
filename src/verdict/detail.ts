// The one plain sentence that every verdict comes with. Names and IDs in it are data: renderers escape it whole.
import type {
  Destination,
  DiagnosticSetting,
  JudgedSetting,
  NoncompliantReason,
  ReadFailure,
  UnknownReason,
} from './model.ts';
import type { Requirement } from './requirement.ts';
import { assertNever } from './model.ts';

/** The permission without which no verdict is possible. */
export const settingsPermission = 'Microsoft.Insights/diagnosticSettings/read';

/** Why the resource is compliant: which setting sends the audit log where. */
export function describeCompliant(adequate: readonly JudgedSetting[]): string {
  const [first, ...others] = adequate;
  if (first === undefined) return '';
  const kinds = new Set(first.destinations.filter(({ state }) => state !== 'missing').map(({ kind }) => kind));
  return `${namedSetting(first, others.length)} sends the audit log to ${[...kinds].join(' and ')}.`;
}

/** Why the resource is not compliant. `settings`: those that got as far as the reason; empty only for `no-setting`. */
export function describeReason(
  reason: NoncompliantReason,
  settings: readonly DiagnosticSetting[],
  requirement: Requirement,
): string {
  const [first, ...others] = settings;
  if (first === undefined) return 'There is no diagnostic setting.';
  return `${namedSetting(first, others.length)} ${describeSetting(reason, first, requirement)}`;
}

function describeSetting(reason: NoncompliantReason, setting: DiagnosticSetting, requirement: Requirement): string {
  switch (reason) {
    case 'no-setting':
      return 'does not exist.';
    case 'metrics-only':
      return 'sends metrics only: it lists no log category.';
    case 'audit-disabled':
      return 'has no log category that is switched on.';
    case 'other-categories-only':
      return `switches on ${enabledCategories(setting)}, which does not carry the audit log.`;
    case 'no-destination':
      return 'switches the audit log on but names no destination, so it goes nowhere.';
    case 'destination-not-accepted':
      return `sends the audit log to ${kindsOf(setting)} only; the requirement accepts ${requirement.acceptedDestinations.join(', ')}.`;
    case 'destination-not-allowed':
      return `sends the audit log only to destinations outside the allowed list: ${idsOf(setting.destinations)}.`;
    case 'destination-missing':
      return `sends the audit log only to what no longer exists: ${idsOf(setting.destinations)}.`;
    case 'cis-groups-missing':
      return 'keeps the audit log, but profile cis wants both category groups, audit and allLogs, on in one setting.';
    case 'copies-missing':
      return `keeps the audit log, but in fewer than ${requirement.minimumCopies} kinds of destination.`;
    case 'metrics-missing':
      return 'keeps the audit log, but no setting sends AllMetrics to a destination that counts.';
    default:
      return assertNever(reason);
  }
}

/** Why nothing could be said. */
export function describeFailure(failure: ReadFailure): string {
  return `${unknownSentence(failure.reason)} ${answerOf(failure)}`.trim();
}

function unknownSentence(reason: UnknownReason): string {
  switch (reason) {
    case 'forbidden':
      return `The diagnostic settings may not be read: the identity needs ${settingsPermission}.`;
    case 'throttled':
      return 'Azure refused to answer because of too many requests, until the audit gave up.';
    case 'unavailable':
      return 'Azure could not be reached or failed to answer, until the audit gave up.';
    case 'timed-out':
      return 'There was no answer in time.';
    case 'not-found':
      return 'The resource is there, but Azure says that its diagnostic settings are not.';
    case 'unreadable-response':
      return 'Azure answered something that is not a list of diagnostic settings.';
    default:
      return assertNever(reason);
  }
}

/** What Azure said last, for whoever must follow it up. */
export function answerOf(failure: ReadFailure): string {
  const status = failure.status === null ? '' : `HTTP ${failure.status}`;
  const head = [status, failure.code ?? ''].filter((part) => part !== '').join(' ');
  const parts = [head, failure.message].filter((part) => part !== '');
  return parts.length === 0 ? '' : `(${parts.join(': ')})`;
}

function namedSetting(setting: { readonly name: string }, others: number): string {
  if (others === 0) return `Setting "${setting.name}"`;
  return `Setting "${setting.name}" (and ${others} more)`;
}

function enabledCategories(setting: DiagnosticSetting): string {
  const names = setting.logs
    .filter(({ enabled }) => enabled)
    .map(({ category, categoryGroup }) => category ?? categoryGroup);
  return names.map((name) => name ?? 'a category without a name').join(', ');
}

function kindsOf(setting: DiagnosticSetting): string {
  return [...new Set(setting.destinations.map(({ kind }) => kind))].join(' and ');
}

function idsOf(destinations: readonly Destination[]): string {
  return destinations.map(({ id }) => id).join(', ');
}
