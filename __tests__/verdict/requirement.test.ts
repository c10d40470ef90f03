// product.md § 1: how the requirement can be tightened, what the states of destinations mean, and what the report says.
import { describe, expect, test } from '@jest/globals';
import {
  aPartner,
  aSetting,
  aStorageAccount,
  aVault,
  aWorkspace,
  allLogsGroup,
  anEventHub,
  auditEvent,
  auditGroup,
} from '../builders.ts';
import { allMetrics, judge, off, storageElsewhere } from './judging.ts';
import type { Demand } from './judging.ts';
import type { Destination, DestinationKind, DestinationState } from '../../src/verdict/model.ts';
import { defaultRequirement, destinationKinds, isInScope } from '../../src/verdict/requirement.ts';
import { toPattern } from '../../src/verdict/pattern.ts';

const byKind: Readonly<Record<DestinationKind, Destination>> = {
  'log-analytics': aWorkspace,
  storage: aStorageAccount,
  'event-hub': anEventHub,
  partner: aPartner,
};

test('the default: profile effective, all four kinds, any destination, no metrics, one copy', () => {
  expect(defaultRequirement).toEqual({
    profile: 'effective',
    acceptedDestinations: ['log-analytics', 'storage', 'event-hub', 'partner'],
    allowedDestinations: null,
    requireMetrics: false,
    minimumCopies: 1,
  });
});

describe('profile cis', () => {
  const both = [auditGroup, allLogsGroup];
  test.each([
    ['both groups on, with a destination', [aSetting({ logs: both })], null],
    [
      'both groups in odd letter case',
      [
        aSetting({
          logs: [
            { ...auditGroup, categoryGroup: 'AUDIT' },
            { ...allLogsGroup, categoryGroup: 'alllogs' },
          ],
        }),
      ],
      null,
    ],
    ['both groups beside AuditEvent off', [aSetting({ logs: [...both, off(auditEvent)] })], null],
    ['group audit alone', [aSetting({ logs: [auditGroup] })], 'cis-groups-missing'],
    ['group allLogs alone', [aSetting({ logs: [allLogsGroup] })], 'cis-groups-missing'],
    ['category AuditEvent alone', [aSetting({ logs: [auditEvent] })], 'cis-groups-missing'],
    ['one group on, one off', [aSetting({ logs: [auditGroup, off(allLogsGroup)] })], 'cis-groups-missing'],
    [
      'each group in a setting of its own',
      [aSetting({ name: 'a', logs: [auditGroup] }), aSetting({ name: 'b', logs: [allLogsGroup] })],
      'cis-groups-missing',
    ],
    ['both groups, nowhere to send them', [aSetting({ logs: both, destinations: [] })], 'no-destination'],
    [
      'both groups nowhere, one group somewhere',
      [aSetting({ name: 'a', logs: both, destinations: [] }), aSetting({ name: 'b' })],
      'cis-groups-missing',
    ],
    ['both groups off', [aSetting({ logs: both.map(off) })], 'audit-disabled'],
    ['no setting', [], 'no-setting'],
  ])('%s → %s', (_, settings, reason) => {
    const status = reason === null ? 'compliant' : 'noncompliant';
    expect(judge(settings, { profile: 'cis' })).toMatchObject({ status, reason });
  });

  test('a setting that is adequate stays so in the report, whatever the profile', () => {
    expect(judge([aSetting()], { profile: 'cis' }).settings).toMatchObject([{ adequate: true }]);
  });
});

describe('the report says what both profiles would say', () => {
  const cases = [
    [[], 'noncompliant', 'noncompliant'],
    [[aSetting()], 'compliant', 'noncompliant'],
    [[aSetting({ logs: [auditGroup, allLogsGroup] })], 'compliant', 'compliant'],
    [[aSetting({ logs: [auditGroup, allLogsGroup], destinations: [] })], 'noncompliant', 'noncompliant'],
  ] as const;
  test.each(cases)('case %#', (settings, effective, cis) => {
    for (const profile of ['effective', 'cis'] as const) {
      const { status, profiles } = judge(settings, { profile });
      expect(profiles).toEqual({ effective, cis });
      expect(status).toBe({ effective, cis }[profile]);
    }
  });

  test('with everything else of the requirement in force', () => {
    const settings = [aSetting({ logs: [auditGroup, allLogsGroup] })];
    const demand = { acceptedDestinations: ['storage'] } as const;
    expect(judge(settings, demand).profiles).toEqual({ effective: 'noncompliant', cis: 'noncompliant' });
  });
});

