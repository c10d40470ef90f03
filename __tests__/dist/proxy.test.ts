// Self-hosted runners behind a proxy: everything goes through it, nothing that NO_PROXY names does, and what the proxy
// is told to know us by is never printed.
import { createServer, type Server } from 'node:http';
import { connect } from 'node:net';
import { once } from 'node:events';
import { randomBytes } from 'node:crypto';
import { afterEach, describe, expect, test } from '@jest/globals';
import { good, subscription, tryOut, type Trial } from './trial.ts';
import type { AddressInfo } from 'node:net';
import type { Duplex } from 'node:stream';

interface Proxy {
  readonly url: (credentials?: string) => string;
  /** `host:port` of every tunnel that was asked for. */
  readonly asked: readonly string[];
  readonly authorizations: readonly (string | undefined)[];
  /** Where the tunnels lead. */
  leadTo: (port: number) => void;
}

const servers: Server[] = [];
const sockets = new Set<Duplex>();
afterEach(async () => {
  for (const socket of sockets) socket.destroy();
  sockets.clear();
  await Promise.all(servers.splice(0).map((server) => new Promise((resolve) => server.close(resolve))));
});

/** A proxy on loopback that knows CONNECT only; `password`: it refuses whoever does not bring it. */
async function startProxy(password?: string): Promise<Proxy> {
  const asked: string[] = [];
  const authorizations: (string | undefined)[] = [];
  let port = 0;
  const server = createServer();
  server.on('connect', (request, client) => {
    sockets.add(client);
    asked.push(request.url ?? '');
    authorizations.push(request.headers['proxy-authorization']);
    const expected =
      password === undefined ? undefined : `Basic ${Buffer.from(`runner:${password}`).toString('base64')}`;
    if (request.headers['proxy-authorization'] !== expected) {
      client.end('HTTP/1.1 407 Proxy Authentication Required\r\n\r\n');
      return;
    }
    const upstream = connect(port, '127.0.0.1', () => {
      client.write('HTTP/1.1 200 Connection Established\r\n\r\n');
      upstream.pipe(client).pipe(upstream);
    });
    upstream.on('error', () => client.destroy());
    client.on('error', () => upstream.destroy());
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  servers.push(server);
  const own = (server.address() as AddressInfo).port;
  return {
    url: (credentials) => `http://${credentials === undefined ? '' : `${credentials}@`}127.0.0.1:${own}`,
    asked,
    authorizations,
    leadTo: (to) => {
      port = to;
    },
  };
}

const estate = { subscriptions: [{ id: subscription(1), vaults: [{ name: 'kv-1', settings: [good] }] }] };
const hosts = [
  'login.microsoftonline.com:443',
  'management.azure.com:443',
  'run-actions-1-azure-eastus.actions.githubusercontent.com:443',
];

function runBehind(proxy: Proxy, env: Readonly<Record<string, string>>): Promise<Trial> {
  return tryOut({
    estate,
    env,
    prepare: (emulator) => {
      proxy.leadTo(emulator.port);
    },
  });
}

describe('a proxy', () => {
  test('carries everything, GitHub, Entra ID and Resource Manager', async () => {
    const proxy = await startProxy();
    const trial = await runBehind(proxy, { HTTPS_PROXY: proxy.url() });
    expect(trial.outputs['result']).toBe('pass');
    expect([...new Set(proxy.asked)].sort()).toEqual(hosts);
  });

  test('is passed by for what NO_PROXY names', async () => {
    const proxy = await startProxy();
    const trial = await runBehind(proxy, {
      HTTPS_PROXY: proxy.url(),
      NO_PROXY: 'management.azure.com,.githubusercontent.com',
    });
    expect(trial.outputs['result']).toBe('pass');
    expect([...new Set(proxy.asked)]).toEqual(['login.microsoftonline.com:443']);
  });

  test('gets the credentials of its URL, and nobody else sees them', async () => {
    const password = randomBytes(12).toString('hex');
    const proxy = await startProxy(password);
    const trial = await runBehind(proxy, { HTTPS_PROXY: proxy.url(`runner:${password}`), RUNNER_DEBUG: '1' });
    expect(trial.outputs['result']).toBe('pass');
    expect(proxy.authorizations.every((value) => value?.startsWith('Basic '))).toBe(true);
    expect([trial.stdout, trial.stderr, trial.summary, trial.reportText].join()).not.toContain(password);
  });

  test('that refuses us is an error that does not print the credentials', async () => {
    const password = randomBytes(12).toString('hex');
    const proxy = await startProxy('another');
    const trial = await runBehind(proxy, { HTTPS_PROXY: proxy.url(`runner:${password}`), RUNNER_DEBUG: '1' });
    expect(trial.outputs['result']).toBe('error');
    expect(trial.exitCode).toBe(1);
    expect([trial.stdout, trial.stderr, trial.summary].join()).not.toContain(password);
  }, 60_000);
});
