// Resource Manager: whom it believes, what it answers, and in which words it refuses.
import { describe, expect, test } from '@jest/globals';
import type { EstateInput } from '../../emulator/estate.ts';
import {
  aClock,
  bodyOf,
  otherSubscriptionId,
  settingsPath,
  subscriptionId,
  vaultPath,
  vaultsPath,
  visit,
  type Reply,
} from './visitor.ts';

type Subscription = NonNullable<EstateInput['subscriptions']>[number];

const anEstate = (changes: Partial<Subscription> = {}, more: EstateInput = {}): EstateInput => ({
  ...more,
  subscriptions: [{ id: subscriptionId, vaults: [{ name: 'kv-one' }], ...changes }],
});
const subscriptionPath = `/subscriptions/${subscriptionId}?api-version=2022-12-01`;
const permissionsPath = `/subscriptions/${subscriptionId}/providers/Microsoft.Authorization/permissions?api-version=2022-04-01`;
const codeOf = (reply: Reply): unknown[] => [reply.status, bodyOf(reply).error.code];
const namesIn = (reply: Reply): string[] => bodyOf<{ value: { name: string }[] }>(reply).value.map(({ name }) => name);

describe('believes a token', () => {
  test('of its own Entra ID only', async () => {
    const visitor = await visit(anEstate());
    const url = `https://management.azure.com${vaultsPath}`;
    const missing = await visitor.send(url);
    expect(codeOf(missing)).toEqual([401, 'AuthenticationFailed']);
    expect(missing.headers['www-authenticate']).toContain('Bearer authorization_uri=');
    const unknown = await visitor.send(url, { headers: { authorization: 'Bearer guess' } });
    expect(codeOf(unknown)).toEqual([401, 'InvalidAuthenticationToken']);
    expect((await (await visitor.signIn())(vaultsPath)).status).toBe(200);
  });

  test('until it expires', async () => {
    const clock = aClock();
    const visitor = await visit(anEstate({}, { entra: { tokenLifetimeSeconds: 600 } }), { now: clock.now });
    const ask = await visitor.signIn();
    clock.advance(599_000);
    expect((await ask(vaultsPath)).status).toBe(200);
    clock.advance(1000);
    expect(codeOf(await ask(vaultsPath))).toEqual([401, 'ExpiredAuthenticationToken']);
  });

  test('until it is revoked, after N requests', async () => {
    const visitor = await visit(anEstate(), { faults: { revokeTokens: { afterRequests: 2, tokens: 1 } } });
    const first = await visitor.signIn();
    const statuses = [];
    for (let i = 0; i < 3; i += 1) statuses.push((await first(vaultsPath)).status);
    expect(statuses).toEqual([200, 200, 401]);
    const second = await visitor.signIn();
    for (let i = 0; i < 3; i += 1) expect((await second(vaultsPath)).status).toBe(200);
    expect(visitor.emulator.requests.map(({ token }) => token).filter(Boolean)).toEqual([1, 1, 1, 2, 2, 2]);
  });

  test('of its own cloud', async () => {
    const ask = await (await visit(anEstate())).signIn();
    const reply = await ask(`https://management.usgovcloudapi.net${vaultsPath}`);
    expect(codeOf(reply)).toEqual([401, 'InvalidAuthenticationTokenAudience']);
  });

  test('and writes none of it into the log', async () => {
    const visitor = await visit(anEstate(), { keepAnswers: true });
    await (
      await visitor.signIn()
    )(vaultsPath);
    const log = JSON.stringify(visitor.emulator.requests);
    expect(visitor.emulator.secrets()).toHaveLength(4);
    for (const secret of visitor.emulator.secrets()) expect(log).not.toContain(secret);
  });
});

describe('refuses', () => {
  test.each([
    ['no api-version', vaultsPath.replace(/\?.*/, ''), [400, 'MissingApiVersionParameter']],
    ['a version that a provider does not have', vaultsPath.replace('2026', '2031'), [400, 'NoRegisteredProviderFound']],
    [
      'a version of its own that it does not have',
      subscriptionPath.replace('2022', '2031'),
      [400, 'InvalidApiVersionParameter'],
    ],
    ['two slashes', `/${vaultsPath}`, [404, 'NotFound']],
    ['an unknown subscription', vaultsPath.replace('aaaaaaaa', 'aaaaaaab'), [404, 'SubscriptionNotFound']],
    ['an unknown resource group', settingsPath('kv-one', 'rg-x'), [404, 'ResourceGroupNotFound']],
    ['an unknown vault', settingsPath('kv-two'), [404, 'ResourceNotFound']],
    [
      'a filter it does not know',
      `/subscriptions/${subscriptionId}/resources?api-version=2021-04-01&$filter=x`,
      [400, 'InvalidFilterInQueryString'],
    ],
  ])('%s', async (_what, path, expected) => {
    const ask = await (await visit(anEstate())).signIn();
    expect(codeOf(await ask(path))).toEqual(expected);
  });

  test('to write', async () => {
    const visitor = await visit(anEstate());
    const headers = { authorization: `Bearer ${await visitor.accessToken()}` };
    const reply = await visitor.send(`https://management.azure.com${vaultsPath}`, { method: 'DELETE', headers });
    expect(codeOf(reply)).toEqual([405, 'MethodNotAllowed']);
  });
});

