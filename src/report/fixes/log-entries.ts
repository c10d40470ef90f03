// The entries of a setting's log list: what they are about, which are on, and which have to be for the audit log.
import type { JudgedSetting, LogEntry } from '../../verdict/model.ts';
import { hasBothGroups, isAuditEntry } from '../../verdict/ladder.ts';
import type { Requirement } from '../../verdict/requirement.ts';

const auditGroup: LogEntry = { category: null, categoryGroup: 'audit', enabled: true };
const allLogsGroup: LogEntry = { category: null, categoryGroup: 'allLogs', enabled: true };
const auditCategory: LogEntry = { category: 'AuditEvent', categoryGroup: null, enabled: true };

/** What a change starts from; null stands for a new setting. */
type Base = Pick<JudgedSetting, 'logs'>;

/**
 * The whole new list; null: it stays as it is. Either category groups or single categories, as the setting has them: Azure
 * refuses a mixture.
 */
export function logsFor(base: Base | null, { profile }: Requirement): readonly LogEntry[] | null {
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
export function enabledLogs(setting: Base | null): readonly LogEntry[] {
  const enabled = setting?.logs.filter((entry) => entry.enabled) ?? [];
  return enabled.map(({ category, categoryGroup }) => ({ category, categoryGroup, enabled: true }));
}

/** What an entry is about; the name is empty where Azure gave none, and then it is never written. */
export function nameOf({ category, categoryGroup }: LogEntry): { kind: 'category' | 'group'; name: string } {
  return hasName(category) ? { kind: 'category', name: category } : { kind: 'group', name: categoryGroup ?? '' };
}

/** Whether a category or group is named at all: Azure also answers with empty names. */
export function hasName(category: string | null): category is string {
  return category !== null && category !== '';
}
