// PURE. One retry policy for everything that is read: (what happened so far, the last answer, the time) → again or not.
import type { ReadFailure } from '../verdict/model.ts';

/** Limits of one read. Chosen so that a passing fault of a minute is survived and a lasting one does not hold the run. */
export const retryLimits = {
  attempts: 12,
  firstBackoffMs: 250,
  maxBackoffMs: 4_000,
  /** One attempt, from sending to the last byte. */
  attemptTimeoutMs: 20_000,
  /** Attempts and backoff together. Waits that Azure asks for with a 429 do not count. */
  retryingMs: 45_000,
  /** Different tokens that Resource Manager may refuse before the read is given up. */
  refusedTokens: 5,
} as const;

/** An answer, sorted by what it means for trying again. */
export type Answer<Value> =
  | { readonly kind: 'ok'; readonly value: Value }
  /** 429: the bucket's matter (pace.ts), not this read's. */
  | { readonly kind: 'refused'; readonly failure: ReadFailure; readonly retryAfterMs: number | null }
  /** 401 that a fresh token may cure. */
  | { readonly kind: 'token-refused'; readonly failure: ReadFailure; readonly token: string }
  /** 408, 5xx, broken or hanging connections, cut-off bodies, bodies that are not JSON. */
  | { readonly kind: 'passing'; readonly failure: ReadFailure; readonly retryAfterMs: number | null }
  | { readonly kind: 'final'; readonly failure: ReadFailure };

/** What one read has been through. */
export interface ReadHistory {
  readonly attempts: number;
  /** Time spent in attempts that count and in backoff. */
  readonly spentMs: number;
  readonly refusedTokens: readonly string[];
}

export const newHistory: ReadHistory = { attempts: 0, spentMs: 0, refusedTokens: [] };

/** How long the next attempt may take; 0 or less: there is none. */
export function attemptTimeoutMs(history: ReadHistory): number {
  return Math.min(retryLimits.attemptTimeoutMs, retryLimits.retryingMs - history.spentMs);
}

/** How long to wait before a further attempt after a passing fault; null: give up, the last answer stands. */
export function backoffMs(history: ReadHistory, retryAfterMs: number | null, random: number): number | null {
  if (history.attempts >= retryLimits.attempts) return null;
  const ceiling = Math.min(retryLimits.maxBackoffMs, retryLimits.firstBackoffMs * 2 ** (history.attempts - 1));
  // Between half and the whole: callers that failed together do not come back together.
  const backoff = ceiling * (0.5 + random / 2);
  const wait = Math.max(backoff, retryAfterMs ?? 0);
  return history.spentMs + wait >= retryLimits.retryingMs ? null : wait;
}

/** Whether a renewed token may be tried after `token` was refused. The same one twice: there is no other to be had. */
export function mayRenewToken({ refusedTokens }: ReadHistory, token: string): boolean {
  return !refusedTokens.includes(token) && refusedTokens.length + 1 < retryLimits.refusedTokens;
}

/** RFC 9110 § 5.6.7: the form in use, and the obsolete one with dashes. `Date` alone would read a date into most words. */
const httpDate = /^[a-z]{3,9}, \d{2}[ -][a-z]{3}[ -](?:\d{2}){1,2} \d{2}:\d{2}:\d{2} GMT$/i;

/**
 * `Retry-After` in milliseconds from now; null where the header is missing or means nothing.
 * Both forms of RFC 9110 § 10.2.3: seconds, or an HTTP date, which is compared with the server's own clock where the
 * answer tells it (`date`), because the runner's may be wrong.
 */
export function parseRetryAfter(header: string | undefined, now: number, date?: string): number | null {
  const text = header?.trim() ?? '';
  if (/^\d+(\.\d+)?$/.test(text)) return Number(text) * 1_000;
  const until = parseDate(text);
  return until === null ? null : Math.max(0, until - (parseDate(date?.trim() ?? '') ?? now));
}

function parseDate(text: string): number | null {
  const date = httpDate.test(text) ? Date.parse(text) : Number.NaN;
  return Number.isNaN(date) ? null : date;
}
