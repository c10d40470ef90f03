import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { renderFixScript, renderRoleScript } from '../../../src/report/fixes/azure-cli.ts';
import type { Choice } from '../../../src/report/fixes/choices.ts';
import { planFor, type Fix } from '../../../src/report/fixes/plan.ts';
import {
  isSafeCategory,
  isSafeDestinationId,
  isSafeResourceId,
  isSafeSettingName,
  isSafeSubscriptionId,
} from '../../../src/report/fixes/safe.ts';
import { renderSummary } from '../../../src/report/summary.ts';
import type { ReportResource } from '../../../src/verdict/model.ts';
import {
  aJudgedSetting,
  aNoncompliantResource,
  aPartner,
  aReport,
  aReportResource,
  aStorageAccount,
  aVault,
  aWorkspace,
  anAppliedRequirement,
  anEventHub,
  anHsm,
  anUnknownResource,
  auditGroup,
  subscriptionId,
} from '../../builders.ts';
import { anyReport } from '../arbitraries.ts';
import { context, hostileReport, hostileStrings, sampleReport } from '../samples.ts';
import { bashPath, runScript } from './bash.ts';

const create: Fix = {
  action: 'create',
  setting: 'key-vault-audit',
  logs: [auditGroup],
  metrics: false,
  destinations: [],
  removes: [],
};
const vault = aNoncompliantResource('no-setting');
const aChoice = (one: Pick<Choice, 'kind' | 'id'>, overrides: Partial<Choice> = {}): Choice => ({
  kind: one.kind,
  id: one.id,
  usedBy: 1,
  region: null,
  eventHubName: null,
  fromList: false,
  ...overrides,
});

const textOf = (fixes: readonly { resource: ReportResource; fix: Fix }[]): string => renderFixScript(fixes, 50).text;

