// GitHub's limits and large estates: 3,000 failing vaults still fit, and are told about in a bounded time.
import { readFileSync } from 'node:fs';
import { expect, test } from '@jest/globals';
import { annotations, good, reportOf, subscription, tryOut, type SubscriptionInput, type VaultInput } from './trial.ts';

test('3,000 failing vaults: a summary under 1 MiB, ten errors, names cut at 64 KiB, in a bounded time', async () => {
  const subscriptions = Array.from({ length: 20 }, (_, group): SubscriptionInput => ({
    id: subscription(group + 1),
    displayName: `A subscription with a rather long name, number ${group + 1}`,
    vaults: Array.from({ length: 150 }, (_vault, index): VaultInput => ({
      name: `kv-with-a-long-name-${String(group * 150 + index).padStart(4, '0')}`,
      resourceGroup: `rg-${'with-a-very-long-name-'.repeat(3)}${index % 7}`,
      settings: index % 2 === 0 ? [] : [{ name: `setting-${'x'.repeat(200)}`, on: ['audit'], workspace: 'law-gone' }],
    })),
  }));
  const destinations = subscriptions.map(({ id }) => ({
    id: `/subscriptions/${id}/resourceGroups/rg-logging/providers/Microsoft.OperationalInsights/workspaces/law-gone`,
    state: 'gone' as const,
  }));
  const trial = await tryOut({ estate: { subscriptions, destinations }, inputs: { 'subscription-id': 'all' } });
  expect(reportOf(trial).counts).toMatchObject({ total: 3000, noncompliant: 3000 });
  const bytes = Buffer.byteLength(trial.summary);
  expect(bytes).toBeGreaterThan(500_000);
  expect(bytes).toBeLessThan(1024 * 1024);
  expect(trial.summary.slice(0, 1_000)).toMatch(
    /Left out, because GitHub shows no summary above 1 MiB: .* of 3000 failing resources/,
  );
  expect(trial.summary).toContain('keyvault-audit.json');
  expect(annotations(trial, 'error').length).toBe(10);
  expect(annotations(trial, 'error').at(-1)).toMatch(/3000 of 3000 vaults.*2991 more/s);
  expect(annotations(trial, 'warning')).toEqual([]);
  const names = trial.outputs['noncompliant-names'] ?? '';
  expect(Buffer.byteLength(names)).toBeLessThanOrEqual(64 * 1024);
  expect((JSON.parse(names) as string[]).length).toBeGreaterThan(2000);
  expect(trial.durationMs).toBeLessThan(25_000);
});

test('the NODE_OPTIONS of docs/estates.md for a small runner: Node takes them, and 3,000 vaults fit', async () => {
  const page = readFileSync(new URL('../../docs/estates.md', import.meta.url), 'utf8');
  const options = /NODE_OPTIONS: (.+)/.exec(page)?.[1]?.split(' ') ?? [];
  expect(options).toHaveLength(2);
  for (const option of options) {
    expect([option, process.allowedNodeEnvironmentFlags.has(option.replace(/=.*/, ''))]).toEqual([option, true]);
  }
  const subscriptions = Array.from({ length: 12 }, (_, group): SubscriptionInput => ({
    id: subscription(group + 1),
    vaults: Array.from({ length: 250 }, (_vault, index): VaultInput => ({ name: `kv-${index}`, settings: [good] })),
  }));
  const trial = await tryOut({
    estate: { subscriptions },
    inputs: { 'subscription-id': 'all' },
    nodeArguments: options,
  });
  expect(reportOf(trial).counts).toMatchObject({ total: 3000, compliant: 3000 });
  expect(trial.exitCode).toBe(0);
});

test('long values stay within the limits of annotations and cells', async () => {
  const long = 'x'.repeat(20_000);
  const vaults: VaultInput[] = [
    { name: 'kv-long-setting', settings: [{ name: long, on: ['audit'] }] },
    { name: 'kv-long-category', settings: [{ name: 's', on: [long], workspace: 'law' }] },
    { name: 'kv-long-error', fault: { kind: 'status', status: 403, code: long, message: long } },
    { name: `kv-${long.slice(0, 3000)}` },
    { name: 'kv-tags', tags: { [long]: long }, settings: [good] },
  ];
  const trial = await tryOut({ estate: { subscriptions: [{ id: subscription(1), displayName: long, vaults }] } });
  expect(reportOf(trial).counts).toMatchObject({ total: 5, noncompliant: 3, unknown: 1, compliant: 1 });
  expect(trial.annotations.every(({ message, title }) => message.length <= 4096 && title.length <= 255)).toBe(true);
  expect(Buffer.byteLength(trial.summary)).toBeLessThan(60_000);
  expect(
    trial.stdout
      .split('\n')
      .filter((line) => !line.startsWith('::'))
      .every((line) => line.length < 1_500),
  ).toBe(true);
});

test('a clock that is set back in the middle holds nothing up', async () => {
  const setBack =
    'const now = Date.now; let by = 0; setTimeout(() => (by = 3.6e6), 1500); Date.now = () => now() - by;';
  const vaults = Array.from({ length: 60 }, (_, index): VaultInput => ({ name: `kv-${index}`, settings: [good] }));
  const trial = await tryOut({
    estate: { subscriptions: [{ id: subscription(1), vaults }] },
    faults: { bucket: { capacity: 20, refillPerSecond: 20 } },
    nodeArguments: [`--import=data:text/javascript,${encodeURIComponent(setBack)}`],
    timeoutMs: 30_000,
  });
  expect(reportOf(trial).counts).toMatchObject({ total: 60, compliant: 60 });
});
