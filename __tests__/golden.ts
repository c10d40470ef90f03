// Golden files: what is rendered is compared with what was reviewed. UPDATE_GOLDEN=1 writes them anew.
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect } from '@jest/globals';

/** Compares with `__tests__/golden/<name>`. */
export function expectGolden(name: string, text: string): void {
  const path = fileURLToPath(new URL(`./golden/${name}`, import.meta.url));
  if (process.env['UPDATE_GOLDEN'] === '1') {
    mkdirSync(dirname(path), { recursive: true });
    writeFileSync(path, text);
  }
  // A file that is not there must fail, not pass: in CI nobody looks at what would be written.
  expect(existsSync(path) ? readFileSync(path, 'utf8') : `no golden file ${name}: run with UPDATE_GOLDEN=1`).toBe(text);
}
