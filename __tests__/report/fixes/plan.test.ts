import { describe, expect, test } from '@jest/globals';
import { chooseFrom, toRequirement } from '../../../src/report/fixes/demand.ts';
import { planWith, type Fix } from '../../../src/report/fixes/plan.ts';
import type { Destination, JudgedSetting, NoncompliantReason, ReportResource } from '../../../src/verdict/model.ts';
import { defaultRequirement, type Requirement } from '../../../src/verdict/requirement.ts';
import {
  aDestinationId,
  aJudgedSetting,
  aLog,
  aNoncompliantResource,
  aPartner,
  aReport,
  aReportResource,
  aStorageAccount,
  aVault,
  aWorkspace,
  allLogsGroup,
  anEventHub,
  auditEvent,
  auditGroup,
  policyEvaluation,
} from '../../builders.ts';

const nothingKnown = aReport({ resources: [] });

function fixOf(
  reason: NoncompliantReason,
  settings: readonly JudgedSetting[],
  {
    report = nothingKnown,
    requirement = {},
  }: { report?: typeof nothingKnown; requirement?: Partial<Requirement> } = {},
): Fix {
  const whole = { ...defaultRequirement, ...requirement };
  return planWith(whole, chooseFrom(report, whole))(aNoncompliantResource(reason, { settings }));
}

const placeholder = (kind: Destination['kind']): object => ({ kind, id: null, usedBy: 0 });
const inadequate = (overrides: Partial<JudgedSetting>): JudgedSetting =>
  aJudgedSetting({ adequate: false, ...overrides });
const missing = (destination: Destination): JudgedSetting['destinations'][number] => ({
  ...destination,
  state: 'missing',
});

