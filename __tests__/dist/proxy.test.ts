// Self-hosted runners behind a proxy: everything goes through it, nothing that NO_PROXY names does, and what the proxy
// is told to know us by is never printed.
import { createServer, type Server } from 'node:http';
import { connect } from 'node:net';
import { once } from 'node:events';
import { randomBytes } from 'node:crypto';
import { afterEach, describe, expect, test } from '@jest/globals';
import type { EstateInput } from '../../emulator/estate.ts';
import { destination, good, resourceOf, subscription, tryOut, type Trial, type VaultInput } from './trial.ts';
import type { AddressInfo } from 'node:net';
import type { Duplex } from 'node:stream';

interface Proxy {
  readonly url: (credentials?: string) => string;
  /** `host:port` of every tunnel that was asked for. */
  readonly asked: readonly string[];
  readonly authorizations: readonly (string | undefined)[];
  /** Where the tunnels lead. */
  leadTo: (port: number) => void;
  /** Instead of a tunnel to Resource Manager, once so many were opened, there is this, in the clear. */
  answerInstead: (text: string, afterTunnels: number) => void;
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
  let instead: { readonly text: string; readonly after: number } | null = null;
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
    const tunnels = asked.filter((host) => host.startsWith('management.')).length;
    if (instead !== null && request.url?.startsWith('management.') === true && tunnels > instead.after) {
      client.end(instead.text);
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
    answerInstead: (text, after) => {
      instead = { text, after };
    },
  };
}

const estate = estateOf({ name: 'kv-1', settings: [good] });
function estateOf(vault: VaultInput): EstateInput {
  return { subscriptions: [{ id: subscription(1), vaults: [vault] }] };
}
const auditing = {
  name: 'forged',
  properties: {
    workspaceId: destination('workspace', 'law-forged'),
    logs: [{ category: 'AuditEvent', enabled: true }],
  },
};
const hosts = [
  'login.microsoftonline.com:443',
  'management.azure.com:443',
  'run-actions-1-azure-eastus.actions.githubusercontent.com:443',
];

function runBehind(proxy: Proxy, env: Readonly<Record<string, string>>, of = estate): Promise<Trial> {
  return tryOut({
    estate: of,
    env,
    prepare: (emulator) => {
      proxy.leadTo(emulator.port);
    },
  });
}

/** Nothing that was said has the password, or the header that it is sent in. */
function expectUnsaid(trial: Trial, password: string): void {
  const said = [trial.stdout, trial.stderr, trial.summary, trial.reportText, JSON.stringify(trial.outputs)].join();
  const forms = [password, encodeURIComponent(password), Buffer.from(`runner:${password}`).toString('base64')];
  expect(forms.filter((form) => said.includes(form))).toEqual([]);
}

describe('a proxy', () => {
  test('carries everything, GitHub, Entra ID and Resource Manager', async () => {
    const proxy = await startProxy();
    const trial = await runBehind(proxy, { HTTPS_PROXY: proxy.url() });
    expect(trial.outputs['result']).toBe('pass');
    expect([...new Set(proxy.asked)].sort()).toEqual(hosts);
  });

  test('may be named without http://, as for the runner itself', async () => {
    const proxy = await startProxy();
    const trial = await runBehind(proxy, { https_proxy: proxy.url().replace('http://', '') });
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
    expectUnsaid(trial, password);
  });

  test('cannot say that a vault is logged: it is not Azure who says so', async () => {
    const proxy = await startProxy();
    const text = JSON.stringify({ value: [auditing] });
    const head = `HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 200 OK\r\nContent-Length: ${text.length}`;
    // Two reads of the subscription and three lists come first; then the settings of the one vault.
    proxy.answerInstead(`${head}\r\n\r\n${text}`, 5);
    const trial = await runBehind(proxy, { HTTPS_PROXY: proxy.url() }, estateOf({ name: 'kv-1' }));
    expect(trial.outputs['result']).toBe('inconclusive');
    expect(resourceOf(trial, 'kv-1')).toMatchObject({ status: 'unknown', reason: 'unavailable' });
    expect(resourceOf(trial, 'kv-1').detail).toContain('The proxy opened no tunnel');
  }, 120_000);

  test('that refuses us is an error that does not print the credentials', async () => {
    const password = randomBytes(12).toString('hex');
    const proxy = await startProxy('another');
    const trial = await runBehind(proxy, { HTTPS_PROXY: proxy.url(`runner:${password}`), RUNNER_DEBUG: '1' });
    expect(trial.outputs['result']).toBe('error');
    expect(trial.exitCode).toBe(1);
    expectUnsaid(trial, password);
  }, 60_000);

  // The first is not there, the second is no URL.
  test.concurrent.each(['127.0.0.1:1', '127.0.0.1:99999'])(
    'at %s is an error that does not print the credentials',
    async (place) => {
      const password = `${randomBytes(12).toString('hex')}@`;
      const proxy = `http://runner:${encodeURIComponent(password)}@${place}`;
      const trial = await tryOut({ estate, env: { HTTPS_PROXY: proxy, RUNNER_DEBUG: '1' } });
      expect(trial).toMatchObject({ exitCode: 1, outputs: { result: 'error' } });
      expectUnsaid(trial, password);
    },
    60_000,
  );
});

test('a private certificate authority is believed where NODE_EXTRA_CA_CERTS names it, and not otherwise', async () => {
  expect((await tryOut({ estate })).outputs['result']).toBe('pass');
  const trial = await tryOut({ estate, without: ['NODE_EXTRA_CA_CERTS'] });
  expect(trial).toMatchObject({ exitCode: 1, report: null, outputs: { result: 'error' } });
  expect(trial.requests).toEqual([]);
  expect(trial.annotations.map(({ message }) => message).join()).toMatch(/certificate/);
}, 60_000);
