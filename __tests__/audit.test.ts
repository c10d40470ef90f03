// How a run ends in an error: whoever waits for the audit where people talk hears that there was none.
import { expect, test } from '@jest/globals';
import { audit, type AuditParts } from '../src/audit.ts';
import { AuditError } from '../src/errors.ts';
import type { Conversations } from '../src/ports.ts';

const guid = 'aaaaaaaa-0000-4000-8000-00000000000a';

function unexpected(): never {
  throw new Error('Nobody should have asked for this.');
}

interface Start {
  /** Inputs beside those that every run has. */
  readonly given?: Readonly<Record<string, string>>;
  readonly context?: Partial<AuditParts['context']>;
  readonly requireIdToken?: () => void;
}

async function endWith(
  failure: Error,
  start: Start = {},
): Promise<{ readonly thrown: unknown; readonly comments: readonly string[] }> {
  const given: Readonly<Record<string, string>> = {
    'client-id': guid,
    'tenant-id': guid,
    'subscription-id': guid,
    'config-file': 'none',
    comment: 'on-failure',
    ...start.given,
  };
  const comments: string[] = [];
  const conversations: Conversations = {
    readLogin: () => Promise.resolve('github-actions[bot]'),
    listComments: () => Promise.resolve([]),
    createComment: (_issue, body) => {
      comments.push(body);
      return Promise.resolve();
    },
    updateComment: unexpected,
    listIssues: unexpected,
    ensureLabel: unexpected,
    createIssue: unexpected,
    updateIssue: unexpected,
  };
  const parts: AuditParts = {
    host: {
      info: () => undefined,
      debug: () => undefined,
      startGroup: () => undefined,
      endGroup: () => undefined,
      annotate: () => undefined,
      setOutput: () => undefined,
      writeSummary: () => Promise.resolve(),
      readFile: unexpected,
      writeFile: unexpected,
    },
    clock: { now: () => 0, sleep: () => Promise.resolve(), random: () => 0 },
    context: {
      eventName: 'pull_request',
      actor: 'octocat',
      repository: 'octo-org/payments',
      runUrl: '',
      workflowPath: '.github/workflows/audit.yml',
      pullRequest: 7,
      isDefaultBranch: false,
      job: 'audit',
      isForkPullRequest: false,
      isDependabot: false,
      visibility: 'private',
      ...start.context,
    },
    commits: { own: null, inForce: null, isProposal: true, proposed: null },
    repositoryOf: () => ({
      readFile: unexpected,
      resolveRef: unexpected,
      readCheckout: unexpected,
      readWorkspace: unexpected,
    }),
    conversationsOf: () => conversations,
    readInput: (name) => given[name] ?? '',
    requireIdToken: start.requireIdToken ?? (() => undefined),
    limitTime: () => undefined,
    interruption: () => null,
    signIn: () => Promise.reject(failure),
    portalOf: () => '',
    reportDirectoryOf: () => '/reports',
    onRedacted: () => undefined,
    tool: { name: 'keyvault-diagnostics-audit', version: '1.0.0' },
    docs: 'https://github.com/o/r/blob/main/docs',
  };
  const thrown: unknown = await audit(parts).catch((error: unknown) => error);
  return { thrown, comments };
}

test.each<[string, Error]>([
  ['KVA-SIGN-IN', new AuditError({ code: 'KVA-SIGN-IN', message: 'secret', fix: [] })],
  ['KVA-INTERNAL', new TypeError('a defect with a secret in it')],
])('an error is told by its code and nothing else: %s', async (code, failure) => {
  const { thrown, comments } = await endWith(failure);
  expect(thrown).toBe(failure);
  expect(comments).toHaveLength(1);
  expect(comments[0]).toContain(`troubleshooting.md#${code.toLowerCase()}`);
  expect(comments[0]).not.toContain('secret');
});

// GitHub passes the variables of a repository to the workflows of its forks no more than the token.
test.each<[string, Partial<AuditParts['context']>, Readonly<Record<string, string>>, string]>([
  ['a fork', { isForkPullRequest: true }, {}, 'KVA-OIDC-MISSING'],
  ['the repository itself', {}, {}, 'KVA-INPUT'],
  ['a fork, which only looks at the file', { isForkPullRequest: true }, { mode: 'Validate', redact: 'x' }, 'KVA-INPUT'],
  [
    'a fork on pull_request_target, where there are variables',
    { isForkPullRequest: true, eventName: 'pull_request_target' },
    {},
    'KVA-INPUT',
  ],
])('inputs that are empty in a pull request from %s', async (_from, context, given, code) => {
  const missing = new AuditError({ code: 'KVA-OIDC-MISSING', message: 'There is no token.', fix: [] });
  const { thrown } = await endWith(missing, {
    given: { 'client-id': '', 'tenant-id': '', 'subscription-id': '', ...given },
    context,
    requireIdToken: () => {
      throw missing;
    },
  });
  expect(thrown).toMatchObject({ code });
});
