// One run of the shipped bundle against an emulated estate, and what must hold of every run, whatever it is about.
import { mkdtemp, readFile, realpath, rm } from 'node:fs/promises';
import { readFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, jest } from '@jest/globals';
import { Ajv2020 } from 'ajv/dist/2020.js';
import { startEmulator, type Emulator } from '../../emulator/emulator.ts';
import type { GitHubConversations } from '../../emulator/github-conversations.ts';
import type { EstateInput } from '../../emulator/estate.ts';
import type { FaultsInput } from '../../emulator/faults.ts';
import { readActionOutputs, runBundle, type ActionRun, type RunOptions } from './bundle.ts';
import type { RecordedRequest } from '../../emulator/server.ts';
import type { Report, ReportResource, ReportSubscription } from '../../src/verdict/model.ts';

// A run takes half a second; a busy machine may need ten times as long.
jest.setTimeout(60_000);

export type SubscriptionInput = NonNullable<EstateInput['subscriptions']>[number];
export type VaultInput = NonNullable<SubscriptionInput['vaults']>[number];
export type SettingInput = NonNullable<VaultInput['settings']>[number];
export type Json = Exclude<VaultInput['settingsBody'], undefined>;

export const tenantId = '11111111-1111-1111-1111-111111111111';
export const clientId = '22222222-2222-2222-2222-222222222222';

/** The ID of the n-th subscription of a test. */
export function subscription(number: number): string {
  return `33333333-3333-4333-8333-${String(number).padStart(12, '0')}`;
}

/** ID of a destination in the group where the estate's bare names lie. */
export function destination(type: 'workspace' | 'storage' | 'eventHub' | 'partner', name: string, of = 1): string {
  const types = {
    workspace: `Microsoft.OperationalInsights/workspaces/${name}`,
    storage: `Microsoft.Storage/storageAccounts/${name}`,
    eventHub: `Microsoft.EventHub/namespaces/${name}/authorizationRules/RootManageSharedAccessKey`,
    partner: `Microsoft.Datadog/monitors/${name}`,
  };
  return `/subscriptions/${subscription(of)}/resourceGroups/rg-logging/providers/${types[type]}`;
}

/** A setting that nobody can object to. */
export const good: SettingInput = { name: 'to-soc', on: ['audit'], workspace: 'law-soc' };

export interface TrialOptions extends Omit<RunOptions, 'inputs' | 'emulatorEnvironment'> {
  readonly estate: EstateInput;
  readonly faults?: FaultsInput;
  /** Beside client, tenant, the estate's first subscription, and no configuration file. */
  readonly inputs?: Readonly<Record<string, string>>;
  /** Variables that the emulator would set, to be left out. */
  readonly without?: readonly string[];
  /** Called before the action starts. */
  readonly prepare?: (emulator: Emulator) => void;
  readonly keepAnswers?: boolean;
  /** Comments and issues that are there already, and that the run leaves behind. */
  readonly conversations?: GitHubConversations;
  /** `outside`: there is no runner that takes outputs and a summary. */
  readonly decency?: 'outside';
}

export interface Trial extends ActionRun {
  /** null when there is none. */
  readonly report: Report | null;
  readonly reportText: string;
  readonly requests: readonly RecordedRequest[];
  readonly refusals: readonly string[];
  readonly secrets: readonly string[];
}

/** Runs the action to its end, holds it to {@link expectDecency}, and cleans up. */
export async function tryOut(options: TrialOptions): Promise<Trial> {
  const directory = await mkdtemp(join(await realpath(tmpdir()), 'trial-'));
  const emulator = await startEmulator({
    estate: options.estate,
    directory,
    ...(options.faults === undefined ? {} : { faults: options.faults }),
    ...(options.conversations === undefined ? {} : { conversations: options.conversations }),
    ...(options.keepAnswers === undefined ? {} : { keepAnswers: options.keepAnswers }),
  });
  try {
    options.prepare?.(emulator);
    const trial = await runAgainst(emulator, options);
    expectDecency(trial, options.decency);
    return trial;
  } finally {
    await emulator.close();
    await rm(directory, { recursive: true, force: true });
  }
}

