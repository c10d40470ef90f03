// What the report tells of a resource beside its verdict: notes, destinations, profiles, settings.
import { beforeAll, expect, test } from '@jest/globals';
import type { EstateInput } from '../../emulator/estate.ts';
import {
  destination,
  good,
  operations,
  resourceOf,
  subscription,
  tryOut,
  type SettingInput,
  type Trial,
} from './trial.ts';

const otherTenant =
  '/subscriptions/44444444-4444-4444-8444-444444444444/resourceGroups/rg-mssp/providers/Microsoft.OperationalInsights/workspaces/law-mssp';

const destinations: EstateInput['destinations'] = [
  { id: destination('workspace', 'law-gone'), state: 'gone' },
  { id: destination('workspace', 'law-secret'), state: 'forbidden' },
  { id: otherTenant, state: 'other-tenant' },
  {
    id: destination('storage', 'stclosed'),
    body: { properties: { networkAcls: { bypass: 'None', defaultAction: 'Deny', ipRules: [] } } },
  },
  { id: destination('storage', 'stpremium'), body: { sku: { name: 'Premium_LRS', tier: 'Premium' } } },
  { id: destination('eventHub', 'evh-weak'), body: { properties: { rights: ['Listen'] } } },
];

const toWorkspace = (workspaceId: string): SettingInput[] => [
  { name: 'wire', properties: { workspaceId, logs: [{ categoryGroup: 'audit', enabled: true }] } },
];

let trial: Trial;
const settingsOf: Readonly<Record<string, SettingInput[]>> = {
  'kv-contradiction': [{ name: 'odd one', on: ['allLogs'], off: ['AuditEvent'], workspace: 'law-soc' }],
  'kv-both': [{ name: 's', on: ['audit', 'allLogs'], workspace: 'law-soc' }],
  'kv-many': [
    { name: 's', on: ['audit'], workspace: 'law-secret', storage: 'stclosed', eventHub: 'evh-weak', partner: 'dd' },
  ],
  'kv-upper': toWorkspace(destination('workspace', 'law-secret').toUpperCase()),
  'kv-slash': toWorkspace(`${destination('workspace', 'law-secret')}/`),
  'kv-premium': [{ name: 's', on: ['audit'], storage: 'stpremium' }],
  'kv-foreign': toWorkspace(otherTenant),
  'kv-dangling': [{ name: 'to the old one', on: ['audit'], workspace: 'law-gone' }],
  'kv-off': [{ name: 'muted', off: ['audit'], workspace: 'law-soc' }],
};
beforeAll(async () => {
  const vaults = Object.entries(settingsOf).map(([name, settings]) => ({
    name,
    settings,
    tags: { owner: 'Ärger & <Co>' },
    location: 'northeurope',
  }));
  const managedHsms = [{ name: 'hsm-root', resourceGroup: 'rg-hsm', settings: [good] }];
  trial = await tryOut({ estate: { subscriptions: [{ id: subscription(1), vaults, managedHsms }], destinations } });
});

test('a contradiction and the obstacles on the way to a destination are notes', () => {
  const notesOf = (name: string): string => resourceOf(trial, name).notes.join('\n');
  expect(notesOf('kv-contradiction')).toMatch(/odd one.*AuditEvent/);
  expect(notesOf('kv-premium')).toMatch(/stpremium.*premium/);
  expect(notesOf('kv-many')).toMatch(/stclosed.*trusted/);
  expect(notesOf('kv-many')).toMatch(/evh-weak.*Manage, Send/);
  expect(notesOf('kv-many')).toMatch(/law-secret.*could not be verified/);
  expect(notesOf('kv-both')).toBe('');
  expect(trial.summary).toMatch(/premium/);
});

test('destinations have their states, and each is read once, in whatever letter case', () => {
  const statesOf = (name: string): Record<string, string> =>
    Object.fromEntries(
      resourceOf(trial, name).settings.flatMap((setting) =>
        setting.destinations.map(({ kind, state }) => [kind, state]),
      ),
    );
  expect(statesOf('kv-many')).toEqual({
    'log-analytics': 'unverified',
    storage: 'verified',
    'event-hub': 'verified',
    partner: 'unchecked',
  });
  expect(statesOf('kv-dangling')).toEqual({ 'log-analytics': 'missing' });
  expect(statesOf('kv-upper')).toEqual({ 'log-analytics': 'unverified' });
  const asked = trial.requests.filter(({ url }) => /law-secret/i.test(url) && !/diagnosticSettings/i.test(url));
  expect(asked.length).toBe(1);
  expect(trial.requests.filter(({ url }) => /Datadog/i.test(url))).toEqual([]);
});

test('a destination in another tenant is unverified, and no reason to renew our token', () => {
  const [setting] = resourceOf(trial, 'kv-foreign').settings;
  expect(setting?.destinations).toEqual([{ kind: 'log-analytics', id: otherTenant, state: 'unverified' }]);
  expect(resourceOf(trial, 'kv-foreign').notes.join()).toMatch(/InvalidAuthenticationTokenTenant/);
  expect(operations(trial)).toMatchObject({ GitHub_IdToken: 1, Entra_Token: 1 });
});

test('both profiles, the settings, tags and place of every resource', () => {
  expect(resourceOf(trial, 'kv-both').profiles).toEqual({ effective: 'compliant', cis: 'compliant' });
  expect(resourceOf(trial, 'kv-contradiction').profiles).toEqual({ effective: 'compliant', cis: 'noncompliant' });
  expect(resourceOf(trial, 'kv-off').profiles).toEqual({ effective: 'noncompliant', cis: 'noncompliant' });
  expect(resourceOf(trial, 'hsm-root')).toMatchObject({
    type: 'managedHsm',
    status: 'compliant',
    subscriptionId: subscription(1),
    resourceGroup: 'rg-hsm',
  });
  expect(resourceOf(trial, 'kv-off')).toMatchObject({
    type: 'vault',
    location: 'northeurope',
    tags: { owner: 'Ärger & <Co>' },
    settings: [
      {
        name: 'muted',
        adequate: false,
        metricsEnabled: false,
        logs: [{ category: null, categoryGroup: 'audit', enabled: false }],
      },
    ],
  });
});

test('details name the setting and what is off about it', () => {
  expect(resourceOf(trial, 'kv-off').detail).toMatch(/"muted"/);
  expect(resourceOf(trial, 'kv-dangling').detail).toMatch(/"to the old one".*law-gone/);
});
