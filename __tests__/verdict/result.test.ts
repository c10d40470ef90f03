// product.md § 3: the result, the causes that fail the job, and the sentence of why.
import { describe, expect, test } from '@jest/globals';
import {
  aNoncompliantResource,
  aReportResource,
  aSubscription,
  aWaivedResource,
  anUnknownResource,
} from '../builders.ts';
import { causes, countResources, decideOutcome, defaultCauses } from '../../src/verdict/result.ts';
import type { Cause, Facts, Outcome } from '../../src/verdict/result.ts';
import type { Changes, NoncompliantReason, ReportResource, SubscriptionStatus } from '../../src/verdict/model.ts';
import { noncompliantReasons } from '../../src/verdict/model.ts';

interface Estate extends Partial<Omit<Facts, 'counts'>> {
  readonly excluded?: number;
}

function decide({ excluded = 0, ...facts }: Estate = {}, failOn: readonly Cause[] = causes): Outcome {
  const resources = facts.resources ?? [];
  return decideOutcome(
    {
      subscriptions: [aSubscription()],
      scopeGaps: [],
      minimumResourceCount: null,
      changes: null,
      ...facts,
      resources,
      counts: countResources(resources, excluded),
    },
    failOn,
  );
}

const good = aReportResource();
const bad = aNoncompliantResource();
const dark = anUnknownResource();
const waived = aWaivedResource();
const old = aNoncompliantResource('no-setting', { change: 'still', since: '2026-11-01T03:17:00.000Z' });
const none: Changes['counts'] = { new: 0, still: 0, fixed: 0, gone: 0, waived: 0, unread: 0, 'left-out': 0 };

interface Since extends Partial<Changes['counts']> {
  readonly startedAt?: string | null;
  readonly lost?: number;
}

function since({ startedAt = '2026-11-21T03:17:00.000Z', lost = 0, ...counts }: Since = {}): Pick<Facts, 'changes'> {
  const lostSubscriptions = Array.from({ length: lost }, (_, n) => ({ id: String(n), displayName: null }));
  return { changes: { baseline: { startedAt }, counts: { ...none, ...counts }, past: [], lostSubscriptions } };
}

const having = (status: SubscriptionStatus): Pick<Facts, 'subscriptions'> => ({
  subscriptions: [aSubscription(), aSubscription({ id: 'other', status })],
});

describe('result and causes', () => {
  test.each<[string, Estate, Outcome['result'], readonly Cause[]]>([
    ['everything compliant', { resources: [good, good] }, 'pass', []],
    ['compliant or waived', { resources: [good, waived] }, 'pass', []],
    ['only waived', { resources: [waived] }, 'pass', []],
    ['compliant, some excluded', { resources: [good], excluded: 3 }, 'pass', []],
    ['one noncompliant', { resources: [good, bad] }, 'fail', ['noncompliant', 'new-noncompliant']],
    ['noncompliant and waived', { resources: [bad, waived] }, 'fail', ['noncompliant', 'new-noncompliant']],
    ['noncompliant and unknown', { resources: [bad, dark] }, 'fail', ['noncompliant', 'new-noncompliant', 'unknown']],
    ['one unknown', { resources: [good, dark] }, 'inconclusive', ['unknown']],
    ['unknown and waived', { resources: [waived, dark] }, 'inconclusive', ['unknown']],
    ['a partial subscription', { resources: [good], ...having('partial') }, 'inconclusive', ['unknown']],
    ['an unreadable subscription', { resources: [good], ...having('unreadable') }, 'inconclusive', ['unknown']],
    ['a skipped subscription', { resources: [good], ...having('skipped') }, 'pass', []],
    ['an audited subscription', { resources: [good], ...having('audited') }, 'pass', []],
    [
      'noncompliant in a partial subscription',
      { resources: [bad], ...having('partial') },
      'fail',
      ['noncompliant', 'new-noncompliant', 'unknown'],
    ],
    ['the list of subscriptions broke off', { resources: [good], scopeGaps: ['x'] }, 'inconclusive', ['unknown']],
    ['nothing was found', {}, 'inconclusive', ['empty']],
    ['everything is excluded', { excluded: 4 }, 'inconclusive', ['empty']],
    ['nothing was found in a partial subscription', having('partial'), 'inconclusive', ['unknown', 'empty']],
    ['fewer than the minimum', { resources: [good], minimumResourceCount: 2 }, 'inconclusive', ['unknown']],
    ['as many as the minimum', { resources: [good, good], minimumResourceCount: 2 }, 'pass', []],
    ['more than the minimum', { resources: [good, good, good], minimumResourceCount: 2 }, 'pass', []],
    ['a minimum of none', { minimumResourceCount: 0 }, 'inconclusive', ['empty']],
    ['nothing, and a minimum', { minimumResourceCount: 1 }, 'inconclusive', ['unknown', 'empty']],
    [
      'a finding that is old and one that is new',
      { resources: [old, aNoncompliantResource('no-setting', { change: 'new' })], ...since({ new: 1, still: 1 }) },
      'fail',
      ['noncompliant', 'new-noncompliant'],
    ],
    ['only findings that are old', { resources: [good, old], ...since({ still: 1 }) }, 'fail', ['noncompliant']],
    ['everything fixed', { resources: [good], ...since({ fixed: 1 }) }, 'pass', []],
    ['a lost subscription', { resources: [good], ...since({ lost: 1 }) }, 'inconclusive', ['unknown']],
    [
      'a lost subscription, one noncompliant',
      { resources: [old], ...since({ still: 1, lost: 1 }) },
      'fail',
      ['noncompliant', 'unknown'],
    ],
    [
      'fewer than the minimum, one noncompliant',
      { resources: [bad], minimumResourceCount: 2 },
      'fail',
      ['noncompliant', 'new-noncompliant', 'unknown'],
    ],
  ])('%s → %s', (_, estate, result, expected) => {
    expect(decide(estate)).toMatchObject({ result, causes: expected, failsJob: expected.length > 0 });
  });
});

