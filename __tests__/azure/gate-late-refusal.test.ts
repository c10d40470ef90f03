// A refusal that comes late, of a request that was sent before the hold, must not make the gate forget the probe.
import { expect, test } from '@jest/globals';
import { createGates } from '../../src/azure/gate.ts';
import { FakeClock } from '../fake-clock.ts';
import { inFlight, mayGo, newBucket, onLost, onPassed, onRefused, onSent } from '../../src/azure/pace.ts';

const endings = [
  ['passes', (bucket, ticket) => onPassed(bucket, 1_300, ticket, 10)],
  ['is lost', (bucket, ticket) => onLost(bucket, 1_300, ticket)],
  ['is refused', (bucket, ticket) => onRefused(bucket, 1_300, ticket, null)],
] as const satisfies readonly (readonly [
  string,
  (bucket: ReturnType<typeof newBucket>, ticket: ReturnType<typeof onSent>['ticket']) => ReturnType<typeof newBucket>,
])[];

test.each(endings)('a probe that %s after a late refusal leaves the way open for another', (_how, end) => {
  const first = onSent(newBucket(0), 0);
  const second = onSent(first.bucket, 0);
  const held = onRefused(second.bucket, 100, first.ticket, 1_000);
  const probe = onSent(held, 1_100);
  const late = onRefused(probe.bucket, 1_200, second.ticket, 1_000);
  const bucket = end(late, probe.ticket);
  expect(inFlight(bucket)).toBe(0);
  expect(mayGo(bucket, 100_000).kind).not.toBe('wait-for-answer');
});

test('the gate lets the next one in', async () => {
  const clock = new FakeClock();
  const gates = createGates(clock, new AbortController().signal);
  const [early, slow, next] = [1, 2, 3].map(() => gates.visit('https://management.azure.com/subscriptions/s/x'));
  if (early === undefined || slow === undefined || next === undefined) throw new Error('three visits');
  await Promise.all([early.enter(), slow.enter()]);
  early.leave({ kind: 'refused', retryAfterMs: 1_000 });
  const [probing, waiting] = [early.enter(), next.enter()];
  await clock.advance(1_000);
  expect(await probing).toBe('go');
  slow.leave({ kind: 'refused', retryAfterMs: 1_000 });
  early.leave({ kind: 'passed', remaining: 10 });
  await clock.advance(60_000);
  expect(await waiting).toBe('go');
});
