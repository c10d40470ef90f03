// GitHub's REST API, by @actions/github: the only file that imports it, and only when something is asked, because importing
// it costs time and throws on a broken event file. One policy of retries for everything.
import type { GitHub } from '@actions/github/lib/utils';
import { Refusal } from '../errors.ts';
import type { Clock } from '../ports.ts';
import { isObject, member } from './unknown-data.ts';

type Octokit = InstanceType<typeof GitHub>;

export interface ApiParts {
  /** Empty: none. */
  readonly githubToken: string;
  readonly clock: Clock;
  /** Cuts waiting short. */
  readonly signal: AbortSignal;
  /** Ends requests too: the workflow was cancelled, and what is written after an answer must not wait for it. */
  readonly cutOff: AbortSignal;
  readonly userAgent: string;
}

/** An answer of the API; a status without a body that we know. 0 or 500 where there was none at all. */
export interface Answer {
  readonly status: number;
  readonly data: unknown;
  readonly message: string;
}

export type Method = 'GET' | 'POST' | 'PATCH';

export interface GitHubApi {
  /** Asks until there is an answer worth having. Throws Refusal where there is no client to ask with. */
  readonly send: (method: Method, url: string, parameters: Readonly<Record<string, unknown>>) => Promise<Answer>;
}

/** For queries only. */
export const graphqlPath = '/graphql';

const requestTimeoutMs = 20_000;
const maxAttempts = 4;
const maxWaitMs = 60_000;

export function createGitHubApi(parts: ApiParts): GitHubApi {
  let opened: Promise<Octokit> | undefined;
  return {
    send: async (method, url, parameters) => {
      const octokit = await (opened ??= openOctokit(parts));
      return sendUntilAnswered(octokit, parts, { method, url, parameters });
    },
  };
}

async function openOctokit({ githubToken, userAgent }: ApiParts): Promise<Octokit> {
  if (githubToken === '') {
    throw new Refusal(0, 'there is no token to ask GitHub with: the input github-token is empty');
  }
  try {
    const { getOctokit } = await import('@actions/github'); // follows GITHUB_API_URL, and the proxy
    const silent = { debug: ignore, info: ignore, warn: ignore, error: ignore };
    return getOctokit(githubToken, { userAgent, log: silent });
  } catch (cause) {
    throw new Refusal(0, `the client of GitHub's API could not be set up (${toReason(cause)})`, { cause });
  }
}

interface Sent {
  readonly method: Method;
  readonly url: string;
  readonly parameters: Readonly<Record<string, unknown>>;
}

async function sendUntilAnswered(octokit: Octokit, { clock, signal, cutOff }: ApiParts, sent: Sent): Promise<Answer> {
  for (let attempt = 1; ; attempt += 1) {
    const answer = await ask(octokit, sent, cutOff);
    const waitMs = waitBefore(answer, sent, attempt, clock);
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

async function ask(octokit: Octokit, { method, url, parameters }: Sent, cutOff: AbortSignal): Promise<Tried> {
  const request = { signal: AbortSignal.any([AbortSignal.timeout(requestTimeoutMs), cutOff]) };
  try {
    const target = url === graphqlPath ? toGraphqlUrl(octokit) : url;
    const response = await octokit.request(`${method} ${target}`, { ...parameters, request });
    const data = response.data as unknown;
    return { status: response.status, data, message: toGraphqlError(data), headers: response.headers };
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

/** Beside the REST API on github.com, and elsewhere on an enterprise server, whose REST API is at `/api/v3`. */
function toGraphqlUrl(octokit: Octokit): string {
  const { baseUrl } = octokit.request.endpoint.DEFAULTS;
  return `${baseUrl.replace(/\/v3$/, '')}${graphqlPath}`;
}

/** GraphQL says what is wrong with status 200; nothing of REST that is read here has such a member. */
function toGraphqlError(data: unknown): string {
  const errors = member(data, 'errors');
  const message = Array.isArray(errors) ? member(errors[0], 'message') : undefined;
  return typeof message === 'string' ? toReason(message) : '';
}

/** Milliseconds until another attempt; null: the answer stands. */
function waitBefore(answer: Tried, { method, url }: Sent, attempt: number, clock: Clock): number | null {
  if (attempt >= maxAttempts) return null;
  if (isLimit(answer)) return waitForLimit(answer, clock);
  // What was written may be there although the answer is lost: only whoever looks can tell.
  const isRead = method !== 'POST' || url === graphqlPath;
  const isRepeatable = isRead && (answer.status === 408 || answer.status >= 500);
  return isRepeatable ? 500 * 2 ** attempt * (0.5 + clock.random() / 2) : null;
}

/**
 * Limits answer 403 as well as 429, GraphQL's 200 too, and a secondary one may come without any header:
 * https://docs.github.com/rest/using-the-rest-api/rate-limits-for-the-rest-api
 */
function isLimit({ status, headers, message }: Tried): boolean {
  if (status === 429) return true;
  if (status === 200) return /rate limit/i.test(message);
  const isToldSo = headers['retry-after'] !== undefined || headers['x-ratelimit-remaining'] === '0';
  return status === 403 && (isToldSo || /secondary rate limit/i.test(message));
}

/** As the same page asks: `retry-after`, else until the reset where nothing remains, else a minute, then longer. */
function waitForLimit({ headers }: Tried, clock: Clock): number | null {
  const asked = Number(headers['retry-after']) * 1_000;
  const untilReset = Number(headers['x-ratelimit-reset']) * 1_000 - clock.now();
  const isUsedUp = headers['x-ratelimit-remaining'] === '0' && !Number.isNaN(untilReset);
  const wait = asked > 0 ? asked : isUsedUp ? Math.max(1_000, untilReset) : maxWaitMs;
  return wait > maxWaitMs ? null : wait;
}

/** What an error says, in one line. Octokit keeps the token out of it. */
export function toReason(error: unknown): string {
  const text = error instanceof Error ? error.message : String(error);
  return text.replace(/\s+/g, ' ').trim().slice(0, 300);
}

function ignore(): void {
  // Octokit would write to the console, past the runner's adapter.
}
