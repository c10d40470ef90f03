// The estate of a demo: its file, the inputs that go with it, what it must lead to; and the emulator, as a process.
import { spawn } from 'node:child_process';
import { readFile } from 'node:fs/promises';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import type { ActionRun, RunOptions } from '../emulator/runner.ts';

const emulatorFolder = new URL('../emulator/', import.meta.url);
const mainFile = fileURLToPath(new URL('main.ts', emulatorFolder));
export const sampleEstate = fileURLToPath(new URL('sample-estate.json', emulatorFolder));

/** The members of an estate file that tell how the action is to be called. The emulator checks the whole. */
interface EstateFile {
  readonly cloud?: string;
  readonly clientId?: string;
  readonly tenantId?: string;
  readonly github?: { readonly repository?: string; readonly repositoryVisibility?: string };
  readonly subscriptions?: readonly { readonly id?: string }[];
}

/** Inputs, event and variables of a nightly run over this estate. */
export async function callForEstate(file: string): Promise<Pick<RunOptions, 'inputs' | 'event' | 'env'>> {
  const estate = JSON.parse(await readFile(file, 'utf8')) as EstateFile;
  const repository = estate.github?.repository ?? 'octo-org/payments';
  const ids = (estate.subscriptions ?? []).map(({ id }) => id ?? '').filter((id) => id !== '');
  const visibility = estate.github?.repositoryVisibility ?? 'private';
  return {
    inputs: {
      // The emulator's own where the file does not say.
      'client-id': estate.clientId ?? '22222222-2222-2222-2222-222222222222',
      'tenant-id': estate.tenantId ?? '11111111-1111-1111-1111-111111111111',
      'subscription-id': ids.length === 0 ? 'all' : ids.join('\n'),
      environment: estate.cloud ?? 'azurecloud',
    },
    event: {
      name: 'schedule',
      payload: { schedule: '17 3 * * *', repository: { full_name: repository, visibility } },
    },
    env: { GITHUB_REPOSITORY: repository, GITHUB_REPOSITORY_OWNER: repository.split('/')[0] },
  };
}

export interface EmulatorProcess {
  readonly environment: Readonly<Record<string, string>>;
  readonly stop: () => Promise<void>;
}

/** Starts the emulator on loopback. Rejects with what it said when it does not understand the estate. */
export async function startEmulatorProcess(estate: string, directory: string): Promise<EmulatorProcess> {
  const child = spawn(
    process.execPath,
    [mainFile, '--estate', estate, '--directory', directory, '--until-input-ends'],
    { stdio: ['pipe', 'pipe', 'pipe'] },
  );
  let said = '';
  child.stderr.setEncoding('utf8').on('data', (text: string) => (said += text));
  const ended = new Promise<void>((resolve) =>
    child.once('close', () => {
      resolve();
    }),
  );
  const line = await Promise.race([
    new Promise<string>((resolve) => createInterface(child.stdout).once('line', resolve)),
    ended.then(() => null),
  ]);
  if (line === null) throw new Error(said.trim() || 'The emulator ended at once.');
  return {
    environment: (JSON.parse(line) as { environment: Record<string, string> }).environment,
    stop: async () => {
      child.stdin.end();
      await ended;
    },
  };
}

/** What the action did otherwise than the sample estate must lead to; empty when all is as it must be. */
export async function findDifferences(run: ActionRun): Promise<string[]> {
  const wanted = JSON.parse(await readFile(new URL('sample-verdicts.json', emulatorFolder), 'utf8')) as Record<
    string,
    string
  >;
  const path = run.outputs['report-json'];
  if (!path) return ['The action wrote no report.'];
  const report = JSON.parse(await readFile(path, 'utf8')) as {
    resources: { name: string; status: string; reason: string | null }[];
  };
  const found = Object.fromEntries(report.resources.map(({ name, status, reason }) => [name, reason ?? status]));
  const names = [...new Set([...Object.keys(wanted), ...Object.keys(found)])];
  return [
    ...names
      .filter((name) => wanted[name] !== found[name])
      .map((name) => `${name}: must be ${wanted[name] ?? 'absent'}, is ${found[name] ?? 'absent'}`),
    ...(run.outputs['result'] === 'fail' ? [] : [`result: must be fail, is ${run.outputs['result'] ?? 'absent'}`]),
    ...(run.exitCode === 1 ? [] : [`exit status: must be 1, is ${String(run.exitCode ?? run.signal)}`]),
  ];
}
