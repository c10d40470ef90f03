// docs/changes.md: what is new, still failing, fixed and gone.
import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import {
  aNoncompliantResource,
  aReportResource,
  aSubscription,
  aVault,
  aWaivedResource,
  anUnknownResource,
  subscriptionId,
} from '../builders.ts';
import type { Changes, ReportResource, Status, SubscriptionStatus } from '../../src/verdict/model.ts';
import { compareWithBaseline, type Baseline, type Compared, type Comparison } from '../../src/verdict/changes.ts';

const yesterday = '2026-11-21T03:17:00.000Z';
const today = '2026-11-22T03:17:00.000Z';
const earlier = '2026-11-01T03:17:00.000Z';
const vault = aVault();

function baselineOf(status: Status | null, since: string | null = null): Baseline {
  const subscriptions = [{ id: subscriptionId, displayName: 'Production' }];
  return { startedAt: yesterday, resources: status === null ? [] : [{ ...vault, status, since }], subscriptions };
}

const resourceOf: Readonly<Record<Status, () => ReportResource>> = {
  compliant: aReportResource,
  noncompliant: aNoncompliantResource,
  unknown: anUnknownResource,
  waived: aWaivedResource,
};

function compare(baseline: Baseline, status: Status | null, now: Partial<Comparison> = {}): Compared {
  return compareWithBaseline(baseline, {
    startedAt: today,
    resources: status === null ? [] : [resourceOf[status]()],
    subscriptions: [aSubscription()],
    isLeftOut: () => false,
    isOpenEnded: false,
    ...now,
  });
}

const statuses: readonly Status[] = ['compliant', 'noncompliant', 'unknown', 'waived'];

describe('a finding', () => {
  test.each<[Status | null, string, string]>([
    [null, 'new', today],
    ['compliant', 'new', today],
    ['unknown', 'new', today],
    ['waived', 'new', today],
    ['noncompliant', 'still', yesterday],
  ])('%s before: %s', (before, change, since) => {
    expect(compare(baselineOf(before), 'noncompliant').resources).toMatchObject([{ change, since }]);
  });

  test('keeps the date of the first report that had it, and does without where nobody knows', () => {
    const since = (baseline: Baseline): unknown => compare(baseline, 'noncompliant').resources[0]?.since;
    expect(since(baselineOf('noncompliant', earlier))).toBe(earlier);
    expect(since({ ...baselineOf('noncompliant'), startedAt: null })).toBeNull();
  });

  test('is found by its ID without letter case', () => {
    const baseline = baselineOf('noncompliant');
    const shouted = baseline.resources.map((one) => ({ ...one, id: `${one.id.toUpperCase()}/` }));
    expect(compare({ ...baseline, resources: shouted }, 'noncompliant').changes.counts).toMatchObject({
      still: 1,
      new: 0,
    });
  });

  test('no other resource has a change', () => {
    for (const before of statuses) {
      for (const status of ['compliant', 'unknown', 'waived'] as const) {
        expect(compare(baselineOf(before), status).resources).toMatchObject([{ change: null, since: null }]);
      }
    }
  });
});

