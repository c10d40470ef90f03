// GitHub's REST API at api.github.com, and at an enterprise server's host, as far as the action asks it: contents of a
// repository at a commit, the commit that a ref stands for; conversations and workflow runs have files of their own.
// https://docs.github.com/rest/repos/contents
import { createHash } from 'node:crypto';
import { json, whole, withFault, type Answer, type Outcome, type Request, type Service } from './answers.ts';
import type { Estate, RepositoryContent, RepositoryContents } from './estate.ts';
import { playScript, type FaultStep } from './faults.ts';
import { forbidden, notFound, refuse } from './github-answers.ts';
import type { GitHubConversations } from './github-conversations.ts';
import type { GitHubRuns } from './github-runs.ts';

/** What `${{ github.token }}` stands for. */
export const githubToken = 'ghs_emulated0123456789abcdefghijklmnop';

export function createGitHubApi(estate: Estate, conversations: GitHubConversations, runs: GitHubRuns): Service {
  const repositories = new Map(
    Object.entries({ [estate.github.repository]: unknownContents, ...estate.github.contents }).map(
      ([name, contents]) => [name.toLowerCase(), { contents, nextFault: playScript(contents.fault) }],
    ),
  );
  const answerContents = (request: Request): Outcome => {
    const { owner = '', name = '', resource, rest = '' } = route.exec(request.path)?.groups ?? {};
    const operation = resource === 'commits' ? 'GitHub_Commit' : 'GitHub_Contents';
    const found = repositories.get(`${owner}/${name}`.toLowerCase());
    const answer =
      refuseContents(request, found?.contents) ?? reply(request, found?.contents ?? unknownContents, resource, rest);
    const step: FaultStep | null = found?.nextFault() ?? null;
    return withFault(whole(operation, answer), step, (status) => ({ code: String(status), message: 'Try again.' }));
  };
  return async (request) => {
    const refusal = refuseToken(request);
    return refusal ?? (await conversations.answer(request)) ?? runs.answer(request) ?? answerContents(request);
  };
}

function refuseToken({ authorization }: Request): Outcome | null {
  const token = authorization?.replace(/^(?:token|bearer) /i, '');
  return token === githubToken ? null : whole('GitHub_BadCredentials', refuse(401, 'Bad credentials'));
}

const route =
  /^(?:\/api\/v3)?\/repos\/(?<owner>[^/]+)\/(?<name>[^/]+)\/(?<resource>contents|commits)(?:\/(?<rest>.*))?$/;
const unknownContents: RepositoryContents = { commits: {}, refs: {}, access: 'read', fault: [] };

function refuseContents(request: Request, contents: RepositoryContents | undefined): Answer | null {
  if (request.method !== 'GET') return notFound();
  if (contents === undefined || contents.access === 'none') return notFound();
  if (contents.access === 'forbidden') return forbidden();
  return null;
}

function reply(request: Request, contents: RepositoryContents, resource: string | undefined, rest: string): Answer {
  const text = decodeURIComponent(rest);
  if (resource === 'commits') {
    const commit = contents.refs[text] ?? (isCommit(text) ? text : null);
    return commit === null ? refuse(422, `No commit found for SHA: ${text}`) : json(200, { sha: commit });
  }
  if (resource !== 'contents') return notFound();
  const ref = new URLSearchParams(request.query).get('ref') ?? 'main';
  const commit = contents.refs[ref] ?? ref;
  if (!isCommit(commit)) return refuse(404, `No commit found for the ref ${ref}`);
  const files = contents.commits[commit] ?? { 'README.md': '# Readme\n' };
  return text === '' ? json(200, listRoot(files)) : describe(text, files);
}

function isCommit(text: string): boolean {
  return /^[0-9a-f]{40}$/.test(text);
}

/** Names in the root; what lies deeper shows as its folder. */
function listRoot(files: Readonly<Record<string, RepositoryContent>>): readonly unknown[] {
  const names = [...new Set(Object.keys(files).map((path) => path.split('/')[0] ?? path))].toSorted();
  return names.map((name) => ({ type: files[name] === undefined ? 'dir' : 'file', name, path: name, size: 0 }));
}

function describe(path: string, files: Readonly<Record<string, RepositoryContent>>): Answer {
  const file = files[path];
  if (file === undefined) {
    const inside = Object.keys(files).filter((one) => one.startsWith(`${path}/`));
    if (inside.length > 0)
      return json(
        200,
        inside.map((one) => ({ type: 'file', path: one })),
      );
    return notFound();
  }
  const name = path.split('/').at(-1);
  if (typeof file === 'object' && 'kind' in file) {
    if (file.kind === 'folder') return json(200, []);
    // Above 1 MB the API leaves the content out.
    if (file.kind === 'too-large') {
      return json(200, { type: 'file', encoding: 'none', size: 2_000_000, name, path, content: '' });
    }
    return json(200, { type: file.kind, name, path, size: 0 });
  }
  const bytes = typeof file === 'string' ? Buffer.from(file) : Buffer.from(file.base64, 'base64');
  const sha = createHash('sha1').update(`blob ${bytes.length}\0`).update(bytes).digest('hex');
  // In lines of 60 characters, as GitHub sends it.
  const content = bytes.toString('base64').replace(/(.{60})/g, '$1\n');
  return json(200, { type: 'file', encoding: 'base64', size: bytes.length, name, path, content, sha });
}
