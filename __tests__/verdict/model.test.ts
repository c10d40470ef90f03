// The words of the contract, which reports and their readers rely on.
import { expect, test } from '@jest/globals';
import { idKey, noncompliantReasons, pastOutcomes, unknownReasons } from '../../src/verdict/model.ts';
import { profiles } from '../../src/verdict/requirement.ts';

test('the reasons of product.md § 2, in the order of its ladder', () => {
  expect(noncompliantReasons).toEqual([
    'no-setting',
    'metrics-only',
    'audit-disabled',
    'other-categories-only',
    'no-destination',
    'destination-not-accepted',
    'destination-not-allowed',
    'destination-missing',
    'cis-groups-missing',
    'copies-missing',
    'metrics-missing',
  ]);
  expect(unknownReasons).toEqual([
    'forbidden',
    'throttled',
    'unavailable',
    'timed-out',
    'not-found',
    'unreadable-response',
  ]);
});

test('the profiles, and what becomes of a finding', () => {
  expect(profiles).toEqual(['effective', 'cis']);
  expect(pastOutcomes).toEqual(['fixed', 'gone', 'waived', 'unread', 'left-out']);
});

test.each([
  ['/A/b', '/a/b'],
  ['/a/b/', '/a/b'],
  ['/a/b//', '/a/b'],
  ['//a', '//a'],
  ['/', ''],
  ['', ''],
])('resource IDs compare without letter case and without slashes at their end: "%s" as "%s"', (id, key) => {
  expect(idKey(id)).toBe(key);
});