describe('accepted-destinations', () => {
  const table = destinationKinds.flatMap((accepted) =>
    destinationKinds.map((kind): [DestinationKind, DestinationKind] => [accepted, kind]),
  );
  test.each(table)('only %s accepted, the log goes to %s', (accepted, kind) => {
    const judged = judge([aSetting({ destinations: [byKind[kind]] })], { acceptedDestinations: [accepted] });
    expect(judged.reason).toBe(accepted === kind ? null : 'destination-not-accepted');
    expect(judged.settings).toMatchObject([{ adequate: accepted === kind }]);
  });

  test('one accepted among others is enough', () => {
    const setting = aSetting({ destinations: [aPartner, aStorageAccount] });
    expect(judge([setting], { acceptedDestinations: ['storage'] }).status).toBe('compliant');
  });
});

describe('allowed-destinations', () => {
  test.each([
    ['the ID itself', aWorkspace.id],
    ['in lower case', aWorkspace.id.toLowerCase()],
    ['in upper case', aWorkspace.id.toUpperCase()],
    ['with a trailing slash', `${aWorkspace.id}/`],
    ['a pattern over the end', '/subscriptions/*/workspaces/law-*'],
    ['a pattern over slashes', '/subscriptions/*'],
    ['a pattern of single characters', aWorkspace.id.replace('law-central', 'law?centra?')],
  ])('inside: %s', (_, allowed) => {
    expect(judge([aSetting()], { allowedDestinations: [allowed] }).status).toBe('compliant');
    const slashed = aSetting({ destinations: [{ ...aWorkspace, id: `${aWorkspace.id}/` }] });
    expect(judge([slashed], { allowedDestinations: [allowed] }).status).toBe('compliant');
  });

  test.each([
    ['another ID', aStorageAccount.id],
    ['the beginning of the ID', aWorkspace.id.slice(0, -1)],
    ['a longer ID', `${aWorkspace.id}2`],
    ['a pattern that stops short', '/subscriptions/*/workspaces'],
    ['a single character too many', `${aWorkspace.id}?`],
  ])('outside: %s', (_, allowed) => {
    expect(judge([aSetting()], { allowedDestinations: [allowed] })).toMatchObject({
      status: 'noncompliant',
      reason: 'destination-not-allowed',
    });
  });

  test('any of the list is enough, an empty list allows nothing', () => {
    expect(judge([aSetting()], { allowedDestinations: [aStorageAccount.id, aWorkspace.id] }).status).toBe('compliant');
    expect(judge([aSetting()], { allowedDestinations: [] }).reason).toBe('destination-not-allowed');
  });

  test('one allowed destination among others is enough', () => {
    const setting = aSetting({ destinations: [storageElsewhere, aWorkspace] });
    expect(judge([setting], { allowedDestinations: [aWorkspace.id] }).status).toBe('compliant');
  });

  test('allowed, but of a kind that is not accepted', () => {
    const demand: Demand = { allowedDestinations: [aWorkspace.id], acceptedDestinations: ['storage'] };
    expect(judge([aSetting()], demand).reason).toBe('destination-not-accepted');
  });
});

describe('states of destinations', () => {
  test.each<[DestinationState, 'compliant' | 'noncompliant', string | null]>([
    ['verified', 'compliant', null],
    ['unverified', 'compliant', null],
    ['unchecked', 'compliant', null],
    ['missing', 'noncompliant', 'destination-missing'],
  ])('%s → %s', (state, status, reason) => {
    const judged = judge([aSetting()], {}, () => state);
    expect(judged).toMatchObject({ status, reason });
    expect(judged.settings).toMatchObject([{ adequate: status === 'compliant', destinations: [{ state }] }]);
  });

  test('one that is missing beside one that is there', () => {
    const setting = aSetting({ destinations: [aStorageAccount, aWorkspace] });
    expect(judge([setting], {}, ({ kind }) => (kind === 'storage' ? 'missing' : 'verified')).status).toBe('compliant');
  });

  test('notes of destinations are notes of the verdict, each once, and decide nothing', () => {
    const settings = [aSetting({ name: 'a' }), aSetting({ name: 'b' })];
    const judged = judge(
      settings,
      {},
      () => 'unverified',
      () => ['It could not be verified.'],
    );
    expect(judged).toMatchObject({ status: 'compliant', notes: ['It could not be verified.'] });
  });
});

