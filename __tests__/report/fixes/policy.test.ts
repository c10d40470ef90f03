// Azure Policy: what is assigned, to whom, with which pieces, and that it would mend what it claims to.
import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { collides } from '../../../src/report/fixes/collision.ts';
import { describePolicies, renderPolicyCommands } from '../../../src/report/fixes/policy.ts';
import { planPolicies, policySettingNames, type PolicyPlan } from '../../../src/report/fixes/policy-plan.ts';
import type { AppliedRequirement, DestinationKind, Report, ReportResource } from '../../../src/verdict/model.ts';
import {
  aJudgedSetting,
  aNoncompliantResource,
  aPartner,
  aReport,
  aReportResource,
  aStorageAccount,
  aVault,
  aWorkspace,
  allLogsGroup,
  anAppliedRequirement,
  anEventHub,
  anHsm,
  anUnknownResource,
  auditEvent,
  auditGroup,
  subscriptionId,
} from '../../builders.ts';
import { bashPath, principalId, readOptions, runScript } from './bash.ts';
import { anyTrial, filled, judgeUnder, replaceSetting } from './cases.ts';

function planOf(resources: readonly ReportResource[], overrides: Partial<Report> = {}): PolicyPlan {
  return planPolicies(
    aReport({ resources, ...overrides }),
    resources.filter(({ status }) => status === 'noncompliant'),
  );
}

const failing = (name: string, requirement: Partial<AppliedRequirement> = {}): ReportResource =>
  aNoncompliantResource('no-setting', { ...aVault({ name }), requirement: anAppliedRequirement(requirement) });
const good = (name: string, setting: Parameters<typeof aJudgedSetting>[0] = {}): ReportResource =>
  aReportResource({ ...aVault({ name }), settings: [aJudgedSetting(setting)] });
const toStorage = { destinations: [{ ...aStorageAccount, state: 'verified' }] } as const;
const toEventHub = { destinations: [{ ...anEventHub, state: 'verified' }] } as const;
const only = (kind: DestinationKind): Partial<AppliedRequirement> => ({ acceptedDestinations: [kind] });

describe('what is assigned', () => {
  test('one definition for all vaults of a subscription', () => {
    const { assignments, gaps } = planOf([failing('kv-a'), failing('kv-b'), good('kv-c')]);
    expect(gaps).toEqual([]);
    expect(assignments).toHaveLength(1);
    expect(assignments[0]).toMatchObject({
      subscriptionId,
      type: 'vault',
      choice: { kind: 'log-analytics', id: aWorkspace.id },
      location: 'westeurope',
      mends: [{ name: 'kv-a' }, { name: 'kv-b' }],
    });
  });

  test('managed HSMs, other subscriptions and other regions have their own', () => {
    const other = '22222222-2222-4222-8222-222222222222';
    const storage = only('storage');
    const plan = planOf([
      failing('kv-a', storage),
      aNoncompliantResource('no-setting', { ...anHsm(), requirement: anAppliedRequirement(storage) }),
      { ...failing('kv-b', storage), ...aVault({ name: 'kv-b', subscriptionId: other }) },
      { ...failing('kv-c', storage), ...aVault({ name: 'kv-c', location: 'northeurope' }) },
    ]);
    expect(plan.assignments.map(({ subscriptionId: id, type, choice }) => [id, type, choice.region])).toEqual([
      [subscriptionId, 'vault', 'westeurope'],
      [subscriptionId, 'managedHsm', 'westeurope'],
      [other, 'vault', 'westeurope'],
      [subscriptionId, 'vault', 'northeurope'],
    ]);
  });

  test('its identity lives where most of them are', () => {
    const vaults = ['northeurope', 'westeurope', 'westeurope', null].map((location, index) => ({
      ...failing(`kv-${index}`),
      location,
    }));
    expect(planOf(vaults).assignments[0]?.location).toBe('westeurope');
  });

  test('one for each kind where copies are demanded', () => {
    const plan = planOf([failing('kv-a', { minimumCopies: 2 }), good('kv-b'), good('kv-c', toStorage)]);
    expect(plan.assignments.map(({ choice }) => choice.kind)).toEqual(['log-analytics', 'storage']);
  });

  test('only the kinds that are missing where some are there', () => {
    const resource = aNoncompliantResource('copies-missing', {
      settings: [aJudgedSetting()],
      requirement: anAppliedRequirement({ minimumCopies: 2 }),
    });
    expect(planOf([resource]).assignments.map(({ choice }) => choice.kind)).toEqual(['storage']);
  });
});

