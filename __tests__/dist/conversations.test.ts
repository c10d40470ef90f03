// Pull request comments and tracking issues by the shipped bundle: kept up to date, never a second one, never somebody
// else's, and never a reason for the audit to fail.
import { readFileSync } from 'node:fs';
import { describe, expect, test } from '@jest/globals';
import { parse } from 'yaml';
import { GitHubConversations, type EmulatedIssue } from '../../emulator/github-conversations.ts';
import { expectGolden } from '../golden.ts';
import {
  annotations,
  good,
  subscription,
  tryOut,
  visibleLog,
  type Trial,
  type TrialOptions,
  type VaultInput,
} from './trial.ts';

const mended: VaultInput = { name: 'kv-shop', settings: [good] };
const broken: VaultInput = { name: 'kv-shop' };

function estateOf(...vaults: VaultInput[]): TrialOptions['estate'] {
  return { subscriptions: [{ id: subscription(1), displayName: 'Payments', vaults }] };
}

const number = 7;

function onPullRequest(repository = 'octo-org/payments', name = 'pull_request'): NonNullable<TrialOptions['event']> {
  const commit = 'c'.repeat(40);
  const head = { sha: commit, repo: { full_name: repository } };
  const pull = { number, head, base: { sha: 'b'.repeat(40), repo: { full_name: 'octo-org/payments' } } };
  return { name, payload: { pull_request: pull, repository: { default_branch: 'main', visibility: 'private' } } };
}

function withPullRequest(): { conversations: GitHubConversations; pull: EmulatedIssue } {
  const conversations = new GitHubConversations();
  return { conversations, pull: conversations.add({ number, isPullRequest: true, title: 'Add a shop' }) };
}

function check(conversations: GitHubConversations, vault: VaultInput, options: Partial<TrialOptions> = {}): Promise<Trial> {
  return tryOut({
    estate: estateOf(vault),
    event: onPullRequest(),
    conversations,
    ...options,
    inputs: { 'config-file': 'none', comment: 'on-failure', ...options.inputs },
  });
}

function watch(conversations: GitHubConversations, vault: VaultInput, options: Partial<TrialOptions> = {}): Promise<Trial> {
  return tryOut({
    estate: estateOf(vault),
    conversations,
    ...options,
    inputs: { 'config-file': 'none', 'tracking-issue': 'on-failure', ...options.inputs },
  });
}

const steady = (text: string): string => text.replace(/\d{4}-\d{2}-\d{2}/g, 'DATE');
const writes = ({ journal }: GitHubConversations): string[] =>
  journal.map((entry) => entry.split('\n')[0] ?? '').filter((line) => !line.startsWith('GET ') && !line.endsWith('/graphql'));

