// The emulator as a process: `node emulator/main.ts --estate FILE --directory DIR [--faults FILE] [--port N]`.
// Prints one line of JSON when it listens, { port, caFile, environment }; the environment holds the token that opens
// GitHub's issuer, so this line is for the parent and not for a log. Ends on SIGTERM or SIGINT, or when its standard
// input closes under `--until-input-ends`; then the request log is written to DIR/requests.json.
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { startEmulator } from './emulator.ts';
import type { EstateInput } from './estate.ts';
import type { FaultsInput } from './faults.ts';

const usage =
  'Usage: node emulator/main.ts --estate FILE --directory DIR [--faults FILE] [--port N] [--until-input-ends]';

async function readJson(file: string): Promise<unknown> {
  return JSON.parse(await readFile(file, 'utf8'));
}

async function main(): Promise<void> {
  const { values } = parseArgs({
    options: {
      estate: { type: 'string' },
      directory: { type: 'string' },
      faults: { type: 'string' },
      port: { type: 'string' },
      'until-input-ends': { type: 'boolean', default: false },
    },
  });
  const { estate, directory, faults, port } = values;
  if (estate === undefined || directory === undefined) throw new Error(usage);
  const emulator = await startEmulator({
    // Checked by the emulator itself, with paths in the message.
    estate: (await readJson(estate)) as EstateInput,
    ...(faults === undefined ? {} : { faults: (await readJson(faults)) as FaultsInput }),
    ...(port === undefined ? {} : { port: Number(port) }),
    directory,
  });
  const { caFile } = emulator;
  process.stdout.write(`${JSON.stringify({ port: emulator.port, caFile, environment: emulator.environment() })}\n`);

  let ending = false;
  const end = async (): Promise<void> => {
    if (ending) return;
    ending = true;
    await emulator.close();
    await writeFile(join(directory, 'requests.json'), `${JSON.stringify(emulator.requests)}\n`);
    process.exit(0);
  };
  process.on('SIGTERM', () => void end());
  process.on('SIGINT', () => void end());
  if (values['until-input-ends']) process.stdin.resume().once('end', () => void end());
}

try {
  await main();
} catch (error) {
  process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
  process.exitCode = 1;
}
