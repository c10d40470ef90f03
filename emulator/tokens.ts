// Access tokens of the emulator: issued by its Entra ID, believed by its Resource Manager. They exist in memory only.
import { randomBytes } from 'node:crypto';

interface AccessToken {
  readonly number: number;
  readonly audience: string;
  readonly expiresAt: number;
  uses: number;
}

/** What Resource Manager finds out about a presented token. */
export type TokenVerdict =
  | { readonly kind: 'valid'; readonly audience: string }
  | { readonly kind: 'missing' | 'unknown' | 'revoked' }
  | { readonly kind: 'expired'; readonly expiresAt: number };

export interface TokenRevocation {
  readonly afterRequests: number;
  readonly tokens: number | 'forever';
}

export class Tokens {
  readonly #byValue = new Map<string, AccessToken>();
  readonly #revocation: TokenRevocation | undefined;

  constructor(revocation: TokenRevocation | undefined) {
    this.#revocation = revocation;
  }

  /** A new token. It looks like a JWT, as real ones do, but nobody can read anything out of it. */
  issue(audience: string, expiresAt: number): string {
    const value = `eyJ0eXAiOiJKV1QifQ.${randomBytes(48).toString('base64url')}.${randomBytes(32).toString('base64url')}`;
    this.#byValue.set(value, { number: this.#byValue.size + 1, audience, expiresAt, uses: 0 });
    return value;
  }

  /** Judges an `Authorization` header, and counts the use. */
  judge(authorization: string | undefined, now: number): TokenVerdict {
    if (authorization === undefined) return { kind: 'missing' };
    const token = this.#byValue.get(authorization.replace(/^bearer /i, ''));
    if (token === undefined) return { kind: 'unknown' };
    if (token.expiresAt <= now) return { kind: 'expired', expiresAt: token.expiresAt };
    if (this.#isRevoked(token)) return { kind: 'revoked' };
    token.uses += 1;
    return { kind: 'valid', audience: token.audience };
  }

  /** Makes every token issued so far invalid. */
  revokeAll(): void {
    for (const token of this.#byValue.values()) token.uses = Number.POSITIVE_INFINITY;
  }

  /** Which of the issued tokens a header holds, counted from 1: a name for it that may be written down. */
  numberOf(authorization: string | undefined): number | null {
    return this.#byValue.get((authorization ?? '').replace(/^bearer /i, ''))?.number ?? null;
  }

  /** The values of all tokens, so that a test can look for them where they must not be. */
  values(): readonly string[] {
    return [...this.#byValue.keys()];
  }

  #isRevoked(token: AccessToken): boolean {
    if (token.uses === Number.POSITIVE_INFINITY) return true;
    if (this.#revocation === undefined) return false;
    const { afterRequests, tokens } = this.#revocation;
    return token.uses >= afterRequests && (tokens === 'forever' || token.number <= tokens);
  }
}
