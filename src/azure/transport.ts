// What every request to Resource Manager goes through, the SDK clients' too: same host, pace, token, time limit, retry.
// It is the SDKs' HttpClient: they see answers of status 200 with a JSON body, and ReadError instead of anything else.
import type { HttpClient, PipelineRequest } from '@azure/core-rest-pipeline';
import type { Clock, RequestCounts } from '../ports.ts';
import type { ReadFailure } from '../verdict/model.ts';
import type { Gates, Passage, Visit } from './gate.ts';
import type { Answer, ReadHistory } from './retry.ts';
import type { JsonResponse } from './answers.ts';
import {
  ReadError,
  classifyError,
  classifyResponse,
  classifyTimeout,
  messageOf,
  oneLine,
  remainingReads,
} from './answers.ts';
import { attemptInTime, untilOver } from './attempt.ts';
import { attemptTimeoutMs, backoffMs, mayRenewToken, newHistory } from './retry.ts';

/** Tokens for Resource Manager. */
export interface TokenSource {
  /** The token at hand, renewed shortly before it expires, while it still serves. Throws AuditError when sign-in fails. */
  readonly current: () => Promise<string>;
  /** Another token than the refused one. All callers of one refused token share one renewal. */
  readonly renew: (refused: string) => Promise<string>;
}

export interface TransportParts {
  /** Origin of Resource Manager: nothing is ever sent anywhere else. */
  readonly origin: string;
  readonly http: HttpClient;
  readonly tokens: TokenSource;
  readonly gates: Gates;
  readonly clock: Clock;
  /** The time budget, or a cancelled workflow. */
  readonly signal: AbortSignal;
  /** One line for each request; never a header or a body. */
  readonly debug: (line: string) => void;
}

export interface Transport extends HttpClient {
  readonly requestCounts: () => RequestCounts;
}

export function createTransport(parts: TransportParts): Transport {
  const counts = { total: 0, throttled: 0, retried: 0 };
  return {
    // In an async function, so that what is thrown for the URL is a rejection like every other failure.
    sendRequest: async (request) => new Read(parts, request, counts).run(),
    requestCounts: () => ({ ...counts }),
  };
}

/** One read, over all its attempts. */
class Read {
  readonly #parts: TransportParts;
  readonly #request: PipelineRequest;
  readonly #counts: { total: number; throttled: number; retried: number };
  readonly #visit: Visit;
  #history: ReadHistory = newHistory;
  #last: ReadFailure | null = null;

  constructor(
    parts: TransportParts,
    request: PipelineRequest,
    counts: { total: number; throttled: number; retried: number },
  ) {
    assertSameOrigin(request.url, parts.origin);
    // Answers are small, and a compressed body that breaks off would never end.
    request.headers.delete('accept-encoding');
    this.#parts = parts;
    this.#request = request;
    this.#counts = counts;
    this.#visit = parts.gates.visit(request.url);
  }

  async run(): Promise<JsonResponse> {
    for (;;) {
      const admission = await this.#visit.enter();
      if (admission !== 'go') throw admission === 'over' ? this.#over() : this.#throttled();
      const answer = await this.#attempt();
      if (answer.kind === 'ok') return answer.value;
      this.#last = answer.failure;
      if (answer.kind === 'final') throw new ReadError(answer.failure);
      if (answer.kind === 'token-refused') await this.#renew(answer);
      if (answer.kind === 'passing') await this.#backOff(answer);
      this.#counts.retried += 1;
    }
  }

  /** The run ended first: the last answer decides, where there was one. */
  #over(): ReadError {
    return new ReadError(this.#last ?? timedOut);
  }

  /** The bucket lets nothing through: what the bucket said last, and not what came of an attempt before. */
  #throttled(): ReadError {
    return new ReadError(this.#last?.reason === 'throttled' ? this.#last : throttled);
  }

