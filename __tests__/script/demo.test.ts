// script/demo as people call it, less the installation.
import { spawnSync } from 'node:child_process';
import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, relative } from 'node:path';
import { describe, expect, test } from '@jest/globals';
import { parseDemoArguments, UsageError } from '../../script/demo-arguments.ts';

const script = join(import.meta.dirname, '..', '..', 'script', 'demo.ts');

const newFolder = (): string => mkdtempSync(join(tmpdir(), 'demo-'));

function demo(...options: string[]): { status: number | null; stdout: string; stderr: string } {
  return demoIn(newFolder(), ...options);
}

function demoIn(folder: string, ...options: string[]): { status: number | null; stdout: string; stderr: string } {
  const env = { ...process.env, DEMO_FOLDER: folder, NODE_OPTIONS: '' };
  return spawnSync(process.execPath, [script, ...options], { encoding: 'utf8', env, cwd: folder });
}

describe('script/demo', () => {
  test('shows log, annotations, report, summary and the end, and exits 0', () => {
    const { status, stdout, stderr } = demo();
    expect(stderr).toBe('');
    for (const heading of ['The action', 'Annotations', 'Report files', 'Job summary', 'What this would have done']) {
      expect(stdout).toContain(` ${heading}`);
    }
    for (const format of ['json', 'csv', 'junit.xml', 'md']) expect(stdout).toContain(`keyvault-audit.${format}`);
    expect(stdout).toContain('exit status 1, its result is "fail". The job would have failed here');
    expect(stdout).toContain('the demo worked');
    expect(stdout).not.toMatch(/&#\d+;|::add-mask|eyJ/);
    expect(status).toBe(0);
  });

  test('takes inputs of the action', () => {
    const { status, stdout } = demo('--fail-on', 'never', '--include', 'kv-o*');
    expect(stdout).toContain('exit status 0, its result is "pass". The job would have gone on');
    expect(status).toBe(0);
  });

  test('compares with the report of the last demo, by the path that was shown, from where it is called', () => {
    const folder = newFolder();
    const [shown = ''] = /^\/.*keyvault-audit\.json$/m.exec(demoIn(folder, '--reports', 'json').stdout) ?? [];
    for (const path of [shown, relative(folder, shown)]) {
      const { stdout, status } = demoIn(folder, '--reports', 'json', '--baseline', path);
      expect(stdout).toContain('7 still failing');
      expect(stdout).not.toContain('The baseline cannot be used');
      expect(status).toBe(0);
    }
    expect(demoIn(folder, '--baseline', 'nowhere.json').stdout).toContain('The baseline cannot be used');
  });

  test('exits 1 when the action ends in an error', () => {
    const { status, stdout } = demo('--client-id', 'nonsense');
    expect(stdout).toContain('its result is "error"');
    expect(status).toBe(1);
  });

  test('runs over an estate of the user', () => {
    const estate = join(mkdtempSync(join(tmpdir(), 'estate-')), 'my.json');
    const subscription = { id: '0d4b1f6e-8a52-4c3b-b7a9-1c5e9f2d3a01', vaults: [{ name: 'kv-mine' }] };
    writeFileSync(estate, JSON.stringify({ subscriptions: [subscription] }));
    const { status, stdout } = demo('--estate', estate);
    expect(stdout).toMatch(/kv-mine .*no diagnostic setting/);
    expect(status).toBe(0);
  });

  test('says what is wrong with an estate', () => {
    const estate = join(mkdtempSync(join(tmpdir(), 'estate-')), 'my.json');
    writeFileSync(estate, JSON.stringify({ subscriptions: [{ id: 'x' }] }));
    const { status, stderr } = demo('--estate', estate);
    expect(stderr).toContain('subscriptions[0].id');
    expect(status).toBe(1);
  });
});

test('--help shows the options, which are the inputs of the action', () => {
  const { status, stdout } = demo('--help');
  expect(status).toBe(0);
  expect(stdout).toMatch(/--estate[^]*--profile/);
});

describe('options', () => {
  const known = [
    { name: 'profile', default: '', description: 'a' },
    { name: 'include', default: '', description: 'b' },
  ];

  test('are the inputs of the action; one named twice is a list', () => {
    expect(parseDemoArguments(['--include', 'a', '--include=b', '--profile', 'cis'], known)).toEqual({
      help: false,
      estate: null,
      inputs: { include: 'a\nb', profile: 'cis' },
    });
  });

  test.each([[['--profil', 'cis']], [['cis']], [['--profile']]])('%j is refused with the list of options', (argv) => {
    expect(() => parseDemoArguments(argv, known)).toThrow(UsageError);
    expect(() => parseDemoArguments(argv, known)).toThrow(/--profile\n {2}--include/);
  });
});
