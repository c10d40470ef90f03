// Files that GitHub reads beside the workflows: forms of issues, owners, updates of dependencies.
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from '@jest/globals';
import { parse } from 'yaml';

const root = join(import.meta.dirname, '..', '..');
const read = (path: string): string => readFileSync(join(root, path), 'utf8');
const forms = readdirSync(join(root, '.github', 'ISSUE_TEMPLATE')).filter((name) => name !== 'config.yml');

interface Field {
  readonly type: string;
  readonly id?: string;
  readonly attributes: { readonly label?: string; readonly options?: readonly string[] };
}
interface Form {
  readonly name: string;
  readonly description: string;
  readonly body: readonly Field[];
}

describe.each(forms)('the form %s', (name) => {
  const { body, ...head } = parse(read(`.github/ISSUE_TEMPLATE/${name}`)) as Form;

  test('has what GitHub demands, or it would not be shown', () => {
    expect(head).toMatchObject({ name: expect.any(String), description: expect.any(String) });
    expect(body.filter(({ type }) => !['input', 'textarea', 'dropdown', 'checkboxes'].includes(type))).toEqual([]);
    const ids = body.map(({ id }) => id);
    expect(ids).not.toContain(undefined);
    expect(new Set(ids).size).toBe(ids.length);
    expect(body.filter(({ attributes }) => attributes.label === undefined)).toEqual([]);
    for (const { attributes } of body) expect(new Set(attributes.options).size).toBe((attributes.options ?? []).length);
  });
});

test('folders and files that have owners, or get updates, are there', () => {
  const owned = read('.github/CODEOWNERS').match(/^\/\S+/gm) ?? [];
  const { updates } = parse(read('.github/dependabot.yml')) as {
    updates: { directory?: string; directories?: string[] }[];
  };
  const updated = updates.flatMap(({ directory, directories = [] }) => [
    ...directories,
    ...(directory === undefined ? [] : [directory]),
  ]);
  expect([...owned, ...updated].filter((path) => !existsSync(join(root, path)))).toEqual([]);
  const lockfiles = ['', '__tests__/conformance', 'script/mutation'].filter((path) =>
    existsSync(join(root, path, 'package-lock.json')),
  );
  expect(lockfiles.map((path) => `/${path}`).filter((path) => !updated.includes(path))).toEqual([]);
});

test('Node is the same everywhere', () => {
  const version = read('.node-version').trim();
  expect(read('.nvmrc').trim()).toBe(version);
  expect(process.version).toMatch(new RegExp(`^v${version}\\.`));
  expect(read('action.yml')).toContain(`using: node${version}`);
});

test('the version that is built has its section in the changelog', () => {
  const { version } = JSON.parse(read('package.json')) as { version: string };
  expect(read('CHANGELOG.md')).toContain(`\n## ${version}\n`);
});

test('the files that people look for are there, each with what it is for', () => {
  const files: Readonly<Record<string, RegExp>> = {
    LICENSE: /^MIT License\n/,
    'SECURITY.md': /## Reporting a vulnerability/,
    'CODE_OF_CONDUCT.md': /Contributor Covenant/,
    'CONTRIBUTING.md': /## From clone to green[^]*script\/test/,
    'CHANGELOG.md': /^# Changelog/,
    '.editorconfig': /^root = true$/m,
    '.gitattributes': /^dist\/\*\* .*linguist-generated/m,
    '.github/CODEOWNERS': /^\* +@/m,
    '.github/pull_request_template.md': /\S/,
    '.github/ISSUE_TEMPLATE/config.yml': /blank_issues_enabled/,
  };
  expect(Object.entries(files).filter(([path, sign]) => !sign.test(read(path)))).toEqual([]);
  expect(forms.length).toBeGreaterThanOrEqual(2);
});
