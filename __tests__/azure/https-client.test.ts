// The client below the transport, against a server that does what Resource Manager does not.
import { createServer, type Server, Agent } from 'node:https';
import { connect, createServer as createPlainServer, type AddressInfo } from 'node:net';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { gzipSync } from 'node:zlib';
import { afterAll, beforeAll, expect, jest, test } from '@jest/globals';
import { createPipelineRequest, type PipelineResponse } from '@azure/core-rest-pipeline';
import { certificates } from '../../emulator/certificates.ts';
import { createHttpsClient, maxBodyBytes } from '../../src/azure/https-client.ts';

jest.setTimeout(60_000);

const paths: string[] = [];
const acceptsEncoding: (string | undefined)[] = [];
let server: Server;
let agent: Agent;

beforeAll(async () => {
  const { authority, certificate, key } = await certificates();
  server = createServer({ cert: certificate, key }, (request, response) => {
    paths.push(request.url ?? '');
    acceptsEncoding.push(request.headers['accept-encoding']?.toString());
    switch (request.url) {
      case '/redirect':
        response.writeHead(302, { location: '/elsewhere' }).end();
        return;
      case '/bomb':
        response.writeHead(200, { 'content-encoding': 'gzip' }).end(gzipSync(Buffer.alloc(1_000_000)));
        return;
      case '/endless': {
        const chunk = Buffer.alloc(1_024 * 1_024, ' ');
        const more = (): void => {
          while (!response.destroyed && response.write(chunk));
        };
        response.on('drain', more);
        more();
        return;
      }
      case '/switch':
        response.socket?.write('HTTP/1.1 101 Switching Protocols\r\nUpgrade: h2c\r\nConnection: Upgrade\r\n\r\n');
        return;
      default:
        response.writeHead(200).end('{}');
    }
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  agent = new Agent({ ca: authority, servername: 'management.azure.com' });
});
afterAll(async () => {
  agent.destroy();
  server.closeAllConnections();
  await new Promise((resolve) => server.close(resolve));
});

function get(path: string, by: Agent = agent): Promise<PipelineResponse> {
  const { port } = server.address() as AddressInfo;
  const request = createPipelineRequest({ url: `https://127.0.0.1:${String(port)}${path}` });
  request.agent = by;
  return createHttpsClient().sendRequest(request);
}

test('an answer is status and text', async () => {
  expect(await get('/')).toMatchObject({ status: 200, bodyAsText: '{}' });
});

test('a redirect is an answer, not a way', async () => {
  expect((await get('/redirect')).status).toBe(302);
  expect(paths).not.toContain('/elsewhere');
});

test('what is compressed all the same is not unpacked', async () => {
  const { bodyAsText } = await get('/bomb');
  expect(bodyAsText?.length).toBeLessThan(10_000);
  expect(acceptsEncoding.filter((value) => value !== undefined)).toEqual([]);
});

test('a body without end is cut off', async () => {
  await expect(get('/endless')).rejects.toThrow(`The answer has more than ${String(maxBodyBytes)} bytes.`);
});

test('another protocol than the one asked for is no answer', async () => {
  await expect(get('/switch')).rejects.toThrow('The server switched to another protocol.');
});

test.each(['200 OK', '403 Forbidden', '404 Not Found'])(
  '%s in the clear is a proxy speaking, not Azure',
  async (status) => {
    const proxy = createPlainServer((socket) => {
      socket.on('error', () => undefined).end(`HTTP/1.1 ${status}\r\nContent-Length: 12\r\n\r\n{"value":[]}`);
    });
    await new Promise<void>((resolve) => proxy.listen(0, '127.0.0.1', resolve));
    const { port } = proxy.address() as AddressInfo;
    // As the agent of a proxy does that gave no tunnel.
    const withoutTunnel = Object.assign(new Agent(), { createConnection: () => connect(port, '127.0.0.1') });
    await expect(get('/', withoutTunnel)).rejects.toThrow(`The proxy opened no tunnel (HTTP ${status.slice(0, 3)}).`);
    proxy.close();
  },
);

test('a certificate that nobody vouches for is refused', async () => {
  const seen = paths.length;
  await expect(get('/', new Agent())).rejects.toMatchObject({
    code: expect.stringMatching(/CERT|SELF_SIGNED|ALTNAME|VERIFY/),
  });
  expect(paths.length).toBe(seen);
});

test('an answer is let go of, though its connection stays open', async () => {
  setFlagsFromString('--expose-gc');
  const collectGarbage = runInNewContext('gc') as () => void;
  const lasting = new Agent({ keepAlive: true, ca: agent.options.ca, servername: 'management.azure.com' });
  const answer = new WeakRef(await get('/first-of-its-connection', lasting));
  await new Promise((resolve) => setImmediate(resolve));
  collectGarbage();
  expect(Object.values(lasting.freeSockets).flat()).toHaveLength(1);
  expect(answer.deref()).toBeUndefined();
  lasting.destroy();
});