describe('fail-on decides the exit, never the result', () => {
  const estates: readonly [string, Estate, Outcome['result'], readonly Cause[]][] = [
    ['noncompliant', { resources: [bad] }, 'fail', ['noncompliant', 'new-noncompliant']],
    ['unknown', { resources: [dark] }, 'inconclusive', ['unknown']],
    ['empty', {}, 'inconclusive', ['empty']],
    ['noncompliant and unknown', { resources: [bad, dark] }, 'fail', ['noncompliant', 'new-noncompliant', 'unknown']],
    ['nothing', { resources: [good] }, 'pass', []],
  ];
  const subsets: readonly Cause[][] = [
    [],
    ['noncompliant', 'new-noncompliant'],
    ['unknown'],
    ['empty'],
    ['noncompliant', 'new-noncompliant', 'unknown'],
    ['noncompliant', 'new-noncompliant', 'empty'],
    ['unknown', 'empty'],
    ['noncompliant', 'new-noncompliant', 'unknown', 'empty'],
  ];
  const table = estates.flatMap(([what, estate, result, present]) =>
    subsets.map((failOn) => ({ what, estate, result, present, failOn })),
  );
  test.each(table)('$what, fail-on $failOn', ({ estate, result, present, failOn }) => {
    const fails = present.some((cause) => failOn.includes(cause));
    expect(decide(estate, failOn)).toMatchObject({ result, causes: present, failsJob: fails });
  });

  test('the default is all three that need no baseline', () => {
    expect(causes).toEqual(['noncompliant', 'new-noncompliant', 'unknown', 'empty']);
    expect(defaultCauses).toEqual(['noncompliant', 'unknown', 'empty']);
  });
});

test('counts: by status, the excluded beside the total', () => {
  expect(countResources([good, good, bad, dark, dark, dark, waived], 5)).toEqual({
    total: 7,
    compliant: 2,
    noncompliant: 1,
    unknown: 3,
    waived: 1,
    excluded: 5,
  });
});

