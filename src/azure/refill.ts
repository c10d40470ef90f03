// PURE. How fast a bucket fills, by what the headers of the answers leave possible.

/** Documented size and refill of a subscription's bucket for reads; tenant-level calls have the same. */
export const documentedBucket = { capacity: 250, refillPerSecond: 25 } as const;

/** How much of the past the refill is measured by, how far apart its samples are, and over how long at least. */
export const windowMs = 8_000;
const sampleEveryMs = 100;
export const minSpanMs = 2_000;
/** Slower than any bucket known; but never 0, or nothing would be sent that could show a faster one. */
const leastRefillPerSecond = 0.5;

/** Bounds of (level + reads sent), by one header: what came into the bucket, up to a constant. */
export interface Sample {
  /** The header was written between these two. */
  readonly sentAt: number;
  readonly at: number;
  readonly low: number;
  readonly high: number;
}

/** With a further one, unless it comes too soon after the last to tell anything. `isFull`: the bucket was full. */
export function addSample(
  samples: readonly Sample[],
  now: number,
  { isFull, ...sample }: Sample & { readonly isFull: boolean },
): readonly Sample[] {
  // A full bucket hides what comes in.
  if (isFull) return [];
  if (now - (samples.at(-1)?.at ?? -Infinity) < sampleEveryMs) return samples;
  return [...samples.filter(({ at }) => now - at <= windowMs), sample];
}

/** What came in between two headers lies between bounds, and so does the refill. */
export function boundRefill(refillPerSecond: number, samples: readonly Sample[]): number {
  const last = samples.at(-1);
  if (last === undefined) return refillPerSecond;
  const earlier = samples.filter(({ at }) => last.sentAt - at >= minSpanMs);
  const least = earlier.map(({ sentAt, high }) => ((last.low - high) * 1_000) / (last.at - sentAt));
  const most = earlier.map(({ at, low }) => ((last.high - low) * 1_000) / (last.sentAt - at));
  const raised = Math.max(refillPerSecond, ...least);
  return clampRefill(Math.min(raised, ...most));
}

/** Within what any bucket is known to have; reads a second, like the rest. */
export function clampRefill(refillPerSecond: number): number {
  return Math.min(documentedBucket.refillPerSecond, Math.max(leastRefillPerSecond, refillPerSecond));
}
