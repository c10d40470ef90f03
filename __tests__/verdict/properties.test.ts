// What must hold of every verdict, over random settings and requirements.
import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { aLog, aSetting, allLogsGroup, anId, auditEvent, auditGroup, policyEvaluation } from '../builders.ts';
import { allMetrics, judge, off } from './judging.ts';
import type { Demand } from './judging.ts';
import type { Destination, DestinationState, DiagnosticSetting, Judgement } from '../../src/verdict/model.ts';
import { destinationKinds } from '../../src/verdict/requirement.ts';
import { noncompliantReasons } from '../../src/verdict/model.ts';
import { runs } from './runs.ts';

const ids = ['one', 'two', 'three'].map((name) => anId('Microsoft.Anything', 'things', name));
const log = fc.oneof(
  fc.constantFrom(auditEvent, auditGroup, allLogsGroup, policyEvaluation, aLog({ categoryGroup: 'ALLLOGS' }), aLog()),
  fc.constantFrom(auditEvent, auditGroup, allLogsGroup, policyEvaluation).map(off),
);
const metric = fc.record({ category: fc.constantFrom('AllMetrics', 'Latency', null), enabled: fc.boolean() });
const destination: fc.Arbitrary<Destination> = fc.record({
  kind: fc.constantFrom(...destinationKinds),
  id: fc.constantFrom(...ids),
});
const setting: fc.Arbitrary<DiagnosticSetting> = fc.record({
  name: fc.string({ maxLength: 3 }),
  logs: fc.array(log, { maxLength: 4 }),
  metrics: fc.array(metric, { maxLength: 2 }),
  destinations: fc.array(destination, { maxLength: 3 }),
});
const settings = fc.array(setting, { maxLength: 5 });
const demand: fc.Arbitrary<Demand> = fc.record({
  profile: fc.constantFrom('effective', 'cis'),
  acceptedDestinations: fc.subarray([...destinationKinds]),
  allowedDestinations: fc.option(fc.subarray([...ids, '*/t*']), { nil: null }),
  requireMetrics: fc.boolean(),
  minimumCopies: fc.integer({ min: 1, max: 3 }),
});
const states = fc.array(fc.constantFrom<DestinationState>('verified', 'unverified', 'missing', 'unchecked'), {
  minLength: 3,
  maxLength: 3,
});
const stateBy =
  (all: readonly DestinationState[]) =>
  ({ id }: Destination): DestinationState =>
    all[ids.indexOf(id)] ?? 'verified';

/** Higher is nearer to adequate. */
function rank({ reason }: Judgement): number {
  const index = (noncompliantReasons as readonly (string | null)[]).indexOf(reason);
  return index === -1 ? noncompliantReasons.length : index;
}

/** The same things in another order. */
function shuffled<T>(items: readonly T[], seed: readonly number[]): T[] {
  return items
    .map((item, index) => ({ item, key: seed[index % seed.length] ?? 0 }))
    .toSorted((a, b) => a.key - b.key)
    .map(({ item }) => item);
}
const seed = fc.array(fc.integer(), { minLength: 7, maxLength: 7 });

const many = runs(1_000);

describe('order never matters', () => {
  test('of settings: the whole verdict is the same', () => {
    fc.assert(
      fc.property(settings, demand, states, seed, (all, wanted, known, order) => {
        const stateOf = stateBy(known);
        expect(judge(shuffled(all, order), wanted, stateOf)).toEqual(judge(all, wanted, stateOf));
      }),
      many,
    );
  });

  test('of log entries, metrics and destinations: status, reason and profiles are the same', () => {
    fc.assert(
      fc.property(settings, demand, states, seed, (all, wanted, known, order) => {
        const others = all.map((one) => ({
          ...one,
          logs: shuffled(one.logs, order),
          metrics: shuffled(one.metrics, order),
          destinations: shuffled(one.destinations, order),
        }));
        const { status, reason, profiles } = judge(all, wanted, stateBy(known));
        expect(judge(others, wanted, stateBy(known))).toMatchObject({ status, reason, profiles });
      }),
      many,
    );
  });
});

test('removing a setting never improves a verdict', () => {
  fc.assert(
    fc.property(settings, demand, states, fc.nat(), (all, wanted, known, which) => {
      const fewer = all.filter((_, index) => index !== which % Math.max(1, all.length));
      const before = rank(judge(all, wanted, stateBy(known)));
      expect(rank(judge(fewer, wanted, stateBy(known)))).toBeLessThanOrEqual(before);
    }),
    many,
  );
});

