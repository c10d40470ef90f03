import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import type { JudgedSetting, ResourceType } from '../../src/verdict/model.ts';
import { noncompliantReasons } from '../../src/verdict/model.ts';
import { peers, toPeerOpinions, type PeerId } from '../../src/verdict/peers.ts';
import {
  aJudgedSetting,
  aLog,
  aNoncompliantResource,
  anEventHub,
  anHsm,
  anUnknownResource,
  aPartner,
  aReportResource,
  aStorageAccount,
  aVault,
  aWaivedResource,
  aWorkspace,
  allLogsGroup,
  auditEvent,
  auditGroup,
  policyEvaluation,
} from '../builders.ts';
import { runs } from './runs.ts';

const workspace = { ...aWorkspace, state: 'verified' } as const;
const storage = { ...aStorageAccount, state: 'verified' } as const;
const off = (entry: JudgedSetting['logs'][number]): typeof entry => ({ ...entry, enabled: false });
const kept = (retentionDays: number): JudgedSetting['logs'] => [{ ...auditGroup, retentionDays }];

/** What the peer says of a resource with these settings, each with logs to a workspace unless it says otherwise. */
function saysOf(peer: PeerId, settings: readonly Partial<JudgedSetting>[], type: ResourceType = 'vault'): unknown {
  const resource = aNoncompliantResource('no-setting', {
    ...(type === 'vault' ? aVault() : anHsm()),
    settings: settings.map((setting) => aJudgedSetting(setting)),
  });
  return toPeerOpinions(resource)?.find((opinion) => opinion.peer === peer)?.says;
}

const anyType = fc.constantFrom<ResourceType>('vault', 'managedHsm');
const anySetting: fc.Arbitrary<JudgedSetting> = fc.record({
  name: fc.string(),
  adequate: fc.boolean(),
  logs: fc.array(
    fc.record(
      {
        category: fc.constantFrom(null, 'AuditEvent', 'auditevent', 'AzurePolicyEvaluationDetails'),
        categoryGroup: fc.constantFrom(null, 'audit', 'allLogs', 'ALLLOGS'),
        enabled: fc.boolean(),
        retentionDays: fc.constantFrom(0, 30, 365, 1_000),
      },
      { requiredKeys: ['category', 'categoryGroup', 'enabled'] },
    ),
    { maxLength: 4 },
  ),
  metricsEnabled: fc.boolean(),
  destinations: fc.subarray([workspace, storage, { ...workspace, state: 'missing' } as const]),
});
const anyFinding = fc.oneof(
  fc.constant({ status: 'compliant', reason: null } as const),
  fc.record({
    status: fc.constantFrom('noncompliant' as const, 'waived' as const),
    reason: fc.constantFrom(...noncompliantReasons),
  }),
);

type Row = readonly [behaviour: string, settings: readonly Partial<JudgedSetting>[], says: 'pass' | 'fail'];

