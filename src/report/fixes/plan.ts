// What to change at a failing resource so that it becomes compliant, as data: the languages only write it down.
import type {
  Destination,
  DestinationKind,
  JudgedSetting,
  LogEntry,
  Report,
  ReportResource,
} from '../../verdict/model.ts';
import { hasBothGroups, isAuditEntry } from '../../verdict/ladder.ts';
import type { Requirement } from '../../verdict/requirement.ts';
import { choicesOf, type Choice } from './choices.ts';
import { collides } from './collision.ts';
import { countsIn, requirementReader } from './demand.ts';
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

/** A failing resource with what is demanded of it and what it could send its logs to. */
interface Case {
  readonly resource: ReportResource;
  readonly requirement: Requirement;
  readonly options: readonly Option[];
}

/** A kind that would count, and what there is of it. */
interface Option {
  readonly kind: DestinationKind;
  readonly isOpen: boolean;
  /** The best first, a placeholder last. */
  readonly choices: readonly Choice[];
}

/** A fix, and what speaks against it. */
interface Candidate {
  readonly fix: Fix;
  /** It replaces destinations that still receive something. */
  readonly cutsOff: boolean;
}

/** Azure's limit for one resource: https://learn.microsoft.com/azure/azure-monitor/platform/diagnostic-settings */
export const maxSettings = 5;
const newSettingName = 'key-vault-audit';
const auditGroup: LogEntry = { category: null, categoryGroup: 'audit', enabled: true };
const allLogsGroup: LogEntry = { category: null, categoryGroup: 'allLogs', enabled: true };
const auditCategory: LogEntry = { category: 'AuditEvent', categoryGroup: null, enabled: true };

/** Plans for noncompliant and waived resources of one report. A setting is changed, not doubled, where that loses nothing. */
export function planFor(report: Report): Plan {
  const choices = choicesOf(report);
  const requirementOf = requirementReader();
  return (resource) => {
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

function compareLists(a: readonly number[], b: readonly number[]): number {
  return a.map((value, index) => value - Number(b[index])).find((difference) => difference !== 0) ?? 0;
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

/** What a change starts from. */
interface Before {
  readonly base: JudgedSetting | null;
  /** Its destinations receive something now. */
  readonly isSending: boolean;
  /** Whether Azure would refuse to send there what the setting is to send. */
  readonly refuses: (id: string) => boolean;
}

/** Either category groups or single categories, as the setting has them: Azure refuses a mixture. */
function logsFor(base: JudgedSetting | null, { profile }: Requirement): readonly LogEntry[] | null {
  if (profile === 'cis') {
    return base !== null && hasBothGroups(base) ? null : [auditGroup, allLogsGroup];
  }
  const enabled = enabledLogs(base);
  const groups = enabled.filter(({ category }) => !hasName(category));
  const isMixed = groups.length > 0 && groups.length < enabled.length;
  if (isMixed) return [...groups.filter((entry) => !isAuditEntry(entry)), allLogsGroup];
  if (enabled.some(isAuditEntry)) return null;
  return [...enabled, enabled.length > groups.length ? auditCategory : auditGroup];
}

/** Without the retention that Azure has retired and refuses to write. */
function enabledLogs(setting: JudgedSetting | null): readonly LogEntry[] {
  const enabled = setting?.logs.filter((entry) => entry.enabled) ?? [];
  return enabled.map(({ category, categoryGroup }) => ({ category, categoryGroup, enabled: true }));
}

function needsMetrics(base: JudgedSetting | null, one: Case): boolean {
  const { resource, requirement } = one;
  // Metrics that are on, and yet are what is missing: a category of theirs that nobody demands.
  const isOn = (setting: JudgedSetting): boolean => setting.metricsEnabled && resource.reason !== 'metrics-missing';
  if (!requirement.requireMetrics || (base !== null && isOn(base))) return false;
  return !resource.settings.some((setting) => isOn(setting) && countingAt(setting, one).length > 0);
}

/** What to set, so that this setting has a destination that counts, and all together reach enough kinds. */
function destinationsFor({ base, isSending, refuses }: Before, one: Case): readonly Choice[] {
  const { resource, requirement } = one;
  const own = new Set(
    countingAt(base, one)
      .filter(({ id }) => !refuses(id))
      .map(({ kind }) => kind),
  );
  const elsewhere = resource.settings
    .filter((setting) => setting !== base && satisfies(setting, requirement))
    .flatMap((setting) => countingAt(setting, one).map(({ kind }) => kind));
  const reached = new Set([...own, ...elsewhere]);
  const missing = Math.max(own.size === 0 ? 1 : 0, requirement.minimumCopies - reached.size);

  const occupied = new Set(isSending ? livingAt(base).map(({ kind }) => kind) : []);
  const replaced = new Set((base?.destinations ?? []).map(({ kind }) => kind));
  const faultsOf = ({ kind, id, usedBy }: Choice, { isOpen }: Option): readonly number[] => [
    Number(reached.has(kind)),
    Number(!isOpen),
    Number(occupied.has(kind)),
    Number(id === null),
    Number(!replaced.has(kind)),
    -usedBy,
  ];
  return one.options
    .filter(({ kind }) => !own.has(kind))
    .flatMap((option) => {
      const takeable = option.choices.filter(({ id }) => id === null || !refuses(id));
      return takeable.slice(0, 1).map((choice) => ({ choice, faults: faultsOf(choice, option) }));
    })
    .toSorted((a, b) => compareLists(a.faults, b.faults))
    .slice(0, missing)
    .map(({ choice }) => choice);
}

/** The destinations of a setting that count already, once its logs do. */
function countingAt(setting: JudgedSetting | null, { requirement }: Case): readonly Destination[] {
  return livingAt(setting).filter((one) => countsIn(requirement, one));
}

function livingAt(setting: JudgedSetting | null): readonly Destination[] {
  return setting?.destinations.filter(({ state }) => state !== 'missing') ?? [];
}

function satisfies(setting: JudgedSetting, { profile }: Requirement): boolean {
  return setting.adequate && (profile !== 'cis' || hasBothGroups(setting));
}

function isNameable(setting: JudgedSetting): boolean {
  return isSafeSettingName(setting.name) && enabledLogs(setting).every((entry) => isSafeCategory(nameOf(entry).name));
}

/** What an entry is about; the name is empty where Azure gave none, and then it is never written. */
export function nameOf({ category, categoryGroup }: LogEntry): { kind: 'category' | 'group'; name: string } {
  return hasName(category) ? { kind: 'category', name: category } : { kind: 'group', name: categoryGroup ?? '' };
}

/** Whether a category or group is named at all: Azure also answers with empty names. */
export function hasName(category: string | null): category is string {
  return category !== null && category !== '';
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
