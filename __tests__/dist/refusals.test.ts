// What GitHub refuses is a warning that says how to mend it, and never a reason for the audit to fail.
import { describe, expect, test } from '@jest/globals';
import type { OperationFault } from '../../emulator/github-answers.ts';
import { GitHubConversations } from '../../emulator/github-conversations.ts';
import { broken, check, estateOf, mended, watch, withPullRequest, writes } from './conversing.ts';
import { annotations } from './trial.ts';

describe('GitHub refuses', () => {
  const status = (code: number, message = 'No', retryAfter?: number) =>
    ({
      kind: 'status',
      status: code,
      flat: true,
      body: { message },
      times: 1,
      ...(retryAfter === undefined ? {} : { retryAfter }),
    }) as const;

  test.each<[string, string, 'issues' | 'pull-requests']>([
    ['comment', 'pull-requests: write', 'issues'],
    ['tracking-issue', 'issues: write', 'pull-requests'],
  ])('%s without permission: one warning with the line to add', async (input, line, only) => {
    const { conversations } = withPullRequest();
    conversations.permissions = new Set([only]);
    const run = input === 'comment' ? check : watch;
    const trial = await run(conversations, mended, {
      inputs: { [input]: input === 'comment' ? 'always' : 'on-failure' },
    });
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
    const trial = await check(conversations, broken, {
      estate: estateOf(...dark),
      inputs: { baseline: 'not/there.json' },
    });
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

  test('where no request remains, a reset that is near is waited for, and one that is not is a warning', async () => {
    const { conversations, pull } = withPullRequest();
    const usedUp = (inSeconds: number): OperationFault => {
      const reset = String(Math.ceil(Date.now() / 1_000) + inSeconds);
      const headers = { 'x-ratelimit-remaining': '0', 'x-ratelimit-reset': reset };
      return { operation: 'Comments_List', step: { ...status(403, 'API rate limit exceeded.'), headers } };
    };
    conversations.faults.push(usedUp(4));
    expect(annotations(await check(conversations, broken), 'warning')).toEqual([]);
    expect(pull.comments).toHaveLength(1);
    conversations.faults.push(usedUp(3_600));
    const late = annotations(await check(conversations, broken), 'warning').join('\n');
    expect(late).toContain('Too many requests with this token');
    expect(late).not.toContain('pull-requests: write');
  });

  test('a limit that stays is a warning that names no permission', async () => {
    const { conversations } = withPullRequest();
    const limit = status(403, 'You have exceeded a secondary rate limit. Please wait a few minutes.', 3_600);
    conversations.faults.push({ operation: 'Comments_List', step: limit, times: 99 });
    const trial = await check(conversations, broken);
    const [warning, ...others] = annotations(trial, 'warning');
    expect(others).toEqual([]);
    expect(warning).toContain('Too many requests with this token');
    expect(warning).not.toContain('pull-requests: write');
    expect(trial.outputs['result']).toBe('fail');
  });

  test('GraphQL says with status 200 that it refuses: a limit is waited for, anything else is a warning', async () => {
    const { conversations, pull } = withPullRequest();
    const refusal = (message: string): OperationFault => ({
      operation: 'Viewer',
      step: { ...status(200, '', 1), body: { data: null, errors: [{ message }] } },
    });
    conversations.faults.push(refusal('Resource not accessible by integration'));
    const refused = await check(conversations, broken);
    expect(annotations(refused, 'warning').join()).toContain('HTTP 200 (Resource not accessible by integration)');
    expect(pull.comments).toEqual([]);
    conversations.faults.push(refusal('You have exceeded a secondary rate limit.'));
    const waited = await check(conversations, broken);
    expect([annotations(waited, 'warning'), pull.comments.length]).toEqual([[], 1]);
  });

  test('of the tracking issue: limits, an answer that is lost and a text that is too long leave one issue', async () => {
    const conversations = new GitHubConversations();
    const limit = status(403, 'You have exceeded a secondary rate limit. Please wait a few minutes.', 1);
    conversations.faults.push(
      { operation: 'Issues_List', step: limit },
      { operation: 'Labels_Create', step: limit },
      { operation: 'Issues_Create', step: limit },
      { operation: 'Issues_Create', step: status(502), isDone: true },
    );
    conversations.bodyLimit = 20_000;
    const vaults = Array.from({ length: 500 }, (_, n) => ({ name: `kv-${String(n)}` }));
    const trial = await watch(conversations, broken, { estate: estateOf(...vaults) });
    expect(annotations(trial, 'warning')).toEqual([]);
    expect(conversations.issues).toMatchObject([{ state: 'open', comments: [] }]);
    expect(conversations.faults).toEqual([]);
  });

  test.each([404, 410, 422, 500])('%d to the list of issues: a warning, and the verdict stands', async (code) => {
    const conversations = new GitHubConversations();
    conversations.faults.push({ operation: 'Issues_List', step: status(code), times: 99 });
    const trial = await watch(conversations, mended);
    expect([trial.exitCode, trial.outputs['result']]).toEqual([0, 'pass']);
    expect(annotations(trial, 'warning').join('\n')).toContain(`HTTP ${String(code)}`);
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
