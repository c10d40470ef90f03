// How far one diagnostic setting gets on the ladder from "nothing" to "the audit log is kept".
import type { Destination, DestinationState, DiagnosticSetting, LogEntry, NoncompliantReason } from './model.ts';
import type { Requirement } from './requirement.ts';
import { noncompliantReasons } from './model.ts';

/** The steps that one setting can be judged by alone; the others look at all adequate settings together. */
export type SettingStep = Exclude<
  NoncompliantReason,
  'no-setting' | 'cis-groups-missing' | 'copies-missing' | 'metrics-missing'
>;
type DestinationStep = 'destination-not-accepted' | 'destination-not-allowed' | 'destination-missing';

/** The category that records who read which secret, of vaults and of managed HSMs. */
const auditCategory = 'auditevent';
/** Category groups of both types; each contains the audit category. */
const auditGroup = 'audit';
const everythingGroup = 'alllogs';
const allMetricsCategory = 'allmetrics';

/** Whether an entry carries the audit log, on or off. Names compare without letter case. */
export function isAuditEntry(entry: LogEntry): boolean {
  return hasGroup(entry, auditGroup) || hasGroup(entry, everythingGroup) || isAuditCategory(entry);
}

/** The category itself, not a group that contains it. */
export function isAuditCategory(entry: LogEntry): boolean {
  return entry.category?.toLowerCase() === auditCategory;
}

/** CIS Azure Foundations, literally: both category groups on in one setting. */
export function hasBothGroups(setting: Pick<DiagnosticSetting, 'logs'>): boolean {
  const isOn = (group: string): boolean => setting.logs.some((entry) => entry.enabled && hasGroup(entry, group));
  return isOn(auditGroup) && isOn(everythingGroup);
}

export function hasAllMetrics(setting: DiagnosticSetting): boolean {
  return setting.metrics.some((entry) => entry.enabled && entry.category?.toLowerCase() === allMetricsCategory);
}

function hasGroup(entry: LogEntry, group: string): boolean {
  return entry.categoryGroup?.toLowerCase() === group;
}

/** The first step that the setting does not meet; null: it is adequate. */
export function firstUnmetStep(
  setting: DiagnosticSetting,
  requirement: Requirement,
  stateOf: (destination: Destination) => DestinationState,
): SettingStep | null {
  if (setting.logs.length === 0 && setting.metrics.some((entry) => entry.enabled)) return 'metrics-only';
  const enabled = setting.logs.filter((entry) => entry.enabled);
  if (enabled.length === 0) return 'audit-disabled';
  if (!enabled.some(isAuditEntry)) return 'other-categories-only';
  const step = furthest(setting.destinations.map((destination) => destinationStep(destination, requirement, stateOf)));
  return step === undefined ? 'no-destination' : step;
}

/** Why a destination does not count; null: it does. */
export function destinationStep(
  destination: Destination,
  requirement: Requirement,
  stateOf: (destination: Destination) => DestinationState,
): DestinationStep | null {
  if (!requirement.acceptedDestinations.includes(destination.kind)) return 'destination-not-accepted';
  const allowed = requirement.allowedDestinations;
  if (allowed !== null && !allowed.some((pattern) => pattern.matchesId(destination.id))) {
    return 'destination-not-allowed';
  }
  return stateOf(destination) === 'missing' ? 'destination-missing' : null;
}

/** Of several first unmet steps the one nearest to adequate; null, which is adequate, before all; undefined: there is none. */
export function furthest<Step extends NoncompliantReason>(steps: readonly (Step | null)[]): Step | null | undefined {
  const rank = (step: Step | null): number =>
    step === null ? noncompliantReasons.length : noncompliantReasons.indexOf(step);
  return steps.toSorted((a, b) => rank(b) - rank(a))[0];
}
