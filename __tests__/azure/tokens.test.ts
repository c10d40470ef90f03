// Tokens of Resource Manager: one sign-in at a time, renewed in time, and never asked for without need.
import { describe, expect, test } from '@jest/globals';
import type { AccessToken } from '@azure/core-auth';
import { FakeClock } from '../fake-clock.ts';
import type { TokenSource } from '../../src/azure/transport.ts';
import { createTokenSource } from '../../src/azure/tokens.ts';

const minute = 60_000;
const scope = 'https://management.azure.com/.default';

interface Scene {
  readonly clock: FakeClock;
  readonly tokens: TokenSource;
  /** Sign-ins so far. */
  readonly signIns: () => number;
}

/** Tokens live an hour; a sign-in takes a second. `fails`: by the number of the sign-in. */
function aScene(fails: (signIn: number) => Error | null = () => null, name?: (signIn: number) => string): Scene {
  const clock = new FakeClock();
  let count = 0;
  const tokens = createTokenSource(
    () => {
      let isUsed = false;
      return {
        getToken: async (wanted) => {
          expect(wanted).toBe(scope);
          expect(isUsed).toBe(false);
          isUsed = true;
          count += 1;
          const number = count;
          await clock.sleep(1_000);
          const error = fails(number);
          if (error !== null) throw error;
          return {
            token: name?.(number) ?? `token ${number}`,
            expiresOnTimestamp: clock.now() + 60 * minute,
          };
        },
      };
    },
    scope,
    clock,
  );
  return { clock, tokens, signIns: () => count };
}
const settled = <T>(all: Promise<T>[]): Promise<string[]> =>
  Promise.allSettled(all).then((results) =>
    results.map((result) =>
      result.status === 'fulfilled' ? String(result.value) : `failed: ${String(result.reason)}`,
    ),
  );
const times = <T>(count: number, make: () => T): T[] => Array.from({ length: count }, make);

describe('signing in', () => {
  test('once for all who wait, and once for an hour', async () => {
    const { clock, tokens, signIns } = aScene();
    expect(new Set(await clock.run(settled(times(100, tokens.current))))).toEqual(new Set(['token 1']));
    await clock.advance(57 * minute);
    expect(await clock.run(tokens.current())).toBe('token 1');
    expect(signIns()).toBe(1);
  });

  test('renewed two minutes before the end, once for all, who have the good one meanwhile', async () => {
    const { clock, tokens, signIns } = aScene();
    await clock.run(tokens.current());
    await clock.advance(58 * minute);
    expect(new Set(await clock.run(settled(times(100, tokens.current))))).toEqual(new Set(['token 1']));
    await clock.advance(1_000);
    expect(new Set(await clock.run(settled(times(100, tokens.current))))).toEqual(new Set(['token 2']));
    expect(signIns()).toBe(2);
  });

  test('refused: all who wait hear it, and nobody asks again at once', async () => {
    const { clock, tokens, signIns } = aScene(() => new Error('AADSTS700016'));
    expect(new Set(await clock.run(settled(times(10, tokens.current))))).toEqual(
      new Set(['failed: Error: AADSTS700016']),
    );
    await expect(clock.run(tokens.current())).rejects.toThrow('AADSTS700016');
    expect(signIns()).toBe(1);
  });

  test("a new token that is past its end by our clock, because the machine's was set back, is good until it is refused", async () => {
    const clock = new FakeClock();
    let signIns = 0;
    const getToken = (): Promise<AccessToken> => {
      signIns += 1;
      return Promise.resolve({ token: `token ${signIns}`, expiresOnTimestamp: clock.now() + minute });
    };
    const tokens = createTokenSource(() => ({ getToken }), scope, clock);
    for (let read = 0; read < 3; read += 1) expect(await tokens.current()).toBe('token 1');
    expect(await tokens.renew('token 1')).toBe('token 2');
  });

  test('no token is a failure', async () => {
    const tokens = createTokenSource(() => ({ getToken: () => Promise.resolve(null) }), scope, new FakeClock());
    await expect(tokens.current()).rejects.toThrow('no token');
  });
});

