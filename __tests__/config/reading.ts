// How the tests of this folder read a file: text in, problems or the configuration out.
import { parseConfiguration, type Configuration } from '../../src/config/configuration.ts';

export const today = '2026-11-22';

/** `line:column message` of each problem. */
export function problemsOf(text: string | Uint8Array): string[] {
  const reading = parseConfiguration(typeof text === 'string' ? Buffer.from(text) : text, today);
  if (reading.kind === 'configuration') return [];
  return reading.problems.map(({ line, column, message }) => `${line}:${column} ${message}`);
}

/** Throws when the file is not understood. */
export function read(text: string): Configuration {
  const reading = parseConfiguration(Buffer.from(text), today);
  if (reading.kind === 'configuration') return reading.configuration;
  throw new Error(JSON.stringify(reading.problems));
}
