// One run of one row: a fresh emulator in a process of its own, the action beside it, and what both tell afterwards.
import { spawn } from 'node:child_process';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { runAction } from '../emulator/runner.ts';
import type { RecordedRequest } from '../emulator/server.ts';
import { callForEstate, startEmulatorProcess } from '../script/demo-estate.ts';
import { subscriptionId, toEstate, type Row, type Sample } from './rows.ts';

const fileOf = (name: string): string => fileURLToPath(new URL(name, import.meta.url));

export async function runRow(row: Row, bundle: string | null): Promise<Sample> {
  const folder = await mkdtemp(join(tmpdir(), 'bench-'));
  try {
    const estate = join(folder, 'estate.json');
    await writeFile(estate, JSON.stringify({ ...toEstate(row), faults: row.faults }));
    const action = await runMeasured(row, bundle, folder, estate);
    const other =
      row.beside === null
        ? { otherMs: null, otherReadingMs: null }
        : await runBeside(row, row.beside, folder, estate, action.maxInFlight);
    return { ...action, ...other };
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

async function runMeasured(
  row: Row,
  bundle: string | null,
  folder: string,
  estate: string,
): Promise<Omit<Sample, 'otherMs' | 'otherReadingMs'>> {
  const directory = join(folder, 'emulator');
  const measures = join(folder, 'measures.json');
  const emulator = await startEmulatorProcess(estate, directory);
  const call = await callForEstate(estate);
  // The emulator's own say how the action finds it.
  const nodeOptions = [emulator.environment['NODE_OPTIONS'] ?? '', ...(row.nodeOptions ?? [])];
  const startedAt = Date.now();
  const run = await runAction({
    ...call,
    // Of one subscription by its ID, of many as people do who have many.
    inputs: row.subscriptions === 1 ? call.inputs : { ...call.inputs, 'subscription-id': 'all' },
    env: { ...call.env, MEASURE_FILE: measures, NODE_OPTIONS: nodeOptions.join(' ') },
    emulatorEnvironment: emulator.environment,
    nodeArguments: ['--import', fileOf('measure.mjs')],
    timeoutMs: row.timeoutMs,
    ...(bundle === null ? {} : { bundle }),
  }).finally(() => emulator.stop());
  await run.remove();
  if (run.outputs['result'] === undefined)
    throw new Error(`The action did not come to its end:\n${run.stdout}\n${run.stderr}`);
  const { cpuMs, peakMib } = await readJson<{ cpuMs: number; peakMib: number }>(measures);
  const requests = await readJson<RecordedRequest[]>(join(directory, 'requests.json'));
  const vaults = row.subscriptions * row.vaultsEach;
  return {
    wallMs: run.durationMs,
    firstRequestMs: (requests[0]?.at ?? Number.NaN) - startedAt,
    readingMs: readingMs(row, requests),
    vaults,
    lost: vaults - Number(run.outputs['compliant-count']),
    requests: requests.length,
    furtherReads: mostFurtherReads(requests),
    refusals: requests.filter(({ status }) => status === 429).length,
    maxInFlight: Math.max(...requests.map(({ inFlight }) => inFlight)),
    cpuMs,
    peakMib,
  };
}

function mostFurtherReads(requests: readonly RecordedRequest[]): number {
  const further = requests.filter(({ operation, status }) => operation !== 'DiagnosticSettings_List' && status !== 429);
  const bySubscription = Map.groupBy(further, ({ url }) => /^\/subscriptions\/([^/?]+)/i.exec(url)?.[1]);
  bySubscription.delete(undefined);
  return Math.max(0, ...[...bySubscription.values()].map((reads) => reads.length));
}

/** With the same preload as the action. */
async function runBeside(
  row: Row,
  beside: 'bare-client' | 'empty-script',
  folder: string,
  estate: string,
  inFlight: number,
): Promise<Pick<Sample, 'otherMs' | 'otherReadingMs'>> {
  const directory = join(folder, 'beside');
  const emulator = await startEmulatorProcess(estate, directory);
  const { inputs } = await callForEstate(estate);
  const call = {
    clientId: inputs['client-id'],
    tenantId: inputs['tenant-id'],
    subscriptionId: subscriptionId(0),
    inFlight,
  };
  const argv = beside === 'bare-client' ? [fileOf('bare-client.mjs')] : ['--eval', ''];
  const env = { ...emulator.environment, BARE_CALL: JSON.stringify(call) };
  const otherMs = await timeOf(argv, env).finally(() => emulator.stop());
  if (beside === 'empty-script') return { otherMs, otherReadingMs: null };
  return {
    otherMs,
    otherReadingMs: readingMs(row, await readJson<RecordedRequest[]>(join(directory, 'requests.json'))),
  };
}

/** Milliseconds from starting a process to its end. */
function timeOf(argv: readonly string[], env: Readonly<Record<string, string>>): Promise<number> {
  return new Promise((resolve, reject) => {
    const startedAt = performance.now();
    const child = spawn(process.execPath, argv, { env, stdio: ['ignore', 'ignore', 'inherit'] });
    const timer = setTimeout(() => child.kill('SIGKILL'), 120_000);
    child.on('error', reject).on('close', (status) => {
      clearTimeout(timer);
      if (status === 0) resolve(performance.now() - startedAt);
      else reject(new Error(`node ${argv.join(' ')} ended with ${String(status)}.`));
    });
  });
}

function readingMs({ faults }: Row, requests: readonly RecordedRequest[]): number {
  const first = requests.find(({ host }) => host === 'management.azure.com');
  const last = requests.findLast(({ operation }) => operation === 'DiagnosticSettings_List');
  return (last?.at ?? Number.NaN) + (faults.latencyMs ?? 0) - (first?.at ?? Number.NaN);
}

async function readJson<Value>(file: string): Promise<Value> {
  return JSON.parse(await readFile(file, 'utf8')) as Value;
}
