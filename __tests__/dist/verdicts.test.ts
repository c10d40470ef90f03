// What counts as logged, and what does not: each rule as a vault on the wire, and the bundle's word on it.
import { beforeAll, describe, expect, test } from '@jest/globals';
import type { EstateInput } from '../../emulator/estate.ts';
import {
  destination,
  good,
  reportOf,
  resourceOf,
  subscription,
  tryOut,
  type Json,
  type SettingInput,
  type Trial,
  type VaultInput,
} from './trial.ts';

type Settings = SettingInput[];

/** What the vault's settings are, as a sentence; the settings; the reason, or `compliant`. */
type Row = readonly [rule: string, settings: Settings, verdict: string];

const law = destination('workspace', 'law-soc');
const store = destination('storage', 'stsoc');
const hub = destination('eventHub', 'evh-soc');
const partner = destination('partner', 'dd-soc');
const otherTenant =
  '/subscriptions/44444444-4444-4444-8444-444444444444/resourceGroups/rg-mssp/providers/Microsoft.OperationalInsights/workspaces/law-mssp';

const audit = { category: null, categoryGroup: 'audit', enabled: true };
/** A setting as it is on the wire, with the audit log on. */
const wire = (properties: Json, name = 'wire'): SettingInput => ({ name, properties });
const sends = (destinations: Readonly<Record<string, Json>>): Settings => [wire({ ...destinations, logs: [audit] })];
const lists = (...logs: Json[]): Settings => [wire({ workspaceId: law, logs })];

const destinations: EstateInput['destinations'] = [
  { id: destination('workspace', 'law-gone'), state: 'gone' },
  { id: destination('storage', 'stgone'), state: 'group-gone' },
  { id: destination('eventHub', 'evh-gone'), state: 'parent-gone' },
  { id: destination('workspace', 'law-secret'), state: 'forbidden' },
  { id: destination('workspace', 'law-lost'), state: 'subscription-gone' },
  { id: otherTenant, state: 'other-tenant' },
  {
    id: destination('storage', 'stclosed'),
    body: { properties: { networkAcls: { bypass: 'None', defaultAction: 'Deny', ipRules: [] } } },
  },
  { id: destination('storage', 'stpremium'), body: { sku: { name: 'Premium_LRS', tier: 'Premium' } } },
  { id: destination('eventHub', 'evh-weak'), body: { properties: { rights: ['Listen'] } } },
  { id: destination('workspace', 'law-ill'), fault: { kind: 'status', status: 503, retryAfter: 60 } },
  { id: destination('workspace', 'law-slash') },
  { id: destination('workspace', 'law-blank') },
  { id: destination('workspace', 'law-odd'), fault: { kind: 'status', status: 404, code: 'NotFound' } },
];

/** One run over all rows; each is a vault of its own. */
async function judgeRows(rows: readonly Row[], inputs: Readonly<Record<string, string>>): Promise<Trial> {
  const vaults = rows.map(([, settings], index): VaultInput => ({ name: nameOf(index), settings }));
  return tryOut({ estate: { subscriptions: [{ id: subscription(1), vaults }], destinations }, inputs });
}

const nameOf = (index: number): string => `kv-row-${String(index).padStart(3, '0')}`;

interface Table {
  readonly inputs: Readonly<Record<string, string>>;
  readonly rows: readonly Row[];
}

