// Runs the shipped bundle as a runner would: a clean environment, command files in a temporary folder, inputs as
// variables. For the demo, the bundle tests and the benchmark.
import { spawn, type ChildProcess } from 'node:child_process';
import { existsSync } from 'node:fs';
import { mkdir, mkdtemp, readdir, readFile, realpath, rm, writeFile } from 'node:fs/promises';
import { constants, tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parse as parseYaml } from 'yaml';
import { githubToken } from './github-api.ts';
import {
  parseCommands,
  parseKeyValueFile,
  toAnnotations,
  type ShownAnnotation,
  type WorkflowCommand,
} from './workflow-commands.ts';

const repository = fileURLToPath(new URL('..', import.meta.url));

export interface RunOptions {
  /** Inputs by their names in action.yml. Those that are not given have their defaults, or are empty. */
  readonly inputs: Readonly<Record<string, string>>;
  /** `environment()` of the emulator. */
  readonly emulatorEnvironment?: Readonly<Record<string, string>>;
  /** `dist/index.js` of this repository by default. */
  readonly bundle?: string;
  /** The event that triggered the workflow; a nightly run by default. */
  readonly event?: { readonly name: string; readonly payload?: unknown };
  /** Variables beside the runner's own; undefined takes one away. */
  readonly env?: Readonly<Record<string, string | undefined>>;
  /** Made, and kept, by the caller. By default a temporary folder, which `remove` takes away. */
  readonly folder?: string;
  /** What is checked out; an empty folder by default. */
  readonly workspace?: string;
  /** Arguments of Node in front of the bundle. */
  readonly nodeArguments?: readonly string[];
  /** Called with the output as it comes. */
  readonly onOutput?: (text: string) => void;
  /** Called once the action runs, for tests that end it early. */
  readonly onStart?: (child: ChildProcess) => void;
  /** When the action is killed. Two minutes by default. */
  readonly timeoutMs?: number;
}

export interface ActionRun {
  /** null when a signal ended it. */
  readonly exitCode: number | null;
  readonly signal: NodeJS.Signals | null;
  readonly stdout: string;
  readonly stderr: string;
  readonly outputs: Readonly<Record<string, string>>;
  /** The whole job summary. */
  readonly summary: string;
  readonly annotations: readonly ShownAnnotation[];
  /** Every command that the runner saw in stdout and stderr. */
  readonly commands: readonly WorkflowCommand[];
  /** Values of `::add-mask::`. */
  readonly masks: readonly string[];
  /** What went into GITHUB_ENV, GITHUB_PATH and GITHUB_STATE, all of it. */
  readonly leftInJob: string;
  /** Absolute paths of all files that the action left under RUNNER_TEMP or in its own empty workspace. */
  readonly reportFiles: readonly string[];
  readonly durationMs: number;
  /** Takes the temporary folder away, reports included; nothing when the caller gave one. */
  readonly remove: () => Promise<void>;
}

/** Runs the action to its end. Rejects only when it cannot be started, or wrote what the runner refuses. */
export async function runAction(options: RunOptions): Promise<ActionRun> {
  const bundle = resolve(options.bundle ?? join(repository, 'dist', 'index.js'));
  if (!existsSync(bundle)) throw new Error(`${bundle} is not there: run script/build`);
  const folder = options.folder ?? (await mkdtemp(join(await realpath(tmpdir()), 'action-run-')));
  const places = await layOut(folder, options);
  const environment = { ...(await runnerEnvironment(places, options)), ...options.emulatorEnvironment };
  for (const [name, value] of Object.entries(options.env ?? {})) environment[name] = value;

  const argv = [...(options.nodeArguments ?? []), bundle];
  const ended = await runToEnd(argv, environment, places.workspace, options);

  const commands = parseCommands(`${ended.stdout}\n${ended.stderr}`);
  const readText = (file: string): Promise<string> => readFile(file, 'utf8');
  return {
    ...ended,
    outputs: parseKeyValueFile(await readText(places.output)),
    summary: await readText(places.summary),
    annotations: toAnnotations(commands),
    commands,
    masks: commands.filter(({ name }) => name === 'add-mask').map(({ data }) => data),
    leftInJob: (await Promise.all([places.env, places.path, places.state].map(readText))).join(''),
    reportFiles: [
      ...(await listFiles(places.temp)),
      ...(options.workspace === undefined ? await listFiles(places.workspace) : []),
    ],
    remove: async () => {
      if (options.folder === undefined) await rm(folder, { recursive: true, force: true });
    },
  };
}

/** Folders and command files of one step. */
interface Places {
  readonly temp: string;
  readonly workspace: string;
  readonly home: string;
  /** The system's own folder for temporary files: reports do not belong there. */
  readonly tmp: string;
  readonly event: string;
  readonly output: string;
  readonly summary: string;
  readonly env: string;
  readonly path: string;
  readonly state: string;
}

async function layOut(folder: string, options: RunOptions): Promise<Places> {
  const commandFile = (name: string): string => join(folder, '_runner_file_commands', name);
  const places = {
    temp: join(folder, '_temp'),
    workspace: options.workspace ?? join(folder, 'workspace'),
    home: join(folder, 'home'),
    tmp: join(folder, 'tmp'),
    event: join(folder, '_github_workflow', 'event.json'),
    output: commandFile('output'),
    summary: commandFile('summary'),
    env: commandFile('env'),
    path: commandFile('path'),
    state: commandFile('state'),
  };
  const folders = [places.temp, places.workspace, places.home, places.tmp, commandFile('.'), join(places.event, '..')];
  await Promise.all(folders.map((path) => mkdir(path, { recursive: true })));
  const { output, summary, env, path, state } = places;
  await Promise.all([output, summary, env, path, state].map((file) => writeFile(file, '')));
  await writeFile(places.event, JSON.stringify(options.event?.payload ?? { schedule: '17 3 * * *' }));
  return places;
}

