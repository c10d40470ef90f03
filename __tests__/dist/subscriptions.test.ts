// Subscriptions: their states, what the identity may do in them, and what is left out or missing.
import { beforeAll, describe, expect, test } from '@jest/globals';
import {
  good,
  operations,
  reportOf,
  subscription,
  subscriptionOf,
  tryOut,
  verdicts,
  type SubscriptionInput,
  type Trial,
  type VaultInput,
} from './trial.ts';

const reader = { actions: ['*/read'] };
const vault = (name: string, more: Partial<VaultInput> = {}): VaultInput => ({ name, settings: [good], ...more });
const lists403: SubscriptionInput['faults'] = {
  vaults: { kind: 'status', status: 403 },
  managedHsms: { kind: 'status', status: 403 },
  resources: { kind: 'status', status: 403 },
};

/** What the subscription is like, and what becomes of it when it is named. */
const named: readonly (readonly [what: string, like: Partial<SubscriptionInput>, status: string, says: RegExp])[] = [
  ['Enabled', {}, 'audited', /^$/],
  ['Warned', { state: 'Warned' }, 'audited', /Warned/],
  ['PastDue', { state: 'PastDue' }, 'audited', /PastDue/],
  ['Disabled', { state: 'Disabled' }, 'audited', /Disabled/],
  ['Disabled, and not to be read', { state: 'Disabled', faults: lists403 }, 'unreadable', /Disabled.*403/],
  ['Deleted', { state: 'Deleted' }, 'unreadable', /Deleted/],
  ['without any role', { access: 'none' }, 'unreadable', /403 AuthorizationFailed/],
  [
    'of another tenant',
    { tenantId: '99999999-9999-4999-8999-999999999999' },
    'unreadable',
    /InvalidAuthenticationTokenTenant/,
  ],
  [
    'with a role on one resource group only',
    { access: ['rg-app'] },
    'partial',
    /cover less than the whole subscription/,
  ],
  [
    'where vaults may not be read',
    { permissions: [{ actions: ['*/read'], notActions: ['Microsoft.KeyVault/vaults/*'] }] },
    'partial',
    /vaults\/read/,
  ],
  [
    'where HSMs may not be read',
    {
      permissions: [
        { actions: ['Microsoft.KeyVault/vaults/read', 'Microsoft.Insights/*', 'Microsoft.Resources/*/read'] },
      ],
    },
    'partial',
    /managedHSMs\/read/,
  ],
  [
    'where settings may not be read',
    { permissions: [{ actions: ['Microsoft.KeyVault/*/read', 'Microsoft.Resources/*'] }] },
    'partial',
    /diagnosticSettings\/read/,
  ],
  [
    'with two roles that add up',
    { permissions: [{ actions: ['Microsoft.KeyVault/*'], notActions: ['Microsoft.KeyVault/managedHSMs/*'] }, reader] },
    'audited',
    /^$/,
  ],
  [
    'with the custom role of the documentation',
    {
      permissions: [
        {
          actions: [
            'Microsoft.Resources/subscriptions/read',
            'Microsoft.Resources/subscriptions/resources/read',
            'Microsoft.KeyVault/vaults/read',
            'Microsoft.KeyVault/managedHSMs/read',
            'Microsoft.Insights/diagnosticSettings/read',
            'Microsoft.OperationalInsights/workspaces/read',
            'Microsoft.Authorization/permissions/read',
          ],
        },
      ],
    },
    'audited',
    /^$/,
  ],
  ['that does not answer what one may do', { permissions: 'forbidden' }, 'audited', /could not be confirmed/],
  ['whose provider is not registered', { providerRegistered: false, vaults: [] }, 'audited', /not registered/],
  ['whose cloud offers no HSMs', { notOffered: ['managedHSMs'] }, 'audited', /does not offer managed HSMs/],
  [
    'that itself cannot be read',
    { faults: { subscription: { kind: 'status', status: 403 } } },
    'audited',
    /itself could not be read/,
  ],
  [
    'one of whose lists cannot be read',
    { faults: { managedHsms: { kind: 'status', status: 403 } } },
    'partial',
    /list of resources could not be read.*403/,
  ],
];

const nowhere = subscription(99);
const toEstate = (rows: typeof named): SubscriptionInput[] =>
  rows.map(([what, like], index) => ({
    id: subscription(index + 1),
    displayName: `Subscription ${what}`,
    vaults: [vault(`kv-sub-${index + 1}`), vault(`kv-hid-${index + 1}`, { resourceGroup: 'rg-other' })],
    ...like,
  }));

