// docs/examples/nightly-changes.yml, night after night: its own shell step, the bundle with its inputs, its upload, and its
// permissions, against runs, artifacts and issues of GitHub that outlive the nights.
import { execFile } from 'node:child_process';
import { chmodSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parse } from 'yaml';
import { startEmulator, type Emulator } from '../../emulator/emulator.ts';
import { githubToken } from '../../emulator/github-api.ts';
import { GitHubConversations } from '../../emulator/github-conversations.ts';
import { GitHubRuns, type EmulatedRun } from '../../emulator/github-runs.ts';
import { parseKeyValueFile } from '../../emulator/workflow-commands.ts';
import { clientId, subscription, tenantId, tryOut, type Trial, type TrialOptions } from './trial.ts';

interface Step {
  readonly id?: string;
  readonly if?: string;
  readonly uses?: string;
  readonly run?: string;
  readonly env?: Readonly<Record<string, string>>;
  readonly with?: Readonly<Record<string, string | number>>;
}

interface Job {
  readonly permissions: Readonly<Record<string, string>>;
  readonly steps: readonly [Step, Step, Step];
}

const file = new URL('../../docs/examples/nightly-changes.yml', import.meta.url);
const { audit: job } = (parse(readFileSync(file, 'utf8')) as { jobs: { audit: Job } }).jobs;
const [fetching, auditing, uploading] = job.steps;
export const conditions = [fetching.if, uploading.if];

/** What the step that fetches the last report leaves behind. */
export interface Fetched {
  readonly status: number | null;
  /** Its path, or an empty text. */
  readonly report: string;
  readonly stdout: string;
  readonly stderr: string;
}

export interface Night {
  readonly estate: TrialOptions['estate'];
  readonly inputs?: Readonly<Record<string, string>>;
  /** By hand, and without the report of the night before. */
  readonly startAnew?: boolean;
}

export class Nights {
  readonly conversations = new GitHubConversations();
  readonly runs = new GitHubRuns();
  /** How the command `gh` is reached. */
  env: Readonly<Record<string, string>> = {};
  readonly #folder: string;
  #steps = 0;

  constructor(folder: string) {
    this.#folder = folder;
    this.conversations.permissions = new Set(job.permissions['issues'] === 'write' ? ['issues'] : []);
    this.runs.isReadable = job.permissions['actions'] === 'read';
  }

  /** One run of the workflow, from the fetching of the last report to the upload of its own. */
  async spend({ estate, inputs, startAnew = false }: Night): Promise<Trial> {
    const run = this.runs.start({ event: startAnew ? 'workflow_dispatch' : 'schedule' });
    const baseline = startAnew ? '' : (await this.fetchLastReport()).report;
    const trial = await tryOut({
      estate,
      inputs: { ...resolveAll(auditing.with, { 'steps.last.outputs.report': baseline }), ...inputs },
      conversations: this.conversations,
      ...(startAnew
        ? { event: { name: 'workflow_dispatch', payload: { repository: { default_branch: 'main' } } } }
        : {}),
    });
    this.upload(run, trial);
    this.end(run, trial.exitCode === 0 ? 'success' : 'failure');
    return trial;
  }

  end(run: EmulatedRun, conclusion: EmulatedRun['conclusion']): void {
    run.status = 'completed';
    run.conclusion = conclusion;
  }

  /** As the last step of the example does, whether the audit failed or not. */
  upload(run: EmulatedRun, { outputs, reportText }: Pick<Trial, 'outputs' | 'reportText'>, attempt = 1): void {
    const report = outputs['report-json'] ?? '';
    if (report === '') return;
    const values = { 'steps.audit.outputs.report-json': report, 'github.run_attempt': String(attempt) };
    const { name = '', path = '' } = resolveAll(uploading.with, values);
    this.runs.upload(run, name, { [basename(path)]: reportText });
  }

  /** Runs the first step of the example as a runner starts a step that names no shell. */
  async fetchLastReport(): Promise<Fetched> {
    this.#steps += 1;
    const temp = join(this.#folder, `temp-${String(this.#steps)}`);
    mkdirSync(temp, { recursive: true });
    const output = join(temp, 'output');
    writeFileSync(output, '');
    const emulator = await startEmulator({ estate: {}, directory: join(temp, 'emulator'), runs: this.runs });
    try {
      const ended = await this.#runStep(emulator, { RUNNER_TEMP: temp, GITHUB_OUTPUT: output });
      return { ...ended, report: parseKeyValueFile(readFileSync(output, 'utf8'))['report'] ?? '' };
    } finally {
      await emulator.close();
    }
  }
  #runStep(emulator: Emulator, places: Readonly<Record<string, string>>): Promise<Omit<Fetched, 'report'>> {
    const bin = join(this.#folder, 'bin');
    mkdirSync(bin, { recursive: true });
    writeFileSync(join(bin, 'gh'), `#!/usr/bin/env bash\nexec '${process.execPath}' '${gh}' "$@"\n`);
    chmodSync(join(bin, 'gh'), 0o755);
    const script = join(bin, 'step.sh');
    writeFileSync(script, fetching.run ?? 'exit 1');
    const env = {
      ...emulator.environment(),
      ...resolveAll(fetching.env),
      ...places,
      ...this.env,
      PATH: `${bin}:${process.env['PATH'] ?? ''}`,
    };
    return new Promise((resolve) => {
      const child = execFile('bash', ['-e', script], { env }, (_, stdout, stderr) => {
        resolve({ status: child.exitCode, stdout, stderr });
      });
    });
  }
}

const gh = fileURLToPath(new URL('../../emulator/gh.ts', import.meta.url));

const context: Readonly<Record<string, string>> = {
  'github.token': githubToken,
  'github.repository': 'octo-org/payments',
  'github.workflow_ref': 'octo-org/payments/.github/workflows/audit.yml@refs/heads/main',
  'github.event.repository.default_branch || github.ref_name': 'main',
  'vars.AZURE_CLIENT_ID': clientId,
  'vars.AZURE_TENANT_ID': tenantId,
  'vars.AZURE_SUBSCRIPTION_IDS': subscription(1),
};

/** Texts of the example with their expressions resolved. */
function resolveAll(texts: Step['with'] = {}, more: typeof context = {}): Record<string, string> {
  const values = { ...context, ...more };
  const resolve = (text: string): string =>
    text.replace(/\$\{\{ (.*?) \}\}/g, (_, name: string) => {
      const value = values[name];
      if (value === undefined) throw new Error(`Nothing is known of ${name}`);
      return value;
    });
  return Object.fromEntries(Object.entries(texts).map(([name, text]) => [name, resolve(String(text))]));
}
