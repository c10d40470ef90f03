// The input `baseline` and `fail-on: new-noncompliant`, by the shipped bundle.
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, test } from '@jest/globals';
import { annotations, good, reportOf, resourceOf, subscription, tryOut, visibleLog } from './trial.ts';
import type { Trial, TrialOptions, VaultInput } from './trial.ts';

const folder = mkdtempSync(join(tmpdir(), 'baseline-'));
afterAll(() => {
  rmSync(folder, { recursive: true, force: true });
});

let files = 0;
function keep(text: string | Uint8Array): string {
  files += 1;
  const path = join(folder, `${String(files)}.json`);
  writeFileSync(path, text);
  return path;
}

const broken: VaultInput = { name: 'kv-shop' };
const mended: VaultInput = { name: 'kv-shop', settings: [good] };
const dark: VaultInput = { name: 'kv-shop', fault: { kind: 'status', status: 403 } };

function run(
  vaults: readonly VaultInput[],
  inputs: TrialOptions['inputs'] = {},
  options: Partial<TrialOptions> = {},
): Promise<Trial> {
  return tryOut({
    estate: { subscriptions: [{ id: subscription(1), displayName: 'Payments', vaults: [...vaults] }] },
    ...options,
    inputs: { 'config-file': 'none', ...inputs },
  });
}

/** One night after the other, each with the report of the one before. */
async function runAfter(
  before: readonly VaultInput[],
  now: readonly VaultInput[],
  inputs: TrialOptions['inputs'] = {},
): Promise<Trial> {
  return run(now, { baseline: keep((await run(before)).reportText), ...inputs });
}

describe('fail-on: new-noncompliant', () => {
  const failOn = { 'fail-on': 'new-noncompliant, unknown, empty' };

  test.each<[string, VaultInput, VaultInput, number]>([
    ['still failing', broken, broken, 0],
    ['logged before', mended, broken, 1],
    ['unknown before', dark, broken, 1],
    ['unknown now', broken, dark, 1],
    ['fixed', broken, mended, 0],
  ])('%s', async (_, before, now, exitCode) => {
    const trial = await runAfter([before], [now], failOn);
    expect(trial.exitCode).toBe(exitCode);
  });

  test('a finding that is still there leaves the result what it is', async () => {
    const trial = await runAfter([broken], [broken], failOn);
    expect(trial.outputs['result']).toBe('fail');
    expect(resourceOf(trial, 'kv-shop')).toMatchObject({ change: 'still' });
    expect(annotations(trial, 'warning')).toHaveLength(1);
  });

  test('listed beside noncompliant, everything fails the job; without a baseline every finding is new', async () => {
    expect(await runAfter([broken], [broken], { 'fail-on': 'noncompliant, new-noncompliant' })).toMatchObject({
      exitCode: 1,
    });
    expect(await run([broken], failOn)).toMatchObject({ exitCode: 1 });
    expect(await run([mended], failOn)).toMatchObject({ exitCode: 0 });
  });
});

describe('a baseline that cannot be used is a warning, and every finding counts as new', () => {
  test.each<[string, () => string, string]>([
    ['not there', () => join(folder, 'none.json'), 'is not there'],
    ['a folder', () => folder, 'is a folder'],
    ['cut off', () => keep('{"schemaVersion": 1, "resources": ['), 'is not JSON in UTF-8'],
    ['something else', () => keep('{"runs": []}'), 'is not a report of this action'],
    ['too large', () => keep(Buffer.alloc(129 * 1024 * 1024, ' ')), 'at most 134217728 are read'],
  ])('%s', async (_, write, problem) => {
    const bad = await run([broken], { baseline: write(), 'fail-on': 'new-noncompliant' });
    expect([bad.exitCode, bad.outputs['result']]).toEqual([1, 'fail']);
    expect(annotations(bad, 'warning')).toEqual([expect.stringContaining(problem)]);
    expect(reportOf(bad)).toMatchObject({ changes: null, notes: [expect.stringContaining(problem)] });
    expect(resourceOf(bad, 'kv-shop')).toMatchObject({ change: null, since: null });
  });

  test('it changes no verdict', async () => {
    const trial = await run([mended], { baseline: keep('{}') });
    expect([trial.exitCode, trial.outputs['result']]).toEqual([0, 'pass']);
  });
});

