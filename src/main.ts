// The composition root: the world (environment, clock, chance, signals) enters here, live adapters are put together,
// and whatever is thrown becomes one failure that a person can act on.
import { setMaxListeners } from 'node:events';
import { tmpdir } from 'node:os';
import manifest from '../package.json' with { type: 'json' };
import { AuditError } from './errors.ts';
import type { Clock, Interruption } from './ports.ts';
import type { Runner } from './github/runner.ts';
import { audit } from './audit.ts';
import { clouds } from './azure/clouds.ts';
import { createRunner, resolveReportDirectory } from './github/runner.ts';
import { explainMissingToken } from './github/missing-token.ts';
import { readRunCommits, readRunContext } from './github/event.ts';
import { createConversations } from './github/conversations.ts';
import { createGitHubApi, type GitHubApi } from './github/api.ts';
import { createRepository } from './github/repository.ts';
import { explanationUrl, renderErrorSummary } from './report/error-summary.ts';
import { toOutputs } from './report/outputs.ts';

const clock: Clock = {
  // Not Date.now(): whoever sets the machine's clock back by an hour would have the audit wait for that hour.
  now: () => Math.round(performance.timeOrigin + performance.now()),
  sleep,
  random: () => Math.random(),
};

/** Not node:timers/promises: that makes an exception with a stack for each sleep that is cut short, and all are. */
function sleep(ms: number, signal?: AbortSignal): Promise<void> {
  return new Promise((resolve, reject) => {
    const wake = (): void => {
      signal?.removeEventListener('abort', cutShort);
      resolve();
    };
    const timer = setTimeout(wake, Math.max(0, ms));
    const cutShort = (): void => {
      clearTimeout(timer);
      reject(sleepCutShort);
    };
    if (signal?.aborted === true) cutShort();
    else signal?.addEventListener('abort', cutShort, { once: true });
  });
}

const userAgent = `${manifest.name}/${manifest.version}`;

const sleepCutShort = new Error('The sleep was cut short.');

/** Runs the action. Never throws: failures end in the log, the summary, the outputs and the exit status. */
export async function main(env: NodeJS.ProcessEnv = process.env): Promise<void> {
  // Whoever reads the log can do nothing about how a bundled package uses Node (a proxy with a password makes one warn).
  process.noDeprecation = true;
  completeProxies(env);
  const runner = createRunner(env);
  const docs = documentationUrl(env);
  try {
    if (await Promise.race([runAudit(runner, docs, env), defectElsewhere()])) process.exitCode = 1;
  } catch (error) {
    process.exitCode = 1;
    await reportFailure(runner, docs, toAuditError(error));
  }
}

/** The runner and its toolkit take a proxy without `http://` (actions/runner#2663); Azure's SDKs call it an invalid URL. */
function completeProxies(env: NodeJS.ProcessEnv): void {
  for (const name of ['HTTPS_PROXY', 'https_proxy', 'ALL_PROXY', 'all_proxy', 'HTTP_PROXY', 'http_proxy']) {
    const proxy = env[name]?.trim() ?? '';
    if (proxy !== '' && !proxy.includes('://')) env[name] = `http://${proxy}`;
  }
}

/** A promise that nobody waits for any more and that rejects is a defect too: it ends the run like any other. */
function defectElsewhere(): Promise<never> {
  return new Promise((_resolve, reject) => process.once('unhandledRejection', reject));
}

function runAudit(runner: Runner, docs: string, env: NodeJS.ProcessEnv): Promise<boolean> {
  const context = readRunContext(env);
  const interruptions = listenForInterruptions();
  const { signal, cutOff } = interruptions;
  const apiOf = (githubToken: string): GitHubApi => createGitHubApi({ githubToken, clock, signal, cutOff, userAgent });
  let isRedacted = false;
  return audit({
    host: runner,
    clock,
    context,
    commits: readRunCommits(env),
    repositoryOf: ({ githubToken }) => createRepository(apiOf(githubToken), env),
    conversationsOf: ({ githubToken }) => createConversations(apiOf(githubToken), context.repository),
    readInput: runner.readInput,
    requireIdToken: () => {
      if (!runner.canRequestIdToken) throw explainMissingToken(context);
    },
    limitTime: interruptions.limitTime,
    interruption: interruptions.first,
    signIn: async (inputs) => {
      // Half of the bundle is what talks to Azure: it is loaded while GitHub answers, or not at all when inputs are wrong.
      const { signIn } = await import('./azure/sign-in.ts');
      const cloud = clouds[inputs.environment];
      return signIn({
        cloud,
        clientId: inputs.clientId,
        tenantId: inputs.tenantId,
        requestIdToken: () => runner.requestIdToken(inputs.audience ?? cloud.audience),
        addMask: runner.addMask,
        clock,
        signal,
        userAgent,
        // The runner would throw the lines away anyway, at a price for each.
        debug: (line) => {
          if (!isRedacted && env['RUNNER_DEBUG'] === '1') runner.debug(line);
        },
      });
    },
    portalOf: (inputs) => clouds[inputs.environment].portal,
    reportDirectoryOf: (inputs) => resolveReportDirectory(inputs.reportDirectory, env, tmpdir()),
    onRedacted: () => {
      isRedacted = true;
    },
    tool: { name: manifest.name, version: manifest.version },
    docs,
  });
}

