import { readFileSync } from 'node:fs';
import { describe, expect, test } from '@jest/globals';
import { Ajv2020 } from 'ajv/dist/2020.js';
import fc from 'fast-check';
import { frameworks } from '../../src/report/frameworks.ts';
import { renderJson, type JsonReport } from '../../src/report/json.ts';
import { noncompliantReasons, unknownReasons, type Report, type ReportResource } from '../../src/verdict/model.ts';
import { destinationKinds } from '../../src/verdict/requirement.ts';
import { statusWords, subscriptionWords, typeWords, resultIcons } from '../../src/report/wording.ts';
import { peers, toPeerOpinions } from '../../src/verdict/peers.ts';
import { aJudgedSetting, aLog, aReport, aReportResource, aVault, anHsm, auditEvent } from '../builders.ts';
import { anyReport } from './arbitraries.ts';
import { cleanReport, hostileReport, sampleReport } from './samples.ts';

interface Schema {
  readonly properties: Record<string, { readonly enum?: readonly string[]; readonly required?: readonly string[] }>;
  readonly required: readonly string[];
  readonly enum?: readonly string[];
}
const text = readFileSync(new URL('../../schema/report.schema.json', import.meta.url), 'utf8');
const schema = JSON.parse(text) as Schema & { readonly $defs: Record<string, Schema> };
const validate = new Ajv2020({ strict: true, allErrors: true, allowUnionTypes: true }).compile(schema);

function expectValid(report: unknown): void {
  validate(report);
  expect(validate.errors ?? []).toEqual([]);
}

/** The sample, with something in every member that it leaves empty. */
function wholeReport(): Report {
  const waiver = { reason: 'Old', owner: 'ops', expires: '2026-12-31', daysLeft: 39 };
  const facts = { line: 12, state: 'in-force', use: 'needed', resources: [aVault().id] } as const;
  const past = { ...aVault({ name: 'kv-past' }), since: '2026-11-01T03:17:00.000Z', outcome: 'fixed' } as const;
  const { location: _, tags: __, ...finding } = past;
  const { location: ___, ...leftOut } = aVault({ name: 'kv-left-out', tags: { team: 'a', env: 'dev' } });
  const { location: ____, ...otherLeftOut } = anHsm();
  const rule = { match: { name: ['kv-pci-*'], tags: { team: ['a'], env: ['prod'] } }, profile: 'cis' };
  return {
    ...sampleReport(),
    requirement: {
      values: { profile: 'effective', overrides: [rule, { 'minimum-copies': 2, ...rule }] },
      sources: { profile: 'default', overrides: 'file' },
    },
    configuration: {
      file: { repository: 'acme/estate', path: '.github/keyvault-audit.yml', ref: 'main', commit: 'c0ffee' },
      proposed: { commit: 'decade', changes: ['It adds a waiver.', 'It drops another.'] },
    },
    changes: {
      baseline: { startedAt: '2026-11-21T03:17:00.000Z' },
      counts: { new: 1, still: 2, fixed: 3, gone: 4, waived: 5, unread: 6, 'left-out': 7 },
      past: [finding, { ...finding, id: `${finding.id}2`, type: 'managedHsm', since: null, outcome: 'left-out' }],
      lostSubscriptions: [
        { id: 'lost', displayName: 'Lost' },
        { id: 'nameless', displayName: null },
      ],
    },
    waivers: [
      { ...waiver, ...facts, match: { name: ['kv-legacy'], id: ['*/kv-a'] } },
      { ...waiver, ...facts, match: { tags: { env: ['dev', 'test'] } }, state: 'expired', use: 'undecided', line: 20 },
    ],
    leftOutByTags: [leftOut, otherLeftOut],
  };
}

