// The baseline of a run: reads an earlier report, and compares this one with it. A baseline that cannot be used is said to
// be so, and never changes a verdict.
import { parseBaseline } from './baseline/baseline.ts';
import type { Demand } from './demand.ts';
import type { Inputs } from './inputs.ts';
import type { Host } from './ports.ts';
import { compareWithBaseline, type Baseline, type BaselineResource } from './verdict/changes.ts';
import type { Changes, LeftOutResource, ReportResource, ReportSubscription } from './verdict/model.ts';
import { idKey } from './verdict/model.ts';
import { isInScope } from './verdict/requirement.ts';

export interface BaselineOfRun {
  /** null: there is none, or none that can be used. */
  readonly baseline: Baseline | null;
  /** Plain sentences for the report. */
  readonly notes: readonly string[];
  /** Why the one that was given cannot be used; null: it can, or none was given. */
  readonly problem: string | null;
}

/** A report of 20,000 vaults is about half as large. */
const maxBaselineBytes = 128 * 1024 * 1024;

/** Never throws. */
export async function readBaseline(host: Pick<Host, 'readFile'>, path: string | null): Promise<BaselineOfRun> {
  if (path === null) return { baseline: null, notes: [], problem: null };
  const file = await host.readFile(path, maxBaselineBytes);
  if (file.kind === 'absent') return unusable(path, 'is not there');
  if (file.kind === 'odd') return unusable(path, file.problem);
  const reading = parseBaseline(file.bytes);
  if (reading.kind === 'unusable') return unusable(path, reading.problem);
  return { baseline: reading.baseline, notes: reading.notes, problem: null };
}

function unusable(path: string, problem: string): BaselineOfRun {
  const sentence = `The baseline ${path} ${problem}, so nothing is known of what changed, and every finding counts as new.`;
  return { baseline: null, notes: [sentence], problem: sentence };
}

/** What was seen, as far as the comparison needs it. */
export interface Seen {
  readonly startedAt: string;
  readonly resources: readonly ReportResource[];
  readonly subscriptions: readonly ReportSubscription[];
  readonly leftOutByTags: readonly LeftOutResource[];
  /** Why the list of subscriptions itself is not whole. */
  readonly scopeGaps: readonly string[];
}

export interface ComparedRun {
  readonly resources: readonly ReportResource[];
  readonly changes: Changes | null;
  readonly notes: readonly string[];
}

export function compare(baseline: Baseline | null, seen: Seen, demand: Demand, inputs: Inputs): ComparedRun {
  if (baseline === null) return { resources: seen.resources, changes: null, notes: [] };
  const byTags = new Set(seen.leftOutByTags.map(({ id }) => idKey(id)));
  const isLeftOut = (one: BaselineResource): boolean =>
    byTags.has(idKey(one.id)) || !inputs.resourceTypes.includes(one.type) || !isInScope(one, demand.scope);
  const { startedAt, resources, subscriptions } = seen;
  const compared = compareWithBaseline(baseline, {
    startedAt,
    resources,
    subscriptions,
    isLeftOut,
    isOpenEnded: isOpenEnded(demand),
  });
  // Whoever started anew because a list broke off would forget those that are truly lost.
  const fate =
    seen.scopeGaps.length > 0
      ? 'was not seen: the list of subscriptions is not whole, so nobody knows whether it is still there.'
      : 'cannot be seen any more: its role was lost, or it was moved or closed. If that is meant, audit once without a baseline.';
  const notes = compared.changes.lostSubscriptions.map(
    ({ id, displayName }) =>
      `Subscription ${displayName === null ? id : `${displayName} (${id})`} stands in the earlier report and ${fate}`,
  );
  return { ...compared, notes };
}

/** Whether subscriptions come from a list that Azure makes: one that is missing was not taken out of it by anybody. */
export function isOpenEnded({ subscriptions, managementGroups }: Demand): boolean {
  return subscriptions === 'all' || managementGroups.length > 0;
}
