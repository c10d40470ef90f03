// GitHub's REST API for comments, issues and labels of one repository, and the one GraphQL query that tells whose token
// asks. The state outlives an emulator, so that several runs can meet what earlier ones wrote.
// https://docs.github.com/rest/issues
import { json, type Answer, type Outcome, type Request } from './answers.ts';
import { answerOrFail, forbidden, notFound, page, refuse, type OperationFault } from './github-answers.ts';

export interface EmulatedComment {
  readonly id: number;
  readonly login: string;
  body: string;
  /** How often it was written anew. */
  edits: number;
}

/** An issue, or a pull request, which is one too. */
export interface EmulatedIssue {
  readonly number: number;
  readonly title: string;
  readonly login: string;
  readonly isPullRequest: boolean;
  readonly labels: string[];
  readonly comments: EmulatedComment[];
  body: string;
  state: 'open' | 'closed';
}

/** GitHub counts characters: `Body is too long (maximum is 65536 characters)`. */
const maxBodyLength = 65_536;

export class GitHubConversations {
  readonly repository: string;
  /** Whose token asks. */
  login = 'github-actions[bot]';
  /** Of the token; without one, whatever needs it is refused with 403. */
  permissions: ReadonlySet<'issues' | 'pull-requests'> = new Set(['issues', 'pull-requests']);
  bodyLimit = maxBodyLength;
  /** Labels of new issues are dropped in silence, as for somebody without push access. */
  dropsLabels = false;
  readonly issues: EmulatedIssue[] = [];
  readonly labels: string[] = [];
  readonly faults: OperationFault[] = [];
  /** Every request, with what it sends; for golden files. */
  readonly journal: string[] = [];
  #lastId = 100;
  #lastNumber = 0;

  constructor(repository = 'octo-org/payments') {
    this.repository = repository;
  }

  /** Adds an issue or a pull request as if somebody had written it. */
  add(issue: Partial<EmulatedIssue> = {}): EmulatedIssue {
    this.#lastNumber = Math.max(this.#lastNumber + 1, issue.number ?? 0);
    const added: EmulatedIssue = {
      number: this.#lastNumber,
      title: 'Something',
      login: 'octocat',
      isPullRequest: false,
      labels: [],
      comments: [],
      body: '',
      state: 'open',
      ...issue,
    };
    this.issues.push(added);
    return added;
  }