describe('schema', () => {
  test.each([
    ['sample', sampleReport()],
    ['whole', wholeReport()],
    ['clean', cleanReport()],
    ['hostile', hostileReport()],
    ['empty', aReport({ resources: [], subscriptions: [] })],
  ])('takes the %s report', (_, report) => {
    expectValid(JSON.parse(renderJson(report)));
  });

  test('takes any report', () => {
    fc.assert(
      fc.property(anyReport, (report) => {
        expectValid(JSON.parse(renderJson(report)));
      }),
    );
  });

  test('is laid out as JSON.stringify lays out the whole, though it is written resource by resource', () => {
    fc.assert(
      fc.property(anyReport, (report) => {
        const written = renderJson(report);
        expect(written).toBe(`${JSON.stringify(JSON.parse(written), null, 2)}\n`);
        expect((JSON.parse(written) as JsonReport).resources).toHaveLength(report.resources.length);
      }),
    );
  });

  test.each<[string, Partial<ReportResource>]>([
    ['type', { type: 'managedHsm' }],
    [
      'status and waiver',
      { status: 'waived', waiver: { reason: 'Old', owner: 'ops', expires: '2026-12-31', daysLeft: 39 } },
    ],
    ['reason', { reason: 'no-destination' }],
    ['detail', { detail: 'Another.' }],
    ['notes', { notes: ['A note.'] }],
    ['profiles', { profiles: { effective: 'noncompliant', cis: 'compliant' } }],
    ['requirement', { requirement: { ...aReportResource().requirement, profile: 'cis' } }],
    ['change', { change: 'new' }],
    ['since', { since: '2026-11-21T03:17:00.000Z' }],
    ['settings', { settings: [aJudgedSetting({ name: 'other' })] }],
  ])('tells resources apart that were judged alike but for their %s', (_, other) => {
    const first = aReportResource({ status: 'noncompliant', reason: 'audit-disabled', settings: [aJudgedSetting()] });
    const resources = [first, { ...first, ...other }, first];
    const written = JSON.parse(renderJson(aReport({ resources }))) as JsonReport;
    expect(written.resources).toEqual(
      resources.map((one) => (JSON.parse(renderJson(aReport({ resources: [one] }))) as JsonReport).resources[0]),
    );
    expect(written.resources[1]).not.toEqual(written.resources[0]);
    expect(written.resources[2]).toEqual(written.resources[0]);
  });

  test('has more findings than it keeps as text', () => {
    const resources = Array.from({ length: 250 }, (__, index) =>
      aReportResource({ settings: [aJudgedSetting({ name: `setting ${index}` })] }),
    );
    const written = JSON.parse(renderJson(aReport({ resources: [...resources, ...resources] }))) as JsonReport;
    const names = written.resources.map(({ settings: [setting] }) => setting?.name);
    const once = resources.map(({ settings: [setting] }) => setting?.name);
    expect(names).toEqual([...once, ...once]);
  });

  test('takes members that were added later', () => {
    expectValid({ ...(JSON.parse(renderJson(sampleReport())) as object), added: 1 });
  });

  test('demands every member, at every level', () => {
    const whole = JSON.parse(renderJson(wholeReport())) as Record<string, unknown>;
    for (const path of membersOf(whole)) {
      expect([path.join('.'), validate(without(whole, path))]).toEqual([path.join('.'), false]);
    }
  });

  test.each<[string, Partial<ReturnType<typeof aReportResource>>]>([
    ['a compliant resource with a reason', { reason: 'no-setting' }],
    [
      'an unknown one with the reason of a noncompliant one',
      { status: 'unknown', reason: 'no-setting', profiles: null },
    ],
    ['an unknown one that knows what profiles would say', { status: 'unknown', reason: 'forbidden' }],
    ['a noncompliant one without a reason', { status: 'noncompliant', reason: null }],
    ['a waived one without a waiver', { status: 'waived', reason: 'no-setting', waiver: null }],
  ])('refuses %s', (_, overrides) => {
    const refused: unknown = JSON.parse(renderJson(aReport({ resources: [aReportResource(overrides)] })));
    expect(validate(refused)).toBe(false);
    expect(JSON.stringify(validate.errors)).toContain('"instancePath":"/resources/0/');
  });

  test('has the words of the model', () => {
    const { resource, subscription, destinationKind, destinationState, noncompliantReason, unknownReason } =
      schema.$defs;
    expect(noncompliantReason?.enum).toEqual(noncompliantReasons);
    expect(unknownReason?.enum).toEqual(unknownReasons);
    expect(destinationKind?.enum).toEqual(destinationKinds);
    // These records are exhaustive over their unions: the compiler sees to that.
    expect(destinationState?.enum).toEqual(
      Object.keys({ verified: 0, unverified: 0, missing: 0, unchecked: 0 } satisfies States),
    );
    expect(resource?.properties['status']?.enum?.toSorted()).toEqual(Object.keys(statusWords).sort());
    expect(resource?.properties['type']?.enum).toEqual(Object.keys(typeWords));
    expect(subscription?.properties['status']?.enum).toEqual(Object.keys(subscriptionWords));
    expect(schema.properties['result']?.enum).toEqual(Object.keys(resultIcons));
  });
});

