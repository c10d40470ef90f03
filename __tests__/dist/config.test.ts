// The configuration file in the shipped bundle: which one counts, and that a pull request cannot excuse its own vaults.
import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, test } from '@jest/globals';
import type { EstateInput } from '../../emulator/estate.ts';
import {
  annotations,
  good,
  reportOf,
  resourceOf,
  subscription,
  tryOut,
  verdicts,
  type Trial,
  type TrialOptions,
} from './trial.ts';

const own = '0123456789abcdef0123456789abcdef01234567';
const base = 'b'.repeat(40);
const head = 'a'.repeat(40);
const path = '.github/keyvault-audit.yml';
const repository = 'octo-org/payments';

type Contents = NonNullable<NonNullable<EstateInput['github']>['contents']>;
type Files = Contents[string];

function estate(files: Files = {}, others: Contents = {}, github: EstateInput['github'] = {}): EstateInput {
  return {
    github: { ...github, contents: { [repository]: files, ...others } },
    subscriptions: [
      {
        id: subscription(1),
        displayName: 'Production',
        vaults: [
          { name: 'kv-legacy', tags: { environment: 'prod' } },
          { name: 'kv-pci-1', settings: [good], tags: { Environment: 'PROD' } },
          { name: 'kv-app', settings: [good] },
          { name: 'kv-dev', tags: { environment: 'dev' } },
        ],
      },
    ],
  };
}

const at = (commit: string, text: string, name = path): Files => ({ commits: { [commit]: { [name]: text } } });
const scope = `version: 1\nscope: { subscriptions: ["${subscription(1)}"], tags: { environment: prod } }\n`;
/** A day so many days from now, as this machine's clock has it. */
const day = (days: number): string => new Date(Date.now() + days * 86_400_000).toISOString().slice(0, 10);
const waiver = (expires = day(30), name = 'kv-legacy'): string =>
  `waivers:\n  - match: { name: ${name} }\n    reason: Decommissioned, OPS-1234\n    owner: platform-team\n    expires: ${expires}\n`;
const pullRequest = {
  name: 'pull_request',
  payload: {
    pull_request: { number: 7, base: { sha: base }, head: { sha: head, repo: { full_name: repository } } },
    repository: { visibility: 'private' },
  },
};

/** With the configuration file where it is by default, and nothing in its place. */
function run(options: TrialOptions): Promise<Trial> {
  return tryOut({ ...options, inputs: { 'config-file': '', 'subscription-id': '', ...options.inputs } });
}

/** Requests to GitHub's API, by commit or ref. */
function asked(trial: Trial): string[] {
  return trial.requests
    .filter(({ host }) => host === 'api.github.com')
    .map(({ url }) => url.replace(`/repos/${repository}/`, ''));
}

describe('a pull request', () => {
  test('that adds a waiver for its own vault still fails, and is told what it would change', async () => {
    const commits = {
      [base]: { [path]: scope },
      [head]: { [path]: scope + waiver() },
      [own]: { [path]: scope + waiver() },
    };
    const trial = await run({ estate: estate({ commits }), event: pullRequest });
    expect(trial.exitCode).toBe(1);
    expect(verdicts(trial)).toEqual({ 'kv-legacy': 'no-setting', 'kv-pci-1': 'compliant', 'kv-app': 'compliant' });
    const { configuration, waivers } = reportOf(trial);
    expect(configuration.file).toEqual({ repository, path, ref: base, commit: base });
    expect(configuration.proposed).toEqual({
      commit: head,
      changes: [`It adds a waiver for name kv-legacy, until ${day(30)}, owner platform-team: Decommissioned, OPS-1234`],
    });
    expect(waivers).toEqual([]);
    expect(trial.summary).toContain('This pull request changes the configuration');
    expect(trial.stdout).toContain('It adds a waiver for name kv-legacy');
    expect(trial.stdout).toContain(`Configuration file in force: ${path} of ${repository} at commit ${base}`);
    expect(asked(trial)).toEqual([`contents/${path}?ref=${base}`, `contents/${path}?ref=${head}`]);
  });

  test('does not get past that by changing the checkout', async () => {
    const workspace = checkout({ [path]: scope + waiver() });
    const event = { ...pullRequest, payload: { ...pullRequest.payload } };
    const trial = await run({
      estate: estate(at(base, scope)),
      event,
      workspace: workspace.folder,
      env: { GITHUB_SHA: workspace.commit },
    });
    workspace.remove();
    expect(verdicts(trial)['kv-legacy']).toBe('no-setting');
  });

  test('whose base has the waiver is excused', async () => {
    const commits = { [base]: { [path]: scope + waiver() }, [head]: { [path]: scope } };
    const trial = await run({ estate: estate({ commits }), event: pullRequest });
    expect(trial.exitCode).toBe(0);
    expect(resourceOf(trial, 'kv-legacy')).toMatchObject({
      status: 'waived',
      reason: 'no-setting',
      waiver: { reason: 'Decommissioned, OPS-1234', owner: 'platform-team', expires: day(30), daysLeft: 30 },
    });
    expect(trial.summary).toMatch(/1 vault waived/);
    expect(reportOf(trial).configuration.proposed?.changes[0]).toMatch(/^It removes the waiver for name kv-legacy/);
  });

  test('in a merge queue is held to the base of its group', async () => {
    const event = {
      name: 'merge_group',
      payload: { merge_group: { base_sha: base, head_sha: head }, repository: { visibility: 'private' } },
    };
    const commits = { [base]: { [path]: scope }, [own]: { [path]: scope + waiver() } };
    const trial = await run({ estate: estate({ commits }), event });
    expect(verdicts(trial)['kv-legacy']).toBe('no-setting');
    expect(asked(trial)).toEqual([`contents/${path}?ref=${base}`]);
  });
});

