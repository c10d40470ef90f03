// docs/threat-model.md names tests that are there.
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from '@jest/globals';

const root = join(import.meta.dirname, '..', '..');
const page = readFileSync(join(root, 'docs', 'threat-model.md'), 'utf8');
const rows = [...page.matchAll(/^\| (?!---)(.+?) \| (.+?) \| (.*)\|$/gm)]
  .filter(([, , second = '']) => second !== 'what stops them' && !second.includes(' | '))
  .map(([, what = '', , shown = '']) => ({ what, shown: shown.trim() }))
  .filter(({ what }) => !['they try', 'mistake', 'how', 'it tries'].includes(what));
const proofs = rows.flatMap(({ shown }) =>
  shown
    .split(/; (?=`)/)
    .filter((proof) => proof !== '')
    .map((proof) => /^`([^`]+)`(?:: (.+))?$/.exec(proof) ?? [proof, '', ''])
    .map(([, file = '', title]) => ({ file, title })),
);

test('there are many', () => {
  expect(rows.length).toBeGreaterThan(30);
  expect(proofs.length).toBeGreaterThan(40);
});

test('what no test shows is what the action cannot stop', () => {
  expect(rows.filter(({ shown }) => shown === '').map(({ what }) => what)).toEqual(['to change the workflow itself']);
});

describe.each(proofs)('$file: $title', ({ file, title }) => {
  test('is there', () => {
    const path = file.startsWith('.github/') ? file : `__tests__/${file}`;
    expect(existsSync(join(root, path))).toBe(true);
    if (title === undefined) return;
    const text = readFileSync(join(root, path), 'utf8');
    // A title in the words of the page, whichever quotes it is written in; a row of a table of tests; or a function that every test goes through.
    const titles = [...text.matchAll(/(?:test|describe)(?:\.each.*)?\(\s*(['"`])(.*?)\1,/g)].map(([, , words]) =>
      (words ?? '').replaceAll("\\'", "'"),
    );
    const each = [...text.matchAll(/\]\)\(\s*(['"`])(.*?)\1,/g)].map(([, , words]) => words);
    const rowNames = [...text.matchAll(/\[\s*(['"`])(.*?)\1,/g)].map(([, , words]) => words);
    const functions = [...text.matchAll(/function (\w+)/g)].map(([, name]) => name);
    expect([...titles, ...each, ...rowNames, ...functions]).toContain(title);
  });
});
