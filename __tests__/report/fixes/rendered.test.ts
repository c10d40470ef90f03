// What the languages say, read back by somebody else's parsers, against the model of the fix.
import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { renderFixCommands, renderFixScript } from '../../../src/report/fixes/azure-cli.ts';
import { bicepString, renderBicepFiles, renderBicepFix } from '../../../src/report/fixes/bicep.ts';
import { fixesFor } from '../../../src/report/fixes/one-fix.ts';
import { planFor } from '../../../src/report/fixes/plan.ts';
import { renderTerraformFile, renderTerraformFix, terraformString } from '../../../src/report/fixes/terraform.ts';
import { toWholeFix, type WholeFix } from '../../../src/report/fixes/whole.ts';
import type { DestinationKind, DiagnosticSetting } from '../../../src/verdict/model.ts';
import {
  aJudgedSetting,
  aNoncompliantResource,
  aReport,
  aReportResource,
  anUnknownResource,
  aWaivedResource,
  policyEvaluation,
} from '../../builders.ts';
import { hostileStrings } from '../samples.ts';
import { runDiagnosticSettings } from './azure.ts';
import { bashPath, runScript } from './bash.ts';
import { readBicep, type BicepFile, type Value } from './bicep-reader.ts';
import { anyTrial, apply, filled, normalize, replaceSetting, type Trial } from './cases.ts';
import { isPlainString, readTerraform, toText } from './terraform-reader.ts';

const kinds: readonly (readonly [string, DestinationKind])[] = [
  ['workspaceid', 'log-analytics'],
  ['storageaccountid', 'storage'],
  ['eventhubruleid', 'event-hub'],
  ['partnerid', 'partner'],
];
/** Fills in what a placeholder stands for; its name says of which kind it is. */
function fill(name: string): string {
  const plain = name.replaceAll('_', '').toLowerCase();
  const kind = kinds.find(([prefix]) => plain.startsWith(prefix))?.[1];
  if (kind === undefined) throw new Error(`no placeholder of ours: ${name}`);
  return filled({ kind, id: null });
}

/** The settings after the fix by the model; null: the reader has to choose the setting. */
function expected({ settings, resource, report }: Trial): readonly unknown[] | null {
  const fix = planFor(report)(resource);
  return fix.setting === null ? null : normalize(apply(settings, fix));
}

function wholeOf({ report, resource }: Trial): WholeFix {
  const whole = toWholeFix({ resource, fix: planFor(report)(resource) });
  if (whole === null) throw new Error('It can be written down.');
  return whole;
}

