// Files of repositories at a commit, by GitHub's API and from the checkout of this job.
import { AuditError, Refusal } from '../errors.ts';
import type { CommittedFile, FileReading, Repository } from '../ports.ts';
import type { Answer, GitHubApi } from './api.ts';
import { readCheckout, readWorkspace } from './checkout.ts';
import type { EnvironmentVariables } from './runner.ts';
import { member } from './unknown-data.ts';

export function createRepository(api: GitHubApi, env: EnvironmentVariables): Repository {
  const workspace = env['GITHUB_WORKSPACE'] ?? '';
  return {
    readFile: (file) => readFile(api, file),
    resolveRef: (repository, ref) => resolveRef(api, repository, ref),
    readCheckout: (commit, path) => readCheckout(workspace, commit, path, env),
    readWorkspace: (path) => readWorkspace(workspace, path),
  };
}

async function readFile(api: GitHubApi, { repository, path, commit }: CommittedFile): Promise<FileReading> {
  const answer = await get(api, contentsUrl(repository, path), { ref: commit });
  if (answer.status === 200) return toReading(answer.data);
  if (answer.status === 404) {
    // GitHub says 404 also of what a token may not read: only whoever may read the root knows that nothing is there.
    const root = await get(api, contentsUrl(repository, ''), { ref: commit });
    if (root.status === 200 && Array.isArray(root.data)) return { kind: 'absent' };
    throw unreadable(`GitHub answered HTTP ${root.status} (${root.message})`, { repository, at: commit });
  }
  throw unreadable(`GitHub answered HTTP ${answer.status} (${answer.message})`, { repository, at: commit });
}

async function resolveRef(api: GitHubApi, repository: string, ref: string): Promise<string> {
  const answer = await get(api, `/repos/${repository}/commits/${encodeURIComponent(ref)}`, {});
  const commit = member(answer.data, 'sha');
  if (answer.status === 200 && typeof commit === 'string' && /^[0-9a-f]{40,64}$/.test(commit)) return commit;
  throw unreadable(`GitHub answered HTTP ${answer.status} (${answer.message})`, { repository, at: ref });
}

function contentsUrl(repository: string, path: string): string {
  return `/repos/${repository}/contents/${path.split('/').map(encodeURIComponent).join('/')}`;
}

/** https://docs.github.com/rest/repos/contents#get-repository-content: an array is a folder. */
function toReading(data: unknown): FileReading {
  if (Array.isArray(data)) return { kind: 'odd', problem: 'is a folder' };
  const [type, encoding, content] = ['type', 'encoding', 'content'].map((name) => member(data, name));
  if (type !== 'file') return { kind: 'odd', problem: `is not a file but a ${String(type)}` };
  // Above 1 MB the API leaves the content out.
  if (encoding === 'none')
    return { kind: 'odd', problem: `has ${String(member(data, 'size'))} bytes; at most 1 MiB is read` };
  if (encoding !== 'base64' || typeof content !== 'string') return { kind: 'odd', problem: 'came without its content' };
  return { kind: 'file', bytes: Buffer.from(content, 'base64') };
}

/** An HTTP status is an answer; only a client that cannot be set up throws. */
async function get(api: GitHubApi, url: string, query: Readonly<Record<string, string>>): Promise<Answer> {
  try {
    return await api.send('GET', url, query);
  } catch (error) {
    if (error instanceof Refusal) throw unreadable(error.message, null, error.cause);
    throw error;
  }
}

function unreadable(
  why: string,
  where: { readonly repository: string; readonly at: string } | null,
  cause?: unknown,
): AuditError {
  const what = where === null ? '' : ` of ${where.repository} at ${where.at}`;
  return new AuditError({
    code: 'KVA-CONFIG-UNREADABLE',
    message: `Whether there is a configuration file, or what it says, could not be found out: the repository${what} could not be read, because ${why}. Without the file the audit might demand less than it should, so it stops here.`,
    fix: [
      'Give the job the permission contents: read. Permissions that are not listed are none, so list what the job needs beside it. GitHub answers 404 for what a token may not read.',
      'For a file in another private repository, github-token has to be one that may read the contents of that repository.',
      'If no configuration file is wanted, say so with the input config-file: none.',
    ],
    paste: { language: 'yaml', text: 'permissions:\n  id-token: write\n  contents: read' },
    cause,
  });
}