describe('what is left out of the assignment', () => {
  const exceptions = (...others: readonly ReportResource[]): readonly unknown[] => {
    const [assignment] = planOf([failing('kv-a'), good('kv-w'), ...others]).assignments;
    const names = assignment?.notScopes.map((id) => id.slice(id.lastIndexOf('/') + 1)) ?? [];
    return [names, assignment?.alsoChanges];
  };

  test('what sends the audit log there already, because Azure would refuse it', () => {
    expect(exceptions()).toEqual([['kv-w'], 0]);
    expect(exceptions(good('kv-b', { logs: [auditEvent] }))).toEqual([['kv-b', 'kv-w'], 0]);
  });

  test('what has no room, and what needs none, in this order', () => {
    const full = aReportResource({
      ...aVault({ name: 'kv-z-full' }),
      settings: Array.from({ length: 5 }, (_, index) =>
        aJudgedSetting({ name: `s${index}`, destinations: [{ ...aPartner, state: 'unchecked' }] }),
      ),
    });
    expect(exceptions(good('kv-s', toStorage), full)).toEqual([['kv-w', 'kv-z-full', 'kv-s'], 0]);
  });

  test('not what the policy finds in order itself', () => {
    const logs = [auditGroup, { ...allLogsGroup, enabled: false }];
    expect(exceptions(good('kv-p', { logs }))).toEqual([['kv-w'], 0]);
    expect(exceptions(good('kv-p', { logs, ...toStorage }))).toEqual([['kv-w', 'kv-p'], 0]);
  });

  test('not what could not be read, nor more than Azure takes, which is said', () => {
    expect(exceptions(anUnknownResource('forbidden', aVault({ name: 'kv-u' })))).toEqual([['kv-w'], 1]);
    const many = Array.from({ length: 450 }, (_, index) => good(`kv-s-${index}`, toStorage));
    const plan = planOf([
      failing('kv-a'),
      ...Array.from({ length: 500 }, (_, index) => good(`kv-w-${index}`)),
      ...many,
    ]);
    expect(plan.assignments[0]).toMatchObject({ notScopes: { length: 400 }, alsoChanges: 550 });
    expect(renderPolicyCommands(plan)).toContain('Mends 1 resource; 550 others there get a setting more.');
  });
});

