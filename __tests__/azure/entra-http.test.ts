// Requests to Entra ID: passing faults are survived, refusals handed through at once, and everything ends.
import { describe, expect, test } from '@jest/globals';
import { aRequest, createFakeHttp } from './fake-http.ts';
import type { FakeHttp, Reaction } from './fake-http.ts';
import { FakeClock } from '../fake-clock.ts';
import { createEntraHttp } from '../../src/azure/entra-http.ts';

interface Scene {
  readonly clock: FakeClock;
  readonly abort: AbortController;
  readonly http: FakeHttp;
  readonly status: () => Promise<number>;
  readonly failure: () => string | null;
}

function aScene(react: (number: number) => Reaction): Scene {
  const clock = new FakeClock();
  const abort = new AbortController();
  const http = createFakeHttp(react);
  const entra = createEntraHttp(http, clock, abort.signal);
  const status = async (): Promise<number> =>
    (await entra.sendRequest(aRequest('https://login.microsoftonline.com/t/oauth2/v2.0/token'))).status;
  return { clock, abort, http, status, failure: entra.failure };
}

test.each([200, 400, 401, 403, 404])('%i is handed through at once', async (status) => {
  const { clock, http, status: read } = aScene(() => ({ status }));
  expect(await clock.run(read())).toBe(status);
  expect(http.sent).toHaveLength(1);
  expect(http.sent[0]?.headers).not.toHaveProperty('accept-encoding');
});

test.each<[string, Reaction]>([
  ['503', { status: 503 }],
  ['429', { status: 429, headers: { 'retry-after': '5' } }],
  ['408', { status: 408 }],
  ['a broken connection', new Error('ECONNRESET')],
  ['no answer', 'hang'],
])('%s twice is survived', async (_, reaction) => {
  const { clock, http, status } = aScene((number) => (number <= 2 ? reaction : {}));
  expect(await clock.run(status())).toBe(200);
  expect(http.sent).toHaveLength(3);
});

describe('in the end', () => {
  test('twelve times 503 is a 503, within 45 seconds', async () => {
    const { clock, http, status } = aScene(() => ({ status: 503 }));
    const startedAt = clock.now();
    expect(await clock.run(status())).toBe(503);
    expect(http.sent).toHaveLength(12);
    expect(clock.now() - startedAt).toBeLessThan(45_000);
  });

  test('Retry-After is waited, in seconds and as a date', async () => {
    const { clock, status } = aScene((number) => {
      if (number === 1) return { status: 429, headers: { 'retry-after': '7' } };
      const date = new Date(Date.parse('2026-11-22T03:17:20Z')).toUTCString();
      return number === 2 ? { status: 429, headers: { 'retry-after': date } } : {};
    });
    const startedAt = clock.now();
    expect(await clock.run(status())).toBe(200);
    expect(clock.now() - startedAt).toBe(20_000);
  });

  test('a longer Retry-After than there is time for ends it', async () => {
    const { clock, status } = aScene(() => ({ status: 429, headers: { 'retry-after': '46' } }));
    expect(await clock.run(status())).toBe(429);
  });

  test('a connection that stays broken: its error', async () => {
    const { clock, status } = aScene(() => new Error('ECONNREFUSED'));
    await expect(clock.run(status())).rejects.toThrow('ECONNREFUSED');
  });

  test('a client that throws something odd', async () => {
    const { clock, http, status } = aScene(() => ({}));
    http.sendRequest = () => {
      // eslint-disable-next-line @typescript-eslint/only-throw-error -- what is no Error is what this is about
      throw 'odd';
    };
    await expect(clock.run(status())).rejects.toThrow('odd');
  });

  test('a client whose promise never settles', async () => {
    const { clock, http, status } = aScene(() => 'hang');
    const startedAt = clock.now();
    await expect(clock.run(status())).rejects.toThrow('in time');
    expect(clock.now() - startedAt).toBeLessThanOrEqual(45_000);
    expect(http.sent.every(({ signal }) => signal?.aborted === true)).toBe(true);
  });

  test.each<[string, Reaction, string]>([
    ['while a request is under way', 'hang', 'The audit ended before there was an answer.'],
    ['in the backoff', { status: 503, headers: { 'retry-after': '40' }, body: 'away' }, 'HTTP 503 away'],
  ])('the run is over: %s', async (_, reaction, last) => {
    const { clock, abort, status, failure } = aScene(() => reaction);
    const result = status().catch(() => null);
    await clock.advance(1_000);
    abort.abort(new Error('cut short'));
    const abortedAt = clock.now();
    await clock.run(result);
    expect(failure()).toBe(last);
    expect(clock.now()).toBe(abortedAt);
    await expect(clock.run(status())).rejects.toThrow('audit ended');
  });
});
