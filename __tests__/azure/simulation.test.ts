// Whole audits against a bucket that is played on a fake clock: as fast as it allows, nothing lost, hardly a refusal.
import { describe, expect, test } from '@jest/globals';
import { FakeBucket, readThrough } from './fake-bucket.ts';
import type { BucketRules } from './fake-bucket.ts';
import { FakeClock } from '../fake-clock.ts';
import { createGates } from '../../src/azure/gate.ts';

/** A whole audit: so many reads that all begin at once. */
function simulate(
  reads: number,
  rules: BucketRules,
  seed: number,
): Promise<{ seconds: number; refusals: number; lost: number }> {
  return simulateAll([{ reads, startsAfterMs: 0 }], rules, seed);
}

/** Several, out of one bucket, of which none knows of the others. */
async function simulateAll(
  audits: readonly { readonly reads: number; readonly startsAfterMs: number }[],
  rules: BucketRules,
  seed: number,
): Promise<{ seconds: number; refusals: number; lost: number }> {
  const clock = new FakeClock(undefined, seed);
  const bucket = new FakeBucket(clock, rules);
  const url = 'https://management.azure.com/subscriptions/a/resource';
  const startedAt = clock.now();
  const all = audits.map(async ({ reads, startsAfterMs }) => {
    await clock.sleep(startsAfterMs);
    const gates = createGates(clock, new AbortController().signal);
    return Promise.all(Array.from({ length: reads }, () => readThrough(gates, url, () => bucket.read())));
  });
  const results = (await clock.run(Promise.all(all))).flat();
  const lost = results.filter((result) => result !== 'read').length;
  return { seconds: (clock.now() - startedAt) / 1_000, refusals: bucket.refusals, lost };
}

interface Row {
  readonly what: string;
  readonly reads: number;
  readonly rules: BucketRules;
  /** The possible time, how many times of it are allowed, and how many refusals. */
  readonly seconds: number;
  readonly times: number;
  readonly refusals: number;
}

const tellings = ['seconds', 'date', 'none'] as const;
const manners = ['evenly', 'one by one'] as const;
const headers = ['present', 'lagging', 'missing'] as const;

/** Where no header tells anything, the first refusals tell that there is a bucket at all. */
const discovery = 30;

const alone: Row[] = headers.flatMap((header) =>
  [1_000, 3_000].map((reads) => ({
    what: `${reads} reads alone, header ${header}`,
    reads,
    rules: { header },
    seconds: (reads - 250) / 25,
    times: 1.03,
    refusals: header === 'missing' ? discovery : 0,
  })),
);

const beside: Row[] = headers.flatMap((header) =>
  manners.flatMap((manner) =>
    tellings.map((retryAfter) => ({
      what: `1000 reads beside 10 a second (${manner}), header ${header}, Retry-After ${retryAfter}`,
      reads: 1_000,
      rules: { header, retryAfter, others: { perSecond: 10, manner } },
      seconds: 750 / 15,
      times: 1.1,
      refusals: header === 'missing' ? 10 + discovery : 10,
    })),
  ),
);

const tight: Row[] = headers.flatMap((header) =>
  tellings.map((retryAfter) => ({
    what: `100 reads, bucket of 10 and 2 a second, header ${header}, Retry-After ${retryAfter}`,
    reads: 100,
    rules: { header, retryAfter, capacity: 10, refillPerSecond: 2 },
    seconds: 45,
    times: 1.05,
    refusals: header === 'missing' ? 100 : 20,
  })),
);

const others: Row[] = [
  { what: 'a far away region', reads: 1_000, rules: { oneWayMs: 150 }, seconds: 30.6, times: 1.03, refusals: 0 },
  {
    what: 'a larger bucket',
    reads: 3_000,
    rules: { capacity: 1_000, refillPerSecond: 100 },
    seconds: 20,
    times: 1.03,
    refusals: 0,
  },
  // 11,999: the old limit, by the hour.
  ...[24, 249, 11_999].map((header) => ({
    what: `a header that always says ${header}, of another limit than the one that refuses`,
    reads: 1_000,
    rules: { capacity: 50, refillPerSecond: 5, header },
    seconds: 190,
    times: 1.03,
    refusals: 250,
  })),
  {
    what: 'no bucket and no header',
    reads: 1_000,
    rules: { capacity: 1e6, header: 'missing', oneWayMs: 15 },
    seconds: 0.5,
    times: 1.3,
    refusals: 0,
  },
];

describe('simulation: as fast as the bucket allows, nothing lost', () => {
  test.each([...alone, ...beside, ...tight, ...others])('$what', async ({ reads, rules, seconds, times, refusals }) => {
    for (const seed of [1, 2, 3]) {
      const audit = await simulate(reads, rules, seed);
      expect(audit.lost).toBe(0);
      expect(audit.seconds / seconds).toBeLessThanOrEqual(times);
      expect(audit.refusals).toBeLessThanOrEqual(refusals);
    }
  });
});

describe('simulation: several audits at once, as the legs of a matrix', () => {
  test.each(
    (['present', 'lagging'] as const).flatMap((header) => [
      { header, starts: [0, 0, 0] },
      { header, starts: [0, 500, 700] },
    ]),
  )('starting after $starts ms, header $header', async ({ header, starts }) => {
    const audits = starts.map((startsAfterMs, leg) => ({ reads: leg === 0 ? 1_000 : 200, startsAfterMs }));
    for (const seed of [1, 2, 3, 4, 5]) {
      const { seconds, lost } = await simulateAll(audits, { header }, seed);
      expect(lost).toBe(0);
      // The first is not left with the pace of a time when it was one of three.
      expect(seconds / ((1_400 - 250) / 25)).toBeLessThanOrEqual(1.03);
    }
  });
});