describe('subscriptions', () => {
  test('are listed when the identity has a role in them', async () => {
    const visitor = await visit({
      subscriptions: [
        { id: subscriptionId, displayName: 'One' },
        { id: otherSubscriptionId, displayName: 'Two', access: 'none' },
      ],
    });
    const ask = await visitor.signIn();
    const listed = bodyOf(await ask('/subscriptions?api-version=2022-12-01'));
    expect(listed).toMatchObject({ value: [{ displayName: 'One', state: 'Enabled' }], count: { value: 1 } });
    const refused = await ask(`/subscriptions/${otherSubscriptionId}?api-version=2022-12-01`);
    expect(codeOf(refused)).toEqual([403, 'AuthorizationFailed']);
    expect(bodyOf(refused).error.message).toContain("'Microsoft.Resources/subscriptions/read'");
  });

  test('say their state and tenant', async () => {
    const ask = await (await visit(anEstate({ state: 'Warned', displayName: 'R&D' }))).signIn();
    expect(bodyOf(await ask(subscriptionPath))).toMatchObject({
      subscriptionId,
      state: 'Warned',
      displayName: 'R&D',
      tenantId: '11111111-1111-1111-1111-111111111111',
    });
  });

  test('of another tenant do not believe our token', async () => {
    const tenantId = '99999999-9999-4999-8999-999999999999';
    const ask = await (await visit(anEstate({ tenantId }))).signIn();
    expect(codeOf(await ask(subscriptionPath))).toEqual([401, 'InvalidAuthenticationTokenTenant']);
    expect(namesIn(await ask('/subscriptions?api-version=2022-12-01'))).toEqual([]);
  });

  test('with a role on one resource group only are silently shorter, and admit no permission', async () => {
    const vaults = [
      { name: 'kv-mine', resourceGroup: 'RG-Mine' },
      { name: 'kv-theirs', resourceGroup: 'rg-theirs' },
    ];
    const ask = await (await visit(anEstate({ access: ['rg-mine'], vaults }))).signIn();
    expect(namesIn(await ask(vaultsPath))).toEqual(['kv-mine']);
    expect(bodyOf(await ask(permissionsPath))).toEqual({ value: [] });
    expect((await ask(settingsPath('kv-mine', 'rg-mine'))).status).toBe(200);
    expect(codeOf(await ask(settingsPath('kv-theirs', 'rg-theirs')))).toEqual([403, 'AuthorizationFailed']);
  });

  test('answer the permissions question, or refuse it', async () => {
    const ask = await (await visit(anEstate())).signIn();
    expect(bodyOf(await ask(permissionsPath))).toMatchObject({ value: [{ actions: ['*/read'], notActions: [] }] });
    const refused = await (await visit(anEstate({ permissions: 'forbidden' }))).signIn();
    expect(codeOf(await refused(permissionsPath))).toEqual([403, 'AuthorizationFailed']);
    expect((await refused(vaultsPath)).status).toBe(200);
  });

  test('hold a role to its actions', async () => {
    const permissions = [{ actions: ['Microsoft.KeyVault/*/read'], notActions: ['*/managedHSMs/read'] }];
    const ask = await (await visit(anEstate({ permissions }))).signIn();
    expect((await ask(vaultsPath)).status).toBe(200);
    expect((await ask(vaultsPath.replace('vaults', 'managedHSMs'))).status).toBe(403);
    const settings = await ask(settingsPath('kv-one'));
    expect(bodyOf(settings).error.message).toContain("'Microsoft.Insights/diagnosticSettings/read'");
  });

  test('without the provider, or in a cloud without the type', async () => {
    const unregistered = await (await visit(anEstate({ providerRegistered: false }))).signIn();
    expect(codeOf(await unregistered(vaultsPath))).toEqual([409, 'MissingSubscriptionRegistration']);
    const china = await (await visit(anEstate({ notOffered: ['managedHSMs'] }))).signIn();
    const hsms = await china(vaultsPath.replace('vaults', 'managedHSMs'));
    expect(codeOf(hsms)).toEqual([404, 'InvalidResourceType']);
  });
});

