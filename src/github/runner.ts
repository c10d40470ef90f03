// The runner, by @actions/core: log, annotations, summary, outputs, files, inputs, the GitHub token for Azure. The only
// file that imports it. Everything that it prints goes through harmless.ts.
import { appendFile, mkdir, readFile, rename, rm, stat, writeFile } from 'node:fs/promises';
import { dirname, join, resolve } from 'node:path';
import * as core from '@actions/core';
import { AuditError } from '../errors.ts';
import type { Annotation, FileReading, Host } from '../ports.ts';
import { cut, toLogLines, toOneLine } from './harmless.ts';
import { hasCode } from './unknown-data.ts';

/** `process.env`, handed in by main.ts. */
export type EnvironmentVariables = Readonly<Record<string, string | undefined>>;

/** The runner of this job. */
export interface Runner extends Host {
  /** The input, trimmed; empty when it is not given. */
  readonly readInput: (name: string) => string;
  /** Whether GitHub offers this job a token for other clouds: it has `id-token: write`, and no fork asks. */
  readonly canRequestIdToken: boolean;
  /** A fresh token of GitHub for this audience, already masked. Throws AuditError `KVA-OIDC-FAILED`. */
  readonly requestIdToken: (audience: string) => Promise<string>;
  /** Keeps a secret out of the log from here on. */
  readonly addMask: (secret: string) => void;
}

/** The runner cuts messages off here: ExecutionContext.cs, `_maxIssueMessageLength`. */
const maxMessageLength = 4096;
/** https://docs.github.com/rest/checks/runs: the title of an annotation. */
const maxTitleLength = 255;

/** Outside a runner everything works but outputs, summary and token; the log says so. */
export function createRunner(env: EnvironmentVariables): Runner {
  let isGroupOpen = false;
  return {
    info: (text) => {
      toLogLines(text).forEach((line) => {
        core.info(line);
      });
    },
    debug: (text) => {
      toLogLines(text).forEach((line) => {
        core.debug(line);
      });
    },
    startGroup: (title) => {
      core.startGroup(toOneLine(title));
      isGroupOpen = true;
    },
    endGroup: () => {
      if (isGroupOpen) core.endGroup();
      isGroupOpen = false;
    },
    annotate,
    ...createFileCommands(env),
    readFile: (path, maxBytes) => readWithin(resolve(env['GITHUB_WORKSPACE'] ?? '', path), maxBytes),
    writeFile: (path, text) => writeWhole(resolve(env['GITHUB_WORKSPACE'] ?? '', path), text),
    readInput: (name) => core.getInput(name),
    canRequestIdToken: Boolean(env['ACTIONS_ID_TOKEN_REQUEST_URL'] && env['ACTIONS_ID_TOKEN_REQUEST_TOKEN']),
    requestIdToken,
    addMask: (secret) => {
      if (secret.trim() !== '') core.setSecret(secret); // the runner warns of an empty one
    },
  };
}

/**
 * Absolute path of the folder for reports: `given` is the input, seen from the workspace. Without it a folder under
 * `RUNNER_TEMP`, one for each step, so that two audits in a job do not overwrite each other's.
 */
export function resolveReportDirectory(given: string | null, env: EnvironmentVariables, temp: string): string {
  if (given !== null) return resolve(env['GITHUB_WORKSPACE'] ?? '', given);
  const step = (env['GITHUB_ACTION'] ?? '').replace(/[^\w-]/g, '_');
  return resolve(env['RUNNER_TEMP'] ?? temp, join('keyvault-audit', step));
}

function annotate({ level, title, message, place }: Annotation): void {
  const text = cut(toLogLines(message).join('\n'), maxMessageLength);
  const where = place === undefined ? {} : { file: place.file, startLine: place.line, startColumn: place.column };
  core[level](text, { title: cut(toOneLine(title), maxTitleLength), ...where });
}

