// One request that ends in time, whatever the HTTP client does.
import type { HttpClient, PipelineRequest, PipelineResponse } from '@azure/core-rest-pipeline';
import type { Clock } from '../ports.ts';

export type Attempt =
  | { readonly kind: 'answered'; readonly response: PipelineResponse }
  /** The connection was refused or broke, or the body was cut off. */
  | { readonly kind: 'failed'; readonly error: unknown }
  | { readonly kind: 'too-late' }
  /** The run's signal was aborted. */
  | { readonly kind: 'over' };

/** Never throws, and never waits for the client: a body that is cut off can leave its promise pending for ever. */
export async function attemptInTime(
  http: HttpClient,
  request: PipelineRequest,
  timeoutMs: number,
  clock: Clock,
  signal: AbortSignal,
): Promise<Attempt> {
  if (signal.aborted) return { kind: 'over' };
  const ending = new AbortController();
  const limit = Promise.withResolvers<Attempt>();
  const watch = watchOf(signal);
  const tell = (kind: 'too-late' | 'over'): void => {
    limit.resolve({ kind });
  };
  const watched = watch.add(tell, clock, clock.now() + timeoutMs);
  const first = await Promise.race([send(http, { ...request, abortSignal: ending.signal }), limit.promise]);
  watch.remove(watched);
  if (first.kind === 'too-late' || first.kind === 'over') ending.abort(ended);
  return first;
}

/** A reason made once: without one, each abort makes an exception with a stack, which costs more than the read. */
const ended = new Error('The request was ended.');

async function send(http: HttpClient, request: PipelineRequest): Promise<Attempt> {
  try {
    return { kind: 'answered', response: await http.sendRequest(request) };
  } catch (error) {
    return { kind: 'failed', error };
  }
}

/** Waits for `work`, but not beyond the end of the run. */
export async function untilOver<T>(work: Promise<T>, signal: AbortSignal): Promise<T | 'over'> {
  const over = Promise.withResolvers<'over'>();
  if (signal.aborted) over.resolve('over');
  const watch = watchOf(signal);
  const watched = watch.add(() => {
    over.resolve('over');
  });
  try {
    return await Promise.race([over.promise, work]);
  } finally {
    watch.remove(watched);
  }
}

/** Something under way that is to be told when it is too late for it, or when the run is over. */
interface Watched {
  /** Milliseconds since the epoch. */
  readonly until: number;
  readonly tell: (what: 'too-late' | 'over') => void;
  /** In the list of all. */
  place: number;
}

/**
 * One timer and one listener for everything under way. Node links timers and listeners to each other; those that come and
 * go by the thousand keep each other, and all that belongs to them, from the garbage collector's quick rounds: a timer
 * and a listener for each request took a third more memory (docs/performance.md).
 */
class Watch {
  readonly #watched: Watched[] = [];
  /** Of the timer that runs; null: none does. */
  #next: { readonly at: number; readonly stop: AbortController } | null = null;

  constructor(signal: AbortSignal) {
    signal.addEventListener('abort', () => {
      this.#stopTimer();
      for (const { tell } of this.#watched.splice(0)) tell('over');
    });
  }

  /** `until`: by this clock; without one only the end of the run is told. */
  add(tell: Watched['tell'], clock?: Clock, until = Infinity): Watched {
    const watched: Watched = { until, tell, place: this.#watched.length };
    this.#watched.push(watched);
    if (clock !== undefined) this.#wakeAt(until, clock);
    return watched;
  }

  remove(watched: Watched): void {
    if (this.#watched[watched.place] !== watched) return;
    const last = this.#watched.pop();
    if (last !== undefined && last !== watched) {
      this.#watched[watched.place] = last;
      last.place = watched.place;
    }
    if (this.#watched.length === 0) this.#stopTimer();
  }

  #wakeAt(at: number, clock: Clock): void {
    if (at === Infinity || (this.#next !== null && this.#next.at <= at)) return;
    this.#stopTimer();
    const stop = new AbortController();
    this.#next = { at, stop };
    clock.sleep(at - clock.now(), stop.signal).then(
      () => {
        this.#next = null;
        this.#tellLate(clock);
      },
      () => undefined,
    );
  }

  #stopTimer(): void {
    this.#next?.stop.abort(ended);
    this.#next = null;
  }

  #tellLate(clock: Clock): void {
    const now = clock.now();
    for (const watched of this.#watched.filter(({ until }) => until <= now)) {
      this.remove(watched);
      watched.tell('too-late');
    }
    this.#wakeAt(
      this.#watched.reduce((least, { until }) => Math.min(least, until), Infinity),
      clock,
    );
  }
}

const watches = new WeakMap<AbortSignal, Watch>();

function watchOf(signal: AbortSignal): Watch {
  const watch = watches.get(signal) ?? new Watch(signal);
  watches.set(signal, watch);
  return watch;
}
