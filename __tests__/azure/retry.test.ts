// The one retry policy, rule by rule.
import { describe, expect, test } from '@jest/globals';
import { attemptTimeoutMs, backoffMs, mayRenewToken, newHistory, parseRetryAfter } from '../../src/azure/retry.ts';
import type { ReadHistory } from '../../src/azure/retry.ts';

const after = (attempts: number, spentMs = 0): ReadHistory => ({ ...newHistory, attempts, spentMs });

describe('backoff', () => {
  test.each([
    [1, 125, 250],
    [2, 250, 500],
    [3, 500, 1_000],
    [4, 1_000, 2_000],
    [5, 2_000, 4_000],
    [6, 2_000, 4_000],
    [11, 2_000, 4_000],
  ])('after attempt %i: from %i to %i ms, by chance', (attempts, least, most) => {
    expect(backoffMs(after(attempts), null, 0)).toBe(least);
    expect(backoffMs(after(attempts), null, 0.999_999_9)).toBeCloseTo(most, 0);
  });

  test('twelve attempts, no thirteenth', () => {
    expect(backoffMs(after(11), null, 0)).not.toBeNull();
    expect(backoffMs(after(12), null, 0)).toBeNull();
    expect(backoffMs(after(12), 0, 0)).toBeNull();
  });

  test('Retry-After is waited where it is longer', () => {
    expect(backoffMs(after(1), 3_000, 0)).toBe(3_000);
    expect(backoffMs(after(5), 1_000, 0)).toBe(2_000);
    expect(backoffMs(after(1), 0, 0)).toBe(125);
  });

  test('45 seconds in all', () => {
    expect(backoffMs(after(5, 42_999), null, 0)).toBe(2_000);
    expect(backoffMs(after(5, 43_000), null, 0)).toBeNull();
    expect(backoffMs(after(1), 44_999, 0)).toBe(44_999);
    expect(backoffMs(after(1), 45_000, 0)).toBeNull();
  });
});

test.each([
  [0, 20_000],
  [25_000, 20_000],
  [30_000, 15_000],
  [44_000, 1_000],
])('after %i ms an attempt may take %i ms', (spentMs, expected) => {
  expect(attemptTimeoutMs(after(1, spentMs))).toBe(expected);
});

describe('a refused token', () => {
  const refused = (count: number): ReadHistory => ({
    ...newHistory,
    refusedTokens: Array.from({ length: count }, (_, index) => `token ${index}`),
  });

  test.each([0, 1, 2, 3])('after %i others another may be tried', (count) => {
    expect(mayRenewToken(refused(count), 'this one')).toBe(true);
  });

  test('the fifth different one is the last', () => {
    expect(mayRenewToken(refused(4), 'this one')).toBe(false);
  });

  test('the same one twice: renewal gives no other', () => {
    expect(mayRenewToken(refused(1), 'token 0')).toBe(false);
  });
});

describe('Retry-After', () => {
  const now = Date.parse('2026-11-22T03:17:00Z');
  test.each<[string | undefined, number | null]>([
    ['0', 0],
    ['1', 1_000],
    ['17', 17_000],
    ['  5 ', 5_000],
    ['0.5', 500],
    ['3600', 3_600_000],
    ['Sun, 22 Nov 2026 03:17:05 GMT', 5_000],
    ['sun, 22 nov 2026 03:17:05 gmt', 5_000],
    ['Sunday, 22-Nov-26 03:17:05 GMT', 5_000],
    ['Sun, 22 Nov 2026 03:16:00 GMT', 0],
    [undefined, null],
    ['', null],
    ['   ', null],
    ['-5', null],
    ['5s', null],
    ['1e3', null],
    ['soon', null],
    ['soon 5', null],
    ['May 1', null],
    ['2026-11-22T03:17:05Z', null],
    ['Sun, 99 Nov 2026 03:17:05 GMT', null],
    ['NaN', null],
    ['Infinity', null],
  ])('%s → %s', (header, expected) => {
    expect(parseRetryAfter(header, now)).toBe(expected);
  });

  test.each([
    ['Sun, 22 Nov 2026 04:17:00 GMT', 10_000],
    ['not a date', 3_610_000],
    ['', 3_610_000],
  ])("a date is compared with the server's own (%s)", (date, expected) => {
    expect(parseRetryAfter('Sun, 22 Nov 2026 04:17:10 GMT', now, date)).toBe(expected);
    expect(parseRetryAfter('7', now, date)).toBe(7_000);
  });
});