describe('require-metrics', () => {
  const demand: Demand = { requireMetrics: true };
  test.each([
    ['in the same setting', [aSetting({ metrics: [allMetrics] })]],
    ['in odd letter case', [aSetting({ metrics: [{ category: 'allmetrics', enabled: true }] })]],
    ['in another setting', [aSetting({ name: 'a' }), aSetting({ name: 'b', logs: [], metrics: [allMetrics] })]],
    ['beside one that is off', [aSetting({ metrics: [{ ...allMetrics, enabled: false }, allMetrics] })]],
  ])('met: %s', (_, settings) => {
    expect(judge(settings, demand).status).toBe('compliant');
    expect(judge(settings.toReversed(), demand).status).toBe('compliant');
  });

  test.each([
    ['no metrics', [aSetting()]],
    ['off', [aSetting({ metrics: [{ ...allMetrics, enabled: false }] })]],
    ['another category', [aSetting({ metrics: [{ category: 'Latency', enabled: true }] })]],
    ['no category', [aSetting({ metrics: [{ category: null, enabled: true }] })]],
    [
      'on, in a setting without a destination',
      [aSetting({ name: 'a' }), aSetting({ name: 'b', logs: [], metrics: [allMetrics], destinations: [] })],
    ],
  ])('unmet: %s', (_, settings) => {
    expect(judge(settings, demand)).toMatchObject({ status: 'noncompliant', reason: 'metrics-missing' });
    expect(judge(settings).status).toBe('compliant');
  });

  test.each<[string, Demand]>([
    ['of a kind that is not accepted', { acceptedDestinations: ['log-analytics'] }],
    ['outside the allowed list', { allowedDestinations: [aWorkspace.id] }],
  ])('unmet: metrics go only to a destination %s', (_, others) => {
    const metrics = aSetting({ name: 'b', logs: [], metrics: [allMetrics], destinations: [aStorageAccount] });
    expect(judge([aSetting(), metrics], { ...demand, ...others }).reason).toBe('metrics-missing');
    expect(judge([aSetting(), metrics], demand).status).toBe('compliant');
  });

  test('metrics without an adequate setting are not enough', () => {
    expect(judge([aSetting({ logs: [], metrics: [allMetrics] })], demand).reason).toBe('metrics-only');
  });
});

describe('minimum copies', () => {
  const toWorkspace = aSetting({ name: 'a' });
  const toStorage = aSetting({ name: 'b', destinations: [aStorageAccount] });
  const toBoth = aSetting({ name: 'c', destinations: [aWorkspace, aStorageAccount] });

  test.each([
    ['two kinds in one setting', [toBoth], 2, null],
    ['two kinds over two settings', [toWorkspace, toStorage], 2, null],
    ['one kind', [toWorkspace], 2, 'copies-missing'],
    ['one kind twice', [toWorkspace, aSetting({ name: 'd' })], 2, 'copies-missing'],
    ['two kinds for three', [toWorkspace, toStorage], 3, 'copies-missing'],
    [
      'the other kind in a setting that is not adequate',
      [toWorkspace, { ...toStorage, logs: [] }],
      2,
      'copies-missing',
    ],
  ])('%s for %i copies → %s', (_, settings, minimumCopies, reason) => {
    expect(judge(settings, { minimumCopies }).reason).toBe(reason);
    expect(judge(settings.toReversed(), { minimumCopies }).reason).toBe(reason);
  });

  test('kinds that do not count are no copies', () => {
    expect(judge([toBoth], { minimumCopies: 2, acceptedDestinations: ['storage'] }).reason).toBe('copies-missing');
    expect(judge([toBoth], { minimumCopies: 2, allowedDestinations: [aWorkspace.id] }).reason).toBe('copies-missing');
    const gone = ({ kind }: Destination): DestinationState => (kind === 'storage' ? 'missing' : 'verified');
    expect(judge([toBoth], { minimumCopies: 2 }, gone).reason).toBe('copies-missing');
  });
});

describe('the last rungs: cis-groups-missing, then copies-missing, then metrics-missing', () => {
  const logs = [auditGroup, allLogsGroup];
  const demand: Demand = { profile: 'cis', minimumCopies: 2, requireMetrics: true };
  const destinations = [aWorkspace, aStorageAccount];
  test.each([
    ['cis-groups-missing', aSetting()],
    ['copies-missing', aSetting({ logs })],
    ['metrics-missing', aSetting({ logs, destinations })],
    [null, aSetting({ logs, destinations, metrics: [allMetrics] })],
  ])('%s', (reason, setting) => {
    expect(judge([setting], demand).reason).toBe(reason);
  });
});

describe('scope', () => {
  const scope = (include: readonly string[] | null, exclude: readonly string[] = []): boolean =>
    isInScope(aVault({ name: 'kv-prod-1' }), {
      include: include?.map(toPattern) ?? null,
      exclude: exclude.map(toPattern),
    });
  test.each([
    ['everything, by default', null, [], true],
    ['included by name', ['kv-*'], [], true],
    ['included by ID', ['*/resourceGroups/rg-app/*'], [], true],
    ['not included', ['hsm-*'], [], false],
    ['nothing is included', [], [], false],
    ['excluded', null, ['*-prod-*'], false],
    ['excluded by ID', null, ['/subscriptions/*'], false],
    ['exclude wins', ['kv-prod-1'], ['kv-prod-1'], false],
    ['excluded is another', null, ['kv-test-*'], true],
  ])('%s', (_, include, exclude, expected) => {
    expect(scope(include, exclude)).toBe(expected);
  });
});
