// Three nights of docs/examples/nightly-changes.yml: the first night without an earlier report, then one new, one fixed and
// one still failing vault, then everything logged. What GitHub is asked and told is golden.
import { execFileSync } from 'node:child_process';
import { chmodSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, test } from '@jest/globals';
import { parse } from 'yaml';
import { GitHubConversations } from '../../emulator/github-conversations.ts';
import { parseKeyValueFile } from '../../emulator/workflow-commands.ts';
import { expectGolden } from '../golden.ts';
import { clientId, good, reportOf, subscription, tenantId, tryOut, type Trial, type VaultInput } from './trial.ts';

interface Step {
  readonly id?: string;
  readonly uses?: string;
  readonly run?: string;
  readonly with?: Readonly<Record<string, string>>;
}

const example = parse(readFileSync(new URL('../../docs/examples/nightly-changes.yml', import.meta.url), 'utf8')) as {
  jobs: { audit: { steps: readonly Step[] } };
};
const stepOf = (id: string): Step => {
  const step = example.jobs.audit.steps.find((one) => one.id === id);
  if (step === undefined) throw new Error(`The example has no step ${id}`);
  return step;
};

const folder = mkdtempSync(join(tmpdir(), 'nights-'));
afterAll(() => {
  rmSync(folder, { recursive: true, force: true });
});

/** Stands for the command `gh` of a runner: runs are folders, the latest first; artifacts are folders in them. */
const gh = `#!/usr/bin/env bash
set -euo pipefail
echo "gh $*" >> "$FAKE_RUNS/asked"
case "$1 $2" in
  'run list') ls "$FAKE_RUNS/runs" | sort -rn ;;
  'run download')
    [ "$4 $6" = "--name --dir" ] || [ "$4" = --name ] || exit 2
    [ -d "$FAKE_RUNS/runs/$3/$5" ] || { echo 'no valid artifacts found to download' >&2; exit 1; }
    mkdir -p "$7" && cp "$FAKE_RUNS/runs/$3/$5"/* "$7" ;;
  *) exit 2 ;;
esac
`;

/** Runs the step that fetches the last report. Returns its path, or an empty text. */
function fetchLastReport(night: string): string {
  const bin = join(folder, 'bin');
  const temp = join(folder, `temp-${night}`);
  for (const path of [bin, temp, join(folder, 'runs')]) mkdirSync(path, { recursive: true });
  writeFileSync(join(bin, 'gh'), gh);
  chmodSync(join(bin, 'gh'), 0o755);
  const output = join(temp, 'output');
  writeFileSync(output, '');
  // As a runner starts a step that names no shell.
  execFileSync('bash', ['-e', '-c', stepOf('last').run ?? 'exit 1'], {
    stdio: 'pipe',
    env: {
      PATH: `${bin}:${process.env['PATH'] ?? ''}`,
      FAKE_RUNS: folder,
      RUNNER_TEMP: temp,
      GITHUB_OUTPUT: output,
      BRANCH: 'main',
      WORKFLOW_REF: 'octo-org/payments/.github/workflows/audit.yml@refs/heads/main',
    },
  });
  return parseKeyValueFile(readFileSync(output, 'utf8'))['report'] ?? '';
}

function keepReport(run: string, trial: Trial): void {
  const artifact = join(folder, 'runs', run, 'keyvault-audit');
  mkdirSync(artifact, { recursive: true });
  writeFileSync(join(artifact, 'keyvault-audit.json'), trial.reportText);
}

/** The `with:` of the example, its expressions resolved. */
function inputsWith(baseline: string): Record<string, string> {
  const values: Readonly<Record<string, string>> = {
    'vars.AZURE_CLIENT_ID': clientId,
    'vars.AZURE_TENANT_ID': tenantId,
    'vars.AZURE_SUBSCRIPTION_IDS': subscription(1),
    'steps.last.outputs.report': baseline,
  };
  const resolve = (text: string): string =>
    text.replace(/\$\{\{ (.*?) \}\}/g, (_, name: string) => {
      const value = values[name];
      if (value === undefined) throw new Error(`Nothing is known of ${name}`);
      return value;
    });
  return Object.fromEntries(Object.entries(stepOf('audit').with ?? {}).map(([name, text]) => [name, resolve(text)]));
}

const logged = (name: string): VaultInput => ({ name, settings: [good] });
const unlogged = (name: string): VaultInput => ({ name });

const conversations = new GitHubConversations();

async function spendNight(night: string, vaults: readonly VaultInput[]): Promise<Trial> {
  conversations.journal.length = 0;
  const baseline = fetchLastReport(night);
  const trial = await tryOut({
    estate: { subscriptions: [{ id: subscription(1), displayName: 'Payments', vaults: [...vaults] }] },
    inputs: inputsWith(baseline),
    conversations,
  });
  keepReport(night, trial);
  expectGolden(`nights/night-${night}.md`, toText(conversations));
  expectGolden(`nights/night-${night}.summary.md`, steady(trial.summary.replace(/^### 🔧[^]*?(?=^<sub>)/m, '')));
  return trial;
}

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

test('three nights', async () => {
  const first = await spendNight('1', [
    unlogged('kv-mended'),
    unlogged('kv-patient'),
    logged('kv-good'),
    logged('kv-slips'),
  ]);
  expect(first.exitCode).toBe(1);
  expect(reportOf(first).changes).toBeNull();
  expect(conversations.labels).toEqual(['keyvault-audit']);
  expect(conversations.issues).toMatchObject([{ number: 1, state: 'open', labels: ['keyvault-audit'], comments: [] }]);

  const second = await spendNight('2', [
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

  const third = await spendNight('3', ['kv-mended', 'kv-patient', 'kv-good', 'kv-slips'].map(logged));
  expect([third.exitCode, third.outputs['result']]).toEqual([0, 'pass']);
  expect(reportOf(third).changes?.counts).toMatchObject({ new: 0, still: 0, fixed: 2 });
  expect(conversations.issues).toMatchObject([{ state: 'closed', comments: [{}, {}] }]);

  expect(readFileSync(join(folder, 'asked'), 'utf8').replaceAll(folder, 'FOLDER')).toMatchInlineSnapshot(`
    "gh run list --workflow audit.yml --branch main --event schedule --status completed --limit 10 --json databaseId --jq .[].databaseId
    gh run list --workflow audit.yml --branch main --event schedule --status completed --limit 10 --json databaseId --jq .[].databaseId
    gh run download 1 --name keyvault-audit --dir FOLDER/temp-2/last-report
    gh run list --workflow audit.yml --branch main --event schedule --status completed --limit 10 --json databaseId --jq .[].databaseId
    gh run download 2 --name keyvault-audit --dir FOLDER/temp-3/last-report
    "
  `);
});
