// GitHub's API, by @actions/github: files of repositories at a commit. The only file that imports it, and only when
// something is asked: importing it costs time, and throws on a broken event file.
import type { GitHub } from '@actions/github/lib/utils';
import { AuditError } from '../errors.ts';
import type { Clock, CommittedFile, FileReading, Repository } from '../ports.ts';
import { readCheckout, readWorkspace } from './checkout.ts';
import type { EnvironmentVariables } from './runner.ts';

type Octokit = InstanceType<typeof GitHub>;

export interface RepositoryParts {
  readonly env: EnvironmentVariables;
  /** Empty: none. */
  readonly githubToken: string;
  readonly clock: Clock;
  /** Cuts waiting short. */
  readonly signal: AbortSignal;
  readonly userAgent: string;
}

const requestTimeoutMs = 20_000;
const maxAttempts = 4;
const maxWaitMs = 60_000;

export function createRepository(parts: RepositoryParts): Repository {
  const { env } = parts;
  const workspace = env['GITHUB_WORKSPACE'] ?? '';
  let octokit: Promise<Octokit> | undefined;
  const api: Api = {
    parts,
    octokit: () => (octokit ??= openOctokit(parts)),
  };
  return {
    readFile: (file) => readFile(api, file),
    resolveRef: (repository, ref) => resolveRef(api, repository, ref),
    readCheckout: (commit, path) => readCheckout(workspace, commit, path, env),
    readWorkspace: (path) => readWorkspace(workspace, path),
  };
}

interface Api {
  readonly parts: RepositoryParts;
  readonly octokit: () => Promise<Octokit>;
}

/** An answer of the API; a status without a body that we know. */
interface Answer {
  readonly status: number;
  readonly data: unknown;
  readonly message: string;
}

async function openOctokit({ githubToken, userAgent }: RepositoryParts): Promise<Octokit> {
  if (githubToken === '')
    throw unreadable('there is no token to ask GitHub with: the input github-token is empty', null);
  try {
    const { getOctokit } = await import('@actions/github'); // follows GITHUB_API_URL, and the proxy
    const silent = { debug: ignore, info: ignore, warn: ignore, error: ignore };
    return getOctokit(githubToken, { userAgent, log: silent });
  } catch (cause) {
    throw unreadable(`the client of GitHub's API could not be set up (${toReason(cause)})`, null, cause);
  }
}

async function readFile(api: Api, { repository, path, commit }: CommittedFile): Promise<FileReading> {
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

async function resolveRef(api: Api, repository: string, ref: string): Promise<string> {
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

/** One GET, tried again where that helps. An HTTP status is an answer; only the lack of one throws. */
async function get(api: Api, url: string, query: Readonly<Record<string, string>>): Promise<Answer> {
  const octokit = await api.octokit();
  const { clock, signal } = api.parts;
  for (let attempt = 1; ; attempt += 1) {
    const answer = await ask(octokit, url, query);
    const waitMs = waitBefore(answer, attempt, clock);
    if (waitMs === null) return answer;
    try {
      await clock.sleep(waitMs, signal);
    } catch {
      return answer;
    }
  }
}

interface Tried extends Answer {
  readonly headers: Readonly<Record<string, unknown>>;
}

async function ask(octokit: Octokit, url: string, query: Readonly<Record<string, string>>): Promise<Tried> {
  const request = { signal: AbortSignal.timeout(requestTimeoutMs) };
  try {
    const response = await octokit.request(`GET ${url}`, { ...query, request });
    return { status: response.status, data: response.data as unknown, message: '', headers: response.headers };
  } catch (error) {
    // Octokit's RequestError has the status; 500 where there was no answer at all.
    const status = member(error, 'status');
    const headers = member(member(error, 'response'), 'headers');
    return {
      status: typeof status === 'number' ? status : 500,
      data: null,
      message: toReason(error),
      headers: isObject(headers) ? headers : {},
    };
  }
}

/** Milliseconds until another attempt; null: the answer stands. */
function waitBefore({ status, headers }: Tried, attempt: number, clock: Clock): number | null {
  // https://docs.github.com/rest/using-the-rest-api/rate-limits-for-the-rest-api: limits answer 403 as well as 429.
  const isLimit = status === 429 || (status === 403 && headers['retry-after'] !== undefined);
  if (attempt >= maxAttempts || !(isLimit || status === 408 || status >= 500)) return null;
  const asked = Number(headers['retry-after']) * 1_000;
  if (asked > maxWaitMs) return null;
  return asked > 0 ? asked : 500 * 2 ** attempt * (0.5 + clock.random() / 2);
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

/** What an error says, in one line. Octokit keeps the token out of it. */
function toReason(error: unknown): string {
  const text = error instanceof Error ? error.message : String(error);
  return text.replace(/\s+/g, ' ').trim().slice(0, 300);
}

function ignore(): void {
  // Octokit would write to the console, past the runner's adapter.
}

function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null;
}

function member(value: unknown, name: string): unknown {
  return isObject(value) ? value[name] : undefined;
}
