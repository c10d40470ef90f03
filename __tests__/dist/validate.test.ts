// Mode validate in the shipped bundle, and script/validate: the file alone, without Azure.
import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, test } from '@jest/globals';
import { tryOut, type Trial, type TrialOptions } from './trial.ts';

const path = '.github/keyvault-audit.yml';
const head = 'a'.repeat(40);
const own = '0123456789abcdef0123456789abcdef01234567';
const text = `version: 1
scope: { exclude: kv-sandbox }
requirement:
  overrides:
    - match: { name: "kv-pci-*" }
      profile: cis
      minimum-copies: 2
waivers:
  - match: { name: kv-legacy }
    reason: Decommissioned
    owner: platform-team
    expires: ${new Date(Date.now() + 5 * 86_400_000).toISOString().slice(0, 10)}
`;

/** No token of GitHub's issuer, no inputs but the mode, and the text (if any) in the workspace. */
async function validate(content: string | null, options: Partial<TrialOptions> = {}): Promise<Trial> {
  const workspace = mkdtempSync(join(tmpdir(), 'workspace-'));
  mkdirSync(join(workspace, '.github'));
  if (content !== null) writeFileSync(join(workspace, path), content);
  try {
    return await tryOut({
      estate: {},
      workspace,
      without: ['ACTIONS_ID_TOKEN_REQUEST_URL', 'ACTIONS_ID_TOKEN_REQUEST_TOKEN'],
      ...options,
      inputs: {
        mode: 'validate',
        'client-id': '',
        'tenant-id': '',
        'subscription-id': '',
        'config-file': '',
        ...options.inputs,
      },
    });
  } finally {
    rmSync(workspace, { recursive: true });
  }
}