/** What a runner sets for a step, and nothing of this process but what a process needs to start at all. */
async function runnerEnvironment(places: Places, options: RunOptions): Promise<Record<string, string | undefined>> {
  const system = ['PATH', 'SystemRoot', 'ComSpec', 'PATHEXT', 'TZ'];
  return {
    ...Object.fromEntries(system.map((name) => [name, process.env[name]])),
    HOME: places.home,
    USERPROFILE: places.home,
    CI: 'true',
    GITHUB_ACTIONS: 'true',
    GITHUB_ACTION: '__owner_keyvault-diagnostics-audit',
    GITHUB_ACTION_PATH: repository,
    GITHUB_ACTION_REF: 'v1.0.0',
    GITHUB_ACTION_REPOSITORY: 'owner/keyvault-diagnostics-audit',
    GITHUB_ACTOR: 'octocat',
    GITHUB_API_URL: 'https://api.github.com',
    GITHUB_ENV: places.env,
    GITHUB_EVENT_NAME: options.event?.name ?? 'schedule',
    GITHUB_EVENT_PATH: places.event,
    GITHUB_GRAPHQL_URL: 'https://api.github.com/graphql',
    GITHUB_JOB: 'audit',
    GITHUB_OUTPUT: places.output,
    GITHUB_PATH: places.path,
    GITHUB_REF: 'refs/heads/main',
    GITHUB_REF_NAME: 'main',
    GITHUB_REF_TYPE: 'branch',
    GITHUB_REPOSITORY: 'octo-org/payments',
    GITHUB_REPOSITORY_OWNER: 'octo-org',
    GITHUB_RUN_ATTEMPT: '1',
    GITHUB_RUN_ID: '1234567890',
    GITHUB_RUN_NUMBER: '7',
    GITHUB_SERVER_URL: 'https://github.com',
    GITHUB_SHA: '0123456789abcdef0123456789abcdef01234567',
    GITHUB_STATE: places.state,
    GITHUB_STEP_SUMMARY: places.summary,
    GITHUB_WORKFLOW: 'Key Vault audit',
    GITHUB_WORKFLOW_REF: 'octo-org/payments/.github/workflows/audit.yml@refs/heads/main',
    GITHUB_WORKSPACE: places.workspace,
    RUNNER_ARCH: process.arch.toUpperCase(),
    RUNNER_NAME: 'this machine',
    RUNNER_OS: { linux: 'Linux', darwin: 'macOS', win32: 'Windows' }[process.platform as 'linux' | 'darwin' | 'win32'],
    RUNNER_TEMP: places.temp,
    TEMP: places.tmp,
    TMP: places.tmp,
    TMPDIR: places.tmp,
    ...(await inputVariables(options.inputs)),
  };
}

/** The runner sets a variable for each input of action.yml, an empty one where there is neither value nor default. */
async function inputVariables(given: RunOptions['inputs']): Promise<Record<string, string>> {
  const variable = (name: string): string => `INPUT_${name.replaceAll(' ', '_').toUpperCase()}`;
  const known = await readActionInputs();
  const values = { ...Object.fromEntries(known.map(({ name, default: value }) => [name, value])), ...given };
  return Object.fromEntries(Object.entries(values).map(([name, value]) => [variable(name), value]));
}

/** The inputs of action.yml with their defaults. */
export async function readActionInputs(): Promise<{ name: string; default: string; description: string }[]> {
  const action = parseYaml(await readFile(join(repository, 'action.yml'), 'utf8')) as {
    inputs: Record<string, { default?: string | number | boolean; description?: string }>;
  };
  return Object.entries(action.inputs).map(([name, input]) => {
    // The expressions that our defaults use; `null` is what a job without a matrix has.
    const value = String(input.default ?? '')
      .replace('${{ github.token }}', githubToken)
      .replace('${{ toJSON(matrix) }}', 'null');
    return { name, default: value, description: input.description ?? '' };
  });
}

type Ended = Pick<ActionRun, 'exitCode' | 'signal' | 'stdout' | 'stderr' | 'durationMs'>;

function runToEnd(
  argv: readonly string[],
  env: Readonly<Record<string, string | undefined>>,
  cwd: string,
  options: RunOptions,
): Promise<Ended> {
  const started = performance.now();
  const child = spawn(process.execPath, argv, { env, cwd, stdio: ['ignore', 'pipe', 'pipe'] });
  const timer = setTimeout(() => child.kill('SIGKILL'), options.timeoutMs ?? 120_000);
  const text = { stdout: '', stderr: '' };
  for (const stream of ['stdout', 'stderr'] as const) {
    child[stream].setEncoding('utf8').on('data', (chunk: string) => {
      text[stream] += chunk;
      options.onOutput?.(chunk);
    });
  }
  options.onStart?.(child);
  return new Promise((resolveRun, reject) => {
    child.on('error', reject).on('close', (exitCode, signal) => {
      clearTimeout(timer);
      resolveRun({ exitCode, signal, ...text, durationMs: performance.now() - started });
    });
  });
}

/** Exit status as a shell shows it: 128 and the signal's number where a signal ended the process. */
export function exitStatus(run: Pick<ActionRun, 'exitCode' | 'signal'>): number {
  return run.exitCode ?? 128 + (run.signal === null ? 0 : constants.signals[run.signal]);
}

async function listFiles(folder: string): Promise<string[]> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true });
  return entries
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name))
    .toSorted();
}
