// What the parts of GitHub's API have in common: pages of lists, refusals, and faults of single operations.
import { json, whole, withFault, type Answer, type Outcome } from './answers.ts';
import type { FaultStep } from './faults.ts';

/** What the next requests of one operation meet. */
export interface OperationFault {
  readonly operation: string;
  readonly step: FaultStep;
  /** How many requests; one by default. */
  times?: number;
  /** What was asked for happens all the same: only the answer is lost. */
  readonly isDone?: boolean;
}

/** Answers, or meets the operation's next fault, which is used up by that. */
export function answerOrFail(faults: OperationFault[], operation: string, reply: () => Answer): Outcome {
  const fault = takeFault(faults, operation);
  const isLost = fault !== null && fault.isDone !== true;
  return withFault(whole(operation, isLost ? json(200, {}) : reply()), fault?.step ?? null, (status) => ({
    code: String(status),
    message: 'Try again.',
  }));
}

function takeFault(faults: OperationFault[], operation: string): OperationFault | null {
  const index = faults.findIndex((one) => one.operation === operation);
  const fault = faults[index];
  if (fault === undefined) return null;
  fault.times = (fault.times ?? 1) - 1;
  if (fault.times <= 0) faults.splice(index, 1);
  return fault;
}

/** One page of a list, 30 entries by default. */
export function page<T>(all: readonly T[], query: URLSearchParams): readonly T[] {
  const size = sizeOf(query);
  const start = (numberOf(query) - 1) * size;
  return all.slice(start, start + size);
}

/** The header that leads to the next page, where there is one. */
export function linkToNext(count: number, url: string, query: URLSearchParams): Readonly<Record<string, string>> {
  const number = numberOf(query);
  if (number * sizeOf(query) >= count) return {};
  const next = new URLSearchParams(query);
  next.set('page', String(number + 1));
  return { link: `<${url}?${next.toString()}>; rel="next"` };
}

function sizeOf(query: URLSearchParams): number {
  return Math.min(100, Number(query.get('per_page') ?? 30));
}

function numberOf(query: URLSearchParams): number {
  return Number(query.get('page') ?? 1);
}

export function refuse(status: number, message: string): Answer {
  return json(status, { message, documentation_url: 'https://docs.github.com/rest', status: String(status) });
}

export function notFound(): Answer {
  return refuse(404, 'Not Found');
}

/** What a token hears that lacks a permission. */
export function forbidden(): Answer {
  return refuse(403, 'Resource not accessible by integration');
}
