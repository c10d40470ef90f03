// HTTPS as reads of Resource Manager need it: one request, one small answer as text, over kept-alive connections. The
// SDKs' own client does the same at several times the cost of memory and time (docs/performance.md).
import { Agent, request as startRequest } from 'node:https';
import type { HttpClient, PipelineRequest, PipelineResponse } from '@azure/core-rest-pipeline';
import type { ClientRequest, IncomingMessage } from 'node:http';
import { TLSSocket } from 'node:tls';
import { createHttpHeaders } from '@azure/core-rest-pipeline';

/** No answer that we ask for comes near: a page of a list has some hundred kilobytes. */
export const maxBodyBytes = 64 * 1_024 * 1_024;

/**
 * Rejects with what the connection came to, or when `abortSignal` is aborted; an answer whose body is cut off is no
 * answer. Follows no redirect and decompresses nothing. Certificates are checked as Node does by default. The request's
 * own agent comes first: the SDKs' proxy policy sets it.
 */
export function createHttpsClient(): HttpClient {
  const agent = new Agent({ keepAlive: true });
  return {
    sendRequest: (request) =>
      new Promise((resolve, reject) => {
        const { abortSignal } = request;
        if (abortSignal?.aborted === true) {
          reject(aborted);
          return;
        }
        const { hostname, port, pathname, search } = new URL(request.url);
        const sent = startRequest({
          agent: (request.agent as Agent | undefined) ?? agent,
          hostname,
          port,
          path: pathname + search,
          method: request.method,
          headers: request.headers.toJSON({ preserveCase: true }),
        });
        const abort = (): void => {
          sent.destroy(aborted);
        };
        abortSignal?.addEventListener('abort', abort);
        const settle = <Value>(then: (value: Value) => void) => {
          return (value: Value): void => {
            abortSignal?.removeEventListener('abort', abort);
            then(value);
          };
        };
        receive(sent, request, settle(resolve), settle(reject));
        sent.end();
      }),
  };
}

function receive(
  sent: ClientRequest,
  request: PipelineRequest,
  resolve: (response: PipelineResponse) => void,
  reject: (reason: Error) => void,
): void {
  sent.on('error', reject);
  // Nobody asked for it, and without a listener nothing would be heard of the request any more.
  sent.on('upgrade', (_incoming, socket) => {
    socket.destroy();
    reject(switched);
  });
  sent.on('response', (incoming: IncomingMessage) => {
    // A proxy's own word, in the clear: where there is no tunnel, its agent hands it on as if Azure had said it.
    if (!(incoming.socket instanceof TLSSocket)) {
      sent.destroy(new Error(`The proxy opened no tunnel (HTTP ${incoming.statusCode ?? 0}).`));
      return;
    }
    const chunks: Buffer[] = [];
    let bytes = 0;
    incoming.on('data', (chunk: Buffer) => {
      chunks.push(chunk);
      bytes += chunk.length;
      if (bytes > maxBodyBytes) incoming.destroy(tooLarge);
    });
    incoming.on('error', (error) => {
      reject(error === tooLarge ? error : brokenOff(error));
    });
    incoming.on('end', () => {
      const [first = Buffer.alloc(0)] = chunks;
      const body = chunks.length > 1 ? Buffer.concat(chunks) : first;
      resolve({
        request,
        status: incoming.statusCode ?? 0,
        headers: createHttpHeaders(incoming.headers as Record<string, string>),
        bodyAsText: body.toString('utf8'),
      });
    });
  });
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
