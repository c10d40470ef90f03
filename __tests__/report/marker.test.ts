// Hidden marks: the same for the same writer, another one for every other, and nothing in them ends them.
import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { anyCharacter } from '../any-character.ts';
import { aNoncompliantResource, aReport, aReportResource, aVault, anUnknownResource } from '../builders.ts';
import {
  compareSets,
  describeKey,
  hasMarker,
  readSetMarker,
  toErrorSet,
  toFailingSet,
  toMarker,
  toSetMarker,
  toSetMember,
  type Writer,
} from '../../src/report/marker.ts';
import type { Changes, Report, ReportResource } from '../../src/verdict/model.ts';

const writer: Writer = { workflow: '.github/workflows/audit.yml', job: 'audit', key: 'null' };

describe('a mark', () => {
  test('is another one for another workflow, job, key or kind', () => {
    const marks = [
      toMarker('comment', writer),
      toMarker('issue', writer),
      toMarker('comment', { ...writer, workflow: '.github/workflows/other.yml' }),
      toMarker('comment', { ...writer, job: 'other' }),
      toMarker('comment', { ...writer, key: '{"tenant":"blue"}' }),
      toMarker('comment', { ...writer, key: 'blue' }),
    ];
    expect(new Set(marks).size).toBe(marks.length);
  });

  test('is the same for the same matrix, however it is written', () => {
    const marks = ['{"a":1,"b":[2]}', '{\n  "a": 1,\n  "b": [\n    2\n  ]\n}'].map((key) =>
      toMarker('comment', { ...writer, key }),
    );
    expect(marks[0]).toBe(marks[1]);
    expect(toMarker('comment', { ...writer, key: '' })).toBe(toMarker('comment', writer));
  });

  test('is one line and one HTML comment, whatever the names are', () => {
    const text = fc.oneof(
      fc.string({ unit: anyCharacter }),
      fc.constantFrom('--', '--->', '-->\n', '<!--', '- -', '\r\n', '---'),
    );
    fc.assert(
      fc.property(text, text, text, (workflow, job, key) => {
        expect(toMarker('issue', { workflow, job, key })).toMatch(/^<!-- (?:(?!--)[!-~ ])* -->$/);
      }),
    );
  });

  test('counts at the beginning of a text only', () => {
    const mark = toMarker('comment', writer);
    expect(hasMarker(`${mark}\n\ntext`, mark)).toBe(true);
    expect(hasMarker(`> ${mark}`, mark)).toBe(false);
  });
});

test.each([
  ['', ''],
  ['null', ''],
  ['blue', 'blue'],
  ['{"tenant":"blue","n":1,"deep":{"x":true}}', 'blue, 1, {"x":true}'],
  ['7', '7'],
])('the key %j is shown as %j', (key, shown) => {
  expect(describeKey(key)).toBe(shown);
});

const failingOnes = (...names: string[]): ReportResource[] =>
  names.map((name) => aNoncompliantResource('no-setting', aVault({ name })));
const lostOne: Changes = {
  baseline: { startedAt: null },
  counts: { new: 0, still: 0, fixed: 0, gone: 0, waived: 0, unread: 0, 'left-out': 0 },
  past: [],
  lostSubscriptions: [{ id: '33333333-3333-4333-8333-000000000009', displayName: null }],
};
const memberOf = (name: string): string => toSetMember(aVault({ name }).id);

describe('the set of failing vaults', () => {
  const failing = (...names: string[]): ReturnType<typeof toFailingSet> =>
    toFailingSet(aReport({ resources: failingOnes(...names) }), [], true);

  test('is the same for the same vaults in any order and letter case', () => {
    expect(failing('kv-a', 'kv-b')).toEqual(failing('KV-B', 'kv-a'));
    expect(failing('kv-a')).not.toEqual(failing('kv-b'));
    expect(failing('kv-a')).toEqual([memberOf('kv-a')]);
  });

  test('of very many is one digest', () => {
    const names = Array.from({ length: 1_001 }, (_, n) => `kv-${String(n)}`);
    expect(failing(...names)).toEqual([expect.stringMatching(/^all-[0-9a-f]{10}$/)]);
    expect(failing(...names.toReversed())).toEqual(failing(...names));
    expect(failing(...names, 'kv-x')).not.toEqual(failing(...names));
  });

  test('without one it is the result, and nothing when the audit passed', () => {
    expect(toFailingSet(aReport({ resources: [anUnknownResource()] }), [], true)).toEqual(['inconclusive']);
    expect(toFailingSet(aReport({ resources: [aReportResource()] }), [memberOf('kv-gone')], true)).toEqual([]);
  });

  test.each<[string, Partial<Report>, boolean, boolean]>([
    [
      'is unknown now',
      { resources: [...failingOnes('kv-a'), anUnknownResource('forbidden', aVault({ name: 'kv-b' }))] },
      true,
      true,
    ],
    ['is logged now', { resources: [...failingOnes('kv-a'), aReportResource(aVault({ name: 'kv-b' }))] }, false, false],
    ['is gone', { resources: failingOnes('kv-a') }, true, false],
    ['is not listed where not everything was seen', { resources: failingOnes('kv-a') }, false, true],
    [
      'is not listed where a subscription cannot be seen any more',
      { resources: failingOnes('kv-a'), changes: lostOne },
      true,
      true,
    ],
    ['is not listed, because nothing is', { resources: [] }, true, true],
  ])('one that failed before, and %s', (_, now, isWhole, isIn) => {
    const before = [memberOf('kv-b'), 'error-KVA-OIDC-MISSING', 'all-0123456789'];
    const set = toFailingSet(aReport(now), before, isWhole);
    expect(set.includes(memberOf('kv-b'))).toBe(isIn);
    expect(set.filter((one) => before.includes(one))).toEqual(isIn ? [memberOf('kv-b')] : []);
  });

  test('of an audit that could not run is what failed before it, and why', () => {
    const once = toErrorSet('KVA-A', [memberOf('kv-a'), 'inconclusive', 'all-0123456789']);
    expect(once).toEqual([memberOf('kv-a'), 'all-0123456789', 'error-KVA-A']);
    expect(toErrorSet('KVA-A', once)).toEqual(once);
  });

  test('compared with another one; nobody knows what is in a digest', () => {
    const [a, b, c] = ['kv-a', 'kv-b', 'kv-c'].map(memberOf) as [string, string, string];
    expect(compareSets([a, b, 'error-KVA-A'], [b, c])).toEqual({ added: [c], removed: [a] });
    expect(compareSets([a], ['inconclusive'])).toEqual({ added: [], removed: [a] });
    expect(compareSets([a], ['all-0123456789'])).toBeNull();
    expect(compareSets(['all-0123456789'], [a])).toBeNull();
  });

  test('is read back from a text', () => {
    const set = [...failing('kv-a', 'kv-b'), 'all-0123456789', 'error-KVA-OIDC-MISSING'];
    expect(readSetMarker(`<!-- x -->\n${toSetMarker(set)}\n\ntext`)).toEqual(set);
    expect(readSetMarker(`<!-- x -->\r\n${toSetMarker([])}\r\n`)).toEqual([]);
    expect(readSetMarker('text')).toBeNull();
  });
});
