// Files out of the checkout: as they were committed, or not at all.
import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { readCheckout, readWorkspace } from '../../src/github/checkout.ts';
import type { FileReading } from '../../src/ports.ts';

const workspace = mkdtempSync(join(tmpdir(), 'checkout-'));
const path = '.github/keyvault-audit.yml';
const environment = { PATH: process.env['PATH'] };
let first = '';
let second = '';

function git(...argv: readonly string[]): string {
  const identity = ['-c', 'user.name=a', '-c', 'user.email=a@b.example', '-c', 'commit.gpgsign=false'];
  return execFileSync('git', [...identity, ...argv], { cwd: workspace, encoding: 'utf8', stdio: 'pipe' }).trim();
}

function commit(): string {
  git('add', '--all');
  git('commit', '--quiet', '--message', 'x');
  return git('rev-parse', 'HEAD');
}

beforeAll(() => {
  git('init', '--quiet');
  mkdirSync(join(workspace, '.github'));
  writeFileSync(join(workspace, path), 'version: 1\n');
  writeFileSync(join(workspace, 'ä b.yml'), 'umlaut');
  symlinkSync(path, join(workspace, 'link.yml'));
  first = commit();
  writeFileSync(join(workspace, path), 'version: 2\n');
  second = commit();
  writeFileSync(join(workspace, path), 'not committed\n');
});

afterAll(() => {
  rmSync(workspace, { recursive: true });
});

const read = (at: string, file = path, where = workspace): Promise<FileReading | null> =>
  readCheckout(where, at, file, environment);
const text = (reading: FileReading | null): string | null =>
  reading?.kind === 'file' ? Buffer.from(reading.bytes).toString('utf8') : null;

describe('a committed file', () => {
  test('is what it was at that commit, whatever lies in the working tree', async () => {
    expect([text(await read(first)), text(await read(second))]).toEqual(['version: 1\n', 'version: 2\n']);
  });

  test('may have any name, or be a link', async () => {
    expect([text(await read(first, 'ä b.yml')), text(await read(first, 'link.yml'))]).toEqual([
      'umlaut',
      'version: 1\n',
    ]);
  });

  test('counts as it was committed where something took its place in git', async () => {
    git('replace', `${first}:${path}`, `${second}:${path}`);
    expect(text(await read(first))).toBe('version: 1\n');
  });
});

describe('there is no telling', () => {
  test('of a file that a partial clone left on its server: nobody goes there behind our back', async () => {
    const partial = join(mkdtempSync(join(tmpdir(), 'partial-')), 'clone');
    git('config', 'uploadpack.allowFilter', 'true');
    git('clone', '--quiet', '--no-checkout', '--filter=blob:none', `file://${workspace}`, partial);
    expect(await read(first, path, partial)).toBeNull();
  });

  test.each<[string, () => Promise<FileReading | null>]>([
    ['of a commit that is not here', () => read('f'.repeat(40))],
    ['of a file that is not here: a partial checkout leaves some out', () => read(first, 'nowhere.yml')],
    ['of a folder', () => read(first, '.github')],
    ['without a checkout', () => read(first, path, mkdtempSync(join(tmpdir(), 'empty-')))],
    ['without a workspace', () => read(first, path, '')],
    ['without git', () => readCheckout(workspace, first, path, { PATH: '/nowhere' })],
  ])('%s', async (_, reading) => {
    expect(await reading()).toBeNull();
  });
});

describe('a file of the workspace', () => {
  test('is read as it lies there', async () => {
    expect(text(await readWorkspace(workspace, path))).toBe('not committed\n');
    expect(await readWorkspace(workspace, 'nowhere.yml')).toBeNull();
    expect(await readWorkspace(workspace, `${path}/below`)).toBeNull();
  });

  test('may be a link to another one', async () => {
    expect(text(await readWorkspace(workspace, 'link.yml'))).toBe('not committed\n');
    symlinkSync('.github', join(workspace, 'linked-folder'));
    expect(text(await readWorkspace(workspace, 'linked-folder/keyvault-audit.yml'))).toBe('not committed\n');
  });

  test('is read also where the workspace itself is a link', async () => {
    const link = join(mkdtempSync(join(tmpdir(), 'linked-')), 'workspace');
    symlinkSync(workspace, link);
    expect(text(await readWorkspace(link, path))).toBe('not committed\n');
  });

  test('is not what a link leads to in the folder of git, where the token of actions/checkout may stand', async () => {
    symlinkSync(join('.git', 'config'), join(workspace, 'config-link.yml'));
    expect(await readWorkspace(workspace, 'config-link.yml')).toEqual({
      kind: 'odd',
      problem: "lies in git's own folder",
    });
  });

  test.each([
    ['file', join(mkdtempSync(join(tmpdir(), 'outside-')), 'secret.yml')],
    ['device', '/dev/null'],
    ['process', '/proc/self/environ'],
  ])('is not a %s that a link of a pull request leads to, outside of it', async (_, target) => {
    if (target.endsWith('.yml')) writeFileSync(target, 'secret');
    const name = `${basename(target)}-link.yml`;
    symlinkSync(target, join(workspace, name));
    expect(await readWorkspace(workspace, name)).toEqual({
      kind: 'odd',
      problem: 'is a link that leads out of the workspace',
    });
  });

  test('may be something else', async () => {
    expect(await readWorkspace(workspace, '.github')).toEqual({ kind: 'odd', problem: 'is a folder' });
    writeFileSync(join(workspace, 'large.yml'), Buffer.alloc(5_000_000));
    expect(await readWorkspace(workspace, 'large.yml')).toEqual({
      kind: 'odd',
      problem: 'has 5000000 bytes; at most 1 MiB is read',
    });
  });
});
