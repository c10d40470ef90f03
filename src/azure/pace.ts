// PURE. The pace of one bucket of Resource Manager: (state, event, now) → go | wait | give up.
//
// Resource Manager keeps a token bucket for each subscription and identity: 250 reads at once, 25 more a second
// (https://learn.microsoft.com/azure/azure-resource-manager/management/request-limits-and-throttling). We keep a model
// of it, hold the model within what the answers' headers leave possible, and stop the whole bucket when a 429 shows
// that the model was wrong.
import { addSample, boundRefill, clampRefill, documentedBucket, minSpanMs, windowMs, type Sample } from './refill.ts';

/** Nothing has passed for so long beyond the longest wait that Azure asked for: it never will. */
export const maxStallMs = 120_000;
/** Nobody waits longer than this for one read, whatever Azure says. */
export const maxToldWaitMs = 600_000;
/** Refusals of one resource that end it once others pass (or there are no others). */
export const maxRefusals = 10;

/**
 * What is left in the bucket on purpose: one read, because Azure shows whole numbers, and this much time of refill,
 * because requests do not arrive as evenly as they are sent. All of it costs 0.2 s of an audit, once.
 */
const marginMs = 150;
/**
 * Before the first answer, and after a pause, nothing is known of the level: so many reads find out. Each that passes
 * lets one more follow besides its own successor, so that the number in flight doubles with each round trip.
 */
const scouts = 8;
/** After so long without an answer, what was known of the level is out of date. */
const scoutAgainMs = 2_000;

/** A 429 that does not say how long: this, doubled with every further one in a row. */
const untoldWaitMs = 1_000;
const maxUntoldWaitMs = 16_000;
/**
 * One that says less than a second (`Retry-After: 0`, or a date that has just passed): at least this, likewise doubled.
 * Otherwise we would ask again without a pause.
 */
const leastToldWaitMs = 1_000;
const leastWaitMs = 250;

/** Without a header only refusals tell the pace: between them it grows by so much a second, … */
const growthPerSecond = 0.01;
/** … and where the time since the last refusal is too short to measure by, it falls to so much. */
const fallback = 0.8;
/** A refusal while the header promised so many reads: it is not this bucket that refuses, or the header is wrong. */
const brokenPromise = 20;

export interface Bucket {
  /** Reads that we believe to be left at `levelAt`, those in flight taken off. */
  readonly level: number;
  readonly levelAt: number;
  /** What comes in for us: the bucket's refill less what other clients take. */
  readonly refillPerSecond: number;
  readonly sent: number;
  /** Of those sent: answered in any way, or lost. */
  readonly settled: number;
  readonly passed: number;
  readonly lastAnswerAt: number | null;
  /** Whether any answer told a level, and whether any was a refusal. Without both there may be no bucket at all. */
  readonly hasHeader: boolean;
  readonly wasRefused: boolean;
  /** When a header last told the level. */
  readonly toldAt: number | null;
  readonly samples: readonly Sample[];
  /** Set while a header is thought wrong: then it may lower what we believe, never raise it. */
  readonly distrustsHeader: boolean;
  /** When the bucket was last known to be empty, or full: by what passed since then the refill can be told. */
  readonly known: { readonly at: number; readonly passed: number };
  /** Set by a 429: nothing is sent before. */
  readonly heldUntil: number | null;
  /** After a hold one request goes alone; the rest follows when it passes. */
  readonly isProbing: boolean;
  /** First of the refusals since something passed; null: the last answer was no refusal. */
  readonly refusedSince: number | null;
  readonly refusalsInRow: number;
  /** The longest wait that Azure asked for since `refusedSince`. */
  readonly toldWaitMs: number;
}

/** What is remembered of a request in flight. */
export interface Ticket {
  readonly sentAt: number;
  /** Requests that were settled before it was sent: the server had certainly seen them. */
  readonly settledBefore: number;
  /** Sent alone after a hold, to see whether the bucket is open. */
  readonly isProbe: boolean;
  /** So many more reads a header of late had promised when it was sent. */
  readonly promised: number;
}

