// product.md § 4, patterns: `*` any characters, `/` too; `?` one character; the whole string, without letter case.
import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { aVault, aWorkspace } from '../builders.ts';
import { idKey } from '../../src/verdict/model.ts';
import { runs } from './runs.ts';
import { toPattern, toTextPattern } from '../../src/verdict/pattern.ts';
import { cpuMs } from '../cpu-time.ts';

const vault = aVault({ name: 'kv-Prod-1' });

describe('patterns without a slash are for names', () => {
  test.each([
    ['kv-Prod-1', true],
    ['KV-PROD-1', true],
    ['*', true],
    ['kv-*', true],
    ['*-1', true],
    ['*prod*', true],
    ['k*p*1', true],
    ['kv**1', true],
    ['kv-prod-?', true],
    ['?????????', true],
    ['kv-prod-1*', true],
    ['kv-prod', false],
    ['prod', false],
    ['kv-prod-1?', false],
    ['????????', false],
    ['kv-prod-2', false],
    ['*-2', false],
    ['', false],
    // No other syntax: these are ordinary characters.
    ['kv-{prod,test}-1', false],
    ['!kv-test', false],
    ['kv-[p]rod-1', false],
    ['kv.prod.1', false],
    ['kv-prod-1|x', false],
    ['kv-prod-\\1', false],
    ['(kv-prod-1)', false],
    ['^kv-prod-1$', false],
  ])('%s: %s', (text, expected) => {
    expect(toPattern(text).matches(vault)).toBe(expected);
    expect(toPattern(text).text).toBe(text);
  });

  test('other syntax matches itself', () => {
    for (const name of ['a{b,c}', '!a', '[a]', 'a.b', 'a|b', 'a\\b', 'a\\', '(a)', '^a$', 'a+', 'a\nb', '::error::']) {
      expect(toPattern(name).matches({ id: '/x', name })).toBe(true);
    }
  });

  test('a name is never compared with a resource ID', () => {
    expect(toPattern('*subscriptions*').matches(vault)).toBe(false);
  });
});

describe('patterns with a slash are for resource IDs', () => {
  test.each([
    [vault.id, true],
    [vault.id.toUpperCase(), true],
    [`${vault.id}/`, true],
    ['/subscriptions/*', true],
    ['*/resourceGroups/rg-app/*', true],
    ['*/RESOURCEGROUPS/rg-???/*', true],
    ['*/vaults/kv-*', true],
    ['/*', true],
    ['*/rg-app', false],
    ['*/vaults/', false],
    ['*/kv-prod', false],
    ['kv-prod-1/', false],
  ])('%s: %s', (text, expected) => {
    expect(toPattern(text).matches(vault)).toBe(expected);
    expect(toPattern(text).matchesId(vault.id)).toBe(expected);
    expect(toPattern(text).matchesId(`${vault.id}/`)).toBe(expected);
  });
});

describe('what stands between the stars', () => {
  test.each([
    ['is found in its order', 'a*b*c', 'a-b-c', true],
    ['is not found in another order', 'a*c*b*', 'a-b-c', false],
    ['may stand right before the end', '*b*', 'ab', true],
    ['may stand right behind the start', 'a*b*', 'ab', true],
    ['may stand right behind another', '*a*b*', 'ab', true],
    ['is nothing between two stars', 'a**b', 'ab', true],
    ['needs a place of its own: start and end', 'a*a', 'a', false],
    ['needs a place of its own: start and end overlap', 'ab*ba', 'aba', false],
    ['needs a place of its own: beside the end', '*a*a', 'a', false],
    ['needs a place of its own: beside the start', 'a*a*', 'a', false],
    ['needs a place of its own: beside another', '*ab*b*', 'ab', false],
  ])('%s: %s and %s', (_, pattern, word, expected) => {
    expect(toPattern(pattern).matches({ id: '/x', name: word })).toBe(expected);
    expect(toTextPattern(pattern).matches(word)).toBe(expected);
    expect(toPattern(`/${pattern}`).matchesId(`/${word}`)).toBe(expected);
  });
});