describe('pull request comment', () => {
  test('docs/examples/pull-request-comment.yml: a failure, mended, and failing again is one comment, edited twice', async () => {
    const example = parse(
      readFileSync(new URL('../../docs/examples/pull-request-comment.yml', import.meta.url), 'utf8'),
    ) as { jobs: { audit: { steps: { with: Record<string, string> }[] } } };
    const { comment = '' } = example.jobs.audit.steps[0]?.with ?? {};
    const { conversations, pull } = withPullRequest();
    const texts: string[] = [];
    for (const vault of [broken, mended, broken]) {
      const trial = await check(conversations, vault, { inputs: { comment } });
      expect(trial.exitCode).toBe(vault === broken ? 1 : 0);
      texts.push(steady(pull.comments[0]?.body ?? ''));
    }
    expect(pull.comments).toMatchObject([{ edits: 2, login: 'github-actions[bot]' }]);
    expect(texts[2]).toBe(texts[0]);
    expectGolden('conversations/comment-failing.md', texts[0] ?? '');
    expectGolden('conversations/comment-logged.md', texts[1] ?? '');
    expect(writes(conversations)).toEqual([
      'POST /repos/octo-org/payments/issues/7/comments',
      'PATCH /repos/octo-org/payments/issues/comments/101',
      'PATCH /repos/octo-org/payments/issues/comments/101',
    ]);
  });

  test('always: also where nothing fails; on-failure: not', async () => {
    const { conversations, pull } = withPullRequest();
    await check(conversations, mended);
    expect(pull.comments).toEqual([]);
    await check(conversations, mended, { inputs: { comment: 'always' } });
    expect(pull.comments).toMatchObject([{ edits: 0 }]);
  });

  test('two workflows, two jobs and two legs of a matrix keep a comment each', async () => {
    const { conversations, pull } = withPullRequest();
    const other = 'octo-org/payments/.github/workflows/other.yml@refs/pull/7/merge';
    const runs: Partial<TrialOptions>[] = [
      {},
      { env: { GITHUB_WORKFLOW_REF: other } },
      { env: { GITHUB_JOB: 'audit-too' } },
      { inputs: { 'comment-key': '{\n  "tenant": "blue"\n}' } },
      { inputs: { 'comment-key': '{\n  "tenant": "green"\n}' } },
    ];
    for (const run of [...runs, ...runs]) await check(conversations, broken, run);
    expect(pull.comments.map(({ edits }) => edits)).toEqual([1, 1, 1, 1, 1]);
    expect(pull.comments[3]?.body).toContain('blue');
  });

  test("somebody else's comment with our mark is left alone", async () => {
    const { conversations, pull } = withPullRequest();
    await check(conversations, broken);
    const [ours] = pull.comments.splice(0);
    const text = ours?.body ?? '';
    const foreign = conversations.addComment(pull, 'mallory', text);
    const quoted = conversations.addComment(pull, 'github-actions[bot]', `> ${text}`);
    await check(conversations, broken);
    expect([foreign, quoted].map(({ edits }) => edits)).toEqual([0, 0]);
    expect(pull.comments).toHaveLength(3);
  });

  test('the hundred-and-first comment is found too', async () => {
    const { conversations, pull } = withPullRequest();
    for (let n = 0; n < 120; n += 1) conversations.addComment(pull, 'octocat', 'ship it');
    await check(conversations, broken);
    await check(conversations, mended);
    expect(pull.comments).toHaveLength(121);
    expect(pull.comments.at(-1)).toMatchObject({ edits: 1 });
  });

  test('with an own token it is that of the app, or of the person', async () => {
    const { conversations, pull } = withPullRequest();
    conversations.login = 'octo-audit[bot]';
    await check(conversations, broken);
    await check(conversations, mended);
    expect(pull.comments).toMatchObject([{ login: 'octo-audit[bot]', edits: 1 }]);
  });

  test("a fork's pull request ends as an error, and nothing is tried", async () => {
    const { conversations } = withPullRequest();
    const trial = await check(conversations, broken, {
      event: onPullRequest('mallory/payments'),
      inputs: { comment: 'always', 'tracking-issue': 'on-failure' },
      without: ['ACTIONS_ID_TOKEN_REQUEST_URL', 'ACTIONS_ID_TOKEN_REQUEST_TOKEN'],
    });
    expect(trial.outputs['result']).toBe('error');
    expect(conversations.journal).toEqual([]);
    expect(trial.requests).toEqual([]);
  });

  test("nothing is tried for a fork where there is a token either, as on pull_request_target", async () => {
    const { conversations } = withPullRequest();
    const event = onPullRequest('mallory/payments', 'pull_request_target');
    const trial = await check(conversations, broken, { event });
    expect(trial.outputs['result']).toBe('fail');
    expect(conversations.journal).toEqual([]);
    expect(visibleLog(trial)).toContain('No pull request comment: the pull request comes from a fork');
  });

  test('an event without a pull request has no comment', async () => {
    const { conversations } = withPullRequest();
    const trial = await check(conversations, broken, { event: { name: 'push', payload: {} } });
    expect(conversations.journal).toEqual([]);
    expect(visibleLog(trial)).toContain('No pull request comment: this run is about no pull request.');
  });

  test('an audit that could not run is told, without a word of why but its code', async () => {
    const { conversations, pull } = withPullRequest();
    await check(conversations, broken, { faults: { entra: { kind: 'status', status: 400, flat: true, body: { error: 'x' } } } });
    expect(pull.comments).toHaveLength(1);
    expectGolden('conversations/comment-error.md', pull.comments[0]?.body ?? '');
  });

  test('in a public repository it names nothing', async () => {
    const { conversations, pull } = withPullRequest();
    await check(conversations, broken, { inputs: { redact: 'always', 'comment-key': '{"subscription":"secret-one"}' } });
    const text = pull.comments[0]?.body ?? '';
    expect(text).toMatch(/vault-[0-9a-f]{10}/);
    expect(text).not.toMatch(/kv-shop|Payments|rg-app|3333|secret-one/);
  });

  test('3,000 failing vaults fit', async () => {
    const { conversations, pull } = withPullRequest();
    const vaults = Array.from({ length: 3_000 }, (_, n) => ({ name: `kv-${String(n).padStart(20, '0')}` }));
    await check(conversations, broken, { estate: estateOf(...vaults) });
    const text = pull.comments[0]?.body ?? '';
    expect(text.length).toBeGreaterThan(50_000);
    expect(text.length).toBeLessThan(65_536);
    expect(text).toMatch(/Left out for want of space: \d+ of 3000 failing resources/);
  });

  test('an enterprise server is asked where it is', async () => {
    const { conversations, pull } = withPullRequest();
    const trial = await check(conversations, broken, { env: { GITHUB_API_URL: 'https://github.example.com/api/v3' } });
    expect(pull.comments).toHaveLength(1);
    expect(trial.requests.filter(({ host }) => host === 'api.github.com')).toEqual([]);
    expect(trial.requests.some(({ url }) => url === '/api/graphql')).toBe(true);
  });
});

