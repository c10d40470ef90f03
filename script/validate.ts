// script/validate FILE [ID or name …]: what mode `validate` does, on a file of this machine.
import { readFile } from 'node:fs/promises';
import { understandFile } from '../src/configuration-file.ts';
import { AuditError } from '../src/errors.ts';
import { toLogLines } from '../src/github/harmless.ts';
import { parseInputs } from '../src/inputs.ts';
import { renderValidationLines } from '../src/report/validation.ts';
import { describeConfiguration } from '../src/validate.ts';

const [file, ...ids] = process.argv.slice(2);
if (file === undefined || file.startsWith('--')) {
  process.stderr.write('Usage: script/validate FILE [ID or name …]\n');
  process.exitCode = 2;
} else {
  try {
    process.stdout.write(toText(await validate(file, ids)));
  } catch (error) {
    if (!(error instanceof Error)) throw error;
    const advice = error instanceof AuditError ? error.fix : [];
    process.stderr.write(toText([error.message, ...advice]));
    process.exitCode = 1;
  }
}

/** A file is data: what stands in it must not command the terminal either. */
function toText(lines: readonly string[]): string {
  return `${toLogLines(lines.join('\n')).join('\n')}\n`;
}

async function validate(path: string, samples: readonly string[]): Promise<readonly string[]> {
  const bytes = await readFile(path);
  const now = Date.now();
  const naming = { name: path, path, isAtHand: true, isSecret: false };
  const configuration = understandFile({ kind: 'file', bytes }, naming, { now: () => now });
  const inputs = parseInputs((name) => (name === 'mode' ? 'validate' : ''));
  return renderValidationLines(describeConfiguration(configuration, inputs, path, now, samples));
}