test('a report of many MiB is read', async () => {
  const id = (n: number): string =>
    `/subscriptions/${subscription(1)}/resourceGroups/rg-app/providers/Microsoft.KeyVault/vaults/kv-${String(n)}`;
  const resources = Array.from({ length: 20_000 }, (_, n) => ({
    id: id(n),
    status: 'noncompliant',
    detail: 'x'.repeat(1_000),
  }));
  const trial = await run([broken], {
    baseline: keep(JSON.stringify({ schemaVersion: 1, resources })),
    reports: 'json, markdown, html',
  });
  expect(reportOf(trial).changes?.counts).toMatchObject({ new: 1, gone: 20_000 });
});

describe('a subscription that cannot be seen any more', () => {
  const both: TrialOptions['estate'] = {
    subscriptions: [
      { id: subscription(1), displayName: 'Payments', vaults: [mended] },
      { id: subscription(2), displayName: 'Search', vaults: [{ name: 'kv-search' }] },
    ],
  };
  const one: TrialOptions['estate'] = { subscriptions: (both.subscriptions ?? []).slice(0, 1) };
  const audit = (estate: TrialOptions['estate'], inputs: TrialOptions['inputs']): Promise<Trial> =>
    tryOut({ estate, inputs: { 'config-file': 'none', 'subscription-id': 'all', ...inputs } });

  test('is a cause unknown, on every night until somebody starts anew', async () => {
    let report = (await audit(both, {})).reportText;
    for (const night of [1, 2]) {
      const trial = await audit(one, { baseline: keep(report) });
      expect([night, trial.exitCode, trial.outputs['result']]).toEqual([night, 1, 'inconclusive']);
      expect(reportOf(trial).resultReason).toContain('1 subscription of the earlier report cannot be seen any more');
      expect(reportOf(trial).notes.join('\n')).toContain(`Search (${subscription(2)})`);
      report = trial.reportText;
    }
    expect(await audit(one, {})).toMatchObject({ exitCode: 0 });
  });

  test('is one too below a management group', async () => {
    const below = (estate: TrialOptions['estate']): TrialOptions['estate'] => ({
      ...estate,
      managementGroups: [{ id: 'shop', subscriptions: (estate.subscriptions ?? []).map(({ id }) => id) }],
    });
    const inputs = { 'subscription-id': '', 'management-group-id': 'shop' };
    const before = await audit(below(both), inputs);
    const trial = await audit(below(one), { ...inputs, baseline: keep(before.reportText) });
    expect([trial.exitCode, trial.outputs['result']]).toEqual([1, 'inconclusive']);
    expect(reportOf(trial).changes).toMatchObject({
      counts: { unread: 1, gone: 0, fixed: 0 },
      lostSubscriptions: [{ id: subscription(2), displayName: 'Search' }],
    });
  });

  test('is told without its name where names are not shown', async () => {
    const before = await audit(both, {});
    const trial = await audit(one, { baseline: keep(before.reportText), redact: 'always' });
    const said = trial.summary + visibleLog(trial) + JSON.stringify(trial.annotations);
    expect(said).toContain('1 subscription of the earlier report cannot be seen any more');
    expect(said).not.toMatch(/Search|33333333-3333/);
    expect(reportOf(trial).notes.join('\n')).toContain(`Search (${subscription(2)})`);
  });

  test('where subscriptions are listed one by one, leaving one out is meant', async () => {
    const before = await audit(both, {});
    const trial = await audit(one, { baseline: keep(before.reportText), 'subscription-id': subscription(1) });
    expect(trial.outputs['result']).toBe('pass');
    expect(reportOf(trial).changes?.counts).toMatchObject({ 'left-out': 1 });
  });
});

test('where names are not shown, changes show none either', async () => {
  const names = [{ name: 'kv-secret-plan', settings: [] }, mended];
  const trial = await runAfter(names, [mended], { redact: 'always' });
  expect(trial.summary).toMatch(/vault-[0-9a-f]{10} .*gone/);
  expect(trial.summary + visibleLog(trial)).not.toMatch(/kv-secret-plan|Payments/);
  expect(trial.summary.split('\n')[0]).toContain('1 gone');
  expect(reportOf(trial).changes?.past).toMatchObject([{ name: 'kv-secret-plan', outcome: 'gone' }]);
});

test('filters leave findings out, and tags do', async () => {
  const trial = await runAfter([broken, { name: 'kv-other' }], [broken], { exclude: 'kv-other' });
  expect(reportOf(trial).changes?.counts).toMatchObject({ still: 1, gone: 0, 'left-out': 1 });
});