  addComment(issue: EmulatedIssue, login: string, body: string): EmulatedComment {
    this.#lastId += 1;
    const comment = { id: this.#lastId, login, body, edits: 0 };
    issue.comments.push(comment);
    return comment;
  }

  /** null: the request is not about conversations. */
  async answer(request: Request): Promise<Outcome | null> {
    const path = decodeURIComponent(request.path.replace(/^\/api(?:\/v3)?(?=\/)/, ''));
    const found = this.#find(request.method, path);
    if (found === null) return null;
    const text = request.method === 'GET' ? '' : await request.readBody();
    const query = request.query === '' ? '' : `?${request.query}`;
    this.journal.push([`${request.method} ${request.path}${query}`, ...(text === '' ? [] : [text])].join('\n'));
    const body = (text === '' ? {} : JSON.parse(text)) as Readonly<Record<string, unknown>>;
    return answerOrFail(this.faults, found.operation, () => found.reply(body, new URLSearchParams(request.query)));
  }

  #find(method: string, path: string): Route | null {
    if (method === 'POST' && path === '/graphql') {
      return { operation: 'Viewer', reply: () => json(200, { data: { viewer: { login: this.login } } }) };
    }
    const root = `/repos/${this.repository}`;
    if (!path.startsWith(`${root}/issues`) && !path.startsWith(`${root}/labels`)) return null;
    const rest = path.slice(root.length);
    const route = `${method} ${rest.replace(/\/\d+/g, '/N').replace(/^\/labels\/.+/, '/labels/NAME')}`;
    const number = Number(/\d+/.exec(rest)?.[0]);
    const issue = this.issues.find((one) => one.number === number);
    switch (route) {
      case 'GET /issues/N/comments':
        return this.#on(issue, 'Comments_List', (it, _, query) => json(200, page(it.comments.map(showComment), query)));
      case 'POST /issues/N/comments':
        return this.#on(issue, 'Comments_Create', (it, { body }) => {
          return this.#withText(body, (text) => json(201, showComment(this.addComment(it, this.login, text))));
        });
      case 'PATCH /issues/comments/N':
        return this.#editComment(number);
      case 'GET /issues':
        return this.#guarded('Issues_List', 'issues', (_, query) => json(200, page(this.#list(query), query)));
      case 'POST /issues':
        return this.#guarded('Issues_Create', 'issues', (body) => this.#createIssue(body));
      case 'POST /issues/N/labels':
        return this.#on(issue, 'Issues_AddLabels', (it, { labels }) => {
          it.labels.push(...(labels as readonly string[]));
          return json(200, showIssue(it));
        });
      case 'PATCH /issues/N':
        return this.#on(issue, 'Issues_Update', (it, { body, state }) => {
          if (state === 'open' || state === 'closed') it.state = state;
          if (body === undefined) return json(200, showIssue(it));
          return this.#withText(body, (text) => {
            it.body = text;
            return json(200, showIssue(it));
          });
        });
      case 'GET /labels/NAME': {
        const name = rest.slice('/labels/'.length);
        return this.#guarded('Labels_Get', 'issues', () =>
          this.labels.includes(name) ? json(200, { name }) : notFound(),
        );
      }
      case 'POST /labels':
        return this.#guarded('Labels_Create', 'issues', ({ name }) => {
          if (this.labels.includes(String(name))) return refuse(422, 'Validation Failed');
          this.labels.push(String(name));
          return json(201, { name });
        });
      default:
        return { operation: 'GitHub_Unknown', reply: notFound };
    }
  }

  #guarded(operation: string, permission: 'issues' | 'pull-requests', reply: Route['reply']): Route {
    const isAllowed = this.permissions.has(permission);
    return { operation, reply: isAllowed ? reply : forbidden };
  }

  #on(
    issue: EmulatedIssue | undefined,
    operation: string,
    reply: (issue: EmulatedIssue, ...rest: Parameters<Route['reply']>) => Answer,
  ): Route {
    if (issue === undefined) return { operation, reply: notFound };
    const permission = issue.isPullRequest ? 'pull-requests' : 'issues';
    return this.#guarded(operation, permission, (body, query) => reply(issue, body, query));
  }

  #editComment(id: number): Route {
    const issue = this.issues.find(({ comments }) => comments.some((one) => one.id === id));
    const comment = issue?.comments.find((one) => one.id === id);
    return this.#on(issue, 'Comments_Update', (_, { body }) => {
      if (comment === undefined) return notFound();
      return this.#withText(body, (text) => {
        comment.body = text;
        comment.edits += 1;
        return json(200, showComment(comment));
      });
    });
  }

  #withText(body: unknown, write: (text: string) => Answer): Answer {
    const text = String(body);
    if (text.length <= this.bodyLimit) return write(text);
    const message = `Body is too long (maximum is ${String(this.bodyLimit)} characters)`;
    return json(422, { message: 'Validation Failed', errors: [{ field: 'data', code: 'unprocessable', message }] });
  }

  #createIssue({ title, body, labels }: Readonly<Record<string, unknown>>): Answer {
    const names = Array.isArray(labels) && !this.dropsLabels ? labels.map(String) : [];
    return this.#withText(body, (text) =>
      json(201, showIssue(this.add({ title: String(title), body: text, login: this.login, labels: names }))),
    );
  }

  #list(query: URLSearchParams): readonly unknown[] {
    const state = query.get('state') ?? 'open';
    const label = query.get('labels');
    return this.issues
      .filter((one) => one.state === state && (label === null || one.labels.includes(label)))
      .toSorted((a, b) => b.number - a.number)
      .map(showIssue);
  }
}

interface Route {
  readonly operation: string;
  readonly reply: (body: Readonly<Record<string, unknown>>, query: URLSearchParams) => Answer;
}

function showComment({ id, login, body }: EmulatedComment): unknown {
  return { id, user: { login, type: 'Bot' }, body };
}

function showIssue({ number, title, login, body, state, labels, isPullRequest }: EmulatedIssue): unknown {
  const pullRequest = isPullRequest ? { pull_request: { url: `https://api.github.com/pulls/${String(number)}` } } : {};
  return { number, title, user: { login }, body, state, labels: labels.map((name) => ({ name })), ...pullRequest };
}
