// action.yml, the code that reads its inputs, and the README's tables say the same.
import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, test } from '@jest/globals';
import { parse } from 'yaml';
import { clouds } from '../../src/azure/clouds.ts';
import { resolveDemand } from '../../src/demand.ts';
import {
  commentChoices,
  coverages,
  environments,
  modes,
  parseInputs,
  redactions,
  trackingChoices,
} from '../../src/inputs.ts';
import { reportFormats, toOutputs } from '../../src/report/outputs.ts';
import { destinationKinds, profiles } from '../../src/verdict/requirement.ts';
import { causes } from '../../src/verdict/result.ts';

interface Metadata {
  readonly name: string;
  readonly description: string;
  readonly branding: { readonly icon: string; readonly color: string };
  readonly inputs: Readonly<Record<string, { description: string; default?: unknown; required?: unknown }>>;
  readonly outputs: Readonly<Record<string, { description: string }>>;
  readonly runs: unknown;
}

const root = join(import.meta.dirname, '..', '..');
const action = parse(readFileSync(join(root, 'action.yml'), 'utf8')) as Metadata;
const guid = '00000000-0000-4000-8000-000000000001';
const required = ['client-id', 'tenant-id'];
/** What a workflow must give: subscription-id may be left out only where management-group-id says what to audit. */
const given: ReadonlyMap<string, string> = new Map([...required, 'subscription-id'].map((name) => [name, guid]));

/** Inputs of a workflow that gives the required ones; `defaults` are those of action.yml or none. */
function readWith(defaults: (name: string) => string): { inputs: unknown; names: string[] } {
  const names = new Set<string>();
  const inputs = parseInputs((name) => {
    names.add(name);
    return given.get(name) ?? defaults(name);
  });
  return { inputs: JSON.parse(JSON.stringify(inputs)), names: [...names] };
}

const defaultOf = (name: string): string => {
  const value = action.inputs[name]?.default;
  // What an expression stands for is not known here.
  return typeof value === 'string' && !value.startsWith('${{') ? value : '';
};

describe('inputs', () => {
  test('are those that the code reads, in the same order', () => {
    expect(readWith(() => '').names).toEqual(Object.keys(action.inputs));
  });

  test('have the defaults that the code has without them', () => {
    expect(readWith(defaultOf).inputs).toEqual(readWith(() => '').inputs);
  });

  test('are strings by default: the runner knows nothing else', () => {
    const odd = Object.entries(action.inputs).filter(([, it]) => !['string', 'undefined'].includes(typeof it.default));
    expect(odd).toEqual([]);
  });

  test('that a configuration file can set have no default in action.yml', () => {
    const { sources } = resolveDemand(
      parseInputs((name) => given.get(name) ?? ''),
      null,
    );
    expect([...Object.keys(sources)].filter((name) => defaultOf(name) !== '')).toEqual([]);
  });

  test('are marked as required where the code requires them', () => {
    const marked = Object.entries(action.inputs).filter(([, input]) => input.required === true);
    expect(marked.map(([name]) => name)).toEqual(required);
    expect(() => parseInputs(defaultOf)).toThrow(/^2 problems with the inputs/);
    expect(() => parseInputs((name) => (name === 'mode' ? 'validate' : ''))).not.toThrow();
  });

  test.each<[string, readonly string[]]>([
    ['environment', environments],
    ['resource-types', ['vaults', 'managed-hsms']],
    ['coverage', coverages],
    ['comment', commentChoices],
    ['tracking-issue', trackingChoices],
    ['profile', profiles],
    ['accepted-destinations', destinationKinds],
    ['verify-destinations', ['true', 'false']],
    ['require-metrics', ['true', 'false']],
    ['fail-on', [...causes, 'never']],
    ['reports', reportFormats],
    ['redact', redactions],
    ['mode', modes],
  ])('%s: the description names every value', (name, words) => {
    const description = action.inputs[name]?.description ?? '';
    expect(words.filter((word) => !description.includes(`\`${word}\``))).toEqual([]);
  });

  test('environment names the clouds that the code knows', () => {
    expect(environments).toEqual(Object.keys(clouds));
  });
});

test('outputs are those that the code sets, in the same order', () => {
  expect(Object.keys(action.outputs)).toEqual(Object.keys(toOutputs(null, {})));
});

test('it is a JavaScript action without anything before or after it', () => {
  expect(action.runs).toEqual({ using: 'node24', main: 'dist/index.js' });
});

test('every description is a text in one paragraph, without a full stop at its end', () => {
  const described = { ...action.inputs, ...action.outputs, [action.name]: action };
  const odd = Object.entries(described).filter(([, { description }]) => !/^\S[^\n]*[^.\s]$/.test(description.trim()));
  expect(odd).toEqual([]);
});

describe('the tables of the README', () => {
  const run = (...options: string[]): { status: number | null; output: string } => {
    const script = join(root, 'script', 'readme-tables.mjs');
    const { status, stdout, stderr } = spawnSync(process.execPath, [script, ...options], { encoding: 'utf8' });
    return { status, output: stdout + stderr };
  };
  const withText = (text: string): string => {
    const file = join(mkdtempSync(join(tmpdir(), 'readme-')), 'README.md');
    writeFileSync(file, text);
    return file;
  };
  const markers =
    '# A\n<!-- inputs:start -->\nOUTDATED\n<!-- inputs:end -->\nB\n<!-- outputs:start --><!-- outputs:end -->\nC\n';

  test('are written between the markers, once and for good', () => {
    const file = withText(markers);
    expect(run('--check', file)).toMatchObject({ status: 1, output: expect.stringContaining('differ') });
    expect(readFileSync(file, 'utf8')).toBe(markers);
    expect(run(file).status).toBe(0);
    const written = readFileSync(file, 'utf8');
    expect(written).toContain('| input | default |  |\n| --- | --- | --- |\n| `client-id` | required | Client ID of');
    expect(written).toContain('| `redact` | `auto` | Whether log,');
    expect(written).toContain('| output |  |\n| --- | --- |\n| `result` | `pass`,');
    expect(written).not.toContain('OUTDATED');
    expect([run('--check', file).status, run(file).status]).toEqual([0, 0]);
    expect(readFileSync(file, 'utf8')).toBe(written);
  });

  test.each([
    ['is missing', '# A\n', '<!-- inputs:start --> must be there once, it is there 0 times'],
    [
      'is there twice',
      `${markers}<!-- outputs:end -->`,
      '<!-- outputs:end --> must be there once, it is there 2 times',
    ],
    ['stands in the wrong place', '<!-- inputs:end --><!-- inputs:start -->', 'inputs:end --> stands before'],
  ])('are not touched when a marker %s', (_, text, problem) => {
    const file = withText(text);
    expect(run(file)).toMatchObject({ status: 1, output: expect.stringContaining(problem) });
    expect(readFileSync(file, 'utf8')).toBe(text);
  });

  test('say that there is no file', () => {
    expect(run('--check', join(tmpdir(), 'nowhere', 'README.md'))).toMatchObject({
      status: 1,
      output: expect.stringContaining('ENOENT'),
    });
  });

  const readme = join(root, 'README.md');
  test('are up to date in the README', () => {
    expect(run('--check', readme)).toMatchObject({ status: 0 });
  });
});
