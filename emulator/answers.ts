// What a service decides to answer, and how that answer goes wrong on its way. No sockets here.
import type { FaultStep } from './faults.ts';

export interface Answer {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: Buffer;
}

/** An answer, and what becomes of it. */
export interface Outcome {
  /** The name under which the request stands in the log, such as `DiagnosticSettings_List`. */
  readonly operation: string;
  readonly answer: Answer;
  readonly ending: 'whole' | 'hang' | 'reset' | 'cut-off';
  readonly delayMs: number;
}

/** A request as the services see it. */
export interface Request {
  readonly method: string;
  /** Lower-cased, without port. */
  readonly host: string;
  readonly path: string;
  /** Without the question mark. */
  readonly query: string;
  readonly authorization: string | undefined;
  readonly readBody: () => Promise<string>;
}

export type Service = (request: Request) => Outcome | Promise<Outcome>;

const noHeaders: Readonly<Record<string, string>> = {};

export function json(status: number, body: unknown, headers = noHeaders): Answer {
  return {
    status,
    headers: { 'content-type': 'application/json; charset=utf-8', ...headers },
    body: Buffer.from(JSON.stringify(body)),
  };
}

export function whole(operation: string, answer: Answer): Outcome {
  return { operation, answer, ending: 'whole', delayMs: 0 };
}

/** Answers 404 like a web server that knows nothing of the path. */
export function nowhere(operation: string): Outcome {
  return whole(operation, {
    status: 404,
    headers: { 'content-type': 'text/html' },
    body: Buffer.from('<h1>Not Found</h1>'),
  });
}

/** The outcome after a fault; `explain` words an HTTP error that the step does not word itself. */
export function withFault(
  outcome: Outcome,
  step: FaultStep | null,
  explain: (status: number) => { readonly code: string; readonly message: string },
): Outcome {
  if (step === null) return outcome;
  switch (step.kind) {
    case 'ok':
      return outcome;
    case 'hang':
    case 'reset':
    case 'cut-off':
      return { ...outcome, ending: step.kind };
    case 'slow':
      return { ...outcome, delayMs: outcome.delayMs + step.ms };
    case 'body':
      return { ...outcome, answer: json(200, step.body) };
    case 'empty':
      return { ...outcome, answer: { status: step.status, headers: noHeaders, body: Buffer.alloc(0) } };
    case 'non-json':
      return { ...outcome, answer: html(step.status) };
    case 'status': {
      const words = explain(step.status);
      const error = { code: step.code ?? words.code, message: step.message ?? words.message };
      const retryAfter = step.retryAfter === undefined ? noHeaders : { 'retry-after': String(step.retryAfter) };
      const headers = { ...step.headers, ...retryAfter };
      return { ...outcome, answer: json(step.status, step.body ?? (step.flat ? error : { error }), headers) };
    }
  }
}

function html(status: number): Answer {
  const body = '<!DOCTYPE html><html><head><title>Service unavailable</title></head><body>Our services are back soon.';
  return { status, headers: { 'content-type': 'text/html' }, body: Buffer.from(`${body}</body></html>`) };
}