describe('named subscriptions', () => {
  let trial: Trial;
  beforeAll(async () => {
    const subscriptions = toEstate(named);
    const ids = [...subscriptions.map(({ id }) => id), nowhere].join('\n');
    trial = await tryOut({ estate: { subscriptions }, inputs: { 'subscription-id': ids } });
  });

  test.each(named.map(([what, , status, says], index) => [what, status, says, index + 1] as const))(
    'one %s is %s',
    (what, status, says, number) => {
      const found = subscriptionOf(trial, subscription(number));
      expect(found.status).toBe(status);
      expect(found.detail).toMatch(says);
      // What does not make the subscription suspect is a note; what does stands with the subscription.
      const name = found.displayName ?? found.id;
      if (found.displayName !== null) expect(name).toBe(`Subscription ${what}`);
      const isNoted = reportOf(trial).notes.some((note) => note.includes(`Subscription ${name}:`));
      expect(isNoted).toBe(status === 'audited' && found.detail !== '');
    },
  );

  test('one that does not exist is unreadable, and reason enough to fail', () => {
    expect(subscriptionOf(trial, nowhere)).toMatchObject({ status: 'unreadable', displayName: null, tenantId: null });
    expect(subscriptionOf(trial, nowhere).detail).toMatch(/SubscriptionNotFound/);
    expect(reportOf(trial).result).toBe('inconclusive');
    expect(trial.exitCode).toBe(1);
  });

  test('a role on one resource group shows only its vaults', () => {
    const number = named.findIndex(([what]) => what.includes('one resource group')) + 1;
    const names = Object.keys(verdicts(trial));
    expect(names).toContain(`kv-sub-${number}`);
    expect(names).not.toContain(`kv-hid-${number}`);
  });

  test('everything that could be read, was', () => {
    const readable = reportOf(trial).subscriptions.filter(({ status }) => status === 'audited');
    for (const { id } of readable.filter(({ displayName }) => !displayName?.includes('not registered'))) {
      expect(reportOf(trial).resources.filter((one) => one.subscriptionId === id).length).toBe(2);
    }
  });
});

test('coverage: visible accepts a narrow role, and does not ask what it may do', async () => {
  const trial = await tryOut({
    estate: { subscriptions: [{ id: subscription(1), access: ['rg-app'], vaults: [vault('kv-seen')] }] },
    inputs: { coverage: 'visible' },
  });
  expect(subscriptionOf(trial, subscription(1)).status).toBe('audited');
  expect(operations(trial)['Permissions_ListForSubscription']).toBeUndefined();
  expect(reportOf(trial).result).toBe('pass');
  expect(trial.exitCode).toBe(0);
});

describe('all subscriptions', () => {
  let trial: Trial;
  beforeAll(async () => {
    const subscriptions: SubscriptionInput[] = [
      { id: subscription(1), displayName: 'Twins', vaults: [vault('kv-left')] },
      { id: subscription(2), displayName: 'Twins', vaults: [{ name: 'kv-right' }] },
      { id: subscription(3), displayName: 'Old', state: 'Deleted', visible: true },
      { id: subscription(4), displayName: 'Off', state: 'Disabled', faults: lists403 },
      { id: subscription(5), displayName: 'Still there', state: 'Disabled', vaults: [vault('kv-still')] },
      { id: subscription(6), displayName: 'Hidden', access: 'none', vaults: [{ name: 'kv-hidden' }] },
    ];
    trial = await tryOut({ estate: { subscriptions }, inputs: { 'subscription-id': 'ALL' } });
  });

  test('those that nobody can read any more are skipped, with a note', () => {
    const statuses = reportOf(trial).subscriptions.map(({ displayName, status }) => [displayName, status]);
    expect(statuses).toEqual([
      ['Twins', 'audited'],
      ['Twins', 'audited'],
      ['Old', 'skipped'],
      ['Off', 'skipped'],
      ['Still there', 'audited'],
    ]);
    expect(reportOf(trial).notes.join('\n')).toMatch(/Old.*Deleted/);
    expect(reportOf(trial).notes.join('\n')).toMatch(/Off.*Disabled/);
    expect(trial.summary).toMatch(/2 subscriptions skipped/);
    expect(reportOf(trial).result).toBe('fail');
  });

  test('of a deleted one nothing is asked', () => {
    expect(trial.requests.filter(({ url }) => url.includes(subscription(3)))).toEqual([]);
  });

  test('two of one name are told apart by their IDs', () => {
    expect(trial.stdout).toMatch(new RegExp(`kv-right in Twins \\(${subscription(2)}\\) / rg-app`));
    expect(trial.summary).toContain(`Twins &#40;${subscription(2)}&#41;`);
    expect(trial.summary).not.toContain('Hidden');
  });

  test('each is described by the list, not by a request of its own', () => {
    expect(operations(trial)).toMatchObject({ Subscriptions_List: 1 });
    expect(operations(trial)['Subscriptions_Get']).toBeUndefined();
  });
});