describe('the requirement', () => {
  test('comes from the file: overrides for each vault, tags that leave out, sources', async () => {
    const text = `${scope}requirement:\n  require-metrics: false\n  overrides:\n    - match: { name: "kv-pci-*", tags: { environment: prod } }\n      profile: cis\n`;
    const trial = await run({ estate: estate(at(own, text)) });
    expect(verdicts(trial)).toEqual({
      'kv-legacy': 'no-setting',
      'kv-pci-1': 'cis-groups-missing',
      'kv-app': 'compliant',
    });
    expect(resourceOf(trial, 'kv-pci-1').requirement).toMatchObject({ profile: 'cis', override: 1 });
    expect(resourceOf(trial, 'kv-app').requirement).toMatchObject({ profile: 'effective', override: null });
    const { requirement, leftOutByTags, counts } = reportOf(trial);
    expect(requirement.sources).toMatchObject({
      'subscription-id': 'file',
      tags: 'file',
      'require-metrics': 'file',
      overrides: 'file',
      profile: 'default',
    });
    expect(leftOutByTags.map(({ name, tags }) => [name, tags])).toEqual([['kv-dev', { environment: 'dev' }]]);
    expect(counts).toMatchObject({ total: 3, excluded: 1 });
    expect(trial.stdout).toContain('Left out by its tags: kv-dev in Production / rg-app');
    expect(trial.summary).toMatch(/1 left out by tags[^]*1 vault left out by tags[^]*kv-dev/);
  });

  test('comes from an input where there is one', async () => {
    const text = `${scope}requirement: { profile: cis }\n`;
    const trial = await run({ estate: estate(at(own, text)), inputs: { profile: 'effective' } });
    expect(verdicts(trial)['kv-app']).toBe('compliant');
    expect(reportOf(trial).requirement).toMatchObject({
      values: { profile: 'effective' },
      sources: { profile: 'input' },
    });
  });

  test('may want copies of different kinds', async () => {
    const trial = await run({ estate: estate(at(own, `${scope}requirement: { minimum-copies: 2 }\n`)) });
    expect(verdicts(trial)['kv-app']).toBe('copies-missing');
    expect(resourceOf(trial, 'kv-app').detail).toContain('fewer than 2 kinds of destination');
  });
});

describe('a waiver', () => {
  test('that ran out does not count, and says when and whose it was', async () => {
    const trial = await run({ estate: estate(at(own, scope + waiver(day(-3)))) });
    expect(trial.exitCode).toBe(1);
    expect(resourceOf(trial, 'kv-legacy')).toMatchObject({ status: 'noncompliant', waiver: null });
    expect(annotations(trial, 'error')[0]).toContain(`Its waiver ran out on ${day(-3)}; its owner is platform-team.`);
    expect(trial.summary).toContain('1 waiver to look at');
    expect(reportOf(trial).waivers).toMatchObject([{ state: 'expired', use: 'needed' }]);
  });

  test('that runs out soon, or that nobody needs, is in the summary; the audit passes', async () => {
    const more = waiver(day(300), 'kv-app').replace('waivers:\n', '');
    const trial = await run({ estate: estate(at(own, scope + waiver(day(5)) + more)) });
    expect(trial.exitCode).toBe(0);
    expect(reportOf(trial).waivers.map(({ state, use }) => [state, use])).toEqual([
      ['expiring', 'needed'],
      ['in-force', 'unneeded'],
    ]);
    expect(trial.summary).toMatch(/2 waivers to look at[^]*expires soon[^]*No longer needed/);
  });

  test('does not show where others may read', async () => {
    const trial = await run({
      estate: estate(at(own, scope + waiver()), {}, { repositoryVisibility: 'public' }),
      event: { name: 'schedule', payload: { repository: { visibility: 'public' } } },
    });
    const shown = trial.stdout.replace(/^::(?:add-mask|debug)::.*\n/gm, '') + trial.summary;
    expect(shown).not.toMatch(/kv-legacy|kv-dev|OPS-1234|platform-team/);
    expect(shown).toMatch(/waived vault-[0-9a-f]{10}/);
    expect(reportOf(trial).waivers).toMatchObject([{ owner: 'platform-team' }]);
  });
});