(bashPath === null ? describe.skip : describe)('Azure CLI (skipped where there is no bash)', () => {
  test('says what the model says', () => {
    fc.assert(
      fc.property(anyTrial, (trial) => {
        const after = expected(trial);
        fc.pre(after !== null);
        const { resource, report, settings } = trial;
        const planned = { resource, fix: planFor(report)(resource) };
        const variables = [...renderFixCommands([planned]).matchAll(/^: "\$\{(\w+):/gm)].map(([, name]) => name ?? '');
        const filledIn = Object.fromEntries(variables.map((name) => [name, fill(name)]));
        const assignments = variables.map((name) => `${name}='${fill(name)}'`);
        const pasted = renderFixScript([planned], 1).text.replace(/^\w+='<.*>'$/gm, () => assignments.shift() ?? '');
        for (const calls of [runScript(renderFixCommands([planned]), filledIn), runScript(pasted)]) {
          expect(calls).toHaveLength(1);
          const change = runDiagnosticSettings(calls[0] ?? [], () => settings);
          expect([change.resourceId, normalize(change.settings)]).toEqual([resource.id, after]);
        }
      }),
      { numRuns: 60 },
    );
  });

  test('what is not filled in stops a script before its first command', () => {
    const resource = aNoncompliantResource();
    const fix = planFor(aReport({ resources: [resource] }))(resource);
    const text = renderFixCommands([{ resource, fix }]);
    expect(text.split('\n')[0]).toBe(': "${WORKSPACE_ID:?set it to the resource ID of a Log Analytics workspace}"');
  });
});

describe('Terraform', () => {
  test('says what the model says, and imports exactly what is there', async () => {
    await fc.assert(
      fc.asyncProperty(anyTrial, async (trial) => {
        const after = expected(trial);
        fc.pre(after !== null);
        const whole = wholeOf(trial);
        for (const text of [renderTerraformFile([whole], []), renderTerraformFix([whole])]) {
          const { resources, variables } = await readTerraform(text, fill);
          expect(resources).toHaveLength(1);
          for (const { resourceId, isImported, setting } of resources) {
            const taken = trial.settings.some(({ name }) => name === setting.name);
            expect([resourceId, isImported]).toEqual([trial.resource.id, taken]);
            expect(normalize(replaceSetting(trial.settings, setting))).toEqual(after);
          }
          expect(variables.every((name) => fill(name) !== '')).toBe(true);
        }
      }),
      { numRuns: 300 },
    );
  });

  const lowered = '/SUBSCRIPTIONS/00000000-0000-4000-8000-00000000000A/resourcegroups/Providers/providers';
  const spelled = '/subscriptions/00000000-0000-4000-8000-00000000000A/resourceGroups/Providers/providers';
  test.each([
    [
      'log-analytics',
      `${lowered}/microsoft.operationalinsights/workspaces/LOGS`,
      `${spelled}/Microsoft.OperationalInsights/workspaces/LOGS`,
    ],
    [
      'storage',
      `${lowered}/microsoft.storage/storageaccounts/logs`,
      `${spelled}/Microsoft.Storage/storageAccounts/logs`,
    ],
    [
      'event-hub',
      `${lowered}/MICROSOFT.EVENTHUB/namespaces/storageaccounts/authorizationrules/workspaces`,
      `${spelled}/Microsoft.EventHub/namespaces/storageaccounts/authorizationRules/workspaces`,
    ],
    [
      'storage',
      `${lowered}/microsoft.classicstorage/storageaccounts/old`,
      `${spelled}/microsoft.classicstorage/storageAccounts/old`,
    ],
    // Of this one the provider reads back what Azure has.
    ['partner', `${lowered}/microsoft.datadog/monitors/Workspaces`, `${lowered}/microsoft.datadog/monitors/Workspaces`],
  ] as const)('spells the ID of a destination as the provider demands it: %s', async (kind, id, wanted) => {
    const setting = aJudgedSetting({
      adequate: false,
      logs: [policyEvaluation],
      destinations: [{ kind, id, state: 'verified' }],
    });
    const resource = aNoncompliantResource('other-categories-only', { settings: [setting] });
    const fix = planFor(aReport({ resources: [resource] }))(resource);
    const whole = toWholeFix({ resource, fix });
    const { resources } = await readTerraform(renderTerraformFix(whole === null ? [] : [whole]), fill);
    expect(resources.flatMap((one) => one.setting.destinations)).toEqual([{ kind, id: wanted }]);
  });

  test('asks for the versions that know its arguments, and for nothing else', async () => {
    const { other } = await readTerraform(renderTerraformFile([], ['']), fill);
    expect(other).toMatchObject({
      terraform: [
        {
          required_version: '>= 1.5.0',
          required_providers: [{ azurerm: { source: 'hashicorp/azurerm', version: '>= 4.31.0, < 6.0.0' } }],
        },
      ],
    });
  });

  test('no string ends early or becomes a template', async () => {
    const anyString = fc.oneof(
      fc.constantFrom(...hostileStrings, '${x}', '%{if x}', '$${x}', '$$${x}', '%%{', '"', '\\', '\\"', '\n', '<<EOT'),
      fc.string({ unit: 'grapheme' }),
      fc
        .array(fc.constantFrom('$', '{', '%', '}', '"', '\\', '\n', 'a'), { maxLength: 12 })
        .map((list) => list.join('')),
    );
    await fc.assert(
      fc.asyncProperty(anyString, async (text) => {
        const wanted = text.toWellFormed().normalize('NFC');
        const source = `resource "azurerm_monitor_diagnostic_setting" "x" {\n  name = ${terraformString(wanted)}\n  target_resource_id = "x"\n}`;
        const { resources } = await readTerraform(source, fill);
        expect(resources.map(({ setting }) => setting.name)).toEqual([wanted]);
        expect(await isPlainString(terraformString(wanted))).toBe(true);
      }),
      { numRuns: 400 },
    );
  });
});

describe('Bicep', () => {
  test('says what the model says', async () => {
    await fc.assert(
      fc.asyncProperty(anyTrial, async (trial) => {
        const after = expected(trial);
        fc.pre(after !== null);
        const whole = wholeOf(trial);
        const [main, module] = renderBicepFiles([whole], ['az deployment sub create']);
        const file = await readBicep(main?.text ?? '');
        expect([file.targetScope, file.declarations.length, module?.path]).toEqual([
          'subscription',
          1,
          file.declarations[0]?.of,
        ]);
        const setting = readModule(file, trial);
        expect(normalize(replaceSetting(trial.settings, setting))).toEqual(after);

        const single = readSingle(await readBicep(renderBicepFix(whole)), trial);
        expect(normalize(replaceSetting(trial.settings, single))).toEqual(after);
      }),
      { numRuns: 300 },
    );
  });

  test.each([
    ['vault.bicep', 'Microsoft.KeyVault/vaults@2023-07-01'],
    ['managed-hsm.bicep', 'Microsoft.KeyVault/managedHSMs@2023-07-01'],
  ])('%s applies what it is given to what exists', async (path, type) => {
    const trials = fc.sample(anyTrial, 60).filter((trial) => expected(trial) !== null);
    const file = trials.flatMap((trial) => renderBicepFiles([wholeOf(trial)], [])).find((one) => one.path === path);
    expect(await readBicep(file?.text ?? '')).toEqual({
      targetScope: null,
      descriptions: [],
      params: ['name', 'settingName', 'properties'],
      declarations: [
        { kind: 'resource', symbol: 'vault', of: type, existing: true, body: { name: { symbol: 'name' } } },
        {
          kind: 'resource',
          symbol: 'setting',
          of: 'Microsoft.Insights/diagnosticSettings@2021-05-01-preview',
          existing: false,
          body: { name: { symbol: 'settingName' }, scope: { symbol: 'vault' }, properties: { symbol: 'properties' } },
        },
      ],
    });
  });

  test('no string ends early or becomes an interpolation', async () => {
    const anyString = fc.oneof(
      fc.constantFrom(
        ...hostileStrings,
        '${x}',
        "'",
        "''",
        "'''",
        '\\',
        "\\'",
        '\n',
        '$',
        '$$',
        '${',
        '\\${x}',
        '\u2028',
      ),
      fc.string({ unit: 'grapheme' }),
      fc.array(fc.constantFrom('$', '{', '}', "'", '\\', '\n', 'a'), { maxLength: 12 }).map((list) => list.join('')),
    );
    await fc.assert(
      fc.asyncProperty(anyString, async (text) => {
        // The grammar, unlike Bicep, takes // and /* for comments even in a string.
        const wanted = text.toWellFormed().replace(/\/(?=[/*])/g, '');
        const file = await readBicep(`targetScope = ${bicepString(wanted)}\n`);
        expect([file.targetScope, file.declarations]).toEqual([wanted, []]);
      }),
      { numRuns: 400 },
    );
  });
});

test('one resource has a fix in each language, if there is anything to mend', () => {
  const failing = aNoncompliantResource();
  const fixOf = fixesFor(aReport({ resources: [failing] }));
  expect(fixOf(failing)).toMatchObject({
    fix: { action: 'create' },
    azureCli: expect.stringContaining('az monitor diagnostic-settings create'),
    bicep: expect.stringContaining('scope: vault'),
    terraform: expect.stringContaining('azurerm_monitor_diagnostic_setting'),
  });
  expect(fixOf(aWaivedResource())).not.toBeNull();
  expect(fixOf(aReportResource())).toBeNull();
  expect(fixOf(anUnknownResource())).toBeNull();
  expect(fixOf({ ...failing, id: "'" })).toMatchObject({ bicep: null, terraform: null });
});

test('a string that the parser takes for a template is told from one that was escaped', () => {
  expect(toText('a $${b} %%{c}')).toBe('a ${b} %{c}');
  expect(() => toText('${b}')).toThrow('a template');
});

/** The setting that the only module of main.bicep writes, and where. */
function readModule({ declarations }: BicepFile, { resource }: Trial): DiagnosticSetting {
  const body = declarations[0]?.body ?? {};
  expect(body['scope']).toEqual({ call: 'resourceGroup', args: [resource.subscriptionId, resource.resourceGroup] });
  const params = membersOf(body['params']);
  expect([params['name'], Object.keys(params)]).toEqual([resource.name, ['name', 'settingName', 'properties']]);
  return toSetting(textOf(params['settingName']), membersOf(params['properties']));
}

function readSingle({ declarations }: BicepFile, { resource }: Trial): DiagnosticSetting {
  const [vault, setting] = declarations;
  expect([vault?.existing, vault?.body['name'], setting?.body['scope']]).toEqual([
    true,
    resource.name,
    { symbol: 'vault' },
  ]);
  return toSetting(textOf(setting?.body['name']), membersOf(setting?.body['properties']));
}

const members: readonly (readonly [string, DestinationKind])[] = [
  ['workspaceId', 'log-analytics'],
  ['storageAccountId', 'storage'],
  ['eventHubAuthorizationRuleId', 'event-hub'],
  ['marketplacePartnerId', 'partner'],
];

function toSetting(name: string, properties: Readonly<Record<string, Value>>): DiagnosticSetting {
  const known = [
    'logs',
    'metrics',
    'eventHubName',
    'logAnalyticsDestinationType',
    ...members.map(([member]) => member),
  ];
  expect(Object.keys(properties).filter((member) => !known.includes(member))).toEqual([]);
  const idOf = (value: Value): string =>
    typeof value === 'object' && 'symbol' in value ? fill(value.symbol) : textOf(value);
  const listOf = (value: Value | undefined): readonly Readonly<Record<string, Value>>[] =>
    Array.isArray(value) ? value.map((item: Value) => membersOf(item)) : [];
  const text = (value: Value | undefined): string | null => (typeof value === 'string' ? value : null);
  const [hub, table] = [text(properties['eventHubName']), text(properties['logAnalyticsDestinationType'])];
  return {
    name,
    logs: listOf(properties['logs']).map(({ category, categoryGroup, enabled }) => ({
      category: text(category),
      categoryGroup: text(categoryGroup),
      enabled: enabled === true,
    })),
    metrics: listOf(properties['metrics']).map(({ category, enabled }) => ({
      category: text(category),
      enabled: enabled === true,
    })),
    destinations: members.flatMap(([member, kind]) => {
      const value = properties[member];
      return value === undefined ? [] : [{ kind, id: idOf(value) }];
    }),
    ...(hub === null ? {} : { eventHubName: hub }),
    ...(table === null ? {} : { logAnalyticsDestinationType: table }),
  };
}

function membersOf(value: Value | undefined): Readonly<Record<string, Value>> {
  if (typeof value !== 'object' || !('members' in value)) throw new Error(`not an object: ${JSON.stringify(value)}`);
  return value.members;
}

function textOf(value: Value | undefined): string {
  if (typeof value !== 'string') throw new Error(`not a string: ${JSON.stringify(value)}`);
  return value;
}
