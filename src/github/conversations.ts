// Comments and issues of the workflow's repository, by GitHub's REST API.
import { Refusal } from '../errors.ts';
import type { Conversations, Post } from '../ports.ts';
import { graphqlPath, type Answer, type GitHubApi, type Method } from './api.ts';
import { member } from './unknown-data.ts';

/** Lists are read to this page; older comments are nobody's. */
const maxPages = 30;
const pageSize = 100;

/** `repository`: `owner/name`. */
export function createConversations(api: GitHubApi, repository: string): Conversations {
  const root = `/repos/${repository}`;
  const send = async (method: Method, path: string, body: Readonly<Record<string, unknown>> = {}): Promise<Answer> => {
    const answer = await api.send(method, path, body);
    if (answer.status >= 200 && answer.status < 300) return answer;
    throw new Refusal(answer.status, answer.message);
  };
  const list = (path: string, query: Readonly<Record<string, unknown>>): Promise<readonly unknown[]> =>
    listAll((page) => send('GET', path, { ...query, per_page: pageSize, page }));
  return {
    readLogin: () => readLogin(send),
    listComments: async (issue) => (await list(`${root}/issues/${issue}/comments`, {})).flatMap(toComment),
    createComment: async (issue, body) => {
      await send('POST', `${root}/issues/${issue}/comments`, { body });
    },
    updateComment: async (comment, body) => {
      await send('PATCH', `${root}/issues/comments/${comment}`, { body });
    },
    listIssues: async (label, state) => {
      // Listed, not searched: the search index is minutes behind, and then there would be two.
      const query = { labels: label, state, sort: 'created', direction: 'desc' };
      return (await list(`${root}/issues`, query)).flatMap(toIssue);
    },
    ensureLabel: (label) => ensureLabel(send, root, label),
    createIssue: async ({ title, body, label }) => {
      const { data } = await send('POST', `${root}/issues`, { title, body, labels: [label] });
      const labels = member(data, 'labels');
      // GitHub drops labels in silence where the token may not set them; without it the issue is never found again.
      if (Array.isArray(labels) && labels.some((one) => member(one, 'name') === label)) return;
      await send('POST', `${root}/issues/${String(member(data, 'number'))}/labels`, { labels: [label] });
    },
    updateIssue: async (issue, change) => {
      const reason = 'state' in change ? { state_reason: 'completed' } : {};
      await send('PATCH', `${root}/issues/${issue}`, { ...change, ...reason });
    },
  };
}

type Send = (method: Method, path: string, body?: Readonly<Record<string, unknown>>) => Promise<Answer>;

/** `GET /user` refuses the token of a workflow and of every other app; the viewer of GraphQL is whoever asks. */
async function readLogin(send: Send): Promise<string> {
  const { data, message } = await send('POST', graphqlPath, { query: 'query { viewer { login } }' });
  const login = member(member(member(data, 'data'), 'viewer'), 'login');
  if (typeof login === 'string' && login !== '') return login;
  throw new Refusal(200, message === '' ? 'GitHub did not tell whose token github-token is' : message);
}

async function listAll(readPage: (page: number) => Promise<Answer>): Promise<readonly unknown[]> {
  const all: unknown[] = [];
  for (let page = 1; page <= maxPages; page += 1) {
    const { status, data } = await readPage(page);
    if (!Array.isArray(data)) throw new Refusal(status, 'GitHub answered with something else than a list');
    all.push(...(data as unknown[]));
    if (data.length < pageSize) break;
  }
  return all;
}

async function ensureLabel(send: Send, root: string, label: string): Promise<void> {
  try {
    await send('GET', `${root}/labels/${encodeURIComponent(label)}`);
  } catch (error) {
    if (!(error instanceof Refusal) || error.status !== 404) throw error;
    const description = 'Kept by the Key Vault Diagnostics Audit';
    try {
      await send('POST', `${root}/labels`, { name: label, color: 'b60205', description });
    } catch (refusal) {
      // 422: somebody made it in the meantime.
      if (!(refusal instanceof Refusal) || refusal.status !== 422) throw refusal;
    }
  }
}

function toComment(value: unknown): Post[] {
  return toPost(value, member(value, 'id'));
}

/** To GitHub a pull request is an issue too. */
function toIssue(value: unknown): Post[] {
  const isPullRequest = (member(value, 'pull_request') ?? null) !== null;
  return isPullRequest ? [] : toPost(value, member(value, 'number'));
}

function toPost(value: unknown, id: unknown): Post[] {
  const [login, body] = [member(member(value, 'user'), 'login'), member(value, 'body')];
  if (typeof id !== 'number') return [];
  return [{ id, author: typeof login === 'string' ? login : '', body: typeof body === 'string' ? body : '' }];
}
