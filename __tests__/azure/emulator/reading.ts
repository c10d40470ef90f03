// The adapters of src/azure and the survey against an emulated estate, in this process and on a clock that jumps.
import { get } from 'node:https';
import { mkdtemp, realpath, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { EstateInput } from '../../../emulator/estate.ts';
import { startEmulator, type Emulator } from '../../../emulator/emulator.ts';
import type { FaultsInput } from '../../../emulator/faults.ts';
import type { RecordedRequest } from '../../../emulator/server.ts';
import { reachEmulator } from '../../../emulator/trust.ts';
import { clouds } from '../../../src/azure/clouds.ts';
import { signIn } from '../../../src/azure/sign-in.ts';
import type { RequestCounts } from '../../../src/ports.ts';
import { surveyEstate, type Survey } from '../../../src/survey.ts';
import type { ReportResource } from '../../../src/verdict/model.ts';
import { defaultRequirement } from '../../../src/verdict/requirement.ts';
import { createJumpingClock } from './jumping-clock.ts';

export interface Reading {
  readonly survey: Survey;
  readonly counts: RequestCounts;
  readonly requests: readonly RecordedRequest[];
  /** `host:port` of connections to anywhere else. */
  readonly refusals: readonly string[];
  /** Virtual milliseconds from beginning to end. */
  readonly elapsedMs: number;
  readonly masks: readonly string[];
}

export interface ReadingOptions {
  readonly estate: EstateInput;
  readonly faults?: FaultsInput;
  /** Every visible subscription by default. */
  readonly subscriptions?: readonly string[];
  /** None by default. */
  readonly managementGroups?: readonly string[];
  readonly dnsFailures?: number;
  readonly seed?: number;
  /** Called once the emulator is there. */
  readonly prepare?: (emulator: Emulator) => void;
}

/** Signs in and looks at everything. Throws what the sign-in throws. */
export async function readEstate(options: ReadingOptions): Promise<Reading> {
  const { estate, faults = {}, subscriptions = 'all', managementGroups = [], dnsFailures = 0, seed = 1 } = options;
  const clock = createJumpingClock(seed);
  const directory = await mkdtemp(join(await realpath(tmpdir()), 'reading-'));
  const emulator = await startEmulator({ estate, faults, directory, now: clock.now });
  const refusals: string[] = [];
  const release = reachEmulator(emulator, { dnsFailures, onRefused: (target) => refusals.push(target) });
  const ending = new AbortController();
  const masks: string[] = [];
  clock.start(newsOf(emulator));
  // @azure/identity reads the time from nobody but Date.
  const RealDate = Date;
  globalThis.Date = class extends RealDate {
    constructor(...parts: [] | [number | string | Date]) {
      super(parts[0] ?? clock.now());
    }
    static override now(): number {
      return clock.now();
    }
  } as DateConstructor;
  try {
    options.prepare?.(emulator);
    const { azure } = await signIn({
      cloud: clouds.azurecloud,
      clientId: '22222222-2222-2222-2222-222222222222',
      tenantId: '11111111-1111-1111-1111-111111111111',
      requestIdToken: () => requestIdToken(emulator),
      addMask: (secret) => masks.push(secret),
      clock,
      signal: ending.signal,
      userAgent: 'test',
      debug: () => undefined,
    });
    const survey = await surveyEstate(
      azure,
      {
        subscriptions,
        managementGroups,
        types: ['vault', 'managedHsm'],
        scope: { include: null, exclude: [] },
        tags: [],
        rules: { base: defaultRequirement, overrides: [] },
        verifyDestinations: true,
        confirmCoverage: true,
      },
      { found: 0, read: 0 },
    );
    const counts = azure.requestCounts();
    return { survey, counts, requests: [...emulator.requests], refusals, elapsedMs: clock.elapsed(), masks };
  } finally {
    globalThis.Date = RealDate;
    ending.abort();
    clock.stop();
    release();
    await emulator.close();
    await rm(directory, { recursive: true, force: true });
  }
}

/** Changes with every request and answer; null while an answer is on its way. */
function newsOf(emulator: Emulator): () => number | null {
  let settled = 0;
  return () => {
    const { requests } = emulator;
    // What has ended stays so: only the first that is open, and what came after it, can be news.
    while (settled < requests.length && requests[settled]?.ending !== 'open') settled += 1;
    return settled === requests.length ? requests.length : null;
  };
}

/** What @actions/core does, without its own retries. */
function requestIdToken(emulator: Emulator): Promise<string> {
  const { ACTIONS_ID_TOKEN_REQUEST_URL: url = '', ACTIONS_ID_TOKEN_REQUEST_TOKEN: token = '' } = emulator.environment();
  return new Promise((resolve, reject) => {
    const request = get(
      `${url}&audience=${encodeURIComponent(clouds.azurecloud.audience)}`,
      { headers: { authorization: `Bearer ${token}` } },
      (response) => {
        let text = '';
        response.setEncoding('utf8').on('data', (chunk: string) => (text += chunk));
        // Nobody listens to a body that breaks off, as in the client of @actions/core.
        response
          .on('error', () => undefined)
          .on('end', () => {
            if (response.statusCode === 200) resolve((JSON.parse(text) as { value: string }).value);
            else reject(new Error(`Error Code : ${response.statusCode ?? 0}`));
          });
      },
    );
    request.on('error', reject);
  });
}

/** Status or reason of every resource, by name. */
export function verdictsOf({ survey }: Reading): Readonly<Record<string, string>> {
  return Object.fromEntries(survey.resources.map(({ name, status, reason }) => [name, reason ?? status]));
}

/** How many resources have which status or reason. */
export function tally({ survey }: Reading): Readonly<Record<string, number>> {
  const count: Record<string, number> = {};
  for (const { status, reason } of survey.resources) count[reason ?? status] = (count[reason ?? status] ?? 0) + 1;
  return count;
}

export function countOf({ requests }: Reading, operation: string): number {
  return requests.filter((request) => request.operation === operation).length;
}

export type { ReportResource };

/** The ID of the n-th subscription of a test. */
export function subscription(number: number): string {
  return `33333333-3333-4333-8333-${String(number).padStart(12, '0')}`;
}
