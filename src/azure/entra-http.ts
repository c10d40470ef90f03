// Requests to Entra ID: the same retry policy as everywhere, and no pace (one request an hour).
import type { HttpClient, PipelineResponse } from '@azure/core-rest-pipeline';
import type { Clock } from '../ports.ts';
import { backoffMs, newHistory, parseRetryAfter, retryLimits } from './retry.ts';

/** An HttpClient for @azure/identity, whose own retries are switched off. Refusals (4xx) are handed through at once. */
export function createEntraHttp(http: HttpClient, clock: Clock, signal: AbortSignal): HttpClient {
  return {
    sendRequest: async (request) => {
      request.headers.delete('accept-encoding');
      for (let history = newHistory; ;) {
        const startedAt = clock.now();
        const limit = AbortSignal.any([signal, AbortSignal.timeout(retryLimits.attemptTimeoutMs)]);
        const answer = await http
          .sendRequest({ ...request, abortSignal: limit })
          .catch((error: unknown) => toError(error));
        if (!(answer instanceof Error) && !isPassing(answer)) return answer;
        history = { ...history, attempts: history.attempts + 1, spentMs: history.spentMs + clock.now() - startedAt };
        const retryAfterMs =
          answer instanceof Error ? null : parseRetryAfter(answer.headers.get('retry-after'), clock.now());
        const wait = signal.aborted ? null : backoffMs(history, retryAfterMs, clock.random());
        if (wait === null && answer instanceof Error) throw answer;
        if (wait === null) return answer as PipelineResponse;
        await clock.sleep(wait, signal);
        history = { ...history, spentMs: history.spentMs + wait };
      }
    },
  };
}

function isPassing({ status }: PipelineResponse): boolean {
  return status === 408 || status === 429 || status >= 500;
}

function toError(thrown: unknown): Error {
  return thrown instanceof Error ? thrown : new Error(String(thrown));
}
