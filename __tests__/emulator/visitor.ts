// A visitor of the emulator: reaches it as a program in this process would, and cleans up after each test.
import { afterEach } from '@jest/globals';
import { mkdtemp, rm } from 'node:fs/promises';
import { Agent, request } from 'node:https';
import type { IncomingHttpHeaders } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { startEmulator, type Emulator, type EmulatorOptions } from '../../emulator/emulator.ts';
import { reachEmulator } from '../../emulator/trust.ts';

export const tenantId = '11111111-1111-1111-1111-111111111111';
export const clientId = '22222222-2222-2222-2222-222222222222';
export const subscriptionId = 'aaaaaaaa-0000-4000-8000-000000000001';
export const otherSubscriptionId = 'bbbbbbbb-0000-4000-8000-000000000002';

export interface Reply {
  readonly status: number;
  readonly headers: IncomingHttpHeaders;
  readonly text: string;
}

type AnyBody = Record<string, never> & { error: { code: string; message: string } };

/** The reply's body, for tests that reach into it; those that reach deep say what they expect there. */
// eslint-disable-next-line @typescript-eslint/no-unnecessary-type-parameters -- one cast here in place of one in each test
export function bodyOf<Body = AnyBody>(reply: Reply): Body {
  return JSON.parse(reply.text) as Body;
}

const cleanups: (() => Promise<void> | void)[] = [];
afterEach(async () => {
  for (const cleanup of cleanups.splice(0).reverse()) await cleanup();
});

/** A folder that is gone after the test. */
export async function aFolder(): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'emulator-test-'));
  cleanups.push(() => rm(folder, { recursive: true, force: true }));
  return folder;
}

/** Runs after the test. */
export function cleanUp(action: () => Promise<void> | void): void {
  cleanups.push(action);
}

export class Visitor {
  readonly emulator: Emulator;
  readonly #agent = new Agent({ keepAlive: true });

  constructor(emulator: Emulator) {
    this.emulator = emulator;
    cleanUp(() => {
      this.#agent.destroy();
    });
  }

  /** One request, its whole reply. Rejects as node:https does. */
  send(
    url: string,
    options: { method?: string; headers?: Record<string, string>; body?: string } = {},
  ): Promise<Reply> {
    return new Promise((resolve, reject) => {
      const { method = 'GET', headers = {}, body } = options;
      const sent = request(url, { method, headers, agent: this.#agent }, (response) => {
        const chunks: Buffer[] = [];
        response.on('data', (chunk: Buffer) => chunks.push(chunk));
        response.on('error', reject);
        response.on('end', () => {
          const text = Buffer.concat(chunks).toString('utf8');
          resolve({ status: response.statusCode ?? 0, headers: response.headers, text });
        });
      });
      sent.on('error', reject);
      sent.end(body);
    });
  }

  /** GitHub's answer to a request for an ID token. */
  askGitHub(audience = 'api://AzureADTokenExchange', requestToken?: string): Promise<Reply> {
    const environment = this.emulator.environment();
    const url = `${environment['ACTIONS_ID_TOKEN_REQUEST_URL'] ?? ''}&audience=${encodeURIComponent(audience)}`;
    const token = requestToken ?? environment['ACTIONS_ID_TOKEN_REQUEST_TOKEN'] ?? '';
    return this.send(url, { headers: { authorization: `Bearer ${token}` } });
  }

  async idToken(audience?: string): Promise<string> {
    return String(bodyOf(await this.askGitHub(audience))['value']);
  }

  /** Entra's answer to a token request with this assertion; `form` and `path` change what is sent. */
  askEntra(
    assertion: string,
    { host = 'login.microsoftonline.com', tenant = tenantId, form = {} } = {},
  ): Promise<Reply> {
    const body = new URLSearchParams({
      client_id: clientId,
      scope: 'https://management.azure.com/.default',
      grant_type: 'client_credentials',
      client_assertion_type: 'urn:ietf:params:oauth:client-assertion-type:jwt-bearer',
      client_assertion: assertion,
      ...form,
    });
    const headers = { 'content-type': 'application/x-www-form-urlencoded' };
    return this.send(`https://${host}/${tenant}/oauth2/v2.0/token`, {
      method: 'POST',
      headers,
      body: body.toString(),
    });
  }

  async accessToken(): Promise<string> {
    return String(bodyOf(await this.askEntra(await this.idToken()))['access_token']);
  }

  /** Signs in once, and then asks Resource Manager for paths (or whole links). */
  async signIn(): Promise<(pathOrLink: string) => Promise<Reply>> {
    const token = await this.accessToken();
    return (pathOrLink) => {
      const url = pathOrLink.startsWith('https:') ? pathOrLink : `https://management.azure.com${pathOrLink}`;
      return this.send(url, { headers: { authorization: `Bearer ${token}` } });
    };
  }
}

/** Starts an emulator, and lets this process reach it until the test ends. */
export async function visit(
  estate: EmulatorOptions['estate'],
  options: Omit<Partial<EmulatorOptions>, 'estate'> = {},
): Promise<Visitor> {
  const emulator = await startEmulator({ estate, directory: await aFolder(), ...options });
  cleanUp(() => emulator.close());
  cleanUp(reachEmulator(emulator));
  return new Visitor(emulator);
}

/** A clock that stands still until it is moved. */
export function aClock(): { now: () => number; advance: (ms: number) => void } {
  let time = Date.parse('2026-11-22T12:00:00Z');
  return {
    now: () => time,
    advance: (ms) => {
      time += ms;
    },
  };
}

/** Path of a vault's settings, with the api-version. */
export function settingsPath(vault: string, resourceGroup = 'rg-app'): string {
  return `${vaultPath(vault, resourceGroup)}/providers/Microsoft.Insights/diagnosticSettings?api-version=2021-05-01-preview`;
}

export function vaultPath(vault: string, resourceGroup = 'rg-app'): string {
  return `/subscriptions/${subscriptionId}/resourceGroups/${resourceGroup}/providers/Microsoft.KeyVault/vaults/${vault}`;
}

export const vaultsPath = `/subscriptions/${subscriptionId}/providers/Microsoft.KeyVault/vaults?api-version=2026-02-01`;
