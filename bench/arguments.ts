// The command line of script/bench.
import { resolve } from 'node:path';
import { parseArgs } from 'node:util';
import type { Row } from './rows.ts';

export interface BenchArguments {
  readonly help: boolean;
  readonly json: boolean;
  /** Those that were named, or all. */
  readonly rows: readonly Row[];
  /** Of each row; null: as many as the row says. */
  readonly runs: number | null;
  /** Absolute path of another bundle than dist/index.js; null: that one. */
  readonly bundle: string | null;
}

/** What is wrong with the command line, for the person who wrote it. */
export class UsageError extends Error {}

export function renderHelp(known: readonly Row[]): string {
  return `Usage: script/bench [--row NAME]… [--runs N] [--bundle FILE] [--json]

Runs the shipped action against an emulated Azure on this machine and prints each row beside its limit. Whole, it takes
about 25 minutes, most of them spent waiting for buckets. Exit status 1: a goal was not met.

Rows:
${known.map(({ name, title, runs }) => `  ${name.padEnd(12)} ${title} (${runs} runs)`).join('\n')}
`;
}

/** Throws UsageError. */
export function parseBenchArguments(argv: readonly string[], known: readonly Row[]): BenchArguments {
  const { row, runs, ...values } = parseValues(argv);
  for (const name of row ?? []) {
    if (known.some((one) => one.name === name)) continue;
    throw new UsageError(`There is no row "${name}"; there are ${known.map((one) => one.name).join(', ')}.`);
  }
  if (runs !== undefined && !/^[1-9]\d{0,2}$/.test(runs)) {
    throw new UsageError(`--runs takes a number from 1 to 999, not "${runs}".`);
  }
  return {
    help: values.help,
    json: values.json,
    rows: row === undefined ? known : known.filter(({ name }) => row.includes(name)),
    runs: runs === undefined ? null : Number(runs),
    bundle: values.bundle === undefined ? null : resolve(values.bundle),
  };
}

function parseValues(argv: readonly string[]): {
  help: boolean;
  json: boolean;
  row: string[] | undefined;
  runs: string | undefined;
  bundle: string | undefined;
} {
  try {
    const { values } = parseArgs({
      args: [...argv],
      options: {
        help: { type: 'boolean', short: 'h', default: false },
        json: { type: 'boolean', default: false },
        row: { type: 'string', multiple: true },
        runs: { type: 'string' },
        bundle: { type: 'string' },
      },
    });
    return { row: undefined, runs: undefined, bundle: undefined, ...values };
  } catch (error) {
    throw new UsageError(error instanceof Error ? error.message : String(error));
  }
}
