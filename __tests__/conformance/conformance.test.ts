// The conformance test as one of jest's: it runs in a process of its own, because its validator lives in a project of
// its own. Where AZURE_SPECS does not name Azure's OpenAPI files it is skipped, and says so.
import { expect, test } from '@jest/globals';
import { execFile } from 'node:child_process';
import { tmpdir } from 'node:os';
import { fileURLToPath } from 'node:url';

const script = fileURLToPath(new URL('conformance.mjs', import.meta.url));
const specs = process.env['AZURE_SPECS'] ?? '';

function run(folder: string): Promise<{ code: number; output: string }> {
  return new Promise((resolve) => {
    const env = { ...process.env, AZURE_SPECS: folder };
    const child = execFile(process.execPath, [script], { env }, (_error, stdout, stderr) => {
      resolve({ code: child.exitCode ?? -1, output: stdout + stderr });
    });
  });
}

const held = specs === '' ? test.skip : test;

held(
  "the emulator's traffic is what Azure's OpenAPI files describe",
  async () => {
    const { code, output } = await run(specs);
    // The output says which request or answer is wrong, and how.
    expect(code === 0 ? '' : output).toBe('');
    expect(output).toMatch(/^Conformance: \d{2,} passed, 0 failed$/m);
  },
  60_000,
);

test('without the files it says that it was skipped, and why', async () => {
  const { code, output } = await run('');
  expect(output).toContain('CONFORMANCE SKIPPED: AZURE_SPECS is not set.');
  expect(code).toBe(0);
});

test('a folder without them is an error', async () => {
  const { code, output } = await run(tmpdir());
  expect(output).toContain('AZURE_SPECS: no specification/ in');
  expect(code).toBe(1);
});
