// What changed since an earlier report, the baseline: which findings are new, which are old and since when, and what became
// of the others. Compares verdicts only; it changes none.
import type {
  Change,
  Changes,
  PastFinding,
  PastOutcome,
  ReportResource,
  ReportSubscription,
  Resource,
  Status,
} from './model.ts';
import { idKey } from './model.ts';

/** What an earlier report says, as far as it is understood. */
export interface Baseline {
  /** When that audit began, ISO 8601; null where it does not say. */
  readonly startedAt: string | null;
  readonly resources: readonly BaselineResource[];
  /** Those that it could see, read or not. */
  readonly subscriptions: Changes['lostSubscriptions'];
}

export interface BaselineResource extends Pick<Resource, 'id' | 'name' | 'type' | 'subscriptionId' | 'resourceGroup'> {
  readonly status: Status;
  readonly since: string | null;
}

/** What this audit was asked for and saw. */
export interface Comparison {
  readonly startedAt: string;
  readonly resources: readonly ReportResource[];
  readonly subscriptions: readonly ReportSubscription[];
  /** Whether filters of any kind leave a resource out. */
  readonly isLeftOut: (resource: BaselineResource) => boolean;
  /** Subscriptions came from `all` or a management group: one that is missing was not taken out of a list by anybody. */
  readonly isOpenEnded: boolean;
}

export interface Compared {
  readonly resources: readonly ReportResource[];
  readonly changes: Changes;
}

/** Every noncompliant resource gets its `change` and `since`; every other finding of the baseline its outcome. */
export function compareWithBaseline(baseline: Baseline, now: Comparison): Compared {
  const before = byId(baseline.resources);
  const lost = findLost(baseline, now);
  const resources = now.resources.map((one) => withChange(one, before.get(idKey(one.id)), baseline, now));
  const past = findPast(before, baseline, now);
  const count = (what: Change | PastOutcome): number =>
    resources.filter(({ change }) => change === what).length + past.filter(({ outcome }) => outcome === what).length;
  return {
    resources,
    changes: {
      baseline: { startedAt: baseline.startedAt },
      counts: {
        new: count('new'),
        still: count('still'),
        fixed: count('fixed'),
        gone: count('gone'),
        waived: count('waived'),
        unread: count('unread'),
        'left-out': count('left-out'),
      },
      past,
      lostSubscriptions: lost,
    },
  };
}

/** Only what was noncompliant before can be so still: what was unknown or waived then is a new finding now. */
function withChange(
  resource: ReportResource,
  before: BaselineResource | undefined,
  baseline: Baseline,
  now: Comparison,
): ReportResource {
  if (resource.status !== 'noncompliant') return { ...resource, change: null, since: null };
  if (before?.status !== 'noncompliant') return { ...resource, change: 'new', since: now.startedAt };
  return { ...resource, change: 'still', since: before.since ?? baseline.startedAt };
}

function findPast(before: ReadonlyMap<string, BaselineResource>, baseline: Baseline, now: Comparison): PastFinding[] {
  const present = byId(now.resources);
  const read = byId(now.subscriptions);
  const toOutcome = (key: string, one: BaselineResource): PastOutcome | null => {
    const status = present.get(key)?.status;
    if (status === 'noncompliant') return null;
    if (status !== undefined) return outcomes[status];
    if (now.isLeftOut(one)) return 'left-out';
    const subscription = read.get(idKey(one.subscriptionId));
    // Nobody asks for it any more, or nobody can see it any more.
    if (subscription === undefined) return now.isOpenEnded ? 'unread' : 'left-out';
    return subscription.status === 'audited' ? 'gone' : 'unread';
  };
  return [...before]
    .filter(([, { status }]) => status === 'noncompliant')
    .sort(byKey)
    .flatMap(([key, one]) => {
      const outcome = toOutcome(key, one);
      const { id, name, type, subscriptionId, resourceGroup } = one;
      const since = one.since ?? baseline.startedAt;
      return outcome === null ? [] : [{ id, name, type, subscriptionId, resourceGroup, since, outcome }];
    });
}

const outcomes = { compliant: 'fixed', waived: 'waived', unknown: 'unread' } as const;

/** Subscriptions of the baseline that nobody left out, and that are not there any more. */
export function findLost(
  { subscriptions }: Baseline,
  now: Pick<Comparison, 'subscriptions' | 'isOpenEnded'>,
): Changes['lostSubscriptions'] {
  if (!now.isOpenEnded) return [];
  const seen = byId(now.subscriptions);
  return [...byId(subscriptions)]
    .filter(([key]) => !seen.has(key))
    .sort(byKey)
    .map(([, { id, displayName }]) => ({ id, displayName }));
}

/** Each once, whatever the letter case of its ID. */
function byId<One extends { readonly id: string }>(all: readonly One[]): ReadonlyMap<string, One> {
  return new Map(all.map((one) => [idKey(one.id), one]));
}

function byKey([a]: readonly [string, unknown], [b]: readonly [string, unknown]): number {
  return a < b ? -1 : 1;
}