type States = Record<Report['resources'][number]['settings'][number]['destinations'][number]['state'], 0>;

/** Paths of all members, but not into maps whose keys are data. */
function membersOf(value: unknown, path: readonly string[] = []): (readonly string[])[] {
  if (value === null || typeof value !== 'object') return [];
  return Object.entries(value).flatMap(([key, inner]) => {
    const here = [...path, key];
    const isMap = ['tags', 'values', 'sources', 'match'].includes(key);
    return [...(Array.isArray(value) ? [] : [here]), ...(isMap ? [] : membersOf(inner, here))];
  });
}

function without(value: unknown, [key = '', ...rest]: readonly string[]): unknown {
  const copy: Record<string, unknown> | unknown[] = Array.isArray(value)
    ? [...(value as unknown[])]
    : { ...(value as object) };
  if (rest.length === 0) Reflect.deleteProperty(copy, key);
  else Reflect.set(copy, key, without(Reflect.get(copy, key), rest));
  return copy;
}

describe('text', () => {
  test.each([
    ['sample', sampleReport()],
    ['whole', wholeReport()],
  ])('is the %s report, in the order of the contract, whatever order its members have', (_name, report) => {
    const written = JSON.parse(renderJson(report)) as JsonReport;
    expect(written).toEqual({
      ...report,
      resources: report.resources.map((one) => ({ ...one, peers: toPeerOpinions(one) })),
      peers,
      frameworks: frameworks.map(({ tags: _, ...reference }) => reference),
    });
    expect(renderJson(reversed(report) as Report)).toBe(renderJson(report));
    expect(Object.keys(written)).toEqual([
      'schemaVersion',
      'tool',
      'startedAt',
      'finishedAt',
      'requirement',
      'configuration',
      'result',
      'resultReason',
      'notes',
      'counts',
      'changes',
      'subscriptions',
      'resources',
      'waivers',
      'leftOutByTags',
      'requests',
      'peers',
      'frameworks',
    ]);
  });

  test('has the retention of logs where there is one', () => {
    const logs = [aLog({ categoryGroup: 'audit', retentionDays: 30 }), auditEvent];
    const json = renderJson(aReport({ resources: [aReportResource({ settings: [aJudgedSetting({ logs })] })] }));
    expectValid(JSON.parse(json));
    expect((JSON.parse(json) as Report).resources[0]?.settings[0]?.logs).toEqual(logs);
  });

  test('has where in the destinations the logs arrive, where a setting says so', () => {
    const setting = aJudgedSetting({ eventHubName: 'audit', logAnalyticsDestinationType: 'Dedicated' });
    const json = renderJson(aReport({ resources: [aReportResource({ settings: [setting] })] }));
    expectValid(JSON.parse(json));
    expect((JSON.parse(json) as Report).resources[0]?.settings).toEqual([setting]);
  });

  test('has tags and options sorted, two spaces, and a line break at the end', () => {
    const json = renderJson(
      aReport({ resources: [aReportResource({ tags: { b: '1', a: '2', ['__proto__']: '3' } })] }),
    );
    expect(json).toContain('      "tags": {\n        "__proto__": "3",\n        "a": "2",\n        "b": "1"\n      },');
    expect(json.endsWith('}\n')).toBe(true);
  });
});

function reversed(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(reversed);
  if (value === null || typeof value !== 'object') return value;
  return Object.fromEntries(
    Object.entries(value)
      .reverse()
      .map(([key, inner]) => [key, reversed(inner)]),
  );
}
