// Report files as the shipped bundle writes them: every format, and the whole truth also where the log is redacted.
import { mkdtemp, readFile, readdir, realpath, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { parse } from 'csv-parse/sync';
import type { Report } from '../../src/verdict/model.ts';
import { destination, subscription, tryOut, visibleLog, type Trial } from './trial.ts';

const files = {
  json: 'keyvault-audit.json',
  sarif: 'keyvault-audit.sarif',
  csv: 'keyvault-audit.csv',
  junit: 'keyvault-audit.junit.xml',
  markdown: 'keyvault-audit.md',
};
const formats = Object.keys(files) as (keyof typeof files)[];
/** A setting from the days when diagnostic settings had a retention. */
const withRetention = {
  name: 'old one',
  properties: {
    workspaceId: destination('workspace', 'law-soc'),
    storageAccountId: destination('storage', 'stlogs'),
    logs: [
      { category: 'AuditEvent', enabled: true, retentionPolicy: { enabled: true, days: 30 } },
      { category: 'AzurePolicyEvaluationDetails', enabled: false, retentionPolicy: { enabled: false, days: 7 } },
    ],
  },
};
const whole = {
  id: subscription(1),
  displayName: 'Payments',
  vaults: [{ name: 'kv-open' }, { name: 'kv-kept', settings: [withRetention] }],
};
const unread = {
  id: subscription(2),
  displayName: 'Ledger',
  vaults: [
    { name: 'kv-dark', fault: { kind: 'status' as const, status: 403, code: 'AuthorizationFailed' } },
    { name: 'kv-bare' },
  ],
};

let directory: string;
beforeAll(async () => {
  directory = await mkdtemp(join(await realpath(tmpdir()), 'formats-'));
});
afterAll(() => rm(directory, { recursive: true, force: true }));

async function audit(
  name: string,
  subscriptions: Parameters<typeof tryOut>[0]['estate']['subscriptions'],
): Promise<Trial> {
  return tryOut({
    estate: { subscriptions },
    inputs: {
      'subscription-id': (subscriptions ?? []).map(({ id }) => id).join('\n'),
      reports: formats.join(', '),
      'report-directory': join(directory, name),
      redact: 'always',
    },
  });
}

describe('every format', () => {
  let trial: Trial;
  const textOf = (format: keyof typeof files): Promise<string> =>
    readFile(trial.outputs[`report-${format}`] ?? '', 'utf8');
  beforeAll(async () => {
    trial = await audit('all', [whole, unread]);
  });

  test('is written where its output says', () => {
    for (const format of formats) expect(trial.outputs[`report-${format}`]).toBe(join(directory, 'all', files[format]));
  });

  test('and nothing else is', async () => {
    expect((await readdir(join(directory, 'all'))).toSorted()).toEqual(Object.values(files).toSorted());
  });

  test('shows names, although the log and the summary do not', async () => {
    for (const format of formats) expect(await textOf(format)).toContain('kv-open');
    expect(visibleLog(trial)).not.toMatch(/kv-|Payments/);
    expect(trial.summary).not.toMatch(/kv-|Payments/);
  });

  test('sarif has the subscription that was read whole, at the file of the workflow', async () => {
    const { runs } = JSON.parse(await textOf('sarif')) as {
      runs: { automationDetails: { id: string }; results: { locations: unknown; message: { text: string } }[] }[];
    };
    expect(runs.map(({ automationDetails }) => automationDetails.id)).toEqual([`keyvault-diagnostics/${whole.id}/`]);
    expect(runs[0]?.results).toHaveLength(1);
    expect(runs[0]?.results[0]).toMatchObject({
      ruleId: 'no-setting',
      locations: [{ physicalLocation: { artifactLocation: { uri: '.github/workflows/audit.yml' } } }],
    });
    expect(visibleLog(trial)).toContain('The SARIF report leaves out 1 subscription that could not be read whole');
  });

  test('csv has a row for each vault', async () => {
    const rows: string[][] = parse(await readFile(trial.outputs['report-csv'] ?? ''), { bom: true, from_line: 2 });
    expect(rows.map(([status, , name]) => `${name ?? ''} ${status ?? ''}`)).toEqual([
      'kv-kept compliant',
      'kv-open noncompliant',
      'kv-bare noncompliant',
      'kv-dark unknown',
    ]);
  });

  test('junit has a failure for each finding and an error for what could not be read', async () => {
    expect(await textOf('junit')).toContain('tests="4" failures="2" errors="1"');
  });

  test('json and markdown tell what other tools would say', async () => {
    const { resources } = JSON.parse(await textOf('json')) as {
      resources: { name: string; peers: unknown[] | null }[];
    };
    expect(resources.map(({ name, peers }) => [name, peers?.length])).toEqual([
      ['kv-kept', 6],
      ['kv-open', 6],
      ['kv-bare', 6],
      ['kv-dark', undefined],
    ]);
    expect(await textOf('markdown')).toContain('cf820ca0-f99e-4f3e-84fb-66e913812d21 wants any log switched on');
  });

  test('json has the retention of a log where it is on', async () => {
    const { resources } = JSON.parse(await textOf('json')) as Report;
    expect(resources[0]?.settings[0]?.logs).toEqual([
      { category: 'AuditEvent', categoryGroup: null, enabled: true, retentionDays: 30 },
      { category: 'AzurePolicyEvaluationDetails', categoryGroup: null, enabled: false },
    ]);
  });
});

test('without a subscription that was read whole there is no SARIF file, and its output is empty', async () => {
  const trial = await audit('none', [unread]);
  expect(trial.outputs['report-sarif']).toBe('');
  expect(await readdir(join(directory, 'none'))).not.toContain(files.sarif);
  expect(visibleLog(trial)).toContain('No SARIF report: no subscription was read whole');
  expect(trial.outputs['report-csv']).not.toBe('');
});
