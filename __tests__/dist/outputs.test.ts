// Every output of action.yml is written, and no other, in every way a run can end.
import { describe, expect, test } from '@jest/globals';
import { readActionOutputs } from './bundle.ts';
import { good, subscription, tryOut, type TrialOptions } from './trial.ts';

const id = subscription(1);
const estate = (vault: object): TrialOptions['estate'] => ({
  subscriptions: [{ id, vaults: [{ name: 'kv-one', ...vault }] }],
});
const whole = estate({ settings: [good] });

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
