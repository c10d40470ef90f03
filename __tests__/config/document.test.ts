// The file as YAML: everything that can be wrong with it before anybody asks what it means.
import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { anyCharacter } from '../any-character.ts';
import { locate, maxBytes, readDocument, toValue } from '../../src/config/document.ts';
import { problemsOf } from './reading.ts';

const value = (text: string): unknown => {
  const reading = readDocument(Buffer.from(text));
  return reading.kind === 'tree' ? (JSON.parse(JSON.stringify(toValue(reading.tree))) as unknown) : reading.problems;
};

describe('is read', () => {
  test.each([
    ['a: 1\nb: [x, y]\n', { a: 1, b: ['x', 'y'] }],
    ['a: 1\r\nb: true\r\n', { a: 1, b: true }],
    ['\uFEFFa: 1', { a: 1 }],
    ['%YAML 1.2\n---\na: yes\n...\n', { a: 'yes' }],
    ['a: 2026-12-31', { a: '2026-12-31' }],
    ['a: &x [p, q]\nb: *x', { a: ['p', 'q'], b: ['p', 'q'] }],
    ['a: &x p\nb: &x q\nc: *x', { a: 'p', b: 'q', c: 'q' }],
    ['{"a": "json"}', { a: 'json' }],
    ['a:', { a: null }],
    ['', null],
    ['# only a comment\n', null],
    ['constructor: 1\ntoString: 2', { constructor: 1, toString: 2 }],
  ])('%j as %j', (text, expected) => {
    expect(value(text)).toEqual(expected);
  });
});

describe('is refused', () => {
  test.each<[string, string | Uint8Array, string]>([
    ['a key twice', 'version: 1\nscope: {}\nversion: 1', '3:1 the key "version" stands here twice, first in line 1'],
    ['a key twice in braces', 'a: {b: 1, b: 2}', '1:11 the key "b" stands here twice, first in line 1'],
    [
      'two documents',
      'a: 1\n---\nb: 2',
      '2:1 this is not YAML: Source contains multiple documents; please use YAML.parseAllDocuments()',
    ],
    [
      'an open bracket',
      'a: [1, 2',
      '1:9 this is not YAML: Flow sequence in block collection must be sufficiently indented and end with a ]',
    ],
    ['a tab', 'a:\n\tb: 1', '2:1 this is not YAML: Tabs are not allowed as indentation'],
    ['a key that is a map', '? {a: 1}\n: b', '1:3 this is not YAML: With stringKeys, all keys must be strings'],
    ['a tag of YAML', 'a: !!binary aGk=', '1:13 tags such as "tag:yaml.org,2002:binary" are not understood'],
    ['a tag of nobody', 'a: !x 1', '1:4 this is not YAML: Unresolved tag: !x'],
    ['YAML 1.1', '%YAML 1.1\n---\na: yes', '1:1 this is YAML 1.1; the file is read as YAML 1.2, without %YAML'],
    ['YAML of the future', '%YAML 1.3\n---\na: yes', '1:7 this is not YAML: Unsupported YAML version 1.3'],
    ['an alias to nothing', 'a: *x', '1:4 the alias *x refers to nothing above'],
    ['an alias to what comes later', 'a: *x\nb: &x 1', '1:4 the alias *x refers to nothing above'],
    ['an alias to itself', 'a: &x [*x]', '1:8 the alias *x refers to what it is a part of'],
    ['the prototype', '__proto__: {a: 1}', '1:1 the key "__proto__" is not allowed'],
    ['the prototype, quoted and deep', 'a: [{"__proto__": 1}]', '1:6 the key "__proto__" is not allowed'],
    ['a deep nest', '['.repeat(25) + ']'.repeat(25), '1:21 the values are nested too deeply'],
    [
      'latin 1',
      Buffer.from('version: 1\nowner: Müller', 'latin1'),
      '2:1 the file is not UTF-8: save it as UTF-8, and try again',
    ],
    [
      'UTF-16',
      Buffer.from('\uFEFFversion: 1', 'utf16le'),
      '1:1 the file is not UTF-8: save it as UTF-8, and try again',
    ],
    [
      'a byte too much',
      Buffer.alloc(maxBytes + 1, '#'),
      '1:1 the file has 1048577 bytes; at most 1048576 (1 MiB) are read',
    ],
  ])('%s', (_, text, problem) => {
    expect(problemsOf(text)[0]).toBe(problem);
  });

  test('a bomb of aliases, before it goes off', () => {
    const level = (name: string, of: string): string => `${name}: &${name} [${Array(10).fill(`*${of}`).join(', ')}]`;
    const names = ['a', 'b', 'c', 'd', 'e', 'f', 'g', 'h'];
    const bomb = ['a: &a [x]', ...names.slice(1).map((name, index) => level(name, names[index] ?? ''))].join('\n');
    expect(problemsOf(bomb)).toEqual([
      expect.stringMatching(/^\d+:\d+ there are more than 100000 values, aliases followed$/),
    ]);
  });

  test.each(['[', '{', '- ', '? '])('%j many times, without a stack that overflows', (text) => {
    expect(problemsOf(text.repeat(20_000)).join()).toContain('the values are nested too deeply');
  });

  test('ten thousand keys, in no time: the library alone would take a minute', () => {
    const started = performance.now();
    const keys = Array.from({ length: 10_000 }, (_, index) => `k${index}: 1`).join('\n');
    expect(problemsOf(keys).length).toBeGreaterThan(0);
    expect(performance.now() - started).toBeLessThan(20_000);
  });
});