/** Outputs and summary: files that the runner reads when the step is over. */
function createFileCommands(env: EnvironmentVariables): Pick<Host, 'setOutput' | 'writeSummary'> {
  const missing = new Set<string>();
  const has = (variable: string, what: string): boolean => {
    if (env[variable]) return true;
    if (missing.has(variable)) return false;
    missing.add(variable);
    // Without the values: outputs may hold what `redact` keeps out of the log.
    core.info(`No ${what}: ${variable} is not set, so this is not a GitHub Actions runner.`);
    return false;
  };
  return {
    setOutput: (name, value) => {
      if (!has('GITHUB_OUTPUT', 'outputs')) return;
      try {
        core.setOutput(name, value);
      } catch (cause) {
        throw toWriteError(`The output ${name}`, cause);
      }
    },
    writeSummary: async (markdown) => {
      const file = env['GITHUB_STEP_SUMMARY'];
      if (!has('GITHUB_STEP_SUMMARY', 'job summary') || file === undefined) return;
      try {
        // Not core.summary: it remembers the first file that it was shown for good.
        await appendFile(file, markdown.endsWith('\n') ? markdown : `${markdown}\n`, 'utf8');
      } catch (cause) {
        throw toWriteError('The job summary', cause);
      }
    },
  };
}

async function readWithin(path: string, maxBytes: number): Promise<FileReading> {
  try {
    const found = await stat(path);
    if (found.isDirectory()) return { kind: 'odd', problem: 'is a folder' };
    // A pipe would keep the step waiting.
    if (!found.isFile()) return { kind: 'odd', problem: 'is no plain file' };
    if (found.size > maxBytes) return { kind: 'odd', problem: `has ${found.size} bytes; at most ${maxBytes} are read` };
    return { kind: 'file', bytes: await readFile(path) };
  } catch (error) {
    if (hasCode(error, 'ENOENT', 'ENOTDIR')) return { kind: 'absent' };
    return { kind: 'odd', problem: `cannot be read: ${toReason(error)}` };
  }
}

/** Whoever sees the file sees all of it. Takes a link's place instead of writing to where it points. */
async function writeWhole(path: string, text: string | Generator<string>): Promise<string> {
  const partial = `${path}.partial`;
  await mkdir(dirname(path), { recursive: true });
  try {
    await writeFile(partial, typeof text === 'string' ? text : inBatches(text), 'utf8');
    await rename(partial, path);
  } catch (error) {
    await rm(partial, { force: true });
    throw error;
  }
  return path;
}

const batchLength = 64 * 1_024;

/** Pieces are a few kilobytes, and each that comes by itself is a call of the operating system. */
function* inBatches(pieces: Generator<string>): Generator<string> {
  let batch: string[] = [];
  let length = 0;
  for (const piece of pieces) {
    batch.push(piece);
    length += piece.length;
    if (length < batchLength) continue;
    yield batch.join('');
    batch = [];
    length = 0;
  }
  yield batch.join('');
}

async function requestIdToken(audience: string): Promise<string> {
  try {
    return await core.getIDToken(audience); // masks it
  } catch (cause) {
    throw new AuditError({
      code: 'KVA-OIDC-FAILED',
      message: `GitHub did not give this job a token for the audience "${audience}": ${toReason(cause)}`,
      fix: ['Run the job again. If it fails again, see https://www.githubstatus.com for GitHub Actions.'],
      cause,
    });
  }
}

function toWriteError(what: string, cause: unknown): AuditError {
  return new AuditError({
    code: 'KVA-WRITE',
    message: `${what} could not be written: ${toReason(cause)}`,
    fix: ['Look at the disk of the runner: it may be full, or the step may have removed the files of the runner.'],
    cause,
  });
}

function toReason(cause: unknown): string {
  const text = typeof cause === 'object' && cause !== null && 'message' in cause ? cause.message : cause;
  return String(text).replace(/\s+/g, ' ').trim();
}
