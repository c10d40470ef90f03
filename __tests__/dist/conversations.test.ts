// The pull request comment by the shipped bundle: kept up to date, never a second one, never somebody else's.
import { readFileSync } from 'node:fs';
import { describe, expect, test } from '@jest/globals';
import { parse } from 'yaml';
import { expectGolden } from '../golden.ts';
import { broken, check, estateOf, mended, onPullRequest, steady, withPullRequest, writes } from './conversing.ts';
import { visibleLog, type TrialOptions } from './trial.ts';

describe('pull request comment', () => {
  test('docs/examples/pull-request-comment.yml: a failure, mended, and failing again is one comment, edited twice', async () => {
    const example = parse(
      readFileSync(new URL('../../docs/examples/pull-request-comment.yml', import.meta.url), 'utf8'),
    ) as { jobs: { audit: { permissions: Record<string, string>; steps: { with: Record<string, string> }[] } } };
    const { permissions, steps } = example.jobs.audit;
    const { comment = '' } = steps[0]?.with ?? {};
    const { conversations, pull } = withPullRequest();
    conversations.permissions = new Set(permissions['pull-requests'] === 'write' ? ['pull-requests'] : []);
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

  test('legs of a matrix are told apart by default: all of them have one GITHUB_JOB', () => {
    const action = parse(readFileSync(new URL('../../action.yml', import.meta.url), 'utf8')) as {
      inputs: Record<string, { default?: string }>;
    };
    expect(action.inputs['comment-key']?.default).toBe('${{ toJSON(matrix) }}');
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

  test('nothing is tried for a fork where there is a token either, as on pull_request_target', async () => {
    const { conversations } = withPullRequest();
    const event = onPullRequest('mallory/payments', 'pull_request_target');
    const trial = await check(conversations, broken, { event, inputs: { 'tracking-issue': 'on-failure' } });
    expect(trial.outputs['result']).toBe('fail');
    expect(conversations.journal).toEqual([]);
    expect(visibleLog(trial)).toContain('No pull request comment: the pull request comes from a fork');
    expect(visibleLog(trial)).toContain('No tracking issue: the pull request comes from a fork');
  });

  test('an event without a pull request has no comment', async () => {
    const { conversations } = withPullRequest();
    const trial = await check(conversations, broken, { event: { name: 'push', payload: {} } });
    expect(conversations.journal).toEqual([]);
    expect(visibleLog(trial)).toContain('No pull request comment: this run is about no pull request.');
  });

  test('an audit that could not run is told, without a word of why but its code', async () => {
    const { conversations, pull } = withPullRequest();
    await check(conversations, broken, {
      faults: { entra: { kind: 'status', status: 400, flat: true, body: { error: 'x' } } },
    });
    expect(pull.comments).toHaveLength(1);
    expectGolden('conversations/comment-error.md', pull.comments[0]?.body ?? '');
  });

  test('in a public repository it names nothing', async () => {
    const { conversations, pull } = withPullRequest();
    await check(conversations, broken, {
      inputs: { redact: 'always', 'comment-key': '{"subscription":"secret-one"}' },
    });
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
