// At which commit the configuration file counts.
import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { readRunCommits, toRunCommits } from '../../src/github/event.ts';

const own = '0'.repeat(40);
const base = 'b'.repeat(40);
const head = 'a'.repeat(40);
const pull = { pull_request: { base: { sha: base }, head: { sha: head } } };
const on = (name: string, ref = 'refs/heads/main'): Record<string, string> => ({
  GITHUB_EVENT_NAME: name,
  GITHUB_SHA: own,
  GITHUB_REF: ref,
});

describe('the file is read at', () => {
  test.each<[string, string, Record<string, string>, unknown, object]>([
    ['the commit of the run', 'a push', on('push'), {}, { inForce: own, isProposal: false, proposed: null }],
    ['the commit of the run', 'a schedule', on('schedule'), {}, { inForce: own, isProposal: false, proposed: null }],
    [
      'the base',
      'a pull request, which proposes its merge',
      on('pull_request', 'refs/pull/7/merge'),
      pull,
      { inForce: base, isProposal: true, proposed: own },
    ],
    [
      'the base',
      'a pull request that was not merged for the run',
      on('pull_request', 'refs/pull/7/head'),
      pull,
      { inForce: base, isProposal: true, proposed: head },
    ],
    [
      'the base',
      'a pull request whose run stands on its base',
      { ...on('pull_request', 'refs/pull/7/merge'), GITHUB_SHA: base },
      pull,
      { own: base, inForce: base, isProposal: true, proposed: head },
    ],
    [
      'the base',
      'pull_request_target',
      on('pull_request_target'),
      pull,
      { inForce: base, isProposal: true, proposed: head },
    ],
    [
      'the base',
      'a review, which runs on the merge commit too',
      on('pull_request_review', 'refs/pull/7/merge'),
      pull,
      { inForce: base, isProposal: true, proposed: own },
    ],
    [
      'the base',
      'an event of the future with a pull request in it',
      on('something', 'refs/pull/7/merge'),
      pull,
      { inForce: base, isProposal: true, proposed: own },
    ],
    [
      'the base',
      'a merge group',
      on('merge_group'),
      { merge_group: { base_sha: base, head_sha: head } },
      { inForce: base, isProposal: true, proposed: null },
    ],
    [
      'no commit',
      'a pull request that does not say its base',
      on('pull_request'),
      { pull_request: { head: { sha: head } } },
      { inForce: null, isProposal: true, proposed: head },
    ],
    [
      'no commit',
      'a pull request whose event could not be read',
      on('pull_request', 'refs/pull/7/merge'),
      null,
      { inForce: null, isProposal: true, proposed: own },
    ],
    [
      'no commit',
      'a merge group that does not say its base',
      on('merge_group'),
      {},
      { inForce: null, isProposal: true, proposed: null },
    ],
    [
      'no commit',
      'a base that is no commit',
      on('pull_request'),
      { pull_request: { base: { sha: 'main' } } },
      { inForce: null, isProposal: true, proposed: null },
    ],
    [
      'the commit of the run',
      'an issue about a pull request',
      on('issue_comment'),
      { issue: { pull_request: { url: 'x' } } },
      { inForce: own, isProposal: false, proposed: null },
    ],
  ])('%s: %s', (_, __, env, event, expected) => {
    expect(toRunCommits(env, event)).toEqual({ own, ...expected });
  });

  test('no commit, outside a runner', () => {
    expect(readRunCommits({})).toEqual({ own: null, inForce: null, isProposal: false, proposed: null });
  });

  test('SHA-256 as well, in lower case', () => {
    expect(toRunCommits({ GITHUB_SHA: 'A'.repeat(64) }, {}).own).toBe('a'.repeat(64));
  });
});

test('an event of any shape throws nothing, and never trusts the commit of a pull request', () => {
  fc.assert(
    fc.property(fc.anything(), fc.anything(), (event, pullRequest) => {
      toRunCommits(on('push'), event);
      const { inForce } = toRunCommits(on('pull_request', 'refs/pull/7/merge'), { pull_request: pullRequest });
      expect(inForce).not.toBe(own);
    }),
  );
});
