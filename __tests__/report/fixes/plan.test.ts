import { describe, expect, test } from '@jest/globals';
import type { Choice } from '../../../src/report/fixes/choices.ts';
import {
  aJudgedSetting,
  aLog,
  aPartner,
  aStorageAccount,
  aWorkspace,
  allLogsGroup,
  auditEvent,
  auditGroup,
  policyEvaluation,
} from '../../builders.ts';
import { aChoice, fixOf, good, inadequate, missing, otherWorkspace, verified } from './planning.ts';

describe('what a fix changes', () => {
  test('no setting: creates one', () => {
    expect(fixOf('no-setting', [])).toEqual({
      action: 'create',
      setting: 'key-vault-audit',
      logs: [auditGroup],
      metrics: false,
      destinations: [aChoice('log-analytics')],
      removes: [],
    });
  });

  test('for profile cis it has both groups', () => {
    expect(fixOf('no-setting', [], { requirement: { profile: 'cis' } }).logs).toEqual([auditGroup, allLogsGroup]);
  });

  test('metrics only: adds the log to the setting', () => {
    expect(fixOf('metrics-only', [inadequate({ logs: [], metricsEnabled: true })])).toEqual({
      action: 'update',
      setting: 'to-central',
      logs: [auditGroup],
      metrics: false,
      destinations: [],
      removes: [],
    });
  });

  test('nothing switched on: switches the group on', () => {
    const logs = [{ ...auditEvent, enabled: false }];
    expect(fixOf('audit-disabled', [inadequate({ logs })]).logs).toEqual([auditGroup]);
  });

  test('other categories: keeps them, and stays with single categories', () => {
    const logs = [{ ...policyEvaluation, retentionDays: 30 }, aLog({ category: 'Off', enabled: false })];
    expect(fixOf('other-categories-only', [inadequate({ logs })]).logs).toEqual([policyEvaluation, auditEvent]);
  });

  test('another group: keeps it, and stays with groups', () => {
    const logs = [aLog({ category: '', categoryGroup: 'security' })];
    expect(fixOf('other-categories-only', [inadequate({ logs })]).logs).toEqual([...logs, auditGroup]);
  });

  test('groups and categories in one setting, which Azure does not take: groups that contain them all', () => {
    const security = aLog({ categoryGroup: 'security' });
    expect(fixOf('no-destination', [inadequate({ logs: [auditEvent, auditGroup, security] })]).logs).toEqual([
      security,
      allLogsGroup,
    ]);
  });

  test('no destination: sets one, and leaves the logs alone', () => {
    expect(fixOf('no-destination', [inadequate({ destinations: [] })])).toMatchObject({
      action: 'update',
      logs: null,
      destinations: [aChoice('log-analytics')],
    });
  });

  test('a kind that is not accepted: adds one that is', () => {
    const requirement = { acceptedDestinations: ['event-hub'] } as const;
    const settings = [inadequate({ destinations: [verified(aStorageAccount)] })];
    expect(fixOf('destination-not-accepted', settings, { requirement })).toMatchObject({
      action: 'update',
      destinations: [aChoice('event-hub')],
    });
  });

  test('a destination that is not allowed but alive is not cut off: another setting is created', () => {
    const settings = [inadequate({ name: 'Key-Vault-Audit', destinations: [verified(otherWorkspace)] })];
    expect(
      fixOf('destination-not-allowed', settings, { requirement: { allowedDestinations: [aWorkspace.id] } }),
    ).toMatchObject({
      action: 'create',
      setting: 'key-vault-audit-2',
      destinations: [aChoice('log-analytics', { id: aWorkspace.id, fromList: true })],
    });
  });

  test('nor beside another kind that would do: that one is added', () => {
    const settings = [inadequate({ destinations: [verified(otherWorkspace)] })];
    const requirement = { allowedDestinations: [aWorkspace.id, aPartner.id] };
    expect(fixOf('destination-not-allowed', settings, { requirement })).toMatchObject({
      action: 'update',
      destinations: [aChoice('partner', { id: aPartner.id, fromList: true })],
    });
  });

  test('unless there are five already', () => {
    const settings = Array.from({ length: 5 }, (_, index) =>
      inadequate({
        name: `s${index}`,
        destinations: [verified({ ...otherWorkspace, id: `${aWorkspace.id}-${index}` })],
      }),
    );
    expect(
      fixOf('destination-not-allowed', settings, { requirement: { allowedDestinations: [aWorkspace.id] } }),
    ).toMatchObject({ action: 'update', setting: 's0', destinations: [{ id: aWorkspace.id }] });
  });

  test('of two destinations that are gone one is replaced, and the other taken out', () => {
    const settings = [inadequate({ destinations: [missing(aStorageAccount), missing(otherWorkspace)] })];
    expect(fixOf('destination-missing', settings)).toMatchObject({
      action: 'update',
      destinations: [aChoice('log-analytics')],
      removes: ['storage'],
    });
  });

  test('what is gone is taken out where another kind is known to be right', () => {
    const settings = [inadequate({ destinations: [missing(aStorageAccount)] })];
    expect(fixOf('destination-missing', settings, { others: [good] })).toMatchObject({
      action: 'update',
      destinations: [aChoice('log-analytics', { id: aWorkspace.id, usedBy: 1 })],
      removes: ['storage'],
    });
  });

  test('what is gone is replaced by its own kind where nothing speaks for another', () => {
    const settings = [inadequate({ destinations: [missing(aStorageAccount)] })];
    expect(fixOf('destination-missing', settings)).toMatchObject({ destinations: [aChoice('storage')], removes: [] });
  });

  test('never by the one that is gone, whoever names it', () => {
    const settings = [inadequate({ destinations: [missing(aWorkspace)] })];
    const requirement = { allowedDestinations: [aWorkspace.id] };
    expect(fixOf('destination-missing', settings, { requirement }).destinations).toEqual([
      aChoice('log-analytics', { fromList: true }),
    ]);
    expect(fixOf('destination-missing', settings, { others: [good] }).destinations).toEqual([aChoice('log-analytics')]);
  });

  test('groups for cis: replaces single categories, which allLogs contains', () => {
    const requirement = { profile: 'cis' } as const;
    expect(fixOf('cis-groups-missing', [aJudgedSetting({ logs: [auditEvent] })], { requirement })).toMatchObject({
      action: 'update',
      logs: [auditGroup, allLogsGroup],
      destinations: [],
    });
    expect(
      fixOf('no-destination', [inadequate({ logs: [auditGroup, allLogsGroup], destinations: [] })], { requirement }),
    ).toMatchObject({ action: 'update', logs: null });
  });

  test('copies: adds as many kinds as are missing', () => {
    const destinations = (minimumCopies: number): readonly Choice[] =>
      fixOf('copies-missing', [aJudgedSetting()], { requirement: { minimumCopies } }).destinations;
    expect(destinations(2)).toEqual([aChoice('storage')]);
    expect(destinations(3)).toEqual([aChoice('storage'), aChoice('event-hub')]);
  });

  test('copies: switches on what sends to another kind already', () => {
    const settings = [
      aJudgedSetting({ name: 'a' }),
      inadequate({ name: 'b', logs: [policyEvaluation], destinations: [verified(aStorageAccount)] }),
    ];
    expect(fixOf('copies-missing', settings, { requirement: { minimumCopies: 2 } })).toMatchObject({
      setting: 'b',
      logs: [policyEvaluation, auditEvent],
      destinations: [],
    });
  });

  test('metrics: adds them, even where others of no use are on', () => {
    const requirement = { requireMetrics: true };
    const expected = { action: 'update', logs: null, metrics: true, destinations: [] };
    expect(fixOf('metrics-missing', [aJudgedSetting()], { requirement })).toMatchObject(expected);
    expect(fixOf('metrics-missing', [aJudgedSetting({ metricsEnabled: true })], { requirement })).toMatchObject(
      expected,
    );
  });

  test('metrics that are demanded come with every fix, unless another setting has them', () => {
    const requirement = { requireMetrics: true };
    expect(fixOf('no-setting', [], { requirement }).metrics).toBe(true);
    const settings = [inadequate({ logs: [], metricsEnabled: true })];
    expect(fixOf('metrics-only', settings, { requirement }).metrics).toBe(false);
    const beside = [
      inadequate({ name: 'a', logs: [auditGroup], destinations: [] }),
      inadequate({ name: '?', logs: [], metricsEnabled: true }),
    ];
    expect(fixOf('no-destination', beside, { requirement })).toMatchObject({ setting: 'a', metrics: false });
  });
});