describe('vaults and managed HSMs', () => {
  test('answer under their ID in any letter case', async () => {
    const ask = await (await visit(anEstate())).signIn();
    const reply = await ask(`${vaultPath('KV-ONE').toUpperCase()}?api-version=2026-02-01`);
    expect(bodyOf(reply)).toMatchObject({ name: 'kv-one', location: 'westeurope', type: 'Microsoft.KeyVault/vaults' });
  });

  test('stand in the lists that the estate says', async () => {
    const vaults = (['both', 'provider', 'resources', 'neither'] as const).map((listed) => ({ name: listed, listed }));
    const ask = await (await visit(anEstate({ vaults, managedHsms: [{ name: 'hsm' }] }))).signIn();
    expect(namesIn(await ask(vaultsPath))).toEqual(['both', 'provider']);
    const resources = `/subscriptions/${subscriptionId}/resources?api-version=2021-04-01`;
    expect(namesIn(await ask(resources))).toEqual(['both', 'resources', 'hsm']);
    const filter = encodeURIComponent("resourceType eq 'Microsoft.KeyVault/vaults' or resourceType eq 'a/b'");
    expect(namesIn(await ask(`${resources}&$filter=${filter}`))).toEqual(['both', 'resources']);
  });

  test('show members as the estate overrides them', async () => {
    const vaults = [{ name: 'kv-one', body: { properties: null, location: 7 } }];
    const ask = await (await visit(anEstate({ vaults }))).signIn();
    const [vault] = bodyOf<{ value: Record<string, unknown>[] }>(await ask(vaultsPath)).value;
    expect(vault).toMatchObject({ location: 7 });
    expect(vault).not.toHaveProperty('properties');
  });

  test('that are gone answer 404, and so do their settings', async () => {
    const ask = await (await visit(anEstate({ vaults: [{ name: 'kv-one', gone: true }] }))).signIn();
    expect(namesIn(await ask(vaultsPath))).toEqual(['kv-one']);
    expect(codeOf(await ask(settingsPath('kv-one')))).toEqual([404, 'ResourceNotFound']);
    expect(codeOf(await ask(`${vaultPath('kv-one')}?api-version=2026-02-01`))).toEqual([404, 'ResourceNotFound']);
  });
});

describe('diagnostic settings', () => {
  test('in the short form go out as Azure sends them', async () => {
    const settings = [
      { name: 'to-soc', on: ['audit', 'AuditEvent'], off: ['allLogs'], metrics: true, workspace: 'law' },
    ];
    const ask = await (await visit(anEstate({ vaults: [{ name: 'kv-one', settings }] }))).signIn();
    const [setting] = bodyOf<{ value: Record<string, unknown>[] }>(await ask(settingsPath('kv-one'))).value;
    expect(setting).toMatchObject({
      id: `${vaultPath('kv-one').toLowerCase()}/providers/microsoft.insights/diagnosticSettings/to-soc`,
      name: 'to-soc',
      location: null,
      properties: {
        workspaceId: `/subscriptions/${subscriptionId}/resourceGroups/rg-logging/providers/Microsoft.OperationalInsights/workspaces/law`,
        storageAccountId: null,
        logs: [
          { category: null, categoryGroup: 'audit', enabled: true },
          { category: 'AuditEvent', categoryGroup: null, enabled: true },
          { category: null, categoryGroup: 'allLogs', enabled: false },
        ],
        metrics: [{ category: 'AllMetrics', enabled: true }],
      },
    });
  });

  test('in the wire form go out untouched', async () => {
    const settings = [{ id: 'x', name: 'y', properties: 'none', more: [1] }];
    const ask = await (await visit(anEstate({ vaults: [{ name: 'kv-one', settings }] }))).signIn();
    const expected = { value: [{ type: 'Microsoft.Insights/diagnosticSettings', ...settings[0] }] };
    expect(bodyOf(await ask(settingsPath('kv-one')))).toEqual(expected);
  });

  test.each([[{}], [null], [{ value: null }], [{ value: {} }], [{ value: [{ properties: { logs: {} } }] }]])(
    'can have the whole body %j',
    async (settingsBody) => {
      const ask = await (await visit(anEstate({ vaults: [{ name: 'kv-one', settingsBody }] }))).signIn();
      expect(bodyOf(await ask(settingsPath('kv-one')))).toEqual(settingsBody);
    },
  );
});

