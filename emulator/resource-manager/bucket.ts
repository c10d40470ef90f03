// Resource Manager's token buckets (learn.microsoft.com, "Understand how Azure Resource Manager throttles requests").
import type { BucketRules } from '../faults.ts';

/** What the bucket says to one request. */
export interface BucketVerdict {
  readonly allowed: boolean;
  /** Whole tokens that are left afterwards. */
  readonly remaining: number;
  /** Until there is a token again; 0 when there is one. */
  readonly waitSeconds: number;
}

/** A full bucket. Each call is one request at `now` (milliseconds). */
export function createBucket(rules: BucketRules): (now: number) => BucketVerdict {
  const netPerSecond = rules.refillPerSecond - rules.othersPerSecond;
  let level = rules.capacity;
  let filledAt: number | undefined;
  return (now) => {
    const seconds = (now - (filledAt ?? now)) / 1000;
    level = Math.min(rules.capacity, Math.max(0, level + seconds * netPerSecond));
    filledAt = now;
    const allowed = level >= 1;
    if (allowed) level -= 1;
    const waitSeconds = level >= 1 ? 0 : (1 - level) / Math.max(netPerSecond, 0.001);
    return { allowed, remaining: Math.floor(level), waitSeconds };
  };
}
