// Ways in which a vault or a subscription could drop out of the audit without a word: each must leave a trace.
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, test } from '@jest/globals';
import { startEmulator } from '../../emulator/emulator.ts';
import {
  good,
  runAgainst,
  subscription,
  subscriptionOf,
  tryOut,
  verdicts,
  type SubscriptionInput,
  type VaultInput,
} from './trial.ts';

const seen = (name: string): VaultInput => ({ name, settings: [good] });
const oldVersion = { kind: 'status', status: 400, code: 'NoRegisteredProviderFound', times: 1 } as const;

describe('the two lists', () => {
  test('are compared whether or not vaults have tags', async () => {
    const untagged: SubscriptionInput = {
      id: subscription(1),
      vaults: [
        { ...seen('kv-a'), body: { tags: null } },
        { name: 'kv-hidden', listed: 'resources', body: { tags: null } },
      ],
    };
    const trial = await tryOut({ estate: { subscriptions: [untagged] } });
    expect(verdicts(trial)).toEqual({ 'kv-a': 'compliant', 'kv-hidden': 'no-setting' });
    expect(trial.outputs['result']).toBe('fail');
  });

  test('that contradict each other make a subscription partial, not whole', async () => {
    const missing = { kind: 'status', status: 409, code: 'MissingSubscriptionRegistration' } as const;
    const trial = await tryOut({
      estate: {
        subscriptions: [
          { id: subscription(1), vaults: [seen('kv-a')] },
          { id: subscription(2), vaults: [seen('kv-b')], faults: { vaults: missing, managedHsms: missing } },
          {
            id: subscription(3),
            faults: { vaults: missing, managedHsms: missing, resources: { kind: 'status', status: 403 } },
          },
        ],
      },
      inputs: { 'subscription-id': [1, 2, 3].map(subscription).join() },
    });
    const statuses = [1, 2, 3].map((number) => subscriptionOf(trial, subscription(number)).status);
    expect(statuses).toEqual(['audited', 'partial', 'partial']);
    expect(trial.outputs['result']).toBe('inconclusive');
  });
});

