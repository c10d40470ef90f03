// A cancelled workflow: SIGINT (SIGTERM, on Windows SIGBREAK), and what is said within the two seconds that are left.
import { expect, test } from '@jest/globals';
import type { FaultsInput } from '../../emulator/faults.ts';
import type { Emulator } from '../../emulator/emulator.ts';
import { interrupted, interrupts } from './interrupt.ts';
import { good, reportOf, subscription, tryOut, verdicts, type Trial, type TrialOptions } from './trial.ts';

/** Sends the signal once the emulator has seen what it waits for. Resolves to the trial, and how long the end took. */
async function cancelWhen(
  isTime: (emulator: Emulator) => boolean,
  options: TrialOptions,
  signal: NodeJS.Signals = 'SIGINT',
): Promise<{ trial: Trial; tookMs: number }> {
  let sentAt = 0;
  const onSent = (): void => {
    sentAt = performance.now();
  };
  const trial = await tryOut(interrupted(options, isTime, signal, onSent));
  return { trial, tookMs: performance.now() - sentAt };
}

const isOver = (count: number) => (emulator: Emulator) =>
  emulator.requests.filter(({ operation, ending }) => operation === 'DiagnosticSettings_List' && ending === 'whole')
    .length >= count;

test.concurrent.each(interrupts)('%s in the middle: reports of what was read, and exit status 1', async (signal) => {
  const vaults = [
    ...Array.from({ length: 20 }, (_, index) => ({ name: `kv-read-${index}`, settings: [good] })),
    { name: 'kv-bad' },
    ...Array.from({ length: 20 }, (_, index) => ({
      name: `kv-hang-${index}`,
      settings: [good],
      fault: { kind: 'hang' } as const,
    })),
    { name: 'kv-waits', fault: { kind: 'status', status: 503, retryAfter: 30 } as const },
  ];
  const estate = { subscriptions: [{ id: subscription(1), vaults }] };
  const { trial, tookMs } = await cancelWhen(isOver(22), { estate }, signal);
  expect(tookMs).toBeLessThan(2_000);
  expect(trial.exitCode).toBe(1);
  const { counts, resources, notes, result } = reportOf(trial);
  expect({ counts, result }).toMatchObject({
    counts: { total: 42, compliant: 20, noncompliant: 1, unknown: 21 },
    result: 'fail',
  });
  expect(resources.filter(({ reason }) => reason === 'timed-out').length).toBe(20);
  // The last answer decides, where there was one.
  expect(verdicts(trial)['kv-waits']).toBe('unavailable');
  expect(notes.join()).toMatch(/cancelled/);
  expect(trial.summary).toMatch(/21 vaults not read/);
  expect(trial.outputs).toMatchObject({ result: 'fail', 'unknown-count': '21' });
});

test.concurrent('SIGINT while the lists are on their way: not an empty estate, but an unread one', async () => {
  const hang = { kind: 'hang' } as const;
  const estate = { subscriptions: [{ id: subscription(1), faults: { vaults: hang, managedHsms: hang } }] };
  const asks = (emulator: Emulator): boolean =>
    emulator.requests.some(({ operation }) => operation === 'Vaults_ListBySubscription');
  const { trial, tookMs } = await cancelWhen(asks, { estate, inputs: { 'fail-on': 'unknown' } });
  expect(tookMs).toBeLessThan(2_000);
  expect(trial.exitCode).toBe(1);
  expect(reportOf(trial)).toMatchObject({ result: 'inconclusive', subscriptions: [{ status: 'unreadable' }] });
});

test.concurrent.each([
  ['Entra ID', 'Entra_Token', { entra: { kind: 'hang' } }, 'KVA-ENTRA-UNAVAILABLE'],
  ["GitHub's issuer", 'GitHub_IdToken', { github: { kind: 'hang' } }, 'KVA-OIDC-FAILED'],
] as const satisfies readonly (readonly [string, string, FaultsInput, string])[])(
  'SIGINT while %s is silent: an error that says so',
  async (_who, operation, faults, code) => {
    const asks = (emulator: Emulator): boolean => emulator.requests.some((one) => one.operation === operation);
    const estate = { subscriptions: [{ id: subscription(1) }] };
    const { trial, tookMs } = await cancelWhen(asks, { estate, faults });
    expect(tookMs).toBeLessThan(2_000);
    expect(trial).toMatchObject({ exitCode: 1, report: null });
    expect(trial.outputs['result']).toBe('error');
    expect(trial.annotations).toMatchObject([{ level: 'error', title: code }]);
    expect(trial.summary).toMatch(/could not run/);
  },
);

test.concurrent("SIGINT while GitHub's API is silent: not waited for", async () => {
  const id = subscription(1);
  const estate: TrialOptions['estate'] = {
    subscriptions: [{ id }],
    github: { contents: { 'octo-org/payments': { fault: { kind: 'hang' } } } },
  };
  const asks = (emulator: Emulator): boolean => emulator.requests.some((one) => one.operation === 'GitHub_Contents');
  const { trial, tookMs } = await cancelWhen(asks, { estate, inputs: { 'config-file': '' } });
  expect(tookMs).toBeLessThan(2_000);
  expect(trial).toMatchObject({ exitCode: 1, report: null });
  expect(trial.outputs['result']).toBe('error');
  expect(trial.annotations).toMatchObject([{ level: 'error', title: 'KVA-CONFIG-UNREADABLE' }]);
});

test.concurrent('SIGINT in a large estate: every format is written in time', async () => {
  const subscriptions = Array.from({ length: 10 }, (_, group) => ({
    id: subscription(group + 1),
    vaults: Array.from({ length: 300 }, (_vault, index) => ({
      name: `kv-${group}-${index}`,
      ...(index > 200 ? { fault: { kind: 'hang' } as const } : {}),
    })),
  }));
  const inputs = { 'subscription-id': 'all', reports: 'json, sarif, csv, junit, markdown, html, fixes' };
  const { trial, tookMs } = await cancelWhen(isOver(1_000), { estate: { subscriptions }, inputs });
  expect(tookMs).toBeLessThan(2_000);
  expect(reportOf(trial).counts.total).toBe(3_000);
  const paths = Object.entries(trial.outputs).filter(([name]) => name.startsWith('report-'));
  expect(paths.filter(([name, path]) => path === '' && name !== 'report-sarif')).toEqual([]);
});

test.concurrent('the time budget: what is unread when it is over is timed out', async () => {
  const vaults = [
    { name: 'kv-good', settings: [good] },
    { name: 'kv-hang', fault: { kind: 'hang' } as const },
  ];
  // A minute is the shortest budget; in this process it is over after two seconds.
  const shortMinute =
    'const wait = setTimeout; globalThis.setTimeout = (f, ms, ...a) => wait(f, ms === 60_000 ? 2_000 : ms, ...a);';
  const trial = await tryOut({
    estate: { subscriptions: [{ id: subscription(1), vaults }] },
    inputs: { 'timeout-minutes': '1' },
    nodeArguments: ['--import', `data:text/javascript,${encodeURIComponent(shortMinute)}`],
  });
  expect(verdicts(trial)).toEqual({ 'kv-good': 'compliant', 'kv-hang': 'timed-out' });
  expect(reportOf(trial).notes.join()).toMatch(/time budget of 1 minute was over/);
  expect(trial.exitCode).toBe(1);
});
