// What is excused and left out, as the summary and the log tell it.
import { describe, expect, test } from '@jest/globals';
import { describeExpiry, renderExceptionLines } from '../../src/report/exceptions.ts';
import { escape } from '../../src/report/markdown.ts';
import { redactReport } from '../../src/report/redact.ts';
import { renderSummary } from '../../src/report/summary.ts';
import type { Report, ReportWaiver } from '../../src/verdict/model.ts';
import { aNoncompliantResource, aReport, aReportResource, aVault, aWaivedResource } from '../builders.ts';
import { expectGolden } from '../golden.ts';
import { context, hostileStrings } from './samples.ts';

function aReportWaiver(overrides: Partial<ReportWaiver> = {}): ReportWaiver {
  return {
    match: { name: ['kv-legacy'] },
    reason: 'Decommissioned in January, ticket OPS-1234',
    owner: 'platform-team',
    expires: '2026-12-31',
    daysLeft: 39,
    line: 12,
    state: 'in-force',
    use: 'needed',
    resources: [aVault({ name: 'kv-legacy' }).id],
    ...overrides,
  };
}

const commit = '0123456789abcdef0123456789abcdef01234567';

/** Everything that can be said, with `text` wherever a file or Azure has a say. */
function reportWith(text: string): Report {
  return aReport({
    resources: [
      aReportResource(aVault({ name: 'kv-good' })),
      aNoncompliantResource('no-setting', aVault({ name: 'kv-failing' })),
      aWaivedResource({
        ...aVault({ name: 'kv-legacy' }),
        waiver: { reason: text, owner: text, expires: '2026-12-31', daysLeft: 39 },
      }),
    ],
    configuration: {
      file: { repository: 'octo-org/payments', path: '.github/keyvault-audit.yml', ref: commit, commit },
      proposed: { commit, changes: [`It adds a waiver for ${text}`, 'It changes profile from cis to effective.'] },
    },
    waivers: [
      aReportWaiver(),
      aReportWaiver({
        line: 17,
        owner: text,
        match: { id: [text] },
        state: 'expiring',
        expires: '2026-12-01',
        daysLeft: 9,
      }),
      aReportWaiver({
        line: 22,
        state: 'expired',
        expires: '2026-11-01',
        daysLeft: -21,
        match: { name: ['kv-failing'] },
      }),
      aReportWaiver({
        line: 27,
        use: 'unneeded',
        match: { name: ['kv-good'], subscription: ['1', '2'] },
        resources: [],
      }),
      aReportWaiver({ line: 32, use: 'undecided', match: { 'resource-group': ['rg-*'] }, resources: [] }),
    ],
    leftOutByTags: [{ ...aVault({ name: 'kv-dev' }), tags: { environment: text } }],
    counts: { total: 3, compliant: 1, noncompliant: 1, unknown: 0, waived: 1, excluded: 4 },
  });
}

test.each([
  ['exceptions', reportWith('dev'), false],
  ['exceptions-redacted', redactReport(reportWith('dev')), true],
])('%s: summary and log', (name, report, redacted) => {
  expectGolden(`report/${name}.summary.md`, renderSummary(report, { ...context, redacted }));
  expectGolden(`report/${name}.log.txt`, `${renderExceptionLines(report).join('\n')}\n`);
});

test.each([
  [39, '2026-12-31, 39 days left'],
  [1, '2026-12-31, 1 day left'],
  [0, '2026-12-31, its last day'],
  [-1, '2026-12-31, ran out'],
])('%i days left: %s', (daysLeft, text) => {
  expect(describeExpiry({ expires: '2026-12-31', daysLeft })).toBe(text);
});

test('a report without any says nothing', () => {
  expect(renderExceptionLines(aReport())).toEqual([]);
  const summary = renderSummary(aReport({ waivers: [aReportWaiver()] }), context);
  expect(summary).not.toMatch(/to look at|left out|pull request/);
  expect(summary).toContain('no configuration file');
});

test('a file of another repository is told with the ref that was asked for', () => {
  const file = { repository: 'octo-org/policies', path: 'kv/audit.yml', ref: 'v1', commit };
  expect(renderSummary(aReport({ configuration: { file, proposed: null } }), context)).toContain(
    'configuration <code>kv/audit.yml</code> of octo-org/policies at <code>0123456789</code> (v1)',
  );
});

test('a pull request that brings the first file is told that the audit ran without it', () => {
  const proposed = { commit, changes: ['It changes profile from effective to cis.'] };
  const report = aReport({ configuration: { file: null, proposed } });
  expect(renderExceptionLines(report)[0]).toContain('The audit ran without it; the change counts once it is merged');
});

describe('hostile text', () => {
  test.each(hostileStrings.filter((text) => text.length < 60))('%j is shown, and means nothing', (text) => {
    const expected = renderSummary(reportWith('PLACEHOLDER'), context).replaceAll('PLACEHOLDER', () => escape(text));
    // Its place in a cell decides about a list or a heading, so only what stands in the middle of a line is compared.
    const middle = (markdown: string): string[] => markdown.split('\n').filter((line) => line.startsWith('|'));
    const shown = middle(renderSummary(reportWith(text), context));
    expect(shown.map((line) => line.split(' | ').length)).toEqual(
      middle(expected).map((line) => line.split(' | ').length),
    );
    for (const line of renderExceptionLines(reportWith(text))) expect(line).not.toMatch(/[\r\n]/);
  });

  test('of the file does not show in a redacted report', () => {
    const text = 'SECRET-TEXT';
    const redacted = redactReport(reportWith(text));
    expect(JSON.stringify(redacted)).not.toContain(text);
    expect(JSON.stringify({ ...redacted, configuration: null })).not.toMatch(/kv-(?:legacy|dev|failing|good)|rg-/);
  });
});
