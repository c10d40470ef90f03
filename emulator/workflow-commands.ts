// Reads what an action says to its runner: commands in its output, and the files of GITHUB_OUTPUT and its like.
// In the manner of actions/runner (ActionCommand.cs, FileCommandManager.cs), so that what would fool the runner shows.

/** A command that the runner took out of a line of output. */
export interface WorkflowCommand {
  readonly name: string;
  readonly properties: Readonly<Record<string, string>>;
  readonly data: string;
}

export interface ShownAnnotation {
  readonly level: 'error' | 'warning' | 'notice';
  readonly title: string;
  readonly message: string;
  /** `file:line:column`, as far as they are there. */
  readonly place?: string;
}

const escapes: readonly (readonly [string, string])[] = [
  ['%0D', '\r'],
  ['%0A', '\n'],
  ['%3A', ':'],
  ['%2C', ','],
  ['%25', '%'],
];

/** The command of a line; null for a line of plain log. */
export function parseCommand(line: string): WorkflowCommand | null {
  return parseColons(line) ?? parseBrackets(line);
}

/** `::name key=value,key=value::data`, after white space only. */
function parseColons(line: string): WorkflowCommand | null {
  const match = /^\s*::([^\s:]+)(?: ((?:(?!::).)*))?::(.*)$/su.exec(line);
  if (match === null) return null;
  const [, name = '', properties = '', data = ''] = match;
  return { name, properties: parseProperties(properties, ','), data: unescape(data, false) };
}

/** `##[name key=value;key=value]data`, anywhere in a line: the older notation is still honoured. */
function parseBrackets(line: string): WorkflowCommand | null {
  const match = /##\[([\w-]+)(?: ([^\]]*))?\](.*)$/su.exec(line);
  if (match === null) return null;
  const [, name = '', properties = '', data = ''] = match;
  return { name, properties: parseProperties(properties, ';'), data };
}

function parseProperties(text: string, separator: string): Record<string, string> {
  const pairs = text.split(separator).map((pair) => pair.split(/=(.*)/su));
  return Object.fromEntries(
    pairs.filter(([key]) => key !== '').map(([key = '', value = '']) => [key.trim(), unescape(value, true)]),
  );
}

function unescape(text: string, isProperty: boolean): string {
  const codes = escapes.filter(([code]) => isProperty || !['%3A', '%2C'].includes(code));
  return codes.reduce((result, [code, character]) => result.replaceAll(code, character), text);
}

/** The commands of an output, in order. */
export function parseCommands(output: string): WorkflowCommand[] {
  return output
    .split(/\r\n|\r|\n/)
    .map(parseCommand)
    .filter((command) => command !== null);
}

/** The annotations among the commands. The runner shows at most ten of each level: that is not done here. */
export function toAnnotations(commands: readonly WorkflowCommand[]): ShownAnnotation[] {
  return commands.flatMap(({ name, properties, data }) =>
    name === 'error' || name === 'warning' || name === 'notice'
      ? [{ level: name, title: properties['title'] ?? '', message: data, ...placeOf(properties) }]
      : [],
  );
}

function placeOf({ file, line, col }: WorkflowCommand['properties']): Pick<ShownAnnotation, 'place'> {
  if (file === undefined) return {};
  return { place: [file, line, col].filter((part) => part !== undefined).join(':') };
}

/** `GITHUB_OUTPUT`, `GITHUB_ENV`, `GITHUB_STATE`: `key=value` lines and heredocs. Throws where the runner would. */
export function parseKeyValueFile(text: string): Record<string, string> {
  const lines = text.split(/\r?\n/);
  const values: Record<string, string> = {};
  while (lines.length > 0) {
    const line = lines.shift() ?? '';
    if (line === '') continue;
    const [equals, heredoc] = [line.indexOf('='), line.indexOf('<<')];
    if (equals >= 0 && (heredoc < 0 || equals < heredoc)) {
      values[line.slice(0, equals)] = line.slice(equals + 1);
      continue;
    }
    if (heredoc < 0) throw new Error(`Invalid format '${line}'`);
    const delimiter = line.slice(heredoc + 2);
    const end = lines.indexOf(delimiter);
    if (end < 0) throw new Error(`Invalid value. Matching delimiter not found '${delimiter}'`);
    values[line.slice(0, heredoc)] = lines
      .splice(0, end + 1)
      .slice(0, end)
      .join('\n');
  }
  return values;
}
