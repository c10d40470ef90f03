// HTTPS as reads of Resource Manager need it: one request, one small answer as text, over kept-alive connections. The
// SDKs' own client does the same at several times the cost of memory and time (docs/performance.md).
import { Agent, request as startRequest } from 'node:https';
import type { HttpClient, PipelineRequest, PipelineResponse } from '@azure/core-rest-pipeline';
import type { ClientRequest, IncomingMessage } from 'node:http';
import { TLSSocket, createSecureContext } from 'node:tls';
import { createHttpHeaders } from '@azure/core-rest-pipeline';

/** No answer that we ask for comes near: a page of a list has some hundred kilobytes. */
export const maxBodyBytes = 64 * 1_024 * 1_024;

/**
 * Rejects with what the connection came to, or when `abortSignal` is aborted; an answer whose body is cut off is no
 * answer. Follows no redirect and decompresses nothing. Certificates are checked as Node does by default. The request's
 * own agent comes first: the SDKs' proxy policy sets it.
 */
export function createHttpsClient(): HttpClient {
  // One for all connections: Node would make each its own (docs/performance.md).
  const agent = new Agent({ keepAlive: true, secureContext: createSecureContext() });
  return {
    sendRequest: (request) =>
      new Promise((resolve, reject) => {
        if (request.abortSignal?.aborted === true) reject(aborted);
        else new Exchange(request, agent, resolve, reject).start();
      }),
  };
}

/** What waits for an answer. */
interface Pending {
  readonly request: PipelineRequest;
  readonly sent: ClientRequest;
  readonly resolve: (response: PipelineResponse) => void;
  readonly reject: (reason: Error) => void;
}

/**
 * One request and its answer. Node keeps the first request of a connection, and whatever its listeners lead to, as long as
 * the connection. So at the end they lead to nothing any more: the answer that came first on each connection, mostly a
 * whole page of a list, stayed in memory to the end (docs/performance.md).
 */
class Exchange {
  readonly #chunks: Buffer[] = [];
  #bytes = 0;
  /** null: whoever waited has been told. */
  #pending: Pending | null;

  constructor(request: PipelineRequest, agent: Agent, resolve: Pending['resolve'], reject: Pending['reject']) {
    const { hostname, port, pathname, search } = new URL(request.url);
    const sent = startRequest({
      agent: (request.agent as Agent | undefined) ?? agent,
      hostname,
      port,
      path: pathname + search,
      method: request.method,
      headers: request.headers.toJSON({ preserveCase: true }),
    });
    this.#pending = { request, sent, resolve, reject };
  }

  start(): void {
    if (this.#pending === null) return;
    const { request, sent } = this.#pending;
    request.abortSignal?.addEventListener('abort', this.#abort);
    sent.on('error', this.#fail);
    // Nobody asked for it, and without a listener nothing would be heard of the request any more.
    sent.on('upgrade', (_incoming, socket) => {
      socket.destroy();
      this.#fail(switched);
    });
    sent.on('response', this.#receive);
    sent.end();
  }

  readonly #abort = (): void => {
    this.#pending?.sent.destroy(aborted);
  };

  readonly #fail = (error: Error): void => {
    this.#end()?.reject(error);
  };

  readonly #receive = (incoming: IncomingMessage): void => {
    // A proxy's own word, in the clear: where there is no tunnel, its agent hands it on as if Azure had said it.
    if (!(incoming.socket instanceof TLSSocket)) {
      this.#pending?.sent.destroy(new Error(`The proxy opened no tunnel (HTTP ${incoming.statusCode ?? 0}).`));
      return;
    }
    incoming.on('data', (chunk: Buffer) => {
      this.#chunks.push(chunk);
      this.#bytes += chunk.length;
      if (this.#bytes > maxBodyBytes) incoming.destroy(tooLarge);
    });
    incoming.on('error', (error) => {
      this.#fail(error === tooLarge ? error : brokenOff(error));
    });
    incoming.on('end', () => {
      const [first = Buffer.alloc(0)] = this.#chunks;
      const body = this.#chunks.length > 1 ? Buffer.concat(this.#chunks) : first;
      const pending = this.#end();
      pending?.resolve({
        request: pending.request,
        status: incoming.statusCode ?? 0,
        headers: createHttpHeaders(incoming.headers as Record<string, string>),
        bodyAsText: body.toString('utf8'),
      });
    });
  };

  #end(): Pending | null {
    const pending = this.#pending;
    this.#pending = null;
    this.#chunks.length = 0;
    pending?.request.abortSignal?.removeEventListener('abort', this.#abort);
    return pending;
  }
}

/** Made once, see `ended` in transport.ts. */
const aborted = new Error('The request was ended.');
const switched = new Error('The server switched to another protocol.');
const tooLarge = new Error(`The answer has more than ${maxBodyBytes} bytes.`);

/** Node says `aborted`. */
function brokenOff(cause: Error): Error {
  const code = 'code' in cause ? { code: cause.code } : {};
  return Object.assign(new Error('The answer broke off.', { cause }), code);
}
