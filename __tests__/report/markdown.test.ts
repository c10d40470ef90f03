import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { anyCharacter } from '../any-character.ts';
import { lexer, parseInline } from 'marked';
import {
  code,
  codeBlock,
  details,
  escape,
  link,
  listItem,
  paragraph,
  table,
  tableRow,
} from '../../src/report/markdown.ts';
import { hostileStrings } from './samples.ts';
import { tokensOf } from './tokens.ts';

const anyText = fc.oneof(
  fc.constantFrom(...hostileStrings),
  fc.string({ unit: anyCharacter, maxLength: 60 }),
  fc.array(fc.constantFrom(...hostileStrings)).map((parts) => parts.join('')),
);

const plainTypes = ['paragraph', 'text', 'space', 'escape'];

describe('escape', () => {
  test.each(hostileStrings.map((text) => [text]))('%j is nothing but text', (text) => {
    const types = tokensOf(paragraph(`x ${escape(text)}`)).map(({ type }) => type);
    expect(types.filter((type) => !plainTypes.includes(type))).toEqual([]);
  });

  test('any text is nothing but text, also at the beginning of a line', () => {
    fc.assert(
      fc.property(anyText, (text) => {
        const types = tokensOf(paragraph(escape(text))).map(({ type }) => type);
        expect(types.filter((type) => !plainTypes.includes(type))).toEqual([]);
      }),
    );
  });

  test('leaves nothing that GitHub itself would link', () => {
    expect(escape('@org/team')).toBe('&#64;&#8203;org/team');
    expect(escape('a@b.example')).toBe('a&#64;&#8203;b.example');
    expect(escape('o/r#12')).toBe('o/r&#35;&#8203;12');
    expect(escape('GH-12, gh-3')).toBe('GH-&#8203;12, gh-&#8203;3');
    expect(code('/rg/gh-12')).toBe('<code>/rg/gh-12</code>');
    expect(escape('rg-gh-12 high-12 gh-runner')).toBe('rg-gh-12 high-12 gh-runner');
    expect(escape('WWW.evil.example')).toBe('WWW&#46;evil.example');
    expect(escape('https://evil.example')).toBe('https&#58;//evil.example');
    expect(escape('# x')).toBe('&#35; x');
  });

  test('keeps ordinary names readable', () => {
    expect(escape('kv-prod-01.eu')).toBe('kv-prod-01.eu');
    expect(escape('3 of 41 vaults')).toBe('3 of 41 vaults');
    expect(escape('Überwachung ✓')).toBe('Überwachung ✓');
  });

  test('shows what it was given', () => {
    expect(parseInline(escape('a & b < c | d'))).toBe('a &amp; b &lt; c | d');
  });
});

describe('link', () => {
  test('takes https URLs of ours', () => {
    expect(link('x', 'https://portal.azure.com/#@t/resource/a%20b?x=1&y=2')).toBe(
      '<a href="https://portal.azure.com/#@t/resource/a%20b?x=1&amp;y=2">x</a>',
    );
  });

  test.each([
    '',
    '#artifacts',
    'http://x.example',
    'javascript:alert(1)',
    'https://x.example/"><b>',
    'https://x.example/a|b',
    'https://x.example/ a',
  ])('is only its label for %j', (url) => {
    expect(link('label', url)).toBe('label');
  });
});

describe('code', () => {
  test('cannot be left', () => {
    expect(code('</code>`|')).toBe('<code>&#60;/code&#62;&#96;&#124;</code>');
  });
});

describe('code block', () => {
  test('any text stays one block', () => {
    fc.assert(
      fc.property(
        fc.array(anyText).map((lines) => lines.join('\n')),
        (text) => {
          const block = lexer(codeBlock('bash', text)).filter(({ type }) => type !== 'space');
          expect(block.map(({ type }) => type)).toEqual(['code']);
        },
      ),
    );
  });

  test('keeps lines and indentation, and shows no bidirectional control', () => {
    expect(codeBlock('yaml', 'a:\n  b: \u202Ec\r')).toBe('```yaml\na:\n  b:  c \n```\n');
  });

  test('has a fence longer than any inside', () => {
    expect(codeBlock('bash', '````')).toBe('`````bash\n````\n`````\n');
  });
});

describe('table', () => {
  test('any cells keep its shape', () => {
    fc.assert(
      fc.property(fc.array(fc.tuple(anyText, anyText), { minLength: 1, maxLength: 5 }), (rows) => {
        const text = table(
          ['A', 'B'],
          rows.map((cells) => tableRow(cells.map((cell) => escape(cell)))),
        );
        const [first, ...others] = lexer(text);
        expect(others).toEqual([]);
        expect(first).toMatchObject({ type: 'table', header: [{}, {}] });
        expect((first as unknown as { rows: unknown[][] }).rows.map((cells) => cells.length)).toEqual(
          rows.map(() => 2),
        );
      }),
    );
  });
});

test('details can stand open', () => {
  expect(details('s', paragraph('b'), { open: true })).toBe(
    '<details open>\n<summary>s</summary>\n\nb\n\n</details>\n',
  );
});

test('list items are items', () => {
  expect(lexer(listItem(escape('- x')))[0]).toMatchObject({ type: 'list', items: [{ text: '&#45; x' }] });
});
