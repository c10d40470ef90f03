import { describe, expect, test } from '@jest/globals';
import type { Report } from '../../../src/verdict/model.ts';
import { idMark, type PageData } from '../../../src/report/html/page-data.ts';
import { renderHtml } from '../../../src/report/html/page.ts';
import {
  aJudgedSetting,
  aLog,
  aNoncompliantResource,
  aReport,
  aReportResource,
  aVault,
  anUnknownResource,
} from '../../builders.ts';
import { fileContext as context, sampleReport } from '../samples.ts';
import { dataOf, textOf } from './page-data.ts';

describe('the data of the script', () => {
  const report = sampleReport();
  const data = dataOf(renderHtml(report, context));
  const find = (name: string): PageData['resources'][number] | undefined =>
    data.resources.find((one) => one.name === name);

  test('have what is worst first, like the rows', () => {
    const page = renderHtml(report, context);
    const names = [...page.matchAll(/aria-label="Details of ([^"]*)"/g)].map(([, name]) => name);
    expect(data.resources.map(({ name }) => name)).toEqual(names);
    expect([...new Set(data.resources.map(({ status }) => status))]).toEqual([
      'noncompliant',
      'unknown',
      'waived',
      'compliant',
    ]);
  });

  test('have a fix for what fails, which differs between vaults in the ID alone', () => {
    const script = textOf(data, find('kv-fail-01')?.fix?.script);
    expect(script).toContain(`--resource '${idMark}'`);
    expect(script).toContain('az monitor diagnostic-settings create');
    expect(find('kv-good-1')?.fix).toBeUndefined();
  });

  test('never put an ID with foreign characters into a script', () => {
    const id = `${aVault().id}'; reboot; '`;
    const page = dataOf(renderHtml(aReport({ resources: [aNoncompliantResource('no-setting', { id })] }), context));
    const script = textOf(page, page.resources[0]?.fix?.script);
    expect(script).toContain('--resource "$RESOURCE_ID"');
    expect(script).not.toContain('reboot');
    expect(script).not.toContain(idMark);
  });

  test('say who may read what could not be read, where the subscription has a proper ID', () => {
    expect(textOf(data, find('kv-forbidden')?.fix?.script)).toContain('az role assignment create');
    expect(find('kv-throttled')?.fix).toBeUndefined();
    const subscriptionId = 'x';
    const odd = dataOf(
      renderHtml(aReport({ resources: [anUnknownResource('forbidden', { subscriptionId })] }), context),
    );
    expect(odd.resources[0]?.fix).toBeUndefined();
  });

  test.each<[string, Partial<Report>, string]>([
    [
      'most used',
      { resources: [aReportResource(), aNoncompliantResource('no-setting', aVault({ name: 'kv-x' }))] },
      'use most',
    ],
    [
      'the only allowed',
      {
        resources: [aNoncompliantResource()],
        requirement: { values: { 'allowed-destinations': [aJudgedSetting().destinations[0]?.id] }, sources: {} },
      },
      'the requirement allows',
    ],
    ['not known', { resources: [aNoncompliantResource()] }, 'Fill in'],
    [
      'not changed',
      {
        resources: [
          aNoncompliantResource('audit-disabled', {
            settings: [aJudgedSetting({ adequate: false, logs: [aLog({ categoryGroup: 'audit', enabled: false })] })],
          }),
        ],
      },
      '',
    ],
  ])('say where a destination comes from: %s', (_, overrides, remark) => {
    const page = dataOf(renderHtml(aReport(overrides), context));
    const fix = page.resources.find(({ status }) => status === 'noncompliant')?.fix;
    const text = textOf(page, fix?.remark);
    if (remark === '') expect(text).toBe('');
    else expect(text).toContain(remark);
  });

  test('have what others would say', () => {
    const opinions = find('kv-good-1')?.peers ?? [];
    expect(opinions.map(([peer, passes]) => [data.peers[peer]?.tool, passes])).toContainEqual(['Prowler', false]);
    expect(find('kv-forbidden')?.peers).toBeUndefined();
  });

  test('name categories and groups apart, and entries without a name', () => {
    const logs = [
      aLog({ category: 'AuditEvent' }),
      aLog({ categoryGroup: 'audit' }),
      aLog({ category: '', categoryGroup: 'allLogs', enabled: false }),
      aLog({ enabled: false }),
    ];
    const page = dataOf(
      renderHtml(aReport({ resources: [aReportResource({ settings: [aJudgedSetting({ logs })] })] }), context),
    );
    const [setting] = page.resources[0]?.settings ?? [];
    expect(setting?.on.map((ref) => textOf(page, ref))).toEqual(['AuditEvent', 'group audit']);
    expect(setting?.off.map((ref) => textOf(page, ref))).toEqual(['group allLogs', 'without a name']);
  });

  test('say which override a vault is held to', () => {
    const requirement = {
      profile: 'cis' as const,
      acceptedDestinations: ['log-analytics' as const],
      allowedDestinations: ['*/law-central'],
      requireMetrics: true,
      minimumCopies: 2,
      override: 3,
    };
    const page = dataOf(
      renderHtml(
        aReport({
          resources: [
            aReportResource({ requirement }),
            aReportResource({
              ...aVault({ name: 'kv-b' }),
              requirement: { ...requirement, allowedDestinations: null, minimumCopies: 1, requireMetrics: false },
            }),
          ],
        }),
        context,
      ),
    );
    expect(page.resources.map(({ override }) => textOf(page, override))).toEqual([
      'override 3 of the configuration file: profile cis; to log-analytics; only */law-central; 2 kinds of destination; with metrics',
      'override 3 of the configuration file: profile cis; to log-analytics',
    ]);
  });
});