describe('a finding of the baseline becomes', () => {
  test.each<[string, Status | null, Partial<Comparison>, string]>([
    ['compliant', 'compliant', {}, 'fixed'],
    ['waived', 'waived', {}, 'waived'],
    ['unknown', 'unknown', {}, 'unread'],
    ['not listed, subscription read whole', null, {}, 'gone'],
    ['not listed, filtered out', null, { isLeftOut: () => true }, 'left-out'],
    ['in a subscription that nobody asks for', null, { subscriptions: [] }, 'left-out'],
    ['in a subscription that cannot be seen', null, { subscriptions: [], isOpenEnded: true }, 'unread'],
    ...(['partial', 'unreadable', 'skipped'] as const).map(
      (status: SubscriptionStatus): [string, null, Partial<Comparison>, string] => [
        `in a subscription that is ${status}`,
        null,
        { subscriptions: [aSubscription({ status })] },
        'unread',
      ],
    ),
  ])('%s', (_, status, now, outcome) => {
    const { past, counts } = compare(baselineOf('noncompliant', earlier), status, now).changes;
    expect(past).toEqual([
      {
        id: vault.id,
        name: vault.name,
        type: 'vault',
        subscriptionId,
        resourceGroup: vault.resourceGroup,
        since: earlier,
        outcome,
      },
    ]);
    expect(counts).toMatchObject({ new: 0, still: 0, [outcome]: 1 });
  });

  test('several are ordered by ID without letter case', () => {
    const resources = ['KV-B', 'kv-c', 'kv-a'].map((name) => ({
      ...aVault({ name }),
      status: 'noncompliant' as const,
      since: null,
    }));
    const { past } = compare({ ...baselineOf(null), resources }, null).changes;
    expect(past.map(({ name }) => name)).toEqual(['kv-a', 'KV-B', 'kv-c']);
  });

  test('one that the baseline has twice, in another letter case, is told once', () => {
    const [once] = baselineOf('noncompliant').resources as [Baseline['resources'][number]];
    const resources = [once, { ...once, id: once.id.toUpperCase() }];
    const { past, counts } = compare({ ...baselineOf(null), resources }, 'compliant').changes;
    expect(past).toHaveLength(1);
    expect(counts.fixed).toBe(1);
  });

  test('nothing else of the baseline is spoken of', () => {
    for (const before of ['compliant', 'unknown', 'waived'] as const) {
      for (const now of [...statuses, null]) expect(compare(baselineOf(before), now).changes.past).toEqual([]);
    }
  });
});

test('the changes say since when', () => {
  expect(compare(baselineOf(null), null).changes.baseline).toEqual({ startedAt: yesterday });
  expect(compare({ ...baselineOf(null), startedAt: null }, null).changes.baseline).toEqual({ startedAt: null });
});

describe('a subscription of the baseline that cannot be seen', () => {
  const lost = (isOpenEnded: boolean, id: string): Changes['lostSubscriptions'] =>
    compare(baselineOf(null), null, { isOpenEnded, subscriptions: [aSubscription({ id })] }).changes.lostSubscriptions;

  test('is lost where nobody listed subscriptions one by one', () => {
    expect(lost(true, 'other')).toEqual([{ id: subscriptionId, displayName: 'Production' }]);
    expect(lost(false, 'other')).toEqual([]);
    expect(lost(true, subscriptionId.toUpperCase())).toEqual([]);
  });

  test('several are ordered by ID without letter case, and say no more than ID and name', () => {
    const subscriptions = ['B', 'c', 'a', 'D'].map((id) => ({ ...aSubscription({ id, displayName: null }) }));
    const { changes } = compare({ ...baselineOf(null), subscriptions }, null, {
      isOpenEnded: true,
      subscriptions: [aSubscription({ id: 'd' })],
    });
    expect(changes.lostSubscriptions).toEqual(['a', 'B', 'c'].map((id) => ({ id, displayName: null })));
  });
});

test('every finding is new or still, every other one of the baseline has one outcome, and none has both', () => {
  const names = fc.constantFrom('a', 'b', 'c', 'd');
  const estate = fc.dictionary(names, fc.constantFrom(...statuses));
  fc.assert(
    fc.property(estate, estate, (before, now) => {
      const baseline: Baseline = {
        startedAt: yesterday,
        resources: Object.entries(before).map(([name, status]) => ({ ...aVault({ name }), status, since: null })),
        subscriptions: [],
      };
      const resources = Object.entries(now).map(([name, status]) => ({ ...resourceOf[status](), ...aVault({ name }) }));
      const compared = compare(baseline, null, { resources });
      const { counts, past } = compared.changes;
      const failing = (one: Record<string, Status>): number =>
        Object.values(one).filter((status) => status === 'noncompliant').length;
      expect(counts.new + counts.still).toBe(failing(now));
      expect(counts.still + past.length).toBe(failing(before));
      expect(compared.resources.map(({ status }) => status)).toEqual(Object.values(now));
      for (const { name, outcome } of past) if (outcome === 'fixed') expect(now[name]).toBe('compliant');
    }),
  );
});
