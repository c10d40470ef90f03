// The command line of script/demo: an estate, and any input of the action.
import { resolve } from 'node:path';
import { parseArgs } from 'node:util';

export interface ActionInput {
  readonly name: string;
  readonly default: string;
  readonly description: string;
}

export interface DemoArguments {
  readonly help: boolean;
  /** Absolute path; null: the sample estate. */
  readonly estate: string | null;
  /** Inputs that were given, by name. */
  readonly inputs: Readonly<Record<string, string>>;
}

/** What is wrong with the command line, for the person who wrote it. */
export class UsageError extends Error {}

/** Throws UsageError. A list may be given in one value or by naming its option more than once. */
export function parseDemoArguments(argv: readonly string[], known: readonly ActionInput[]): DemoArguments {
  const names = known.map(({ name }) => name);
  const text = { type: 'string', multiple: true } as const;
  try {
    const { values } = parseArgs({
      args: [...argv],
      options: {
        ...Object.fromEntries(names.map((name) => [name, text])),
        estate: { type: 'string' },
        help: { type: 'boolean', short: 'h' },
      },
    });
    const given = names.flatMap((name) => {
      const value = (values as Record<string, string[] | undefined>)[name];
      return value === undefined ? [] : [[name, value.join('\n')] as const];
    });
    return {
      help: values.help ?? false,
      estate: values.estate === undefined ? null : resolve(values.estate),
      inputs: Object.fromEntries(given),
    };
  } catch (error) {
    const what =
      error instanceof Error ? (error.message.split(/\. To specify|\. This command/)[0] ?? '') : String(error);
    throw new UsageError(`${what}\n\nOptions: --estate, --help, and the inputs of the action:\n${listNames(names)}`);
  }
}

export function renderHelp(known: readonly ActionInput[]): string {
  const inputs = known.map(({ name, default: value, description }) => {
    const shown = value === '' ? '' : ` (default: ${value})`;
    return `  --${name} VALUE${shown}\n      ${description.replace(/\s+/g, ' ').trim()}`;
  });
  return `Runs the shipped action against an emulated Azure on this machine and shows what a workflow would get to see.
Nothing leaves this machine.

  script/demo [--estate FILE] [--INPUT VALUE …]

  --estate FILE
      What there is in the emulated Azure. Without it, emulator/sample-estate.json, which is also a good start for
      one of your own: copy it, change it, and give its path here

Inputs of the action, as in \`with:\` of a workflow. Client, tenant, cloud and subscriptions are those of the estate where
they are not given:

${inputs.join('\n')}

Exit status: 0 when the action did what the sample estate must lead to; with an estate or inputs of your own, when the
result is not \`error\`. What the action would have done to the job is told in words at the end.`;
}

function listNames(names: readonly string[]): string {
  return names.map((name) => `  --${name}`).join('\n');
}
