// GitHub's token: remembered by its lifetime, asked for once by all who wait, and never believed.
import { describe, expect, test } from '@jest/globals';
import { FakeClock } from '../fake-clock.ts';
import { createAssertionSource } from '../../src/azure/assertion.ts';

const subject = 'repo:octo/infra:ref:refs/heads/main';

/** A token with these claims, unsigned. */
function aToken(claims: unknown): string {
  const part = (value: unknown): string => Buffer.from(JSON.stringify(value)).toString('base64url');
  return `${part({ alg: 'RS256' })}.${part(claims)}.c2ln`;
}

interface Scene {
  readonly clock: FakeClock;
  readonly abort: AbortController;
  readonly source: ReturnType<typeof createAssertionSource>;
  readonly requests: () => number;
}

function aScene(issue: (request: number, clock: FakeClock) => string | Promise<string>): Scene {
  const clock = new FakeClock();
  const abort = new AbortController();
  let count = 0;
  const request = async (): Promise<string> => {
    count += 1;
    const number = count;
    await clock.sleep(100);
    return issue(number, clock);
  };
  const source = createAssertionSource(request, clock, abort.signal);
  return { clock, abort, source, requests: () => count };
}

/** A token of five minutes, by GitHub's clock, which is `aheadMs` ahead of ours. */
const fresh =
  (aheadMs = 0) =>
  (number: number, clock: FakeClock): string => {
    const iat = Math.floor((clock.now() + aheadMs) / 1_000);
    return aToken({ sub: subject, iat, exp: iat + 300, jti: number });
  };

describe('remembering', () => {
  test.each([
    ['the runner has the right time', 0],
    ["the runner's clock is an hour slow", 3_600_000],
    ["the runner's clock is an hour fast", -3_600_000],
  ])('until 30 seconds before the end of its life: %s', async (_, aheadMs) => {
    const { clock, source, requests } = aScene(fresh(aheadMs));
    const first = await clock.run(source.current());
    await clock.advance(269_000);
    expect(await clock.run(source.current())).toBe(first);
    expect(requests()).toBe(1);
    await clock.advance(1_000);
    expect(await clock.run(source.current())).not.toBe(first);
    expect(requests()).toBe(2);
  });

  test('one request for all who wait', async () => {
    const { clock, source, requests } = aScene(fresh());
    const all = await clock.run(Promise.all(Array.from({ length: 16 }, () => source.current())));
    expect(new Set(all).size).toBe(1);
    expect(requests()).toBe(1);
  });

  test('a token that does not tell its life is taken to live five minutes', async () => {
    for (const claims of [{}, { exp: 5 }, { iat: 5 }, { iat: 10, exp: 5 }, { iat: 'x', exp: {} }, { iat: 5, exp: 5 }]) {
      const { clock, source, requests } = aScene(() => aToken(claims));
      await clock.run(source.current());
      await clock.advance(269_000);
      await clock.run(source.current());
      expect(requests()).toBe(1);
      await clock.advance(1_000);
      await clock.run(source.current());
      expect(requests()).toBe(2);
    }
  });

  test('a token of less than half a minute is used, and not remembered', async () => {
    const { clock, source, requests } = aScene(() => aToken({ iat: 100, exp: 120 }));
    await clock.run(source.current());
    await clock.run(source.current());
    expect(requests()).toBe(2);
  });
});

