// docs/waivers.md: which findings are excused, by what, until when.
import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { aNoncompliantResource, aReportResource, aVault, anUnknownResource } from '../builders.ts';
import type { ReportResource } from '../../src/verdict/model.ts';
import type { Match } from '../../src/verdict/match.ts';
import { toPattern, toTextPattern } from '../../src/verdict/pattern.ts';
import { applyWaivers, daysBetween, type Waived, type Waiver } from '../../src/verdict/waivers.ts';

const today = '2026-11-22';

function aWaiver(overrides: Partial<Waiver> & { name?: string } = {}): Waiver {
  const { name = 'kv-legacy', ...others } = overrides;
  return {
    match: {
      names: [toPattern(name)],
      ids: null,
      resourceGroups: null,
      subscriptions: null,
      tags: null,
      text: { name: [name] },
    },
    reason: 'Ticket OPS-1',
    owner: 'platform-team',
    expires: '2026-12-31',
    line: 7,
    ...others,
  };
}

const legacy = aNoncompliantResource('metrics-only', aVault({ name: 'kv-legacy' }));
const good = aReportResource(aVault({ name: 'kv-good' }));
const unread = anUnknownResource('forbidden', aVault({ name: 'kv-unread' }));
const apply = (resources: readonly ReportResource[], waivers: readonly Waiver[], isWhole = true): Waived =>
  applyWaivers(resources, waivers, today, isWhole);
const only = ({ resources }: Waived): ReportResource | undefined => resources[0];

describe('a resource', () => {
  test('that a waiver in force covers is waived, and keeps its reason, detail and profiles', () => {
    expect(only(apply([legacy], [aWaiver()]))).toEqual({
      ...legacy,
      status: 'waived',
      waiver: { reason: 'Ticket OPS-1', owner: 'platform-team', expires: '2026-12-31', daysLeft: 39 },
    });
  });

  test.each([
    ['unknown', unread],
    ['compliant', good],
  ])('that is %s stays so', (_, resource) => {
    expect(apply([resource], [aWaiver({ name: '*' })]).resources).toEqual([resource]);
  });

  test('that no waiver covers stays what it is', () => {
    expect(apply([legacy], [aWaiver({ name: 'kv-other' })]).resources).toEqual([legacy]);
    expect(apply([legacy], []).resources).toEqual([legacy]);
  });

  test('is waived on the last day, and not on the next', () => {
    expect(only(apply([legacy], [aWaiver({ expires: today })]))).toMatchObject({
      status: 'waived',
      waiver: { daysLeft: 0 },
    });
    expect(only(apply([legacy], [aWaiver({ expires: '2026-11-21' })]))?.status).toBe('noncompliant');
  });

  test('whose waiver ran out fails, and its detail says when and whose it was', () => {
    const [resource] = apply([legacy], [aWaiver({ expires: '2026-10-31' })]).resources;
    expect(resource).toEqual({
      ...legacy,
      detail: `${legacy.detail} Its waiver ran out on 2026-10-31; its owner is platform-team.`,
    });
  });

  test.each([
    ['later first', ['2026-12-31', '2026-12-01']],
    ['later last', ['2026-12-01', '2026-12-31']],
    ['one ran out', ['2026-10-01', '2026-12-31']],
  ])('with two waivers has the one that ends later, and both are listed: %s', (_, ends) => {
    const { resources, waivers } = apply(
      [legacy],
      ends.map((expires, index) => aWaiver({ expires, line: index })),
    );
    expect(resources[0]).toMatchObject({ status: 'waived', waiver: { expires: '2026-12-31' } });
    expect(waivers.map(({ expires, resources: ids }) => [expires, ids])).toEqual(ends.map((end) => [end, [legacy.id]]));
  });

  test('with two that ran out is told of the later one', () => {
    const waivers = ['2026-10-01', '2026-11-01'].map((expires) => aWaiver({ expires }));
    expect(only(apply([legacy], waivers))?.detail).toMatch(/ran out on 2026-11-01/);
  });
});

