// How the runner reads the output of a step, for tests: actions/runner 2.336, ActionCommand.cs and OutputManager.cs.
import { afterEach, beforeEach } from '@jest/globals';

export interface Command {
  readonly name: string;
  readonly properties: Readonly<Record<string, string>>;
  readonly data: string;
}

const registered = new Set(
  [
    ...['set-env', 'set-output', 'save-state', 'add-path', 'add-mask', 'add-matcher', 'remove-matcher', 'echo'],
    ...['error', 'warning', 'notice', 'debug', 'group', 'endgroup', 'stop-commands', 'internal-set-repo-path'],
  ].map((name) => name.toLowerCase()),
);

/** Lines as .NET's StreamReader.ReadLine sees them. */
export function readLines(output: string): string[] {
  const lines = output.split(/\r\n|\r|\n/);
  return lines.at(-1) === '' ? lines.slice(0, -1) : lines;
}

/** The command that the runner takes out of a line; null for a line of the log. */
export function parseCommand(line: string): Command | null {
  return parseV2(line) ?? parseV1(line);
}

/** `::name key=value,…::data` after leading white space. */
function parseV2(line: string): Command | null {
  const message = line.replace(/^[\s\u0085]+/, '');
  if (!message.startsWith('::')) return null;
  const end = message.indexOf('::', 2);
  return end < 0 ? null : toCommand(message.slice(2, end), ',', message.slice(end + 2));
}

/** `##[name key=value;…]data` anywhere in the line. */
function parseV1(line: string): Command | null {
  const start = line.indexOf('##[');
  const end = start < 0 ? -1 : line.indexOf(']', start);
  return end < 0 ? null : toCommand(line.slice(start + 3, end), ';', line.slice(end + 1));
}

function toCommand(info: string, separator: string, data: string): Command | null {
  const space = info.indexOf(' ');
  const name = (space < 0 ? info : info.slice(0, space)).toLowerCase();
  if (!registered.has(name)) return null;
  const pairs = space < 0 ? [] : info.slice(space + 1).split(separator);
  const properties: Record<string, string> = {};
  for (const pair of pairs) {
    const equals = pair.indexOf('=');
    if (equals > 0 && equals < pair.length - 1) properties[pair.slice(0, equals)] = unescape(pair.slice(equals + 1));
  }
  return { name, properties, data: unescape(data) };
}

/** Property and data escapes differ in `:` and `,` only, which data never carries escaped. */
function unescape(text: string): string {
  return text
    .replaceAll('%0D', '\r')
    .replaceAll('%0A', '\n')
    .replaceAll('%3A', ':')
    .replaceAll('%2C', ',')
    .replaceAll('%25', '%');
}

/** What the runner makes of what was printed. */
export interface Printed {
  readonly commands: readonly Command[];
  readonly log: readonly string[];
}

/** Holds back standard output in the tests of the calling file, and gives each an environment without a runner. */
export function captureRunner(): { readonly take: () => Printed } {
  const original = { env: { ...process.env }, write: process.stdout.write.bind(process.stdout) };
  let printed = '';
  beforeEach(() => {
    printed = '';
    for (const name of Object.keys(process.env)) {
      if (/^(GITHUB|INPUT|ACTIONS|RUNNER)_/.test(name)) Reflect.deleteProperty(process.env, name);
    }
    process.stdout.write = (chunk: string | Uint8Array): boolean => {
      printed += typeof chunk === 'string' ? chunk : Buffer.from(chunk).toString('utf8');
      return true;
    };
  });
  afterEach(() => {
    process.stdout.write = original.write;
    process.env = { ...original.env };
  });
  return {
    take: () => {
      const lines = readLines(printed).map((line) => ({ line, command: parseCommand(line) }));
      printed = '';
      return {
        commands: lines.flatMap(({ command }) => command ?? []),
        log: lines.filter(({ command }) => command === null).map(({ line }) => line),
      };
    },
  };
}
