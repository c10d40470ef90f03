// A request that ends in time, whatever the client does.
import { aRequest, createFakeHttp } from './fake-http.ts';
import { attemptInTime, untilOver } from '../../src/azure/attempt.ts';
import { describe, expect, test } from '@jest/globals';
import type { Attempt } from '../../src/azure/attempt.ts';
import { FakeClock } from '../fake-clock.ts';
import type { Reaction } from './fake-http.ts';

interface Scene {
  readonly clock: FakeClock;
  readonly abort: AbortController;
  readonly attempt: Promise<Attempt>;
  readonly isEnded: () => boolean | undefined;
}

function aScene(reaction: Reaction, abort = new AbortController()): Scene {
  const clock = new FakeClock();
  const http = createFakeHttp(async () => {
    await clock.sleep(1_000);
    return reaction;
  });
  const attempt = attemptInTime(http, aRequest(), 5_000, clock, abort.signal);
  return { clock, abort, attempt, isEnded: () => http.sent[0]?.signal?.aborted };
}

test('an answer', async () => {
  const { clock, attempt, isEnded } = aScene({ status: 404 });
  expect(await clock.run(attempt)).toMatchObject({ kind: 'answered', response: { status: 404 } });
  expect(isEnded()).toBe(false);
  expect(clock.sleepers).toBe(0);
});

test('a broken connection', async () => {
  const error = new Error('ECONNRESET');
  const { clock, attempt } = aScene(error);
  expect(await clock.run(attempt)).toEqual({ kind: 'failed', error });
  expect(clock.sleepers).toBe(0);
});

test('too late: the request is ended, and nobody waits for the client', async () => {
  const { clock, attempt, isEnded } = aScene('hang');
  const startedAt = clock.now();
  expect(await clock.run(attempt)).toEqual({ kind: 'too-late' });
  expect(clock.now() - startedAt).toBe(5_000);
  expect(isEnded()).toBe(true);
});

test('over in the middle: the same', async () => {
  const { clock, abort, attempt, isEnded } = aScene('hang');
  await clock.advance(2_000);
  abort.abort();
  expect(await clock.run(attempt)).toEqual({ kind: 'over' });
  expect(isEnded()).toBe(true);
  expect(clock.sleepers).toBe(0);
});

test('over before: nothing is sent', async () => {
  const abort = new AbortController();
  abort.abort();
  const { attempt, isEnded } = aScene({}, abort);
  expect(await attempt).toEqual({ kind: 'over' });
  expect(isEnded()).toBeUndefined();
});

describe('waiting for something until the run is over', () => {
  const never = (): Promise<never> => new Promise(() => undefined);

  test('it comes', async () => {
    expect(await untilOver(Promise.resolve(5), new AbortController().signal)).toBe(5);
  });

  test('it fails', async () => {
    await expect(untilOver(Promise.reject(new Error('x')), new AbortController().signal)).rejects.toThrow('x');
  });

  test('the run is over before or meanwhile', async () => {
    const abort = new AbortController();
    const waiting = untilOver(never(), abort.signal);
    abort.abort();
    expect(await waiting).toBe('over');
    expect(await untilOver(never(), abort.signal)).toBe('over');
  });
});
