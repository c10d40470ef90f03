// What a run comes to: result, exit status, the sentence of why, and filters.
import { describe, expect, test } from '@jest/globals';
import {
  annotations,
  good,
  reportOf,
  subscription,
  tryOut,
  verdicts,
  type SubscriptionInput,
  type VaultInput,
} from './trial.ts';

const kv = {
  good: { name: 'kv-good', settings: [good] },
  bad: { name: 'kv-bad' },
  unknown: { name: 'kv-unknown', fault: { kind: 'status', status: 403 } },
} as const satisfies Readonly<Record<string, VaultInput>>;

interface Row {
  readonly vaults: readonly VaultInput[];
  readonly subscription?: Partial<SubscriptionInput>;
  readonly inputs: Readonly<Record<string, string>>;
  readonly result: 'pass' | 'fail' | 'inconclusive';
  readonly exitCode: 0 | 1;
  readonly reason: RegExp;
}

const rows: Readonly<Record<string, Row>> = {
  'all is well': {
    vaults: [kv.good],
    inputs: {},
    result: 'pass',
    exitCode: 0,
    reason: /^The audit ran well\. The only vault keeps an audit log\.$/,
  },
  'one of two keeps none': {
    vaults: [kv.good, kv.bad],
    inputs: {},
    result: 'fail',
    exitCode: 1,
    reason: /^The audit ran well\. 1 of 2 vaults keeps no audit log\.$/,
  },
  'one keeps none, and nothing fails the job': {
    vaults: [kv.bad],
    inputs: { 'fail-on': 'Never' },
    result: 'fail',
    exitCode: 0,
    reason: /no audit log/,
  },
  'one keeps none, and only doubts fail the job': {
    vaults: [kv.bad],
    inputs: { 'fail-on': 'unknown, empty' },
    result: 'fail',
    exitCode: 0,
    reason: /no audit log/,
  },
  'one keeps none, and only that fails the job': {
    vaults: [kv.bad, kv.unknown],
    inputs: { 'fail-on': 'noncompliant' },
    result: 'fail',
    exitCode: 1,
    reason: /no audit log.*could not be read/,
  },
  'one is unknown': {
    vaults: [kv.good, kv.unknown],
    inputs: {},
    result: 'inconclusive',
    exitCode: 1,
    reason: /cannot vouch.*1 vault could not be read/,
  },
  'one is unknown, and only that fails the job': {
    vaults: [kv.good, kv.unknown],
    inputs: { 'fail-on': 'unknown' },
    result: 'inconclusive',
    exitCode: 1,
    reason: /could not be read/,
  },
  'one is unknown, and that is accepted': {
    vaults: [kv.good, kv.unknown],
    inputs: { 'fail-on': 'noncompliant\nempty' },
    result: 'inconclusive',
    exitCode: 0,
    reason: /could not be read/,
  },
  'one is unknown and one keeps none': {
    vaults: [kv.bad, kv.unknown],
    inputs: { 'fail-on': 'unknown' },
    result: 'fail',
    exitCode: 1,
    reason: /no audit log.*could not be read/,
  },
  'there is nothing': {
    vaults: [],
    inputs: {},
    result: 'inconclusive',
    exitCode: 1,
    reason: /Not one vault was found.*lost role/,
  },
  'there is nothing, and that is accepted': {
    vaults: [],
    inputs: { 'fail-on': 'noncompliant, unknown' },
    result: 'inconclusive',
    exitCode: 0,
    reason: /Not one vault/,
  },
  'a subscription is partial': {
    vaults: [kv.good],
    subscription: { access: ['rg-app'] },
    inputs: {},
    result: 'inconclusive',
    exitCode: 1,
    reason: /1 subscription was not read whole/,
  },
  'a subscription is partial, and doubts are accepted': {
    vaults: [kv.good],
    subscription: { access: ['rg-app'] },
    inputs: { 'fail-on': 'noncompliant' },
    result: 'inconclusive',
    exitCode: 0,
    reason: /not read whole/,
  },
  'fewer than expected': {
    vaults: [kv.good],
    inputs: { 'minimum-resource-count': '2' },
    result: 'inconclusive',
    exitCode: 1,
    reason: /1 vault found, but at least 2 are expected/,
  },
  'as many as expected': {
    vaults: [kv.good],
    inputs: { 'minimum-resource-count': '1' },
    result: 'pass',
    exitCode: 0,
    reason: /keeps an audit log/,
  },
  'all are excluded': {
    vaults: [kv.bad, kv.unknown],
    inputs: { exclude: 'kv-*' },
    result: 'inconclusive',
    exitCode: 1,
    reason: /Nothing was left to audit: all 2 vaults.*excluded/,
  },
  'the bad one is excluded': {
    vaults: [kv.good, kv.bad],
    inputs: { exclude: 'KV-B?D' },
    result: 'pass',
    exitCode: 0,
    reason: /The only vault keeps/,
  },
};

