// What every request to Resource Manager goes through, the SDK clients' too: same host, pace, token, time limit, retry.
// It is the SDKs' HttpClient: they see answers of status 200 with a JSON body, and ReadError instead of anything else.
import type { HttpClient, PipelineRequest, PipelineResponse } from '@azure/core-rest-pipeline';
import type { Clock, RequestCounts } from '../ports.ts';
import type { ReadFailure } from '../verdict/model.ts';
import type { Gates, Visit } from './gate.ts';
import type { Answer, ReadHistory } from './retry.ts';
import { ReadError, classifyError, classifyResponse, classifyTimeout, remainingReads } from './answers.ts';
import { attemptTimeoutMs, backoffMs, mayRenewToken, newHistory } from './retry.ts';

/** Tokens for Resource Manager. */
export interface TokenSource {
  /** The token at hand, renewed shortly before it expires. Throws AuditError when sign-in fails. */
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
    sendRequest: (request) => new Read(parts, request, counts).run(),
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
  #token: string | null = null;
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

  async run(): Promise<PipelineResponse> {
    for (;;) {
      const admission = await this.#visit.enter();
      if (admission !== 'go') throw new ReadError(this.#last ?? (admission === 'over' ? timedOut : throttled));
      const answer = await this.#attempt();
      if (answer.kind === 'ok') return answer.value;
      this.#last = answer.failure;
      if (answer.kind === 'final') throw new ReadError(answer.failure);
      if (answer.kind === 'token-refused') await this.#renew(answer);
      if (answer.kind === 'passing') await this.#backOff(answer);
      this.#counts.retried += 1;
    }
  }

  async #attempt(): Promise<Answer<PipelineResponse>> {
    const { clock, tokens } = this.#parts;
    let answer: Answer<PipelineResponse> | undefined;
    try {
      this.#token ??= await tokens.current();
      const startedAt = clock.now();
      answer = await this.#send(this.#token, attemptTimeoutMs(this.#history));
      this.#note(answer, clock.now() - startedAt);
      return answer;
    } catch (error) {
      throw error instanceof ReadError ? error : renewalFailed(error);
    } finally {
      this.#visit.leave(passageOf(answer));
    }
  }

  async #send(token: string, timeoutMs: number): Promise<Answer<PipelineResponse>> {
    const { clock, http, signal } = this.#parts;
    const attempt = new AbortController();
    const timer = new AbortController();
    const interrupt = (): void => {
      attempt.abort(ended);
      timer.abort(ended);
    };
    signal.addEventListener('abort', interrupt);
    const timeout = clock.sleep(timeoutMs, timer.signal).then(
      () => {
        attempt.abort(ended);
        return classifyTimeout(timeoutMs);
      },
      () => null,
    );
    this.#counts.total += 1;
    this.#request.headers.set('authorization', `Bearer ${token}`);
    const sent = http
      .sendRequest({ ...this.#request, abortSignal: attempt.signal })
      .then((response) => classifyResponse(response, token, clock.now()), classifyError);
    // The client's own promise is not relied on to settle: a body that is cut off can leave it pending.
    const first = await Promise.race([sent, timeout]);
    timer.abort(ended);
    signal.removeEventListener('abort', interrupt);
    if (signal.aborted || first === null) throw new ReadError(timedOut);
    return first;
  }

  #note(answer: Answer<PipelineResponse>, tookMs: number): void {
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
    if (!mayRenewToken(this.#history, answer.token)) throw new ReadError(answer.failure);
    this.#history = { ...this.#history, refusedTokens: [...this.#history.refusedTokens, answer.token] };
    try {
      this.#token = await this.#parts.tokens.renew(answer.token);
    } catch (error) {
      throw new ReadError(answer.failure, { cause: error });
    }
  }

  async #backOff(answer: Answer<never> & { kind: 'passing' }): Promise<void> {
    const { clock, signal } = this.#parts;
    const wait = backoffMs(this.#history, answer.retryAfterMs, clock.random());
    if (wait === null) throw new ReadError(answer.failure);
    try {
      await clock.sleep(wait, signal);
    } catch {
      throw new ReadError(timedOut);
    }
    this.#history = { ...this.#history, spentMs: this.#history.spentMs + wait };
    // A retried read may come much later: the token at hand may be another by then.
    this.#token = null;
  }
}

/** A reason made once: without one, each abort makes an exception with a stack, which costs more than the read. */
const ended = new Error('The request was ended.');

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

function renewalFailed(cause: unknown): ReadError {
  const message = cause instanceof Error ? cause.message : String(cause);
  return new ReadError({ reason: 'forbidden', status: null, code: null, message }, { cause });
}

function passageOf(answer: Answer<PipelineResponse> | undefined): Parameters<Visit['leave']>[0] {
  if (answer?.kind === 'refused') return { kind: 'refused', retryAfterMs: answer.retryAfterMs };
  if (answer?.kind === 'ok') return { kind: 'passed', remaining: remainingReads(answer.value) };
  return answer === undefined || answer.failure.status === null
    ? { kind: 'lost' }
    : { kind: 'passed', remaining: null };
}

/** A `nextLink` can name any host, and the SDKs would send the token there. */
function assertSameOrigin(url: string, origin: string): void {
  const parsed = URL.parse(url);
  if (parsed?.origin === origin && parsed.username === '' && parsed.password === '') return;
  const message = `Azure's answer points to another host (${parsed?.origin ?? 'not a URL'}); nothing was sent there.`;
  throw new ReadError({ reason: 'unreadable-response', status: null, code: null, message });
}