test('an early renewal that hangs holds nobody up while the token is good, and everybody once it is not', async () => {
  const clock = new FakeClock();
  let signIns = 0;
  const getToken = async (): Promise<AccessToken> => {
    signIns += 1;
    if (signIns > 1) await clock.sleep(3 * minute);
    return { token: `token ${signIns}`, expiresOnTimestamp: clock.now() + 60 * minute };
  };
  const tokens = createTokenSource(() => ({ getToken }), scope, clock);
  await tokens.current();
  await clock.advance(58 * minute);
  for (let second = 0; second < 120; second += 1) {
    expect(await Promise.race([tokens.current(), clock.sleep(0).then(() => 'held up')])).toBe('token 1');
    await clock.advance(1_000);
  }
  expect(await clock.run(tokens.current())).toBe('token 2');
  expect(signIns).toBe(2);
});

describe('an early renewal that fails', () => {
  const scene = async (fails: (signIn: number) => boolean): Promise<Scene> => {
    const made = aScene((number) => (fails(number) ? new Error('AADSTS90033') : null));
    await made.clock.run(made.tokens.current());
    await made.clock.advance(58 * minute + 1);
    return made;
  };

  test('keeps the good token, for all who wait and who come', async () => {
    const { clock, tokens, signIns } = await scene((number) => number > 1);
    expect(new Set(await clock.run(settled(times(50, tokens.current))))).toEqual(new Set(['token 1']));
    await clock.advance(1_000);
    expect(new Set(await clock.run(settled(times(50, tokens.current))))).toEqual(new Set(['token 1']));
    expect(signIns()).toBe(2);
  });

  test('is tried again after half a minute, and then it may succeed', async () => {
    const { clock, tokens } = await scene((number) => number === 2);
    expect(await clock.run(tokens.current())).toBe('token 1');
    await clock.advance(32_000);
    expect(await clock.run(tokens.current())).toBe('token 1');
    await clock.advance(1_000);
    expect(await clock.run(tokens.current())).toBe('token 3');
  });

  test('is an error once the old token has expired', async () => {
    const { clock, tokens, signIns } = await scene((number) => number > 1);
    await clock.run(tokens.current());
    await clock.advance(2 * minute);
    const before = signIns();
    const results = await clock.run(settled(times(20, tokens.current)));
    expect(new Set(results)).toEqual(new Set(['failed: Error: AADSTS90033']));
    expect(signIns()).toBe(before + 1);
    await expect(clock.run(tokens.current())).rejects.toThrow('AADSTS90033');
    expect(signIns()).toBe(before + 1);
  });
});

describe('a refused token', () => {
  test('is renewed once for all who were refused', async () => {
    const { clock, tokens, signIns } = aScene();
    const refused = await clock.run(tokens.current());
    const all = times(100, () => tokens.renew(refused));
    expect(new Set(await clock.run(settled(all)))).toEqual(new Set(['token 2']));
    // One who comes late, with the same refused token, gets the new one.
    expect(await clock.run(tokens.renew(refused))).toBe('token 2');
    expect(await clock.run(tokens.current())).toBe('token 2');
    expect(signIns()).toBe(2);
  });

  test('each different one is renewed', async () => {
    const { clock, tokens, signIns } = aScene();
    let token = await clock.run(tokens.current());
    for (let round = 0; round < 4; round += 1) token = await clock.run(tokens.renew(token));
    expect(token).toBe('token 5');
    expect(signIns()).toBe(5);
  });

  test('a renewal that is under way already serves it too', async () => {
    const { clock, tokens, signIns } = aScene();
    const refused = await clock.run(tokens.current());
    await clock.advance(58 * minute + 1);
    const results = await clock.run(settled([tokens.current(), tokens.renew(refused), tokens.current()]));
    expect(results).toEqual(['token 1', 'token 2', 'token 1']);
    expect(signIns()).toBe(2);
  });

  test('a renewal that fails is not repeated for each who was refused', async () => {
    const { clock, tokens, signIns } = aScene((number) => (number > 1 ? new Error('AADSTS700024') : null));
    const refused = await clock.run(tokens.current());
    const all = times(100, () => tokens.renew(refused));
    expect(new Set(await clock.run(settled(all)))).toEqual(new Set(['failed: Error: AADSTS700024']));
    await expect(clock.run(tokens.renew(refused))).rejects.toThrow('AADSTS700024');
    expect(signIns()).toBe(2);
  });
});
