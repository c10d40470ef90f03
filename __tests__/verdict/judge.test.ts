// product.md § 1 and § 2, row by row: what counts as logged, and why something does not.
import { describe, expect, test } from '@jest/globals';
import {
  aLog,
  aPartner,
  aSetting,
  aStorageAccount,
  aWorkspace,
  allLogsGroup,
  anEventHub,
  auditEvent,
  auditGroup,
  policyEvaluation,
} from '../builders.ts';
import type { DiagnosticSetting, NoncompliantReason } from '../../src/verdict/model.ts';
import { allMetrics, judge, off, storageElsewhere } from './judging.ts';

describe('the audit log is on', () => {
  test.each([
    ['category AuditEvent', [auditEvent]],
    ['category in lower case', [aLog({ category: 'auditevent' })]],
    ['category in upper case', [aLog({ category: 'AUDITEVENT' })]],
    ['group audit', [auditGroup]],
    ['group audit in odd case', [aLog({ categoryGroup: 'AuDit' })]],
    ['group allLogs', [allLogsGroup]],
    ['group allLogs in lower case', [aLog({ categoryGroup: 'alllogs' })]],
    ['group allLogs in upper case', [aLog({ categoryGroup: 'ALLLOGS' })]],
    ['beside another category that is on', [policyEvaluation, auditEvent]],
    ['beside another category that is off', [off(policyEvaluation), auditEvent]],
    ['listed off and on', [off(auditEvent), auditEvent]],
    ['group allLogs on while group audit is off', [off(auditGroup), allLogsGroup]],
    ['group audit on while group allLogs is off', [auditGroup, off(allLogsGroup)]],
  ])('%s', (_, logs) => {
    expect(judge([aSetting({ logs })])).toMatchObject({ status: 'compliant', reason: null });
  });
});

describe('the audit log is not on', () => {
  test.each<[string, DiagnosticSetting['logs'], NoncompliantReason]>([
    ['no log entry at all', [], 'audit-disabled'],
    ['category AuditEvent off', [off(auditEvent)], 'audit-disabled'],
    ['group audit off', [off(auditGroup)], 'audit-disabled'],
    ['group allLogs off', [off(allLogsGroup)], 'audit-disabled'],
    ['everything off', [off(auditEvent), off(auditGroup), off(allLogsGroup), off(policyEvaluation)], 'audit-disabled'],
    ['another category', [policyEvaluation], 'other-categories-only'],
    ['another category, AuditEvent off', [policyEvaluation, off(auditEvent)], 'other-categories-only'],
    ['a group of the category name', [aLog({ categoryGroup: 'AuditEvent' })], 'other-categories-only'],
    ['a category of the group name', [aLog({ category: 'audit' })], 'other-categories-only'],
    ['a category of the other group name', [aLog({ category: 'allLogs' })], 'other-categories-only'],
    ['a longer name', [aLog({ category: 'AuditEvents' })], 'other-categories-only'],
    ['a shorter name', [aLog({ categoryGroup: 'aud' })], 'other-categories-only'],
    ['an entry without any name', [aLog()], 'other-categories-only'],
  ])('%s → %s', (_, logs, reason) => {
    expect(judge([aSetting({ logs })])).toMatchObject({ status: 'noncompliant', reason });
  });
});

describe('destinations', () => {
  test.each([
    ['log-analytics', aWorkspace],
    ['storage', aStorageAccount],
    ['event-hub', anEventHub],
    ['partner', aPartner],
  ])('%s counts by itself', (_, destination) => {
    expect(judge([aSetting({ destinations: [destination] })]).status).toBe('compliant');
  });

  test('all four together count', () => {
    const destinations = [aWorkspace, aStorageAccount, anEventHub, aPartner];
    expect(judge([aSetting({ destinations })]).status).toBe('compliant');
  });

  test('none → no-destination', () => {
    expect(judge([aSetting({ destinations: [] })]).reason).toBe('no-destination');
  });
});

