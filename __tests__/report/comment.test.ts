// What is left in conversations: golden files, the limit of GitHub, hostile names.
import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { aNoncompliantResource, aReport, aVault, aWaivedResource } from '../builders.ts';
import { expectGolden } from '../golden.ts';
import {
  maxBodyBytes,
  renderClosing,
  renderErrorMessage,
  renderMessage,
  renderSetChange,
} from '../../src/report/comment.ts';
import { redactReport } from '../../src/report/redact.ts';
import { describeAge, outcomeWords } from '../../src/report/changes-part.ts';
import { pastOutcomes, type Changes, type Report } from '../../src/verdict/model.ts';
import { anyReport } from './arbitraries.ts';
import { context as rendering, hostileStrings, sampleReport } from './samples.ts';

const context = { ...rendering, writer: '.github/workflows/audit.yml · audit · blue' };
const opening = '<!-- mark -->\n';
const since = '2026-11-01T03:17:00.000Z';

/** Every outcome and every age. */
function changedReport(): Report {
  const past = pastOutcomes.map((outcome, index) => {
    const { id, name, type, subscriptionId, resourceGroup } = aVault({ name: `kv-${outcome}` });
    return { id, name, type, subscriptionId, resourceGroup, since: index === 0 ? null : since, outcome };
  });
  const counts: Changes['counts'] = { new: 1, still: 2, fixed: 1, gone: 1, waived: 1, unread: 1, 'left-out': 1 };
  return aReport({
    resources: [
      aNoncompliantResource('no-setting', { ...aVault({ name: 'kv-new' }), change: 'new', since }),
      aNoncompliantResource('no-setting', { ...aVault({ name: 'kv-still' }), change: 'still', since }),
      aNoncompliantResource('no-setting', { ...aVault({ name: 'kv-old' }), change: 'still', since: null }),
    ],
    changes: { baseline: { startedAt: since }, counts, past, lostSubscriptions: [{ id: 'lost', displayName: 'Lost' }] },
  });
}

test.each<[string, Report]>([
  ['sample', sampleReport()],
  ['changed', changedReport()],
])('%s', (name, report) => {
  expectGolden(`comment/${name}.md`, renderMessage(report, context, opening));
  const shown = redactReport(report);
  const redacted = renderMessage(shown, { ...context, redacted: true }, opening);
  expectGolden(`comment/${name}-redacted.md`, redacted);
  for (const { name: secret } of report.resources) expect(redacted).not.toContain(secret);
});

test.each([
  [1, '### 1 finding of the earlier report is none any more\n'],
  [2, '### 2 findings of the earlier report are none any more\n'],
  [20, '### 20 findings of the earlier report are none any more\n'],
  [21, '<details>\n<summary><b>21 findings of the earlier report are none any more</b></summary>\n'],
])('%d past findings: %s', (count, title) => {
  const past = Array.from({ length: count }, (_, n) => ({
    ...aVault({ name: `kv-past-${String(n)}-` }),
    since,
    outcome: 'fixed' as const,
  }));
  const { changes, ...report } = changedReport();
  const text = renderMessage(aReport({ ...report, changes: changes && { ...changes, past } }), context, opening);
  expect(text).toContain(`\n${title}`);
  expect(text.match(/\| ✅ fixed \| 2026-11-01 \|/g)).toHaveLength(count);
});

test('once nothing fails it is short; with waivers it does not say that everything is logged', () => {
  expect(renderMessage(aReport(), context, opening)).toContain('\nAll logged.\n');
  const waived = renderMessage(aReport({ resources: [aWaivedResource()] }), context, opening);
  expect(waived).toContain('Nothing fails; what is waived stands in the summary');
  expect(waived).not.toContain('All logged');
});

test('what is said in the issue', () => {
  const report = changedReport();
  const added = Array.from({ length: 60 }, (_, n) => `kv-${String(n)}`);
  const texts = [
    renderSetChange(report, { added, removed: 1 }, context),
    renderSetChange(report, { added: [], removed: 2 }, { ...context, runUrl: '' }),
    renderClosing(aReport(), context),
    renderErrorMessage('KVA-FEDERATION', context, opening),
  ];
  expectGolden('comment/said.md', texts.join('\n---\n\n'));
});

describe('limits', () => {
  test('any report fits, and begins with the mark', () => {
    fc.assert(
      fc.property(anyReport, (report) => {
        const text = renderMessage(report, context, opening, 6_000);
        expect(text.startsWith(opening)).toBe(true);
        expect(Buffer.byteLength(text)).toBeLessThanOrEqual(6_000);
      }),
    );
  });

  test('very many findings: the failing ones stay longest', () => {
    const resources = Array.from({ length: 2_000 }, (_, n) =>
      aNoncompliantResource('no-setting', aVault({ name: `kv-${String(n)}` })),
    );
    const text = renderMessage(aReport({ resources }), context, opening);
    expect(Buffer.byteLength(text)).toBeLessThanOrEqual(maxBodyBytes);
    expect(text).toMatch(/Left out for want of space: \d+ of 2000 failing resources\./);
  });
});

test('hostile names are only names', () => {
  const text = renderSetChange(
    aReport(),
    { added: hostileStrings, removed: 0 },
    { ...context, writer: hostileStrings.join('') },
  );
  expect(text).not.toMatch(/<script|<img|-->|@octocat|\]\(/);
});

test('ages and outcomes have words', () => {
  expect(describeAge({ change: null, since: null })).toBe('');
  expect(Object.keys(outcomeWords)).toEqual([...pastOutcomes]);
});
