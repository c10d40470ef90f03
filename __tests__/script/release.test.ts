// script/release check: what may be released, tried in a repository of its own.
import { execFileSync, spawnSync } from 'node:child_process';
import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from '@jest/globals';

const root = join(import.meta.dirname, '..', '..');
let folder = '';
const git = (...words: string[]): string =>
  execFileSync('git', ['-c', 'user.name=a', '-c', 'user.email=a@example.com', '-c', 'commit.gpgsign=false', ...words], {
    cwd: folder,
    encoding: 'utf8',
  });

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'release-'));
  mkdirSync(join(folder, 'script'));
  cpSync(join(root, 'script', 'release'), join(folder, 'script', 'release'));
  writeFileSync(join(folder, 'package.json'), '{ "version": "1.2.3" }');
  writeFileSync(join(folder, 'CHANGELOG.md'), '# Changelog\n\n## 1.2.3\n\n- Something\n\n## 1.2.2\n\n- Older\n');
  git('init', '--quiet', '--initial-branch', 'main');
  git('add', '.');
  git('commit', '--quiet', '--message', 'one');
  git('checkout', '--quiet', '-b', 'side');
  git('commit', '--quiet', '--allow-empty', '--message', 'two');
});
afterAll(() => {
  rmSync(folder, { recursive: true });
});

function check(tag: string, commit = 'main'): string {
  const { status, stdout, stderr } = spawnSync('bash', [join(folder, 'script', 'release'), 'check', tag], {
    encoding: 'utf8',
    env: { ...process.env, NODE_OPTIONS: '', RELEASE_BRANCH: 'main', RELEASE_COMMIT: commit },
  });
  return `${String(status)} ${stdout}${stderr}`.trim();
}

test('the version of package.json, on main, with its section', () => {
  expect(check('v1.2.3')).toBe('0 v1.2.3 can be released.');
});

test.each([
  ['v1.2.4', 'main', /package\.json says 1\.2\.3, the tag says 1\.2\.4/],
  ['v1.2.3', 'side', /is not on main/],
  ['1.2.3', 'main', /is not of the form/],
  ['v1.2.3-rc.1', 'main', /is not of the form/],
  ['v1.2.3; true', 'main', /is not of the form/],
])('%s of %s is refused', (tag, commit, why) => {
  expect(check(tag, commit)).toMatch(/^1 /);
  expect(check(tag, commit)).toMatch(why);
});

test('a version without a section in the changelog is refused', () => {
  const file = join(folder, 'CHANGELOG.md');
  const text = readFileSync(file, 'utf8');
  writeFileSync(file, text.replace('## 1.2.3', '## 1.2.30'));
  expect(check('v1.2.3')).toMatch(/no section '## 1\.2\.3'/);
  writeFileSync(file, text);
});
