// The event that started this run, as far as the audit words its messages by it and finds its commits in it. An event is
// data of unknown shape: what it does not say is not known. @actions/github is not used for it: importing that throws on
// a broken event file, before anything can be said about it.
import { readFileSync } from 'node:fs';
import type { RunCommits, RunContext } from '../ports.ts';
import type { EnvironmentVariables } from './runner.ts';
import { isObject, member } from './unknown-data.ts';

/** Facts of this run from the runner's variables and the event file. Never throws. */
export function readRunContext(env: EnvironmentVariables): RunContext {
  return toRunContext(env, readEvent(env['GITHUB_EVENT_PATH']));
}

/** The same for an event that was read already. Never throws. */
export function toRunContext(env: EnvironmentVariables, event: unknown): RunContext {
  const repository = env['GITHUB_REPOSITORY'] ?? '';
  const actor = env['GITHUB_ACTOR'] ?? '';
  const pullRequest = member(event, 'pull_request');
  return {
    eventName: env['GITHUB_EVENT_NAME'] ?? '',
    actor,
    repository,
    runUrl: toRunUrl(env),
    workflowPath: toWorkflowPath(env['GITHUB_WORKFLOW_REF'] ?? ''),
    pullRequest: toNumber(member(pullRequest, 'number')),
    isDefaultBranch: isDefaultBranch(env, member(event, 'repository')),
    job: env['GITHUB_JOB'] ?? '',
    isForkPullRequest: isFromFork(pullRequest, repository),
    isDependabot: [actor, member(member(pullRequest, 'user'), 'login')].includes('dependabot[bot]'),
    visibility: toVisibility(member(event, 'repository')),
  };
}

/** The commits of this run. Never throws. */
export function readRunCommits(env: EnvironmentVariables): RunCommits {
  return toRunCommits(env, readEvent(env['GITHUB_EVENT_PATH']));
}

/**
 * The same for an event that was read already. A review of a pull request runs on its merge commit too, so what counts
 * is whether the event has a pull request, not what it is called.
 */
export function toRunCommits(env: EnvironmentVariables, event: unknown): RunCommits {
  const own = toCommit(env['GITHUB_SHA']);
  const eventName = env['GITHUB_EVENT_NAME'] ?? '';
  const pullRequest = member(event, 'pull_request');
  if (isObject(pullRequest) || eventName.startsWith('pull_request')) {
    const base = toCommit(member(member(pullRequest, 'base'), 'sha'));
    const head = toCommit(member(member(pullRequest, 'head'), 'sha'));
    // What would be there after the merge, where GitHub has merged it for this run; else the pull request alone.
    const isMerged = /^refs\/pull\/\d+\/merge$/.test(env['GITHUB_REF'] ?? '') && own !== base;
    return { own, inForce: base, isProposal: true, proposed: isMerged ? own : head };
  }
  if (eventName === 'merge_group') {
    const base = toCommit(member(member(event, 'merge_group'), 'base_sha'));
    return { own, inForce: base, isProposal: true, proposed: null };
  }
  return { own, inForce: own, isProposal: false, proposed: null };
}

/** SHA-1 or SHA-256; null for everything else. */
function toCommit(value: unknown): string | null {
  return typeof value === 'string' && /^(?:[0-9a-f]{40}|[0-9a-f]{64})$/i.test(value) ? value.toLowerCase() : null;
}

/** The event; null where there is none or it is not JSON. */
function readEvent(path: string | undefined): unknown {
  try {
    return path === undefined ? null : JSON.parse(readFileSync(path, 'utf8'));
  } catch {
    return null;
  }
}

/** A fork that was deleted leaves `head.repo` null. */
function isFromFork(pullRequest: unknown, repository: string): boolean {
  if (!isObject(pullRequest)) return false;
  const name = member(member(member(pullRequest, 'head'), 'repo'), 'full_name');
  return typeof name !== 'string' || name.toLowerCase() !== repository.toLowerCase();
}

function toNumber(value: unknown): number | null {
  return typeof value === 'number' && Number.isSafeInteger(value) && value > 0 ? value : null;
}

/** The event of a schedule has no repository, but a schedule runs on the default branch only. */
function isDefaultBranch(env: EnvironmentVariables, repository: unknown): boolean {
  if (env['GITHUB_EVENT_NAME'] === 'schedule') return true;
  const branch = member(repository, 'default_branch');
  return typeof branch === 'string' && env['GITHUB_REF'] === `refs/heads/${branch}`;
}

function toVisibility(repository: unknown): RunContext['visibility'] {
  const visibility = member(repository, 'visibility');
  if (visibility === 'public' || visibility === 'private' || visibility === 'internal') return visibility;
  const isPrivate = member(repository, 'private');
  return typeof isPrivate === 'boolean' ? (isPrivate ? 'private' : 'public') : null;
}

function toRunUrl(env: EnvironmentVariables): string {
  const [server, repository, run] = [env['GITHUB_SERVER_URL'], env['GITHUB_REPOSITORY'], env['GITHUB_RUN_ID']];
  return server && repository && run ? `${server}/${repository}/actions/runs/${run}` : '';
}

/** `owner/name/.github/workflows/audit.yml@refs/heads/main`: neither owner, name nor path can hold an `@`, a ref can. */
function toWorkflowPath(workflowRef: string): string {
  return /^[^/@]+\/[^/@]+\/([^@]+)@/.exec(workflowRef)?.[1] ?? '';
}
