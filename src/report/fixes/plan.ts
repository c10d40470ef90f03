// What to change at a failing resource so that it becomes compliant, as data: the languages only write it down.
import type { Destination, JudgedSetting, LogEntry, ReportResource } from '../../verdict/model.ts';
import { idKey } from '../../verdict/model.ts';
import { hasBothGroups, isAuditEntry } from '../../verdict/ladder.ts';
import type { Requirement } from '../../verdict/requirement.ts';
import { countsIn, type Choice, type Choose } from './demand.ts';
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
}

/** A failing resource with what is demanded of it and what it could send its logs to. */
interface Case {
  readonly resource: ReportResource;
  readonly requirement: Requirement;
  readonly choose: Choose;
}

/** Azure's limit for one resource: https://learn.microsoft.com/azure/azure-monitor/platform/diagnostic-settings */
const maxSettings = 5;
const newSettingName = 'key-vault-audit';
const auditGroup: LogEntry = { category: null, categoryGroup: 'audit', enabled: true };
const allLogsGroup: LogEntry = { category: null, categoryGroup: 'allLogs', enabled: true };
const auditCategory: LogEntry = { category: 'AuditEvent', categoryGroup: null, enabled: true };

/** Plans for noncompliant resources of one report. An existing setting is changed, not doubled, where that loses nothing. */
export function planWith(requirement: Requirement, choose: Choose): (resource: ReportResource) => Fix {
  return (resource) => {
    const gone = resource.settings.flatMap(({ destinations }) =>
      destinations.filter(({ state }) => state === 'missing'),
    );
    const chooseLiving: Choose = (about, kind) => {
      const choice = choose(about, kind);
      return gone.some(({ id }) => isSame(id, choice.id ?? '')) ? { kind, id: null, usedBy: 0 } : choice;
    };
    return planCase({ resource, requirement: toOwnRequirement(requirement, resource), choose: chooseLiving });
  };
}

/** The verdict was reached under the resource's own requirement, of which its reason tells what the report may not. */
function toOwnRequirement(requirement: Requirement, { reason }: ReportResource): Requirement {
  return {
    ...requirement,
    profile: reason === 'cis-groups-missing' ? 'cis' : requirement.profile,
    requireMetrics: requirement.requireMetrics || reason === 'metrics-missing',
  };
}

function planCase(one: Case): Fix {
  const { resource, requirement } = one;
  const base = pickBase(one);
  const isFull = resource.settings.length >= maxSettings;
  const metrics = needsMetrics(one);
  if (base !== null) {
    const logs = logsFor(base, requirement);
    const destinations = destinationsFor(base, one);
    const changes = logs !== null || metrics || destinations.length > 0;
    if (changes && (isFull || !cutsOff(base, destinations))) {
      return { action: 'update', setting: base.name, logs, metrics, destinations };
    }
  }
  const setting = isFull ? null : freeName(resource.settings);
  const logs = logsFor(null, requirement);
  return { action: isFull ? 'update' : 'create', setting, logs, metrics, destinations: destinationsFor(null, one) };
}

function needsMetrics(one: Case): boolean {
  const { resource, requirement } = one;
  if (resource.reason === 'metrics-missing' || !requirement.requireMetrics) return requirement.requireMetrics;
  return !resource.settings.some((setting) => setting.metricsEnabled && counting(setting, one).length > 0);
}

/** The setting nearest to adequate that may be named; rather one that already sends to the chosen destination. */
function pickBase(one: Case): JudgedSetting | null {
  const candidates = one.resource.settings.filter(isNameable).toSorted((a, b) => nearness(b) - nearness(a));
  const best = candidates[0] ?? null;
  if (best === null || counting(best, one).length > 0) return best;
  // The same log to the same destination from two settings is refused by Azure (409).
  const { id } = chooseAny(one);
  const sender = candidates.find(
    ({ destinations }) => id !== null && destinations.some((other) => isSame(other.id, id)),
  );
  return sender ?? best;
}

function isNameable(setting: JudgedSetting): boolean {
  const enabled = setting.logs.filter((entry) => entry.enabled);
  const names = enabled.map(({ category, categoryGroup }) => (hasName(category) ? category : (categoryGroup ?? '')));
  return isSafeSettingName(setting.name) && names.every(isSafeCategory);
}

/** Whether a category or group is named at all: Azure also answers with empty names. */
export function hasName(category: string | null): category is string {
  return category !== null && category !== '';
}

function nearness(setting: JudgedSetting): number {
  if (setting.adequate) return 3;
  const enabled = setting.logs.filter((entry) => entry.enabled);
  if (enabled.some(isAuditEntry)) return 2;
  return enabled.length > 0 ? 1 : 0;
}