/** The same for an emulator of the caller's own. */
export async function runAgainst(emulator: Emulator, options: TrialOptions): Promise<Trial> {
  const environment = Object.entries(emulator.environment()).filter(([name]) => !options.without?.includes(name));
  const run = await runBundle({
    ...options,
    emulatorEnvironment: Object.fromEntries(environment),
    inputs: {
      'client-id': clientId,
      'tenant-id': tenantId,
      'subscription-id': options.estate.subscriptions?.[0]?.id ?? subscription(1),
      'config-file': 'none',
      ...options.inputs,
    },
  });
  try {
    const path = run.reportFiles.find((file) => file.endsWith('keyvault-audit.json'));
    const reportText = path === undefined ? '' : await readFile(path, 'utf8');
    return {
      ...run,
      reportText,
      report: reportText === '' ? null : (JSON.parse(reportText) as Report),
      requests: [...emulator.requests],
      refusals: emulator.refusals(),
      secrets: emulator.secrets(),
    };
  } finally {
    await run.remove();
  }
}

const schema = JSON.parse(
  readFileSync(new URL('../../schema/report.schema.json', import.meta.url), 'utf8'),
) as Readonly<Record<string, unknown>>;
const isReport = new Ajv2020({ allErrors: true, strict: false }).compile(schema);

const ourCommands = ['group', 'endgroup', 'debug', 'add-mask', 'error', 'warning'];

/** What holds of every run: no secret leaks, nothing is sent elsewhere, and all that is said of the run agrees. */
export function expectDecency(trial: Trial, where?: 'outside'): void {
  expect(trial.signal).toBeNull();
  expect(trial.stderr).toBe('');
  expect(trial.leftInJob).toBe('');
  expect(trial.refusals).toEqual([]);
  expectNoSecrets(trial);

  expect(trial.commands.filter(({ name }) => !ourCommands.includes(name))).toEqual([]);
  const count = (name: string): number => trial.commands.filter((command) => command.name === name).length;
  expect(count('endgroup')).toBe(count('group'));
  expect(annotations(trial, 'error').length).toBeLessThanOrEqual(10);
  expect(annotations(trial, 'warning').length).toBeLessThanOrEqual(10);
  for (const { message } of trial.annotations) expect(message.length).toBeLessThanOrEqual(4096);
  expect(Buffer.byteLength(trial.summary)).toBeLessThan(1024 * 1024);

  expect([0, 1]).toContain(trial.exitCode);
  expect(annotations(trial, 'error').length > 0).toBe(trial.exitCode === 1);
  if (trial.report === null) return;
  expectHonestReport(trial, trial.report);
  if (where !== 'outside') expectSameStory(trial, trial.report);
}

const isLong = (part: string): boolean => part.length > 40;

function expectNoSecrets(trial: Trial): void {
  const log = trial.stdout
    .split('\n')
    .filter((line) => !line.startsWith('::add-mask::'))
    .join('\n');
  const said = [log, trial.stderr, trial.summary, JSON.stringify(trial.outputs), trial.reportText, trial.leftInJob];
  const leaked = trial.secrets.filter((secret) =>
    // The parts of a token are as secret as the whole.
    said.some((text) => [secret, ...secret.split('.').filter(isLong)].some((part) => text.includes(part))),
  );
  expect(leaked.length).toBe(0);
  // What the runner gives out it masks itself; a token that never arrived cannot be masked.
  if (trial.report === null) return;
  const issued = trial.secrets.filter((secret) => secret.startsWith('eyJ'));
  expect(issued.length).toBeGreaterThanOrEqual(2);
  expect(issued.filter((token) => !trial.masks.includes(token)).length).toBe(0);
}