describe('what no policy mends', () => {
  const gapOf = (resource: ReportResource, ...others: readonly ReportResource[]): unknown =>
    planOf([resource, ...others]).gaps.find((one) => one.resource === resource)?.gap;

  test.each<[string, string, ReportResource]>([
    ['profile cis', 'profile-cis', failing('kv-a', { profile: 'cis' })],
    ['metrics', 'metrics', failing('kv-a', { requireMetrics: true })],
    ['only partners', 'other-destination', failing('kv-a', only('partner'))],
    ['more copies than kinds', 'other-destination', failing('kv-a', { minimumCopies: 4 })],
    ['a region that is not known', 'other-destination', { ...failing('kv-a', only('storage')), location: null }],
    ['a subscription that cannot be named', 'other-destination', { ...failing('kv-a'), subscriptionId: "'" }],
  ])('%s', (_, gap, resource) => {
    expect(gapOf(resource)).toBe(gap);
    expect(renderPolicyCommands(planOf([resource]))).toBe('');
    expect(describePolicies(planOf([resource])).join('\n')).toMatch(
      /No policy is proposed here\.\n\nNot mended[^]*- 1 /,
    );
  });

  test('where the log goes to that destination already, as other than the requirement counts', () => {
    // Not adequate for want of another copy, whose only destination takes the log from another setting.
    const resource = aNoncompliantResource('destination-not-allowed', {
      settings: [aJudgedSetting({ adequate: false })],
    });
    expect(gapOf(resource, good('kv-w'))).toBe('collision');
  });

  test('where there are five settings, unless one of them is the policy’s own', () => {
    const five = (last: string): ReportResource =>
      aNoncompliantResource('audit-disabled', {
        settings: ['a', 'b', 'c', 'd', last].map((name) => aJudgedSetting({ name, adequate: false, logs: [] })),
      });
    expect(gapOf(five('e'))).toBe('no-room');
    expect(gapOf(five('SetByPolicy-LogAnalytics'))).toBeUndefined();
  });

  test('where the rest of the subscription goes elsewhere', () => {
    const own = failing('kv-own', { allowedDestinations: [`${aWorkspace.id}-own`] });
    const plan = planOf([own, failing('kv-a'), failing('kv-b'), good('kv-w')]);
    expect(plan.gaps).toEqual([{ resource: own, gap: 'other-destination' }]);
    expect(plan.assignments.map(({ choice }) => choice.id)).toEqual([aWorkspace.id]);
  });

  test('of two kinds that only one such vault wants, neither is assigned for it', () => {
    const allowedDestinations = [`${aWorkspace.id}-own`, '*/storageAccounts/*'];
    const own = { ...failing('kv-own', { allowedDestinations, minimumCopies: 2 }), location: 'northeurope' };
    const plan = planOf([own, failing('kv-a'), failing('kv-b'), good('kv-w')]);
    expect(plan.gaps).toEqual([{ resource: own, gap: 'other-destination' }]);
    expect(plan.assignments.map(({ choice }) => choice.kind)).toEqual(['log-analytics']);
  });
});

test('what a policy claims to mend is compliant once its settings are there, and Azure takes them', () => {
  fc.assert(
    fc.property(anyTrial, ({ settings, requirement, resource, report }) => {
      const { assignments, gaps } = planPolicies(report, [resource]);
      expect(gaps.length === 0).toBe(assignments.length > 0);
      if (requirement.profile === 'cis' || requirement.requireMetrics) expect(assignments).toEqual([]);
      fc.pre(assignments.length > 0);
      let after = settings;
      for (const { choice } of assignments) {
        const setting = {
          name: policySettingNames[choice.kind],
          logs: [auditGroup, { ...allLogsGroup, enabled: false }],
          metrics: [],
          destinations: [{ kind: choice.kind, id: filled(choice) }],
        };
        const others = after.map((one) => ({ ...one, metricsEnabled: false }));
        expect(collides({ ...setting, metricsEnabled: false }, others)).toBe(false);
        after = replaceSetting(after, setting);
      }
      expect(after.length).toBeLessThanOrEqual(5);
      expect(judgeUnder(after, requirement).reason).toBeNull();
    }),
    { numRuns: 300 },
  );
});