test('of a thing that only has an ID, the last segment is the name', () => {
  expect(toPattern('LAW-*').matchesId(aWorkspace.id)).toBe(true);
  expect(toPattern('law-central').matchesId(`${aWorkspace.id}/`)).toBe(true);
  expect(toPattern('workspaces').matchesId(aWorkspace.id)).toBe(false);
  expect(toPattern('*').matchesId('')).toBe(true);
});

/** The definition, read aloud: whether `pattern[i…]` matches `text[j…]`, by a table over all i and j. */
function matchesByDefinition(pattern: string, text: string): boolean {
  const [p, t] = [pattern.split(''), text.split('')];
  let row = t.map(() => false).concat(true);
  for (const char of p.toReversed()) {
    const next = row;
    row = [];
    for (let j = t.length; j >= 0; j -= 1) {
      const matchesOne = j < t.length && (char === '?' || char === t[j]) && next[j + 1] === true;
      row[j] = char === '*' ? next[j] === true || (j < t.length && row[j + 1] === true) : matchesOne;
    }
  }
  return row[0] === true;
}

describe('properties', () => {
  const letter = fc.constantFrom('a', 'A', 'b', '-', '.', '\\', '\n', 'ß');
  const name = fc.string({ unit: letter, maxLength: 12 });
  const glob = fc.string({ unit: fc.oneof(letter, fc.constantFrom('*', '?')), maxLength: 10 });

  test('equals the definition', () => {
    fc.assert(
      fc.property(glob, name, (pattern, text) => {
        const expected = matchesByDefinition(pattern.toLowerCase(), text.toLowerCase());
        expect(toPattern(pattern).matches({ id: '/x', name: text })).toBe(expected);
      }),
      runs(5_000),
    );
  });

  test('equals the definition for IDs, without a trailing slash', () => {
    const piece = fc.constantFrom('/', 'a', 'B', 'rg', '-', '.');
    const ids = fc.string({ unit: piece, maxLength: 12 });
    const globs = fc.string({ unit: fc.oneof(piece, fc.constantFrom('*', '?')), maxLength: 8 });
    fc.assert(
      fc.property(globs, ids, (pattern, id) => {
        const text = `/${pattern}`;
        expect(toPattern(text).matchesId(id)).toBe(matchesByDefinition(idKey(text), idKey(id)));
      }),
      runs(5_000),
    );
  });

  test('a text without wildcards matches itself, and any string is a pattern', () => {
    // Not fast-check's own unit `binary`: it takes half a second to fill a table of a million characters.
    const character = fc.integer({ min: 0, max: 0x10ffff }).map((code) => String.fromCodePoint(code));
    const anyText = fc.string({ unit: character });
    fc.assert(
      fc.property(anyText, anyText, (text, other) => {
        expect(typeof toPattern(text).matches({ id: other, name: other })).toBe('boolean');
        expect(toPattern(text).matches({ id: text, name: text })).toBe(true);
      }),
    );
  });

  test('letter case never matters', () => {
    // Of ASCII: a capital elsewhere may be two letters, or belong to two (ß, ı), and Azure's names have none of them.
    const toUpper = (text: string): string => text.replace(/[a-z]/g, (one) => one.toUpperCase());
    fc.assert(
      fc.property(glob, name, (pattern, text) => {
        const expected = toPattern(pattern).matches({ id: '/x', name: text });
        expect(toPattern(toUpper(pattern)).matches({ id: '/x', name: toUpper(text) })).toBe(expected);
      }),
    );
  });
});

test('many stars over a long ID end at once: nobody can stop the audit with a pattern', () => {
  const id = `/${'a'.repeat(299)}`;
  const startedAt = cpuMs();
  for (const stars of [10, 50, 140]) {
    expect(toPattern(`/${'*a'.repeat(stars)}*b`).matchesId(id)).toBe(false);
    expect(toPattern(`/${'*a?'.repeat(stars / 2)}*`).matchesId(id)).toBe(true);
    expect(toPattern(`/${'a*'.repeat(stars)}`).matchesId(`${id}b`)).toBe(true);
  }
  expect(toPattern(`/${'/'.repeat(20_000)}x`).matchesId(`${'/'.repeat(20_000)}x`)).toBe(false);
  expect(cpuMs() - startedAt).toBeLessThan(1_000);
});
