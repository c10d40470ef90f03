// What to change at a failing resource so that it becomes compliant, as data: the languages only write it down.
import type { DestinationKind, JudgedSetting, LogEntry, Report, ReportResource } from '../../verdict/model.ts';
import { isAuditEntry } from '../../verdict/ladder.ts';
import { choicesOf, type Choice } from './choices.ts';
import { collides } from './collision.ts';
import { requirementReader } from './demand.ts';
import { compareLists, countingAt, destinationsFor, livingAt, type Before, type Case } from './destinations.ts';
import { enabledLogs, logsFor, nameOf } from './log-entries.ts';
import { isSafeCategory, isSafeSettingName } from './safe.ts';

/** One change to one diagnostic setting; it always changes something. */
export interface Fix {
  readonly action: 'create' | 'update';
  /** null: Azure's limit leaves no room for another setting, and none of these may be named; the reader decides. */
  readonly setting: string | null;
  /** The whole new list of enabled logs, because Azure replaces the list; null: it stays as it is. */
  readonly logs: readonly LogEntry[] | null;
  /** Enable AllMetrics. */
  readonly metrics: boolean;
  /** To set or to replace, at most one of each kind; what is not named stays. */
  readonly destinations: readonly Choice[];
  /** Kinds to take out: Azure refuses to write what the setting has there, because it is gone, or takes the same already. */
  readonly removes: readonly DestinationKind[];
}

export type Plan = (resource: ReportResource) => Fix;

/** A fix, and what speaks against it. */
interface Candidate {
  readonly fix: Fix;
  /** It replaces destinations that still receive something. */
  readonly cutsOff: boolean;
}

/** Azure's limit for one resource: https://learn.microsoft.com/azure/azure-monitor/platform/diagnostic-settings */
export const maxSettings = 5;
const newSettingName = 'key-vault-audit';

/** Plans for noncompliant and waived resources of one report. A setting is changed, not doubled, where that loses nothing. */
export function planFor(report: Report): Plan {
  // Looked for with the first plan: most reports have nothing to mend.
  let known: ReturnType<typeof choicesOf> | null = null;
  const requirementOf = requirementReader();
  return (resource) => {
    known ??= choicesOf(report);
    const choices = known;
    const requirement = requirementOf(resource.requirement);
    // A requirement that nothing can meet still gets an answer: whoever reads it sees what is demanded.
    const accepted = requirement.acceptedDestinations;
    const kinds: readonly DestinationKind[] = accepted.length > 0 ? accepted : ['log-analytics'];
    const options = kinds.map((kind) => ({
      kind,
      isOpen: choices.isOpen(resource, requirement, kind),
      choices: choices.of(resource, requirement, kind),
    }));
    return planCase({ resource, requirement, options });
  };
}

function planCase(one: Case): Fix {
  const { settings } = one.resource;
  const isFull = settings.length >= maxSettings;
  const bases = settings.filter(isNameable).toSorted((a, b) => nearness(b) - nearness(a));
  const changed = bases.map((base) => candidateAt(base, one)).filter((candidate) => candidate !== null);
  const added = isFull ? [] : [toCandidate(null, one)];
  const candidates = [...changed, ...added].toSorted((a, b) => compareLists(faults(a), faults(b)));
  return (candidates[0] ?? toCandidate(null, one)).fix;
}

/** What speaks against a candidate, the gravest first. */
function faults({ fix, cutsOff }: Candidate): readonly number[] {
  return [
    Number(cutsOff),
    fix.destinations.filter(({ id }) => id === null).length,
    Number(fix.action === 'create'),
    fix.destinations.length,
  ];
}

/** null: this setting has all that it could give. */
function candidateAt(base: JudgedSetting, one: Case): Candidate | null {
  const candidate = toCandidate(base, one);
  const { logs, metrics, destinations, removes } = candidate.fix;
  return logs !== null || metrics || destinations.length + removes.length > 0 ? candidate : null;
}

/** The change to `base`, or the new setting (null), that makes the resource compliant. */
function toCandidate(base: JudgedSetting | null, one: Case): Candidate {
  const { resource, requirement } = one;
  const others = resource.settings.filter((setting) => setting !== base);
  const logs = logsFor(base, requirement);
  const metrics = needsMetrics(base, one);
  const sends = { logs: logs ?? enabledLogs(base), metricsEnabled: metrics || base?.metricsEnabled === true };
  const before: Before = {
    base,
    isSending: base !== null && (base.metricsEnabled || enabledLogs(base).length > 0),
    refuses: (id) => collides({ ...sends, destinations: [{ id }] }, others),
  };
  const destinations = destinationsFor(before, one);

  const set = new Set(destinations.map(({ kind }) => kind));
  const kept = (base?.destinations ?? []).filter(({ kind }) => !set.has(kind));
  const removed = kept.filter(({ id, state }) => state === 'missing' || before.refuses(id));
  const isFull = base === null && resource.settings.length >= maxSettings;
  return {
    fix: {
      action: base === null && !isFull ? 'create' : 'update',
      setting: base === null ? (isFull ? null : freeName(resource.settings)) : base.name,
      logs,
      metrics,
      destinations,
      removes: removed.map(({ kind }) => kind),
    },
    cutsOff: before.isSending && livingAt(base).some(({ kind, id }) => set.has(kind) || before.refuses(id)),
  };
}

function needsMetrics(base: JudgedSetting | null, one: Case): boolean {
  const { resource, requirement } = one;
  // Metrics that are on, and yet are what is missing: a category of theirs that nobody demands.
  const isOn = (setting: JudgedSetting): boolean => setting.metricsEnabled && resource.reason !== 'metrics-missing';
  if (!requirement.requireMetrics || (base !== null && isOn(base))) return false;
  return !resource.settings.some((setting) => isOn(setting) && countingAt(setting, one).length > 0);
}

function isNameable(setting: JudgedSetting): boolean {
  return isSafeSettingName(setting.name) && enabledLogs(setting).every((entry) => isSafeCategory(nameOf(entry).name));
}

function nearness(setting: JudgedSetting): number {
  if (setting.adequate) return 3;
  const enabled = enabledLogs(setting);
  if (enabled.some(isAuditEntry)) return 2;
  return enabled.length > 0 ? 1 : 0;
}

/** A name that no setting has; Azure compares without letter case. */
function freeName(settings: readonly JudgedSetting[]): string {
  const taken = new Set(settings.map(({ name }) => name.toLowerCase()));
  let name = newSettingName;
  for (let number = 2; taken.has(name); number += 1) name = `${newSettingName}-${number}`;
  return name;
}