  async #attempt(): Promise<Answer<JsonResponse>> {
    let passage: Passage = { kind: 'lost' };
    try {
      const token = await this.#currentToken();
      const startedAt = this.#parts.clock.now();
      const { answer, remaining } = await this.#send(token);
      this.#note(answer, this.#parts.clock.now() - startedAt);
      passage = toPassage(answer, remaining);
      return answer;
    } finally {
      this.#visit.leave(passage);
    }
  }

  /** Asked for anew with each attempt: one that waited for minutes would be sent with a token of minutes ago. */
  async #currentToken(): Promise<string> {
    const { tokens, signal } = this.#parts;
    const token = await untilOver(tokens.current(), signal).catch((error: unknown) => {
      throw renewalFailed(error);
    });
    if (token === 'over') throw this.#over();
    return token;
  }

  async #send(token: string): Promise<{ answer: Answer<JsonResponse>; remaining: number | null }> {
    const { clock, http, signal } = this.#parts;
    const timeoutMs = attemptTimeoutMs(this.#history);
    this.#counts.total += 1;
    this.#request.headers.set('authorization', `Bearer ${token}`);
    const attempt = await attemptInTime(http, this.#request, timeoutMs, clock, signal);
    switch (attempt.kind) {
      case 'answered':
        return {
          answer: classifyResponse(attempt.response, token, clock.now()),
          remaining: remainingReads(attempt.response),
        };
      case 'failed':
        return { answer: classifyError(attempt.error), remaining: null };
      case 'too-late':
        return { answer: classifyTimeout(timeoutMs), remaining: null };
      default:
        throw this.#over();
    }
  }

  #note(answer: Answer<JsonResponse>, tookMs: number): void {
    if (answer.kind === 'refused') this.#counts.throttled += 1;
    const outcome = answer.kind === 'ok' ? 200 : (answer.failure.status ?? answer.failure.reason);
    this.#parts.debug(`${this.#request.method} ${this.#request.url} ${outcome} ${tookMs} ms`);
    // A refusal is the bucket's matter: it uses up neither attempts nor time.
    if (answer.kind !== 'refused') {
      this.#history = {
        ...this.#history,
        attempts: this.#history.attempts + 1,
        spentMs: this.#history.spentMs + tookMs,
      };
    }
  }

  async #renew(answer: Answer<never> & { kind: 'token-refused' }): Promise<void> {
    if (!mayRenewToken(this.#history, answer.token) || attemptTimeoutMs(this.#history) <= 0) {
      throw new ReadError(answer.failure);
    }
    this.#history = { ...this.#history, refusedTokens: [...this.#history.refusedTokens, answer.token] };
    try {
      await untilOver(this.#parts.tokens.renew(answer.token), this.#parts.signal);
    } catch (error) {
      throw new ReadError(answer.failure, { cause: error });
    }
  }

  async #backOff(answer: Answer<never> & { kind: 'passing' }): Promise<void> {
    const { clock, signal } = this.#parts;
    const wait = backoffMs(this.#history, answer.retryAfterMs, clock.random());
    if (wait === null) throw new ReadError(answer.failure);
    await clock.sleep(wait, signal).catch(() => {
      throw this.#over();
    });
    this.#history = { ...this.#history, spentMs: this.#history.spentMs + wait };
  }
}

const timedOut: ReadFailure = {
  reason: 'timed-out',
  status: null,
  code: null,
  message: 'The audit ended before there was an answer.',
};

const throttled: ReadFailure = {
  reason: 'throttled',
  status: null,
  code: null,
  message: 'Azure let no request of this subscription through.',
};

/** Azure was not asked, so it has forbidden nothing. */
function renewalFailed(cause: unknown): ReadError {
  const message = oneLine(`The sign-in could not be renewed. ${messageOf(cause)}`);
  return new ReadError({ reason: 'unavailable', status: null, code: null, message }, { cause });
}

function toPassage(answer: Answer<JsonResponse>, remaining: number | null): Passage {
  if (answer.kind === 'refused') return { kind: 'refused', retryAfterMs: answer.retryAfterMs };
  const isAnswered = answer.kind === 'ok' || answer.failure.status !== null;
  return isAnswered ? { kind: 'passed', remaining } : { kind: 'lost' };
}

/** A `nextLink` can name any host, and the SDKs would send the token there. */
function assertSameOrigin(url: string, origin: string): void {
  const parsed = URL.parse(url);
  if (parsed?.origin === origin && parsed.username === '' && parsed.password === '') return;
  const message = `Azure's answer points to another host (${parsed?.origin ?? 'not a URL'}); nothing was sent there.`;
  throw new ReadError({ reason: 'unreadable-response', status: null, code: null, message });
}