describe('several settings', () => {
  const adequate = aSetting({ name: 'adequate' });
  const metricsOnly = aSetting({ name: 'metrics', logs: [], metrics: [allMetrics] });
  const disabled = aSetting({ name: 'disabled', logs: [off(auditEvent)] });

  test.each([
    ['first', [adequate, metricsOnly, disabled]],
    ['in the middle', [metricsOnly, adequate, disabled]],
    ['last', [disabled, metricsOnly, adequate]],
  ])('one adequate setting is enough: %s', (_, settings) => {
    expect(judge(settings)).toMatchObject({ status: 'compliant', reason: null });
  });

  test('an audit log in one and a destination in another do not add up', () => {
    const toNowhere = aSetting({ name: 'to-nowhere', destinations: [] });
    const ofPolicy = aSetting({ name: 'of-policy', logs: [policyEvaluation] });
    for (const settings of [
      [toNowhere, ofPolicy],
      [ofPolicy, toNowhere],
    ]) {
      expect(judge(settings)).toMatchObject({ status: 'noncompliant', reason: 'no-destination' });
    }
  });

  test('two settings, both without a destination', () => {
    const settings = [aSetting({ destinations: [] }), aSetting({ name: 'other', destinations: [] })];
    expect(judge(settings).reason).toBe('no-destination');
  });
});

describe('never decide', () => {
  test.each([
    ['metrics that are on', aSetting({ metrics: [allMetrics] })],
    ['metrics that are off', aSetting({ metrics: [{ category: 'AllMetrics', enabled: false }] })],
    ['an empty name', aSetting({ name: '' })],
    ['a name that looks like a verdict', aSetting({ name: 'disabled' })],
  ])('%s', (_, setting) => {
    expect(judge([setting]).status).toBe('compliant');
  });
});

describe('contradictions are adequate, with a note', () => {
  test.each([
    ['group audit on, AuditEvent off', [auditGroup, off(auditEvent)]],
    ['group allLogs on, AuditEvent off', [off(auditEvent), allLogsGroup]],
    ['in odd letter case', [aLog({ categoryGroup: 'AUDIT' }), off(aLog({ category: 'auditEVENT' }))]],
  ])('%s', (_, logs) => {
    const { status, notes } = judge([aSetting({ name: 'both-ways', logs })]);
    expect(status).toBe('compliant');
    expect(notes).toEqual([expect.stringContaining('"both-ways"')]);
    expect(notes[0]).toContain('AuditEvent');
  });

  test.each([
    ['AuditEvent off, no group on', [off(auditEvent), policyEvaluation]],
    ['a group on, another category off', [auditGroup, off(policyEvaluation)]],
    ['one group on, the other off', [auditGroup, off(allLogsGroup)]],
    ['AuditEvent on, a group off', [auditEvent, off(auditGroup)]],
  ])('no note: %s', (_, logs) => {
    expect(judge([aSetting({ logs })]).notes).toEqual([]);
  });

  test('a contradiction does not cross settings', () => {
    const settings = [aSetting({ name: 'a' }), aSetting({ name: 'b', logs: [off(auditEvent)] })];
    expect(judge(settings).notes).toEqual([]);
  });
});

