// Hidden marks: the same for the same writer, another one for every other, and nothing in them ends them.
import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { aNoncompliantResource, aReport, aReportResource, aVault, anUnknownResource } from '../builders.ts';
import {
  describeKey,
  hasMarker,
  readSetMarker,
  toFailingSet,
  toMarker,
  toSetMarker,
  toSetMember,
  type Writer,
} from '../../src/report/marker.ts';

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
      fc.string({ unit: 'binary' }),
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

describe('the set of failing vaults', () => {
  const failing = (...names: string[]): ReturnType<typeof toFailingSet> =>
    toFailingSet(aReport({ resources: names.map((name) => aNoncompliantResource('no-setting', aVault({ name }))) }));

  test('is the same for the same vaults in any order and letter case', () => {
    expect(failing('kv-a', 'kv-b')).toEqual(failing('KV-B', 'kv-a'));
    expect(failing('kv-a')).not.toEqual(failing('kv-b'));
    expect(failing('kv-a')).toEqual([toSetMember(aVault({ name: 'kv-a' }).id)]);
  });

  test('of very many is one digest', () => {
    expect(failing(...Array.from({ length: 1_001 }, (_, n) => `kv-${String(n)}`))).toHaveLength(1);
  });

  test('without one it is the result, and nothing when the audit passed', () => {
    expect(toFailingSet(aReport({ resources: [anUnknownResource()] }))).toEqual(['inconclusive']);
    expect(toFailingSet(aReport({ resources: [aReportResource()] }))).toEqual([]);
  });

  test('is read back from a text', () => {
    const set = failing('kv-a', 'kv-b');
    expect(readSetMarker(`<!-- x -->\n${toSetMarker(set)}\n\ntext`)).toEqual(set);
    expect(readSetMarker(`<!-- x -->\r\n${toSetMarker([])}\r\n`)).toEqual([]);
    expect(readSetMarker('text')).toBeNull();
  });
});