describe('commands', () => {
  test('one resource, one command', () => {
    const fix: Fix = { ...create, destinations: [aChoice(aWorkspace)] };
    expect(textOf([{ resource: vault, fix }])).toBe(
      [
        'az monitor diagnostic-settings create \\',
        `  --resource '${vault.id}' \\`,
        "  --name 'key-vault-audit' \\",
        `  --workspace '${aWorkspace.id}' \\`,
        `  --logs '[{"categoryGroup":"audit","enabled":true}]'`,
      ].join('\n'),
    );
  });

  test('create and update have their own options for destinations', () => {
    const destinations = [aWorkspace, aStorageAccount, anEventHub, aPartner].map((one) => aChoice(one));
    const optionsOf = (action: Fix['action']): string[] =>
      textOf([{ resource: vault, fix: { ...create, action, logs: null, destinations } }]).match(/--[a-z-]+/g) ?? [];
    expect(optionsOf('create')).toEqual([
      '--resource',
      '--name',
      '--workspace',
      '--storage-account',
      '--event-hub-rule',
      '--marketplace-partner-id',
    ]);
    expect(optionsOf('update')).toEqual([
      '--resource',
      '--name',
      '--workspace-id',
      '--storage-account-id',
      '--event-hub-rule',
      '--marketplace-partner-id',
    ]);
  });

  test('alike ones are one loop', () => {
    const other = aNoncompliantResource('no-setting', anHsm());
    const text = textOf([vault, other].map((resource) => ({ resource, fix: create })));
    expect(text.startsWith(`for id in \\\n  '${vault.id}' \\\n  '${other.id}'\ndo\n  az monitor`)).toBe(true);
    expect(text.endsWith('\ndone')).toBe(true);
    expect(text.match(/az monitor/g)).toHaveLength(1);
  });

  test('what is not known is a variable that stands first', () => {
    const fix: Fix = { ...create, destinations: [aChoice({ kind: 'storage', id: null })] };
    const text = textOf([{ resource: vault, fix }]);
    expect(text.split('\n')[0]).toBe("STORAGE_ACCOUNT_ID='<resource ID of a storage account in the same region>'");
    expect(text).toContain('--storage-account "$STORAGE_ACCOUNT_ID"');
  });

  test('one for each region that matters, and for a list that it has to be on', () => {
    const [west, north] = ['westeurope', 'northeurope'].map((region) => ({
      resource: vault,
      fix: { ...create, destinations: [aChoice({ kind: 'storage', id: null }, { region, fromList: true })] },
    }));
    if (west === undefined || north === undefined) throw new Error('There are two.');
    expect(textOf([west, north]).split('\n').slice(0, 3)).toEqual([
      "STORAGE_ACCOUNT_ID_WESTEUROPE='<resource ID of a storage account in westeurope, one that the requirement allows>'",
      "STORAGE_ACCOUNT_ID_NORTHEUROPE='<resource ID of a storage account in northeurope, one that the requirement allows>'",
      '',
    ]);
  });

  test('the hub goes with its namespace', () => {
    const before = aJudgedSetting({ eventHubName: 'old', destinations: [{ ...anEventHub, state: 'missing' }] });
    const resource = aNoncompliantResource('destination-missing', { settings: [before] });
    const optionsOf = (fix: Partial<Fix>): string =>
      textOf([{ resource, fix: { ...create, action: 'update', setting: 'to-central', logs: null, ...fix } }]);
    expect(optionsOf({ destinations: [aChoice(anEventHub, { eventHubName: 'audit' })] })).toContain(
      "--event-hub 'audit'",
    );
    expect(optionsOf({ destinations: [aChoice(anEventHub)] })).toContain('--event-hub null');
    expect(optionsOf({ removes: ['event-hub'] })).toContain('--event-hub-rule null \\\n  --event-hub null');
    expect(optionsOf({ metrics: true })).not.toContain('--event-hub');
    expect(textOf([{ resource, fix: { ...create, destinations: [aChoice(anEventHub)] } }])).not.toContain('null');
  });

  test('so are a resource and a setting that must not be named, and a destination', () => {
    const resource = aNoncompliantResource('no-setting', { id: "/subscriptions/x'; reboot" });
    const fix: Fix = {
      ...create,
      action: 'update',
      setting: null,
      destinations: [aChoice({ kind: 'partner', id: '/x' })],
      metrics: true,
    };
    const text = textOf([{ resource, fix }]);
    expect(text).not.toContain('reboot');
    expect(text).toContain('--resource "$RESOURCE_ID"');
    expect(text).toContain('--name "$SETTING_NAME"');
    // Which it will be is not known here, so its logs cannot be named with the new one.
    expect(text).toContain(
      "SETTING_NAME='<name of the diagnostic setting to change; the command replaces all logs that it has>'",
    );
    expect(text).toContain('--marketplace-partner-id "$PARTNER_ID"');
    expect(text).toContain(`--metrics '[{"category":"AllMetrics","enabled":true}]'`);
  });

  test('a script names so many resources and no more', () => {
    const fixes = Array.from({ length: 60 }, (_, index) => ({
      resource: aNoncompliantResource('no-setting', aVault({ name: `kv-${index}` })),
      fix: create,
    }));
    const { text, leftOut } = renderFixScript(fixes, 50);
    expect([text.match(/vaults\/kv-/g)?.length, leftOut]).toEqual([50, 10]);
    expect(renderFixScript([], 50)).toEqual({ text: '', leftOut: 0 });
  });

  test('the role is granted on each subscription, if that can be named', () => {
    expect(renderRoleScript([subscriptionId, 'x; reboot'], 5)).toEqual({
      text: `CLIENT_ID='<client-id of the audit>'\n\naz role assignment create --assignee "$CLIENT_ID" --role 'Reader' --scope '/subscriptions/${subscriptionId}'`,
      leftOut: 1,
    });
    expect(renderRoleScript(['x'], 5)).toEqual({ text: '', leftOut: 1 });
  });
});

describe('in the summary', () => {
  test('it says where the destination comes from', () => {
    const failing = aNoncompliantResource('no-setting', aVault({ name: 'kv-b' }));
    const summary = (resources: readonly ReportResource[]): string => renderSummary(aReport({ resources }), context);
    expect(summary([failing])).toContain('Fill in the destination first.');
    expect(summary([failing, aReportResource()])).toContain(
      'is the one of its kind that the compliant vaults here use most.',
    );
    const requirement = anAppliedRequirement({ allowedDestinations: [aWorkspace.id] });
    expect(summary([{ ...failing, requirement }])).toContain('is the one that the requirement allows.');
  });

  test('it says how many more need the same', () => {
    const resources = Array.from({ length: 60 }, (_, index) =>
      aNoncompliantResource('no-setting', aVault({ name: `kv-${index}` })),
    );
    expect(renderSummary(aReport({ resources }), context)).toContain(
      '10 more need the same: the JSON report has their IDs.',
    );
  });

  test('the facts about settings stand only where a setting must change', () => {
    const fact = 'Logs are not retroactive';
    expect(renderSummary(aReport({ resources: [aNoncompliantResource()] }), context)).toContain(fact);
    expect(renderSummary(aReport({ resources: [anUnknownResource('throttled')] }), context)).not.toContain(fact);
  });
});

