// Who may send when: one queue for each of Resource Manager's buckets, paced by pace.ts.
import type { Bucket, Ticket } from './pace.ts';
import type { Clock } from '../ports.ts';
import { inFlight, maxRefusals, mayGo, newBucket, onLost, onPassed, onRefused, onSent } from './pace.ts';

/**
 * Requests in flight, in one bucket and in all. More do not help: 64 reads of 60 ms are 1,000 a second, four times the
 * documented bucket at once; measured in docs/performance.md.
 */
const maxInFlightPerBucket = 64;
const maxInFlight = 128;

/** What became of a read that was let through. */
export type Passage =
  | { readonly kind: 'passed'; readonly remaining: number | null }
  | { readonly kind: 'refused'; readonly retryAfterMs: number | null }
  | { readonly kind: 'lost' };

/** `throttled`: Azure will not let it through in any time worth waiting; `over`: the run's signal was aborted. */
export type Admission = 'go' | 'throttled' | 'over';

/** One resource's way through a gate, over all its attempts. */
export interface Visit {
  readonly enter: () => Promise<Admission>;
  /** Must follow every `enter` that resolved `go`. */
  readonly leave: (passage: Passage) => void;
}

export interface Gates {
  /** A visit to the gate of the bucket that a URL belongs to. */
  readonly visit: (url: string) => Visit;
  /** When the first held bucket opens again, for the progress line; null: nothing is held. */
  readonly heldUntil: () => number | null;
}

interface Waiter {
  readonly refusals: number;
  /** How many reads of the bucket had passed when this one was first refused. */
  readonly passedAtFirstRefusal: number;
  readonly go: (ticket: Ticket) => void;
  readonly refuse: (admission: Exclude<Admission, 'go'>) => void;
}

export function createGates(clock: Clock, signal: AbortSignal): Gates {
  const gates = new Map<string, Gate>();
  const load: Load = { inFlight: 0, onFree: new Set() };
  const gateOf = (url: string): Gate => {
    const key = bucketOf(url);
    const known = gates.get(key);
    if (known !== undefined) return known;
    const gate = new Gate(clock, signal, load);
    gates.set(key, gate);
    return gate;
  };
  return {
    visit: (url) => gateOf(url).visit(),
    heldUntil: () => {
      const holds = [...gates.values()].map((gate) => gate.heldUntil()).filter((until) => until !== null);
      return holds.length === 0 ? null : Math.min(...holds);
    },
  };
}

/** Each subscription has a bucket, and tenant-level calls have one of their own. */
export function bucketOf(url: string): string {
  return /^https:\/\/[^/]+\/subscriptions\/([^/?]+)/i.exec(url)?.[1]?.toLowerCase() ?? 'tenant';
}

/** Requests in flight over all gates, and who waits for one of them to end. */
interface Load {
  inFlight: number;
  readonly onFree: Set<() => void>;
}

class Gate {
  readonly #clock: Clock;
  readonly #signal: AbortSignal;
  readonly #load: Load;
  readonly #waiters: Waiter[] = [];
  #bucket: Bucket;
  #isSleeping = false;

  constructor(clock: Clock, signal: AbortSignal, load: Load) {
    this.#clock = clock;
    this.#signal = signal;
    this.#load = load;
    this.#bucket = newBucket(clock.now());
    signal.addEventListener('abort', () => {
      for (const waiter of this.#waiters.splice(0)) waiter.refuse('over');
    });
  }

  heldUntil(): number | null {
    const { heldUntil } = this.#bucket;
    return this.#waiters.length > 0 && heldUntil !== null && heldUntil > this.#clock.now() ? heldUntil : null;
  }

  visit(): Visit {
    let refusals = 0;
    let passedAtFirstRefusal = 0;
    let ticket: Ticket | null = null;
    return {
      enter: () =>
        new Promise((resolve) => {
          if (this.#signal.aborted) {
            resolve('over');
            return;
          }
          // At the end of the queue: after a refusal the next resource in line probes, not the refused one again.
          const go = (given: Ticket): void => {
            ticket = given;
            resolve('go');
          };
          this.#waiters.push({ refusals, passedAtFirstRefusal, go, refuse: resolve });
          this.#admit();
        }),
      leave: (passage) => {
        if (passage.kind === 'refused') {
          if (refusals === 0) passedAtFirstRefusal = this.#bucket.passed;
          refusals += 1;
        }
        if (ticket !== null) this.#settle(passage, ticket);
      },
    };
  }

  #settle(passage: Passage, ticket: Ticket): void {
    const now = this.#clock.now();
    if (passage.kind === 'passed') this.#bucket = onPassed(this.#bucket, now, ticket, passage.remaining);
    else if (passage.kind === 'refused') this.#bucket = onRefused(this.#bucket, now, ticket, passage.retryAfterMs);
    else this.#bucket = onLost(this.#bucket, now, ticket);
    this.#load.inFlight -= 1;
    // Whoever waits for a free place comes first, or a long queue here would never let go of its places.
    for (const admitOthers of [...this.#load.onFree]) admitOthers();
    this.#admit();
  }

  /** Lets through whoever may go now, and sees to it that somebody asks again when more may. */
  readonly #admit = (): void => {
    this.#load.onFree.delete(this.#admit);
    for (let waiter = this.#waiters[0]; waiter !== undefined; waiter = this.#waiters[0]) {
      if (this.#isHopeless(waiter)) {
        this.#waiters.shift();
        waiter.refuse('throttled');
        continue;
      }
      if (inFlight(this.#bucket) >= maxInFlightPerBucket) return;
      const permission = mayGo(this.#bucket, this.#clock.now());
      if (permission.kind === 'wait-for-answer') return;
      if (permission.kind === 'wait') {
        this.#wakeAt(permission.untilMs);
        return;
      }
      if (permission.kind === 'give-up') {
        this.#waiters.shift();
        waiter.refuse('throttled');
        continue;
      }
      if (this.#load.inFlight >= maxInFlight) {
        this.#load.onFree.add(this.#admit);
        return;
      }
      this.#waiters.shift();
      const { bucket, ticket } = onSent(this.#bucket, this.#clock.now());
      this.#bucket = bucket;
      this.#load.inFlight += 1;
      waiter.go(ticket);
    }
  };

  /** Refused ten times while others passed, or with nobody left whose passing could show that it is not the bucket. */
  #isHopeless(waiter: Waiter): boolean {
    if (waiter.refusals < maxRefusals) return false;
    return (
      this.#bucket.passed > waiter.passedAtFirstRefusal || (this.#waiters.length === 1 && inFlight(this.#bucket) === 0)
    );
  }

  #wakeAt(untilMs: number): void {
    if (this.#isSleeping) return;
    this.#isSleeping = true;
    const wake = (): void => {
      this.#isSleeping = false;
      this.#admit();
    };
    // An aborted sleep needs no waking: abort has emptied the queue.
    this.#clock.sleep(untilMs - this.#clock.now(), this.#signal).then(wake, () => undefined);
  }
}
