// The emulator as a process, and programs that reach it through the preload under the real host names only.
import { expect, test } from '@jest/globals';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFile, writeFile } from 'node:fs/promises';
import { createInterface } from 'node:readline';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { startEmulator } from '../../emulator/emulator.ts';
import { parseEstate } from '../../emulator/estate.ts';
import { isEmulatedHost } from '../../emulator/loopback.mjs';
import { aFolder, cleanUp } from './visitor.ts';

const main = fileURLToPath(new URL('../../emulator/main.ts', import.meta.url));

async function run(
  argv: readonly string[],
  environment: Readonly<Record<string, string>> = {},
): Promise<{ code: unknown; stdout: string; stderr: string }> {
  const env = { PATH: process.env['PATH'], ...environment };
  const child = spawn(process.execPath, argv, { env, stdio: ['ignore', 'pipe', 'pipe'] });
  const [stdout, stderr, ended] = await Promise.all([
    child.stdout.toArray(),
    child.stderr.toArray(),
    once(child, 'close'),
  ]);
  const [code] = ended as [number | null];
  return {
    code,
    stdout: Buffer.concat(stdout as Buffer[]).toString(),
    stderr: Buffer.concat(stderr as Buffer[]).toString(),
  };
}

const program = (body: string): string[] => ['--input-type=module', '--eval', body];

test('runs as a process that says how to reach it, and leaves its log', async () => {
  const directory = await aFolder();
  const estate = join(directory, 'estate.json');
  await writeFile(estate, JSON.stringify({ subscriptions: [] }));
  const child = spawn(process.execPath, [main, '--estate', estate, '--directory', directory, '--until-input-ends'], {
    stdio: ['pipe', 'pipe', 'inherit'],
  });
  cleanUp(() => void child.kill());
  const [line] = (await once(createInterface(child.stdout), 'line')) as [string];
  const { environment } = JSON.parse(line) as { environment: Record<string, string> };
  const asked = await run(
    program(`const reply = await fetch('https://management.azure.com/subscriptions?api-version=2022-12-01');
      console.log(reply.status, reply.headers.get('www-authenticate').slice(0, 6));`),
    environment,
  );
  expect(asked).toMatchObject({ code: 0, stdout: '401 Bearer\n', stderr: '' });
  child.stdin.end();
  await once(child, 'close');
  const log: unknown = JSON.parse(await readFile(join(directory, 'requests.json'), 'utf8'));
  expect(log).toMatchObject([{ host: 'management.azure.com', status: 401 }]);
});

test('does not start with an estate that it does not understand, and says where', async () => {
  const directory = await aFolder();
  const estate = join(directory, 'estate.json');
  await writeFile(estate, JSON.stringify({ subscriptions: [{ id: 7 }] }));
  const { code, stderr } = await run([main, '--estate', estate, '--directory', directory]);
  expect(code).toBe(1);
  expect(stderr).toContain('subscriptions[0].id');
});

test('every way out of a program ends at the emulator, or nowhere', async () => {
  const emulator = await startEmulator({ estate: {}, directory: await aFolder() });
  cleanUp(() => emulator.close());
  const { stdout, stderr } = await run(
    program(`import dns from 'node:dns/promises';
      import https from 'node:https';
      import net from 'node:net';
      import tls from 'node:tls';
      const told = (name) => (error) => console.log(name, (error.cause ?? error).code);
      const get = (url) => new Promise((resolve, reject) => https.get(url, (r) => { r.resume(); resolve(r.statusCode); }).on('error', reject));
      console.log('https', await get('https://api.github.com/'));
      console.log('fetch', (await fetch('https://login.microsoftonline.com/')).status);
      const socket = tls.connect({ host: 'management.azure.com', port: 443, servername: 'management.azure.com' });
      await new Promise((resolve) => socket.once('secureConnect', resolve));
      console.log('tls', socket.authorized, socket.getPeerCertificate().subject.CN); socket.destroy();
      console.log('dns', (await dns.lookup('management.azure.com')).address);
      await get('https://example.com/').catch(told('https'));
      await fetch('https://github.com/').catch(told('fetch'));
      await get('https://management.azure.com:8443/').catch(told('port'));
      await get('https://192.0.2.1/').catch(told('address'));
      await dns.lookup('example.org').catch(told('dns'));
      await new Promise((resolve) => net.connect(80, 'management.azure.com').on('error', (error) => resolve(told('http')(error))));`),
    emulator.environment(),
  );
  expect(stderr).toBe('');
  expect(stdout.trim().split('\n')).toEqual([
    'https 401',
    'fetch 404',
    'tls true Emulator',
    'dns 127.0.0.1',
    'https ENOTFOUND',
    'fetch ENOTFOUND',
    'port ENOTFOUND',
    'address ENOTFOUND',
    'dns ENOTFOUND',
    'http ENOTFOUND',
  ]);
  expect(emulator.refusals()).toEqual([
    'example.com:443',
    'github.com:443',
    'management.azure.com:8443',
    '192.0.2.1:443',
    'example.org (looked up)',
    'management.azure.com:80',
  ]);
});

test('name resolution can fail first', async () => {
  const emulator = await startEmulator({ estate: {}, directory: await aFolder() });
  cleanUp(() => emulator.close());
  const ask = `await fetch('https://api.github.com/').then((r) => console.log(r.status), (e) => console.log(e.cause.code));`;
  const { stdout } = await run(program(ask.repeat(2)), { ...emulator.environment(), EMULATOR_DNS_FAILURES: '1' });
  expect(stdout).toBe('EAI_AGAIN\n401\n');
});

test.each([
  ['management.azure.com', true],
  ['Token.Actions.GitHubUserContent.com', true],
  ['a.b.actions.githubusercontent.com', false],
  ['actions.githubusercontent.com', false],
  ['management.azure.com.collector.example', false],
])('%s is ours: %s', (host, expected) => {
  expect(isEmulatedHost(host)).toBe(expected);
});

test('the sample estate is understood', async () => {
  const file = new URL('../../emulator/sample-estate.json', import.meta.url);
  const estate = parseEstate(JSON.parse(await readFile(file, 'utf8')));
  expect(estate.subscriptions).toHaveLength(2);
});
