import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { readRunContext, toRunContext } from '../../src/github/event.ts';

const env = {
  GITHUB_EVENT_NAME: 'pull_request',
  GITHUB_ACTOR: 'octocat',
  GITHUB_REPOSITORY: 'octo-org/octo-repo',
  GITHUB_SERVER_URL: 'https://github.com',
  GITHUB_RUN_ID: '42',
  GITHUB_WORKFLOW_REF: 'octo-org/octo-repo/.github/workflows/audit.yml@refs/heads/feat@2',
};
const fromHead = (repo: unknown, login = 'octocat'): unknown => ({ pull_request: { head: { repo }, user: { login } } });

test('the variables of the runner say who, where and which run', () => {
  expect(toRunContext(env, {})).toEqual({
    eventName: 'pull_request',
    pullRequest: null,
    isDefaultBranch: false,
    job: '',
    actor: 'octocat',
    repository: 'octo-org/octo-repo',
    runUrl: 'https://github.com/octo-org/octo-repo/actions/runs/42',
    workflowPath: '.github/workflows/audit.yml',
    isForkPullRequest: false,
    isDependabot: false,
    visibility: null,
  });
});

test.each(['', 'octo-org/octo-repo', 'octo-org/octo-repo/.github/workflows/audit.yml', 'a@b/c/d'])(
  'no path of a workflow in "%s"',
  (workflowRef) => {
    expect(toRunContext({ ...env, GITHUB_WORKFLOW_REF: workflowRef }, {}).workflowPath).toBe('');
  },
);

test.each(['GITHUB_SERVER_URL', 'GITHUB_REPOSITORY', 'GITHUB_RUN_ID'])('no link to the run without %s', (variable) => {
  expect(toRunContext({ ...env, [variable]: undefined }, {}).runUrl).toBe('');
});

test('outside a runner nothing is known', () => {
  expect(readRunContext({})).toMatchObject({ eventName: '', actor: '', repository: '', runUrl: '', visibility: null });
});

describe('a pull request comes from a fork when its head lies in another repository', () => {
  test.each([
    ['the same repository', fromHead({ full_name: 'octo-org/octo-repo' }), false],
    ['the same in another letter case', fromHead({ full_name: 'Octo-Org/Octo-Repo' }), false],
    ['another repository', fromHead({ full_name: 'stranger/octo-repo' }), true],
    ['a repository that was deleted', fromHead(null), true],
    ['no pull request', { ref: 'refs/heads/main' }, false],
    ['pull_request is null', { pull_request: null }, false],
  ])('%s', (_, event, isFork) => {
    expect(toRunContext(env, event).isForkPullRequest).toBe(isFork);
  });
});

describe('Dependabot', () => {
  test.each([
    ['started the run', 'dependabot[bot]', {}, true],
    ['opened the pull request that a person runs again', 'octocat', fromHead({}, 'dependabot[bot]'), true],
    ['is only somebody of a similar name', 'dependabot', fromHead({}, 'dependabot'), false],
  ])('%s', (_, actor, event, isDependabot) => {
    expect(toRunContext({ ...env, GITHUB_ACTOR: actor }, event).isDependabot).toBe(isDependabot);
  });
});

describe('visibility of the repository', () => {
  test.each([
    [{ visibility: 'public', private: false }, 'public'],
    [{ visibility: 'internal', private: true }, 'internal'],
    [{ visibility: 'private' }, 'private'],
    [{ private: true }, 'private'],
    [{ private: false }, 'public'],
    [{ visibility: 'secret' }, null],
    [{ private: 'false' }, null],
    [undefined, null],
  ])('%j is %s', (repository, visibility) => {
    expect(toRunContext(env, { repository }).visibility).toBe(visibility);
  });
});

describe('an odd event', () => {
  test.each(['', '{bad', 'null', '[]', '"text"', '{"pull_request":{"head":5},"repository":[]}'])(
    'with content %j is read as far as it goes',
    (content) => {
      const path = join(mkdtempSync(join(tmpdir(), 'event-')), 'event.json');
      writeFileSync(path, content);
      expect(readRunContext({ ...env, GITHUB_EVENT_PATH: path })).toMatchObject({ actor: 'octocat', visibility: null });
    },
  );

  test('of no shape throws', () => {
    fc.assert(
      fc.property(fc.anything(), fc.anything(), (pull, repository) => {
        toRunContext(env, { pull_request: pull, repository });
        toRunContext(env, pull);
      }),
    );
  });
});

test('the pull request of an event, by its number', () => {
  const numberOf = (number: unknown): number | null => toRunContext(env, { pull_request: { number } }).pullRequest;
  expect([12, 0, -1, 1.5, '12', null].map(numberOf)).toEqual([12, null, null, null, null, null]);
  expect(toRunContext(env, { issue: { number: 12 } }).pullRequest).toBeNull();
});

test('a schedule runs on the default branch; other events tell which that is', () => {
  const isDefault = (name: string, ref: string, event: unknown): boolean =>
    toRunContext({ ...env, GITHUB_EVENT_NAME: name, GITHUB_REF: ref }, event).isDefaultBranch;
  const event = { repository: { default_branch: 'trunk' } };
  expect(isDefault('schedule', 'refs/heads/trunk', {})).toBe(true);
  expect(isDefault('workflow_dispatch', 'refs/heads/trunk', event)).toBe(true);
  expect(isDefault('workflow_dispatch', 'refs/heads/main', event)).toBe(false);
  expect(isDefault('workflow_dispatch', 'refs/tags/trunk', event)).toBe(false);
  expect(isDefault('workflow_dispatch', 'refs/heads/trunk', {})).toBe(false);
});