describe('failing', () => {
  test.each(['Error Code : 500', 'Error Code : 429', 'Error Code : 408', 'getaddrinfo EAI_AGAIN', 'socket hang up'])(
    'what passes is tried again: %s',
    async (message) => {
      const { clock, source, requests } = aScene((number, at) => {
        if (number === 1) throw new Error(`Failed to get ID Token. \n \n ${message}`);
        return fresh()(number, at);
      });
      expect(await clock.run(source.current())).toContain('.');
      expect(requests()).toBe(2);
    },
  );

  test.each(['Error Code : 400', 'Error Code : 401', 'Error Code : 403', 'Error Code : 404'])(
    'a refusal is not: %s',
    async (message) => {
      const { clock, source, requests } = aScene(() => {
        throw new Error(`Failed to get ID Token. \n \n ${message}`);
      });
      await expect(clock.run(source.current())).rejects.toThrow(message);
      expect(requests()).toBe(1);
    },
  );

  test('what does not pass ends after twelve attempts, and the next caller asks again', async () => {
    let isDown = true;
    const { clock, source, requests } = aScene((number, at) => {
      if (isDown) throw new Error('socket hang up');
      return fresh()(number, at);
    });
    const [a, b] = [source.current(), source.current()];
    await expect(clock.run(a)).rejects.toThrow('socket hang up');
    await expect(b).rejects.toThrow('socket hang up');
    expect(requests()).toBe(12);
    expect(source.presented()).toBeNull();
    isDown = false;
    expect(await clock.run(source.current())).toContain('.');
  });
});

describe('an issuer that never answers', () => {
  const hang = (): Promise<string> => new Promise(() => undefined);

  test('once: tried again after 20 seconds', async () => {
    const { clock, source, requests } = aScene((number, at) => (number === 1 ? hang() : fresh()(number, at)));
    const startedAt = clock.now();
    expect(await clock.run(source.current())).toContain('.');
    expect(requests()).toBe(2);
    expect(clock.now() - startedAt).toBeLessThan(21_000);
  });

  test('for ever: an error within 45 seconds or so', async () => {
    const { clock, source } = aScene(hang);
    const startedAt = clock.now();
    await expect(clock.run(source.current())).rejects.toMatchObject({ code: 'KVA-OIDC-FAILED' });
    expect(clock.now() - startedAt).toBeLessThan(65_000);
    expect(clock.sleepers).toBe(0);
  });

  test.each([
    ['while it is asked', 5_000],
    ['in the backoff', 20_050],
  ])('the run is over: %s', async (_, ms) => {
    const { clock, abort, source } = aScene(hang);
    const token = source.current();
    await clock.advance(ms);
    abort.abort();
    const abortedAt = clock.now();
    await expect(clock.run(token)).rejects.toMatchObject({ code: 'KVA-OIDC-FAILED' });
    expect(clock.now()).toBe(abortedAt);
  });
});

describe('what was presented', () => {
  const presentedBy = async (token: string): Promise<unknown> => {
    const { clock, source } = aScene(() => token);
    expect(source.presented()).toBeNull();
    expect(await clock.run(source.current())).toBe(token);
    return source.presented();
  };

  test.each([
    subject,
    'repo:octo@123/infra@456:environment:prod',
    'repository_owner_id:1844662:repository_id:599293758:ref:refs/heads/main',
  ])('the claims: %s', async (sub) => {
    const iss = 'https://token.actions.githubusercontent.com';
    const token = aToken({ iss, sub, aud: 'api://AzureADTokenExchange', repository_visibility: 'internal' });
    expect(await presentedBy(token)).toEqual({
      issuer: iss,
      subject: sub,
      audience: 'api://AzureADTokenExchange',
      visibility: 'internal',
    });
  });

  test('several audiences', async () => {
    expect(await presentedBy(aToken({ aud: ['a', 'b'] }))).toMatchObject({ audience: 'a b' });
  });

  const nothing = { issuer: '', subject: '', audience: '', visibility: null };
  test.each([
    ['not a token', 'garbage'],
    ['empty', ''],
    ['no payload', 'a'],
    ['a payload that is not JSON', 'a.!!!.c'],
    ['an array', aToken([])],
    ['null', aToken(null)],
    ['a number', aToken(5)],
    ['claims of odd types', aToken({ iss: 5, sub: {}, aud: [5], repository_visibility: 'secret' })],
  ])('%s: handed on as it is, and nothing is known of it', async (_, token) => {
    expect(await presentedBy(token)).toEqual(nothing);
  });
});
