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

test('each room and each module at the top of src/ stands there', () => {
  const entries = readdirSync(join(root, 'src'), { withFileTypes: true });
  const names = entries.map((entry) => (entry.isDirectory() ? `${entry.name}/` : entry.name));
  expect(
    names.filter((name) => name.endsWith('.ts') || name.endsWith('/')).filter((name) => !page.includes(name)),
  ).toEqual([]);
});
