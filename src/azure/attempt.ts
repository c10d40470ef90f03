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
  const timer = new AbortController();
  const over = listen(signal, () => {
    timer.abort(ended);
  });
  const timeout = clock.sleep(timeoutMs, timer.signal).then(
    (): Attempt => ({ kind: 'too-late' }),
    (): Attempt => ({ kind: 'over' }),
  );
  const first = await Promise.race([send(http, { ...request, abortSignal: ending.signal }), timeout]);
  over.remove();
  timer.abort(ended);
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
  const stop = (): void => {
    over.resolve('over');
  };
  if (signal.aborted) stop();
  const listener = listen(signal, stop);
  try {
    return await Promise.race([over.promise, work]);
  } finally {
    listener.remove();
  }
}

/** Who is to hear of the end of a run, and where in the list they stand. */
interface Listener {
  readonly tell: () => void;
  readonly remove: () => void;
  place: number;
}

const listenersOf = new WeakMap<AbortSignal, Listener[]>();

/**
 * Like `addEventListener('abort', …)`, for signals that outlive thousands of listeners. An EventTarget links its listeners
 * to each other, and so does a Set of those that come and go: those that are gone lead to the next ones, and the garbage
 * collector's quick rounds keep what belongs to every one of them (docs/performance.md).
 */
function listen(signal: AbortSignal, tell: () => void): Listener {
  const listeners = listenersOf.get(signal) ?? startListening(signal);
  const listener: Listener = {
    tell,
    place: listeners.length,
    remove: () => {
      if (listeners[listener.place] !== listener) return;
      const last = listeners.pop();
      if (last === undefined || last === listener) return;
      listeners[listener.place] = last;
      last.place = listener.place;
    },
  };
  listeners.push(listener);
  return listener;
}

function startListening(signal: AbortSignal): Listener[] {
  const listeners: Listener[] = [];
  listenersOf.set(signal, listeners);
  signal.addEventListener('abort', () => {
    for (const { tell } of listeners.splice(0)) tell();
  });
  return listeners;
}