/** The destinations of a setting that count already. */
function counting(setting: JudgedSetting, { requirement, resource: { reason } }: Case): readonly Destination[] {
  // The reason says more than the report's requirement: this setting got furthest, and not far enough.
  const isRefused = reason === 'destination-not-accepted' || reason === 'destination-not-allowed';
  if (isRefused && !setting.adequate) return [];
  const living = setting.destinations.filter(({ state }) => state !== 'missing');
  const accepted = living.filter((one) => countsIn(requirement, one));
  return setting.adequate && accepted.length === 0 ? living : accepted;
}

/** Either category groups or single categories, as the setting has them: Azure refuses a mixture. */
function logsFor(base: JudgedSetting | null, { profile }: Requirement): readonly LogEntry[] | null {
  if (profile === 'cis') {
    return base !== null && hasBothGroups(base) ? null : [auditGroup, allLogsGroup];
  }
  const enabled = base?.logs.filter((entry) => entry.enabled) ?? [];
  if (enabled.some(isAuditEntry)) return null;
  return [...enabled, enabled.some(({ category }) => hasName(category)) ? auditCategory : auditGroup];
}

/** What to set at `base`, or at a new setting (null), so that the adequate settings together reach enough destinations. */
function destinationsFor(base: JudgedSetting | null, one: Case): readonly Choice[] {
  const { resource, requirement, choose } = one;
  const first = base !== null && counting(base, one).length > 0 ? [] : replacementsFor(base, one);
  const isCis = requirement.profile === 'cis';
  const kept = resource.settings.filter((other) => other.adequate && (!isCis || hasBothGroups(other)));
  const keeping = base === null ? kept : [...kept, base];
  const reached = new Set([...first, ...keeping.flatMap((setting) => counting(setting, one))].map(({ kind }) => kind));
  // A report that does not tell the number tells by this reason that one more is needed.
  const atLeast = resource.reason === 'copies-missing' && first.length === 0 ? 1 : 0;
  const further = requirement.acceptedDestinations
    .filter((kind) => !reached.has(kind))
    .map((kind) => choose(resource, kind))
    .toSorted((a, b) => rank(b) - rank(a))
    .slice(0, Math.max(atLeast, requirement.minimumCopies - reached.size));
  return [...first, ...further];
}

/** For a setting none of whose destinations counts: one that does, in the place of each that is gone. */
function replacementsFor(base: JudgedSetting | null, one: Case): readonly Choice[] {
  const gone = base?.destinations.filter(({ state }) => state === 'missing').map(({ kind }) => kind) ?? [];
  const kinds = one.requirement.acceptedDestinations.filter((kind) => gone.includes(kind));
  return kinds.length === 0 ? [chooseAny(one)] : kinds.map((kind) => one.choose(one.resource, kind));
}

/** The most used destination of any kind that may be right, else one that is known, else a placeholder for the first kind. */
function chooseAny({ resource, requirement, choose }: Case): Choice {
  const sending = resource.settings.filter(({ logs }) => logs.some((entry) => entry.enabled && isAuditEntry(entry)));
  const refused = sending.flatMap(({ destinations }) => destinations);
  const isRefusedKind = (kind: Destination['kind']): boolean =>
    resource.reason === 'destination-not-accepted' && refused.some((one) => one.kind === kind);
  const isRefusedId = (id: string | null): boolean =>
    resource.reason === 'destination-not-allowed' && refused.some((one) => isSame(one.id, id ?? ''));
  const choices = requirement.acceptedDestinations
    .filter((kind) => !isRefusedKind(kind))
    .map((kind) => choose(resource, kind))
    .map((choice) => (isRefusedId(choice.id) ? { kind: choice.kind, id: null, usedBy: 0 } : choice));
  return choices.toSorted((a, b) => rank(b) - rank(a))[0] ?? { kind: 'log-analytics', id: null, usedBy: 0 };
}

function rank({ id, usedBy }: Choice): number {
  return id === null ? -1 : usedBy;
}

/** Whether the change would replace a destination of the setting that still receives something. */
function cutsOff(base: JudgedSetting, destinations: readonly Choice[]): boolean {
  const replaced = base.destinations.filter(({ kind }) => destinations.some((one) => one.kind === kind));
  return replaced.some(({ id, state }) => state !== 'missing' && !destinations.some((one) => isSame(one.id ?? '', id)));
}

function isSame(a: string, b: string): boolean {
  return idKey(a) === idKey(b);
}

function freeName(settings: readonly JudgedSetting[]): string {
  const taken = new Set(settings.map(({ name }) => name.toLowerCase()));
  let name = newSettingName;
  for (let number = 2; taken.has(name); number += 1) name = `${newSettingName}-${number}`;
  return name;
}
