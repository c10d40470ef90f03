// Three nights of docs/examples/nightly-changes.yml: the first night without an earlier report, then one new, one fixed and
// one still failing vault, then everything logged. What GitHub is asked and told is golden.
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeEach, describe, expect, test } from '@jest/globals';
import { githubToken } from '../../emulator/github-api.ts';
import type { GitHubConversations } from '../../emulator/github-conversations.ts';
import type { EmulatedRun } from '../../emulator/github-runs.ts';
import type { OperationFault } from '../../emulator/github-answers.ts';
import { expectGolden } from '../golden.ts';
import { estateOf } from './conversing.ts';
import { conditions, Nights, type Fetched } from './nightly.ts';
import { good, reportOf, subscription, type Trial, type TrialOptions, type VaultInput } from './trial.ts';

const folder = mkdtempSync(join(tmpdir(), 'nights-'));
afterAll(() => {
  rmSync(folder, { recursive: true, force: true });
});

let tests = 0;
let nights: Nights;
beforeEach(() => {
  tests += 1;
  nights = new Nights(join(folder, String(tests)));
});

/** What the last step of the example leaves of this report. */
const leave = (run: EmulatedRun, reportText: string, attempt?: number): void => {
  nights.upload(run, { outputs: { 'report-json': '/tmp/keyvault-audit.json' }, reportText }, attempt);
};

const logged = (name: string): VaultInput => ({ name, settings: [good] });
const unlogged = (name: string): VaultInput => ({ name });

test('an audit that failed leaves its report too, one that was cancelled does not', () => {
  expect(conditions).toEqual([
    '${{ !inputs.start-anew }}',
    "${{ !cancelled() && steps.audit.outputs.report-json != '' }}",
  ]);
});