describe('what a fix changes', () => {
  test('no setting: creates one', () => {
    expect(fixOf('no-setting', [])).toEqual({
      action: 'create',
      setting: 'key-vault-audit',
      logs: [auditGroup],
      metrics: false,
      destinations: [placeholder('log-analytics')],
    });
  });

  test('for profile cis it has both groups', () => {
    expect(fixOf('no-setting', [], { requirement: { profile: 'cis' } }).logs).toEqual([auditGroup, allLogsGroup]);
  });

  test('metrics only: adds the log to the setting', () => {
    const settings = [inadequate({ logs: [], metricsEnabled: true })];
    expect(fixOf('metrics-only', settings)).toEqual({
      action: 'update',
      setting: 'to-central',
      logs: [auditGroup],
      metrics: false,
      destinations: [],
    });
  });

  test('nothing switched on: switches the group on', () => {
    const logs = [{ ...auditEvent, enabled: false }];
    expect(fixOf('audit-disabled', [inadequate({ logs })]).logs).toEqual([auditGroup]);
  });

  test('other categories: keeps them, and stays with single categories', () => {
    const logs = [policyEvaluation, aLog({ category: 'Off', enabled: false })];
    expect(fixOf('other-categories-only', [inadequate({ logs })]).logs).toEqual([policyEvaluation, auditEvent]);
  });

  test('another group: keeps it, and stays with groups', () => {
    const logs = [aLog({ category: '', categoryGroup: 'security' })];
    expect(fixOf('other-categories-only', [inadequate({ logs })]).logs).toEqual([...logs, auditGroup]);
  });

  test('no destination: sets one, and leaves the logs alone', () => {
    expect(fixOf('no-destination', [inadequate({ destinations: [] })])).toMatchObject({
      action: 'update',
      logs: null,
      destinations: [placeholder('log-analytics')],
    });
  });

  test('a kind that is not accepted: adds one that is', () => {
    const settings = [inadequate({ destinations: [{ ...aStorageAccount, state: 'verified' }] })];
    expect(
      fixOf('destination-not-accepted', settings, { requirement: { acceptedDestinations: ['event-hub'] } }),
    ).toMatchObject({
      action: 'update',
      destinations: [placeholder('event-hub')],
    });
  });

  test('never offers the kind that was refused, even when the report does not tell which are accepted', () => {
    expect(fixOf('destination-not-accepted', [inadequate({})]).destinations).toEqual([placeholder('storage')]);
  });

  test('a destination that is not allowed but alive is not cut off: another setting is created', () => {
    expect(fixOf('destination-not-allowed', [inadequate({ name: 'key-vault-audit' })])).toMatchObject({
      action: 'create',
      setting: 'key-vault-audit-2',
      destinations: [placeholder('log-analytics')],
    });
  });

  test('unless there are five already', () => {
    const settings = Array.from({ length: 5 }, (_, index) => inadequate({ name: `s${index}` }));
    expect(fixOf('destination-not-allowed', settings)).toMatchObject({ action: 'update', setting: 's0' });
  });

  test('a destination that is gone is replaced by one of its kind', () => {
    const settings = [inadequate({ destinations: [missing(aStorageAccount), missing(aWorkspace)] })];
    expect(fixOf('destination-missing', settings).destinations).toEqual([
      placeholder('log-analytics'),
      placeholder('storage'),
    ]);
  });

  test('never by the one that is gone', () => {
    const report = aReport({
      requirement: { values: { 'allowed-destinations': [aWorkspace.id] }, sources: {} },
      resources: [],
    });
    const requirement = toRequirement(report);
    const settings = [inadequate({ destinations: [missing(aWorkspace)] })];
    expect(fixOf('destination-missing', settings, { report, requirement }).destinations).toEqual([
      placeholder('log-analytics'),
    ]);
  });

  test('groups for cis: replaces single categories, which allLogs contains', () => {
    expect(fixOf('cis-groups-missing', [aJudgedSetting({ logs: [auditEvent] })])).toMatchObject({
      action: 'update',
      logs: [auditGroup, allLogsGroup],
      destinations: [],
    });
  });

  test('copies: adds as many kinds as are missing', () => {
    expect(fixOf('copies-missing', [aJudgedSetting()]).destinations).toEqual([placeholder('storage')]);
    expect(fixOf('copies-missing', [aJudgedSetting()], { requirement: { minimumCopies: 3 } }).destinations).toEqual([
      placeholder('storage'),
      placeholder('event-hub'),
    ]);
  });

  test('metrics: adds them', () => {
    expect(fixOf('metrics-missing', [aJudgedSetting()])).toMatchObject({ action: 'update', logs: null, metrics: true });
  });

  test('metrics that are demanded come with every fix, unless another setting has them', () => {
    const requirement = { requireMetrics: true };
    expect(fixOf('no-setting', [], { requirement }).metrics).toBe(true);
    const settings = [inadequate({ logs: [], metricsEnabled: true })];
    expect(fixOf('metrics-only', settings, { requirement }).metrics).toBe(false);
  });

  test('the setting that already sends to the chosen destination is the one to change', () => {
    const report = aReport({ resources: [aReportResource()] });
    const settings = [inadequate({ name: 'a', destinations: [] }), inadequate({ name: 'b', logs: [policyEvaluation] })];
    expect(fixOf('no-destination', settings, { report })).toMatchObject({
      setting: 'b',
      logs: [policyEvaluation, auditEvent],
    });
  });
});