describe('the ladder of reasons', () => {
  // From farthest to nearest: each row is a setting that stops exactly there.
  const rungs: readonly [NoncompliantReason, DiagnosticSetting][] = [
    ['metrics-only', aSetting({ logs: [], metrics: [allMetrics] })],
    ['audit-disabled', aSetting({ logs: [off(auditEvent)], metrics: [allMetrics] })],
    ['other-categories-only', aSetting({ logs: [policyEvaluation, off(auditEvent)] })],
    ['no-destination', aSetting({ destinations: [] })],
    ['destination-not-accepted', aSetting({ destinations: [aPartner] })],
    ['destination-not-allowed', aSetting({ destinations: [storageElsewhere] })],
    ['destination-missing', aSetting({ destinations: [{ ...aWorkspace, id: `${aWorkspace.id}-gone` }] })],
  ];
  const demand = {
    acceptedDestinations: ['log-analytics', 'storage'],
    allowedDestinations: [`${aWorkspace.id}*`, aStorageAccount.id],
  } as const;
  const judgeRungs = (settings: readonly DiagnosticSetting[]): ReturnType<typeof judge> =>
    judge(settings, demand, ({ id }) => (id.endsWith('-gone') ? 'missing' : 'verified'));

  test('where in the destinations it arrives decides nothing, and is kept', () => {
    const delivery = { eventHubName: 'audit', logAnalyticsDestinationType: 'Dedicated' };
    expect(judge([aSetting(delivery)])).toEqual({
      ...judge([aSetting()]),
      settings: [expect.objectContaining(delivery)],
    });
  });

  test('no setting → no-setting', () => {
    expect(judge([])).toMatchObject({ status: 'noncompliant', reason: 'no-setting', settings: [] });
  });

  test.each(rungs)('%s alone', (reason, setting) => {
    expect(judgeRungs([setting])).toMatchObject({ status: 'noncompliant', reason });
  });

  const pairs = rungs.flatMap(([low, a], index) =>
    rungs
      .slice(index + 1)
      .map(([high, b]): [string, string, DiagnosticSetting, DiagnosticSetting] => [low, high, a, b]),
  );
  test.each(pairs)('%s beside %s: the nearer to adequate is the reason', (_, high, a, b) => {
    const [first, second] = [
      { ...a, name: 'low' },
      { ...b, name: 'high' },
    ];
    for (const settings of [
      [first, second],
      [second, first],
    ]) {
      const { reason, detail } = judgeRungs(settings);
      expect(reason).toBe(high);
      expect(detail).toContain('"high"');
      expect(detail).not.toContain('"low"');
    }
  });

  test('within one setting the destination that gets furthest decides', () => {
    const all = rungs
      .filter(([reason]) => reason.startsWith('destination-'))
      .flatMap(([, setting]) => setting.destinations);
    expect(all).toHaveLength(3);
    expect(judgeRungs([aSetting({ destinations: all })]).reason).toBe('destination-missing');
    expect(judgeRungs([aSetting({ destinations: all.toReversed() })]).reason).toBe('destination-missing');
    expect(judgeRungs([aSetting({ destinations: all.slice(0, 2) })]).reason).toBe('destination-not-allowed');
    expect(judgeRungs([aSetting({ destinations: [...all, aWorkspace] })]).status).toBe('compliant');
  });

  test('a setting with neither logs nor metrics, or with metrics that are off, is audit-disabled', () => {
    expect(judge([aSetting({ logs: [], metrics: [] })]).reason).toBe('audit-disabled');
    expect(judge([aSetting({ logs: [], metrics: [{ ...allMetrics, enabled: false }] })]).reason).toBe('audit-disabled');
  });

  test('metrics-only needs no destination to be metrics-only', () => {
    expect(judge([aSetting({ logs: [], metrics: [allMetrics], destinations: [] })]).reason).toBe('metrics-only');
  });
});

describe('judged settings', () => {
  test('say of each setting what the report shows, sorted by name', () => {
    const settings = [
      aSetting({ name: 'Zeta', metrics: [allMetrics] }),
      aSetting({ name: 'alpha', logs: [off(auditEvent)], destinations: [aStorageAccount] }),
    ];
    expect(judge(settings).settings).toEqual([
      {
        name: 'alpha',
        adequate: false,
        logs: [off(auditEvent)],
        metricsEnabled: false,
        destinations: [{ ...aStorageAccount, state: 'verified' }],
      },
      {
        name: 'Zeta',
        adequate: true,
        logs: [auditGroup],
        metricsEnabled: true,
        destinations: [{ ...aWorkspace, state: 'verified' }],
      },
    ]);
  });

  test('are sorted by their names in lower case, by code units', () => {
    const names = ['b', 'A', 'ab', 'a_', 'C', 'a-', 'Ä'];
    const { settings } = judge(names.map((name) => aSetting({ name })));
    expect(settings.map(({ name }) => name)).toEqual(['A', 'a-', 'a_', 'ab', 'b', 'C', 'Ä']);
  });

  test('of one name are sorted by what is in them, whatever order they came in; two that are alike both stand', () => {
    const [on, none] = [aSetting(), aSetting({ logs: [off(auditEvent)] })];
    const { settings } = judge([on, none, on]);
    expect(settings.map(({ adequate }) => adequate).toSorted()).toEqual([false, true, true]);
    expect(settings[1]?.adequate).toBe(true);
    expect(judge([on, on, none]).settings).toEqual(settings);
    expect(judge([none, on, on]).settings).toEqual(settings);
  });
});
