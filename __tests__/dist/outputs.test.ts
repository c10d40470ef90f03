// Every output of action.yml is written, and no other, in every way a run can end.
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, test } from '@jest/globals';
import type { Emulator } from '../../emulator/emulator.ts';
import { readActionOutputs } from './bundle.ts';
import { interrupted } from './interrupt.ts';
import { good, subscription, tryOut, type TrialOptions } from './trial.ts';

const id = subscription(1);
const estate = (vault: object): TrialOptions['estate'] => ({
  subscriptions: [{ id, vaults: [{ name: 'kv-one', ...vault }] }],
});
const whole = estate({ settings: [good] });

/** Something that nobody waits for goes wrong while a vault keeps the run waiting. */
const defect = "setTimeout(() => void Promise.reject(new Error('a defect')), 1_000);";
const hanging: TrialOptions = { estate: estate({ fault: { kind: 'hang' } }) };
const isReading = ({ requests }: Emulator): boolean =>
  requests.some(({ operation }) => operation === 'DiagnosticSettings_List');
const workspace = mkdtempSync(join(tmpdir(), 'outputs-'));
mkdirSync(join(workspace, '.github'));
writeFileSync(join(workspace, '.github', 'keyvault-audit.yml'), 'version: 1\n');
afterAll(() => {
  rmSync(workspace, { recursive: true });
});
const shortMinute =
  'const wait = setTimeout; globalThis.setTimeout = (f, ms, ...a) => wait(f, ms === 60_000 ? 2_000 : ms, ...a);';
const preloading = (code: string): string[] => ['--import', `data:text/javascript,${encodeURIComponent(code)}`];

/** How it ends, what leads there, and the output `result`. */
const ends: readonly (readonly [string, TrialOptions, string])[] = [
  ['all is logged', { estate: whole }, 'pass'],
  ['something is not', { estate: estate({}) }, 'fail'],
  ['something is not, and nothing fails on it', { estate: estate({}), inputs: { 'fail-on': 'never' } }, 'fail'],
  [
    'something could not be read',
    { estate: estate({ fault: { kind: 'status', status: 403, code: 'AuthorizationFailed' } }) },
    'inconclusive',
  ],
  ['nothing was found', { estate: { subscriptions: [{ id, vaults: [] }] } }, 'inconclusive'],
  ['an input is not understood', { estate: whole, inputs: { profile: 'none' } }, 'error'],
  ['there is no token', { estate: whole, without: ['ACTIONS_ID_TOKEN_REQUEST_URL'] }, 'error'],
  ['the sign-in is refused', { estate: whole, inputs: { 'client-id': subscription(9) } }, 'error'],
  ['the configuration file is not there', { estate: whole, inputs: { 'config-file': 'nowhere.yml' } }, 'error'],
  ['mode validate finds no file', { estate: whole, inputs: { mode: 'validate', 'config-file': '' } }, 'error'],
  [
    'mode validate finds a good file',
    { estate: {}, workspace, inputs: { mode: 'validate', 'config-file': '' } },
    'pass',
  ],
  ['the workflow is cancelled', interrupted(hanging, isReading), 'inconclusive'],
  [
    'the time budget is over',
    { ...hanging, inputs: { 'timeout-minutes': '1' }, nodeArguments: preloading(shortMinute) },
    'inconclusive',
  ],
  ['the action has a defect', { ...hanging, nodeArguments: preloading(defect) }, 'error'],
  [
    'a report cannot be written',
    { estate: whole, inputs: { 'report-directory': '/dev/null/reports' } },
    process.platform === 'win32' ? 'pass' : 'error',
  ],
];

describe('outputs', () => {
  const promised = [...readActionOutputs()].toSorted();

  test.each(ends)('when %s', async (_, options, result) => {
    const { outputs } = await tryOut(options);
    expect(Object.keys(outputs).toSorted()).toEqual(promised);
    expect(outputs['result']).toBe(result);
  });
});
