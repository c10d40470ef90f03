// Resource Manager tokens: one sign-in at a time however many callers wait, remembered, renewed before they expire.
import type { AccessToken, TokenCredential } from '@azure/core-auth';
import type { Clock } from '../ports.ts';
import type { TokenSource } from './transport.ts';

/** A token is renewed this long before it expires, so that none expires on its way. */
const spareMs = 120_000;
/** So long a failed renewal stands for all who ask. After it Entra ID is asked again: it may have been away for a minute. */
const failureStandsMs = 30_000;

/**
 * `newCredential`: makes a credential with an empty cache. After a refusal the old one would hand out the refused token
 * again, because it does not know of the refusal.
 */
export function createTokenSource(newCredential: () => TokenCredential, scope: string, clock: Clock): TokenSource {
  let held: AccessToken | null = null;
  let pending: Promise<string> | null = null;
  /** The token whose renewal failed, how and when: it is not tried again for every vault that waits. */
  let failed: { readonly token: string | null; readonly error: unknown; readonly at: number } | null = null;
  const standingFailure = (token: string | null): typeof failed =>
    pending === null && failed?.token === token && clock.now() - failed.at < failureStandsMs ? failed : null;

  const signIn = async (): Promise<string> => {
    const before = held?.token ?? null;
    try {
      const token = await newCredential().getToken(scope);
      if (token === null) throw new Error('Entra ID gave no token.');
      // The SDK reckons by the machine's clock. One that was set back would make every new token an old one, and each read
      // a sign-in: what Entra ID has just given is good until Azure refuses it.
      const isOld = token.expiresOnTimestamp - spareMs <= clock.now();
      held = isOld ? { ...token, expiresOnTimestamp: Infinity } : token;
      return token.token;
    } catch (error) {
      failed = { token: before, error, at: clock.now() };
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
      const { token, expiresOnTimestamp } = held ?? { token: null, expiresOnTimestamp: -Infinity };
      if (token !== null && clock.now() < expiresOnTimestamp - spareMs) return token;
      const failure = standingFailure(token);
      if (token !== null && clock.now() < expiresOnTimestamp) {
        // It is still good, and nobody waits: where Entra ID hangs, they would wait until it is not.
        if (failure === null && pending === null) renewOnce().catch(() => undefined);
        return token;
      }
      if (failure !== null) throw failure.error;
      return renewOnce();
    },
    renew: async (refused) => {
      if (held !== null && held.token !== refused && pending === null) return held.token;
      const failure = standingFailure(refused);
      if (failure !== null) throw failure.error;
      return renewOnce();
    },
  };
}
