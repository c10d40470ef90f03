// GitHub's OIDC token as the assertion that Entra ID is shown: remembered while it lives, asked for afresh after that.
import type { Clock, PresentedIdentity } from '../ports.ts';
import { backoffMs, newHistory } from './retry.ts';
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

/** `requestIdToken`: asks GitHub for a token. What it throws is thrown on, and the next caller asks again. */
export function createAssertionSource(requestIdToken: () => Promise<string>, clock: Clock): AssertionSource {
  let held: { readonly token: string; readonly usableUntil: number; readonly identity: PresentedIdentity } | null =
    null;
  let pending: Promise<string> | null = null;
  const fetchToken = async (): Promise<string> => {
    const token = await requestPatiently(requestIdToken, clock);
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
async function requestPatiently(requestIdToken: () => Promise<string>, clock: Clock): Promise<string> {
  for (let history = newHistory; ;) {
    const startedAt = clock.now();
    try {
      return await requestIdToken();
    } catch (error) {
      history = { ...history, attempts: history.attempts + 1, spentMs: history.spentMs + clock.now() - startedAt };
      const wait = isRefusal(error) ? null : backoffMs(history, null, clock.random());
      if (wait === null) throw error;
      await clock.sleep(wait);
      history = { ...history, spentMs: history.spentMs + wait };
    }
  }
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
    return typeof payload === 'object' && payload !== null ? payload : {};
  } catch {
    return {};
  }
}
