// What an answer of Resource Manager, or the lack of one, means.
import type { PipelineResponse } from '@azure/core-rest-pipeline';
import type { ReadFailure, UnknownReason } from '../verdict/model.ts';
import type { Answer } from './retry.ts';
import { parseRetryAfter } from './retry.ts';
import { z } from 'zod';

/** A read that failed for good: what the SDK's callers get instead of its own errors. */
export class ReadError extends Error {
  readonly failure: ReadFailure;

  constructor(failure: ReadFailure, options?: ErrorOptions) {
    super(`${failure.reason}: ${failure.message}`, options);
    this.name = 'ReadError';
    this.failure = failure;
  }
}

/** The failure that was thrown; anything that is not ours is an answer that the SDK could not make sense of. */
export function toFailure(thrown: unknown): ReadFailure {
  if (thrown instanceof ReadError) return thrown.failure;
  return { reason: 'unreadable-response', status: 200, code: null, message: oneLine(messageOf(thrown)) };
}

/** Refused for the tenant, not for the token: a fresh token would be refused again. */
const foreignTenantCode = 'InvalidAuthenticationTokenTenant';

/** An answer of status 200. Its body is parsed once, for everybody who reads it. */
export interface JsonResponse extends PipelineResponse {
  readonly json: unknown;
}

/** The body of an answer that came through the transport, whatever pipeline of an SDK it went through since. */
export function jsonOf(response: PipelineResponse): unknown {
  return 'json' in response ? response.json : JSON.parse(response.bodyAsText ?? '');
}

/** Sorts an answer by what it means for trying again. `token`: the one that was sent. */
export function classifyResponse(response: PipelineResponse, token: string, now: number): Answer<JsonResponse> {
  const { status } = response;
  const retryAfterMs = parseRetryAfter(response.headers.get('retry-after'), now, response.headers.get('date'));
  if (status === 200) {
    const json = parseJson(response.bodyAsText);
    if (json !== undefined) return { kind: 'ok', value: Object.assign(response, { json }) };
    const failure = { reason: 'unreadable-response', status, code: null, message: 'The body is not JSON.' } as const;
    return { kind: 'passing', failure, retryAfterMs };
  }
  const failure: ReadFailure = { reason: reasonOf(status), status, ...readError(response.bodyAsText) };
  if (status === 429) return { kind: 'refused', failure, retryAfterMs };
  if (status === 401 && failure.code !== foreignTenantCode) return { kind: 'token-refused', failure, token };
  if (status === 408 || status >= 500) return { kind: 'passing', failure, retryAfterMs };
  return { kind: 'final', failure };
}

/** No answer: the connection broke, was refused, or the body was cut off. */
export function classifyError(thrown: unknown): Answer<never> {
  const code = thrown instanceof Error && 'code' in thrown && typeof thrown.code === 'string' ? thrown.code : null;
  const failure = { reason: 'unavailable', status: null, code, message: oneLine(messageOf(thrown)) } as const;
  return { kind: 'passing', failure, retryAfterMs: null };
}

/** No answer in time. */
export function classifyTimeout(timeoutMs: number): Answer<never> {
  const message = `No answer within ${Math.round(timeoutMs / 1_000)} seconds.`;
  return { kind: 'passing', failure: { reason: 'timed-out', status: null, code: null, message }, retryAfterMs: null };
}

/** `x-ms-ratelimit-remaining-subscription-reads`, or the tenant's; null where it is missing or odd. */
export function remainingReads(response: PipelineResponse): number | null {
  const text =
    response.headers.get('x-ms-ratelimit-remaining-subscription-reads') ??
    response.headers.get('x-ms-ratelimit-remaining-tenant-reads') ??
    '';
  return /^\d+$/.test(text) ? Number(text) : null;
}

function reasonOf(status: number): UnknownReason {
  if (status === 401 || status === 403) return 'forbidden';
  if (status === 404) return 'not-found';
  if (status === 429) return 'throttled';
  if (status === 408 || status >= 500) return 'unavailable';
  return 'unreadable-response';
}

/** undefined: it is not JSON. */
function parseJson(text: string | null | undefined): unknown {
  try {
    return JSON.parse(text ?? '');
  } catch {
    return undefined;
  }
}

const errorText = z.object({ code: z.string().nullish(), message: z.string().nullish() });
/** Resource Manager nests its errors; Azure Monitor's own specification has them flat. Both occur. */
const errorBody = z.union([z.object({ error: errorText }).transform(({ error }) => error), errorText]);

function readError(text: string | null | undefined): Pick<ReadFailure, 'code' | 'message'> {
  const parsed = errorBody.safeParse(parseJson(text));
  const { code, message } = parsed.success ? parsed.data : { code: null, message: null };
  return { code: code ?? null, message: oneLine(message ?? '') };
}

/** Messages of Azure and of the network, in one line of a bearable length. */
export function oneLine(text: string): string {
  const line = text.replace(/\s+/g, ' ').trim();
  return line.length > 500 ? `${line.slice(0, 499)}…` : line;
}

export function messageOf(thrown: unknown): string {
  return thrown instanceof Error ? thrown.message : String(thrown);
}
