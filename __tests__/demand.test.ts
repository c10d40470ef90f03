// An input wins over the file, the file over the default; and the report says which it was.
import { describe, expect, test } from '@jest/globals';
import type { Configuration } from '../src/config/configuration.ts';
import { resolveDemand, type Demand } from '../src/demand.ts';
import { AuditError } from '../src/errors.ts';
import { parseInputs, type Inputs } from '../src/inputs.ts';
import { requirementFor } from '../src/verdict/requirement.ts';
import { aVault } from './builders.ts';
import { read } from './config/reading.ts';

const a = 'aaaaaaaa-0000-4000-8000-00000000000a';
const b = 'bbbbbbbb-0000-4000-8000-00000000000b';

function inputs(given: Readonly<Record<string, string>> = {}): Inputs {
  const all: Readonly<Record<string, string>> = { 'client-id': a, 'tenant-id': b, 'subscription-id': a, ...given };
  return parseInputs((name) => all[name] ?? '');
}

const file = (text: string): Configuration => read(`version: 1\n${text}`);
const demandOf = (given: Readonly<Record<string, string>>, text: string | null): Demand =>
  resolveDemand(inputs(given), text === null ? null : file(text));

test('without inputs and file everything is the default, and says so', () => {
  const { rules, scope, tags, verifyDestinations, waivers, values, sources, notes } = demandOf({}, null);
  expect({ rules, scope, tags, verifyDestinations, waivers, notes }).toEqual({
    rules: {
      base: {
        profile: 'effective',
        acceptedDestinations: ['log-analytics', 'storage', 'event-hub', 'partner'],
        allowedDestinations: null,
        requireMetrics: false,
        minimumCopies: 1,
      },
      overrides: [],
    },
    scope: { include: null, exclude: [] },
    tags: [],
    verifyDestinations: true,
    waivers: [],
    notes: [],
  });
  expect(values).toEqual({
    'subscription-id': [a],
    'management-group-id': [],
    include: null,
    exclude: [],
    tags: {},
    profile: 'effective',
    'accepted-destinations': ['log-analytics', 'storage', 'event-hub', 'partner'],
    'allowed-destinations': null,
    'require-metrics': false,
    'minimum-copies': 1,
    'verify-destinations': true,
    overrides: [],
  });
  expect(Object.keys(sources).toSorted()).toEqual(Object.keys(values).toSorted());
  expect(Object.entries(sources).filter(([, source]) => source !== 'default')).toEqual([['subscription-id', 'input']]);
});

describe('each option', () => {
  const rows: [option: string, input: string, inFile: string, fromInput: unknown, fromFile: unknown][] = [
    ['include', 'kv-a', 'scope: { include: kv-b }', ['kv-a'], ['kv-b']],
    ['exclude', 'kv-a', 'scope: { exclude: [kv-b] }', ['kv-a'], ['kv-b']],
    ['profile', 'effective', 'requirement: { profile: cis }', 'effective', 'cis'],
    ['accepted-destinations', 'storage', 'requirement: { accepted-destinations: partner }', ['storage'], ['partner']],
    ['allowed-destinations', '/a', 'requirement: { allowed-destinations: /b }', ['/a'], ['/b']],
    ['require-metrics', 'false', 'requirement: { require-metrics: true }', false, true],
    ['verify-destinations', 'true', 'requirement: { verify-destinations: false }', true, false],
    ['subscription-id', b, `scope: { subscriptions: ${a} }`, [b], [a]],
    ['management-group-id', 'mg-1', 'scope: { management-groups: mg-2 }', ['mg-1'], ['mg-2']],
  ];
  test.each(rows)('%s: %j wins over %j', (option, input, inFile, fromInput, fromFile) => {
    const nothing = { 'subscription-id': '', [option]: '' };
    const where = option.endsWith('-id') ? '' : `, subscriptions: ${a} }`;
    const text = inFile.startsWith('scope') && where !== '' ? inFile.replace(' }', where) : inFile;
    const whole = inFile.startsWith('scope') ? text : `scope: { subscriptions: ${a} }\n${text}`;
    const byFile = demandOf(nothing, whole);
    expect([byFile.values[option], byFile.sources[option]]).toEqual([fromFile, 'file']);
    const byInput = demandOf({ ...nothing, [option]: input }, whole);
    expect([byInput.values[option], byInput.sources[option]]).toEqual([fromInput, 'input']);
  });

  test('that no input can set comes from the file', () => {
    const text =
      'scope: { tags: { env: [prod, dev] } }\nrequirement: { minimum-copies: 2, overrides: [{ match: { name: kv-a }, profile: cis }] }';
    const { values, sources, tags } = demandOf({}, text);
    expect(values).toMatchObject({
      tags: { env: ['prod', 'dev'] },
      'minimum-copies': 2,
      overrides: [{ match: { name: ['kv-a'] }, profile: 'cis' }],
    });
    expect(sources).toMatchObject({ tags: 'file', 'minimum-copies': 'file', overrides: 'file' });
    expect(tags).toHaveLength(1);
  });
});