const tables: Readonly<Record<string, Table>> = {
  'without any demand': {
    inputs: {},
    rows: [
      ['group audit to a workspace', [{ name: 's', on: ['audit'], workspace: 'law-soc' }], 'compliant'],
      ['group allLogs to a storage account', [{ name: 's', on: ['allLogs'], storage: 'stsoc' }], 'compliant'],
      ['category AuditEvent to an event hub', [{ name: 's', on: ['AuditEvent'], eventHub: 'evh-soc' }], 'compliant'],
      ['group audit to a partner', [{ name: 's', on: ['audit'], partner: 'dd-soc' }], 'compliant'],
      ['other letter case of groups', [{ name: 's', on: ['ALLLOGS'], workspace: 'law-soc' }], 'compliant'],
      ['other letter case of the category', lists({ category: 'auditevent', enabled: true }), 'compliant'],
      ['other letter case of a group', lists({ categoryGroup: 'Audit', enabled: true }), 'compliant'],
      [
        'category with categoryGroup null',
        lists({ category: 'AuditEvent', categoryGroup: null, enabled: true }),
        'compliant',
      ],
      [
        'a disabled entry before the enabled one',
        lists({ ...audit, enabled: false }, { categoryGroup: 'allLogs', enabled: true }),
        'compliant',
      ],
      [
        'an enabled entry before the disabled one',
        lists(audit, { categoryGroup: 'allLogs', enabled: false }),
        'compliant',
      ],
      [
        'unknown members, and odd ones that no verdict reads',
        [
          {
            ...wire({
              workspaceId: law,
              logs: [{ ...audit, retentionPolicy: 'for ever', surprise: [] }],
              metrics: [{ category: 'AllMetrics', enabled: null, timeGrain: 7 }],
              logAnalyticsDestinationType: 'Nowhere',
              eventHubName: 7,
              serviceBusRuleId: 'x',
              future: { enabled: false },
            }),
            systemData: 'odd',
            tags: 7,
            kind: null,
          },
        ],
        'compliant',
      ],
      ['a setting without a name', [{ properties: { workspaceId: law, logs: [audit] } }], 'compliant'],
      ['no metrics member, null metrics', [wire({ workspaceId: law, logs: [audit], metrics: null })], 'compliant'],
      [
        'a group on while AuditEvent is off',
        [{ name: 's', on: ['allLogs'], off: ['AuditEvent'], workspace: 'law-soc' }],
        'compliant',
      ],
      ['retention of zero days', lists({ ...audit, retentionPolicy: { enabled: true, days: 0 } }), 'compliant'],
      [
        'logAnalyticsDestinationType Dedicated',
        [wire({ workspaceId: law, logs: [audit], logAnalyticsDestinationType: 'Dedicated' })],
        'compliant',
      ],
      [
        'one destination gone, another there',
        [{ name: 's', on: ['audit'], workspace: 'law-gone', storage: 'stsoc' }],
        'compliant',
      ],
      ['a destination that may not be looked at', [{ name: 's', on: ['audit'], workspace: 'law-secret' }], 'compliant'],
      ['a destination in a lost subscription', [{ name: 's', on: ['audit'], workspace: 'law-lost' }], 'compliant'],
      ['a destination in another tenant', sends({ workspaceId: otherTenant }), 'compliant'],
      ['a destination that Azure fails to read', [{ name: 's', on: ['audit'], workspace: 'law-ill' }], 'compliant'],
      [
        'a 404 with another code than those of absence',
        [{ name: 's', on: ['audit'], workspace: 'law-odd' }],
        'compliant',
      ],
      ['a storage account that lets nobody in', [{ name: 's', on: ['audit'], storage: 'stclosed' }], 'compliant'],
      ['a premium storage account', [{ name: 's', on: ['audit'], storage: 'stpremium' }], 'compliant'],
      ['a rule that lacks rights', [{ name: 's', on: ['audit'], eventHub: 'evh-weak' }], 'compliant'],
      [
        'a destination ID with a slash at its end',
        sends({ workspaceId: `${destination('workspace', 'law-slash')}/` }),
        'compliant',
      ],
      [
        'a destination ID in blanks',
        sends({ workspaceId: ` ${destination('workspace', 'law-blank')}\n` }),
        'compliant',
      ],
      ['the same workspace in other letter case', sends({ workspaceId: law.toUpperCase() }), 'compliant'],

      ['no setting at all', [], 'no-setting'],
      ['metrics and no log entry', [{ name: 's', metrics: true, workspace: 'law-soc' }], 'metrics-only'],
      [
        'metrics and null logs',
        [wire({ workspaceId: law, logs: null, metrics: [{ category: 'AllMetrics', enabled: true }] })],
        'metrics-only',
      ],
      [
        'every entry off',
        [{ name: 's', off: ['audit', 'allLogs'], metrics: true, workspace: 'law-soc' }],
        'audit-disabled',
      ],
      ['enabled null', lists({ ...audit, enabled: null }), 'audit-disabled'],
      ['enabled missing', lists({ categoryGroup: 'audit' }), 'audit-disabled'],
      ['nothing listed at all', [wire({ workspaceId: law })], 'audit-disabled'],
      ['empty lists', [wire({ workspaceId: law, logs: [], metrics: [] })], 'audit-disabled'],
      ['metrics listed as off', [{ name: 's', metrics: false, workspace: 'law-soc' }], 'audit-disabled'],
      [
        'only the policy log',
        [{ name: 's', on: ['AzurePolicyEvaluationDetails'], off: ['AuditEvent'], workspace: 'law-soc' }],
        'other-categories-only',
      ],
      [
        'audit as a category, AuditEvent as a group',
        lists({ category: 'audit', enabled: true }, { categoryGroup: 'AuditEvent', enabled: true }),
        'other-categories-only',
      ],
      ['names with blanks around', lists({ categoryGroup: ' audit ', enabled: true }), 'other-categories-only'],
      ['no destination', [{ name: 's', on: ['audit'] }], 'no-destination'],
      [
        'a null, an empty and a blank destination',
        sends({
          workspaceId: null,
          storageAccountId: '',
          eventHubAuthorizationRuleId: ' \t',
          marketplacePartnerId: '\n',
        }),
        'no-destination',
      ],
      ['eventHubName alone', sends({ eventHubName: 'audit' }), 'no-destination'],
      ['serviceBusRuleId alone', sends({ serviceBusRuleId: hub }), 'no-destination'],
      ['logAnalyticsDestinationType alone', sends({ logAnalyticsDestinationType: 'Dedicated' }), 'no-destination'],
      ['a workspace that is gone', [{ name: 's', on: ['allLogs'], workspace: 'law-gone' }], 'destination-missing'],
      [
        'a storage account whose group is gone',
        [{ name: 's', on: ['audit'], storage: 'stgone' }],
        'destination-missing',
      ],
      [
        'an event hub whose namespace is gone',
        [{ name: 's', on: ['audit'], eventHub: 'evh-gone' }],
        'destination-missing',
      ],

      [
        'two settings that only together would be adequate',
        [
          { name: 'log', on: ['audit'] },
          { name: 'place', metrics: true, workspace: 'law-soc' },
        ],
        'no-destination',
      ],
      [
        'the same two the other way round',
        [
          { name: 'place', metrics: true, workspace: 'law-soc' },
          { name: 'log', on: ['audit'] },
        ],
        'no-destination',
      ],
      [
        'the adequate one of five first',
        [
          good,
          { name: 'b', metrics: true },
          { name: 'c' },
          { name: 'd', off: ['audit'] },
          { name: 'e', on: ['audit'] },
        ],
        'compliant',
      ],
      [
        'the adequate one of five last',
        [
          { name: 'b', metrics: true },
          { name: 'c' },
          { name: 'd', off: ['audit'] },
          { name: 'e', on: ['audit'] },
          good,
        ],
        'compliant',
      ],
      [
        'the lowest of several rungs',
        [
          { name: 'a', metrics: true, workspace: 'law-soc' },
          { name: 'b', on: ['allLogs'], workspace: 'law-gone' },
          { name: 'c', on: ['AzurePolicyEvaluationDetails'] },
        ],
        'destination-missing',
      ],
    ],
  },
  'that is the CIS benchmark': {
    inputs: { profile: 'CIS' },
    rows: [
      ['both groups in one setting', [{ name: 's', on: ['audit', 'allLogs'], workspace: 'law-soc' }], 'compliant'],
      [
        'both groups, AuditEvent off',
        [{ name: 's', on: ['audit', 'allLogs'], off: ['AuditEvent'], workspace: 'law-soc' }],
        'compliant',
      ],
      ['one group', [good], 'cis-groups-missing'],
      ['the category', [{ name: 's', on: ['AuditEvent'], workspace: 'law-soc' }], 'cis-groups-missing'],
      [
        'one group each in two settings',
        [good, { name: 't', on: ['allLogs'], storage: 'stsoc' }],
        'cis-groups-missing',
      ],
      [
        'both groups, one of them off',
        [{ name: 's', on: ['audit'], off: ['allLogs'], workspace: 'law-soc' }],
        'cis-groups-missing',
      ],
      ['both groups to nowhere', [{ name: 's', on: ['audit', 'allLogs'] }], 'no-destination'],
      [
        'both groups to what is gone',
        [{ name: 's', on: ['audit', 'allLogs'], workspace: 'law-gone' }],
        'destination-missing',
      ],
    ],
  },
  'that accepts two kinds of destination': {
    inputs: { 'accepted-destinations': 'Log-Analytics\nevent-hub' },
    rows: [
      ['a workspace', sends({ workspaceId: law }), 'compliant'],
      [
        'an event hub beside a storage account',
        sends({ storageAccountId: store, eventHubAuthorizationRuleId: hub }),
        'compliant',
      ],
      ['a storage account', sends({ storageAccountId: store }), 'destination-not-accepted'],
      ['a partner', sends({ marketplacePartnerId: partner }), 'destination-not-accepted'],
      [
        'a storage account that is gone',
        sends({ storageAccountId: destination('storage', 'stgone') }),
        'destination-not-accepted',
      ],
      [
        'an accepted one in a setting without the log',
        [...sends({ storageAccountId: store }), { name: 'm', metrics: true, workspace: 'law-soc' }],
        'destination-not-accepted',
      ],
    ],
  },
  'that allows some destinations': {
    inputs: { 'allowed-destinations': `${law.toUpperCase()}/, */storageAccounts/st?oc` },
    rows: [
      ['the listed one', sends({ workspaceId: law }), 'compliant'],
      ['the listed one with a slash at its end', sends({ workspaceId: `${law}/` }), 'compliant'],
      ['one that a pattern covers', sends({ storageAccountId: store }), 'compliant'],
      ['one outside the list', sends({ eventHubAuthorizationRuleId: hub }), 'destination-not-allowed'],
      ['the listed one beside one outside', sends({ eventHubAuthorizationRuleId: hub, workspaceId: law }), 'compliant'],
      ['one that begins like a listed one', sends({ workspaceId: `${law}-2` }), 'destination-not-allowed'],
    ],
  },
  'for metrics too': {
    inputs: { 'require-metrics': 'TRUE' },
    rows: [
      ['log and metrics in one setting', [{ ...good, metrics: true }], 'compliant'],
      ['log and metrics in two settings', [good, { name: 'm', metrics: true, storage: 'stsoc' }], 'compliant'],
      ['metrics off', [{ ...good, metrics: false }], 'metrics-missing'],
      ['no metrics', [good], 'metrics-missing'],
      ['metrics to nowhere', [good, { name: 'm', metrics: true }], 'metrics-missing'],
      ['metrics to what is gone', [good, { name: 'm', metrics: true, storage: 'stgone' }], 'metrics-missing'],
      [
        'another metric than AllMetrics',
        [good, wire({ storageAccountId: store, metrics: [{ category: 'Some', enabled: true }] })],
        'metrics-missing',
      ],
      ['metrics and no log', [{ name: 'm', metrics: true, workspace: 'law-soc' }], 'metrics-only'],
    ],
  },
  'that does not verify destinations': {
    inputs: { 'verify-destinations': 'false' },
    rows: [
      ['a workspace that is gone', [{ name: 's', on: ['audit'], workspace: 'law-gone' }], 'compliant'],
      ['no destination', [{ name: 's', on: ['audit'] }], 'no-destination'],
    ],
  },
};

