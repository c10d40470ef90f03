import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, readdirSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { anyCharacter } from '../any-character.ts';
import { cut, toLogLines, toOneLine } from '../../src/github/harmless.ts';
import { createRunner, resolveReportDirectory } from '../../src/github/runner.ts';
import type { FileReading } from '../../src/ports.ts';
import { captureRunner, parseCommand, readLines } from './captured-runner.ts';

const runner = captureRunner();

const hostileParts = [
  ...['::error::owned', '::set-output name=result::pass', '::stop-commands::x', '::add-mask::a', '::group::g'],
  ...[
    '##[error]',
    '##[set-output name=result]pass',
    '##[',
    '###[error]',
    '#',
    '[',
    ']',
    ':',
    '::',
    ' ::',
    '%0A',
    '%3A',
  ],
  ...[
    '\n',
    '\r',
    '\r\n',
    '\t',
    ' ',
    '\u0085',
    '\u2028',
    '\u2029',
    '\u00A0',
    '\v',
    '\0',
    '\u001B[31m',
    '\u001B]0;t\u0007',
  ],
  ...['\u202E', '\u2066', '\u200B', '\u200D', '\uFEFF', '\u00AD', '\u3164', '\uD800', 'kv-app', '💥', '%', ','],
];
const hostileText = fc
  .array(fc.oneof(fc.constantFrom(...hostileParts), fc.string({ unit: anyCharacter, maxLength: 8 })), { maxLength: 12 })
  .map((parts) => parts.join(''));

describe('the model of the runner that these tests use', () => {
  test.each([
    ['::error::x', 'error'],
    [' \t::ERROR title=a::x', 'error'],
    ['kv ##[error]x', 'error'],
    ['##[set-output name=a]b', 'set-output'],
    ['a ::error::x', undefined],
    ['::unknown::x', undefined],
    ['::error:', undefined],
    ['##[error', undefined],
  ])('%j is the command %s', (line, name) => {
    expect(parseCommand(line)?.name).toBe(name);
  });
});

describe('data never becomes a command', () => {
  const host = createRunner({});

  test('in the log', () => {
    fc.assert(
      fc.property(hostileText, (text) => {
        host.info(text);
        expect(runner.take().commands).toEqual([]);
      }),
      { numRuns: 1000 },
    );
  });

  test('at debug level it is nothing but debug', () => {
    fc.assert(
      fc.property(hostileText, (text) => {
        host.debug(text);
        const { commands, log } = runner.take();
        expect(new Set(commands.map(({ name }) => name))).toEqual(new Set(['debug']));
        expect(log).toEqual([]);
      }),
    );
  });

  test('in a group title it is one group', () => {
    fc.assert(
      fc.property(hostileText, (text) => {
        host.startGroup(text);
        host.endGroup();
        const { commands, log } = runner.take();
        expect(commands.map(({ name }) => name)).toEqual(['group', 'endgroup']);
        expect(commands[0]?.data).toBe(toOneLine(text));
        expect(log).toEqual([]);
      }),
    );
  });

  test('in an annotation it is one annotation, and arrives as it was meant', () => {
    fc.assert(
      fc.property(hostileText, hostileText, fc.constantFrom('error', 'warning', 'notice'), (title, message, level) => {
        host.annotate({ level, title, message });
        const { commands, log } = runner.take();
        const shownTitle = toOneLine(title);
        expect(commands).toEqual([
          {
            name: level,
            properties: shownTitle === '' ? {} : { title: shownTitle },
            data: toLogLines(message).join('\n'),
          },
        ]);
        expect(log).toEqual([]);
        // The runner writes the message into the log again; nothing in it may be one even there.
        expect(readLines(commands[0]?.data ?? '').map(parseCommand)).not.toContainEqual(expect.anything());
      }),
      { numRuns: 1000 },
    );
  });
});

