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
    const otherMs = row.beside === null ? null : await runBeside(row.beside, folder, estate, action.maxInFlight);
    return { ...action, otherMs };
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

async function runMeasured(
  row: Row,
  bundle: string | null,
  folder: string,
  estate: string,
): Promise<Omit<Sample, 'otherMs'>> {
  const directory = join(folder, 'emulator');
  const measures = join(folder, 'measures.json');
  const emulator = await startEmulatorProcess(estate, directory);
  const call = await callForEstate(estate);
  const startedAt = Date.now();
  const run = await runAction({
    ...call,
    // Of one subscription by its ID, of many as people do who have many.
    inputs: row.subscriptions === 1 ? call.inputs : { ...call.inputs, 'subscription-id': 'all' },
    env: { ...call.env, MEASURE_FILE: measures },
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

/** Milliseconds from start to end, with the same preload as the action. */
async function runBeside(
  beside: 'bare-client' | 'empty-script',
  folder: string,
  estate: string,
  inFlight: number,
): Promise<number> {
  const emulator = await startEmulatorProcess(estate, join(folder, 'beside'));
  const { inputs } = await callForEstate(estate);
  const call = {
    clientId: inputs['client-id'],
    tenantId: inputs['tenant-id'],
    subscriptionId: subscriptionId(0),
    inFlight,
  };
  const argv = beside === 'bare-client' ? [fileOf('bare-client.mjs')] : ['--eval', ''];
  try {
    return await new Promise((resolve, reject) => {
      const startedAt = performance.now();
      const child = spawn(process.execPath, argv, {
        env: { ...emulator.environment, BARE_CALL: JSON.stringify(call) },
        stdio: ['ignore', 'ignore', 'inherit'],
      });
      const timer = setTimeout(() => child.kill('SIGKILL'), 120_000);
      child.on('error', reject).on('close', (status) => {
        clearTimeout(timer);
        if (status === 0) resolve(performance.now() - startedAt);
        else reject(new Error(`The ${beside} ended with ${String(status)}.`));
      });
    });
  } finally {
    await emulator.stop();
  }
}

async function readJson<Value>(file: string): Promise<Value> {
  return JSON.parse(await readFile(file, 'utf8')) as Value;
}
