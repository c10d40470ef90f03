// PURE. The pace of one bucket of Resource Manager: (state, event, now) → go | wait | give up.
//
// Resource Manager keeps a token bucket for each subscription and identity: 250 reads at once, 25 more a second
// (https://learn.microsoft.com/azure/azure-resource-manager/management/request-limits-and-throttling). We keep a model of it, correct the model
// by the header that tells the real level, and stop the whole bucket when a 429 shows that the model was wrong.

/** Documented size and refill of a subscription's bucket for reads; tenant-level calls have the same. */
export const documentedBucket = { capacity: 250, refillPerSecond: 25 } as const;

/** Azure's clock and ours disagree by the way of a request: this many reads are left in the bucket. */
const margin = 2;
/** Nothing has passed for so long beyond what Azure said to wait: it never will. */
export const maxStallMs = 120_000;
/** Nobody waits longer than this for one read, whatever Azure says. */
export const maxToldWaitMs = 600_000;
/** Refusals of one resource that end it once others pass (or there are no others). */
export const maxRefusals = 10;
/** A 429 that does not say how long: this, doubled with every further one in a row. */
const untoldWaitMs = 1_000;
const maxUntoldWaitMs = 16_000;
/** How much of the past the measured refill looks at. */
const windowMs = 4_000;
const minWindowMs = 750;

export interface Bucket {
  /** Reads that we believe to be left at `levelAt`. */
  readonly level: number;
  readonly levelAt: number;
  /** What comes in for us: the bucket's refill less what other clients take. */
  readonly refillPerSecond: number;
  readonly inFlight: number;
  /** Answers with a header, for measuring the refill. `passed` counts our reads that Azure let through so far. */
  readonly samples: readonly { readonly at: number; readonly remaining: number; readonly passed: number }[];
  readonly passed: number;
  /** Set by a 429: nothing is sent before. */
  readonly heldUntil: number | null;
  /** After a hold one request goes alone; the rest follows when it passes. */
  readonly isProbing: boolean;
  /** First of the refusals since something passed; null: the last answer was no refusal. */
  readonly refusedSince: number | null;
  readonly refusalsInRow: number;
  /** Waits that Azure asked for since `refusedSince`. */
  readonly toldWaitMs: number;
}

export function newBucket(now: number): Bucket {
  return {
    level: documentedBucket.capacity - margin,
    levelAt: now,
    refillPerSecond: documentedBucket.refillPerSecond,
    inFlight: 0,
    samples: [],
    passed: 0,
    heldUntil: null,
    isProbing: false,
    refusedSince: null,
    refusalsInRow: 0,
    toldWaitMs: 0,
  };
}

export type Permission =
  | { readonly kind: 'go' }
  | { readonly kind: 'wait'; readonly untilMs: number }
  /** Until an answer of a request in flight changes the state. */
  | { readonly kind: 'wait-for-answer' }
  | { readonly kind: 'give-up' };

/** Whether one more read may be sent now. */
export function mayGo(bucket: Bucket, now: number): Permission {
  if (bucket.refusedSince !== null && now - bucket.refusedSince - bucket.toldWaitMs > maxStallMs) {
    return { kind: 'give-up' };
  }
  if (bucket.heldUntil !== null) {
    if (bucket.heldUntil - now > maxToldWaitMs) return { kind: 'give-up' };
    if (bucket.heldUntil > now) return { kind: 'wait', untilMs: bucket.heldUntil };
    // The hold is over: one goes ahead.
    return bucket.isProbing ? { kind: 'wait-for-answer' } : { kind: 'go' };
  }
  const level = levelAt(bucket, now);
  if (level >= 1) return { kind: 'go' };
  return { kind: 'wait', untilMs: now + Math.ceil(((1 - level) / bucket.refillPerSecond) * 1_000) };
}

