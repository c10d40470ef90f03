// The repository as actions/checkout left it on this machine. Files are taken out of git's own store by their commit,
// never from the working tree: what an earlier step wrote over a file must not pass for what was reviewed.
import { execFile } from 'node:child_process';
import { existsSync } from 'node:fs';
import { readFile, realpath, stat } from 'node:fs/promises';
import { isAbsolute, join, relative, sep } from 'node:path';
import type { FileReading } from '../ports.ts';
import type { EnvironmentVariables } from './runner.ts';
import { hasCode } from './unknown-data.ts';

const timeoutMs = 10_000;
/** More than a file may have; git's output beyond it is thrown away, and the API asked. */
const maxBytes = 4 * 1024 * 1024;

/**
 * The file at the commit; null where there is no checkout, no git, no such commit in it, or no such file: a sparse or
 * partial checkout leaves out files that the commit has, so that their absence here proves nothing. Never throws.
 */
export async function readCheckout(
  workspace: string,
  commit: string,
  path: string,
  env: EnvironmentVariables,
): Promise<FileReading | null> {
  const folder = join(workspace, '.git');
  if (workspace === '' || !existsSync(folder)) return null;
  const answer = await runGit(workspace, folder, `${commit}:${path}\n`, env);
  if (answer === null) return null;
  const end = answer.indexOf('\n');
  const [, size] = /^[0-9a-f]+ blob (\d+)$/.exec(answer.subarray(0, end).toString('latin1')) ?? [];
  if (size === undefined) return null;
  const bytes = answer.subarray(end + 1, end + 1 + Number(size));
  return bytes.length === Number(size) ? { kind: 'file', bytes } : null;
}

/**
 * As it lies there; null when it does not. Links are followed within the workspace only, as git and GitHub do: a pull
 * request could have what else is on this machine quoted, or have us read a device that does not end.
 */
export async function readWorkspace(workspace: string, path: string): Promise<FileReading | null> {
  try {
    const [root, file] = await Promise.all([realpath(workspace), realpath(join(workspace, path))]);
    const [first] = relative(root, file).split(sep);
    // What actions/checkout leaves in there is the token of the job.
    if (first?.toLowerCase() === '.git') return { kind: 'odd', problem: "lies in git's own folder" };
    if (!isWithin(root, file)) return { kind: 'odd', problem: 'is a link that leads out of the workspace' };
    const { size } = await stat(file);
    // Not read whole: it is too large anyway, and this process has better use for its memory.
    if (size > maxBytes) return { kind: 'odd', problem: `has ${size} bytes; at most 1 MiB is read` };
    return { kind: 'file', bytes: await readFile(file) };
  } catch (error) {
    if (hasCode(error, 'EISDIR')) return { kind: 'odd', problem: 'is a folder' };
    if (hasCode(error, 'ENOENT', 'ENOTDIR')) return null;
    return { kind: 'odd', problem: `cannot be read: ${String(error)}` };
  }
}

function isWithin(folder: string, file: string): boolean {
  const way = relative(folder, file);
  return way.split(sep)[0] !== '..' && !isAbsolute(way); // absolute: on another drive of Windows
}

/** What `git cat-file --batch` answers; null when it fails, or takes too long. */
function runGit(cwd: string, folder: string, input: string, env: EnvironmentVariables): Promise<Buffer | null> {
  const argv = ['--git-dir', folder, '-c', 'safe.directory=*', 'cat-file', '--batch', '--follow-symlinks'];
  const system = ['PATH', 'Path', 'SystemRoot', 'TEMP', 'TMP', 'TMPDIR'];
  const options = {
    cwd,
    timeout: timeoutMs,
    maxBuffer: maxBytes,
    encoding: 'buffer',
    windowsHide: true,
    env: {
      ...Object.fromEntries(system.flatMap((name) => (env[name] === undefined ? [] : [[name, env[name]]]))),
      GIT_CONFIG_NOSYSTEM: '1',
      GIT_NO_LAZY_FETCH: '1', // an object that is not here is not fetched behind our back
      GIT_NO_REPLACE_OBJECTS: '1', // nor taken for another
      GIT_TERMINAL_PROMPT: '0',
      NoDefaultCurrentDirectoryInExePath: '1', // Windows looks for git.exe in the repository otherwise
    },
  } as const;
  return new Promise((resolve) => {
    const child = execFile('git', argv, options, (error, stdout) => {
      resolve(error === null ? stdout : null);
    });
    child.stdin?.on('error', () => undefined); // git ended before it read: the callback says so
    child.stdin?.end(input);
  });
}