describe('one category goes to one destination once', () => {
  const policyOnly = inadequate({ name: 'b', logs: [policyEvaluation] });

  test('so the setting that already sends to the chosen destination is the one to change', () => {
    const settings = [inadequate({ name: 'a', destinations: [] }), policyOnly];
    expect(fixOf('no-destination', settings, { others: [good] })).toMatchObject({
      setting: 'b',
      logs: [policyEvaluation, auditEvent],
    });
  });

  test('so what would collide goes elsewhere', () => {
    // allLogs contains what b sends to the same workspace.
    const requirement = { profile: 'cis' } as const;
    const settings = [aJudgedSetting({ name: '$a' }), { ...policyOnly, name: '$b' }];
    expect(fixOf('cis-groups-missing', settings, { requirement, others: [good] }).destinations).toEqual([
      aChoice('log-analytics'),
    ]);
  });

  test('so metrics are not sent there twice', () => {
    const metrics = inadequate({
      name: '$metrics',
      logs: [],
      metricsEnabled: true,
      destinations: [verified(aWorkspace)],
    });
    const requirement = { requireMetrics: true, acceptedDestinations: ['log-analytics'] } as const;
    const settings = [inadequate({ name: 'nowhere', destinations: [] }), metrics];
    expect(fixOf('no-destination', settings, { requirement, others: [good] })).toMatchObject({
      setting: 'nowhere',
      metrics: false,
      destinations: [{ id: aWorkspace.id }],
    });
  });
});

describe('what may not be named', () => {
  test.each([['--help'], ["it's"], ['a\nb'], ['$(x)'], [''], [' '], ['x '], ['a'.repeat(300)]])(
    'a setting named %j is left alone',
    (name) => {
      expect(fixOf('audit-disabled', [inadequate({ name, logs: [] })])).toMatchObject({
        action: 'create',
        setting: 'key-vault-audit',
      });
    },
  );

  test('nor one with a category that cannot be repeated', () => {
    const logs = [aLog({ category: "x'" })];
    expect(fixOf('other-categories-only', [inadequate({ logs })])).toMatchObject({ action: 'create' });
    expect(fixOf('other-categories-only', [inadequate({ logs: [aLog()] })])).toMatchObject({ action: 'create' });
  });

  test('with five of them the reader decides', () => {
    const settings = Array.from({ length: 5 }, (_, index) => inadequate({ name: `$${index}` }));
    expect(fixOf('no-destination', settings)).toMatchObject({ action: 'update', setting: null, logs: [auditGroup] });
  });
});
