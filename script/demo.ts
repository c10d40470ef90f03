// The story of script/demo: emulated Azure up, the shipped action over it as a runner would run it, everything shown.
import { mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { styleText } from 'node:util';
import { exitStatus, readActionInputs, runAction, type ActionRun } from '../emulator/runner.ts';
import { reportFormats } from '../src/report/outputs.ts';
import { parseDemoArguments, renderHelp, UsageError, type DemoArguments } from './demo-arguments.ts';
import { callForEstate, findDifferences, sampleEstate, startEmulatorProcess } from './demo-estate.ts';
import { harmless } from './terminal/inline.ts';
import { LogPage } from './terminal/log.ts';
import { renderMarkdown } from './terminal/markdown.ts';

// Kept after the demo, so that its report can be looked at; the next demo clears it away.
const folder = resolve(process.env['DEMO_FOLDER'] ?? fileURLToPath(new URL('../.demo', import.meta.url)));
const width = Math.max(60, Math.min(process.stdout.columns || 110, 150));

// Whoever reads only the beginning (`script/demo | head`) has seen enough.
process.stdout.on('error', () => process.exit());

try {
  const known = await readActionInputs();
  const options = parseDemoArguments(process.argv.slice(2), known);
  if (options.help) print(renderHelp(known));
  else process.exitCode = await demonstrate(options);
} catch (error) {
  process.stderr.write(`script/demo: ${error instanceof Error ? error.message : String(error)}\n`);
  process.exitCode = error instanceof UsageError ? 2 : 1;
}

/** Resolves to the exit status of the demo. */
async function demonstrate(options: DemoArguments): Promise<number> {
  const inputs = await startAnew(options.inputs);
  const estate = options.estate ?? sampleEstate;
  title('The action');
  print(`dist/index.js on Node ${process.versions.node}, over the estate of ${estate}, emulated on this machine.\n`);
  const run = await runOver(estate, inputs);

  title('Annotations');
  for (const { level, title: head, message } of run.annotations) {
    print(`${styleText(level === 'error' ? 'red' : 'yellow', level.padEnd(8))}${styleText('bold', harmless(head))}`);
    print(indent(harmless(message)));
  }
  if (run.annotations.length === 0) print('None.');

  title('Report files');
  print(run.reportFiles.length === 0 ? 'None.' : run.reportFiles.join('\n'));

  title('Job summary');
  print(renderMarkdown(run.summary, width));

  title('What this would have done to the job');
  print(describeEnd(run));
  return judgeDemo(run, options);
}

/**
 * Clears the folder away, but keeps the earlier report that is to be compared with: it is the last demo's own, most likely.
 * Resolves to the inputs, with paths seen from where the demo was called and not from the emulated job's workspace.
 */
async function startAnew({ baseline = '', ...given }: DemoArguments['inputs']): Promise<DemoArguments['inputs']> {
  const directory = given['report-directory'] ?? '';
  const inputs = directory === '' ? given : { ...given, 'report-directory': resolve(directory) };
  const report = baseline === '' ? null : await readFile(resolve(baseline)).catch(() => null);
  await rm(folder, { recursive: true, force: true });
  await mkdir(folder, { recursive: true });
  if (report === null) return baseline === '' ? inputs : { ...inputs, baseline: resolve(baseline) };
  const kept = join(folder, 'baseline.json');
  await writeFile(kept, report);
  return { ...inputs, baseline: kept };
}

async function runOver(estate: string, given: DemoArguments['inputs']): Promise<ActionRun> {
  const call = await callForEstate(estate);
  const log = new LogPage(print);
  const emulator = await startEmulatorProcess(estate, join(folder, 'emulator'));
  try {
    return await runAction({
      ...call,
      inputs: {
        ...call.inputs,
        reports: reportFormats.join(', '),
        ...given,
      },
      emulatorEnvironment: emulator.environment,
      folder,
      onOutput: (text) => {
        log.add(text);
      },
    });
  } finally {
    log.end();
    await emulator.stop();
  }
}

function describeEnd(run: ActionRun): string {
  const status = `The action ended with exit status ${exitStatus(run)}, its result is "${run.outputs['result'] ?? ''}".`;
  if (run.exitCode === 0) return `${status} The job would have gone on to its next step.`;
  return `${status} The job would have failed here, and jobs that need it would not have run.`;
}

/** Whether the action did what it must, said and as exit status. */
async function judgeDemo(run: ActionRun, options: DemoArguments): Promise<number> {
  const isSample = options.estate === null && Object.keys(options.inputs).length === 0;
  if (!isSample) {
    const result = run.outputs['result'] ?? '';
    return result === '' || result === 'error' ? 1 : 0;
  }
  const differences = await findDifferences(run);
  if (differences.length === 0) {
    print('This is what the sample estate must lead to: the demo worked.');
    return 0;
  }
  print(`This is not what the sample estate must lead to:\n${indent(differences.join('\n'))}`);
  return 1;
}

function title(text: string): void {
  print(`\n${styleText(['bold', 'inverse'], ` ${text} `)}\n`);
}

function indent(text: string): string {
  return text.replace(/^/gm, '  ');
}

function print(text: string): void {
  process.stdout.write(`${text}\n`);
}
