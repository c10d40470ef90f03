// Resource Manager's side of the pace, for simulations: a token bucket at the end of a wire of 30 ms each way.
import type { Admission, Gates, Passage } from '../../src/azure/gate.ts';
import type { FakeClock } from '../fake-clock.ts';

export interface BucketRules {
  readonly capacity?: number;
  readonly refillPerSecond?: number;
  /** Reads a second that another client takes, evenly or one by one. */
  readonly others?: { readonly perSecond: number; readonly manner: 'evenly' | 'one by one' };
  /**
   * `lagging`: the level before the request and of some requests ago, as if written by another instance. A number: always
   * that, whatever is left in the bucket, as if it were the level of another one.
   */
  readonly header?: 'present' | 'missing' | 'lagging' | number;
  /** `date` has whole seconds, rounded down, as HTTP dates have. */
  readonly retryAfter?: 'seconds' | 'date' | 'none';
  readonly oneWayMs?: number;
}

export class FakeBucket {
  readonly #clock: FakeClock;
  readonly #rules: Required<BucketRules>;
  readonly #seen: number[] = [];
  #level: number;
  #filledAt: number;
  #othersTook = 0;
  readonly #startedAt: number;
  refusals = 0;
  passed = 0;

  constructor(clock: FakeClock, rules: BucketRules = {}) {
    this.#clock = clock;
    this.#rules = {
      capacity: 250,
      refillPerSecond: 25,
      others: { perSecond: 0, manner: 'evenly' },
      header: 'present',
      retryAfter: 'seconds',
      oneWayMs: 30,
      ...rules,
    };
    this.#level = this.#rules.capacity;
    this.#filledAt = this.#startedAt = clock.now();
  }

  /** One read: there and back. */
  async read(): Promise<Passage> {
    await this.#travel();
    const answer = this.#answer();
    await this.#travel();
    if (answer.kind === 'refused' && answer.retryAfterMs !== null) {
      return { kind: 'refused', retryAfterMs: this.#asHeard(answer.retryAfterMs) };
    }
    return answer;
  }

  #travel(): Promise<void> {
    // Between 80 % and 120 % of the way, and one in a hundred takes three times as long.
    const stretch = this.#clock.random() < 0.01 ? 3 : 0.8 + 0.4 * this.#clock.random();
    return this.#clock.sleep(this.#rules.oneWayMs * stretch);
  }

  #answer(): Passage {
    this.#fill();
    if (this.#level < 1) {
      this.refusals += 1;
      const net = this.#rules.refillPerSecond - this.#rules.others.perSecond;
      return { kind: 'refused', retryAfterMs: ((1 - this.#level) / net) * 1_000 };
    }
    this.#level -= 1;
    this.passed += 1;
    this.#seen.push(Math.floor(this.#level));
    if (this.#rules.header === 'missing') return { kind: 'passed', remaining: null };
    if (typeof this.#rules.header === 'number') return { kind: 'passed', remaining: this.#rules.header };
    const lag = this.#rules.header === 'lagging' ? 1 + Math.floor(this.#clock.random() * 4) : 0;
    return { kind: 'passed', remaining: this.#seen.at(-1 - lag) ?? this.#seen[0] ?? null };
  }

  #fill(): void {
    const now = this.#clock.now();
    const { capacity, refillPerSecond, others } = this.#rules;
    const seconds = (now - this.#filledAt) / 1_000;
    this.#filledAt = now;
    const evenly = others.manner === 'evenly' ? others.perSecond : 0;
    this.#level = Math.min(capacity, Math.max(0, this.#level + seconds * (refillPerSecond - evenly)));
    if (others.manner === 'evenly') return;
    const due = Math.floor(((now - this.#startedAt) / 1_000) * others.perSecond);
    for (; this.#othersTook < due; this.#othersTook += 1) if (this.#level >= 1) this.#level -= 1;
  }

  /** What the header says of a wait, and what the client makes of it. */
  #asHeard(waitMs: number): number | null {
    const { retryAfter } = this.#rules;
    if (retryAfter === 'none') return null;
    const wholeSeconds = Math.max(1, Math.ceil(waitMs / 1_000)) * 1_000;
    if (retryAfter === 'seconds') return wholeSeconds;
    const date = Math.floor((this.#clock.now() + wholeSeconds) / 1_000) * 1_000;
    return Math.max(0, date - this.#clock.now());
  }
}

/** Reads one resource through the gate until something becomes of it. */
export async function readThrough(
  gates: Gates,
  url: string,
  read: () => Promise<Passage>,
): Promise<'read' | Exclude<Admission, 'go'>> {
  const visit = gates.visit(url);
  for (;;) {
    const admission = await visit.enter();
    if (admission !== 'go') return admission;
    const passage = await read();
    visit.leave(passage);
    if (passage.kind === 'passed') return 'read';
  }
}
