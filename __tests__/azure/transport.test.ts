// One read, over all its attempts: where it may go, what it bears, and when it is tried again.
import { aRequest, aUrl, anArmError, origin } from './fake-http.ts';
import { aScene, read, readToEnd } from './reading.ts';
import { describe, expect, test } from '@jest/globals';
import type { Reaction } from './fake-http.ts';

describe('nothing is sent anywhere else', () => {
  test.each([
    'https://evil.example/subscriptions/s',
    'http://management.azure.com/subscriptions/s',
    'https://management.azure.com.evil.example/subscriptions/s',
    'https://management.azure.com:8443/subscriptions/s',
    'https://user@management.azure.com/subscriptions/s',
    'https://user:secret@management.azure.com/subscriptions/s',
    'https://:secret@management.azure.com/subscriptions/s',
    '//management.azure.com/subscriptions/s',
    'file:///etc/passwd',
    'javascript:alert(1)',
    'not a URL',
    '',
  ])('%s', async (url) => {
    const scene = aScene(() => ({}));
    expect(await readToEnd(scene, url)).toMatchObject({ reason: 'unreadable-response', status: null });
    expect(scene.http.sent).toEqual([]);
    expect(scene.transport.requestCounts().total).toBe(0);
  });

  test('a refusal of the URL is a rejection, not a throw, and names no secret of it', async () => {
    const scene = aScene(() => ({}));
    const sent = scene.transport.sendRequest(aRequest('https://user:secret@evil.example/'));
    await expect(sent).rejects.toThrow('https://evil.example');
    await expect(sent).rejects.not.toThrow('secret');
  });

  test.each([`${origin}/subscriptions/s`, `${origin}:443/subscriptions/s`, 'https://MANAGEMENT.azure.com/x'])(
    'but to the same host it is: %s',
    async (url) => {
      const scene = aScene(() => ({}));
      expect(await readToEnd(scene, url)).toBe('ok');
      expect(scene.http.sent).toHaveLength(1);
    },
  );
});

test('a request bears the token, and asks for no compression', async () => {
  const scene = aScene(() => ({}));
  const request = aRequest();
  request.headers.set('accept-encoding', 'gzip');
  await scene.clock.run(scene.transport.sendRequest(request));
  expect(scene.http.sent).toMatchObject([{ token: 'token 1' }]);
  expect(scene.http.sent[0]?.headers).not.toHaveProperty('accept-encoding');
});

test('the log has method, URL, status and time, and never a token or a body', async () => {
  const scene = aScene(async (number) => {
    await scene.clock.sleep(60);
    return number === 1 ? { status: 503, body: 'BODY' } : new Error('token 1');
  });
  await readToEnd(scene);
  expect(scene.lines[0]).toBe(`GET ${aUrl} 503 60 ms`);
  expect(scene.lines[1]).toBe(`GET ${aUrl} unavailable 60 ms`);
  expect(scene.lines.join('\n')).not.toMatch(/token|BODY/);
});

describe('passing faults', () => {
  test.each<[string, Reaction]>([
    ['408', { status: 408 }],
    ['500', { status: 500 }],
    ['503', anArmError(503, 'ServerBusy')],
    ['a broken connection', new Error('socket hang up')],
    ['a body that is not JSON', { body: '<html>' }],
    ['a body that is cut off', { body: '{"value":[' }],
    ['no answer', 'hang'],
  ])('%s once is tried again', async (_, reaction) => {
    const scene = aScene((number) => (number === 1 ? reaction : {}));
    expect(await readToEnd(scene)).toBe('ok');
    expect(scene.transport.requestCounts()).toEqual({ total: 2, throttled: 0, retried: 1 });
  });

  test.each<[string, Reaction]>([
    ['400', anArmError(400, 'BadRequest')],
    ['403', anArmError(403, 'AuthorizationFailed')],
    ['404', anArmError(404, 'ResourceNotFound')],
    ['409', anArmError(409, 'Conflict')],
    ['401 of another tenant', anArmError(401, 'InvalidAuthenticationTokenTenant')],
  ])('%s is not', async (_, reaction) => {
    const scene = aScene(() => reaction);
    expect(await readToEnd(scene)).toMatchObject({ code: expect.any(String) });
    expect(scene.http.sent).toHaveLength(1);
    expect(scene.renewals).toEqual([]);
  });

  test('twelve attempts in less than 45 seconds', async () => {
    const scene = aScene(() => anArmError(503, 'ServerBusy'));
    const startedAt = scene.clock.now();
    expect(await readToEnd(scene)).toMatchObject({ reason: 'unavailable', status: 503, code: 'ServerBusy' });
    expect(scene.http.sent).toHaveLength(12);
    expect(scene.clock.now() - startedAt).toBeLessThan(45_000);
    expect(scene.transport.requestCounts()).toEqual({ total: 12, throttled: 0, retried: 11 });
  });

  test('Retry-After of a 503 is waited', async () => {
    const scene = aScene((number) => (number === 1 ? { status: 503, headers: { 'retry-after': '30' } } : {}));
    const startedAt = scene.clock.now();
    expect(await readToEnd(scene)).toBe('ok');
    expect(scene.clock.now() - startedAt).toBe(30_000);
  });

  test('a Retry-After beyond the 45 seconds ends it at once', async () => {
    const scene = aScene(() => ({ status: 503, headers: { 'retry-after': '60' } }));
    const startedAt = scene.clock.now();
    expect(await readToEnd(scene)).toMatchObject({ reason: 'unavailable' });
    expect(scene.clock.now() - startedAt).toBe(0);
  });

  test('the last answer decides', async () => {
    const scene = aScene((number) => (number < 3 ? { status: 503 } : anArmError(403, 'AuthorizationFailed')));
    expect(await readToEnd(scene)).toMatchObject({ reason: 'forbidden', status: 403 });
    const other = aScene((number) => (number < 12 ? { status: 500 } : { body: 'not JSON' }));
    expect(await readToEnd(other)).toMatchObject({ reason: 'unreadable-response' });
  });
});

