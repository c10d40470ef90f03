// Requests to Entra ID: the same retry policy as everywhere, and no pace (one request an hour).
import type { HttpClient, PipelineResponse } from '@azure/core-rest-pipeline';
import type { Clock } from '../ports.ts';
import { attemptInTime, type Attempt } from './attempt.ts';
import { attemptTimeoutMs, backoffMs, newHistory, parseRetryAfter } from './retry.ts';

export interface EntraHttp extends HttpClient {
  /** How Entra ID failed when it was given up; null when its last answer was one. @azure/identity keeps nothing of it. */
  readonly failure: () => string | null;
}

/** An HttpClient for @azure/identity, whose own retries are switched off. Refusals (4xx) are handed through at once. */
export function createEntraHttp(http: HttpClient, clock: Clock, signal: AbortSignal): EntraHttp {
  let failure: string | null = null;
  return {
    failure: () => failure,
    sendRequest: async (request) => {
      failure = null;
      request.headers.delete('accept-encoding');
      for (let history = newHistory; ;) {
        const startedAt = clock.now();
        const attempt = await attemptInTime(http, request, attemptTimeoutMs(history), clock, signal);
        if (attempt.kind === 'answered' && !isPassing(attempt.response)) return attempt.response;
        history = { ...history, attempts: history.attempts + 1, spentMs: history.spentMs + clock.now() - startedAt };
        const wait = attempt.kind === 'over' ? null : backoffMs(history, toldWaitMs(attempt, clock), clock.random());
        // The end of the run cuts the sleep short: then the last answer is what there is to tell.
        const isOver = wait === null || (await clock.sleep(wait, signal).catch(() => 'over')) === 'over';
        if (isOver) {
          failure = describeFailure(attempt);
          return outcomeOf(attempt);
        }
        history = { ...history, spentMs: history.spentMs + wait };
      }
    },
  };
}

function isPassing({ status }: PipelineResponse): boolean {
  return status === 408 || status === 429 || status >= 500;
}

function toldWaitMs(attempt: Attempt, clock: Clock): number | null {
  if (attempt.kind !== 'answered') return null;
  const { headers } = attempt.response;
  return parseRetryAfter(headers.get('retry-after'), clock.now(), headers.get('date'));
}

/** What @azure/identity gets to see of the last attempt. */
function outcomeOf(attempt: Attempt): PipelineResponse {
  if (attempt.kind === 'answered') return attempt.response;
  throw attempt.kind === 'failed' && attempt.error instanceof Error
    ? attempt.error
    : new Error(describeFailure(attempt));
}

function describeFailure(attempt: Attempt): string {
  switch (attempt.kind) {
    case 'answered':
      return `HTTP ${attempt.response.status} ${attempt.response.bodyAsText ?? ''}`.trim();
    case 'failed':
      return attempt.error instanceof Error ? attempt.error.message : String(attempt.error);
    case 'too-late':
      return 'There was no answer in time.';
    case 'over':
      return 'The audit ended before there was an answer.';
  }
}
