// The folder as a whole: reviewed as golden files, run by bash, read by parsers, with hostile names in everything.
import { spawnSync } from 'node:child_process';
import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { renderFixFiles } from '../../../src/report/fixes/files.ts';
import { describeFix } from '../../../src/report/fixes/remarks.ts';
import type { Report } from '../../../src/verdict/model.ts';
import {
  aJudgedSetting,
  aNoncompliantResource,
  aReport,
  aReportResource,
  aVault,
  aWorkspace,
  anEventHub,
} from '../../builders.ts';
import { expectGolden } from '../../golden.ts';
import { anyReport } from '../arbitraries.ts';
import { cleanReport, hostileReport, hostileStrings, sampleReport } from '../samples.ts';
import { bashPath, runScript, shellcheckPath } from './bash.ts';
import { readBicep } from './bicep-reader.ts';
import { readTerraform } from './terraform-reader.ts';

const environment = Object.fromEntries(
  ['WORKSPACE_ID', 'STORAGE_ACCOUNT_ID', 'EVENT_HUB_RULE_ID', 'PARTNER_ID', 'EVENT_HUB_NAME', 'LOCATION'].map(
    (name) => [name, `${name} filled in`],
  ),
);
const filesOf = (report: Report): ReadonlyMap<string, string> =>
  new Map(renderFixFiles(report).files.map(({ path, text }) => [path, text]));
const textOf = (report: Report, path: string): string => filesOf(report).get(`fixes/${path}`) ?? '';

test.each([
  ['sample', sampleReport()],
  ['hostile', hostileReport()],
] as const)('golden files of the %s report', (name, report) => {
  const files = filesOf(report);
  expect([...files.keys()]).toEqual(
    expect.arrayContaining(
      ['README.md', 'azure-cli.sh', 'main.bicep', 'main.tf', 'policy.sh'].map((it) => `fixes/${it}`),
    ),
  );
  for (const [path, text] of files) expectGolden(`report/${name}.${path}`, text);
});

