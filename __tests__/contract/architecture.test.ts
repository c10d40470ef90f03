// docs/architecture.md names what there is.
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from '@jest/globals';

const root = join(import.meta.dirname, '..', '..');
const page = readFileSync(join(root, 'docs', 'architecture.md'), 'utf8');
const manifest = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')) as Record<string, Record<string, string>>;

test('each dependency stands there with its reason, and none that is gone', () => {
  const sections = ['dependencies', 'devDependencies', 'optionalDependencies'];
  const installed = sections.flatMap((section) => Object.keys(manifest[section] ?? {}));
  const rows = page.split(/^## Dependencies/m)[1]?.match(/^\| `.*$/gm) ?? [];
  const named = rows.flatMap((row) => [...(row.split('|')[1] ?? '').matchAll(/`([^`]+)`/g)].map(([, name]) => name));
  expect(named.toSorted()).toEqual(installed.toSorted());
});

/** Text of all files below folders and of single files, less what is installed or generated. */
function textOf(...paths: string[]): string {
  const files = paths.flatMap((path) => {
    if (/\.\w+$/.test(path)) return [path];
    return readdirSync(join(root, path), { recursive: true, withFileTypes: true })
      .filter((entry) => entry.isFile() && !/node_modules|golden/.test(entry.parentPath))
      .map((entry) => join(entry.parentPath, entry.name).slice(root.length + 1));
  });
  return files.map((file) => readFileSync(join(root, file), 'utf8')).join('\n');
}

test('each dependency is used: of the action by src/, of development by anything else', () => {
  const source = textOf('src');
  const imports = (name: string): boolean => new RegExp(`(?:from|import\\() ?'${name}(?:/[^']*)?'`).test(source);
  expect(Object.keys(manifest['dependencies'] ?? {}).filter((name) => !imports(name))).toEqual([]);

  const rest = textOf('__tests__', 'emulator', 'script', 'eslint.config.mjs', 'jest.config.mjs', 'tsconfig.json');
  const isNamed = (name: string): boolean => new RegExp(`(?:'|"|node_modules/)${name}(?:['"/]|$)`, 'm').test(rest);
  const names = Object.keys(manifest['devDependencies'] ?? {}).filter((name) => !name.startsWith('@types/'));
  expect(names.filter((name) => !isNamed(name))).toEqual([]);
});

test('each folder of the repository stands there', () => {
  const made = ['node_modules', 'build', 'coverage'];
  const folders = readdirSync(root, { withFileTypes: true })
    .filter((entry) => entry.isDirectory() && !entry.name.startsWith('.') && !made.includes(entry.name))
    .map(({ name }) => name);
  expect(folders.filter((name) => !new RegExp(`^${name}/(?: |$)`, 'm').test(page))).toEqual([]);
});

test('each room and each module at the top of src/ stands there', () => {
  const entries = readdirSync(join(root, 'src'), { withFileTypes: true });
  const names = entries.map((entry) => (entry.isDirectory() ? `${entry.name}/` : entry.name));
  expect(
    names.filter((name) => name.endsWith('.ts') || name.endsWith('/')).filter((name) => !page.includes(name)),
  ).toEqual([]);
});
