import { spawnSync } from 'node:child_process';
import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { renderFixScript, renderRoleScript } from '../../../src/report/fixes/azure-cli.ts';
import { chooseFrom, toRequirement } from '../../../src/report/fixes/demand.ts';
import type { Fix } from '../../../src/report/fixes/plan.ts';
import { planWith } from '../../../src/report/fixes/plan.ts';
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
  aNoncompliantResource,
  aPartner,
  aReport,
  aReportResource,
  aStorageAccount,
  aVault,
  aWorkspace,
  anEventHub,
  anHsm,
  anUnknownResource,
  auditGroup,
  subscriptionId,
} from '../../builders.ts';
import { anyReport } from '../arbitraries.ts';
import { context, hostileReport, hostileStrings, sampleReport } from '../samples.ts';

const create: Fix = {
  action: 'create',
  setting: 'key-vault-audit',
  logs: [auditGroup],
  metrics: false,
  destinations: [],
};
const vault = aNoncompliantResource('no-setting');

const textOf = (fixes: readonly { resource: ReportResource; fix: Fix }[]): string => renderFixScript(fixes, 50).text;

describe('commands', () => {
  test('one resource, one command', () => {
    const fix: Fix = { ...create, destinations: [{ ...aWorkspace, usedBy: 1 }] };
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
    const destinations = [aWorkspace, aStorageAccount, anEventHub, aPartner].map((one) => ({ ...one, usedBy: 0 }));
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
    const fix: Fix = { ...create, destinations: [{ kind: 'storage', id: null, usedBy: 0 }] };
    const text = textOf([{ resource: vault, fix }]);
    expect(text.split('\n')[0]).toBe("STORAGE_ACCOUNT_ID='<resource ID of a storage account in the same region>'");
    expect(text).toContain('--storage-account "$STORAGE_ACCOUNT_ID"');
  });

  test('so are a resource and a setting that must not be named, and a destination', () => {
    const resource = aNoncompliantResource('no-setting', { id: "/subscriptions/x'; reboot" });
    const fix: Fix = {
      ...create,
      action: 'update',
      setting: null,
      destinations: [{ kind: 'partner', id: '/x', usedBy: 3 }],
      metrics: true,
    };
    const text = textOf([{ resource, fix }]);
    expect(text).not.toContain('reboot');
    expect(text).toContain('--resource "$RESOURCE_ID"');
    expect(text).toContain('--name "$SETTING_NAME"');
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
    const summary = (resources: readonly ReportResource[], values = {}): string =>
      renderSummary(aReport({ resources, requirement: { values, sources: {} } }), context);
    expect(summary([failing])).toContain('Fill in the destination first.');
    expect(summary([failing, aReportResource()])).toContain(
      'is the one of its kind that the compliant vaults here use most.',
    );
    expect(summary([failing], { 'allowed-destinations': [aWorkspace.id] })).toContain(
      'is the one that the requirement allows.',
    );
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

/** bash itself says what the commands are: `az` is a function that prints its arguments. Nothing else can be run. */
const { stdout: bash } = spawnSync('bash', ['-c', 'printf %s "$BASH"'], { encoding: 'utf8' }) as {
  stdout: string | null;
};

(bash ? describe : describe.skip)('run by bash (skipped where there is none)', () => {
  let folder = '';
  beforeAll(() => {
    folder = mkdtempSync(join(tmpdir(), 'azure-cli-'));
  });
  afterAll(() => {
    rmSync(folder, { recursive: true });
  });

  function run(script: string): readonly (readonly string[])[] {
    const recorder = `az() { printf '%s\\0' "$@" $'\\n'; }\n`;
    const { status, stdout, stderr } = spawnSync(bash ?? '', ['--norc', '-u', '-e', '-s'], {
      input: recorder + script,
      cwd: folder,
      env: { PATH: '/nonexistent' },
      encoding: 'utf8',
    });
    expect({ status, stderr, files: readdirSync(folder) }).toEqual({ status: 0, stderr: '', files: [] });
    return stdout
      .split('\n\0')
      .filter((call) => call !== '')
      .map((call) => call.split('\0').filter((_, index, all) => index < all.length - 1));
  }

  const blocksOf = (markdown: string): string[] =>
    [...markdown.matchAll(/^```bash\n(.*?)\n```$/gms)].map(([, block]) => block ?? '');

  test('every command of the sample is az with arguments that are data', () => {
    const calls = blocksOf(renderSummary(sampleReport(), context)).flatMap(run);
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
      expect(run(block).every(([group]) => group === 'monitor' || group === 'role')).toBe(true);
    }
  });

  test('nor do those of any report', () => {
    fc.assert(
      fc.property(anyReport, (report) => {
        const requirement = toRequirement(report);
        const plan = planWith(requirement, chooseFrom(report, requirement));
        const fixes = report.resources
          .filter(({ status }) => status === 'noncompliant')
          .map((resource) => ({ resource, fix: plan(resource) }));
        for (const call of run(textOf(fixes))) expect(call.slice(0, 2)).toEqual(['monitor', 'diagnostic-settings']);
        const roles = renderRoleScript([...report.subscriptions.map(({ id }) => id), ...hostileStrings], 5);
        expect(roles.text).toBe('');
      }),
      { numRuns: 60 },
    );
  });
});