interface Checkout {
  readonly folder: string;
  readonly commit: string;
  readonly remove: () => void;
}

/** A clone as actions/checkout leaves it. */
function checkout(files: Readonly<Record<string, string>>): Checkout {
  const folder = mkdtempSync(join(tmpdir(), 'workspace-'));
  const git = (...argv: readonly string[]): string =>
    execFileSync('git', ['-c', 'user.name=a', '-c', 'user.email=a@b.example', '-c', 'commit.gpgsign=false', ...argv], {
      cwd: folder,
      encoding: 'utf8',
    }).trim();
  git('init', '--quiet');
  for (const [name, text] of Object.entries(files)) {
    mkdirSync(join(folder, name, '..'), { recursive: true });
    writeFileSync(join(folder, name), text);
  }
  git('add', '--all');
  git('commit', '--quiet', '--allow-empty', '--message', 'x');
  return {
    folder,
    commit: git('rev-parse', 'HEAD'),
    remove: () => {
      rmSync(folder, { recursive: true });
    },
  };
}

describe('where the file is read', () => {
  test('in the checkout, as it was committed, and GitHub is not asked', async () => {
    const workspace = checkout({ [path]: scope });
    writeFileSync(join(workspace.folder, path), scope + waiver());
    const trial = await run({ estate: estate(), workspace: workspace.folder, env: { GITHUB_SHA: workspace.commit } });
    workspace.remove();
    expect(verdicts(trial)['kv-legacy']).toBe('no-setting');
    expect(reportOf(trial).configuration.file?.commit).toBe(workspace.commit);
    expect(asked(trial)).toEqual([]);
  });

  test('in another repository at a ref', async () => {
    const policies = { ...at(head, scope, 'kv/audit.yml'), refs: { 'release/v1': head } };
    const trial = await run({
      estate: estate({}, { 'octo-org/policies': policies }),
      inputs: { 'config-file': 'octo-org/policies/kv/audit.yml@release/v1' },
    });
    expect(reportOf(trial).configuration.file).toEqual({
      repository: 'octo-org/policies',
      path: 'kv/audit.yml',
      ref: 'release/v1',
      commit: head,
    });
    expect(trial.stdout).toContain(`kv/audit.yml of octo-org/policies at release/v1 (commit ${head})`);
    expect(asked(trial)).toEqual([
      '/repos/octo-org/policies/commits/release%2Fv1',
      `/repos/octo-org/policies/contents/kv/audit.yml?ref=${head}`,
    ]);
  });

  test('on an enterprise server, whose API is elsewhere', async () => {
    const trial = await run({
      estate: estate(at(own, scope)),
      env: { GITHUB_API_URL: 'https://github.example.com/api/v3', GITHUB_SERVER_URL: 'https://github.example.com' },
    });
    expect(reportOf(trial).configuration.file?.commit).toBe(own);
    expect(trial.requests[0]).toMatchObject({
      host: 'github.example.com',
      url: `/api/v3/repos/${repository}/contents/${path}?ref=${own}`,
    });
  });

  test('nowhere, when it is not there and the root is', async () => {
    const trial = await run({ estate: estate(), inputs: { 'subscription-id': subscription(1) } });
    expect(reportOf(trial).configuration).toEqual({ file: null, proposed: null });
    expect(trial.stdout).toContain(`There is no configuration file ${path} in ${repository} at commit ${own}`);
    expect(trial.summary).toContain('no configuration file');
    expect(asked(trial)).toEqual([`contents/${path}?ref=${own}`, `contents?ref=${own}`]);
  });

  test('after GitHub has failed twice', async () => {
    const files: Files = { ...at(own, scope), fault: [{ kind: 'status', status: 502, times: 2 }] };
    const trial = await run({ estate: estate(files) });
    expect(reportOf(trial).configuration.file?.commit).toBe(own);
    expect(asked(trial)).toHaveLength(3);
  });
});

