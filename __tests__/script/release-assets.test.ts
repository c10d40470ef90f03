// script/release assets, in a repository of its own whose build is a copy: what is compared, what is written, and that the
// checksums are of all of it.
import { execFileSync, spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { cpSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterAll, beforeAll, expect, test } from '@jest/globals';

const root = join(import.meta.dirname, '..', '..');
/** Those of the bundle that is committed here. */
const licenses = readFileSync(join(root, 'dist', 'licenses.txt'), 'utf8');
let folder = '';
const inside = (path: string): string => join(folder, path);
const git = (...words: string[]): string =>
  execFileSync('git', ['-c', 'user.name=a', '-c', 'user.email=a@example.com', '-c', 'commit.gpgsign=false', ...words], {
    cwd: folder,
    encoding: 'utf8',
  });

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'release-assets-'));
  const texts = {
    'script/build': '#!/usr/bin/env bash\nmkdir -p "$1" && cp built/* "$1/"\n',
    'built/index.js': 'one',
    'built/1.index.js': 'two',
    'built/licenses.txt': licenses,
    'dist/index.js': 'one',
    'dist/1.index.js': 'two',
    'dist/licenses.txt': licenses,
    'src/secret.ts': '',
    'action.yml': '',
    'schema/report.schema.json': '{}',
    LICENSE: '',
    'README.md': '',
    'SECURITY.md': '',
    'CHANGELOG.md': '# Changelog\n\n## 1.2.3\n\n- Something\n\n## 1.2.2\n\n- Older\n',
  };
  for (const [path, text] of Object.entries(texts)) {
    mkdirSync(dirname(inside(path)), { recursive: true });
    writeFileSync(inside(path), text, { mode: 0o755 });
  }
  for (const path of ['script/release', 'script/bundle-sbom.mjs', 'package.json', 'package-lock.json'])
    cpSync(join(root, path), inside(path));
  git('init', '--quiet', '--initial-branch', 'main');
  git('add', '.');
  git('commit', '--quiet', '--message', 'one');
});
afterAll(() => {
  rmSync(folder, { recursive: true });
});

function assets(out: string): string {
  const { status, stdout, stderr } = spawnSync('bash', [inside('script/release'), 'assets', 'v1.2.3', out], {
    encoding: 'utf8',
    env: { ...process.env, NODE_OPTIONS: '', GITHUB_REPOSITORY: 'octo-org/audit' },
  });
  return `${String(status)} ${stdout}${stderr}`.trim();
}

const archive = 'keyvault-diagnostics-audit-v1.2.3.tar.gz';

test('archive, bundle, SBOM, notes, and checksums of all that is published, the same each time', () => {
  expect(assets('out')).toMatch(/^0 /);
  expect(readdirSync(inside('out')).toSorted()).toEqual(
    ['1.index.js', 'NOTES.md', 'SHA256SUMS', 'index.js', archive, 'sbom.cdx.json'].toSorted(),
  );

  const sums = Object.fromEntries(
    readFileSync(inside('out/SHA256SUMS'), 'utf8')
      .trimEnd()
      .split('\n')
      .map((line) => line.split(/ [ *]/).toReversed() as [string, string]),
  );
  expect(Object.keys(sums).toSorted()).toEqual(['1.index.js', 'index.js', archive, 'sbom.cdx.json'].toSorted());
  for (const [name, sum] of Object.entries(sums)) {
    expect(
      createHash('sha256')
        .update(readFileSync(inside(`out/${name}`)))
        .digest('hex'),
    ).toBe(sum);
  }

  const packed = execFileSync('tar', ['-tzf', inside(`out/${archive}`)], { encoding: 'utf8' });
  const names = packed.split('\n').map((name) => name.replace('keyvault-diagnostics-audit-v1.2.3/', ''));
  expect(names).toEqual(expect.arrayContaining(['action.yml', 'dist/index.js', 'dist/licenses.txt', 'LICENSE']));
  expect(names.filter((name) => /^(?:src|script|built)/.test(name))).toEqual([]);

  const sbom = JSON.parse(readFileSync(inside('out/sbom.cdx.json'), 'utf8')) as {
    bomFormat: string;
    components: { name: string; group?: string }[];
  };
  expect(sbom.bomFormat).toBe('CycloneDX');
  const components = sbom.components.map(({ group = '', name }) => (group === '' ? name : `${group}/${name}`));
  const bundled = licenses
    .split(/\n-{80}\n\n/)
    .slice(1)
    .map((section) => section.split('\n')[0]?.split(' ')[0]);
  expect([...new Set(components)].toSorted()).toEqual([...new Set(bundled)].toSorted());
  expect(components).toEqual(expect.arrayContaining(['yaml', '@azure/identity', '@actions/core']));

  const notes = readFileSync(inside('out/NOTES.md'), 'utf8');
  expect(notes).toMatch(/^- Something\n/);
  expect(notes).not.toContain('Older');
  expect(notes).toContain(`uses: octo-org/audit@${git('rev-parse', 'HEAD').trim()} # v1.2.3`);

  expect(assets('again')).toMatch(/^0 /);
  expect(readFileSync(inside(`again/${archive}`)).equals(readFileSync(inside(`out/${archive}`)))).toBe(true);
});

test.each([
  ['another byte', 'dist/index.js', 'oneX'],
  ['a file too many', 'dist/2.index.js', 'evil'],
])('a dist/ with %s than what is built is not released', (_, path, text) => {
  writeFileSync(inside(path), text);
  try {
    expect(assets('none')).toMatch(/^1 [^]*dist\/ of this commit is not what src\/ builds/);
    expect(readdirSync(inside('none'))).toEqual([]);
  } finally {
    git('checkout', '--quiet', 'dist');
    git('clean', '--quiet', '--force', 'dist');
  }
});
