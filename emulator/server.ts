// The HTTPS server: finds the service by host name, delivers its outcomes, whole or broken, and keeps the request log.
import { once } from 'node:events';
import { createServer, type Server } from 'node:https';
import type { IncomingHttpHeaders, IncomingMessage, ServerResponse } from 'node:http';
import type { AddressInfo, Socket } from 'node:net';
import type { Answer, Outcome, Request, Service } from './answers.ts';
import type { Certificates } from './certificates.ts';

/** One line of the request log. It never holds a token. */
export interface RecordedRequest {
  /** Milliseconds, by the emulator's clock. */
  readonly at: number;
  readonly method: string;
  readonly host: string;
  /** Path and query. */
  readonly url: string;
  /** Such as `Entra_Token`, `Vaults_ListBySubscription`, `DiagnosticSettings_List`. */
  operation: string;
  /** The access token that was presented, counted from 1 in the order of issue; null without one of ours. */
  readonly token: number | null;
  /** How many requests were being answered, this one among them. */
  readonly inFlight: number;
  /** Status sent; null while there is none, or when there will be none. */
  status: number | null;
  /** How the answer ended: `open` until it did; `gone` when the client left first. */
  ending: 'open' | 'whole' | 'hang' | 'reset' | 'cut-off' | 'gone';
  /** Without `authorization` and bodies that hold tokens. Kept only where asked for. */
  headers?: IncomingHttpHeaders;
  answer?: Answer;
}

export interface ServerOptions {
  readonly certificates: Certificates;
  /** The service for a host name; null refuses the request. */
  readonly serviceFor: (host: string) => Service | null;
  readonly now: () => number;
  readonly tokenNumber: (authorization: string | undefined) => number | null;
  /** Keeps headers and answers in the log; for services whose answers hold no secrets. */
  readonly keepAnswersOf: (host: string) => boolean;
  readonly onRequest: (count: number) => void;
}

export interface EmulatorServer {
  readonly port: number;
  readonly requests: readonly RecordedRequest[];
  /** Closes every connection and refuses new ones for so long. */
  readonly refuseConnections: (forMs: number) => void;
  readonly close: () => Promise<void>;
}

/** Listens on a free port of 127.0.0.1, or on the given one. */
export async function startServer(options: ServerOptions, port = 0): Promise<EmulatorServer> {
  const requests: RecordedRequest[] = [];
  let inFlight = 0;
  const { certificate, key } = options.certificates;
  // A client's pool decides how long connections live; a server that closes first would look like a fault.
  const server = createServer(
    { key, cert: certificate, keepAliveTimeout: 0, headersTimeout: 0, requestTimeout: 0 },
    (incoming, response) => {
      inFlight += 1;
      response.once('close', () => (inFlight -= 1));
      const request = read(incoming);
      const record = recordOf(request, incoming, inFlight, options);
      requests.push(record);
      options.onRequest(requests.length);
      void handle(request, record, response, options);
    },
  );
  // Handshakes that fail are the client's to report.
  server.on('tlsClientError', () => undefined);
  await listen(server, port);
  return { requests, ...controlOf(server) };
}

/** How a listening server is interrupted and closed. */
function controlOf(server: Server): Omit<EmulatorServer, 'requests'> {
  const { port } = server.address() as AddressInfo;
  const sockets = new Set<Socket>();
  server.on('connection', (socket: Socket) => {
    socket.setNoDelay(true);
    sockets.add(socket);
    socket.once('close', () => sockets.delete(socket));
  });
  const shut = async (): Promise<void> => {
    const closed = server.listening ? once(server, 'close') : undefined;
    server.close();
    for (const socket of sockets) socket.destroy();
    await closed;
  };
  let reopening: NodeJS.Timeout | undefined;
  return {
    port,
    refuseConnections: (forMs) => {
      void shut();
      reopening = setTimeout(() => void listen(server, port), forMs);
    },
    close: async () => {
      clearTimeout(reopening);
      await shut();
    },
  };
}

function listen(server: Server, port: number): Promise<void> {
  return new Promise((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, '127.0.0.1', () => {
      server.off('error', reject);
      resolve();
    });
  });
}

function read(incoming: IncomingMessage): Request {
  const [path = '/', ...query] = (incoming.url ?? '/').split('?');
  return {
    method: incoming.method ?? 'GET',
    host: (incoming.headers.host ?? '').toLowerCase().replace(/:\d+$/, ''),
    path,
    query: query.join('?'),
    authorization: incoming.headers.authorization,
    readBody: async () => {
      const chunks: Buffer[] = [];
      for await (const chunk of incoming) chunks.push(chunk as Buffer);
      return Buffer.concat(chunks).toString('utf8');
    },
  };
}

function recordOf(
  request: Request,
  incoming: IncomingMessage,
  inFlight: number,
  { now, tokenNumber, keepAnswersOf }: ServerOptions,
): RecordedRequest {
  const { authorization: _secret, ...headers } = keepAnswersOf(request.host) ? incoming.headers : {};
  return {
    at: now(),
    method: request.method,
    host: request.host,
    url: incoming.url ?? '/',
    operation: 'Unknown',
    token: tokenNumber(request.authorization),
    inFlight,
    status: null,
    ending: 'open',
    ...(keepAnswersOf(request.host) ? { headers } : {}),
  };
}

async function handle(
  request: Request,
  record: RecordedRequest,
  response: ServerResponse,
  options: ServerOptions,
): Promise<void> {
  response.once('close', () => {
    if (record.ending === 'open') record.ending = 'gone';
  });
  const service = options.serviceFor(request.host);
  if (service === null) {
    send(response, record, misdirected);
    return;
  }
  const outcome = await service(request);
  record.operation = outcome.operation;
  if (options.keepAnswersOf(request.host)) record.answer = outcome.answer;
  if (outcome.delayMs > 0)
    setTimeout(() => {
      deliver(outcome, record, response);
    }, outcome.delayMs);
  else deliver(outcome, record, response);
}

const misdirected: Answer = { status: 421, headers: {}, body: Buffer.from('The emulator has no such host.') };

function deliver(outcome: Outcome, record: RecordedRequest, response: ServerResponse): void {
  if (response.destroyed) return;
  switch (outcome.ending) {
    case 'whole':
      send(response, record, outcome.answer);
      return;
    case 'hang':
      record.ending = 'hang';
      return;
    case 'reset':
      record.ending = 'reset';
      response.socket?.destroy();
      return;
    case 'cut-off': {
      const { status, headers, body } = outcome.answer;
      record.status = status;
      record.ending = 'cut-off';
      response.writeHead(status, { ...headers, 'content-length': body.length });
      response.write(body.subarray(0, Math.floor(body.length / 2)), () => {
        response.socket?.destroy();
      });
    }
  }
}

function send(response: ServerResponse, record: RecordedRequest, { status, headers, body }: Answer): void {
  record.status = status;
  record.ending = 'whole';
  response.writeHead(status, { ...headers, 'content-length': body.length });
  response.end(body);
}