export function newBucket(now: number): Bucket {
  return {
    level: documentedBucket.capacity,
    levelAt: now,
    refillPerSecond: documentedBucket.refillPerSecond,
    sent: 0,
    settled: 0,
    passed: 0,
    lastAnswerAt: null,
    hasHeader: false,
    wasRefused: false,
    toldAt: null,
    samples: [],
    distrustsHeader: false,
    known: { at: now, passed: documentedBucket.capacity },
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

export function inFlight(bucket: Bucket): number {
  return bucket.sent - bucket.settled;
}

/** Whether one more read may be sent now. */
export function mayGo(bucket: Bucket, now: number): Permission {
  const hasStalled = bucket.refusedSince !== null && now - bucket.refusedSince - bucket.toldWaitMs > maxStallMs;
  if (hasStalled && !isForgotten(bucket, now)) return { kind: 'give-up' };
  if (bucket.heldUntil !== null) {
    if (bucket.heldUntil - now > maxToldWaitMs) return { kind: 'give-up' };
    if (bucket.heldUntil > now) return { kind: 'wait', untilMs: bucket.heldUntil };
    // The hold is over: one goes ahead.
    return bucket.isProbing ? { kind: 'wait-for-answer' } : { kind: 'go' };
  }
  const isUpToDate = bucket.lastAnswerAt !== null && now - bucket.lastAnswerAt < scoutAgainMs;
  if (inFlight(bucket) >= scouts + (isUpToDate ? bucket.passed : 0)) return { kind: 'wait-for-answer' };
  const lacking = 1 + marginOf(bucket) - levelAt(bucket, now);
  if (lacking <= 0) return { kind: 'go' };
  if (isUnlimited(bucket)) {
    const beyond = Math.max(0, bucket.passed - documentedBucket.capacity);
    return inFlight(bucket) < 2 * scouts + beyond ? { kind: 'go' } : { kind: 'wait-for-answer' };
  }
  return { kind: 'wait', untilMs: now + Math.ceil((lacking / bucket.refillPerSecond) * 1_000) };
}

/** Nobody has asked for so long after the last refusal that it says nothing of now: a bucket that is hardly ever asked. */
function isForgotten(bucket: Bucket, now: number): boolean {
  return inFlight(bucket) === 0 && now - Math.max(bucket.levelAt, bucket.heldUntil ?? now) > maxStallMs;
}

/**
 * Resource Manager always tells the level. What never does, and never refused either, may have no bucket at all, such as
 * a server for tests. That is found out by reads beyond the documented bucket, few at first; where there is one after
 * all, it costs about twenty refusals, once, and no time.
 */
function isUnlimited({ hasHeader, wasRefused, passed }: Bucket): boolean {
  return !hasHeader && !wasRefused && passed >= scouts;
}

function marginOf({ refillPerSecond }: Bucket): number {
  return 1 + refillPerSecond * (marginMs / 1_000);
}

function levelAt(bucket: Bucket, now: number): number {
  const level = bucket.level + ((now - bucket.levelAt) / 1_000) * bucket.refillPerSecond;
  // A header may have shown a larger bucket than the documented one; then its level is the only known bound.
  return Math.min(level, Math.max(documentedBucket.capacity, bucket.level));
}

/** Time passes: reads come in, and the pace grows a little. */
function fill(bucket: Bucket, now: number): Bucket {
  const growth = 1 + growthPerSecond * ((now - bucket.levelAt) / 1_000);
  const refillPerSecond = clampRefill(bucket.refillPerSecond * growth);
  return { ...bucket, level: levelAt(bucket, now), levelAt: now, refillPerSecond };
}

/** A read is sent. */
export function onSent(before: Bucket, now: number): { readonly bucket: Bucket; readonly ticket: Ticket } {
  const filled = fill(before, now);
  const bucket = isForgotten(before, now) ? { ...filled, refusedSince: now, refusalsInRow: 0, toldWaitMs: 0 } : filled;
  return {
    bucket: { ...bucket, level: bucket.level - 1, sent: bucket.sent + 1, isProbing: bucket.heldUntil !== null },
    ticket: {
      sentAt: now,
      settledBefore: bucket.settled,
      isProbe: bucket.heldUntil !== null,
      promised: now - (bucket.toldAt ?? -Infinity) < windowMs ? bucket.level - 1 : 0,
    },
  };
}

/** A read was answered by anything but 429. `remaining`: the header that tells the level; null where there is none. */
export function onPassed(before: Bucket, now: number, ticket: Ticket, remaining: number | null): Bucket {
  const bucket: Bucket = {
    ...fill(before, now),
    settled: before.settled + 1,
    passed: before.passed + 1,
    lastAnswerAt: now,
  };
  // A late refusal can move the hold past the probe that is under way: the probe is over all the same.
  if (isOfBefore(bucket.heldUntil, ticket)) return { ...bucket, isProbing: bucket.isProbing && !ticket.isProbe };
  const open: Bucket = {
    ...bucket,
    hasHeader: bucket.hasHeader || remaining !== null,
    toldAt: remaining === null ? bucket.toldAt : now,
    heldUntil: null,
    isProbing: false,
    refusedSince: null,
    refusalsInRow: 0,
    toldWaitMs: 0,
  };
  return remaining === null ? open : believe(open, now, ticket, remaining);
}

/** Whether a read was sent before the hold: its answer says nothing of what comes after; the probe's does. */
function isOfBefore(heldUntil: number | null, ticket: Ticket): boolean {
  return heldUntil !== null && ticket.sentAt < heldUntil;
}

/**
 * Holds level and refill within what a header leaves possible. Requests that were under way together with this one may
 * have come before it or after it; the level's lower bound takes all of them off, the upper bound none.
 */
function believe(bucket: Bucket, now: number, { sentAt, settledBefore }: Ticket, remaining: number): Bucket {
  const besides = bucket.sent - 1 - settledBefore;
  const cameInMeanwhile = ((now - sentAt) / 1_000) * bucket.refillPerSecond;
  const [low, high] = [remaining - besides, remaining + 1 + cameInMeanwhile];
  // Another client can take in a moment what was promised. A header that falls so low is this bucket's after all.
  const distrustsHeader = bucket.distrustsHeader && remaining >= brokenPromise;
  if (distrustsHeader) return { ...bucket, level: Math.min(bucket.level, high) };
  const samples = addSample(bucket.samples, now, {
    sentAt,
    at: now,
    low: low + bucket.sent,
    high: remaining + 1 + bucket.sent,
    isFull: remaining >= documentedBucket.capacity - 1,
  });
  return {
    ...bucket,
    distrustsHeader,
    samples,
    refillPerSecond: samples === bucket.samples ? bucket.refillPerSecond : boundRefill(bucket.refillPerSecond, samples),
    level: Math.min(Math.max(bucket.level, low), high),
  };
}

/** A read got no answer, or one that tells nothing of the bucket (a broken connection). */
export function onLost(bucket: Bucket, now: number, ticket: Ticket): Bucket {
  const isProbing = bucket.isProbing && !ticket.isProbe;
  return { ...fill(bucket, now), settled: bucket.settled + 1, isProbing };
}

/** A read was refused with 429. `retryAfterMs`: what Azure asked for; null where it did not say. */
export function onRefused(bucket: Bucket, now: number, ticket: Ticket, retryAfterMs: number | null): Bucket {
  const settled = {
    ...bucket,
    settled: bucket.settled + 1,
    lastAnswerAt: now,
    wasRefused: true,
    isProbing: bucket.isProbing && !ticket.isProbe,
  };
  const heldUntil = (inRow: number): number => Math.max(bucket.heldUntil ?? 0, now + waitMs(retryAfterMs, inRow));
  // Requests that were in flight together are refused together: that is one refusal, and one wait.
  if (isOfBefore(bucket.heldUntil, ticket)) {
    if (retryAfterMs === null) return settled;
    return { ...settled, heldUntil: heldUntil(1), toldWaitMs: Math.max(bucket.toldWaitMs, retryAfterMs) };
  }
  const refusalsInRow = bucket.refusalsInRow + 1;
  return {
    ...settled,
    ...(refusalsInRow === 1 ? learnFromRefusal(bucket, now, ticket) : {}),
    level: 0,
    levelAt: now,
    heldUntil: heldUntil(refusalsInRow),
    isProbing: false,
    refusedSince: bucket.refusedSince ?? now,
    refusalsInRow,
    toldWaitMs: Math.max(bucket.toldWaitMs, retryAfterMs ?? 0),
  };
}

function waitMs(retryAfterMs: number | null, refusalsInRow: number): number {
  if (retryAfterMs !== null && retryAfterMs >= leastToldWaitMs) return retryAfterMs;
  const first = retryAfterMs === null ? untoldWaitMs : leastWaitMs;
  return Math.max(retryAfterMs ?? 0, Math.min(maxUntoldWaitMs, first * 2 ** (refusalsInRow - 1)));
}

/** The bucket is empty now. Where no header tells the refill, what passed since it was last known does. */
function learnFromRefusal(
  bucket: Bucket,
  now: number,
  { promised }: Ticket,
): Pick<Bucket, 'refillPerSecond' | 'known' | 'distrustsHeader' | 'samples'> {
  const level = levelAt(bucket, now);
  const { refillPerSecond, samples } = bucket;
  const known = { at: now, passed: bucket.passed };
  const isTold = now - (samples.at(-1)?.at ?? -Infinity) < windowMs;
  // Not by the level of now: what was promised may have been sent at once, and be refused together.
  const distrustsHeader = bucket.distrustsHeader || promised >= brokenPromise;
  // The header tells the refill better; and a refusal that was to be expected tells nothing.
  if ((isTold && !distrustsHeader) || level < 1) return { refillPerSecond, known, distrustsHeader, samples };
  const spanMs = now - bucket.known.at;
  // One more than have passed: on few of them a pace that is too slow would never be found out.
  const measured = ((bucket.passed + 1 - bucket.known.passed) * 1_000) / spanMs;
  const lowered = spanMs < minSpanMs ? refillPerSecond * fallback : Math.max(refillPerSecond / 2, measured);
  return { refillPerSecond: clampRefill(Math.min(refillPerSecond, lowered)), known, distrustsHeader, samples: [] };
}