describe('mode validate', () => {
  test('says what the file comes to, and asks nobody', async () => {
    const trial = await validate(text);
    expect(trial.exitCode).toBe(0);
    expect(trial.requests).toEqual([]);
    expect(trial.outputs).toMatchObject({ result: 'pass', 'resource-count': '', 'report-json': '' });
    expect(trial.annotations).toEqual([]);
    const id =
      '/subscriptions/00000000-0000-0000-0000-000000000000/resourceGroups/sample/providers/Microsoft.KeyVault/vaults';
    expect(trial.stdout).toContain(
      `override 1, ${id}/kv-pci-x: profile cis; destinations log-analytics, storage, event-hub, partner; at least 2 kinds of them; by override 1`,
    );
    expect(trial.stdout).toMatch(
      /waiver 1, \S+\/kv-legacy: profile effective; .*; waived until \S+, 5 days left \(platform-team\)/,
    );
    expect(trial.stdout).toMatch(
      /any other vault, \S+: profile effective; destinations log-analytics, storage, event-hub, partner\n/,
    );
    expect(trial.stdout).toMatch(/The waiver in line 9 \(owner platform-team\) runs out soon, on /);
    expect(trial.summary).toMatch(/^## ✅ .github\/keyvault-audit.yml is understood\n/);
  });

  test('fails when the file is not understood, and marks the lines at fault', async () => {
    const trial = await validate('version: 1\nscope:\n  exlude: kv-*\nrequirement: { profile: CIS }\n');
    expect(trial.exitCode).toBe(1);
    expect(trial.outputs['result']).toBe('error');
    expect(trial.annotations.map(({ level, title, place }) => [level, title, place])).toEqual([
      ['error', 'KVA-CONFIG', `${path}:3:3`],
      ['error', 'KVA-CONFIG', `${path}:4:25`],
      ['error', 'KVA-CONFIG', undefined],
    ]);
    expect(trial.annotations[0]?.message).toBe(
      'scope has no key "exlude". Did you mean exclude? It takes subscriptions, management-groups, include, exclude, tags',
    );
  });

  test('of more than nine faults marks nine, and says all', async () => {
    const trial = await validate(`version: 1\n${Array.from({ length: 12 }, (_, index) => `k${index}: 1\n`).join('')}`);
    expect(trial.annotations).toHaveLength(10);
    expect(trial.annotations.at(-1)?.message).toMatch(/^12 things[^]*k11/);
  });

  test('without a checkout asks GitHub for what the pull request proposes', async () => {
    const contents = {
      'octo-org/payments': { commits: { [head]: { [path]: text }, [own]: { [path]: 'version: 3' } } },
    };
    const payload = {
      pull_request: { base: { sha: own }, head: { sha: head, repo: { full_name: 'octo-org/payments' } } },
    };
    const trial = await validate(null, { estate: { github: { contents } }, event: { name: 'pull_request', payload } });
    expect(trial.exitCode).toBe(0);
    expect(trial.requests.map(({ url }) => url)).toEqual([`/repos/octo-org/payments/contents/${path}?ref=${head}`]);
  });

  test.each<[string, string, Readonly<Record<string, string>>]>([
    ['there is no file', 'KVA-CONFIG-NOT-FOUND', {}],
    ['none is wanted', 'KVA-INPUT', { 'config-file': 'none' }],
    ['an input is not understood', 'KVA-INPUT', { profile: 'x' }],
  ])('fails when %s', async (_, code, inputs) => {
    const trial = await validate(null, { inputs });
    expect([trial.exitCode, trial.annotations.at(-1)?.title]).toEqual([1, code]);
  });

  test('takes hostile text for text', async () => {
    const hostile = '"::error::x ##[error]y <img src=x> | `z`"';
    const trial = await validate(text.replace('platform-team', hostile).replace('kv-legacy', '"*"'));
    expect(trial.exitCode).toBe(0);
    expect(trial.annotations).toEqual([]);
    expect(trial.summary).not.toContain('<img');
  });
});

describe('script/validate', () => {
  const script = join(import.meta.dirname, '..', '..', 'script', 'validate.ts');
  const call = (...argv: readonly string[]): { status: number | null; stdout: string; stderr: string } => {
    const { status, stdout, stderr } = spawnSync(process.execPath, [script, ...argv], { encoding: 'utf8' });
    return { status, stdout, stderr: stderr.replace(/^.*(?:Warning|trace-warnings).*\n/gm, '') };
  };
  const folder = mkdtempSync(join(tmpdir(), 'validate-'));
  const file = (name: string, content: string): string => {
    writeFileSync(join(folder, name), content);
    return join(folder, name);
  };

  test('shows what holds for IDs and names that are given', () => {
    const id = '/subscriptions/s/resourceGroups/g/providers/Microsoft.KeyVault/vaults/kv-pci-7';
    const { status, stdout, stderr } = call(file('ok.yml', text), id, 'kv-sandbox');
    expect([status, stderr]).toEqual([0, '']);
    expect(stdout).toContain(`asked for, ${id}: profile cis`);
    expect(stdout).toMatch(/asked for, \S+\/kv-sandbox: excluded\n/);
  });

  test('shows what a file could tell a terminal to do, and does not tell it', () => {
    const escape = '\\e]0;title\\a';
    const good = call(file('escape.yml', text.replace('platform-team', `"${escape}"`)));
    const bad = call(file('escape-bad.yml', `version: 1\nscope: { include: "${escape}" }`));
    expect([good.status, bad.status]).toEqual([0, 1]);
    for (const said of [good.stdout, bad.stderr]) {
      expect(said).toContain('<U+001B>]0;title<U+0007>');
      expect(said).not.toMatch(/[\p{Cc}--\n]/v);
    }
  });

  test.each<[string, readonly string[], number, RegExp]>([
    ['a broken file', [file('bad.yml', 'version: 2')], 1, /bad\.yml:1:10: version: 2 is not 1\./],
    ['no file', [join(folder, 'nowhere.yml')], 1, /ENOENT/],
    ['no argument', [], 2, /^Usage: script\/validate FILE/],
  ])('refuses %s', (_, argv, status, message) => {
    expect(call(...argv)).toEqual({ status, stdout: '', stderr: expect.stringMatching(message) });
  });
});