test('scripts keep Git Bash on Windows from making paths of IDs, before the first command', () => {
  for (const path of ['azure-cli.sh', 'policy.sh']) {
    const lines = textOf(sampleReport(), path).split('\n');
    const first = lines.findIndex((line) => /^[^#]*\baz /.test(line));
    expect(lines.slice(0, first)).toContainEqual(expect.stringMatching(/^export MSYS_NO_PATHCONV=1 #/));
  }
});

test('a deployment has a name that the subscription has in no other region', () => {
  const report = aReport({ resources: [aNoncompliantResource('no-setting', { location: 'North Europe' })] });
  for (const path of ['README.md', 'main.bicep']) {
    expect(textOf(report, path)).toContain(
      ' --name key-vault-audit-northeurope --location northeurope --template-file main.bicep',
    );
  }
});

test('nothing to mend, no folder', () => {
  expect(renderFixFiles(cleanReport())).toEqual({
    files: [],
    note: 'No fixes were written: nothing is noncompliant.',
  });
});

describe('what is said of where the logs go', () => {
  const failing = aNoncompliantResource();

  test.each<[string, Report]>([
    ['that 1 compliant one here uses', aReport({ resources: [failing, aReportResource(aVault({ name: 'kv-good' }))] })],
    ['that you name', aReport({ resources: [failing] })],
    [
      'the only Log Analytics workspace that the requirement allows',
      aReport({
        resources: [{ ...failing, requirement: { ...failing.requirement, allowedDestinations: [aWorkspace.id] } }],
      }),
    ],
    [
      'the only event hub that the requirement allows, if it is in westeurope',
      aReport({
        resources: [{ ...failing, requirement: { ...failing.requirement, allowedDestinations: [anEventHub.id] } }],
      }),
    ],
    [
      'the only event hub that the requirement allows, if it is in the same region',
      aReport({
        resources: [
          { ...failing, location: null, requirement: { ...failing.requirement, allowedDestinations: [anEventHub.id] } },
        ],
      }),
    ],
  ])('%s', (words, report) => {
    for (const path of ['azure-cli.sh', 'main.bicep', 'main.tf']) expect(textOf(report, path)).toContain(words);
  });
});

test('a fix in one line, also where there is little to say', () => {
  const fix = {
    action: 'update',
    setting: null,
    logs: null,
    metrics: true,
    destinations: [],
    removes: ['storage'],
  } as const;
  expect(describeFix({ resource: aNoncompliantResource('metrics-missing'), fix })).toBe(
    'metrics not sent: setting of your choice changed (metrics and what cannot stay taken out)',
  );
  expect(describeFix({ resource: aReportResource(), fix: { ...fix, setting: 'x', removes: [] } })).toBe(
    'setting x changed (metrics)',
  );
});

describe('what has to be left out', () => {
  const unnamed = aNoncompliantResource('no-setting', { id: "/subscriptions/x'; reboot" });
  const open = aNoncompliantResource('audit-disabled', {
    ...aVault({ name: 'kv-open' }),
    settings: Array.from({ length: 5 }, (_, index) => aJudgedSetting({ name: `$${index}`, adequate: false, logs: [] })),
  });
  const odd = (setting: Partial<Parameters<typeof aJudgedSetting>[0]>): Report =>
    aReport({
      resources: [
        aNoncompliantResource('audit-disabled', {
          settings: [aJudgedSetting({ adequate: false, logs: [], ...setting })],
        }),
      ],
    });

  test('is counted, not named', () => {
    const report = aReport({ resources: [unnamed, open] });
    for (const path of ['azure-cli.sh', 'main.bicep', 'main.tf']) {
      expect(textOf(report, path)).toContain('2 resources left out');
      expect(textOf(report, path)).not.toMatch(/reboot|kv-open/);
    }
    expect(textOf(report, 'README.md')).toContain('Bicep and Terraform have 0 of 2.');
    expect(textOf(report, 'main.bicep')).toMatch(/az deployment sub create .*--location westeurope /);
  });

  test.each([
    ['another destination that cannot be named', { destinations: [{ kind: 'storage', id: "x'", state: 'verified' }] }],
    [
      'two destinations of one kind',
      {
        destinations: [
          { ...aWorkspace, state: 'verified' },
          { ...aWorkspace, state: 'verified' },
        ],
      },
    ],
    ['a hub that cannot be named', { destinations: [{ ...anEventHub, state: 'verified' }], eventHubName: "x'" }],
  ] as const)('Bicep and Terraform would have to repeat %s', (_, setting) => {
    const report = odd(setting);
    expect(textOf(report, 'azure-cli.sh')).toContain('az monitor diagnostic-settings update');
    for (const path of ['main.bicep', 'main.tf']) expect(textOf(report, path)).toContain('1 resource left out');
  });

  test('one template takes 800 resources', () => {
    const resources = Array.from({ length: 801 }, (_, index) =>
      aNoncompliantResource('no-setting', aVault({ name: `kv-${index}`, location: null })),
    );
    const text = textOf(aReport({ resources }), 'main.bicep');
    expect([text.match(/^module /gm)?.length, text.includes('1 more did not fit into one template.')]).toEqual([
      800,
      true,
    ]);
    expect(text).toContain('--location REGION');
  });
});

test('the same name twice is two identifiers', () => {
  const resources = ['rg-a', 'rg-b'].map((resourceGroup) =>
    aNoncompliantResource('no-setting', aVault({ resourceGroup })),
  );
  expect(textOf(aReport({ resources }), 'main.tf')).toContain('"vault_kv_app_2"');
});

(bashPath === null ? describe.skip : describe)('run by bash (skipped where there is none)', () => {
  const scripts = (report: Report): readonly string[] =>
    ['azure-cli.sh', 'policy.sh'].map((path) => textOf(report, path));

  test('nothing in any report is run', () => {
    fc.assert(
      fc.property(anyReport, (report) => {
        for (const script of scripts(report).filter((text) => text !== '')) {
          for (const call of runScript(script, withRegions(script))) {
            expect([
              'monitor diagnostic-settings',
              'policy assignment',
              'role assignment',
              'policy remediation',
            ]).toContain(call.slice(0, 2).join(' '));
          }
        }
      }),
      { numRuns: 40 },
    );
  });

  test.each(['sample', 'hostile'] as const)('%s: bash finds no fault', (name) => {
    for (const script of scripts(name === 'sample' ? sampleReport() : hostileReport())) {
      const { status, stderr } = spawnSync(bashPath ?? '', ['-n'], { input: script, encoding: 'utf8' });
      expect([status, stderr]).toEqual([0, '']);
    }
  });
});

(shellcheckPath === null ? describe.skip : describe)('shellcheck (skipped where it is not installed)', () => {
  test.each(['sample', 'hostile', 'open'] as const)('%s: finds no fault', (name) => {
    const open = aReport({ resources: [aNoncompliantResource()] });
    const report = { sample: sampleReport(), hostile: hostileReport(), open }[name];
    for (const path of ['azure-cli.sh', 'policy.sh']) {
      const { status, stdout } = spawnSync(shellcheckPath ?? '', ['--shell=bash', '-'], {
        input: textOf(report, path),
        encoding: 'utf8',
      });
      expect([status, stdout]).toEqual([0, '']);
    }
  });
});

describe('hostile names in templates', () => {
  test('stay out of Bicep and Terraform, whatever the report', async () => {
    await fc.assert(
      fc.asyncProperty(anyReport, async (report) => {
        for (const [path, text] of filesOf(report)) {
          if (path.endsWith('.bicep')) await readBicep(text);
          if (path.endsWith('.tf')) await readTerraform(text, (name) => name);
        }
      }),
      { numRuns: 60 },
    );
  });

  test('stand in no file at all', () => {
    const files = [...filesOf(hostileReport()).values()].join('\n');
    const telling = hostileStrings.filter((text) => text.trim().length > 8);
    expect(telling.filter((text) => files.includes(text))).toEqual([]);
  });
});

/** Storage accounts and event hubs have a variable for each region. */
function withRegions(script: string): Readonly<Record<string, string>> {
  const names = [...script.matchAll(/^: "\$\{(\w+):/gm)].map(([, name]) => name ?? '');
  return { ...environment, ...Object.fromEntries(names.map((name) => [name, `${name} filled in`])) };
}