describe('the sentence', () => {
  const many = (count: number, one: ReportResource): ReportResource[] => Array.from({ length: count }, () => one);
  const cis = aNoncompliantResource('cis-groups-missing');
  const hsm = aReportResource({ type: 'managedHsm' });
  test.each<[string, Estate]>([
    ['The audit ran well. 3 of 41 vaults keep no audit log.', { resources: [...many(38, good), ...many(3, bad)] }],
    ['The audit ran well. 1 of 2 vaults keeps no audit log.', { resources: [good, bad] }],
    ['The audit ran well. 1 of 1 vault keeps no audit log.', { resources: [bad] }],
    ['The audit ran well. 1 of 2 vaults keeps one, but not as the requirement demands.', { resources: [good, cis] }],
    [
      'The audit ran well. 1 of 3 vaults keeps no audit log; 2 of 3 vaults keep one, but not as the requirement demands.',
      { resources: [bad, cis, cis] },
    ],
    ['The audit ran well. 1 of 2 vaults keeps no audit log; 1 vault could not be read.', { resources: [bad, dark] }],
    ['The audit ran well. All 2 vaults keep an audit log.', { resources: [good, good] }],
    ['The audit ran well. The only vault keeps an audit log.', { resources: [good] }],
    ['The audit ran well. The only managed HSM keeps an audit log.', { resources: [hsm] }],
    ['The audit ran well. All 2 managed HSMs keep an audit log.', { resources: [hsm, hsm] }],
    ['The audit ran well. All 2 vaults and managed HSMs keep an audit log.', { resources: [good, hsm] }],
    ['The audit ran well. 1 of 2 vaults keeps an audit log, 1 waived.', { resources: [good, waived] }],
    ['The audit ran well. 2 of 3 vaults keep an audit log, 1 waived.', { resources: [good, good, waived] }],
    [
      'The audit ran, but it cannot vouch for everything: 2 vaults could not be read.',
      { resources: [good, dark, dark] },
    ],
    [
      'The audit ran, but it cannot vouch for everything: 1 vault or managed HSM could not be read.',
      { resources: [hsm, dark] },
    ],
    [
      'The audit ran, but it cannot vouch for everything: 1 subscription was not read whole.',
      { resources: [good], ...having('partial') },
    ],
    [
      'The audit ran, but it cannot vouch for everything: 2 subscriptions were not read whole.',
      {
        resources: [good],
        subscriptions: [aSubscription({ status: 'partial' }), aSubscription({ id: 'b', status: 'unreadable' })],
      },
    ],
    [
      'The audit ran, but it cannot vouch for everything: the list of subscriptions broke off.',
      { resources: [good], scopeGaps: ['the list of subscriptions broke off'] },
    ],
    [
      'The audit ran, but it cannot vouch for everything: 1 vault found, but at least 5 are expected.',
      { resources: [good], minimumResourceCount: 5 },
    ],
    [
      'The audit ran, but it cannot vouch for everything: 1 vault could not be read; 1 subscription was not read whole; the list of subscriptions broke off; 2 subscriptions of the earlier report were not seen; 2 vaults found, but at least 5 are expected. No finding changed since the report of 2026-11-21.',
      {
        resources: [good, dark],
        ...having('partial'),
        scopeGaps: ['the list of subscriptions broke off'],
        minimumResourceCount: 5,
        ...since({ lost: 2 }),
      },
    ],
    [
      'The audit ran, but it cannot vouch for everything: the list of subscriptions broke off; 1 subscription of the earlier report was not seen. No finding changed since the report of 2026-11-21.',
      { resources: [good], scopeGaps: ['the list of subscriptions broke off'], ...since({ lost: 1 }) },
    ],
    [
      'The audit ran, but it proves nothing. Not one vault was found, which is what a lost role assignment looks like.',
      {},
    ],
    [
      'The audit ran, but it proves nothing. Not one vault was found, which is what a lost role assignment looks like; 1 subscription was not read whole.',
      having('unreadable'),
    ],
    [
      'The audit ran, but it proves nothing. Nothing was left to audit: all 4 vaults that were found are excluded.',
      { excluded: 4 },
    ],
    [
      'The audit ran, but it proves nothing. Nothing was left to audit: the only vault that was found is excluded.',
      { excluded: 1 },
    ],
    [
      'The audit ran well. All 2 vaults keep an audit log. No finding changed since the report of 2026-11-21.',
      { resources: [good, good], ...since() },
    ],
    [
      'The audit ran well. The only vault keeps an audit log. Since the earlier report: 1 fixed.',
      { resources: [good], ...since({ fixed: 1, startedAt: null }) },
    ],
    [
      'The audit ran well. The only vault keeps an audit log. No finding changed since the earlier report.',
      { resources: [good], ...since({ startedAt: null }) },
    ],
    [
      'The audit ran well. 1 of 2 vaults keeps no audit log. Since the report of 2026-11-21: 1 new, 2 still failing, 3 fixed, 4 gone, 5 now waived, 6 not readable now, 7 no longer in scope.',
      {
        resources: [good, bad],
        ...since({ new: 1, still: 2, fixed: 3, gone: 4, waived: 5, unread: 6, 'left-out': 7 }),
      },
    ],
    [
      'The audit ran, but it cannot vouch for everything: 1 subscription of the earlier report cannot be seen any more. Since the report of 2026-11-21: 2 not readable now.',
      { resources: [good], ...since({ lost: 1, unread: 2 }) },
    ],
    [
      'The audit ran, but it cannot vouch for everything: 2 subscriptions of the earlier report cannot be seen any more. No finding changed since the report of 2026-11-21.',
      { resources: [good], ...since({ lost: 2 }) },
    ],
  ])('%s', (sentence, estate) => {
    expect(decide(estate).resultReason).toBe(sentence);
  });

  // The audit log goes nowhere that lasts, or only not where it should: two different alarms.
  const keepsOne: readonly NoncompliantReason[] = [
    'destination-not-accepted',
    'destination-not-allowed',
    'cis-groups-missing',
    'copies-missing',
    'metrics-missing',
  ];
  test.each(noncompliantReasons)('%s', (reason) => {
    const words = keepsOne.includes(reason) ? 'keeps one, but not as' : 'keeps no audit log';
    expect(decide({ resources: [aNoncompliantResource(reason)] }).resultReason).toContain(words);
  });
});