test('three nights', async () => {
  const { conversations, runs } = nights;
  const spend = async (night: string, vaults: readonly VaultInput[]): Promise<Trial> => {
    conversations.journal.length = 0;
    const trial = await nights.spend({ estate: estateOf(...vaults) });
    expectGolden(`nights/night-${night}.md`, toText(conversations));
    expectGolden(`nights/night-${night}.summary.md`, steady(trial.summary.replace(/^### 🔧[^]*?(?=^<sub>)/m, '')));
    return trial;
  };

  const first = await spend('1', [
    unlogged('kv-mended'),
    unlogged('kv-patient'),
    logged('kv-good'),
    logged('kv-slips'),
  ]);
  expect(first.exitCode).toBe(1);
  expect(reportOf(first).changes).toBeNull();
  expect(conversations.labels).toEqual(['keyvault-audit']);
  expect(conversations.issues).toMatchObject([{ number: 1, state: 'open', labels: ['keyvault-audit'], comments: [] }]);

  const second = await spend('2', [
    logged('kv-mended'),
    unlogged('kv-patient'),
    logged('kv-good'),
    unlogged('kv-slips'),
  ]);
  const { changes, resources, startedAt } = reportOf(second);
  expect(changes?.counts).toMatchObject({ new: 1, still: 1, fixed: 1, gone: 0 });
  expect(resources.map(({ name, change, since }) => [name, change, since])).toEqual([
    ['kv-good', null, null],
    ['kv-mended', null, null],
    ['kv-patient', 'still', reportOf(first).startedAt],
    ['kv-slips', 'new', startedAt],
  ]);
  expect(second.summary.split('\n')[0]).toMatch(/ 1 new, 1 still failing, 1 fixed\.$/);
  expect(conversations.issues).toMatchObject([{ state: 'open', comments: [{ edits: 0 }] }]);

  const third = await spend('3', ['kv-mended', 'kv-patient', 'kv-good', 'kv-slips'].map(logged));
  expect([third.exitCode, third.outputs['result']]).toEqual([0, 'pass']);
  expect(reportOf(third).changes?.counts).toMatchObject({ new: 0, still: 0, fixed: 2 });
  expect(conversations.issues).toMatchObject([{ state: 'closed', comments: [{}, {}] }]);

  expect(runs.journal.map((line) => `${line}\n`).join('')).toMatchInlineSnapshot(`
    "GET api.github.com/repos/octo-org/payments/actions/workflows/audit.yml
    GET api.github.com/repos/octo-org/payments/actions/workflows/301/runs?per_page=10&exclude_pull_requests=true&branch=main&event=schedule&status=completed
    GET api.github.com/repos/octo-org/payments/actions/workflows/audit.yml
    GET api.github.com/repos/octo-org/payments/actions/workflows/301/runs?per_page=10&exclude_pull_requests=true&branch=main&event=workflow_dispatch&status=completed
    GET api.github.com/repos/octo-org/payments/actions/workflows/audit.yml
    GET api.github.com/repos/octo-org/payments/actions/workflows/301/runs?per_page=10&exclude_pull_requests=true&branch=main&event=schedule&status=completed
    GET api.github.com/repos/octo-org/payments/actions/workflows/audit.yml
    GET api.github.com/repos/octo-org/payments/actions/workflows/301/runs?per_page=10&exclude_pull_requests=true&branch=main&event=workflow_dispatch&status=completed
    GET api.github.com/repos/octo-org/payments/actions/runs/7000000001/artifacts?per_page=100
    GET api.github.com/repos/octo-org/payments/actions/artifacts/501/zip
    GET productionresultssa0.blob.core.windows.net/actions-results/501.zip
    GET api.github.com/repos/octo-org/payments/actions/workflows/audit.yml
    GET api.github.com/repos/octo-org/payments/actions/workflows/301/runs?per_page=10&exclude_pull_requests=true&branch=main&event=schedule&status=completed
    GET api.github.com/repos/octo-org/payments/actions/workflows/audit.yml
    GET api.github.com/repos/octo-org/payments/actions/workflows/301/runs?per_page=10&exclude_pull_requests=true&branch=main&event=workflow_dispatch&status=completed
    GET api.github.com/repos/octo-org/payments/actions/runs/7000000002/artifacts?per_page=100
    GET api.github.com/repos/octo-org/payments/actions/artifacts/502/zip
    GET productionresultssa0.blob.core.windows.net/actions-results/502.zip
    "
  `);
});

describe('whose report is taken', () => {
  const left = (run: Partial<EmulatedRun>, report: string): EmulatedRun => {
    const added = nights.runs.start({ status: 'completed', conclusion: 'failure', ...run });
    leave(added, report);
    return added;
  };
  const taken = async (): Promise<string> => {
    const { report, status, stderr } = await nights.fetchLastReport();
    expect([status, stderr]).toEqual([0, '']);
    return readFileSync(report, 'utf8');
  };

  test.each<[string, Partial<EmulatedRun>]>([
    [
      "a pull request from a fork's main branch",
      { event: 'pull_request', headRepository: 'mallory/payments', branch: 'main' },
    ],
    ['a pull request of the repository itself', { event: 'pull_request', branch: 'feature' }],
    ['a push', { event: 'push' }],
    ['a run by hand on another branch', { event: 'workflow_dispatch', branch: 'feature' }],
    ['another workflow', { workflow: 'deploy.yml' }],
    ['a run that is not over', { status: 'in_progress', conclusion: null }],
  ])('never that of %s, however many there are', async (_, run) => {
    left({}, 'ours');
    for (let n = 0; n < 40; n += 1) left(run, 'theirs');
    expect(await taken()).toBe('ours');
  });

  test('that of the last run, by schedule or by hand', async () => {
    left({}, 'first');
    left({ event: 'workflow_dispatch' }, 'second');
    expect(await taken()).toBe('second');
    left({ conclusion: 'success' }, 'third');
    expect(await taken()).toBe('third');
  });

  test('that of the last attempt of a run, of which each leaves one', async () => {
    const run = left({}, 'attempt 1');
    for (let attempt = 2; attempt <= 10; attempt += 1) leave(run, `attempt ${String(attempt)}`, attempt);
    expect(await taken()).toBe('attempt 10');
  });
});

test('on an enterprise server, with the variables that its gh wants', async () => {
  const run = nights.runs.start({ status: 'completed', conclusion: 'success' });
  leave(run, 'ours');
  nights.env = { GH_HOST: 'github.example.com', GH_ENTERPRISE_TOKEN: githubToken, GH_TOKEN: '' };
  const { report } = await nights.fetchLastReport();
  expect(readFileSync(report, 'utf8')).toBe('ours');
  expect(nights.runs.journal.filter((line) => line.includes('api.github.com'))).toEqual([]);
});

describe('without the report of the last run', () => {
  const older = (): void => {
    const run = nights.runs.start({ status: 'completed', conclusion: 'success' });
    leave(run, 'older');
  };
  const textOf = ({ report: path }: Fetched): string => (path === '' ? '' : readFileSync(path, 'utf8'));

  test('the first night does without', async () => {
    nights.runs.start();
    const stdout = '::notice::There is no earlier report to compare with.\n';
    expect(await nights.fetchLastReport()).toEqual({ status: 0, report: '', stdout, stderr: '' });
  });

  test.each<[string, () => void, string]>([
    ['was cancelled', () => nights.runs.start({ status: 'completed', conclusion: 'cancelled' }), 'no valid artifacts'],
    [
      'left another artifact',
      () => {
        const run = nights.runs.start({ status: 'completed', conclusion: 'failure' });
        nights.runs.upload(run, 'logs', { 'log.txt': '' });
      },
      'no artifact matches',
    ],
    [
      'has one that expired',
      () => {
        const run = nights.runs.start({ status: 'completed', conclusion: 'failure' });
        leave(run, 'newer');
        for (const artifact of nights.runs.artifacts.slice(-1)) artifact.isExpired = true;
      },
      'no valid artifacts',
    ],
  ])('the one before it is taken where it %s', async (_, prepare, words) => {
    older();
    prepare();
    const fetched = await nights.fetchLastReport();
    expect([fetched.status, textOf(fetched)]).toEqual([0, 'older']);
    expect(fetched.stderr).toContain(words);
  });

  const answer = (operation: string, status: number, message: string): OperationFault => {
    return { operation, step: { kind: 'status', status, flat: true, message, times: 1 } };
  };
  test.each<[string, OperationFault]>([
    ['its artifacts cannot be listed', answer('Artifacts_ListByRun', 502, 'Server Error')],
    ['it expired in between', answer('Artifacts_Download', 410, 'Artifact has expired')],
    ['it was deleted in between', answer('Artifacts_Download', 404, 'Not Found')],
    ['the storage is out of order', answer('Artifacts_Content', 503, 'Server Busy')],
    ['it is no archive', { operation: 'Artifacts_Content', step: { kind: 'non-json', status: 200, times: 1 } }],
    ['it is cut off', { operation: 'Artifacts_Content', step: { kind: 'cut-off', times: 1 }, isDone: true }],
  ])('the one before it is taken where %s', async (_, fault) => {
    older();
    const run = nights.runs.start({ status: 'completed', conclusion: 'failure' });
    leave(run, 'newer');
    nights.runs.faults.push(fault);
    const fetched = await nights.fetchLastReport();
    expect([fetched.status, textOf(fetched)]).toEqual([0, 'older']);
    expect(nights.runs.faults).toEqual([]);
  });

  test.each<[string, () => void, string]>([
    [
      'without actions: read',
      () => (nights.runs.isReadable = false),
      'HTTP 403: Resource not accessible by integration',
    ],
    ['where GitHub is out of order', () => nights.runs.faults.push(outOfOrder()), 'HTTP 502: Server Error'],
    ['where there is no such workflow', () => (nights = new Nights(join(folder, 'unknown'))), 'HTTP 404: Not Found'],
  ])('%s the night goes on without', async (_, prepare, words) => {
    nights.runs.start();
    prepare();
    const fetched = await nights.fetchLastReport();
    expect(fetched).toMatchObject({ status: 0, report: '' });
    expect(fetched.stderr).toContain(words);
    expect(fetched.stdout).toContain('::warning::Earlier runs could not be listed. Does the job have actions: read?');
    expect(fetched.stdout).toContain('::notice::There is no earlier report to compare with.');
  });
  const outOfOrder = (): OperationFault => ({ ...answer('Runs_ListByWorkflow', 502, 'Server Error'), times: 2 });
});

test('a subscription that was closed is forgotten once somebody started anew', async () => {
  const both: TrialOptions['estate'] = {
    subscriptions: [
      { id: subscription(1), displayName: 'Payments', vaults: [logged('kv-shop')] },
      { id: subscription(2), displayName: 'Closed since', vaults: [logged('kv-old')] },
    ],
  };
  const one: TrialOptions['estate'] = { subscriptions: (both.subscriptions ?? []).slice(0, 1) };
  const inputs = { 'subscription-id': 'all' };
  const results: string[] = [];
  for (const night of [{ estate: both }, { estate: one }, { estate: one, startAnew: true }, { estate: one }]) {
    const trial = await nights.spend({ ...night, inputs });
    results.push(trial.outputs['result'] ?? '');
  }
  expect(results).toEqual(['pass', 'inconclusive', 'pass', 'pass']);
  expect(nights.conversations.issues).toMatchObject([{ state: 'closed' }]);
});

function toText({ journal, issues }: GitHubConversations): string {
  const told = journal.map((entry) => {
    const [request = '', body] = entry.split('\n');
    if (body === undefined) return `* ${request}\n`;
    const { body: text, ...others } = JSON.parse(body) as Record<string, string>;
    return `* ${request} ${JSON.stringify(others)}\n${text === undefined ? '' : `\n${text}\n`}`;
  });
  const left = issues.map(
    ({ number, title, state, labels }) => `#${String(number)} ${state} "${title}" ${labels.join()}`,
  );
  return steady([...told, `\nleft: ${left.join('; ')}\n`].join(''));
}

function steady(text: string): string {
  return text.replace(/\d{4}-\d{2}-\d{2}/g, 'DATE').replace(/in \d+ seconds?/g, 'in N seconds');
}
