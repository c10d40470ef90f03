// Requests to Entra ID: the same retry policy as everywhere, and no pace (one request an hour).
import type { HttpClient, PipelineResponse } from '@azure/core-rest-pipeline';
import type { Clock } from '../ports.ts';
import { attemptInTime, type Attempt } from './attempt.ts';
import { attemptTimeoutMs, backoffMs, newHistory, parseRetryAfter } from './retry.ts';

/** An HttpClient for @azure/identity, whose own retries are switched off. Refusals (4xx) are handed through at once. */
export function createEntraHttp(http: HttpClient, clock: Clock, signal: AbortSignal): HttpClient {
  return {
    sendRequest: async (request) => {
      request.headers.delete('accept-encoding');
      for (let history = newHistory; ;) {
        const startedAt = clock.now();
        const attempt = await attemptInTime(http, request, attemptTimeoutMs(history), clock, signal);
        if (attempt.kind === 'answered' && !isPassing(attempt.response)) return attempt.response;
        history = { ...history, attempts: history.attempts + 1, spentMs: history.spentMs + clock.now() - startedAt };
        const wait = attempt.kind === 'over' ? null : backoffMs(history, toldWaitMs(attempt, clock), clock.random());
        if (wait === null) return outcomeOf(attempt);
        await clock.sleep(wait, signal);
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
  switch (attempt.kind) {
    case 'answered':
      return attempt.response;
    case 'failed':
      throw attempt.error instanceof Error ? attempt.error : new Error(String(attempt.error));
    case 'too-late':
      throw new Error('Entra ID did not answer in time.');
    default:
      throw new Error('The audit ended before Entra ID answered.');
  }
}
