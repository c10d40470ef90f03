// Which bundle is under test: the committed one, or another by ACTION_BUNDLE.
import { readFileSync } from 'node:fs';
import { parse } from 'yaml';
import { runAction, type ActionRun, type RunOptions } from '../../emulator/runner.ts';

export type { ActionRun, RunOptions };

export function runBundle(options: RunOptions): Promise<ActionRun> {
  const bundle = process.env['ACTION_BUNDLE'];
  return runAction(bundle === undefined || bundle === '' ? options : { bundle, ...options });
}

/** The outputs that action.yml promises. */
export function readActionOutputs(): readonly string[] {
  const action = parse(readFileSync(new URL('../../action.yml', import.meta.url), 'utf8')) as {
    outputs: Readonly<Record<string, unknown>>;
  };
  return Object.keys(action.outputs);
}
