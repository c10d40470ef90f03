// Shows the output of an action as the log page of GitHub does: groups, annotations in colour, masked values, no commands.
import { styleText } from 'node:util';
import { parseCommand, type WorkflowCommand } from '../../emulator/workflow-commands.ts';
import { harmless, type Style } from './inline.ts';

/** Takes output as it comes and hands on whole lines, ready to print. */
export class LogPage {
  #rest = '';
  #indent = '';
  readonly #masks: string[] = [];
  readonly #print: (line: string) => void;

  constructor(print: (line: string) => void) {
    this.#print = print;
  }

  add(text: string): void {
    const lines = (this.#rest + text).split(/\r?\n/);
    this.#rest = lines.pop() ?? '';
    for (const line of lines) this.#show(line);
  }

  end(): void {
    if (this.#rest !== '') this.#show(this.#rest);
    this.#rest = '';
  }

  #show(line: string): void {
    const command = parseCommand(line);
    if (command?.name === 'add-mask') {
      this.#masks.push(...command.data.split(/\r?\n/).filter((part) => part !== ''));
      return;
    }
    const shown = command === null ? line : commandToText(command);
    if (command?.name === 'endgroup') this.#indent = '';
    if (shown === null) return;
    const masked = this.#masks.reduce((text, mask) => text.replaceAll(mask, '***'), shown);
    const style: Style | null = command === null ? null : (styles[command.name] ?? null);
    for (const part of masked.split('\n')) {
      const text = `${this.#indent}${harmless(part)}`;
      this.#print(style === null ? text : styleText(style, text));
    }
    if (command?.name === 'group') this.#indent = '  ';
  }
}

const styles: Readonly<Record<string, Style>> = {
  group: 'bold',
  error: 'red',
  warning: 'yellow',
  notice: 'cyan',
};

/** null: nothing is shown. */
function commandToText({ name, data }: WorkflowCommand): string | null {
  switch (name) {
    case 'group':
      return `▾ ${data}`;
    case 'error':
    case 'warning':
    case 'notice':
      return `${name.charAt(0).toUpperCase()}${name.slice(1)}: ${data}`;
    default:
      return null;
  }
}