describe('before it signs in, the run ends', () => {
  const cases: [what: string, code: string, message: RegExp, options: TrialOptions][] = [
    [
      'when a token may not read the repository',
      'KVA-CONFIG-UNREADABLE',
      /HTTP 404[^]*contents: read[^]*config-file: none/,
      { estate: estate({ access: 'none' }) },
    ],
    [
      'when GitHub forbids it',
      'KVA-CONFIG-UNREADABLE',
      /HTTP 403[^]*contents: read/,
      { estate: estate({ ...at(own, scope), access: 'forbidden' }) },
    ],
    [
      'when the token is none',
      'KVA-CONFIG-UNREADABLE',
      /HTTP 401/,
      { estate: estate(at(own, scope)), inputs: { 'github-token': 'ghs_wrong' } },
    ],
    [
      'when there is no token',
      'KVA-CONFIG-UNREADABLE',
      /github-token is empty/,
      { estate: estate(at(own, scope)), inputs: { 'github-token': '' } },
    ],
    [
      'when GitHub fails for good',
      'KVA-CONFIG-UNREADABLE',
      /HTTP 503/,
      { estate: estate({ ...at(own, scope), fault: { kind: 'status', status: 503 } }) },
    ],
    [
      'when a pull request does not tell its base',
      'KVA-CONFIG-UNREADABLE',
      /at which commit/,
      {
        estate: estate(at(own, scope)),
        event: {
          name: 'pull_request',
          payload: { pull_request: { head: { sha: head, repo: { full_name: repository } } } },
        },
      },
    ],
    [
      'when a file that was asked for is not there',
      'KVA-CONFIG-NOT-FOUND',
      /audit\.yml is not in octo-org\/payments/,
      { estate: estate(), inputs: { 'config-file': 'audit.yml' } },
    ],
    [
      'when a repository that was asked for is not there',
      'KVA-CONFIG-UNREADABLE',
      /octo-org\/policies at v1/,
      { estate: estate(), inputs: { 'config-file': 'octo-org/policies/audit.yml@v1' } },
    ],
    [
      'when nothing says what to audit',
      'KVA-INPUT',
      /Nothing says what to audit/,
      { estate: estate(at(own, 'version: 1')) },
    ],
    ['when it is a folder', 'KVA-CONFIG', /is a folder/, { estate: estate(at(own, 'x', `${path}/x`)) }],
    [
      'when it is too large',
      'KVA-CONFIG',
      /2000000 bytes; at most 1 MiB/,
      { estate: estate({ commits: { [own]: { [path]: { kind: 'too-large' } } } }) },
    ],
    [
      'when it is not UTF-8',
      'KVA-CONFIG',
      /not UTF-8/,
      { estate: estate({ commits: { [own]: { [path]: { base64: Buffer.from('ö', 'latin1').toString('base64') } } } }) },
    ],
  ];
  test.each(cases)('%s: %s', async (_, code, message, options) => {
    const trial = await run(options);
    expect(trial.exitCode).toBe(1);
    expect(trial.outputs['result']).toBe('error');
    expect(trial.report).toBeNull();
    const last = trial.annotations.at(-1);
    expect([last?.title, last?.message]).toEqual([code, expect.stringMatching(message)]);
    expect(trial.requests.filter(({ host }) => !['api.github.com'].includes(host))).toEqual([]);
  });

  test('and the lines at fault are marked', async () => {
    const text = `${scope}requirement:\n  profile: CIS\nwaivers:\n  - match: { name: "::error::x" }\n`;
    const trial = await run({ estate: estate(at(own, text)) });
    expect(trial.annotations.map(({ title, place }) => [title, place])).toEqual([
      ['KVA-CONFIG', `${path}:4:12`],
      ['KVA-CONFIG', `${path}:6:5`],
      ['KVA-CONFIG', `${path}:6:5`],
      ['KVA-CONFIG', `${path}:6:5`],
      ['KVA-CONFIG', `${path}:6:20`],
      ['KVA-CONFIG', undefined],
    ]);
    expect(trial.summary).toContain('requirement.profile&#58; &#34;CIS&#34; is not one of effective, cis.');
  });

  test('without a GitHub token for Azure that is said first', async () => {
    const trial = await run({ estate: estate(at(own, 'version: 3')), without: ['ACTIONS_ID_TOKEN_REQUEST_URL'] });
    expect(trial.annotations.at(-1)?.title).toBe('KVA-OIDC-MISSING');
    expect(trial.requests).toEqual([]);
  });
});

test('config-file: none asks GitHub nothing', async () => {
  const trial = await run({
    estate: estate(at(own, 'version: 3')),
    inputs: { 'config-file': 'none', 'subscription-id': subscription(1) },
  });
  expect(asked(trial)).toEqual([]);
  expect(trial.stdout).toContain('No configuration file: config-file is none.');
});

test('a broken event file is no crash: what the run must know of it is an error, all else goes on', async () => {
  const env = { GITHUB_EVENT_PATH: join(tmpdir(), 'nowhere', 'event.json') };
  const trial = await run({ estate: estate(at(own, scope)), env, event: pullRequest });
  expect(trial.annotations.at(-1)?.title).toBe('KVA-CONFIG-UNREADABLE');
});
