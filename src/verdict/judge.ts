// The verdict on one resource: what its diagnostic settings come to under a requirement.
import type {
  Compliance,
  Destination,
  DestinationCheck,
  DestinationState,
  DiagnosticSetting,
  JudgedSetting,
  Judgement,
  NoncompliantReason,
  Profile,
  ReadFailure,
} from './model.ts';
import { describeCompliant, describeFailure, describeReason } from './detail.ts';
import {
  destinationStep,
  firstUnmetStep,
  furthest,
  hasAllMetrics,
  hasBothGroups,
  isAuditCategory,
  isAuditEntry,
} from './ladder.ts';
import type { Requirement } from './requirement.ts';

/** What is known of a destination. Must answer for every destination of the settings at hand. */
export type CheckOf = (destination: Destination) => DestinationCheck;

/** Judges settings that were read whole. The order of the settings never matters. */
export function judgeSettings(
  unordered: readonly DiagnosticSetting[],
  requirement: Requirement,
  checkOf: CheckOf,
): Judgement {
  const settings = unordered.toSorted(byName);
  const findingFor = (profile: Profile): Finding => findReason(settings, { ...requirement, profile }, checkOf);
  const [effective, cis] = [findingFor('effective'), findingFor('cis')];
  const finding = requirement.profile === 'cis' ? cis : effective;
  return {
    status: toCompliance(finding),
    reason: finding.reason,
    detail: describeFinding(finding, requirement, checkOf),
    notes: [...new Set([...settings.flatMap(contradictions), ...settings.flatMap(destinationNotes(checkOf))])],
    profiles: { effective: toCompliance(effective), cis: toCompliance(cis) },
    settings: settings.map((setting) => toJudgedSetting(setting, requirement, checkOf)),
  };
}

/** Judges settings that could not be read: always `unknown`, never one of the other two. */
export function judgeUnreadable(failure: ReadFailure): Judgement {
  return {
    status: 'unknown',
    reason: failure.reason,
    detail: describeFailure(failure),
    notes: [],
    profiles: null,
    settings: [],
  };
}

/** What the settings come to together, and those of them that decided it. */
interface Finding {
  /** null: compliant. */
  readonly reason: NoncompliantReason | null;
  readonly settings: readonly DiagnosticSetting[];
}

function findReason(settings: readonly DiagnosticSetting[], requirement: Requirement, checkOf: CheckOf): Finding {
  const stateOf = (destination: Destination): DestinationState => checkOf(destination).state;
  const counts = (destination: Destination): boolean => destinationStep(destination, requirement, stateOf) === null;
  const steps = settings.map((setting) => ({ setting, step: firstUnmetStep(setting, requirement, stateOf) }));

  const nearest = furthest(steps.map(({ step }) => step));
  const decisive = steps.filter(({ step }) => step === nearest).map(({ setting }) => setting);
  if (nearest !== null) return { reason: nearest ?? 'no-setting', settings: decisive };

  const satisfying = requirement.profile === 'cis' ? decisive.filter(hasBothGroups) : decisive;
  if (satisfying.length === 0) return { reason: 'cis-groups-missing', settings: decisive };

  const kinds = new Set(satisfying.flatMap((setting) => setting.destinations.filter(counts).map(({ kind }) => kind)));
  if (kinds.size < requirement.minimumCopies) return { reason: 'copies-missing', settings: satisfying };

  const sendsMetrics = (setting: DiagnosticSetting): boolean =>
    hasAllMetrics(setting) && setting.destinations.some(counts);
  const lacksMetrics = requirement.requireMetrics && !settings.some(sendsMetrics);
  return { reason: lacksMetrics ? 'metrics-missing' : null, settings: satisfying };
}

function describeFinding({ reason, settings }: Finding, requirement: Requirement, checkOf: CheckOf): string {
  const stateOf = (destination: Destination): DestinationState => checkOf(destination).state;
  // Those of the named setting that got exactly as far: it may have others, and nothing false must be said of them.
  const destinations = settings
    .slice(0, 1)
    .flatMap((setting) => setting.destinations.filter((one) => destinationStep(one, requirement, stateOf) === reason));
  return reason === null
    ? describeCompliant(settings, destinations)
    : describeReason(reason, settings, requirement, destinations);
}

function toJudgedSetting(setting: DiagnosticSetting, requirement: Requirement, checkOf: CheckOf): JudgedSetting {
  const { name, logs, metrics, destinations, ...delivery } = setting;
  return {
    name,
    adequate: firstUnmetStep(setting, requirement, (destination) => checkOf(destination).state) === null,
    logs,
    metricsEnabled: metrics.some((entry) => entry.enabled),
    destinations: destinations.map((destination) => ({ ...destination, state: checkOf(destination).state })),
    ...delivery,
  };
}

/** A group that contains the audit log is on while `AuditEvent` is listed as off: Azure honours the group. */
function contradictions(setting: DiagnosticSetting): string[] {
  const isContradictory =
    setting.logs.some((entry) => entry.enabled && isAuditEntry(entry) && !isAuditCategory(entry)) &&
    setting.logs.some((entry) => !entry.enabled && isAuditCategory(entry));
  if (!isContradictory) return [];
  return [`Setting "${setting.name}" lists AuditEvent as off, but a category group that contains it is on.`];
}

function destinationNotes(checkOf: CheckOf): (setting: DiagnosticSetting) => readonly string[] {
  return (setting) => setting.destinations.flatMap((destination) => checkOf(destination).notes);
}

function toCompliance({ reason }: Finding): Compliance {
  return reason === null ? 'compliant' : 'noncompliant';
}

/** By name; settings of one name (Azure has none, but nothing depends on it) by everything else. */
function byName(a: DiagnosticSetting, b: DiagnosticSetting): number {
  return sortKey(a) < sortKey(b) ? -1 : 1;
}

function sortKey(setting: DiagnosticSetting): string {
  return `${setting.name.toLowerCase()}\n${JSON.stringify(setting)}`;
}