function levelAt(bucket: Bucket, now: number): number {
  const level = bucket.level + ((now - bucket.levelAt) / 1_000) * bucket.refillPerSecond;
  // A header may have shown a larger bucket than the documented one; then its level is the only known bound.
  return Math.min(level, Math.max(documentedBucket.capacity - margin, bucket.level));
}

/** A read was sent. */
export function onSent(bucket: Bucket, now: number): Bucket {
  return {
    ...bucket,
    level: levelAt(bucket, now) - 1,
    levelAt: now,
    inFlight: bucket.inFlight + 1,
    isProbing: bucket.heldUntil !== null,
  };
}

/** A read was answered by anything but 429. `remaining`: the header that tells the level; null where there is none. */
export function onPassed(bucket: Bucket, now: number, remaining: number | null): Bucket {
  const passed = bucket.passed + 1;
  const inFlight = bucket.inFlight - 1;
  const wasHeld = bucket.heldUntil !== null;
  const open: Bucket = {
    ...bucket,
    level: levelAt(bucket, now),
    levelAt: now,
    inFlight,
    passed,
    // An answer of before the hold says nothing about it; the probe's does.
    ...(wasHeld && bucket.heldUntil > now
      ? {}
      : { heldUntil: null, isProbing: false, refusedSince: null, refusalsInRow: 0, toldWaitMs: 0 }),
  };
  if (remaining === null) return open;
  const samples = [...bucket.samples.filter(({ at }) => now - at <= windowMs), { at: now, remaining, passed }];
  return {
    ...open,
    samples,
    refillPerSecond: measureRefill(samples) ?? bucket.refillPerSecond,
    // The header was written before the requests in flight arrived, or after: the truth lies between the two.
    // One more above, because Azure shows whole numbers only.
    level: Math.min(Math.max(open.level, remaining - inFlight - margin), remaining + 1),
  };
}

/** A read got no answer, or one that tells nothing of the bucket (a broken connection). */
export function onLost(bucket: Bucket, now: number): Bucket {
  return { ...bucket, level: levelAt(bucket, now), levelAt: now, inFlight: bucket.inFlight - 1, isProbing: false };
}

/** A read was refused with 429. `retryAfterMs`: what Azure asked for; null where it did not say. */
export function onRefused(bucket: Bucket, now: number, retryAfterMs: number | null): Bucket {
  const refusalsInRow = bucket.refusalsInRow + 1;
  const wait = retryAfterMs ?? Math.min(maxUntoldWaitMs, untoldWaitMs * 2 ** (refusalsInRow - 1));
  // Requests that were in flight together are refused together: that is one refusal, and one wait.
  const isNews = bucket.heldUntil === null || bucket.heldUntil <= now;
  const heldUntil = Math.max(bucket.heldUntil ?? 0, now + wait);
  return {
    ...bucket,
    level: 0,
    levelAt: now,
    inFlight: bucket.inFlight - 1,
    samples: [],
    heldUntil: isNews || retryAfterMs !== null ? heldUntil : bucket.heldUntil,
    isProbing: false,
    refusedSince: bucket.refusedSince ?? now,
    refusalsInRow: isNews ? refusalsInRow : bucket.refusalsInRow,
    toldWaitMs: bucket.toldWaitMs + (isNews && retryAfterMs !== null ? retryAfterMs : 0),
  };
}

/** Reads a second that come in for us, by the levels that Azure told; undefined: too short a time to say. */
function measureRefill(samples: Bucket['samples']): number | undefined {
  const [first, last] = [samples[0], samples.at(-1)];
  if (first === undefined || last === undefined || last.at - first.at < minWindowMs) return undefined;
  // A full bucket hides what came in.
  if (samples.some(({ remaining }) => remaining >= documentedBucket.capacity - 1)) return undefined;
  const came = last.remaining - first.remaining + (last.passed - first.passed);
  const measured = (came * 1_000) / (last.at - first.at);
  return Math.min(documentedBucket.refillPerSecond, Math.max(0.5, measured));
}
