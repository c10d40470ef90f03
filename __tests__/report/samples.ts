// Whole reports for golden files.
import type { Report, ReportResource } from '../../src/verdict/model.ts';
import { noncompliantReasons, unknownReasons } from '../../src/verdict/model.ts';
import type { FileContext, RenderContext } from '../../src/report/context.ts';
import {
  aJudgedSetting,
  aLog,
  aNoncompliantResource,
  aReport,
  aReportResource,
  aStorageAccount,
  aSubscription,
  aVault,
  aWaivedResource,
  aWorkspace,
  allLogsGroup,
  anHsm,
  anUnknownResource,
  auditEvent,
  auditGroup,
  policyEvaluation,
} from '../builders.ts';

export const context: RenderContext = {
  portal: 'https://portal.azure.com',
  redacted: false,
  docs: 'https://github.com/acme/keyvault-diagnostics-audit/blob/v1/docs',
  reportFiles: ['/home/runner/work/_temp/keyvault-audit/keyvault-audit.json'],
  runUrl: 'https://github.com/acme/estate/actions/runs/4711',
};

/** The same run, for report files. */
export const fileContext: FileContext = {
  portal: context.portal,
  docs: context.docs,
  runUrl: context.runUrl,
  workflowPath: '.github/workflows/audit.yml',
};

const staging = '22222222-2222-4222-8222-222222222222';
const sandbox = '33333333-3333-4333-8333-333333333333';
const gone = { ...aWorkspace, id: aWorkspace.id.replace('law-central', 'law-deleted'), state: 'missing' as const };

/** Every status and every reason, some of them with settings to change. */
export function sampleReport(): Report {
  const failing: Record<(typeof noncompliantReasons)[number], Partial<ReportResource>> = {
    'no-setting': {},
    'metrics-only': {
      settings: [aJudgedSetting({ name: 'metrics', adequate: false, logs: [], metricsEnabled: true })],
    },
    'audit-disabled': {
      settings: [aJudgedSetting({ name: 'half done', adequate: false, logs: [{ ...auditEvent, enabled: false }] })],
    },
    'other-categories-only': {
      settings: [aJudgedSetting({ name: 'policy', adequate: false, logs: [policyEvaluation] })],
    },
    'no-destination': { settings: [aJudgedSetting({ name: 'nowhere', adequate: false, destinations: [] })] },
    'destination-not-accepted': {
      settings: [
        aJudgedSetting({
          adequate: false,
          destinations: [{ ...aStorageAccount, state: 'verified' }],
          name: 'to-storage',
        }),
      ],
    },
    'destination-not-allowed': {
      settings: [
        aJudgedSetting({
          adequate: false,
          destinations: [{ ...aWorkspace, id: aWorkspace.id.replace('law-central', 'law-own'), state: 'verified' }],
          name: 'to-own',
        }),
      ],
    },
    'destination-missing': {
      settings: [aJudgedSetting({ name: 'to-deleted', adequate: false, destinations: [gone] })],
    },
    'cis-groups-missing': { settings: [aJudgedSetting()] },
    'copies-missing': { settings: [aJudgedSetting()] },
    'metrics-missing': { settings: [aJudgedSetting()] },
  };
  return aReport({
    subscriptions: [
      aSubscription(),
      aSubscription({
        id: staging,
        displayName: 'Staging',
        status: 'partial',
        detail: 'The list of vaults broke off (HTTP 503).',
      }),
      aSubscription({
        id: sandbox,
        displayName: null,
        tenantId: null,
        state: null,
        status: 'unreadable',
        detail: 'HTTP 403 AuthorizationFailed.',
      }),
      aSubscription({
        id: staging.replaceAll('2', '4'),
        displayName: 'Old',
        state: 'Deleted',
        status: 'skipped',
        detail: 'It is deleted.',
      }),
    ],
    notes: ['Coverage was not confirmed for subscription Production.'],
    counts: { total: 25, compliant: 5, noncompliant: 12, unknown: 6, waived: 2, excluded: 4 },
    resources: [
      ...noncompliantReasons.map((reason, index) =>
        aNoncompliantResource(reason, {
          ...failing[reason],
          ...aVault({ name: `kv-fail-${String(index + 1).padStart(2, '0')}` }),
        }),
      ),
      aNoncompliantResource('no-setting', anHsm({ name: 'hsm-fail' })),
      ...unknownReasons.map((reason) =>
        anUnknownResource(reason, {
          ...aVault({ name: `kv-${reason}`.slice(0, 24), subscriptionId: staging }),
          detail: `Not read: ${reason}.`,
        }),
      ),
      aWaivedResource(aVault({ name: 'kv-legacy' })),
      aWaivedResource({
        ...aVault({ name: 'kv-legacy-2' }),
        waiver: { reason: 'Test data only', owner: 'qa', expires: '2027-01-15', daysLeft: 54 },
      }),
      ...[1, 2, 3].map((n) => aReportResource(aVault({ name: `kv-good-${n}` }))),
      aReportResource({
        ...aVault({ name: 'kv-good-4' }),
        profiles: { effective: 'compliant', cis: 'compliant' },
        settings: [
          aJudgedSetting({
            logs: [auditGroup, allLogsGroup],
            destinations: [{ ...aStorageAccount, state: 'verified' }],
          }),
        ],
        notes: ['The storage account denies all networks.'],
      }),
      aReportResource(anHsm({ name: 'hsm-good' })),
    ],
    requests: { total: 61, throttled: 2, retried: 3 },
  });
}

