import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { fixesFor } from '../../../src/report/fixes/one-fix.ts';
import { fillIn, type PageData } from '../../../src/report/html/page-data.ts';
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

  test('have a fix in every language for what fails, and none for the rest', () => {
    const fix = find('kv-fail-01')?.fix;
    expect(fix?.scripts.map(({ language }) => textOf(data, language))).toEqual(['Azure CLI', 'Bicep', 'Terraform']);
    expect(textOf(data, fix?.remark)).toMatch(
      /^no diagnostic setting: a new setting, to the Log Analytics workspace .*\.$/,
    );
    expect(find('kv-legacy')?.fix).toBeDefined();
    expect(find('kv-good-1')?.fix).toBeUndefined();
  });

  test('have scripts that many resources share, and that come out as they were', () => {
    const shared = find('kv-fail-01')?.fix?.scripts;
    expect(find('kv-legacy')?.fix?.scripts.slice(0, 2)).toEqual(shared?.slice(0, 2));
    const fixFor = fixesFor(report);
    for (const resource of report.resources) {
      const found = fixFor(resource);
      const scripts = find(resource.name)?.fix?.scripts ?? [];
      const texts = scripts.map(({ template }) => fillIn(textOf(data, template), resource.id));
      if (found !== null) expect(texts).toEqual([found.azureCli, found.bicep, found.terraform]);
    }
  });

  test('come out as they were, whatever a vault is called', () => {
    const vaultName = fc.oneof(
      fc.constantFrom(
        'name',
        'identifier',
        'nam',
        'vault',
        'a-b',
        'setting',
        'rg-app',
        'logs',
        'Microsoft',
        'key-vault-audit',
      ),
      fc.stringMatching(/^[a-z0-9-]{3,24}$/),
    );
    fc.assert(
      fc.property(vaultName, (name) => {
        const one = aReport({ resources: [aReportResource(), aNoncompliantResource('no-setting', aVault({ name }))] });
        const failing = one.resources.find(({ status }) => status === 'noncompliant');
        const page = dataOf(renderHtml(one, context));
        const [first] = page.resources;
        const texts = first?.fix?.scripts.map(({ template }) => fillIn(textOf(page, template), first.id));
        const found = failing === undefined ? null : fixesFor(one)(failing);
        expect(texts).toEqual([found?.azureCli, found?.bicep, found?.terraform]);
      }),
    );
  });

  test('never put an ID with foreign characters into a script', () => {
    const id = `${aVault().id}'; reboot; '`;
    const page = dataOf(renderHtml(aReport({ resources: [aNoncompliantResource('no-setting', { id })] }), context));
    const scripts = page.resources[0]?.fix?.scripts.map(({ template }) => textOf(page, template)) ?? [];
    expect(scripts).toHaveLength(1);
    expect(scripts[0]).toContain('az monitor diagnostic-settings create');
    expect(scripts.join('')).not.toMatch(/reboot|\{\{/);
  });

  test('say who may read what could not be read, where the subscription has a proper ID', () => {
    const [role] = find('kv-forbidden')?.fix?.scripts ?? [];
    expect(textOf(data, role?.template)).toContain('az role assignment create');
    expect(find('kv-throttled')?.fix).toBeUndefined();
    const subscriptionId = 'x';
    const odd = dataOf(
      renderHtml(aReport({ resources: [anUnknownResource('forbidden', { subscriptionId })] }), context),
    );
    expect(odd.resources[0]?.fix).toBeUndefined();
  });

  test('say how old a finding is', () => {
    const resources = [
      aNoncompliantResource('no-setting', {
        ...aVault({ name: 'kv-a' }),
        change: 'new',
        since: '2026-11-22T03:17:00Z',
      }),
      aNoncompliantResource('no-setting', {
        ...aVault({ name: 'kv-b' }),
        change: 'still',
        since: '2026-11-20T03:17:00Z',
      }),
      aNoncompliantResource('no-setting', aVault({ name: 'kv-c' })),
    ];
    const page = dataOf(renderHtml(aReport({ resources }), context));
    expect(page.resources.map(({ age, isNew }) => [textOf(page, age), isNew])).toEqual([
      ['new', true],
      ['since 2026-11-20', undefined],
      ['', undefined],
    ]);
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
      'override 3 of the configuration file: profile cis; destinations log-analytics; only */law-central; at least 2 kinds of them; metrics too',
      'override 3 of the configuration file: profile cis; destinations log-analytics',
    ]);
  });
});