describe('GitHub refuses', () => {
  const status = (code: number, message = 'No', retryAfter?: number) =>
    ({ kind: 'status', status: code, flat: true, body: { message }, times: 1, ...(retryAfter === undefined ? {} : { retryAfter }) }) as const;

  test.each<[string, string, 'issues' | 'pull-requests']>([
    ['comment', 'pull-requests: write', 'issues'],
    ['tracking-issue', 'issues: write', 'pull-requests'],
  ])('%s without permission: one warning with the line to add', async (input, line, only) => {
    const { conversations } = withPullRequest();
    conversations.permissions = new Set([only]);
    const run = input === 'comment' ? check : watch;
    const trial = await run(conversations, mended, { inputs: { [input]: input === 'comment' ? 'always' : 'on-failure' } });
    expect([trial.exitCode, trial.outputs['result']]).toEqual([0, 'pass']);
    const [warning, ...others] = annotations(trial, 'warning');
    expect(others).toEqual([]);
    expect(warning).toContain('HTTP 403');
    expect(warning).toContain(`\n  ${line}`);
    expect(writes(conversations)).toEqual([]);
  });

  test('the warnings are at most ten, with unknown vaults too', async () => {
    const { conversations } = withPullRequest();
    conversations.permissions = new Set();
    const dark = Array.from({ length: 15 }, (_, n) => ({ name: `kv-dark-${String(n)}`, fault: status(403) }));
    const trial = await check(conversations, broken, { estate: estateOf(...dark), inputs: { baseline: 'not/there.json' } });
    const said = annotations(trial, 'warning');
    expect(said).toHaveLength(10);
    expect(said.join('\n')).toContain('pull-requests: write');
    expect(said.join('\n')).toContain('The baseline not/there.json is not there');
  });

  test.each([404, 410, 401, 422])('%d to a write: a warning, and the verdict stands', async (code) => {
    const { conversations } = withPullRequest();
    conversations.faults.push({ operation: 'Comments_Create', step: status(code), times: 9 });
    const trial = await check(conversations, broken);
    expect(trial.outputs['result']).toBe('fail');
    expect(annotations(trial, 'warning').join('\n')).toContain(`HTTP ${String(code)}`);
  });

  test('a body that is too long is sent again, shorter', async () => {
    const { conversations, pull } = withPullRequest();
    conversations.bodyLimit = 20_000;
    const vaults = Array.from({ length: 500 }, (_, n) => ({ name: `kv-${String(n)}` }));
    const trial = await check(conversations, broken, { estate: estateOf(...vaults) });
    expect(pull.comments).toHaveLength(1);
    expect(annotations(trial, 'warning')).toEqual([]);
  });

  test('a secondary rate limit is waited for', async () => {
    const { conversations, pull } = withPullRequest();
    const limit = status(403, 'You have exceeded a secondary rate limit. Please wait a few minutes.', 1);
    conversations.faults.push({ operation: 'Comments_List', step: limit });
    conversations.faults.push({ operation: 'Comments_Create', step: limit });
    const trial = await check(conversations, broken);
    expect(pull.comments).toHaveLength(1);
    expect(annotations(trial, 'warning')).toEqual([]);
  });

  test('a write whose answer is lost is not repeated', async () => {
    const { conversations, pull } = withPullRequest();
    conversations.faults.push({ operation: 'Comments_Create', step: status(502), isDone: true });
    const trial = await check(conversations, broken);
    expect(pull.comments).toMatchObject([{ edits: 1 }]);
    expect(annotations(trial, 'warning')).toEqual([]);
  });

  test('a failure that passes is tried again, one that stays is a warning', async () => {
    const { conversations, pull } = withPullRequest();
    conversations.faults.push({ operation: 'Comments_Create', step: status(500) });
    await check(conversations, broken);
    expect(pull.comments).toMatchObject([{ edits: 0 }]);
    conversations.faults.push({ operation: 'Comments_Update', step: status(503), times: 99 });
    const trial = await check(conversations, broken);
    expect(annotations(trial, 'warning').join('\n')).toContain('HTTP 503');
    expect(trial.outputs['result']).toBe('fail');
  });

  test('without a token: a warning', async () => {
    const { conversations } = withPullRequest();
    const trial = await check(conversations, broken, { inputs: { 'github-token': '' } });
    expect(annotations(trial, 'warning').join('\n')).toContain('the input github-token is empty');
    expect(trial.outputs['result']).toBe('fail');
  });
});