export function cleanReport(): Report {
  return aReport({ resources: ['kv-a', 'kv-b', 'kv-c'].map((name) => aReportResource(aVault({ name }))) });
}

/** Strings that try to get out of wherever they are put. */
export const hostileStrings = [
  '::error::x',
  '##[error]x',
  '::set-output name=result::pass',
  'a|b|c',
  '`code` ```` fence',
  '```\n# heading',
  '<img src=x onerror=alert(1)>',
  '"><script>alert(1)</script>',
  "' onmouseover='x",
  '</details></summary></table>',
  '<!-- gone',
  '-->',
  '[x](http://evil.example)',
  '![x](http://evil.example/p.png)',
  '<http://evil.example>',
  'http://evil.example www.evil.example evil@evil.example',
  '@org/team and @user',
  'fixes #1 and org/repo#2 and GH-3',
  '\u202Egnp.exe\u202C \u200Fmarks\u200E \u2066isolate\u2069 \u061C',
  'zero\u200Bwidth\u200D\uFEFF\u00AD\u{E0041}',
  'nul\u0000 bell\u0007 \u001B[31mred\u001B[0m',
  'line\nbreak\r\nand\rreturn\u2028and\u2029and\u0085end\ttab',
  '- item',
  '1. item',
  '    code',
  '# heading',
  '> quote',
  '=====',
  '| --- |',
  '\\| \\` \\<b>',
  '&lt;b&gt; &#124; &amp;',
  '*em* _em_ **strong** ~~gone~~ $math$ :tada:',
  "'; rm -rf / #",
  '$(reboot) `reboot` ${HOME} !!',
  '%0A::error::x %3Cimg%3E',
  'lone \uD800 surrogate \uDC00',
  '[^1] [ref] [a]: http://evil.example',
  '',
  '   ',
  '__proto__',
] as const;

/** The same report as the sample, with a hostile string wherever data of unknown origin can stand. */
export function hostileReport(): Report {
  let next = 0;
  const hostile = (): string => hostileStrings[next++ % hostileStrings.length] ?? '';
  const { resources, subscriptions, ...rest } = sampleReport();
  return aReport({
    ...rest,
    resultReason: `The audit ran well. ${hostile()} ${hostile()}.`,
    notes: hostileStrings,
    requirement: { values: { profile: hostile(), include: hostileStrings }, sources: { profile: 'input' } },
    subscriptions: subscriptions.map((one) => ({
      ...one,
      displayName: hostile(),
      tenantId: hostile(),
      state: hostile(),
      detail: hostile(),
    })),
    resources: [...resources, ...resources, ...resources].map((one, index) => ({
      ...one,
      id: `${one.id}-${index}/${hostile()}`,
      name: hostile(),
      resourceGroup: hostile(),
      location: hostile(),
      tags: { [hostile()]: hostile() },
      detail: hostile(),
      notes: [hostile(), hostile()],
      settings: one.settings.map((setting) => ({
        ...setting,
        name: hostile(),
        logs: [...setting.logs, aLog({ category: hostile() })],
        destinations: setting.destinations.map((destination) => ({ ...destination, id: hostile() })),
      })),
      waiver: one.waiver === null ? null : { reason: hostile(), owner: hostile(), expires: hostile(), daysLeft: 3 },
    })),
  });
}

export function manyFailing(count: number): Report {
  return aReport({
    resources: Array.from({ length: count }, (_, index) =>
      aNoncompliantResource(noncompliantReasons[index % noncompliantReasons.length], {
        ...aVault({ name: `kv-${String(index).padStart(5, '0')}`, resourceGroup: `rg-team-${index % 40}` }),
        settings: [aJudgedSetting({ adequate: false, destinations: [gone], name: `setting-${index % 7}` })],
        detail: `Setting "setting-${index % 7}" sends the audit log only to what no longer exists: ${gone.id}.`,
      }),
    ),
  });
}
