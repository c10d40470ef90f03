// dist/ as a thing that others get: readable, without a trace of where it was built, with the licences of all inside.
import { readdirSync, readFileSync } from 'node:fs';
import { homedir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, test } from '@jest/globals';

const root = join(import.meta.dirname, '..', '..');
const dist = join(root, 'dist');
const files = readdirSync(dist);
const read = (name: string): string => readFileSync(join(dist, name), 'utf8');
const sources = files
  .filter((name) => name.endsWith('.map'))
  .flatMap((name) => (JSON.parse(read(name)) as { sources: string[] }).sources);

/** `name version` of the package that a source belongs to; null for our own files. */
function packageOf(source: string): string | null {
  const parts = source.split('/');
  const at = parts.lastIndexOf('node_modules');
  if (at < 0) return null;
  const end = at + (parts[at + 1]?.startsWith('@') === true ? 3 : 2);
  const folder = parts.slice(parts.indexOf('node_modules'), end).join('/');
  const { name, version } = JSON.parse(readFileSync(join(root, folder, 'package.json'), 'utf8')) as {
    name: string;
    version: string;
  };
  return `${name} ${version}`;
}

describe('licenses.txt', () => {
  const sections = read('licenses.txt')
    .split(/\n-{80}\n\n/)
    .slice(1);
  const bundled = [...new Set(sources.map(packageOf).filter((name) => name !== null))].toSorted();

  test('lists every package that is in the source maps, and no other', () => {
    expect(sections.map((section) => section.split('\n')[0]).toSorted()).toEqual(bundled);
    expect(bundled).toEqual(expect.arrayContaining([expect.stringMatching(/^@azure\/identity /)]));
  });

  test('has a licence and its text for each of them', () => {
    expect(sections.filter((section) => !/^Licence: \S+/m.test(section) || section.length < 300)).toEqual([]);
  });
});

test('the bundle is small enough to be read: not minified, no package.json of ours but the one that makes it ESM', () => {
  expect(JSON.parse(read('package.json'))).toEqual({ type: 'module' });
  const lines = read('index.js').split('\n');
  expect(lines.length).toBeGreaterThan(50_000);
});

test('no path of the machine that built it is in it', () => {
  const traces = [root, homedir(), process.cwd()].filter((path) => path.length > 1);
  for (const name of files) {
    const text = read(name);
    expect(traces.filter((path) => text.includes(`${path}/`)).map((path) => `${name}: ${path}`)).toEqual([]);
  }
  // From dist/ they lead to the root; further up only when node_modules was a link.
  expect(sources.filter((source) => /^(\.\.\/\.\.|\/|\w+:[\\/])/.test(source))).toEqual([]);
});

test('it has our own code, and of other code only what is in the lockfile as a dependency of the action', () => {
  expect(sources).toEqual(expect.arrayContaining([expect.stringMatching(/\/src\/audit\.ts$/)]));
  const { packages } = JSON.parse(readFileSync(join(root, 'package-lock.json'), 'utf8')) as {
    packages: Record<string, { dev?: boolean }>;
  };
  const folders = new Set(
    sources
      .map((source) => /node_modules\/(?:.*\/node_modules\/)?(?:@[^/]+\/)?[^/]+/.exec(source)?.[0])
      .filter((folder) => folder !== undefined),
  );
  const others = [...folders].filter((folder) => packages[folder] === undefined || packages[folder].dev === true);
  // `debug`, deep below @azure/identity, uses it where it finds it, which is here for jest's sake.
  expect(others.toSorted()).toEqual(['node_modules/has-flag', 'node_modules/supports-color']);
});
