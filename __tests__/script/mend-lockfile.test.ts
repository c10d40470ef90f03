// script/mend-lockfile.mjs adds what npm left out, as the registry describes it, or by its name where there is none.
import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from '@jest/globals';

const script = join(import.meta.dirname, '..', '..', 'script', 'mend-lockfile.mjs');

test('optional packages that are missing are added, once', () => {
  const folder = mkdtempSync(join(tmpdir(), 'lockfile-'));
  try {
    const file = join(folder, 'package-lock.json');
    const known = { version: '1.0.0', integrity: 'sha512-known', optional: true };
    const optionalDependencies = { 'tool-linux-x64': '1.0.0', 'tool-darwin-arm64': '1.0.0', 'tool-win32-x64': '1.0.0' };
    writeFileSync(
      file,
      JSON.stringify({
        lockfileVersion: 3,
        packages: { 'node_modules/tool': { optionalDependencies }, 'node_modules/tool-linux-x64': known },
      }),
    );
    // A registry that has one of the two.
    const answer = JSON.stringify({ os: ['win32'], cpu: ['x64'], license: 'MIT', dist: { integrity: 'sha512-win' } });
    const npm = `#!/bin/sh\ncase "$2" in tool-win32-x64@1.0.0) echo '${answer}' ;; *) exit 1 ;; esac\n`;
    writeFileSync(join(folder, 'npm'), npm, { mode: 0o755 });
    const mend = (): string =>
      execFileSync(process.execPath, [script, folder], {
        encoding: 'utf8',
        env: { ...process.env, NODE_OPTIONS: '', PATH: `${folder}:${process.env['PATH'] ?? ''}` },
      });

    expect(mend()).toMatch(/^2 optional packages added/);
    const { packages } = JSON.parse(readFileSync(file, 'utf8')) as { packages: Record<string, unknown> };
    expect(packages).toEqual({
      'node_modules/tool': { optionalDependencies },
      'node_modules/tool-darwin-arm64': { version: '1.0.0', os: ['darwin'], cpu: ['arm64'], optional: true },
      'node_modules/tool-linux-x64': known,
      'node_modules/tool-win32-x64': {
        version: '1.0.0',
        integrity: 'sha512-win',
        license: 'MIT',
        os: ['win32'],
        cpu: ['x64'],
        optional: true,
      },
    });
    const mended = readFileSync(file, 'utf8');
    expect(mend()).toMatch(/^0 optional packages added/);
    expect(readFileSync(file, 'utf8')).toBe(mended);
  } finally {
    rmSync(folder, { recursive: true });
  }
});