describe('what people see of hostile text', () => {
  test.each([
    ['::error::owned', ': :error::owned'],
    ['  ::error::owned', '  : :error::owned'],
    ['kv ##[error]owned', 'kv ## [error]owned'],
    // .NET overlooks these too.
    ['kv #\uFE0F#\uFE0E[error]owned', 'kv #<U+FE0F>#<U+FE0E>[error]owned'],
    ['\uFE0F::error::owned', '<U+FE0F>::error::owned'],
    ['⚠\uFE0F 1\uFE0F\u20E3 #\uFE0F\u20E3', '⚠\uFE0F 1\uFE0F\u20E3 #<U+FE0F>\u20E3'],
    ['::error::a\n::error::b', ': :error::a\n: :error::b'],
    ['a\r::error::b', 'a<U+000D>::error::b'],
    ['a\r\nb', 'a\nb'],
    ['a\uD800b', 'a\uFFFDb'],
    ['a\u202Eb', 'a<U+202E>b'],
    ['\u001B[31mred', '<U+001B>[31mred'],
    ['\u3164', '<U+3164>'],
    ['⚠️ a\tb, ok: Ärger::x 日本', '⚠️ a\tb, ok: Ärger::x 日本'],
  ])('%j is shown as %j', (text, shown) => {
    expect(toLogLines(text).join('\n')).toBe(shown);
  });

  test('a title is one line', () => {
    expect(toOneLine(' a\n  b\r\nc ')).toBe('a b c');
  });
});

describe('limits of annotations', () => {
  test('4,096 characters of message, 255 of title, the last an ellipsis', () => {
    createRunner({}).annotate({ level: 'error', title: 't'.repeat(300), message: 'm'.repeat(5000) });
    const [command] = runner.take().commands;
    expect(command?.data).toBe(`${'m'.repeat(4095)}…`);
    expect(command?.properties['title']).toBe(`${'t'.repeat(254)}…`);
  });

  test('what fits is left alone, and no character is cut in two', () => {
    expect(cut('abc', 3)).toBe('abc');
    expect(cut('ab💥d', 4)).toBe('ab…');
  });
});

describe('outputs and summary', () => {
  test('are appended to the files of the runner', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'runner-'));
    const env = { GITHUB_OUTPUT: join(folder, 'output'), GITHUB_STEP_SUMMARY: join(folder, 'summary') };
    writeFileSync(env.GITHUB_OUTPUT, '');
    writeFileSync(env.GITHUB_STEP_SUMMARY, 'before\n');
    Object.assign(process.env, env);
    const host = createRunner(env);
    host.setOutput('result', 'a\nresult=pass');
    await host.writeSummary('# One');
    await host.writeSummary('Two');
    expect(readFileSync(env.GITHUB_OUTPUT, 'utf8')).toMatch(
      /^result<<(ghadelimiter_\S+)\r?\na\nresult=pass\r?\n\1\r?\n$/,
    );
    expect(readFileSync(env.GITHUB_STEP_SUMMARY, 'utf8').replaceAll('\r\n', '\n')).toBe('before\n# One\nTwo\n');
    expect(runner.take()).toEqual({ commands: [], log: [] });
  });

  test('outside a runner the log says once that they are missing, without their values', async () => {
    const host = createRunner({});
    host.setOutput('noncompliant-names', '["kv-secret"]');
    host.setOutput('result', 'fail');
    await host.writeSummary('kv-secret');
    expect(runner.take()).toEqual({
      commands: [],
      log: [
        'No outputs: GITHUB_OUTPUT is not set, so this is not a GitHub Actions runner.',
        'No job summary: GITHUB_STEP_SUMMARY is not set, so this is not a GitHub Actions runner.',
      ],
    });
  });

  test('a file of the runner that is gone is an error that names what was lost', async () => {
    const env = { GITHUB_OUTPUT: '/nowhere/output', GITHUB_STEP_SUMMARY: '/nowhere/summary' };
    Object.assign(process.env, env);
    const host = createRunner(env);
    expect(() => {
      host.setOutput('result', 'pass');
    }).toThrow(/^The output result could not be written: Missing file/);
    await expect(host.writeSummary('x')).rejects.toThrow(/^The job summary could not be written: ENOENT/);
  });
});

