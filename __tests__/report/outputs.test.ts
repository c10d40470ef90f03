import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { toOutputs } from '../../src/report/outputs.ts';
import { aNoncompliantResource, aReport, aVault, aWaivedResource } from '../builders.ts';
import { anyReport } from './arbitraries.ts';
import { manyFailing, sampleReport } from './samples.ts';

const names = [
  'result',
  'resource-count',
  'compliant-count',
  'noncompliant-count',
  'unknown-count',
  'waived-count',
  'noncompliant-names',
  'report-json',
  'report-sarif',
  'report-csv',
  'report-junit',
  'report-markdown',
  'report-html',
  'report-fixes',
];

test('are always all there', () => {
  expect(Object.keys(toOutputs(sampleReport(), {}))).toEqual(names);
  expect(Object.keys(toOutputs(null, {}))).toEqual(names);
});

test('without a report everything but the result is empty, never 0', () => {
  const { result, ...others } = toOutputs(null, { json: '/x' });
  expect(result).toBe('error');
  expect(Object.values(others)).toEqual(Object.values(others).map(() => ''));
});

test('paths are those of the files that were written', () => {
  expect(toOutputs(sampleReport(), { json: '/a', html: '/b' })).toMatchObject({
    'report-json': '/a',
    'report-html': '/b',
    'report-csv': '',
  });
});

describe('noncompliant-names', () => {
  const namesOf = (report: Parameters<typeof toOutputs>[0]): unknown =>
    JSON.parse(toOutputs(report, {})['noncompliant-names'] ?? '');

  test('are worst first, without the waived', () => {
    const resources = [
      aNoncompliantResource('metrics-missing', aVault({ name: 'a' })),
      aNoncompliantResource('no-setting', aVault({ name: 'b' })),
      aWaivedResource(aVault({ name: 'c' })),
    ];
    expect(namesOf(aReport({ resources }))).toEqual(['b', 'a']);
  });

  test('end at a whole name within 64 KiB', () => {
    const text = toOutputs(manyFailing(20_000), {})['noncompliant-names'] ?? '';
    expect(Buffer.byteLength(text)).toBeLessThanOrEqual(65_536);
    expect(Buffer.byteLength(text)).toBeGreaterThan(65_500);
    expect((JSON.parse(text) as string[]).every((name) => /^kv-\d{5}$/.test(name))).toBe(true);
  });

  test('a name that is too long by itself leaves an empty list', () => {
    expect(
      namesOf(aReport({ resources: [aNoncompliantResource('no-setting', aVault({ name: 'ä'.repeat(40_000) }))] })),
    ).toEqual([]);
  });

  test('are valid JSON whatever the names', () => {
    fc.assert(
      fc.property(anyReport, (report) => {
        expect(namesOf(report)).toHaveLength(report.counts.noncompliant);
      }),
    );
  });
});

test('no output carries a resource ID', () => {
  for (const value of Object.values(toOutputs(sampleReport(), {}))) expect(value).not.toContain('/subscriptions/');
});