(bashPath === null ? describe.skip : describe)('the script (skipped where there is no bash)', () => {
  const callsOf = (plan: PolicyPlan, environment = {}): readonly string[][] =>
    runScript(`set -euo pipefail\n${renderPolicyCommands(plan)}`, environment);
  const scope = `/subscriptions/${subscriptionId}`;
  const rolesOf = (calls: readonly string[][]): readonly unknown[] =>
    calls
      .filter(([group]) => group === 'role')
      .map((call) => [readOptions(call).get('--role')?.[0]?.slice(0, 8), readOptions(call).get('--scope')?.[0]]);
  const parametersOf = (calls: readonly string[][]): unknown =>
    JSON.parse(readOptions(calls[0] ?? []).get('--params')?.[0] ?? '');

  test('assigns with an identity, grants it its roles, and starts the task', () => {
    const calls = callsOf(planOf([failing('kv-a'), good('kv-w')]));
    expect(calls.map(([group, command, action]) => [group, command, action])).toEqual([
      ['policy', 'assignment', 'create'],
      ['role', 'assignment', 'create'],
      ['policy', 'remediation', 'create'],
    ]);
    const [assignment, role, remediation] = calls.map(readOptions);
    expect(Object.fromEntries(assignment ?? [])).toMatchObject({
      '--name': ['kv-audit-log-log-analytics'],
      '--scope': [scope],
      '--policy': ['6b359d8f-f88d-4052-aa7c-32015963ecc1'],
      '--mi-system-assigned': [],
      '--location': ['westeurope'],
      '--not-scopes': [aVault({ name: 'kv-w' }).id],
    });
    expect(parametersOf(calls)).toEqual({ logAnalytics: { value: aWorkspace.id }, categoryGroup: { value: 'audit' } });
    expect(role?.get('--assignee-object-id')).toEqual([principalId]);
    expect(rolesOf(calls)).toEqual([['92aaf0da', scope]]);
    expect(Object.fromEntries(remediation ?? [])).toMatchObject({
      '--policy-assignment': [
        `${scope}/providers/Microsoft.Authorization/policyAssignments/kv-audit-log-log-analytics`,
      ],
      '--subscription': [subscriptionId],
    });
  });

  test.each<[DestinationKind, Parameters<typeof aJudgedSetting>[0], string, string]>([
    ['log-analytics', {}, '6b359d8f', 'b88bfd90'],
    ['event-hub', { ...toEventHub, eventHubName: 'audit' }, '71153be3', '1abe42e1'],
    ['storage', toStorage, 'edf35972', '5a6186f9'],
  ])('%s has its definitions', (kind, setting, vaults, hsms) => {
    const hsm = aNoncompliantResource('no-setting', { ...anHsm(), requirement: anAppliedRequirement(only(kind)) });
    const calls = callsOf(planOf([failing('kv-a', only(kind)), hsm, good('kv-w', setting)]));
    const definitions = calls.flatMap((call) => readOptions(call).get('--policy') ?? []);
    expect(definitions.map((id) => id.slice(0, 8)).sort()).toEqual([vaults, hsms].sort());
  });

  test('an event hub needs its name, its region and a second role', () => {
    const named = callsOf(
      planOf([failing('kv-a', only('event-hub')), good('kv-w', { ...toEventHub, eventHubName: 'audit' })]),
    );
    expect(parametersOf(named)).toEqual({
      eventHubAuthorizationRuleId: { value: anEventHub.id },
      eventHubName: { value: 'audit' },
      resourceLocation: { value: 'westeurope' },
      categoryGroup: { value: 'audit' },
    });
    expect(rolesOf(named)).toEqual([
      ['92aaf0da', scope],
      ['f526a384', scope],
    ]);
    const unnamed = planOf([failing('kv-a', only('event-hub')), good('kv-w', toEventHub)]);
    expect(parametersOf(callsOf(unnamed, { EVENT_HUB_NAME: 'filled-in' }))).toMatchObject({
      eventHubName: { value: 'filled-in' },
    });
  });

  test('a destination of another subscription needs the roles there too', () => {
    const there = '22222222-2222-4222-8222-222222222222';
    const rule = { ...anEventHub, id: anEventHub.id.replace(subscriptionId, there), state: 'verified' } as const;
    const setting = { destinations: [rule], eventHubName: 'audit' };
    const calls = callsOf(planOf([failing('kv-a', only('event-hub')), good('kv-w', setting)]));
    const namespace = rule.id.replace(/\/authorizationRules\/.*/, '');
    expect(rolesOf(calls).map((role) => (role as string[])[1])).toEqual([scope, namespace, scope, namespace]);
  });

  test('what is not known is filled in', () => {
    const plan = planOf([{ ...failing('kv-a', only('log-analytics')), location: null }]);
    const calls = callsOf(plan, { WORKSPACE_ID: '/my workspace', LOCATION: 'northeurope' });
    expect(parametersOf(calls)).toMatchObject({ logAnalytics: { value: '/my workspace' } });
    expect(readOptions(calls[0] ?? []).get('--location')).toEqual(['northeurope']);
    expect(rolesOf(calls).map((role) => (role as string[])[1])).toEqual([scope, '/my workspace']);
    expect(readOptions(calls[0] ?? []).has('--not-scopes')).toBe(false);
    expect(renderPolicyCommands(plan).split('\n').slice(0, 2)).toEqual([
      ': "${WORKSPACE_ID:?set it to the resource ID of a Log Analytics workspace}"',
      ': "${LOCATION:?set it to the region of the identities, such as westeurope}"',
    ]);
  });
});
