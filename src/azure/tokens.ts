// Resource Manager tokens: one sign-in at a time however many callers wait, remembered, renewed before they expire.
import type { AccessToken, TokenCredential } from '@azure/core-auth';
import type { Clock } from '../ports.ts';
import type { TokenSource } from './transport.ts';

/** A token is renewed this long before it expires, so that none expires on its way. */
const spareMs = 120_000;

/**
 * `newCredential`: makes a credential with an empty cache. After a refusal the old one would hand out the refused token
 * again, because it does not know of the refusal.
 */
export function createTokenSource(newCredential: () => TokenCredential, scope: string, clock: Clock): TokenSource {
  let held: AccessToken | null = null;
  let pending: Promise<string> | null = null;
  /** The token whose renewal failed, and how: it is not tried again for every vault that waits. */
  let failed: { readonly token: string | null; readonly error: unknown } | null = null;

  const signIn = async (): Promise<string> => {
    const before = held?.token ?? null;
    try {
      const token = await newCredential().getToken(scope);
      if (token === null) throw new Error('Entra ID gave no token.');
      held = token;
      return token.token;
    } catch (error) {
      failed = { token: before, error };
      throw error;
    }
  };
  const renewOnce = (): Promise<string> => {
    pending ??= signIn().finally(() => {
      pending = null;
    });
    return pending;
  };

  return {
    current: async () => {
      if (held !== null && clock.now() < held.expiresOnTimestamp - spareMs) return held.token;
      if (pending === null && failed !== null && failed.token === (held?.token ?? null)) {
        // It could not be renewed early, but it may still be good.
        if (held !== null && clock.now() < held.expiresOnTimestamp) return held.token;
        throw failed.error;
      }
      const isStillGood = held !== null && clock.now() < held.expiresOnTimestamp;
      return isStillGood ? renewOnce().catch(() => held?.token ?? '') : renewOnce();
    },
    renew: async (refused) => {
      if (held !== null && held.token !== refused && pending === null) return held.token;
      if (pending === null && failed !== null && failed.token === refused) throw failed.error;
      return renewOnce();
    },
  };
}
