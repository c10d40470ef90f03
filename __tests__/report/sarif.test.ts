import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { describe, expect, test } from '@jest/globals';
import AjvDraft4 from 'ajv-draft-04';
import addFormats from 'ajv-formats';
import fc from 'fast-check';
import { frameworks } from '../../src/report/frameworks.ts';
import { renderSarif } from '../../src/report/sarif.ts';
import type { NoncompliantReason, Report, ReportSubscription } from '../../src/verdict/model.ts';
import { noncompliantReasons } from '../../src/verdict/model.ts';
import {
  aNoncompliantResource,
  anUnknownResource,
  aReport,
  aReportResource,
  aSubscription,
  aVault,
  aWaivedResource,
  subscriptionId,
} from '../builders.ts';
import { anyReport } from './arbitraries.ts';
import { cleanReport, fileContext, hostileReport, hostileStrings, manyFailing, sampleReport } from './samples.ts';

interface Rule {
  readonly id: string;
  readonly help: { readonly text: string; readonly markdown: string };
  readonly properties: { readonly tags: readonly string[]; readonly 'security-severity': string };
}
interface Result {
  readonly ruleId: string;
  readonly ruleIndex: number;
  readonly level: string;
  readonly kind?: string;
  readonly message: { readonly text: string };
  readonly locations: readonly [
    {
      readonly physicalLocation: { readonly artifactLocation: { readonly uri: string }; readonly region: unknown };
      readonly logicalLocations: readonly [{ readonly fullyQualifiedName: string }];
    },
  ];
  readonly partialFingerprints: { readonly primaryLocationLineHash: string };
}
interface Run {
  readonly automationDetails: { readonly id: string };
  readonly tool: { readonly driver: { readonly rules: readonly Rule[] } };
  readonly invocations: readonly [{ readonly toolExecutionNotifications: readonly { message: { text: string } }[] }];
  readonly results: readonly Result[];
}
interface Log {
  readonly version: string;
  readonly runs: readonly Run[];
}

// The schema of the standard, as the makers of SARIF's own tools ship it.
const schemaFile = createRequire(import.meta.url)
  .resolve('@microsoft/jest-sarif')
  .replace(/index\.js$/, 'schemas/sarif-2.1.0-rtm.5.json');
// One pattern in it, of languages, is no Unicode regular expression.
const ajv = new AjvDraft4.default({ strict: false, allErrors: true, unicodeRegExp: false });
addFormats.default(ajv);
const validate = ajv.compile(JSON.parse(readFileSync(schemaFile, 'utf8')) as object);

