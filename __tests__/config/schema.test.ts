// The published JSON Schema, the parser and the pages say the same.
import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from '@jest/globals';
import { Ajv } from 'ajv';
import { parse } from 'yaml';
import { problemsOf, read } from './reading.ts';

const root = join(import.meta.dirname, '..', '..');
const file = (path: string): string => readFileSync(join(root, path), 'utf8');
const validate = new Ajv({ strict: false }).compile(JSON.parse(file('schema/config.schema.json')) as object);

test('schema/config.schema.json and the table in docs/configuration.md are made from the schema of the parser', () => {
  const script = join(root, 'script', 'config-schema.mjs');
  const { status, stderr } = spawnSync(process.execPath, [script, '--check'], { encoding: 'utf8' });
  expect({ status, stderr: stderr.replace(/^.*(?:Warning|trace-warnings).*\n/gm, '') }).toEqual({
    status: 0,
    stderr: '',
  });
});

/** The files among the YAML of a page: they begin with their version. */
const examples = ['docs/configuration.md', 'docs/waivers.md', 'README.md'].flatMap((page) =>
  [...file(page).matchAll(/```yaml\n((?:#.*\n)?version: 1\n.*?)```/gs)].map(([, text]): [string, string] => [
    page,
    text ?? '',
  ]),
);

describe('examples', () => {
  test('are there', () => {
    expect(examples.map(([page]) => page)).toEqual(
      expect.arrayContaining(['docs/configuration.md', 'docs/waivers.md']),
    );
  });

  test.each(examples)('in %s are understood, by the parser and by the schema', (_, text) => {
    expect(problemsOf(text)).toEqual([]);
    expect(validate(parse(text)) ? [] : validate.errors).toEqual([]);
    expect(read(text).waivers.length).toBeGreaterThan(0);
  });
});

test('the schema that editors are told to use is the one that is published', () => {
  expect(file('docs/configuration.md')).toMatch(
    /^# yaml-language-server: \$schema=https:\/\/\S+\/schema\/config\.schema\.json$/m,
  );
});

test('what a problem looks like in docs/configuration.md is what it looks like', () => {
  const [problem] = problemsOf('version: 1\nscope:\n  exlude: kv-*');
  expect(file('docs/configuration.md')).toContain(`.github/keyvault-audit.yml:${(problem ?? '').replace(' ', ': ')}.`);
});

describe('the schema refuses what the parser refuses for its shape', () => {
  test.each([
    'version: 2',
    'scope: {}',
    'version: 1\nscope: {exlude: kv-*}',
    'version: 1\nscope: {include: []}',
    'version: 1\nscope: {include: " "}',
    'version: 1\nscope: {subscriptions: prod}',
    'version: 1\nrequirement: {profile: CIS}',
    'version: 1\nrequirement: {minimum-copies: 5}',
    'version: 1\nrequirement: {overrides: [{match: {name: kv-a}}]}',
    'version: 1\nrequirement: {overrides: [{match: {}, profile: cis}]}',
    'version: 1\nwaivers: [{match: {tags: {a: b}}, reason: r, owner: o, expires: 2026-12-31}]',
    'version: 1\nwaivers: [{match: {name: kv-a}, reason: r, owner: o, expires: soon}]',
    'version: 1\nwaivers: [{match: {name: kv-a}, owner: o, expires: 2026-12-31}]',
    'version: 1\nwaivers: [{match: {name: a/b}, reason: r, owner: o, expires: 2026-12-31}]',
  ])('%j', (text) => {
    expect(problemsOf(text).length).toBeGreaterThan(0);
    expect(validate(parse(text))).toBe(false);
  });
});
