// Runs a script with a bash that can do nothing but record: `az` is a function, and there is no other program.
import { spawnSync } from 'node:child_process';
import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect } from '@jest/globals';

/** null where there is no bash. */
export const bashPath: string | null = pathOf('bash', ['-c', 'printf %s "$BASH"']);
/** null where it is not installed. */
export const shellcheckPath: string | null = isThere('shellcheck') ? 'shellcheck' : null;

function pathOf(command: string, args: readonly string[]): string | null {
  const { stdout, status } = spawnSync(command, [...args], { encoding: 'utf8' });
  return status === 0 && stdout !== '' ? stdout : null;
}

function isThere(command: string): boolean {
  return spawnSync(command, ['--version']).status === 0;
}

/** What the stub of `az` prints: enough for a script that asks for the identity of an assignment. */
export const principalId = '55555555-5555-4555-8555-555555555555';

/** Arguments of every call of `az`, in order. Fails the test when the script fails, says anything, or leaves a file. */
export function runScript(script: string, environment: Readonly<Record<string, string>> = {}): readonly string[][] {
  const folder = mkdtempSync(join(tmpdir(), 'fixes-'));
  const recorder = [
    `az() { printf '%s\\0' "$@" $'\\n' >&3; if [[ "$*" == *identity.principalId* ]]; then echo ${principalId}; fi; }`,
    'sleep() { :; }',
    '',
  ].join('\n');
  try {
    const { status, stderr, stdout, output } = spawnSync(bashPath ?? '', ['--norc', '-u', '-e', '-s'], {
      input: recorder + script,
      cwd: folder,
      env: { PATH: '/nonexistent', ...environment },
      encoding: 'utf8',
      stdio: ['pipe', 'pipe', 'pipe', 'pipe'],
    });
    expect({ status, stderr, stdout, files: readdirSync(folder) }).toEqual({
      status: 0,
      stderr: '',
      stdout: '',
      files: [],
    });
    return (output[3] ?? '')
      .split('\n\0')
      .filter((call) => call !== '')
      .map((call) => call.split('\0').slice(0, -1));
  } finally {
    rmSync(folder, { recursive: true });
  }
}

/** Options of a call, each with its values. */
export function readOptions(call: readonly string[]): ReadonlyMap<string, readonly string[]> {
  const options = new Map<string, string[]>();
  let last: string[] = [];
  for (const word of call) {
    if (word.startsWith('--')) options.set(word, (last = []));
    else last.push(word);
  }
  return options;
}