describe('a waiver', () => {
  test('is in the report as the file has it', () => {
    expect(apply([legacy, good], [aWaiver()]).waivers).toEqual([
      {
        match: { name: ['kv-legacy'] },
        reason: 'Ticket OPS-1',
        owner: 'platform-team',
        expires: '2026-12-31',
        daysLeft: 39,
        line: 7,
        state: 'in-force',
        use: 'needed',
        resources: [legacy.id],
      },
    ]);
  });

  test.each([
    ['2026-12-07', 'in-force', 15],
    ['2026-12-06', 'expiring', 14],
    [today, 'expiring', 0],
    ['2026-11-21', 'expired', -1],
  ])('that ends on %s is %s', (expires, state, daysLeft) => {
    expect(apply([legacy], [aWaiver({ expires })]).waivers).toMatchObject([{ state, daysLeft, use: 'needed' }]);
  });

  test.each<[string, string, boolean, string]>([
    ['covers nothing', 'kv-gone', true, 'unneeded'],
    ['covers only what is compliant', 'kv-good', true, 'unneeded'],
    ['covers only what could not be read', 'kv-unread', true, 'undecided'],
    ['covers what is compliant and what could not be read', 'kv-*d', true, 'undecided'],
    ['covers nothing of an estate that was not read whole', 'kv-gone', false, 'undecided'],
    ['covers what is compliant in an estate that was not read whole', 'kv-good', false, 'unneeded'],
    ['may cover more than what is compliant in an estate that was not read whole', 'kv-g*', false, 'undecided'],
    ['may cover more than what is compliant, where everything was read', 'kv-g*', true, 'unneeded'],
    ['covers what fails, among others', '*', true, 'needed'],
  ])('that %s', (_, name, isWhole, use) => {
    const { waivers } = apply([legacy, good, unread], [aWaiver({ name })], isWhole);
    expect(waivers).toMatchObject([{ use, resources: use === 'needed' ? [legacy.id] : [] }]);
  });

  test.each<[string, Partial<Match>, string]>([
    ['by its ID', { ids: [toPattern(good.id)] }, 'unneeded'],
    ['by names, one of which was not seen', { names: [toPattern('kv-good'), toPattern('kv-gone')] }, 'undecided'],
    ['by its resource group', { resourceGroups: [toTextPattern(good.resourceGroup)] }, 'undecided'],
  ])('that covers what is compliant %s, in an estate that was not read whole', (_, match, use) => {
    const waiver = aWaiver();
    const { waivers } = apply([good], [{ ...waiver, match: { ...waiver.match, names: null, ...match } }], false);
    expect(waivers).toMatchObject([{ use, resources: [] }]);
  });

  test('that ran out may be needed or not as well', () => {
    const expires = '2026-01-01';
    const { waivers } = apply([legacy, good], [aWaiver({ expires }), aWaiver({ expires, name: 'kv-good' })]);
    expect(waivers.map(({ state, use }) => [state, use])).toEqual([
      ['expired', 'needed'],
      ['expired', 'unneeded'],
    ]);
  });
});

test('days are counted in UTC, over months, leap days and the turn of a year', () => {
  const pairs = [
    [today, today],
    [today, '2026-11-23'],
    ['2026-12-31', '2027-01-01'],
    ['2028-02-28', '2028-03-01'],
    ['2026-03-28', '2026-03-30'],
    ['2026-11-23', today],
  ] as const;
  expect(pairs.map(([from, to]) => daysBetween(from, to))).toEqual([0, 1, 1, 2, 2, -1]);
});

test('waivers change nothing but noncompliant into waived, whatever they are', () => {
  const anyWaiver = fc
    .record({
      name: fc.constantFrom('*', 'kv-legacy', 'kv-good', 'kv-unread', 'x'),
      days: fc.integer({ min: -30, max: 366 }),
    })
    .map(({ name, days }) =>
      aWaiver({ name, expires: new Date(Date.parse(today) + days * 86_400_000).toISOString().slice(0, 10) }),
    );
  const resources = [legacy, good, unread];
  fc.assert(
    fc.property(fc.array(anyWaiver, { maxLength: 5 }), fc.boolean(), (waivers, isWhole) => {
      const result = apply(resources, waivers, isWhole);
      const covers = (waiver: Waiver): boolean => ['*', 'kv-legacy'].includes(waiver.match.names?.[0]?.text ?? '');
      const inForce = waivers.some((waiver) => covers(waiver) && daysBetween(today, waiver.expires) >= 0);
      expect(result.resources.map(({ status }) => status)).toEqual([
        inForce ? 'waived' : 'noncompliant',
        'compliant',
        'unknown',
      ]);
      expect(result.resources.slice(1)).toEqual(resources.slice(1));
      expect(result.waivers).toHaveLength(waivers.length);
    }),
  );
});
