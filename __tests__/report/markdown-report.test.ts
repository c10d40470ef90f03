import { describe, expect, test } from '@jest/globals';
import { escape } from '../../src/report/markdown.ts';
import { renderMarkdownReport } from '../../src/report/markdown-report.ts';
import type { Report } from '../../src/verdict/model.ts';
import { peers } from '../../src/verdict/peers.ts';
import { frameworks } from '../../src/report/frameworks.ts';
import { aJudgedSetting, aLog, anUnknownResource, aReport, aReportResource, aVault } from '../builders.ts';
import { fileContext, hostileReport, manyFailing, sampleReport } from './samples.ts';
import { tokensOf } from './tokens.ts';

const render = (report: Report): string => renderMarkdownReport(report, fileContext);

test('has every resource, however many there are', () => {
  const report = manyFailing(6_000);
  const text = render(report);
  expect(text.length).toBeGreaterThan(1_000_000);
  expect(text).not.toContain('Left out');
  // In the list of what fails, and with all that is known of it.
  const [listed, described] = [/>([^<]+)<\/a>/g, /<b>([^<]+)<\/b>/g].map(
    (form) => new Set([...text.matchAll(form)].map(([, name]) => name)),
  );
  const missing = report.resources.filter(({ name }) => !listed?.has(name) || !described?.has(name));
  expect(missing.map(({ name }) => name)).toEqual([]);
});

test('says what others would say, and with whom we agree', () => {
  const text = render(aReport());
  expect(text).toContain('<summary>What other tools would say</summary>');
  expect(text).toMatch(
    /- <b>fail<\/b>: Prowler wants category AuditEvent, .*; here the audit log is switched on by group audit/,
  );
  expect(text).toContain(
    '- The same as this audit: Azure Policy cf820ca0-f99e-4f3e-84fb-66e913812d21, Azure Quick Review &#40;azqr&#41; and Aqua CloudSploit.',
  );
});

test('a resource without a name or region has a place, too', () => {
  const text = render(aReport({ resources: [aReportResource({ name: ' ', location: null })] }));
  expect(text).toContain('<b>(no name)</b>');
  expect(text).not.toContain('<b>Region</b>');
});

test('says nothing of others where the settings could not be read', () => {
  expect(render(aReport({ resources: [anUnknownResource()] }))).not.toContain('What other tools would say');
});

test('has no line of agreement where nobody agrees', () => {
  // Metrics alone, to a workspace: a finding of ours that the only policy for managed HSMs finds, too, and this does not.
  const settings = [aJudgedSetting({ adequate: false, logs: [aLog({ category: 'Other' })], destinations: [] })];
  const resource = aReportResource({
    ...aVault(),
    type: 'managedHsm',
    status: 'noncompliant',
    reason: 'other-categories-only',
    settings,
  });
  expect(render(aReport({ resources: [resource] }))).not.toContain('The same as this audit');
});

test('shows settings whole: logs, retention, destinations', () => {
  const logs = [
    aLog({ categoryGroup: 'audit', retentionDays: 30 }),
    aLog({ category: 'AuditEvent', enabled: false }),
    aLog(),
  ];
  const text = render(
    aReport({ resources: [aReportResource({ settings: [aJudgedSetting({ logs, metricsEnabled: true })] })] }),
  );
  expect(text).toContain(
    'group <code>audit</code>: on, retention 30 days<br><code>AuditEvent</code>: off<br>no name: on | on | Log Analytics workspace <code>',
  );
});

test('names every peer and every framework, and the options in force', () => {
  const text = render(sampleReport());
  for (const { source } of peers) expect(text).toContain(`<a href="${source}">`);
  for (const { version, controls } of frameworks) {
    expect(text).toContain(`| ${escape(version)} | ${escape(controls.join(', '))} |`);
  }
  expect(text).toContain('| <code>profile</code> | <code>&#34;effective&#34;</code> | default |');
});

test('an empty report has no list of resources', () => {
  expect(render(aReport({ resources: [], requirement: { values: { odd: 1 }, sources: {} } }))).not.toContain(
    'Every resource',
  );
});

describe('hostile data', () => {
  test('brings in no element of Markdown that the sample does not have', () => {
    const typesOf = (report: Report): string[] => [...new Set(tokensOf(render(report)).map(({ type }) => type))].sort();
    expect(typesOf(hostileReport()).filter((type) => !typesOf(sampleReport()).includes(type))).toEqual([]);
  });

  test('leaves as many tables, headings and folds as it has resources', () => {
    // Without the commands: placeholders in them have angle brackets.
    const text = render(hostileReport()).replace(/^(`{3,})bash\n[^]*?\n\1$/gm, '');
    expect(text.match(/<details/g)?.length).toBe(text.match(/<\/details>/g)?.length);
    expect(text).not.toMatch(/<(?!\/?(?:details|summary|b|sub|code|a|br)\b)/);
  });
});
