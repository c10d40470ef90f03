import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { renderFindingLines, renderNoteLines, renderProgressLine, renderVerdictLine } from '../../src/report/log.ts';
import { aNoncompliantResource, aReport, aSubscription, anUnknownResource, aVault } from '../builders.ts';
import { anyReport } from './arbitraries.ts';
import { cleanReport } from './samples.ts';

test('one line for each finding', () => {
  const report = aReport({
    resources: [anUnknownResource('forbidden', { ...aVault({ name: 'kv-b' }), detail: '' }), aNoncompliantResource()],
    subscriptions: [aSubscription({ status: 'partial', detail: 'HTTP 503.' })],
  });
  expect(renderFindingLines(report)).toEqual([
    '🟥 noncompliant kv-app in Production / rg-app: no diagnostic setting. The vault has no diagnostic setting.',
    '🟨 unknown kv-b in Production / rg-app: no permission',
    '🟨 read in part subscription Production. HTTP 503.',
  ]);
});

test('a clean run has none', () => {
  expect(renderFindingLines(cleanReport())).toEqual([]);
});

test('a note is one line, whatever is in it, and cut when it is too long', () => {
  const notes = ['One\n::error::two\r\nthree\u2028four', 'x'.repeat(2_000)];
  const lines = renderNoteLines(aReport({ notes }));
  expect(lines).toEqual(['One ::error::two three four', expect.stringMatching(/^x{400,499}…$/)]);
  expect(renderNoteLines(cleanReport())).toEqual([]);
});

test('the last line is the verdict', () => {
  expect(renderVerdictLine(cleanReport())).toBe('✅ All 3 vaults keep an audit log.');
});

test('every line is one line without controls', () => {
  fc.assert(
    fc.property(anyReport, (report) => {
      for (const line of [...renderFindingLines(report), ...renderNoteLines(report), renderVerdictLine(report)]) {
        expect(line).not.toMatch(/[\p{Cc}\p{Zl}\p{Zp}\u202A-\u202E\u2066-\u2069]/u);
        expect(line.length).toBeLessThan(10_000);
      }
    }),
  );
});

describe('progress', () => {
  test.each([
    [{ read: 0, found: 1, waitingUntil: null }, 'read 0 of 1 vault'],
    [{ read: 120, found: 400, waitingUntil: null }, 'read 120 of 400 vaults'],
    [
      { read: 120, found: 400, waitingUntil: Date.UTC(2026, 10, 22, 12, 0, 5) },
      'read 120 of 400 vaults, waiting for Azure until 12:00:05 UTC',
    ],
  ])('%j', (progress, expected) => {
    expect(renderProgressLine(progress)).toBe(expected);
  });
});