describe('destinations', () => {
  const group = `/subscriptions/${subscriptionId}/resourceGroups/rg-logging/providers`;
  const workspace = `${group}/Microsoft.OperationalInsights/workspaces/law`;
  const storage = `${group}/Microsoft.Storage/storageAccounts/st`;
  const rule = `${group}/Microsoft.EventHub/namespaces/evh/authorizationRules/RootManageSharedAccessKey`;

  test('that settings name are present', async () => {
    const settings = [{ name: 's', workspace: 'law', storage: 'st', eventHub: 'evh' }];
    const ask = await (await visit(anEstate({ vaults: [{ name: 'kv-one', settings }] }))).signIn();
    expect(bodyOf(await ask(`${workspace}?api-version=2025-07-01`))).toMatchObject({ name: 'law' });
    expect(bodyOf(await ask(`${storage}?api-version=2024-01-01`))).toMatchObject({ kind: 'StorageV2' });
    const rights = { properties: { rights: ['Listen', 'Manage', 'Send'] } };
    expect(bodyOf(await ask(`${rule.toLowerCase()}?api-version=2024-01-01`))).toMatchObject(rights);
  });

  test.each([
    ['gone', 404, 'ResourceNotFound'],
    ['group-gone', 404, 'ResourceGroupNotFound'],
    ['parent-gone', 404, 'ParentResourceNotFound'],
    ['subscription-gone', 404, 'SubscriptionNotFound'],
    ['forbidden', 403, 'AuthorizationFailed'],
    ['other-tenant', 401, 'InvalidAuthenticationTokenTenant'],
  ] as const)('that are %s answer %d %s', async (state, status, code) => {
    const ask = await (await visit(anEstate({}, { destinations: [{ id: rule, state }] }))).signIn();
    expect(codeOf(await ask(`${rule}?api-version=2024-01-01`))).toEqual([status, code]);
  });

  test('show what the estate overrides, and fail as it says', async () => {
    const body = { kind: 'BlockBlobStorage', properties: { networkAcls: { defaultAction: 'Deny' } } };
    const fault = { kind: 'status' as const, status: 503, times: 1 };
    const ask = await (await visit(anEstate({}, { destinations: [{ id: storage, body, fault }] }))).signIn();
    expect((await ask(`${storage}?api-version=2024-01-01`)).status).toBe(503);
    const shown = bodyOf(await ask(`${storage}?api-version=2024-01-01`));
    expect(shown).toMatchObject({ ...body, properties: { provisioningState: 'Succeeded' } });
  });

  test('lie behind the roles of their own subscription', async () => {
    const id = workspace.replace(subscriptionId, otherSubscriptionId);
    const estate = anEstate({ vaults: [{ name: 'kv-one', settings: [{ name: 's', workspace: id }] }] });
    const subscriptions = [...(estate.subscriptions ?? []), { id: otherSubscriptionId, access: 'none' as const }];
    const ask = await (await visit({ subscriptions })).signIn();
    expect(codeOf(await ask(`${id}?api-version=2025-07-01`))).toEqual([403, 'AuthorizationFailed']);
  });
});

describe('management groups', () => {
  const managementGroups = [
    { id: 'root' },
    { id: 'mid', parent: 'root', subscriptions: [subscriptionId] },
    { id: 'leaf', parent: 'mid', subscriptions: [otherSubscriptionId] },
    { id: 'closed', access: 'none' as const },
  ];
  const descendants = (id: string): string =>
    `/providers/Microsoft.Management/managementGroups/${id}/descendants?api-version=2020-05-01`;

  test('show everything below them', async () => {
    const ask = await (await visit(anEstate({}, { managementGroups }))).signIn();
    expect(namesIn(await ask(descendants('root')))).toEqual(['mid', 'leaf', subscriptionId, otherSubscriptionId]);
    expect(namesIn(await ask(descendants('LEAF')))).toEqual([otherSubscriptionId]);
    expect(codeOf(await ask(descendants('closed')))).toEqual([403, 'AuthorizationFailed']);
  });

  test('in pages', async () => {
    const ask = await (await visit(anEstate({}, { managementGroups, faults: { pageSize: 3 } }))).signIn();
    const first = bodyOf(await ask(descendants('root')));
    const second = await ask(String(first['nextLink']));
    expect(namesIn(second)).toEqual([otherSubscriptionId]);
  });
});

test('an estate that is not understood is refused with the path of each problem', async () => {
  const estate = { subscriptions: [{ id: 'one', vaults: [{ nam: 'kv' }] }] } as unknown as EstateInput;
  await expect(visit(estate)).rejects.toThrow(/must be a GUID[\s\S]*subscriptions\[0\]\.id[\s\S]*vaults\[0\]/);
});
