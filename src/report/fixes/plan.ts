// What to change at a failing resource so that it becomes compliant, as data: the languages only write it down.
import type { DestinationKind, JudgedSetting, LogEntry, ReportResource } from '../../verdict/model.ts';
import { idKey } from '../../verdict/model.ts';
import { hasBothGroups, isAuditEntry } from '../../verdict/ladder.ts';
import type { Requirement } from '../../verdict/requirement.ts';
import { countsIn, type Choice, type Choose } from './demand.ts';
import { isSafeCategory, isSafeSettingName } from './safe.ts';

/** One change to one diagnostic setting. */
export interface Fix {
  readonly action: 'create' | 'update';
  /** null: a name that must not stand in a command, or no room for another setting; the reader decides. */
  readonly setting: string | null;
  /** The whole new list of enabled logs, because Azure replaces the list; null: it stays as it is. */
  readonly logs: readonly LogEntry[] | null;
  /** Enable AllMetrics. */
  readonly metrics: boolean;
  /** To set or to replace, at most one of each kind; what is not named stays. */
  readonly destinations: readonly Choice[];
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
    const base = pickBase(resource, requirement, choose);
    const destinations = destinationsFor(base, resource, requirement, choose);
    const logs = logsFor(base, requirement);
    const metrics =
      requirement.requireMetrics && (resource.reason === 'metrics-missing' || base?.metricsEnabled !== true);
    if (base !== null && (!isTaken(base, destinations) || resource.settings.length >= maxSettings)) {
      return { action: 'update', setting: base.name, logs, metrics, destinations };
    }
    if (resource.settings.length >= maxSettings)
      return { action: 'update', setting: null, logs, metrics, destinations };
    const newLogs = logsFor(null, requirement);
    return { action: 'create', setting: freeName(resource.settings), logs: newLogs, metrics, destinations };
  };
}

/** The setting nearest to adequate that may be named; rather one that already sends to the chosen destination. */
function pickBase(resource: ReportResource, requirement: Requirement, choose: Choose): JudgedSetting | null {
  const candidates = resource.settings.filter(isNameable).toSorted((a, b) => nearness(b) - nearness(a));
  const best = candidates[0] ?? null;
  if (best === null || best.adequate || hasCounting(best, requirement)) return best;
  // The same log to the same destination from two settings is refused by Azure (409).
  const favourite = chooseAny(resource, requirement, choose).id;
  const sender = candidates.find((one) => one.destinations.some(({ id }) => idKey(id) === idKey(favourite ?? '')));
  return sender ?? best;
}

function isNameable(setting: JudgedSetting): boolean {
  const enabled = setting.logs.filter((entry) => entry.enabled);
  return isSafeSettingName(setting.name) && enabled.every((entry) => isSafeCategory(nameOf(entry)));
}

function nearness(setting: JudgedSetting): number {
  const enabled = setting.logs.filter((entry) => entry.enabled);
  if (setting.adequate) return 3;
  if (enabled.some(isAuditEntry)) return 2;
  return enabled.length > 0 ? 1 : 0;
}

function hasCounting(setting: JudgedSetting, requirement: Requirement): boolean {
  return setting.destinations.some((one) => one.state !== 'missing' && countsIn(requirement, one));
}

/** Either category groups or single categories, as the setting has them: Azure refuses a mixture. */
function logsFor(base: JudgedSetting | null, { profile }: Requirement): readonly LogEntry[] | null {
  const enabled = base?.logs.filter((entry) => entry.enabled) ?? [];
  if (profile === 'cis') {
    return base !== null && hasBothGroups({ ...base, metrics: [] }) ? null : [auditGroup, allLogsGroup];
  }
  if (enabled.some(isAuditEntry)) return null;
  const hasCategories = enabled.some(({ category }) => category !== null && category !== '');
  return [...enabled, hasCategories ? auditCategory : auditGroup];
}

function destinationsFor(
  base: JudgedSetting | null,
  resource: ReportResource,
  requirement: Requirement,
  choose: Choose,
): readonly Choice[] {
  if (resource.reason === 'copies-missing') return furtherKinds(resource, requirement, choose);
  if (base !== null && hasCounting(base, requirement)) return [];
  const gone = base?.destinations.filter(({ state }) => state === 'missing') ?? [];
  if (gone.length === 0) return [chooseAny(resource, requirement, choose)];
  // Each, because Azure checks all destinations of a setting that is written.
  return [...new Set(gone.map(({ kind }) => kind))].map((kind) => choose(resource, kind));
}

/** Kinds that no adequate setting reaches yet, as many as are missing. */
function furtherKinds(resource: ReportResource, requirement: Requirement, choose: Choose): readonly Choice[] {
  const adequate = resource.settings.filter((setting) => setting.adequate);
  const counting = adequate.flatMap(({ destinations }) =>
    destinations.filter((one) => one.state !== 'missing' && countsIn(requirement, one)),
  );
  const reached = new Set<DestinationKind>(counting.map(({ kind }) => kind));
  return requirement.acceptedDestinations
    .filter((kind) => !reached.has(kind))
    .map((kind) => choose(resource, kind))
    .toSorted((a, b) => b.usedBy - a.usedBy)
    .slice(0, Math.max(1, requirement.minimumCopies - reached.size));
}

/** The most used destination of any accepted kind, else one that is known, else a placeholder for the first kind. */
function chooseAny(resource: ReportResource, { acceptedDestinations }: Requirement, choose: Choose): Choice {
  const choices = acceptedDestinations.map((kind) => choose(resource, kind));
  const rank = ({ id, usedBy }: Choice): number => (id === null ? -1 : usedBy);
  return choices.toSorted((a, b) => rank(b) - rank(a))[0] ?? { kind: 'log-analytics', id: null, usedBy: 0 };
}

/** Whether the change would cut off a destination of the setting that still receives something. */
function isTaken(base: JudgedSetting, destinations: readonly Choice[]): boolean {
  return base.destinations.some(
    ({ kind, state }) => state !== 'missing' && destinations.some((one) => one.kind === kind),
  );
}

function freeName(settings: readonly JudgedSetting[]): string {
  const taken = new Set(settings.map(({ name }) => name.toLowerCase()));
  const names = [newSettingName, ...settings.map((_, index) => `${newSettingName}-${index + 2}`)];
  return names.find((name) => !taken.has(name)) ?? newSettingName;
}

function nameOf(entry: LogEntry): string {
  return entry.category ?? entry.categoryGroup ?? '';
}
