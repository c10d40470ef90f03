// The stand-in for the runner reads commands as actions/runner does: what would fool that one must show here.
import { describe, expect, test } from '@jest/globals';
import { parseCommand, parseKeyValueFile, toAnnotations } from '../../emulator/workflow-commands.ts';

describe('commands', () => {
  test.each([
    ['::error::plain', { name: 'error', properties: {}, data: 'plain' }],
    [
      '  ::error title=a%3Ab%2C c::x%0Ay %3A %25',
      { name: 'error', properties: { title: 'a:b, c' }, data: 'x\ny %3A %' },
    ],
    ['::warning file=a,line=1::x::y', { name: 'warning', properties: { file: 'a', line: '1' }, data: 'x::y' }],
    ['::endgroup::', { name: 'endgroup', properties: {}, data: '' }],
    ['kv ##[error]x', { name: 'error', properties: {}, data: 'x' }],
    ['##[set-output name=a;b=c]x', { name: 'set-output', properties: { name: 'a', b: 'c' }, data: 'x' }],
  ])('%j is one', (line, command) => {
    expect(parseCommand(line)).toEqual(command);
  });

  test.each(['text ::error::x', ': :error::x', '## [error]x', '::error', 'a::b'])('%j is none', (line) => {
    expect(parseCommand(line)).toBeNull();
  });

  test('errors, warnings and notices are annotations', () => {
    const commands = ['::error title=T::m', '::debug::d', '##[notice]n']
      .map(parseCommand)
      .filter((one) => one !== null);
    expect(toAnnotations(commands)).toEqual([
      { level: 'error', title: 'T', message: 'm' },
      { level: 'notice', title: '', message: 'n' },
    ]);
  });
});

describe('files of outputs', () => {
  test('have lines and heredocs', () => {
    expect(parseKeyValueFile('a=1\nb<<E\nx=y\n\nz<<w\nE\nc=<<\n')).toEqual({ a: '1', b: 'x=y\n\nz<<w', c: '<<' });
  });

  test.each(['nonsense', 'a<<E\nnever ended'])('%j is refused as by the runner', (text) => {
    expect(() => parseKeyValueFile(text)).toThrow(/^Invalid (format|value)/);
  });
});
