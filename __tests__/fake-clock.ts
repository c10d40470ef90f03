// Time and chance for tests: nothing sleeps, and every run is the same.
import type { Clock } from '../src/ports.ts';

interface Sleeper {
  readonly at: number;
  /** Sleepers of one moment wake in the order in which they lay down. */
  readonly order: number;
  readonly wake: () => void;
  isGone: boolean;
}

export class FakeClock implements Clock {
  readonly #heap: Sleeper[] = [];
  #now: number;
  #order = 0;
  #seed: number;

  constructor(startAt: Date | number = new Date('2026-11-22T03:17:00Z'), seed = 1) {
    this.#now = Number(startAt);
    this.#seed = seed;
  }

  readonly now = (): number => this.#now;

  /** Mulberry32: small, and good enough for jitter. */
  readonly random = (): number => {
    this.#seed = (this.#seed + 0x6d2b79f5) | 0;
    let bits = Math.imul(this.#seed ^ (this.#seed >>> 15), 1 | this.#seed);
    bits = (bits + Math.imul(bits ^ (bits >>> 7), 61 | bits)) ^ bits;
    return ((bits ^ (bits >>> 14)) >>> 0) / 2 ** 32;
  };

  readonly sleep = (ms: number, signal?: AbortSignal): Promise<void> =>
    new Promise((resolve, reject) => {
      const refuse = (): void => {
        sleeper.isGone = true;
        // eslint-disable-next-line @typescript-eslint/prefer-promise-reject-errors -- whatever the signal was aborted with, as a real timer
        reject(signal?.reason);
      };
      const sleeper: Sleeper = {
        at: this.#now + Math.max(0, ms),
        order: (this.#order += 1),
        isGone: false,
        wake: () => {
          signal?.removeEventListener('abort', refuse);
          resolve();
        },
      };
      if (signal?.aborted === true) {
        refuse();
        return;
      }
      signal?.addEventListener('abort', refuse);
      push(this.#heap, sleeper);
    });

  /** How many sleep now. */
  get sleepers(): number {
    return this.#heap.filter(({ isGone }) => !isGone).length;
  }

  /** Lets `ms` pass, and everything happen that happens meanwhile. */
  async advance(ms: number): Promise<void> {
    const end = this.#now + ms;
    await settle();
    while (await this.#wakeNext(end));
    this.#now = end;
  }

  /** Lets as much time pass as `work` needs, at most `limitMs`. Throws when it can never end. */
  async run<T>(work: Promise<T>, limitMs = 24 * 3_600_000): Promise<T> {
    const end = this.#now + limitMs;
    const progress = { isDone: false };
    const watched = work.finally(() => {
      progress.isDone = true;
    });
    watched.catch(() => undefined);
    await settle();
    while (!progress.isDone) {
      if (!(await this.#wakeNext(end))) throw new Error(`Not done after ${limitMs} ms, or nobody sleeps any more.`);
    }
    return watched;
  }

  /** Wakes who is next, if that is by `end`. */
  async #wakeNext(end: number): Promise<boolean> {
    for (let next = this.#heap[0]; next !== undefined && next.at <= end; next = this.#heap[0]) {
      pop(this.#heap);
      if (next.isGone) continue;
      this.#now = Math.max(this.#now, next.at);
      next.wake();
      await settle();
      return true;
    }
    return false;
  }
}

/** Every promise that can settle without time passing has settled after this. */
export function settle(): Promise<void> {
  return new Promise((resolve) => {
    setImmediate(resolve);
  });
}

function isBefore(a: Sleeper, b: Sleeper): boolean {
  return a.at < b.at || (a.at === b.at && a.order < b.order);
}

// A binary heap: simulations have thousands of sleepers.
function push(heap: Sleeper[], sleeper: Sleeper): void {
  let at = heap.push(sleeper) - 1;
  while (at > 0) {
    const above = (at - 1) >> 1;
    if (!swapUnlessOrdered(heap, above, at)) return;
    at = above;
  }
}

function pop(heap: Sleeper[]): void {
  const last = heap.pop();
  if (last === undefined || heap.length === 0) return;
  heap[0] = last;
  for (let at = 0; ;) {
    const [left, right] = [heap[2 * at + 1], heap[2 * at + 2]];
    if (left === undefined) return;
    const below = right !== undefined && isBefore(right, left) ? 2 * at + 2 : 2 * at + 1;
    if (!swapUnlessOrdered(heap, at, below)) return;
    at = below;
  }
}

function swapUnlessOrdered(heap: Sleeper[], above: number, below: number): boolean {
  const [a, b] = [heap[above], heap[below]];
  if (a === undefined || b === undefined || !isBefore(b, a)) return false;
  heap[above] = b;
  heap[below] = a;
  return true;
}
