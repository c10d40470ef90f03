// What the tests themselves stand on.
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from '@jest/globals';

test('tests run on Node 24, as the action does, whatever Node the machine has', () => {
  expect(process.version).toMatch(/^v24\./);
});

describe('macOS has bash 3.2', () => {
  const folder = join(import.meta.dirname, '..', '..', 'script');
  const scripts = readdirSync(folder, { withFileTypes: true })
    .filter((entry) => entry.isFile() && !entry.name.includes('.'))
    .map(({ name }) => [name, readFileSync(join(folder, name), 'utf8')] as const);

  test.each(scripts)('which runs script/%s', (_name, text) => {
    expect(text).toMatch(/^#!\/usr\/bin\/env bash\n/);
    expect(text).not.toMatch(/\b(?:mapfile|readarray|coproc|wait -n|declare -A)\b|\$\{\w+(?:,,|\^\^)|\|&/);
    // Under `set -u` an array without items is unbound there.
    const mayBeEmpty = [...text.matchAll(/^ *(\w+)=\(\)$/gm)].map(([, name = '']) => name);
    const loose = mayBeEmpty.filter((name) =>
      text.replaceAll(`\${${name}[@]+"\${${name}[@]}"}`, '').includes(`\${${name}[@]}`),
    );
    expect(loose).toEqual([]);
  });
});