describe('the strict names', () => {
  test.each([aVault().id, anHsm().id, aVault().id.toLowerCase(), aVault({ resourceGroup: 'rg_(a).b-c' }).id])(
    '%s is a resource',
    (id) => {
      expect(isSafeResourceId(id)).toBe(true);
    },
  );

  test.each(["'", '"', '$', '`', '\\', '\n', ' ', ';', '&', '|', '<', '#', 'ä', '\u202E', '/'])(
    'no name has %j in it',
    (character) => {
      expect(isSafeResourceId(aVault({ name: `kv${character}a` }).id)).toBe(false);
      expect(isSafeResourceId(aVault({ resourceGroup: `rg${character}a` }).id)).toBe(false);
      expect(isSafeResourceId(`${aVault().id}${character}`)).toBe(false);
      expect(isSafeResourceId(`${character}${aVault().id}`)).toBe(false);
      expect(isSafeDestinationId(`${aWorkspace.id}${character}`)).toBe(false);
      expect(isSafeSubscriptionId(`${subscriptionId}${character}`)).toBe(false);
      expect(isSafeCategory(`Audit${character}Event`)).toBe(false);
      if (character !== ' ') expect(isSafeSettingName(`a${character}b`)).toBe(false);
    },
  );

  test('destinations of all kinds have one', () => {
    expect([aWorkspace, aStorageAccount, anEventHub, aPartner].map(({ id }) => isSafeDestinationId(id))).toEqual([
      true,
      true,
      true,
      true,
    ]);
    expect(isSafeDestinationId(`${aWorkspace.id}${'/a/b'.repeat(300)}`)).toBe(false);
  });
});

(bashPath === null ? describe.skip : describe)('run by bash (skipped where there is none)', () => {
  const blocksOf = (markdown: string): string[] =>
    [...markdown.matchAll(/^```bash\n(.*?)\n```$/gms)].map(([, block]) => block ?? '');

  test('every command of the sample is az with arguments that are data', () => {
    const calls = blocksOf(renderSummary(sampleReport(), context)).flatMap((block) => runScript(block));
    expect(calls).toHaveLength(13);
    for (const [group, ...rest] of calls) {
      if (group === 'role') continue;
      expect(rest.slice(0, 2)).toEqual(['diagnostic-settings', expect.stringMatching(/^(create|update)$/)]);
      expect(rest[2]).toBe('--resource');
      expect(rest[3]).toMatch(
        /^\/subscriptions\/[0-9a-f-]{36}\/resourceGroups\/rg-app\/providers\/Microsoft\.KeyVault\//,
      );
      const logs = rest[rest.indexOf('--logs') + 1];
      if (rest.includes('--logs')) expect(JSON.parse(logs ?? '')).toEqual(expect.any(Array));
    }
  });

  test('hostile names run nothing', () => {
    for (const block of blocksOf(renderSummary(hostileReport(), context))) {
      expect(runScript(block).every(([group]) => group === 'monitor' || group === 'role')).toBe(true);
    }
  });

  test('nor do those of any report', () => {
    fc.assert(
      fc.property(anyReport, (report) => {
        const plan = planFor(report);
        const fixes = report.resources
          .filter(({ status }) => status === 'noncompliant')
          .map((resource) => ({ resource, fix: plan(resource) }));
        for (const call of runScript(textOf(fixes)))
          expect(call.slice(0, 2)).toEqual(['monitor', 'diagnostic-settings']);
        const roles = renderRoleScript([...report.subscriptions.map(({ id }) => id), ...hostileStrings], 5);
        expect(roles.text).toBe('');
      }),
      { numRuns: 60 },
    );
  });
});
