// The story of script/bench: each row so often, one after the other, nothing side by side; then the table.
import { arch, cpus, platform } from 'node:os';
import { parseBenchArguments, renderHelp, UsageError, type BenchArguments } from './arguments.ts';
import { rows, type Sample } from './rows.ts';
import { runRow } from './run.ts';
import { renderTable, toRowResult, type RowResult } from './table.ts';

try {
  const options = parseBenchArguments(process.argv.slice(2), rows);
  if (options.help) process.stdout.write(renderHelp(rows));
  else process.exitCode = await measure(options);
} catch (error) {
  process.stderr.write(`script/bench: ${error instanceof Error ? error.message : String(error)}\n`);
  process.exitCode = error instanceof UsageError ? 2 : 1;
}

/** Resolves to the exit status: 1 when a goal was not met. */
async function measure({ rows: asked, runs, bundle, json }: BenchArguments): Promise<number> {
  const results: RowResult[] = [];
  for (const row of asked) {
    const samples: Sample[] = [];
    const count = runs ?? row.runs;
    while (samples.length < count) {
      process.stderr.write(`${row.name} ${samples.length + 1}/${count} …\n`);
      samples.push(await runRow(row, bundle));
    }
    results.push(toRowResult(row, samples));
  }
  const machine = `Node ${process.versions.node}, ${cpus().length} × ${cpus()[0]?.model ?? 'unknown'}, ${platform()} ${arch()}`;
  if (json) process.stdout.write(`${JSON.stringify({ machine, rows: results }, null, 2)}\n`);
  else process.stdout.write(`${machine}\n\n${renderTable(results)}`);
  return results.every(({ goals }) => goals.every(({ isMet }) => isMet)) ? 0 : 1;
}