describe('tracking issue', () => {
  test('the same vaults on the next night: the text is new, and nothing is said', async () => {
    const conversations = new GitHubConversations();
    await watch(conversations, broken);
    await watch(conversations, broken);
    expect(conversations.issues).toMatchObject([{ state: 'open', comments: [] }]);
    expect(writes(conversations).at(-1)).toBe('PATCH /repos/octo-org/payments/issues/1');
  });

  test('a closed one stays closed: the next failure opens another, with a link back', async () => {
    const conversations = new GitHubConversations();
    for (const vault of [broken, mended, broken]) await watch(conversations, vault);
    const [first, second, ...others] = conversations.issues;
    expect(others).toEqual([]);
    expect(first).toMatchObject({ state: 'closed', comments: [{}] });
    expect(second).toMatchObject({ state: 'open', comments: [] });
    expect(second?.body).toContain('Follows #1.');
    await watch(conversations, broken);
    expect(second?.body).toContain('Follows #1.');
    if (second !== undefined) second.state = 'closed'; // by a person
    await watch(conversations, broken);
    expect(conversations.issues.map(({ state }) => state)).toEqual(['closed', 'closed', 'open']);
    expect(conversations.issues[2]?.body).toContain('Follows #2.');
  });

  test("somebody else's issue with our mark, and a pull request with it, are left alone", async () => {
    const conversations = new GitHubConversations();
    await watch(conversations, broken);
    const text = conversations.issues.splice(0)[0]?.body ?? '';
    const labels = ['keyvault-audit'];
    const foreign = conversations.add({ login: 'mallory', body: text, labels });
    const pull = conversations.add({ login: 'github-actions[bot]', body: text, labels, isPullRequest: true });
    await watch(conversations, mended);
    expect([foreign, pull].map(({ state, comments }) => [state, comments.length])).toEqual([
      ['open', 0],
      ['open', 0],
    ]);
    await watch(conversations, broken);
    expect(conversations.issues).toHaveLength(3);
  });

  test('two legs of a matrix keep an issue each, and close only their own', async () => {
    const conversations = new GitHubConversations();
    const leg = (tenant: string): Partial<TrialOptions> => ({ inputs: { 'comment-key': JSON.stringify({ tenant }) } });
    await watch(conversations, broken, leg('blue'));
    await watch(conversations, broken, leg('green'));
    await watch(conversations, mended, leg('blue'));
    expect(conversations.issues.map(({ title, state }) => [/\((.*)\)$/.exec(title)?.[1], state])).toEqual([
      ['blue', 'closed'],
      ['green', 'open'],
    ]);
  });

  test('an audit that could not run keeps it open, and says so once', async () => {
    const conversations = new GitHubConversations();
    const failing: Partial<TrialOptions> = { faults: { entra: { kind: 'status', status: 400, flat: true, body: { error: 'x' } } } };
    await watch(conversations, broken);
    await watch(conversations, broken, failing);
    await watch(conversations, broken, failing);
    expect(conversations.issues).toMatchObject([{ state: 'open', comments: [{}] }]);
    expect(conversations.issues[0]?.comments[0]?.body).toContain('KVA-ENTRA-UNAVAILABLE');
  });

  test.each<[string, NonNullable<TrialOptions['event']>, number]>([
    ['by hand on the default branch', { name: 'workflow_dispatch', payload: { repository: { default_branch: 'main' } } }, 1],
    ['by hand on another branch', { name: 'workflow_dispatch', payload: { repository: { default_branch: 'trunk' } } }, 0],
    ['a push', { name: 'push', payload: { repository: { default_branch: 'main' } } }, 0],
    ['a pull request', onPullRequest(), 0],
  ])('%s', async (_, event, issues) => {
    const conversations = new GitHubConversations();
    await watch(conversations, broken, { event });
    expect(conversations.issues).toHaveLength(issues);
  });
});
