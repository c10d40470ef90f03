// Fixes from end to end: audit the sample estate, do what fixes/azure-cli.sh says to the estate as a model, audit again.
import { mkdtemp, readFile, readdir, realpath, rm } from 'node:fs/promises';
import { readFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { toWireSetting } from '../../emulator/estate-settings.ts';
import { parseEstate, type Estate, type EstateInput } from '../../emulator/estate.ts';
import type { Destination, DiagnosticSetting, LogEntry, MetricEntry } from '../../src/verdict/model.ts';
import { runDiagnosticSettings } from '../report/fixes/azure.ts';
import { bashPath, runScript } from '../report/fixes/bash.ts';
import { destination, reportOf, resourceOf, subscription, tryOut, type Trial } from './trial.ts';

const sample = JSON.parse(
  readFileSync(new URL('../../emulator/sample-estate.json', import.meta.url), 'utf8'),
) as EstateInput;

let directory = '';
beforeAll(async () => {
  directory = await mkdtemp(join(await realpath(tmpdir()), 'fixes-'));
});
afterAll(async () => {
  await rm(directory, { recursive: true });
});

/** Leaves its files in a folder of its own. */
async function auditSample(estate: EstateInput, inputs: Readonly<Record<string, string>>): Promise<Trial> {
  return tryOut({
    estate,
    folder: await mkdtemp(join(directory, 'run-')),
    inputs: {
      'client-id': sample.clientId ?? '',
      'tenant-id': sample.tenantId ?? '',
      'subscription-id': 'all',
      reports: 'json, fixes',
      ...inputs,
    },
  });
}

const noncompliantIn = (trial: Trial): readonly string[] =>
  reportOf(trial)
    .resources.filter(({ status }) => status === 'noncompliant')
    .map(({ name }) => name);

(bashPath === null ? describe.skip : describe)('the sample estate (skipped where there is no bash)', () => {
  test.each<[string, Readonly<Record<string, string>>]>([
    ['as it stands', {}],
    ['profile cis', { profile: 'cis' }],
    ['with metrics, in storage accounts only', { 'require-metrics': 'true', 'accepted-destinations': 'storage' }],
    ['in one workspace only', { 'allowed-destinations': '*/workspaces/law-soc' }],
  ])('%s: nothing is noncompliant once its fixes are applied', async (_, inputs) => {
    const before = await auditSample(sample, inputs);
    expect(noncompliantIn(before).length).toBeGreaterThan(5);
    const folder = before.outputs['report-fixes'] ?? '';
    expect(basename(folder)).toBe('fixes');
    expect(await readdir(folder)).toEqual(
      expect.arrayContaining(['README.md', 'azure-cli.sh', 'main.bicep', 'main.tf', 'policy.sh', 'vault.bicep']),
    );

    const mended = mend(parseEstate(sample), await readFile(join(folder, 'azure-cli.sh'), 'utf8'));
    const after = await auditSample(mended, inputs);
    expect(noncompliantIn(after)).toEqual([]);
    expect(reportOf(after).counts.compliant).toBe(
      reportOf(before).counts.compliant + reportOf(before).counts.noncompliant,
    );
    expect(after.outputs['report-fixes']).toBe('');
  });
});

test('what a setting has beside its logs is repeated where a language says it whole', async () => {
  const properties = {
    workspaceId: destination('workspace', 'law-soc'),
    eventHubAuthorizationRuleId: destination('eventHub', 'evh-soc'),
    eventHubName: 'audit',
    logAnalyticsDestinationType: 'Dedicated',
    logs: [{ category: 'AzurePolicyEvaluationDetails', enabled: true }],
    metrics: [],
  };
  const vaults = [{ name: 'kv-app', settings: [{ name: 'to-soc', properties }] }];
  const trial = await tryOut({
    estate: { subscriptions: [{ id: subscription(1), vaults }] },
    inputs: { reports: 'json, fixes' },
    folder: await mkdtemp(join(directory, 'run-')),
  });
  expect(resourceOf(trial, 'kv-app').settings).toMatchObject([
    { eventHubName: 'audit', logAnalyticsDestinationType: 'Dedicated' },
  ]);
  const folder = trial.outputs['report-fixes'] ?? '';
  const bicep = await readFile(join(folder, 'main.bicep'), 'utf8');
  expect(bicep).toContain("eventHubName: 'audit'\n      logAnalyticsDestinationType: 'Dedicated'");
  const terraform = await readFile(join(folder, 'main.tf'), 'utf8');
  expect(terraform).toMatch(/eventhub_name +=  *"audit"/);
  expect(terraform).toMatch(/log_analytics_destination_type = "Dedicated"/);
});

/** The estate after the script, with a destination of ours in place of each that the script leaves open. */
function mend(estate: Estate, script: string): EstateInput {
  const open = [...script.matchAll(/^: "\$\{(\w+):/gm)].map(([, name]) => name ?? '');
  const settings = new Map<string, readonly DiagnosticSetting[]>(
    estate.subscriptions.flatMap(({ id, vaults, managedHsms }) =>
      [vaults.map((vault) => idOf(id, 'vaults', vault)), managedHsms.map((hsm) => idOf(id, 'managedHSMs', hsm))]
        .flat()
        .map(
          ([key, resource]) => [key, resource.settings.map((one) => toSetting(toWireSetting(one, key, id)))] as const,
        ),
    ),
  );
  for (const call of runScript(script, Object.fromEntries(open.map((name) => [name, fill(estate, name)])))) {
    const change = runDiagnosticSettings(call, (id) => settings.get(id.toLowerCase()) ?? []);
    expect([...settings.keys()]).toContain(change.resourceId.toLowerCase());
    settings.set(change.resourceId.toLowerCase(), change.settings);
  }
  const mendedOf = (key: string): object => ({ settings: (settings.get(key) ?? []).map(toWire) });
  return {
    ...estate,
    subscriptions: estate.subscriptions.map((subscription) => ({
      ...subscription,
      vaults: subscription.vaults.map((one) => ({ ...one, ...mendedOf(idOf(subscription.id, 'vaults', one)[0]) })),
      managedHsms: subscription.managedHsms.map((one) => ({
        ...one,
        ...mendedOf(idOf(subscription.id, 'managedHSMs', one)[0]),
      })),
    })),
  };
}

type EstateResource = Estate['subscriptions'][number]['vaults'][number];

function idOf(subscription: string, type: string, resource: EstateResource): [string, EstateResource] {
  const { resourceGroup, name } = resource;
  const id = `/subscriptions/${subscription}/resourceGroups/${resourceGroup}/providers/Microsoft.KeyVault/${type}/${name}`;
  return [id.toLowerCase(), resource];
}

function fill(estate: Estate, name: string): string {
  const types: Readonly<Record<string, string>> = {
    WORKSPACE_ID: 'Microsoft.OperationalInsights/workspaces/law-soc',
    STORAGE_ACCOUNT_ID: 'Microsoft.Storage/storageAccounts/stfilledin',
    EVENT_HUB_RULE_ID: 'Microsoft.EventHub/namespaces/evhfilledin/authorizationRules/send',
  };
  const type = Object.entries(types).find(([prefix]) => name.startsWith(prefix))?.[1];
  if (type === undefined) throw new Error(`The script leaves ${name} open.`);
  return `/subscriptions/${estate.subscriptions[0]?.id ?? ''}/resourceGroups/rg-filled-in/providers/${type}`;
}

const members = [
  ['workspaceId', 'log-analytics'],
  ['storageAccountId', 'storage'],
  ['eventHubAuthorizationRuleId', 'event-hub'],
  ['marketplacePartnerId', 'partner'],
] as const;

interface WireProperties extends Partial<Record<(typeof members)[number][0] | 'eventHubName', string | null>> {
  readonly logs?: readonly LogEntry[];
  readonly metrics?: readonly MetricEntry[];
}

function toSetting(wire: Readonly<Record<string, unknown>>): DiagnosticSetting {
  const properties = wire['properties'] as WireProperties;
  const { logs = [], metrics = [], eventHubName } = properties;
  return {
    name: String(wire['name']),
    logs,
    metrics,
    destinations: members.flatMap(([member, kind]): Destination[] => {
      const id = properties[member] ?? '';
      return id === '' ? [] : [{ kind, id }];
    }),
    ...(typeof eventHubName === 'string' ? { eventHubName } : {}),
  };
}

function toWire({ name, logs, metrics, destinations, eventHubName }: DiagnosticSetting): object {
  const sinks: Record<string, string> = {};
  for (const [member, kind] of members) {
    const id = destinations.find((one) => one.kind === kind)?.id;
    if (id !== undefined) sinks[member] = id;
  }
  return { name, properties: { ...sinks, eventHubName: eventHubName ?? null, logs, metrics } };
}