/** Held to the schema, and to what code scanning asks for beyond it. */
function expectValid(text: string): Log {
  const log = JSON.parse(text) as Log;
  validate(log);
  expect(validate.errors ?? []).toEqual([]);
  const ids = log.runs.map(({ automationDetails }) => automationDetails.id);
  expect(log.runs.length).toBeLessThanOrEqual(20);
  for (const id of ids) expect(id).toMatch(/^keyvault-diagnostics\/[^/]*\/$/);
  for (const { tool, results } of log.runs) {
    for (const rule of tool.driver.rules) expect(rule.properties.tags.length).toBeLessThanOrEqual(20);
    for (const result of results) {
      expect(tool.driver.rules[result.ruleIndex]?.id).toBe(result.ruleId);
      expect(result.message.text).not.toBe('');
      expect(result.kind).toBeUndefined();
      const [{ physicalLocation }] = result.locations;
      expect(physicalLocation.artifactLocation.uri).toMatch(/^[\w.~%!*'()/-]+$/);
      expect(physicalLocation.region).toEqual({ startLine: 1, startColumn: 1, endLine: 1, endColumn: 1 });
      expect(result.partialFingerprints.primaryLocationLineHash).toMatch(/^[0-9a-f]{64}:1$/);
    }
  }
  return log;
}

function render(report: Report, limits?: Parameters<typeof renderSarif>[2]): { log: Log; note: string | null } {
  const { files, note } = renderSarif(report, fileContext, limits);
  expect(files.map(({ path }) => path)).toEqual(['keyvault-audit.sarif']);
  return { log: expectValid(files[0]?.text ?? ''), note };
}

const other = 'abcdefab-2222-4222-8222-222222222222';

describe('the official schema takes', () => {
  test.each([
    ['the sample', sampleReport()],
    ['the clean report', cleanReport()],
    ['the hostile report', hostileReport()],
    ['many findings', manyFailing(300)],
  ])('%s', (_, report) => {
    render(report);
  });

  test('any report', () => {
    fc.assert(
      fc.property(anyReport, (report) => {
        renderSarif(report, fileContext).files.forEach(({ text }) => expectValid(text));
      }),
    );
  });
});

describe('runs', () => {
  const failing = aNoncompliantResource();
  const runsOf = (subscriptions: readonly Partial<ReportSubscription>[], resources = [failing]): readonly string[] =>
    renderSarif(aReport({ subscriptions: subscriptions.map(aSubscription), resources }), fileContext).files.flatMap(
      ({ text }) => expectValid(text).runs.map(({ automationDetails }) => automationDetails.id),
    );

  test('are one for each subscription, under its lower-cased ID', () => {
    expect(runsOf([{}, { id: other.toUpperCase() }])).toEqual([
      `keyvault-diagnostics/${subscriptionId}/`,
      `keyvault-diagnostics/${other}/`,
    ]);
  });

  test('are there for a subscription in which all is well: it closes the alerts that were mended', () => {
    expect(render(cleanReport()).log.runs.map(({ results }) => results)).toEqual([[]]);
  });

  test.each(['partial', 'unreadable', 'skipped'] as const)('leave out a subscription that is %s', (status) => {
    expect(runsOf([{}, { id: other, status }])).toEqual([`keyvault-diagnostics/${subscriptionId}/`]);
  });

  test('leave out a subscription in which one vault could not be read: its alert would be closed', () => {
    const unread = anUnknownResource('throttled', {
      ...aVault({ name: 'kv-unread', subscriptionId: other.toUpperCase() }),
    });
    const { log, note } = render(
      aReport({ subscriptions: [aSubscription(), aSubscription({ id: other })], resources: [failing, unread] }),
    );
    expect(log.runs.map(({ automationDetails }) => automationDetails.id)).toEqual([
      `keyvault-diagnostics/${subscriptionId}/`,
    ]);
    expect(note).toBe(
      'The SARIF report leaves out 1 subscription that could not be read whole: their alerts stay as they are.',
    );
    expect(log.runs[0]?.invocations[0].toolExecutionNotifications.map(({ message }) => message.text)).toEqual([note]);
  });

  test.each<[string, Partial<Report>]>([
    ['no subscription at all', { subscriptions: [], resources: [] }],
    ['none that was read whole', { subscriptions: [aSubscription({ status: 'partial' })] }],
    ['an unknown vault in the only one', { resources: [failing, anUnknownResource()] }],
  ])('are none, and no file, with %s', (_, overrides) => {
    expect(renderSarif(aReport(overrides), fileContext)).toEqual({
      files: [],
      note: 'No SARIF report: no subscription was read whole, and an upload would close alerts that stand.',
    });
  });

  test('say nothing when nothing is left out', () => {
    const { log, note } = render(cleanReport());
    expect(note).toBeNull();
    expect(log.runs[0]?.invocations[0].toolExecutionNotifications).toEqual([]);
  });

  test('are at most 20, those with most findings', () => {
    const ids = Array.from(
      { length: 25 },
      (_, index) => `${String(index).padStart(8, '0')}-2222-4222-8222-222222222222`,
    );
    const resources = ids.flatMap((id, index) =>
      Array.from({ length: index }, (_, n) =>
        aNoncompliantResource('no-setting', aVault({ name: `kv-${n}`, subscriptionId: id })),
      ),
    );
    const subscriptions = [...ids.map((id) => aSubscription({ id })), aSubscription({ status: 'unreadable' })];
    const { log, note } = render(aReport({ subscriptions, resources }));
    expect(log.runs.map(({ results }) => results.length)).toEqual(Array.from({ length: 20 }, (_, n) => 24 - n));
    expect(note).toBe(
      'The SARIF report leaves out 1 subscription that could not be read whole and 5 subscriptions beyond the 20 that GitHub takes in one file: their alerts stay as they are.',
    );
  });
});

describe('results', () => {
  const only = (report: Report): Result => {
    const [result, ...others] = render(report).log.runs[0]?.results ?? [];
    expect(others).toEqual([]);
    if (result === undefined) throw new Error('There is no result.');
    return result;
  };
  const fingerprint = (id: string, reason: NoncompliantReason = 'no-setting'): string =>
    only(aReport({ resources: [aNoncompliantResource(reason, { id })] })).partialFingerprints.primaryLocationLineHash;

  test('are failures only', () => {
    const resources = [
      aReportResource(aVault({ name: 'kv-good' })),
      aWaivedResource(aVault({ name: 'kv-waived' })),
      aNoncompliantResource('metrics-only', aVault({ name: 'kv-bad' })),
    ];
    expect(only(aReport({ resources }))).toMatchObject({
      ruleId: 'metrics-only',
      level: 'error',
      message: {
        text: `Vault kv-bad in resource group rg-app: metrics only, no log. The vault has no diagnostic setting. Resource ID: ${aVault({ name: 'kv-bad' }).id}`,
      },
      locations: [
        {
          physicalLocation: { artifactLocation: { uri: '.github/workflows/audit.yml' } },
          logicalLocations: [{ name: 'kv-bad', fullyQualifiedName: aVault({ name: 'kv-bad' }).id, kind: 'resource' }],
        },
      ],
    });
  });

  test('stand in a file of the repository even where the workflow is not known', () => {
    const { files } = renderSarif(aReport({ resources: [aNoncompliantResource()] }), {
      ...fileContext,
      workflowPath: '',
    });
    expect(files[0]?.text).toContain('"uri": ".github/keyvault-audit.yml"');
  });

  test('have one fingerprint for each vault and rule, whatever letter case Azure uses today', () => {
    const { id } = aVault();
    expect(fingerprint(id.toUpperCase())).toBe(fingerprint(id));
    expect(fingerprint(`${id}2`)).not.toBe(fingerprint(id));
    expect(fingerprint(id, 'metrics-only')).not.toBe(fingerprint(id));
  });

  test('are the worst ones where a run has too many, and say so', () => {
    const { log } = render(manyFailing(30), { maxRuns: 20, maxResultsPerRun: 4 });
    expect(log.runs[0]?.results.map(({ ruleId }) => ruleId)).toEqual([
      'no-setting',
      'no-setting',
      'no-setting',
      'metrics-only',
    ]);
    expect(log.runs[0]?.invocations[0].toolExecutionNotifications.map(({ message }) => message.text)).toEqual([
      '26 failing resources are left out: GitHub takes 4 results in one run.',
    ]);
  });

  test.each(hostileStrings)('%j makes neither a link nor a placeholder', (text) => {
    const message = only(aReport({ resources: [aNoncompliantResource('no-setting', { name: text, detail: text })] }));
    expect(message.message.text).not.toMatch(/(?<!\\)(?:\\\\)*[[\]]/);
    expect(message.message.text.replace(/\{\{|\}\}/g, '')).not.toMatch(/[{}]/);
    expect(message.message.text).not.toMatch(/[\p{Cc}\p{Cf}]/u);
  });

  test.each(['a b/ü?#%.yml', '../../etc/passwd:[x]', '\ud800'])('a path such as %j is a URI', (workflowPath) => {
    const { files } = renderSarif(aReport({ resources: [aNoncompliantResource()] }), { ...fileContext, workflowPath });
    const uri = expectValid(files[0]?.text ?? '').runs[0]?.results[0]?.locations[0].physicalLocation.artifactLocation
      .uri;
    expect(() => new URL(uri ?? '', 'https://github.com/acme/estate/blob/main/')).not.toThrow();
  });
});

describe('rules', () => {
  const rules = render(sampleReport()).log.runs[0]?.tool.driver.rules ?? [];

  test('are the reasons, in their order', () => {
    expect(rules.map(({ id }) => id)).toEqual(noncompliantReasons);
  });

  test('carry the tags of the frameworks that are in use', () => {
    const tags = frameworks.flatMap((framework) => framework.tags);
    expect(tags).toEqual([
      'CIS-Azure-6.0.0-6.1.1.4',
      'CIS-Azure-5.0.0-6.1.1.4',
      'MCSB-LT-3',
      'NIST-800-53-AU-12',
      'PCI-DSS-4.0.1-10.4.2.1',
      'ISO-27001-A.8.15',
      'SOC-2-CC7.2',
      'HIPAA-164.312(b)',
    ]);
    for (const rule of rules) expect(rule.properties.tags).toEqual(expect.arrayContaining(['security', ...tags]));
  });

  test('are the more severe the less is kept', () => {
    const severities = rules.map(({ properties }) => Number(properties['security-severity']));
    expect(severities.every((severity) => severity > 0 && severity < 9)).toBe(true);
    expect(severities[0]).toBeGreaterThanOrEqual(7);
    expect(severities.at(-1)).toBeLessThan(4);
  });

  test('say what to do', () => {
    for (const { help } of rules) {
      expect(help.text.split('\n\n')).toHaveLength(3);
      expect(help.markdown).toContain(`(${fileContext.docs}/what-counts.md)`);
    }
  });
});