/** Adequate by the words of the contract, written down once more and independently of the code under test. */
function isAdequate(one: DiagnosticSetting, wanted: Demand, stateOf: (of: Destination) => DestinationState): boolean {
  const carries = one.logs.some(
    ({ category, categoryGroup, enabled }) =>
      enabled && (/^auditevent$/i.test(category ?? '') || /^(audit|alllogs)$/i.test(categoryGroup ?? '')),
  );
  const arrives = one.destinations.some(
    (of) =>
      wanted.acceptedDestinations?.includes(of.kind) === true &&
      (wanted.allowedDestinations?.some((id) => id === of.id || (id === '*/t*' && of.id.includes('/t'))) ?? true) &&
      stateOf(of) !== 'missing',
  );
  return carries && arrives;
}

test('never compliant without an adequate setting; compliant with one when nothing more is demanded', () => {
  fc.assert(
    fc.property(settings, demand, states, (all, wanted, known) => {
      const stateOf = stateBy(known);
      const hasOne = all.some((one) => isAdequate(one, wanted, stateOf));
      const judged = judge(all, wanted, stateOf);
      if (!hasOne) expect(judged.status).toBe('noncompliant');
      expect(judged.settings.some(({ adequate }) => adequate)).toBe(hasOne);
      const lax = { ...wanted, profile: 'effective', requireMetrics: false, minimumCopies: 1 } as const;
      expect(judge(all, lax, stateOf).status).toBe(hasOne ? 'compliant' : 'noncompliant');
    }),
    many,
  );
});

test('status, reason and profiles agree with each other', () => {
  fc.assert(
    fc.property(settings, demand, states, (all, wanted, known) => {
      const { status, reason, profiles, detail } = judge(all, wanted, stateBy(known));
      expect(reason === null).toBe(status === 'compliant');
      expect(reason === 'no-setting').toBe(all.length === 0);
      expect(profiles?.[wanted.profile ?? 'effective']).toBe(status);
      expect(profiles).not.toEqual({ effective: 'noncompliant', cis: 'compliant' });
      expect(detail).not.toBe('');
    }),
    many,
  );
});

test('an entry that is off never makes a vault compliant', () => {
  const disabled = fc.constantFrom(auditEvent, auditGroup, allLogsGroup, policyEvaluation, aLog()).map(off);
  fc.assert(
    fc.property(settings, demand, states, disabled, (all, wanted, known, entry) => {
      const others = all.map((one) => ({
        ...one,
        logs: [...one.logs, entry],
        metrics: [...one.metrics, { ...allMetrics, enabled: false }],
      }));
      const status = judge(all, wanted, stateBy(known)).status;
      expect(judge(others, wanted, stateBy(known)).status).toBe(status);
    }),
    many,
  );
});

describe('tightening the requirement never turns noncompliant into compliant', () => {
  const tightenings: readonly [string, (wanted: Demand) => Demand][] = [
    ['profile cis', (wanted) => ({ ...wanted, profile: 'cis' })],
    ['fewer kinds', (wanted) => ({ ...wanted, acceptedDestinations: wanted.acceptedDestinations?.slice(1) ?? [] })],
    [
      'fewer allowed',
      (wanted) => ({ ...wanted, allowedDestinations: wanted.allowedDestinations?.slice(1) ?? ids.slice(1) }),
    ],
    ['metrics', (wanted) => ({ ...wanted, requireMetrics: true })],
    ['more copies', (wanted) => ({ ...wanted, minimumCopies: (wanted.minimumCopies ?? 1) + 1 })],
  ];
  test.each(tightenings)('%s', (_, tighten) => {
    fc.assert(
      fc.property(settings, demand, states, (all, wanted, known) => {
        if (judge(all, wanted, stateBy(known)).status === 'compliant') return;
        expect(judge(all, tighten(wanted), stateBy(known)).status).toBe('noncompliant');
      }),
      many,
    );
  });

  test('a destination that is found missing', () => {
    fc.assert(
      fc.property(settings, demand, states, fc.constantFrom(...ids), (all, wanted, known, gone) => {
        if (judge(all, wanted, stateBy(known)).status === 'compliant') return;
        const stateOf = (of: Destination): DestinationState => (of.id === gone ? 'missing' : stateBy(known)(of));
        expect(judge(all, wanted, stateOf).status).toBe('noncompliant');
      }),
      many,
    );
  });
});

test('names never decide', () => {
  fc.assert(
    fc.property(settings, demand, states, fc.string(), (all, wanted, known, name) => {
      const { status, reason, profiles } = judge(all, wanted, stateBy(known));
      const renamed = all.map((one) => aSetting({ ...one, name }));
      expect(judge(renamed, wanted, stateBy(known))).toMatchObject({ status, reason, profiles });
    }),
    many,
  );
});
