// Azure refuses (409) what would send one category to one destination from two settings of a resource: "Data sinks can't
// be reused in different settings on the same category for the same resource". Metrics are a category too.
import type { LogEntry } from '../../verdict/model.ts';
import { idKey } from '../../verdict/model.ts';
import { isAuditEntry } from '../../verdict/ladder.ts';

/** As much of a setting as decides it. */
export interface Sender {
  /** Those that are off do not matter. */
  readonly logs: readonly LogEntry[];
  readonly metricsEnabled: boolean;
  readonly destinations: readonly { readonly id: string }[];
}

/** Whether `sender` and one of the others would send the same to the same destination. */
export function collides(sender: Sender, others: readonly Sender[]): boolean {
  return others.some((other) => sharesDestination(sender, other) && sharesCategory(sender, other));
}

function sharesDestination(a: Sender, b: Sender): boolean {
  const ids = new Set(a.destinations.map(({ id }) => idKey(id)));
  return b.destinations.some(({ id }) => ids.has(idKey(id)));
}

function sharesCategory(a: Sender, b: Sender): boolean {
  if (a.metricsEnabled && b.metricsEnabled) return true;
  const on = (sender: Sender): readonly LogEntry[] => sender.logs.filter(({ enabled }) => enabled);
  return on(a).some((one) => on(b).some((other) => overlap(one, other)));
}

/** Groups count as the categories that they stand for; of groups that are not known here, only the name is. */
function overlap(a: LogEntry, b: LogEntry): boolean {
  if (isEverything(a) || isEverything(b) || (isAuditEntry(a) && isAuditEntry(b))) return true;
  return keyOf(a) === keyOf(b);
}

function isEverything({ categoryGroup }: LogEntry): boolean {
  return categoryGroup?.toLowerCase() === 'alllogs';
}

function keyOf({ category, categoryGroup }: LogEntry): string {
  return `${category ?? ''}/${categoryGroup ?? ''}`.toLowerCase();
}