describe('what to audit', () => {
  const both = `scope: { subscriptions: [${a}], management-groups: [mg-1] }`;
  test('an input about either replaces what the file says about both', () => {
    expect(demandOf({ 'subscription-id': b }, both)).toMatchObject({ subscriptions: [b], managementGroups: [] });
    expect(demandOf({ 'subscription-id': '', 'management-group-id': 'mg-2' }, both)).toMatchObject({
      subscriptions: [],
      managementGroups: ['mg-2'],
    });
    expect(demandOf({ 'subscription-id': '' }, both)).toMatchObject({ subscriptions: [a], managementGroups: ['mg-1'] });
  });

  test('must come from somewhere, but in mode validate', () => {
    expect(() => demandOf({ 'subscription-id': '' }, 'scope: {}')).toThrow(AuditError);
    expect(() => demandOf({ 'subscription-id': '' }, null)).toThrow(/Nothing says what to audit/);
    expect(demandOf({ 'subscription-id': '', mode: 'validate' }, 'scope: {}').subscriptions).toEqual([]);
  });
});

describe('overrides', () => {
  const text = `requirement:
  require-metrics: true
  overrides:
    - match: { name: "kv-pci-*" }
      profile: cis
      require-metrics: false
    - match: { name: "kv-*" }
      profile: effective
      allowed-destinations: /a`;
  const forVault = (demand: Demand): unknown => requirementFor(aVault({ name: 'kv-pci-1' }), demand.rules);

  test('change what they name of the base', () => {
    expect(forVault(demandOf({}, text))).toMatchObject({
      override: 1,
      requirement: { profile: 'cis', requireMetrics: false, allowedDestinations: null },
    });
  });

  test('give way to an input, which the notes and the report say', () => {
    const demand = demandOf({ profile: 'effective', 'require-metrics': 'true' }, text);
    expect(forVault(demand)).toMatchObject({
      override: 1,
      requirement: { profile: 'effective', requireMetrics: true },
    });
    expect(demand.notes).toEqual([
      'The input profile wins over what 2 overrides of the configuration file would set.',
      'The input require-metrics wins over what an override of the configuration file would set.',
    ]);
    expect(demand.values['overrides']).toEqual([
      { match: { name: ['kv-pci-*'] } },
      { match: { name: ['kv-*'] }, 'allowed-destinations': ['/a'] },
    ]);
  });
});

test.each([
  ['of the base', 'requirement: { minimum-copies: 2 }'],
  ['of an override', 'requirement: { overrides: [{ match: { name: kv-a }, minimum-copies: 2 }] }'],
])('an input that leaves fewer kinds than the copies %s is an error', (_, text) => {
  expect(() => demandOf({ 'accepted-destinations': 'storage' }, text)).toThrow(
    /No vault can meet the requirement: the configuration file demands 2 kinds .* leaves 1\./,
  );
});

test('waivers come along', () => {
  const text = 'waivers: [{ match: { name: kv-a }, reason: r, owner: o, expires: 2026-12-31 }]';
  expect(demandOf({}, text).waivers).toMatchObject([{ reason: 'r', owner: 'o', expires: '2026-12-31', line: 2 }]);
});
