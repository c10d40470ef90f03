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
  return (resource) => planCase({ resource, requirement: toOwnRequirement(requirement, resource), choose });
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
  const destinations = destinationsFor(base, one);
  const isFull = resource.settings.length >= maxSettings;
  if (base !== null && (isFull || !cutsOff(base, destinations))) {
    const logs = logsFor(base, requirement);
    const metrics = requirement.requireMetrics && (resource.reason === 'metrics-missing' || !base.metricsEnabled);
    if (logs !== null || metrics || destinations.length > 0) {
      return { action: 'update', setting: base.name, logs, metrics, destinations };
    }
  }
  return {
    action: isFull ? 'update' : 'create',
    setting: isFull ? null : freeName(resource.settings),
    logs: logsFor(null, requirement),
    metrics: requirement.requireMetrics,
    destinations: destinations.length > 0 ? destinations : [chooseAny(base, one)],
  };
}

/** The setting nearest to adequate that may be named; rather one that already sends to the chosen destination. */
function pickBase(one: Case): JudgedSetting | null {
  const candidates = one.resource.settings.filter(isNameable).toSorted((a, b) => nearness(b) - nearness(a));
  const best = candidates[0] ?? null;
  if (best === null || counting(best, one).length > 0) return best;
  // The same log to the same destination from two settings is refused by Azure (409).
  const { id } = chooseAny(best, one);
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
  return setting.destinations.filter(
    (one) => one.state !== 'missing' && (setting.adequate || countsIn(requirement, one)),
  );
}

/** Either category groups or single categories, as the setting has them: Azure refuses a mixture. */
function logsFor(base: JudgedSetting | null, { profile }: Requirement): readonly LogEntry[] | null {
  if (profile === 'cis') {
    return base !== null && hasBothGroups({ ...base, metrics: [] }) ? null : [auditGroup, allLogsGroup];
  }
  const enabled = base?.logs.filter((entry) => entry.enabled) ?? [];
  if (enabled.some(isAuditEntry)) return null;
  return [...enabled, enabled.some(({ category }) => hasName(category)) ? auditCategory : auditGroup];
}

function destinationsFor(base: JudgedSetting | null, one: Case): readonly Choice[] {
  if (one.resource.reason === 'copies-missing') return furtherKinds(one);
  if (base !== null && counting(base, one).length > 0) return [];
  const gone = base?.destinations.filter(({ state }) => state === 'missing') ?? [];
  if (gone.length === 0) return [chooseAny(base, one)];
  // Each of them, because Azure checks all destinations of a setting that is written.
  return [...new Set(gone.map(({ kind }) => kind))].map((kind) => one.choose(one.resource, kind));
}

/** Kinds that no adequate setting reaches yet, as many as are missing. */
function furtherKinds(one: Case): readonly Choice[] {
  const { resource, requirement, choose } = one;
  const adequate = resource.settings.filter((setting) => setting.adequate);
  const reached = new Set(adequate.flatMap((setting) => counting(setting, one)).map(({ kind }) => kind));
  return requirement.acceptedDestinations
    .filter((kind) => !reached.has(kind))
    .map((kind) => choose(resource, kind))
    .toSorted((a, b) => b.usedBy - a.usedBy)
    .slice(0, Math.max(1, requirement.minimumCopies - reached.size));
}

/** The most used destination of any kind that may be right, else one that is known, else a placeholder for the first kind. */
function chooseAny(base: JudgedSetting | null, { resource, requirement, choose }: Case): Choice {
  const refused = base?.destinations ?? [];
  const isRefusedKind = (kind: Destination['kind']): boolean =>
    resource.reason === 'destination-not-accepted' && refused.some((one) => one.kind === kind);
  const choices = requirement.acceptedDestinations
    .filter((kind) => !isRefusedKind(kind))
    .map((kind) => choose(resource, kind))
    .map((choice) => (isRefusedId(choice.id) ? { kind: choice.kind, id: null, usedBy: 0 } : choice));
  return choices.toSorted((a, b) => rank(b) - rank(a))[0] ?? { kind: 'log-analytics', id: null, usedBy: 0 };

  function isRefusedId(id: string | null): boolean {
    return resource.reason === 'destination-not-allowed' && id !== null && refused.some((one) => isSame(one.id, id));
  }
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
  const numbered = settings.map((_, index) => `${newSettingName}-${index + 2}`);
  return [newSettingName, ...numbered].find((name) => !taken.has(name)) ?? newSettingName;
}