/** What is known of each tool, read in its source: each documented behaviour is a row. */
const behaviours: Readonly<Record<Exclude<PeerId, 'azure-policy-a2a5b911'>, readonly Row[]>> = {
  prowler: [
    ['no setting fails', [], 'fail'],
    ['category AuditEvent passes', [{ logs: [auditEvent] }], 'pass'],
    ['category AuditEvent that is off fails', [{ logs: [off(auditEvent)] }], 'fail'],
    ['group audit alone fails', [{ logs: [auditGroup] }], 'fail'],
    ['group allLogs alone fails', [{ logs: [allLogsGroup] }], 'fail'],
    [
      'audit on and allLogs off, as the built-in policy by category group deploys it, fails',
      [{ logs: [auditGroup, off(allLogsGroup)] }],
      'fail',
    ],
    ['both groups in one setting pass', [{ logs: [auditGroup, allLogsGroup] }], 'pass'],
    ['both groups in two settings fail', [{ logs: [auditGroup] }, { logs: [allLogsGroup] }], 'fail'],
    ['names are compared with their letter case', [{ logs: [aLog({ category: 'auditevent' })] }], 'fail'],
    ['groups too', [{ logs: [aLog({ categoryGroup: 'Audit' }), aLog({ categoryGroup: 'alllogs' })] }], 'fail'],
    ['no destination is looked at', [{ logs: [auditEvent], destinations: [] }], 'pass'],
    ['metrics count for nothing', [{ logs: [], metricsEnabled: true }], 'fail'],
    ['any setting will do', [{ logs: [] }, { logs: [auditEvent] }], 'pass'],
  ],
  cis: [
    ['both groups and a destination pass', [{ logs: [auditGroup, allLogsGroup] }], 'pass'],
    [
      'letter case does not matter',
      [{ logs: [aLog({ categoryGroup: 'AUDIT' }), aLog({ categoryGroup: 'alllogs' })] }],
      'pass',
    ],
    ['one group fails', [{ logs: [allLogsGroup] }], 'fail'],
    ['category AuditEvent fails', [{ logs: [auditEvent] }], 'fail'],
    ['both groups without a destination fail', [{ logs: [auditGroup, allLogsGroup], destinations: [] }], 'fail'],
    ['both groups in two settings fail', [{ logs: [auditGroup] }, { logs: [allLogsGroup] }], 'fail'],
    [
      'any kind of destination passes',
      [{ logs: [auditGroup, allLogsGroup], destinations: [{ ...aPartner, state: 'unchecked' }] }],
      'pass',
    ],
    [
      'a destination that is gone passes',
      [{ logs: [auditGroup, allLogsGroup], destinations: [{ ...workspace, state: 'missing' }] }],
      'pass',
    ],
    ['no setting fails', [], 'fail'],
  ],
  'azure-policy-cf820ca0': [
    ['no setting fails', [], 'fail'],
    ['metrics alone fail', [{ logs: [], metricsEnabled: true }], 'fail'],
    ['any category that is on passes', [{ logs: [policyEvaluation] }], 'pass'],
    ['a category that is off fails', [{ logs: [off(auditEvent)] }], 'fail'],
    ['no destination is looked at', [{ logs: [auditEvent], destinations: [] }], 'pass'],
    ['30 days in a storage account fail', [{ logs: kept(30), destinations: [storage] }], 'fail'],
    ['30 days pass without a storage account', [{ logs: kept(30), destinations: [workspace] }], 'pass'],
    ['99 days fail, though more than 365 as text', [{ logs: kept(99), destinations: [storage] }], 'fail'],
    ['364 days fail', [{ logs: kept(364), destinations: [storage] }], 'fail'],
    ['365 days pass', [{ logs: kept(365), destinations: [storage] }], 'pass'],
    ['0 days, for ever, pass', [{ logs: kept(0), destinations: [storage] }], 'pass'],
    ['1000 days fail, being less than 365 as text', [{ logs: kept(1000), destinations: [storage] }], 'fail'],
    ['no retention in a storage account passes', [{ destinations: [storage] }], 'pass'],
    [
      'another log of the setting that has none passes',
      [{ logs: [...kept(30), policyEvaluation], destinations: [storage] }],
      'pass',
    ],
    ['any setting will do', [{ logs: kept(30), destinations: [storage] }, {}], 'pass'],
  ],
  'azure-policy-951af2fa': [
    ['metrics to a workspace pass', [{ logs: [], metricsEnabled: true }], 'pass'],
    ['category AuditEvent to a workspace passes', [{ logs: [auditEvent] }], 'pass'],
    ['in any letter case', [{ logs: [aLog({ category: 'AUDITEVENT' })] }], 'pass'],
    ['groups are not known', [{ logs: [auditGroup, allLogsGroup] }], 'fail'],
    ['category AuditEvent that is off fails', [{ logs: [off(auditEvent)] }], 'fail'],
    [
      'a workspace among other destinations passes',
      [{ logs: [auditEvent], destinations: [storage, workspace] }],
      'pass',
    ],
    ['no workspace fails', [{ logs: [auditEvent], metricsEnabled: true, destinations: [storage] }], 'fail'],
    ['log and workspace in two settings fail', [{ logs: [auditEvent], destinations: [storage] }, { logs: [] }], 'fail'],
    ['no setting fails', [], 'fail'],
  ],
  azqr: [
    ['no setting fails', [], 'fail'],
    ['any setting passes', [{ logs: [], destinations: [] }], 'pass'],
    ['metrics alone pass', [{ logs: [], metricsEnabled: true }], 'pass'],
    ['a setting in which all is off passes', [{ logs: [off(auditEvent)] }], 'pass'],
  ],
  cloudsploit: [
    ['no setting fails', [], 'fail'],
    ['a setting without logs fails', [{ logs: [], metricsEnabled: true }], 'fail'],
    ['logs that are off pass, as the portal lists them', [{ logs: [off(auditEvent), off(policyEvaluation)] }], 'pass'],
    ['any category passes', [{ logs: [policyEvaluation] }], 'pass'],
    ['no destination is looked at, whatever the title says', [{ destinations: [] }], 'pass'],
  ],
};

describe.each(Object.entries(behaviours) as [PeerId, readonly Row[]][])('%s', (peer, rows) => {
  test.each(rows)('%s', (_, settings, says) => {
    expect(saysOf(peer, settings)).toBe(says);
  });

  test('does not look at managed HSMs', () => {
    expect(saysOf(peer, [{}], 'managedHsm')).toBeUndefined();
  });
});

describe('azure-policy-a2a5b911, the only one that looks at managed HSMs', () => {
  test.each(behaviours['azure-policy-cf820ca0'])('%s', (_, settings, says) => {
    expect(saysOf('azure-policy-a2a5b911', settings, 'managedHsm')).toBe(says);
    expect(saysOf('azure-policy-a2a5b911', settings)).toBeUndefined();
  });
});