test('a subscription given twice in different letter case is read once', async () => {
  const id = 'abcdefab-cdef-4abc-8def-abcdefabcdef';
  const trial = await tryOut({
    estate: { subscriptions: [{ id, vaults: [vault('kv-one')], managedHsms: [vault('hsm-one')] }] },
    inputs: { 'subscription-id': `${id.toUpperCase()}, ${id}` },
  });
  expect(reportOf(trial).subscriptions.length).toBe(1);
  expect(reportOf(trial).counts).toMatchObject({ total: 2, compliant: 2 });
  const asked = operations(trial);
  expect(new Set(Object.values(asked))).toEqual(new Set([1, 2]));
  expect(asked).toMatchObject({ Subscriptions_Get: 1, Vaults_ListBySubscription: 1, DiagnosticSettings_List: 2 });
});

test('vaults that only one of two lists has are audited too, once each, with a note', async () => {
  const vaults = [
    vault('kv-both'),
    vault('kv-provider', { listed: 'provider' }),
    vault('kv-manager', { listed: 'resources' }),
  ];
  const managedHsms = [{ name: 'hsm-manager', listed: 'resources' } as const];
  const trial = await tryOut({ estate: { subscriptions: [{ id: subscription(1), vaults, managedHsms }] } });
  expect(verdicts(trial)).toEqual({
    'kv-both': 'compliant',
    'kv-provider': 'compliant',
    'kv-manager': 'compliant',
    'hsm-manager': 'no-setting',
  });
  expect(reportOf(trial).notes.join('\n')).toMatch(/kv-manager.*only/);
  expect(reportOf(trial).notes.join('\n')).not.toMatch(/kv-provider|kv-both/);
});

test('management groups: every subscription below, nested ones too, once each', async () => {
  const estate = {
    subscriptions: [1, 2, 3, 4].map((number) => ({ id: subscription(number), vaults: [vault(`kv-${number}`)] })),
    managementGroups: [
      { id: 'platform', subscriptions: [subscription(1)] },
      { id: 'nested', parent: 'platform', subscriptions: [subscription(2)] },
      { id: 'locked', access: 'none' as const, subscriptions: [subscription(4)] },
    ],
  };
  const inputs = {
    'subscription-id': `${subscription(1)}\n${subscription(3)}`,
    'management-group-id': 'platform, locked',
  };
  const trial = await tryOut({ estate, inputs });
  expect(Object.keys(verdicts(trial))).toEqual(['kv-1', 'kv-2', 'kv-3']);
  expect(operations(trial)['Vaults_ListBySubscription']).toBe(3);
  expect(reportOf(trial).result).toBe('inconclusive');
  expect(reportOf(trial).resultReason).toMatch(/management group locked could not be read/);
  expect(trial.exitCode).toBe(1);
});

test('notes stand in the same order whichever subscription answers first', async () => {
  const slow: VaultInput['fault'] = { kind: 'slow', ms: 250 };
  const ids = [1, 2, 3];
  const run = async (slowest: number): Promise<readonly string[]> => {
    const subscriptions = ids.map((number): SubscriptionInput => ({
      id: subscription(number),
      state: 'Warned',
      displayName: `Number ${number}`,
      vaults: [vault(`kv-${number}`), { name: `kv-gone-${number}`, gone: true }],
      faults: number === slowest ? { vaults: slow } : {},
    }));
    const trial = await tryOut({ estate: { subscriptions }, inputs: { 'subscription-id': 'all' } });
    return reportOf(trial).notes;
  };
  const [first, second] = await Promise.all([run(1), run(3)]);
  expect(first.length).toBe(6);
  expect(first).toEqual(second);
});