interface Interruptions {
  readonly signal: AbortSignal;
  /** A second after the workflow was cancelled: GitHub's API has answered, or is not waited for. */
  readonly cutOff: AbortSignal;
  readonly limitTime: (minutes: number) => void;
  /** The first of them; null: there was none. */
  readonly first: () => Interruption | null;
}

const graceMs = 1_000;

/**
 * A cancelled workflow gets SIGINT (on Windows SIGBREAK too), 7.5 s later SIGTERM, 2.5 s later the end: at the first of
 * them, or when the time budget is over, reading stops, and what was read until then is reported.
 */
function listenForInterruptions(): Interruptions {
  const controller = new AbortController();
  const cutOff = new AbortController();
  let first: Interruption | null = null;
  const interrupt = (interruption: Interruption): void => {
    first ??= interruption;
    controller.abort();
  };
  // Every request in flight listens to it.
  setMaxListeners(0, controller.signal);
  const signals: readonly NodeJS.Signals[] =
    process.platform === 'win32' ? ['SIGINT', 'SIGBREAK'] : ['SIGINT', 'SIGTERM'];
  for (const name of signals) {
    process.on(name, () => {
      interrupt({ kind: 'cancelled' });
      setTimeout(() => {
        cutOff.abort();
      }, graceMs).unref();
    });
  }
  return {
    signal: controller.signal,
    cutOff: cutOff.signal,
    limitTime: (minutes) => {
      setTimeout(() => {
        interrupt({ kind: 'time-budget', minutes });
      }, minutes * 60_000).unref();
    },
    first: () => first,
  };
}

/** The runner keeps ten errors of a step; the last is the error as a whole. */
const maxFaults = 9;

async function reportFailure(runner: Runner, docs: string, error: AuditError): Promise<void> {
  const { code, message, fix, paste } = error;
  // A defect elsewhere leaves the group of the phase open, and what is folded away is not seen.
  runner.endGroup();
  const url = explanationUrl(docs, code);
  // Each by itself: where one of them is what failed, the others are still worth having.
  try {
    for (const [name, value] of Object.entries(toOutputs(null, {}))) runner.setOutput(name, value);
  } catch (cause) {
    runner.info(`The outputs could not be written: ${String(cause)}`);
  }
  try {
    await runner.writeSummary(renderErrorSummary({ code, message, fix, paste, docs: url }));
  } catch (cause) {
    runner.info(`The job summary could not be written: ${String(cause)}`);
  }
  if (paste !== undefined) runner.info(paste.text);
  if (error.cause instanceof Error) runner.debug(error.cause.stack ?? error.cause.message);
  for (const { place, message: fault } of error.faults.slice(0, maxFaults)) {
    runner.annotate({ level: 'error', title: code, message: fault, place });
  }
  runner.annotate({ level: 'error', title: code, message: [message, ...fix, url].join('\n\n') });
}

function toAuditError(error: unknown): AuditError {
  if (error instanceof AuditError) return error;
  return new AuditError({
    code: 'KVA-INTERNAL',
    message: `This is a defect of the action: ${error instanceof Error ? error.message : String(error)}`,
    fix: ['Please report it, with the log of a run with debug logging (ACTIONS_STEP_DEBUG).'],
    cause: error,
  });
}

/** Where the documentation of this version is read: in the repository and at the ref that the workflow names. */
function documentationUrl(env: NodeJS.ProcessEnv): string {
  const read = (name: string): string => env[name] ?? '';
  const server = read('GITHUB_SERVER_URL') || 'https://github.com';
  const isOwn = read('GITHUB_ACTION_REPOSITORY') === '';
  const repository = read(isOwn ? 'GITHUB_REPOSITORY' : 'GITHUB_ACTION_REPOSITORY');
  // Within composite actions it may be empty: https://github.com/actions/runner/issues/2473
  const ref = read(isOwn ? 'GITHUB_SHA' : 'GITHUB_ACTION_REF') || 'main';
  return `${server}/${repository}/blob/${ref}/docs`;
}
