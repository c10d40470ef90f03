// One read whose token is refused, or whose run ends in the middle.
import { aScene, read, readToEnd } from './reading.ts';
import { describe, expect, test } from '@jest/globals';
import type { React, Scene } from './reading.ts';
import type { Reaction, SentRequest } from './fake-http.ts';
import type { TokenSource } from '../../src/azure/transport.ts';
import { anArmError } from './fake-http.ts';

describe('401', () => {
  const accepts =
    (good: string) =>
    (_: number, { token }: SentRequest): Reaction =>
      token === good ? {} : anArmError(401, 'ExpiredAuthenticationToken');

  test('renews the token and tries again', async () => {
    const scene = aScene(accepts('token 2'));
    expect(await readToEnd(scene)).toBe('ok');
    expect(scene.renewals).toEqual(['token 1']);
  });

  test('five different tokens: four renewals, then forbidden', async () => {
    const scene = aScene(accepts('none'));
    expect(await readToEnd(scene)).toMatchObject({ reason: 'forbidden', status: 401 });
    expect(scene.http.sent.map(({ token }) => token)).toEqual(['token 1', 'token 2', 'token 3', 'token 4', 'token 5']);
    expect(scene.renewals).toHaveLength(4);
  });

  test('a renewal that gives the refused token again: forbidden, and not for ever', async () => {
    const scene = aScene(accepts('none'), {
      current: () => Promise.resolve('same'),
      renew: () => Promise.resolve('same'),
    });
    expect(await readToEnd(scene)).toMatchObject({ reason: 'forbidden', status: 401 });
    expect(scene.http.sent).toHaveLength(2);
  });

  test('renewal fails: forbidden', async () => {
    const scene = aScene(accepts('none'), { renew: () => Promise.reject(new Error('AADSTS700024')) });
    expect(await readToEnd(scene)).toMatchObject({ reason: 'forbidden', status: 401 });
    expect(scene.http.sent).toHaveLength(1);
  });

  // Azure was not asked: that a permission is missing, or that a subscription is closed, nobody has said.
  test('the renewal of an expired token fails: unavailable, with what Entra ID said', async () => {
    const scene = aScene(() => ({}), {
      current: () => Promise.reject(new Error('AADSTS700024: Expired.\r\nTrace ID: 1')),
    });
    expect(await readToEnd(scene)).toMatchObject({
      reason: 'unavailable',
      status: null,
      message: 'The sign-in could not be renewed. AADSTS700024: Expired. Trace ID: 1',
    });
    expect(scene.http.sent).toHaveLength(0);
  });

  test('it uses up an attempt like any other answer', async () => {
    const scene = aScene((number) => (number === 1 ? { status: 401 } : { status: 503 }));
    await readToEnd(scene);
    expect(scene.http.sent).toHaveLength(12);
  });
});

describe('the run is over', () => {
  test('in the queue, without an answer: timed-out', async () => {
    const scene = aScene(() => ({}));
    scene.abort.abort();
    expect(await readToEnd(scene)).toMatchObject({ reason: 'timed-out', status: null });
    expect(scene.http.sent).toHaveLength(0);
  });

  const phases: [string, (scene: Scene) => React, Partial<TokenSource>, string][] = [
    ['in the queue, after a 429', () => () => anArmError(429, 'X', { 'retry-after': '60' }), {}, 'throttled'],
    ['while a request is under way', () => () => 'hang', {}, 'timed-out'],
    [
      'while a later request is under way',
      () => (number) => (number === 1 ? { status: 503 } : 'hang'),
      {},
      'unavailable',
    ],
    [
      'while a request is under way after a 429',
      () => (number) => (number === 1 ? anArmError(429, 'X', { 'retry-after': '1' }) : 'hang'),
      {},
      'throttled',
    ],
    ['in the backoff', () => () => ({ status: 503, headers: { 'retry-after': '40' } }), {}, 'unavailable'],
    ['while a token is fetched', () => () => ({}), { current: () => new Promise(() => undefined) }, 'timed-out'],
    [
      'while a token is renewed',
      () => () => ({ status: 401 }),
      { renew: () => new Promise(() => undefined) },
      'forbidden',
    ],
  ];
  test.each(phases)('%s', async (phase, react, tokens, reason) => {
    const scene: Scene = aScene((number, request) => react(scene)(number, request), tokens);
    const result = read(scene);
    await scene.clock.advance(5_000);
    scene.abort.abort();
    const abortedAt = scene.clock.now();
    expect(await scene.clock.run(result)).toMatchObject({ reason });
    expect(scene.clock.now()).toBe(abortedAt);
    expect(scene.clock.sleepers).toBe(0);
    expect(scene.http.sent.at(-1)?.signal?.aborted === true).toBe(phase.includes('under way'));
  });
});

test('a bucket that lets nothing through is throttled, whatever an attempt came to before', async () => {
  const scene = aScene((number) => (number === 1 ? { status: 503 } : anArmError(429, 'X', { 'retry-after': '700' })));
  const [first, second] = [read(scene), read(scene)];
  const results = await scene.clock.run(Promise.all([first, second]));
  expect(results).toMatchObject([{ reason: 'throttled' }, { reason: 'throttled' }]);
});