describe('an error is not an absence', () => {
  test('on a later page of a list', async () => {
    const vaults = ['a', 'b', 'c', 'd'].map((letter): VaultInput => ({ ...seen(`kv-${letter}`), listed: 'provider' }));
    const trial = await tryOut({
      estate: {
        subscriptions: [
          {
            id: subscription(1),
            vaults,
            lists: { vaults: { pageSize: 2, faults: [{ page: 2, fault: { ...oldVersion, times: 'forever' } }] } },
          },
        ],
      },
    });
    expect(subscriptionOf(trial, subscription(1)).status).toBe('partial');
    expect(trial.outputs['result']).toBe('inconclusive');
  });

  // 404 is what the list of a type gets there: https://github.com/Azure/azure-cli/issues/30714
  test.each([
    [400, 'NoRegisteredProviderFound'],
    [404, 'InvalidResourceType'],
  ])('of a cloud that lags behind an api-version: an older one is asked (%d %s)', async (status, code) => {
    const old = { kind: 'status', status, code, times: 1 } as const;
    const trial = await tryOut({
      estate: {
        subscriptions: [
          {
            id: subscription(1),
            vaults: [seen('kv-a')],
            managedHsms: [{ name: 'hsm-a' }],
            faults: { vaults: old, managedHsms: old },
          },
        ],
      },
    });
    expect(subscriptionOf(trial, subscription(1))).toMatchObject({ status: 'audited', detail: '' });
    expect(verdicts(trial)).toEqual({ 'kv-a': 'compliant', 'hsm-a': 'no-setting' });
    expect(trial.report?.notes).toEqual([]);
    const versionsOf = (operation: string): (string | null)[] =>
      trial.requests
        .filter((request) => request.operation === operation)
        .map(({ url }) => new URL(url, 'https://x').searchParams.get('api-version'));
    expect(versionsOf('Vaults_ListBySubscription')).toEqual(['2026-02-01', '2023-07-01']);
    expect(versionsOf('ManagedHsms_ListBySubscription')).toEqual(['2026-02-01', '2023-07-01']);
  });

  test('of such a cloud when a vault is asked for itself: gone is gone there too', async () => {
    const gone = { kind: 'status', status: 404, code: 'ResourceNotFound' } as const;
    const trial = await tryOut({
      estate: {
        subscriptions: [
          {
            id: subscription(1),
            faults: { vaults: oldVersion },
            vaults: [
              seen('kv-a'),
              { name: 'kv-b', resourceGroup: 'rg-2026-02-01', fault: gone, resourceFault: [oldVersion, gone] },
              { name: 'kv-c', fault: gone, resourceFault: oldVersion },
            ],
          },
        ],
      },
    });
    expect(verdicts(trial)).toEqual({ 'kv-a': 'compliant', 'kv-c': 'not-found' });
    expect(trial.report?.notes.join()).toMatch('/kv-b was deleted during the audit');
    const asked = trial.requests.map(({ url }) => url).filter((url) => url.includes('vaults/kv-b?'));
    expect(asked).toEqual([
      expect.stringMatching(/rg-2026-02-01.*=2026-02-01$/),
      expect.stringMatching(/rg-2026-02-01.*=2023-07-01$/),
    ]);
  });

  test('of a vault whose own 404 is not of Resource Manager', async () => {
    const gone = { kind: 'status', status: 404, code: 'ResourceNotFound' } as const;
    const trial = await tryOut({
      estate: {
        subscriptions: [
          {
            id: subscription(1),
            vaults: [
              seen('kv-a'),
              { name: 'kv-b', fault: gone, resourceFault: { kind: 'status', status: 404, body: {} } },
              { name: 'kv-c', fault: gone, resourceFault: gone },
            ],
          },
        ],
      },
    });
    expect(verdicts(trial)).toEqual({ 'kv-a': 'compliant', 'kv-b': 'not-found' });
    expect(trial.outputs['result']).toBe('inconclusive');
  });

  test('of a disabled subscription that Azure only failed to answer for', async () => {
    const faults = (status: number): SubscriptionInput['faults'] => {
      const fault = { kind: 'status', status } as const;
      return { vaults: fault, managedHsms: fault, resources: fault };
    };
    const trial = await tryOut({
      estate: {
        subscriptions: [
          { id: subscription(1), vaults: [seen('kv-a')] },
          { id: subscription(2), state: 'Disabled', faults: faults(403) },
          { id: subscription(3), state: 'Disabled', faults: faults(400) },
        ],
      },
      inputs: { 'subscription-id': 'all' },
    });
    const statuses = [1, 2, 3].map((number) => subscriptionOf(trial, subscription(number)).status);
    expect(statuses).toEqual(['audited', 'skipped', 'unreadable']);
    expect(trial.outputs['result']).toBe('inconclusive');
  });
});

test('what could not be known is said in public too, without names', async () => {
  const trial = await tryOut({
    estate: {
      subscriptions: [
        {
          id: subscription(1),
          vaults: [seen('kv-a')],
          permissions: 'forbidden',
          faults: { resources: { kind: 'status', status: 403 } },
        },
      ],
    },
    inputs: { redact: 'always' },
  });
  expect(trial.summary).toContain('The lists of a subscription could not be compared.');
  expect(trial.summary).toContain('could not be confirmed');
  expect(trial.summary).not.toContain(subscription(1));
});

test('outputs show no more than the log does', async () => {
  const estate = { subscriptions: [{ id: subscription(1), vaults: [{ name: 'kv-unlogged' }] }] };
  const trial = await tryOut({ estate, inputs: { redact: 'always' } });
  expect(trial.outputs['noncompliant-names']).toMatch(/^\["vault-[0-9a-f]{10}"\]$/);
});

test('outputs are set also where the summary cannot be written', async () => {
  const estate = { subscriptions: [{ id: subscription(1), vaults: [seen('kv-a')] }] };
  const directory = await mkdtemp(join(tmpdir(), 'nothing-lost-'));
  const emulator = await startEmulator({ estate, directory });
  try {
    const trial = await runAgainst(emulator, { estate, env: { GITHUB_STEP_SUMMARY: '/proc/nowhere/summary' } });
    expect(trial.exitCode).toBe(1);
    expect(trial.outputs['result']).toBe('error');
  } finally {
    await emulator.close();
    await rm(directory, { recursive: true });
  }
});