describe.each(Object.entries(tables))('a requirement %s', (_name, { inputs, rows }) => {
  let trial: Trial;
  beforeAll(async () => {
    trial = await judgeRows(rows, inputs);
  });

  test.each(rows.map(([rule, , verdict], index) => [rule, verdict, index] as const))(
    '%s: %s',
    (_rule, verdict, index) => {
      const { status, reason, detail, profiles } = resourceOf(trial, nameOf(index));
      expect(reason ?? status).toBe(verdict);
      expect(status).toBe(verdict === 'compliant' ? 'compliant' : 'noncompliant');
      expect(detail).toMatch(/\.$/);
      expect(profiles).not.toBeNull();
    },
  );

  test('says so in the annotation of the worst, the closing error and the exit status', () => {
    const failing = rows.filter(([, , verdict]) => verdict !== 'compliant').length;
    const errors = trial.annotations.filter(({ level }) => level === 'error');
    expect(trial.exitCode).toBe(1);
    expect(errors.length).toBe(Math.min(failing, 9) + 1);
    expect(errors.at(-1)?.message).toContain(reportOf(trial).resultReason);
    expect(reportOf(trial).result).toBe('fail');
    if (failing > 9) expect(errors.at(-1)?.message).toContain(`${failing - 9} more`);
  });
});
