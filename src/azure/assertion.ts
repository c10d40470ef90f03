// GitHub's OIDC token as the assertion that Entra ID is shown: remembered while it lives, asked for afresh after that.
import type { Clock, PresentedIdentity } from '../ports.ts';
import { backoffMs, newHistory, retryLimits } from './retry.ts';
import { AuditError } from '../errors.ts';
import { z } from 'zod';

/** GitHub's token lives five minutes; this much before its end it is not handed out any more. */
const spareMs = 30_000;
/** Lifetime that is assumed of a token that does not tell. */
const untoldLifetimeMs = 300_000;

export interface AssertionSource {
  /** A GitHub token that is good for at least half a minute more. Callers that wait together share one request. */
  readonly current: () => Promise<string>;
  /** Claims of the last token; null before there was one. */
  readonly presented: () => PresentedIdentity | null;
}

/**
 * `requestIdToken`: asks GitHub for a token. What it throws is thrown on, and the next caller asks again. `signal`: the end
 * of the run.
 */
export function createAssertionSource(
  requestIdToken: () => Promise<string>,
  clock: Clock,
  signal: AbortSignal,
): AssertionSource {
  let held: { readonly token: string; readonly usableUntil: number; readonly identity: PresentedIdentity } | null =
    null;
  let pending: Promise<string> | null = null;
  const fetchToken = async (): Promise<string> => {
    const token = await requestPatiently(requestIdToken, clock, signal);
    const claims = readClaims(token);
    // The lifetime, not the expiry, is what counts: the runner's clock may be wrong.
    const lifetimeMs = claims.lifetimeMs ?? untoldLifetimeMs;
    held = { token, usableUntil: clock.now() + lifetimeMs - spareMs, identity: claims.identity };
    return token;
  };
  return {
    current: async () => {
      if (held !== null && clock.now() < held.usableUntil) return held.token;
      pending ??= fetchToken().finally(() => {
        pending = null;
      });
      return pending;
    },
    presented: () => held?.identity ?? null,
  };
}

/** @actions/core tries again after 502, 503 and 504 only; a 500 and a broken connection pass as well. */
async function requestPatiently(
  requestIdToken: () => Promise<string>,
  clock: Clock,
  signal: AbortSignal,
): Promise<string> {
  for (let history = newHistory; ;) {
    const startedAt = clock.now();
    try {
      return await inTime(requestIdToken(), clock, signal);
    } catch (error) {
      history = { ...history, attempts: history.attempts + 1, spentMs: history.spentMs + clock.now() - startedAt };
      const wait = signal.aborted || isRefusal(error) ? null : backoffMs(history, null, clock.random());
      if (wait === null) throw error;
      await clock.sleep(wait, signal).catch(() => {
        throw noToken('The audit ended first.', error);
      });
      history = { ...history, spentMs: history.spentMs + wait };
    }
  }
}

/**
 * The client of @actions/core sets itself no limit, and leaves its promise pending for ever when a body breaks off: the
 * process would end without a word.
 */
async function inTime(request: Promise<string>, clock: Clock, signal: AbortSignal): Promise<string> {
  const done = new AbortController();
  const { attemptTimeoutMs } = retryLimits;
  const limit = clock.sleep(attemptTimeoutMs, AbortSignal.any([signal, done.signal])).then(
    () => {
      throw noToken(`There was no answer within ${attemptTimeoutMs / 1_000} seconds.`);
    },
    () => {
      throw noToken('The audit ended first.');
    },
  );
  try {
    return await Promise.race([request, limit]);
  } finally {
    done.abort();
  }
}

function noToken(why: string, cause?: unknown): AuditError {
  return new AuditError({
    code: 'KVA-OIDC-FAILED',
    message: `GitHub did not give this job a token. ${why}`,
    fix: ['Run the job again. If it fails again, see https://www.githubstatus.com for GitHub Actions.'],
    cause,
  });
}

/** The status stands in the text only: oidc-utils.ts of @actions/core. */
function isRefusal(error: unknown): boolean {
  return error instanceof Error && /Error Code\s*:\s*4(?!08|29)\d\d/.test(error.message);
}

const claimsSchema = z.object({
  iss: z.string().catch(''),
  sub: z.string().catch(''),
  aud: z.union([z.string(), z.array(z.string()).transform((all) => all.join(' '))]).catch(''),
  exp: z.number().optional().catch(undefined),
  iat: z.number().optional().catch(undefined),
  repository_visibility: z.enum(['public', 'private', 'internal']).nullable().catch(null),
});

/** The claims of a JWT, unverified: for telling the user what was presented, never for a decision. */
function readClaims(token: string): { identity: PresentedIdentity; lifetimeMs: number | null } {
  const claims = claimsSchema.parse(decodePayload(token));
  const { exp, iat } = claims;
  return {
    identity: {
      issuer: claims.iss,
      subject: claims.sub,
      audience: claims.aud,
      visibility: claims.repository_visibility,
    },
    lifetimeMs: exp !== undefined && iat !== undefined && exp > iat ? (exp - iat) * 1_000 : null,
  };
}

function decodePayload(token: string): unknown {
  try {
    const payload: unknown = JSON.parse(Buffer.from(token.split('.')[1] ?? '', 'base64url').toString('utf8'));
    return typeof payload === 'object' && payload !== null && !Array.isArray(payload) ? payload : {};
  } catch {
    return {};
  }
}