function expectHonestReport(trial: Trial, report: Report): void {
  isReport(report);
  expect((isReport.errors ?? []).slice(0, 3)).toEqual([]);
  const { counts, resources } = report;
  const having = (status: string): number => resources.filter((one) => one.status === status).length;
  expect(counts).toEqual({
    total: resources.length,
    compliant: having('compliant'),
    noncompliant: having('noncompliant'),
    unknown: having('unknown'),
    waived: having('waived'),
    excluded: counts.excluded,
  });
  const keys = resources.map(({ id }) => id.toLowerCase());
  expect(keys).toEqual([...new Set(keys)].sort());
  const lastLine = trial.stdout.trimEnd().split('\n').at(-1) ?? '';
  expect(lastLine).toMatch(/^(✅|❌|⚠️) The audit ran/u);
  const arrived = trial.requests.filter(({ host }) => host.startsWith('management.')).length;
  expect(report.requests.total).toBeGreaterThanOrEqual(arrived);
  // GitHub, or a baseline, can give cause for a warning where the estate gives none.
  const aboutEstate = trial.annotations.filter(({ title }) => !/^The (?:baseline|pull request|tracking)/.test(title));
  if (report.result === 'pass') expect(aboutEstate).toEqual([]);
}

/** Outputs and summary tell what the report tells. */
function expectSameStory(trial: Trial, report: Report): void {
  const { counts } = report;
  expect(Object.keys(trial.outputs)).toEqual(expect.arrayContaining([...readActionOutputs()]));
  expect(trial.outputs).toMatchObject({
    result: report.result,
    'resource-count': String(counts.total),
    'compliant-count': String(counts.compliant),
    'noncompliant-count': String(counts.noncompliant),
    'unknown-count': String(counts.unknown),
    'waived-count': String(counts.waived),
  });
  expect(JSON.stringify(trial.outputs)).not.toMatch(/\/subscriptions\/|33333333-3333-4333/i);
  expect(trial.summary.split('\n')[0]).toMatch(/^## (✅|❌|⚠️) /u);
}

/** Messages of one level. */
export function annotations(trial: ActionRun, level: 'error' | 'warning'): readonly string[] {
  return trial.annotations.filter((one) => one.level === level).map(({ title, message }) => `${title}\n${message}`);
}

/** The report; fails the test when there is none. */
export function reportOf(trial: Trial): Report {
  if (trial.report === null) throw new Error(`There is no report. The log:\n${trial.stdout}`);
  return trial.report;
}

/** A resource of the report by its name. */
export function resourceOf(trial: Trial, name: string): ReportResource {
  const found = reportOf(trial).resources.find((one) => one.name === name);
  if (found === undefined) throw new Error(`${name} is not in the report. The log:\n${trial.stdout}`);
  return found;
}

/** Status and reason of every resource, by name. */
export function verdicts(trial: Trial): Readonly<Record<string, string>> {
  const said = reportOf(trial).resources.map(({ name, status, reason }) => [name, reason ?? status]);
  return Object.fromEntries(said) as Record<string, string>;
}

/** A subscription of the report by its ID. */
export function subscriptionOf(trial: Trial, id: string): ReportSubscription {
  const found = reportOf(trial).subscriptions.find((one) => one.id.toLowerCase() === id.toLowerCase());
  if (found === undefined) throw new Error(`${id} is not in the report. The log:\n${trial.stdout}`);
  return found;
}

/** How often each operation was asked for. */
export function operations(trial: Trial): Readonly<Record<string, number>> {
  const counts: Record<string, number> = {};
  for (const { operation } of trial.requests) counts[operation] = (counts[operation] ?? 0) + 1;
  return counts;
}

/** The log as people see it: without commands and debug lines. */
export function visibleLog(trial: ActionRun): string {
  return trial.stdout
    .split('\n')
    .filter((line) => !/^::(?:debug|add-mask|group|endgroup)/.test(line))
    .join('\n');
}
