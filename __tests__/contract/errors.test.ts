// Every error code has its page, and the page has no code that is gone.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from '@jest/globals';
import { AuditError, errorCodes } from '../../src/errors.ts';

const page = readFileSync(join(import.meta.dirname, '..', '..', 'docs', 'troubleshooting.md'), 'utf8');
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

test.each([...errorCodes])('%s links to its heading as GitHub makes anchors', (code) => {
  const { docs } = new AuditError({ code, message: '', fix: [] });
  expect(docs).toBe(`docs/troubleshooting.md#${code.toLowerCase()}`);
});