test('a file of exactly 1 MiB is read', () => {
  const text = 'version: 1\n#';
  expect(problemsOf(Buffer.from(text.padEnd(maxBytes, 'x')))).toEqual([]);
});

test('a key that pollutes nothing means nothing', () => {
  const reading = readDocument(Buffer.from('constructor: {prototype: {polluted: 1}}'));
  expect(reading.kind === 'tree' && Object.getPrototypeOf(toValue(reading.tree))).toBeNull();
  expect(({} as { polluted?: number }).polluted).toBeUndefined();
});

test('places are those of values and keys; of what is missing, where it belongs', () => {
  const reading = readDocument(Buffer.from('a:\n  - b: 1\n    c: 2\n'));
  if (reading.kind !== 'tree') throw new Error('not read');
  expect(locate(reading.tree, ['a', 0, 'c'])).toEqual({ line: 3, column: 8 });
  expect(locate(reading.tree, ['a', 0, 'c'], 'key')).toEqual({ line: 3, column: 5 });
  expect(locate(reading.tree, ['a', 0, 'd'])).toEqual({ line: 2, column: 5 });
  expect(locate(reading.tree, ['a', 7])).toEqual({ line: 2, column: 3 });
  expect(locate(reading.tree, ['x'])).toEqual({ line: 1, column: 1 });
});

describe('no text crashes it', () => {
  const yaml = fc
    .array(
      fc.constantFrom(
        ...[
          'version: 1',
          'a',
          ':',
          ' ',
          '\n',
          '- ',
          '? ',
          '[',
          ']',
          '{',
          '}',
          ',',
          '&a ',
          '*a',
          '!!str ',
          '!x',
          '|',
          '>',
          '"',
          "'",
        ],
        ...[
          '#',
          '---',
          '...',
          '%YAML 1.1\n',
          '\t',
          '<<: ',
          'scope:',
          'waivers:',
          '__proto__',
          '\u0000',
          '\uFEFF',
          '  ',
        ],
      ),
      { maxLength: 40 },
    )
    .map((parts) => parts.join(''));

  test.each([
    ['pieces of YAML', yaml.map((text) => Buffer.from(text))],
    ['any text', fc.string({ unit: anyCharacter, maxLength: 200 }).map((text) => Buffer.from(text))],
    ['any bytes', fc.uint8Array({ maxLength: 200 }).map((bytes) => Buffer.from(bytes))],
  ])('%s', (_, bytes) => {
    fc.assert(
      fc.property(bytes, (input) => {
        const lines = input.toString('latin1').split('\n').length;
        for (const problem of problemsOf(input)) {
          const [, line = '', column = ''] = /^(\d+):(\d+) \S/.exec(problem) ?? [];
          expect(Number(line)).toBeGreaterThanOrEqual(1);
          expect(Number(line)).toBeLessThanOrEqual(lines);
          expect(Number(column)).toBeGreaterThanOrEqual(1);
        }
      }),
      { numRuns: 2_000 },
    );
  });
});