test('each peer is described once, with a link to its source', () => {
  expect(peers.map(({ id }) => id)).toEqual([...new Set(peers.map(({ id }) => id))]);
  for (const peer of peers) {
    expect(peer.source).toMatch(/^https:\/\/[^\s<>"]+$/);
    expect([peer.tool, peer.rule, peer.version, peer.wants]).not.toContain('');
  }
});

describe('the difference', () => {
  const differenceOf = (resource: Parameters<typeof toPeerOpinions>[0], peer: PeerId): string | null | undefined =>
    toPeerOpinions(resource)?.find((opinion) => opinion.peer === peer)?.difference;

  test('is not told where both say the same', () => {
    expect(toPeerOpinions(aNoncompliantResource())?.map(({ difference }) => difference)).toEqual(
      Array.from({ length: 6 }, () => null),
    );
    expect(differenceOf(aReportResource(), 'azqr')).toBeNull();
  });

  test.each<[string, PeerId, Partial<JudgedSetting>[], string]>([
    [
      'a group that Prowler does not take alone',
      'prowler',
      [{}],
      'Prowler wants category AuditEvent, or groups audit and allLogs together, switched on in one setting in exactly this spelling, wherever it sends them; here the audit log is switched on by group audit and goes to a Log Analytics workspace.',
    ],
    [
      'a category where CIS wants groups',
      'cis',
      [{ logs: [auditEvent, off(auditGroup), policyEvaluation], destinations: [storage, workspace] }],
      'CIS Microsoft Azure Foundations Benchmark wants groups audit and allLogs both switched on in one setting that has any destination; here the audit log is switched on by category AuditEvent and goes to a storage account and a Log Analytics workspace.',
    ],
    [
      'no workspace for the policy, and a setting beside it that does not count',
      'azure-policy-951af2fa',
      [
        {
          logs: [auditEvent],
          destinations: [
            { ...anEventHub, state: 'verified' },
            { ...aPartner, state: 'unchecked' },
          ],
        },
        { adequate: false, logs: [policyEvaluation] },
      ],
      'Azure Policy 951af2fa-529b-416e-ab6e-066fd85ac459 wants metrics or category AuditEvent switched on in one setting that names the Log Analytics workspace of the policy; here the audit log is switched on by category AuditEvent and goes to an event hub and a partner solution.',
    ],
    [
      'a retention that the policy finds too short',
      'azure-policy-cf820ca0',
      [{ logs: kept(1000), destinations: [storage, { ...workspace, state: 'missing' }] }],
      'Azure Policy cf820ca0-f99e-4f3e-84fb-66e913812d21 wants any log switched on, unless a storage account is to keep it for less than 365 days, compared as text; here the audit log is switched on by group audit and goes to a storage account, with a retention of 1000 days, which Azure no longer applies.',
    ],
  ])('of a compliant vault: %s', (_, peer, settings, sentence) => {
    const resource = aReportResource({ settings: settings.map((setting) => aJudgedSetting(setting)) });
    expect(differenceOf(resource, peer)).toBe(sentence);
  });

  test.each(noncompliantReasons)('of a vault with %s', (reason) => {
    const resource = aNoncompliantResource(reason, { settings: [aJudgedSetting()] });
    expect(differenceOf(resource, 'azqr')).toMatch(
      /^Azure Quick Review \(azqr\) is content with a diagnostic setting, whatever is in it; here .{10,}\.$/,
    );
    expect(differenceOf(resource, 'prowler')).toBeNull();
  });

  test('of a waived vault is that of the finding', () => {
    const waived = aWaivedResource({ reason: 'no-destination', settings: [aJudgedSetting({ destinations: [] })] });
    expect(differenceOf(waived, 'cloudsploit')).toMatch(/here the audit log is sent nowhere\.$/);
  });

  test('is told exactly where a peer does not say what we say', () => {
    fc.assert(
      fc.property(
        anyFinding,
        anyType,
        fc.array(anySetting, { minLength: 1, maxLength: 3 }),
        (finding, type, settings) => {
          const ours = finding.status === 'compliant' ? 'pass' : 'fail';
          for (const { says, difference } of toPeerOpinions({ ...finding, type, settings }) ?? []) {
            expect(difference === null).toBe(says === ours);
          }
        },
      ),
      runs(1_000),
    );
  });
});

describe('nothing is said', () => {
  test('where the settings could not be read', () => {
    expect(toPeerOpinions(anUnknownResource())).toBeNull();
    expect(toPeerOpinions(anUnknownResource('forbidden', { settings: [aJudgedSetting()] }))).toBeNull();
  });

  test('where a report was redacted: its settings are not shown, which is not the same as none', () => {
    expect(toPeerOpinions(aReportResource({ settings: [] }))).toBeNull();
    expect(toPeerOpinions(aNoncompliantResource('metrics-only'))).toBeNull();
  });
});
