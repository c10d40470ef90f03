// Every error code has its page, and the page has no code that is gone.
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from '@jest/globals';
import { errorCodes } from '../../src/errors.ts';
import { explanationUrl } from '../../src/report/error-summary.ts';

const root = join(import.meta.dirname, '..', '..');
const page = readFileSync(join(root, 'docs', 'troubleshooting.md'), 'utf8');
const source = readdirSync(join(root, 'src'), { recursive: true, encoding: 'utf8' })
  .filter((name) => name.endsWith('.ts'))
  .map((name) => readFileSync(join(root, 'src', name), 'utf8'))
  .join('\n');
const sections = page.split(/^## /m).slice(1);
const headings = sections.map((section) => section.split('\n')[0]?.trim() ?? '');

test('each code has one heading in docs/troubleshooting.md, which is just the code', () => {
  expect(headings.filter((heading) => heading.startsWith('KVA-'))).toEqual([...errorCodes]);
});

test('each of them tells what is seen and what to do', () => {
  const bare = sections
    .filter((section) => section.startsWith('KVA-'))
    .filter((section) => {
      return !section.includes('**You see**') || !section.includes('**What to do**');
    });
  expect(bare.map((section) => section.split('\n')[0])).toEqual([]);
});

/** What stands in quotation marks after "You see", and the codes of Entra ID; `…` and a number at the beginning stand for anything. */
const seen = sections.flatMap((section) => {
  const [, text = ''] = /\*\*You see\*\* ([^]*?)\n\n/.exec(section) ?? [];
  const quoted = [...text.replaceAll(/\s+/g, ' ').matchAll(/"([^"]+)"/g)].map(([, words = '']) => words);
  const pieces = quoted.flatMap((words) => words.replace(/^\d+ (?:things )?/, '').split('…'));
  const codes = [...text.matchAll(/AADSTS(\d+)/g)].map(([, code = '']) => `'${code}'`);
  return [...pieces, ...codes].map((piece) => piece.trim().replace(/\.$/, '')).filter((piece) => piece !== '');
});

test('there is much to be seen', () => {
  expect(seen.length).toBeGreaterThan(2 * errorCodes.length - 5);
});

test.each(seen)('what people see is what the code says: %s', (piece) => {
  expect(source).toContain(piece);
});

/** Paragraphs that open with what is seen, in bold and quotation marks. */
const bold = [...page.matchAll(/^\*\*(?:`[^`]+`, and )?"([^"]+)"/gm)].map(([, words = '']) => words);

test('there are warnings, and results that surprise', () => {
  expect(bold.length).toBeGreaterThanOrEqual(3);
});

test.each(bold)('a warning or a result that people see is what the code says: %s', (words) => {
  expect(source).toContain(words.replace('The pull request comment', '').trim().replace(/\.$/, ''));
});

test.each([...errorCodes])('%s is explained where the summary of the error links to', (code) => {
  const [file, anchor] = explanationUrl('docs', code).split('#');
  expect(file).toBe('docs/troubleshooting.md');
  // GitHub's anchors: lower-cased, with hyphens for blanks and without other punctuation.
  const anchors = headings.map((heading) =>
    heading
      .toLowerCase()
      .replace(/[^\w -]/g, '')
      .replaceAll(' ', '-'),
  );
  expect(anchors).toContain(anchor);
});
