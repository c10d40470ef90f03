// The summary and the log as script/demo shows them.
import { describe, expect, test } from '@jest/globals';
import { stripVTControlCharacters } from 'node:util';
import { widthOf } from '../../script/terminal/inline.ts';
import { LogPage } from '../../script/terminal/log.ts';
import { renderMarkdown } from '../../script/terminal/markdown.ts';

const show = (markdown: string, width = 60): string => stripVTControlCharacters(renderMarkdown(markdown, width));

describe('Markdown', () => {
  test('entities become characters, tags become looks', () => {
    expect(show('a &#60;b&#62; &amp; <b>bold</b> <code>&#124;</code> <a href="https://x">link</a>')).toBe(
      'a <b> & bold | link',
    );
  });

  test('a table has columns, and long cells go on below', () => {
    const table = '| Name | Why |\n| --- | --- |\n| kv-a | one two three four |\n| kv-b<br>HSM | x |\n';
    expect(show(table, 22)).toBe(
      [
        'Name  Why',
        '──────────────────────',
        'kv-a  one two three',
        '      four',
        '──────────────────────',
        'kv-b  x',
        'HSM',
      ].join('\n'),
    );
  });

  test('what is folded away is shown below its summary', () => {
    expect(show('<details>\n<summary>2 <b>more</b></summary>\n\n- one\n- two\n\n</details>\n')).toBe(
      '▾ 2 more\n\n• one\n• two',
    );
  });

  test('code keeps its lines, however long', () => {
    const line = `az ${'x'.repeat(90)}`;
    expect(show(`\`\`\`bash\n${line}\nb\n\`\`\``)).toBe(`│ ${line}\n  │ b`);
  });

  test('no line is wider than the terminal, and resource IDs break after a slash', () => {
    const id = '/subscriptions/0d4b1f6e-8a52-4c3b-b7a9-1c5e9f2d3a01/resourceGroups/rg';
    const lines = show(`| ID |\n| --- |\n| ${id} |\n`, 40).split('\n');
    expect(lines.map(widthOf).filter((width) => width > 40)).toEqual([]);
    expect(lines.slice(2)).toEqual(['/subscriptions/', '0d4b1f6e-8a52-4c3b-b7a9-1c5e9f2d3a01/', 'resourceGroups/rg']);
  });

  test('nothing in it steers the terminal', () => {
    expect(renderMarkdown('a &#27;[2J b\u202e &#7; c', 60)).toBe('a [2J b  c');
  });
});

describe('log', () => {
  const page = (output: string): string[] => {
    const lines: string[] = [];
    const log = new LogPage((line) => lines.push(stripVTControlCharacters(line)));
    for (const character of output) log.add(character);
    log.end();
    return lines;
  };

  test('commands are obeyed, not shown', () => {
    expect(
      page('::add-mask::s3cret\n::group::Reading\nthe s3cret\n::endgroup::\n::error title=T::a%0Ab\n::debug::no\nend'),
    ).toEqual(['▾ Reading', '  the ***', 'Error: a', 'b', 'end']);
  });
});