describe('report files', () => {
  test('are written whole, in new folders, seen from the workspace', async () => {
    const workspace = mkdtempSync(join(tmpdir(), 'runner-'));
    const host = createRunner({ GITHUB_WORKSPACE: workspace });
    const path = await host.writeFile('a/b/report.json', 'ä');
    expect(path).toBe(join(workspace, 'a', 'b', 'report.json'));
    expect(readFileSync(path, 'utf8')).toBe('ä');
    expect(await host.writeFile(path, 'new')).toBe(path);
    expect(readFileSync(path, 'utf8')).toBe('new');
    expect(readdirSync(join(workspace, 'a', 'b'))).toEqual(['report.json']);
  });

  function* inTurn(pieces: readonly string[]): Generator<string> {
    yield* pieces;
  }

  test('are written piece by piece where they come so', async () => {
    const workspace = mkdtempSync(join(tmpdir(), 'runner-'));
    const pieces = Array.from({ length: 5_000 }, (_, index) => `ä 🔑 ${index}\n`.repeat(5));
    const path = await createRunner({ GITHUB_WORKSPACE: workspace }).writeFile('a.json', inTurn(pieces));
    expect(readFileSync(path, 'utf8')).toBe(pieces.join(''));
  });

  test('replace a link, not what it points to', async () => {
    const workspace = mkdtempSync(join(tmpdir(), 'runner-'));
    writeFileSync(join(workspace, 'victim'), 'kept');
    symlinkSync(join(workspace, 'victim'), join(workspace, 'report.json'));
    await createRunner({ GITHUB_WORKSPACE: workspace }).writeFile('report.json', 'new');
    expect(readFileSync(join(workspace, 'victim'), 'utf8')).toBe('kept');
  });

  test('that cannot be written throw what the file system throws, and leave nothing behind', async () => {
    const workspace = mkdtempSync(join(tmpdir(), 'runner-'));
    const host = createRunner({ GITHUB_WORKSPACE: workspace });
    await host.writeFile('taken/file', 'x');
    await expect(host.writeFile('taken', 'y')).rejects.toThrow(/EISDIR|EPERM|ENOTEMPTY|EEXIST/);
    expect(readdirSync(workspace)).toEqual(['taken']);
  });

  test.each([
    ['out', { GITHUB_WORKSPACE: '/checkout' }, '/checkout/out'],
    ['/abs', { GITHUB_WORKSPACE: '/checkout' }, '/abs'],
    [null, { RUNNER_TEMP: '/temp', GITHUB_ACTION: '__owner_repo_2' }, '/temp/keyvault-audit/__owner_repo_2'],
    [null, { RUNNER_TEMP: '/temp', GITHUB_ACTION: '../x' }, '/temp/keyvault-audit/___x'],
    [null, {}, '/tmp/keyvault-audit'],
  ])('report-directory %j with %j lies at %s', (given, env, path) => {
    expect(resolveReportDirectory(given, env, '/tmp')).toBe(path);
  });
});

describe('files of this machine', () => {
  const workspace = mkdtempSync(join(tmpdir(), 'runner-'));
  const read = (path: string): Promise<FileReading> => createRunner({ GITHUB_WORKSPACE: workspace }).readFile(path, 4);

  test('are read as far as they are files, seen from the workspace', async () => {
    writeFileSync(join(workspace, 'small'), 'abcd');
    writeFileSync(join(workspace, 'large'), 'abcde');
    expect(await read('small')).toEqual({ kind: 'file', bytes: Buffer.from('abcd') });
    expect(await read('large')).toEqual({ kind: 'odd', problem: 'has 5 bytes; at most 4 are read' });
    expect(await read('nowhere')).toEqual({ kind: 'absent' });
    expect(await read('small/below')).toEqual({ kind: 'absent' });
    expect(await read('.')).toEqual({ kind: 'odd', problem: 'is a folder' });
    expect(await read('a\0b')).toMatchObject({ kind: 'odd', problem: expect.stringMatching(/^cannot be read: /) });
  });

  const hasPipes = process.platform !== 'win32';
  (hasPipes ? test : test.skip)('a pipe, which would keep the step waiting, is not opened', async () => {
    execFileSync('mkfifo', [join(workspace, 'pipe')]);
    expect(await read('pipe')).toEqual({ kind: 'odd', problem: 'is no plain file' });
  });
});

describe('inputs and secrets', () => {
  test('an input is read trimmed, one that is missing is empty', () => {
    process.env['INPUT_CLIENT-ID'] = ' abc ';
    const host = createRunner({});
    expect([host.readInput('client-id'), host.readInput('audience')]).toEqual(['abc', '']);
  });

  test('a secret goes into add-mask only, and an empty one nowhere', () => {
    const host = createRunner({});
    host.addMask('s3cret');
    host.addMask(' ');
    expect(runner.take()).toEqual({ commands: [{ name: 'add-mask', properties: {}, data: 's3cret' }], log: [] });
  });
});
