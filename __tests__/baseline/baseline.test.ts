// An earlier report is read softly: what is not understood is left out, and nothing throws.
import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { aNoncompliantResource, aReport, aReportResource, aSubscription, subscriptionId } from '../builders.ts';
import { parseBaseline, type BaselineReading } from '../../src/baseline/baseline.ts';
import type { Baseline } from '../../src/verdict/changes.ts';
import { renderJson } from '../../src/report/json.ts';

const bytes = (text: string): Uint8Array => new TextEncoder().encode(text);
const read = (value: unknown): BaselineReading => parseBaseline(bytes(JSON.stringify(value)));

function baselineOf(value: unknown): Baseline {
  const reading = read(value);
  if (reading.kind === 'unusable') throw new Error(reading.problem);
  return reading.baseline;
}

const failing = aNoncompliantResource('no-setting', { change: 'still', since: '2026-11-01T03:17:00.000Z' });

test('a report of today', () => {
  const report = aReport({
    resources: [failing, aReportResource({ name: 'kv-good', id: failing.id.replace('kv-app', 'kv-good') })],
  });
  const reading = parseBaseline(bytes(renderJson(report)));
  expect(reading).toEqual({
    kind: 'baseline',
    notes: [],
    baseline: {
      startedAt: report.startedAt,
      resources: report.resources.map(({ id, name, type, resourceGroup, status, since }) => {
        return { id, name, type, subscriptionId, resourceGroup, status, since };
      }),
      subscriptions: [{ id: subscriptionId, displayName: 'Production' }],
    },
  });
});

test('of an older version, and only a part: IDs and statuses are enough', () => {
  const { id, status } = failing;
  expect(baselineOf({ schemaVersion: 0, resources: [{ id, status }] })).toEqual({
    startedAt: null,
    resources: [expect.objectContaining({ id, status, name: 'kv-app', type: 'vault', since: null })],
    subscriptions: [{ id: subscriptionId, displayName: null }],
  });
  expect(baselineOf({ resources: [] })).toEqual({ startedAt: null, resources: [], subscriptions: [] });
});

test('with a byte order mark', () => {
  expect(parseBaseline(bytes('\uFEFF{"resources":[]}')).kind).toBe('baseline');
});

describe('cannot be used', () => {
  test.each<[string, Uint8Array, string]>([
    ['nothing', bytes(''), 'is not JSON in UTF-8'],
    ['half of a report', bytes(renderJson(aReport()).slice(0, 500)), 'is not JSON in UTF-8'],
    ['UTF-16', new Uint8Array(Buffer.from('{"resources":[]}', 'utf16le')), 'is not JSON in UTF-8'],
    ['bytes', new Uint8Array([0xff, 0xfe, 0xfd]), 'is not JSON in UTF-8'],
    ['null', bytes('null'), 'is not a report of this action: it has no list of resources'],
    ['a list', bytes('[]'), 'is not a report of this action: it has no list of resources'],
    ['SARIF', bytes('{"version":"2.1.0","runs":[]}'), 'is not a report of this action: it has no list of resources'],
    [
      'other resources',
      bytes('{"resources":[{"type":"azurerm_key_vault"}]}'),
      'is not a report of this action: not one of its resources is understood',
    ],
    [
      'a later version',
      bytes('{"schemaVersion":2,"resources":[]}'),
      'is of schema version 2, and this version of the action knows those up to 1',
    ],
    ['deep nesting', bytes('['.repeat(200_000)), 'is not JSON in UTF-8'],
  ])('%s', (_, text, problem) => {
    expect(parseBaseline(text)).toEqual({ kind: 'unusable', problem });
  });
});

describe('hostile content', () => {
  test.each([
    { ...failing, status: 'fixed' },
    { ...failing, id: 7 },
    { ...failing, id: '/subscriptions/x/resourceGroups/y/providers/Microsoft.Storage/storageAccounts/z' },
    { ...failing, id: `${failing.id}/${'x'.repeat(2_000)}` },
    null,
    'kv-app',
  ])('a resource that is not understood is left out, and said to be: %#', (odd) => {
    const reading = read({ resources: [failing, odd] });
    expect(reading).toMatchObject({
      notes: ['1 of 2 resources of the baseline are not understood: they count as new.'],
      baseline: { resources: [{ id: failing.id }] },
    });
  });

  test('a resource with two verdicts has none', () => {
    expect(baselineOf({ resources: [failing, { ...failing, status: 'compliant' }] }).resources).toMatchObject([
      { status: 'unknown' },
    ]);
    expect(baselineOf({ resources: [failing, failing] }).resources).toMatchObject([{ status: 'noncompliant' }]);
  });

  test('where a resource lies is what its ID says', () => {
    const lying = {
      ...failing,
      name: '::error::',
      subscriptionId: 'elsewhere',
      resourceGroup: 'x',
      type: 'managedHsm',
    };
    expect(baselineOf({ resources: [lying] }).resources).toMatchObject([
      { name: 'kv-app', subscriptionId, resourceGroup: 'rg-app', type: 'vault' },
    ]);
  });

  test.each(['yesterday', '2026-11-21', '2026-13-41T99:99:99Z', 7, null, { toString: 'x' }])('no time: %j', (time) => {
    expect(baselineOf({ startedAt: time, resources: [{ ...failing, since: time }] })).toMatchObject({
      startedAt: null,
      resources: [{ since: null }],
    });
  });

  test('prototypes stay what they are', () => {
    const text = `{"__proto__":{"polluted":1},"resources":[{"id":"${failing.id}","status":"noncompliant","__proto__":{"polluted":1}}]}`;
    expect(parseBaseline(bytes(text)).kind).toBe('baseline');
    expect(({} as Record<string, unknown>)['polluted']).toBeUndefined();
  });

  test('whatever it is, nothing throws, and nothing but noncompliant is noncompliant', () => {
    fc.assert(
      fc.property(fc.oneof(fc.json(), fc.string()), fc.anything(), (text, value) => {
        parseBaseline(bytes(text));
        const reading = parseBaseline(
          bytes(`{"resources":[${JSON.stringify(failing)},${text}],"subscriptions":${text}}`),
        );
        if (reading.kind === 'baseline') expect(reading.baseline.resources).toHaveLength(1);
        parseBaseline(bytes(JSON.stringify({ resources: [value], changes: value, subscriptions: [value] })));
      }),
    );
  });
});

test('subscriptions that were read or lost before, without those that were skipped', () => {
  const id = (n: number): string => `00000000-0000-4000-8000-00000000000${String(n)}`;
  const subscriptions = [
    aSubscription({ id: id(1) }),
    aSubscription({ id: id(2), status: 'unreadable', displayName: null }),
    aSubscription({ id: id(3), status: 'skipped' }),
  ];
  const changes = { lostSubscriptions: [{ id: id(4), displayName: 'Lost' }, { id: '<script>' }] };
  expect(baselineOf({ resources: [], subscriptions, changes }).subscriptions).toEqual([
    { id: id(1), displayName: 'Production' },
    { id: id(2), displayName: null },
    { id: id(4), displayName: 'Lost' },
  ]);
});
