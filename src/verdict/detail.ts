// The one plain sentence that every verdict comes with. Names and IDs in it are data: renderers escape it whole.
import type { Destination, DiagnosticSetting, NoncompliantReason, ReadFailure, UnknownReason } from './model.ts';
import type { Requirement } from './requirement.ts';
import { assertNever } from './model.ts';

/** The permission without which no verdict is possible. */
export const settingsPermission = 'Microsoft.Insights/diagnosticSettings/read';

/** Why the resource is compliant. `destinations`: those of the first setting that count. */
export function describeCompliant(
  settings: readonly DiagnosticSetting[],
  destinations: readonly Destination[],
): string {
  return `${named(settings)} sends the audit log to ${kindsOf(destinations)}.`;
}

/**
 * Why the resource is not compliant. `settings`: those that got as far as the reason; empty only for `no-setting`.
 * `destinations`: those of the first one that stop at the reason; its others may have stopped before.
 */
export function describeReason(
  reason: NoncompliantReason,
  settings: readonly DiagnosticSetting[],
  requirement: Requirement,
  destinations: readonly Destination[],
): string {
  switch (reason) {
    case 'no-setting':
      return 'There is no diagnostic setting.';
    case 'metrics-only':
      return `${named(settings)} sends metrics only: it lists no log category.`;
    case 'audit-disabled':
      return `${named(settings)} has no log category that is switched on.`;
    case 'other-categories-only':
      return `${named(settings)} switches on ${enabledCategories(settings)}, which does not carry the audit log.`;
    case 'no-destination':
      return `${named(settings)} switches the audit log on but names no destination, so it goes nowhere.`;
    case 'destination-not-accepted':
      return `${named(settings)} sends the audit log to ${kindsOf(destinations)} only; the requirement accepts ${requirement.acceptedDestinations.join(', ')}.`;
    case 'destination-not-allowed':
      return `${named(settings)} sends the audit log to no destination that counts; outside the allowed list: ${idsOf(destinations)}.`;
    case 'destination-missing':
      return `${named(settings)} sends the audit log to no destination that counts; no longer there: ${idsOf(destinations)}.`;
    case 'cis-groups-missing':
      return `${named(settings)} keeps the audit log, but profile cis wants both category groups, audit and allLogs, on in one setting.`;
    case 'copies-missing':
      return `${named(settings)} keeps the audit log, but in fewer than ${requirement.minimumCopies} kinds of destination.`;
    case 'metrics-missing':
      return `${named(settings)} keeps the audit log, but no setting sends AllMetrics to a destination that counts.`;
    default:
      return assertNever(reason);
  }
}

/** Why nothing could be said. */
export function describeFailure(failure: ReadFailure): string {
  // Not Azure's word for the settings: it does not find the subscription any more.
  const isLostSight = failure.code === 'SubscriptionNotFound';
  const sentence = isLostSight ? 'Azure no longer finds the subscription.' : unknownSentence(failure.reason);
  return `${sentence} ${answerOf(failure)}`.trim();
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

/** The first setting by its name, and how many more there are. */
function named(settings: readonly DiagnosticSetting[]): string {
  const others = settings.length - 1;
  const names = settings.map(({ name }) => `Setting "${name}"`);
  return [...names.slice(0, 1), ...(others > 0 ? [`(and ${others} more)`] : [])].join(' ');
}

function enabledCategories(settings: readonly DiagnosticSetting[]): string {
  const entries = settings.slice(0, 1).flatMap(({ logs }) => logs.filter(({ enabled }) => enabled));
  const names = entries.map(({ category, categoryGroup }) =>
    [category, categoryGroup].find((name) => name !== null && name !== ''),
  );
  return names.map((name) => name ?? 'a category without a name').join(', ');
}

function kindsOf(destinations: readonly Destination[]): string {
  return [...new Set(destinations.map(({ kind }) => kind))].join(' and ');
}

function idsOf(destinations: readonly Destination[]): string {
  return destinations.map(({ id }) => id).join(', ');
}