describe('the result, and what fails the job', () => {
  test.concurrent.each(Object.entries(rows))('%s', async (_what, row) => {
    const trial = await tryOut({
      estate: { subscriptions: [{ id: subscription(1), vaults: [...row.vaults], ...row.subscription }] },
      inputs: row.inputs,
    });
    const report = reportOf(trial);
    expect({ result: report.result, exitCode: trial.exitCode }).toEqual({ result: row.result, exitCode: row.exitCode });
    expect(report.resultReason).toMatch(row.reason);
    expect(trial.summary.split('\n')[0]).not.toBe('');
    expect(trial.stdout.trimEnd().split('\n').at(-1)).toContain(report.resultReason);
    const errors = annotations(trial, 'error');
    // The closing sentence is the last error of a red job, and there is none in a green one.
    if (row.exitCode === 1) expect(errors.at(-1)).toContain(report.resultReason);
    else expect(errors).toEqual([]);
    // A green job still warns of what it found.
    if (row.exitCode === 0 && row.result === 'fail') expect(annotations(trial, 'warning').join()).toContain('kv-bad');
  });
});

test('include and exclude, by names and by IDs, and only one type', async () => {
  const vaults: VaultInput[] = [
    { name: 'kv-app-1', settings: [good] },
    { name: 'kv-app-2', settings: [good], resourceGroup: 'RG-Sandbox' },
    { name: 'kv-web' },
    { name: 'other' },
  ];
  const trial = await tryOut({
    estate: { subscriptions: [{ id: subscription(1), vaults, managedHsms: [{ name: 'kv-app-hsm' }] }] },
    inputs: {
      include: 'KV-APP-*\n*/vaults/kv-w?b',
      exclude: '*/resourcegroups/rg-sandbox/*, kv-web',
      'resource-types': 'Vaults',
    },
  });
  expect(verdicts(trial)).toEqual({ 'kv-app-1': 'compliant' });
  expect(reportOf(trial).counts).toMatchObject({ total: 1, excluded: 3 });
  expect(trial.summary).toMatch(/3 excluded by filters/);
  expect(trial.summary).not.toMatch(/kv-web|kv-app-2/);
  // What is excluded is not read either.
  const read = trial.requests.filter(({ operation }) => operation === 'DiagnosticSettings_List');
  expect(read.map(({ url }) => /vaults\/([^/]+)/.exec(url)?.[1])).toEqual(['kv-app-1']);
  expect(trial.requests.some(({ url }) => /managedHSMs/i.test(url) && !url.includes('filter'))).toBe(false);
});

test('cost: exactly the requests that are needed, and the report counts them', async () => {
  const vaults = Array.from({ length: 30 }, (_, index) => ({ name: `kv-${index}`, settings: [good] }));
  const trial = await tryOut({
    estate: { subscriptions: [{ id: subscription(1), vaults, managedHsms: [{ name: 'hsm', settings: [good] }] }] },
    keepAnswers: true,
    // As a workflow leaves it: whether there is a configuration file is asked of GitHub.
    inputs: { 'config-file': '' },
  });
  const counts: Record<string, number> = {};
  for (const { operation } of trial.requests) counts[operation] = (counts[operation] ?? 0) + 1;
  expect(counts).toEqual({
    // Is the file there; and if not, could it have been seen?
    GitHub_Contents: 2,
    GitHub_IdToken: 1,
    Entra_Token: 1,
    Subscriptions_Get: 1,
    Permissions_ListForSubscription: 1,
    Vaults_ListBySubscription: 1,
    ManagedHsms_ListBySubscription: 1,
    Resources_List: 1,
    DiagnosticSettings_List: 31,
    Workspaces_Get: 1,
  });
  expect(reportOf(trial).requests).toEqual({ total: 37, throttled: 0, retried: 0 });
  expect(
    new Set(trial.requests.map(({ method, operation }) => `${method} ${operation === 'Entra_Token' ? '' : 'x'}`)),
  ).toEqual(new Set(['POST ', 'GET x']));
  const agents = trial.requests.flatMap(({ headers }) => headers?.['user-agent'] ?? []);
  expect(agents.every((agent) => agent.startsWith('keyvault-diagnostics-audit/'))).toBe(true);
});
