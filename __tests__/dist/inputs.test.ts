// Inputs that are not understood, and runs outside a runner.
import { mkdtemp, readFile, realpath, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from '@jest/globals';
import { good, reportOf, subscription, tryOut, visibleLog, type Trial, type TrialOptions } from './trial.ts';

const estate: TrialOptions['estate'] = {
  subscriptions: [{ id: subscription(1), vaults: [{ name: 'kv-good', settings: [good] }] }],
};

/** What holds of a run that ended in an error of this code. */
function expectError(trial: Trial, code: string): string {
  expect(trial.exitCode).toBe(1);
  expect(trial.report).toBeNull();
  expect(trial.reportFiles).toEqual([]);
  expect(trial.outputs['result']).toBe('error');
  // Counts and paths are empty, never 0.
  expect(Object.entries(trial.outputs).filter(([name, value]) => name !== 'result' && value !== '')).toEqual([]);
  const [annotation, ...others] = trial.annotations;
  expect(others).toEqual([]);
  expect(annotation).toMatchObject({ level: 'error', title: code });
  expect(annotation?.message).toMatch(new RegExp(`/docs/troubleshooting\\.md#${code.toLowerCase()}$`));
  const heading = code === 'KVA-WRITE' ? 'The audit ran, but could not write what it found' : 'The audit could not run';
  expect(trial.summary.split('\n')[0]).toBe(`## ❌ ${heading}`);
  expect(trial.summary).toContain(`<code>${code}</code>`);
  return annotation?.message ?? '';
}

test('everything wrong is said at once, before any request', async () => {
  const wrong = {
    'client-id': 'my-app',
    'tenant-id': '',
    'subscription-id': `${subscription(1)}, Payments`,
    environment: 'azure',
    include: 'kv_*',
    'resource-types': 'vaults, keys',
    coverage: 'all',
    'minimum-resource-count': '-1',
    'timeout-minutes': 'soon',
    profile: 'CIS-2',
    'accepted-destinations': 'log-analytic',
    'allowed-destinations': '/subscriptions/{id}/*',
    'verify-destinations': 'yes',
    'require-metrics': '1',
    'fail-on': 'never, noncompliant',
    reports: 'json, pdf',
    redact: 'sometimes',
  };
  const trial = await tryOut({ estate, inputs: wrong });
  const message = expectError(trial, 'KVA-INPUT');
  expect(message).toMatch(/^17 problems with the inputs:/);
  for (const [name, value] of Object.entries(wrong)) {
    const line = message.split('\n').find((one) => one.startsWith(`- ${name}: `)) ?? '';
    expect(line).not.toBe('');
    if (value !== '' && !value.includes(',')) expect(line).toContain(value);
  }
  expect(message).toMatch(/- profile: .*effective, cis/);
  expect(trial.requests).toEqual([]);
});

test('what is said first is what is wrong first: inputs before the missing token', async () => {
  const without = ['ACTIONS_ID_TOKEN_REQUEST_URL'];
  expectError(await tryOut({ estate, inputs: { profile: 'none' }, without }), 'KVA-INPUT');
});

test('a secret that ended up in the wrong input is shown whole, so that the runner masks it, or not at all', async () => {
  const secret = `${'s3cr3t-'.repeat(20)}end`;
  const trial = await tryOut({ estate, inputs: { 'client-id': secret } });
  expect(expectError(trial, 'KVA-INPUT')).toMatch(/a text of 143 characters/);
  expect(trial.stdout + trial.summary).not.toContain('s3cr3t');
});

test('report-directory: relative to the workspace, absolute, and in the way', async () => {
  const folder = await mkdtemp(join(await realpath(tmpdir()), 'reports-'));
  try {
    const relative = await tryOut({ estate, inputs: { 'report-directory': 'out/audit' }, workspace: folder });
    expect(relative.outputs['report-json']).toBe(join(folder, 'out', 'audit', 'keyvault-audit.json'));
    expect(relative.exitCode).toBe(0);
    const written = JSON.parse(await readFile(relative.outputs['report-json'] ?? '', 'utf8')) as unknown;
    expect(written).toMatchObject({ schemaVersion: 1, result: 'pass' });

    const absolute = await tryOut({ estate, inputs: { 'report-directory': join(folder, 'elsewhere') } });
    expect(absolute.outputs['report-json']).toBe(join(folder, 'elsewhere', 'keyvault-audit.json'));
    expect((await stat(absolute.outputs['report-json'] ?? '')).isFile()).toBe(true);

    await writeFile(join(folder, 'taken'), 'a file');
    const blocked = await tryOut({ estate, inputs: { 'report-directory': join(folder, 'taken') } });
    expect(expectError(blocked, 'KVA-WRITE')).toMatch(/taken\/keyvault-audit\.json could not be written/);
    expect(visibleLog(blocked)).toMatch(/^✅ The audit ran well\. /m);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
});

test('the report lies under RUNNER_TEMP otherwise, in a folder of the step, and nowhere else', async () => {
  const trial = await tryOut({ estate });
  expect(trial.outputs['report-json']).toMatch(
    /\/_temp\/keyvault-audit\/__owner_keyvault-diagnostics-audit\/keyvault-audit\.json$/,
  );
  expect(trial.reportFiles).toEqual([trial.outputs['report-json']]);
  expect(reportOf(trial).requirement).toMatchObject({
    values: { profile: 'effective', 'verify-destinations': true },
    sources: { profile: 'default', 'verify-destinations': 'default' },
  });
});

test('outside a runner: the log says what is missing, and the exit status still counts', async () => {
  const env = {
    GITHUB_ACTIONS: undefined,
    GITHUB_OUTPUT: undefined,
    GITHUB_STEP_SUMMARY: undefined,
    GITHUB_EVENT_PATH: undefined,
    GITHUB_WORKSPACE: undefined,
    GITHUB_ACTION: undefined,
  };
  const sad = { subscriptions: [{ id: subscription(1), vaults: [{ name: 'kv-bad' }] }] };
  const [run, error] = await Promise.all([
    tryOut({ estate: sad, env, decency: 'outside' }),
    tryOut({ estate: sad, env, inputs: { profile: 'x' }, decency: 'outside' }),
  ]);
  expect(run.stdout).toMatch(/^No outputs: GITHUB_OUTPUT is not set/m);
  expect(run.stdout).toMatch(/^No job summary: GITHUB_STEP_SUMMARY is not set/m);
  expect(run.stdout).toMatch(/kv-bad/);
  expect(run).toMatchObject({ exitCode: 1, summary: '', outputs: {} });
  expect(reportOf(run).result).toBe('fail');
  expect(error).toMatchObject({ exitCode: 1, summary: '', outputs: {} });
  expect(error.stdout).toMatch(/KVA-INPUT/);
});

test.each([
  ['the ref that the workflow names', {}, '/owner/keyvault-diagnostics-audit/blob/v1.0.0/docs/'],
  ['a composite action, where it may be empty', { GITHUB_ACTION_REF: '' }, '/blob/main/docs/'],
])('links lead to the documentation of %s', async (_, env, place) => {
  const trial = await tryOut({ estate, inputs: { profile: 'none' }, env });
  expect(expectError(trial, 'KVA-INPUT')).toContain(place);
});