describe('a client whose promise never settles', () => {
  test('20 seconds an attempt, 45 in all, and the request is ended', async () => {
    const scene = aScene(() => 'hang');
    const startedAt = scene.clock.now();
    expect(await readToEnd(scene)).toMatchObject({ reason: 'timed-out', status: null });
    expect(scene.http.sent).toHaveLength(3);
    expect(scene.clock.now() - startedAt).toBeLessThanOrEqual(45_000);
    expect(scene.http.sent.map(({ signal }) => signal?.aborted)).toEqual([true, true, true]);
    expect(scene.clock.sleepers).toBe(0);
  });

  test('a client that throws before it promises anything', async () => {
    const scene = aScene(() => ({}));
    scene.http.sendRequest = () => {
      throw new Error('odd');
    };
    expect(await readToEnd(scene)).toMatchObject({ reason: 'unavailable', message: 'odd' });
  });
});

describe('429', () => {
  test('neither attempts nor time are used up by it', async () => {
    // 9 refusals of a minute, and then twelve attempts all the same.
    const scene = aScene((number) => {
      if (number <= 9) return anArmError(429, 'SubscriptionRequestsThrottled', { 'retry-after': '10' });
      return number < 21 ? { status: 503 } : {};
    });
    expect(await readToEnd(scene)).toBe('ok');
    expect(scene.http.sent).toHaveLength(21);
    expect(scene.transport.requestCounts()).toEqual({ total: 21, throttled: 9, retried: 20 });
  });

  test('ten refusals of the only resource there is end it as throttled', async () => {
    const scene = aScene(() => anArmError(429, 'SubscriptionRequestsThrottled', { 'retry-after': '1' }));
    expect(await readToEnd(scene)).toMatchObject({ reason: 'throttled', status: 429 });
    expect(scene.http.sent).toHaveLength(10);
  });

  test('one that never came to be sent is throttled too', async () => {
    const scene = aScene(() => anArmError(429, 'SubscriptionRequestsThrottled', { 'retry-after': '700' }));
    const all = Promise.all(Array.from({ length: 20 }, () => read(scene)));
    const results = await scene.clock.run(all);
    expect(new Set(results.map((result) => (result === 'ok' ? 'ok' : result.reason)))).toEqual(new Set(['throttled']));
    expect(scene.http.sent.length).toBeLessThanOrEqual(8);
  });

  test('after a long wait the token of then is sent, not that of before', async () => {
    let token = 'early';
    const scene = aScene((number) => (number === 1 ? anArmError(429, 'X', { 'retry-after': '500' }) : {}), {
      current: () => Promise.resolve(token),
    });
    const result = read(scene);
    await scene.clock.advance(1_000);
    token = 'late';
    expect(await scene.clock.run(result)).toBe('ok');
    expect(scene.http.sent.map((request) => request.token)).toEqual(['early', 'late']);
  });

  test.each([200, 403, 404, 500])('the level that a %i tells is heard', async (status) => {
    const scene = aScene(async () => {
      await scene.clock.sleep(60);
      return { status, headers: { 'x-ms-ratelimit-remaining-subscription-reads': '2' } };
    });
    for (let count = 0; count < 8; count += 1) void read(scene);
    await scene.clock.advance(61);
    const before = scene.http.sent.length;
    for (let count = 0; count < 50; count += 1) void read(scene);
    await scene.clock.advance(60);
    expect(scene.http.sent.length - before).toBeLessThan(5);
    scene.abort.abort();
    await scene.clock.advance(0);
  });
});