test('a destination that was refused is not offered again, even when others use it', () => {
  const report = aReport({ resources: [aReportResource()] });
  expect(fixOf('destination-not-allowed', [inadequate({})], { report })).toMatchObject({
    action: 'create',
    destinations: [placeholder('log-analytics')],
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

describe('where to', () => {
  const used = (name: string, id: string, overrides: Partial<ReportResource> = {}): ReportResource =>
    aReportResource({
      ...aVault({ name, ...overrides }),
      settings: [aJudgedSetting({ destinations: [{ kind: 'storage', id, state: 'verified' }] })],
    });

  test('what most compliant resources use', () => {
    const [a, b] = [aDestinationId('sta'), aDestinationId('stb')];
    const report = aReport({ resources: [used('1', a), used('2', b), used('3', b.toUpperCase())] });
    expect(fixOf('no-setting', [], { report }).destinations).toEqual([{ kind: 'storage', id: b, usedBy: 2 }]);
  });

  test('not in another region, for storage accounts and event hubs', () => {
    const report = aReport({ resources: [used('1', aDestinationId('sta'), { location: 'northeurope' })] });
    expect(fixOf('no-setting', [], { report }).destinations).toEqual([placeholder('log-analytics')]);
  });

  test('not in another tenant', () => {
    const other = '22222222-2222-4222-8222-222222222222';
    const report = aReport({ resources: [aReportResource(aVault({ subscriptionId: other }))] });
    expect(fixOf('no-setting', [], { report }).destinations).toEqual([placeholder('log-analytics')]);
  });

  test.each<[string, Partial<JudgedSetting>]>([
    ['is gone', { destinations: [missing(aWorkspace)] }],
    ['belongs to a setting that is not adequate', { adequate: false }],
    [
      'has an ID of unusual characters',
      { destinations: [{ ...aWorkspace, id: `${aWorkspace.id}'`, state: 'verified' }] },
    ],
  ])('nothing that %s', (_, setting) => {
    const report = aReport({ resources: [aReportResource({ settings: [aJudgedSetting(setting)] })] });
    expect(fixOf('no-setting', [], { report }).destinations).toEqual([placeholder('log-analytics')]);
  });

  test('nothing outside the allowed list; the only allowed one where nobody uses one', () => {
    const allowed = anEventHub.id;
    const report = aReport({
      requirement: { values: { 'allowed-destinations': [`${allowed}/`] }, sources: {} },
      resources: [aReportResource({ location: null })],
    });
    const requirement = toRequirement(report);
    expect(fixOf('no-setting', [], { report, requirement }).destinations).toEqual([
      { kind: 'event-hub', id: allowed, usedBy: 0 },
    ]);
  });

  test.each([
    [aWorkspace.id, 'log-analytics'],
    [aStorageAccount.id, 'storage'],
    [anEventHub.id, 'event-hub'],
    [aPartner.id, 'partner'],
  ] as const)('%s is of kind %s', (id, kind) => {
    const report = aReport({ requirement: { values: { 'allowed-destinations': [id] }, sources: {} }, resources: [] });
    expect(fixOf('no-setting', [], { report, requirement: toRequirement(report) }).destinations).toEqual([
      { kind, id, usedBy: 0 },
    ]);
  });

  test('two allowed ones of a kind are not chosen from', () => {
    const values = { 'allowed-destinations': [aDestinationId('a'), aDestinationId('b'), '*/workspaces/*'] };
    const report = aReport({ requirement: { values, sources: {} }, resources: [] });
    expect(fixOf('no-setting', [], { report, requirement: toRequirement(report) }).destinations).toEqual([
      placeholder('log-analytics'),
    ]);
  });

  test('with no accepted kind at all it still says something', () => {
    expect(fixOf('no-setting', [], { requirement: { acceptedDestinations: [] } }).destinations).toEqual([
      placeholder('log-analytics'),
    ]);
  });
});

describe('the requirement in the report', () => {
  test('is the default where it says nothing', () => {
    expect(toRequirement(aReport({ requirement: { values: {}, sources: {} } }))).toEqual(defaultRequirement);
  });

  test('is read under the names of the inputs', () => {
    const values = {
      profile: 'cis',
      'accepted-destinations': ['storage', 1],
      'require-metrics': true,
      'minimum-copies': 2,
    };
    expect(toRequirement(aReport({ requirement: { values, sources: {} } }))).toMatchObject({
      profile: 'cis',
      acceptedDestinations: ['storage'],
      requireMetrics: true,
      minimumCopies: 2,
    });
  });
});
