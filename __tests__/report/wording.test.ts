import { describe, expect, test } from '@jest/globals';
import { countOf, countOfResources, enumerate, wordsFor } from '../../src/report/wording.ts';
import { noncompliantReasons, unknownReasons } from '../../src/verdict/model.ts';
import { aVault, anHsm } from '../builders.ts';

describe.each([...noncompliantReasons, ...unknownReasons])('%s', (reason) => {
  test('has words that fit a table cell, and whole sentences', () => {
    const { short, sentence, advice } = wordsFor(reason);
    expect(short.length).toBeLessThanOrEqual(32);
    expect(short).toMatch(/^\w.*\w$/);
    expect(sentence).toMatch(/^[A-Z].*\.$/);
    expect(advice).toMatch(/^[A-Z].*\.$/);
    // They stand in Markdown as they are.
    expect(short + sentence + advice).not.toMatch(/[<>&|`*_[\]#~\\@$]/);
  });
});

test.each([
  [[], '0 vaults'],
  [[aVault()], '1 vault'],
  [[aVault(), aVault()], '2 vaults'],
  [[anHsm()], '1 managed HSM'],
  [[anHsm(), anHsm()], '2 managed HSMs'],
  [[aVault(), anHsm()], '2 vaults and managed HSMs'],
])('%# counts as %j', (resources, expected) => {
  expect(countOfResources(resources)).toBe(expected);
});

test('counts', () => {
  expect([countOf(1, 'note'), countOf(0, 'note'), countOf(2, 'entry', 'entries')]).toEqual([
    '1 note',
    '0 notes',
    '2 entries',
  ]);
});

test('enumerates', () => {
  expect([enumerate([]), enumerate(['a']), enumerate(['a', 'b']), enumerate(['a', 'b', 'c'])]).toEqual([
    '',
    'a',
    'a and b',
    'a, b and c',
  ]);
});
