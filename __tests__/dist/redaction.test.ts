// What others may read: hashes in place of names and IDs. The report file is whole.
import { describe, expect, test } from '@jest/globals';
import type { EstateInput } from '../../emulator/estate.ts';
import { clientId, good, reportOf, subscription, tenantId, tryOut, type Trial } from './trial.ts';

type Visibility = 'public' | 'private' | 'internal';

const subscriptions: EstateInput['subscriptions'] = [
  {
    id: subscription(1),
    displayName: 'Secret Payments',
    state: 'Warned',
    vaults: [
      { name: 'kv-quiet', resourceGroup: 'rg-hidden', settings: [{ ...good, workspace: 'law-veiled' }] },
      { name: 'kv-exposed', resourceGroup: 'rg-hidden', location: 'norwayeast', tags: { owner: 'mallory' } },
      { name: 'kv-dangling', settings: [{ name: 'set-covert', on: ['audit'], storage: 'stvanished' }] },
      { name: 'kv-muted', settings: [{ name: 'set-covert', off: ['audit'], workspace: 'law-veiled' }] },
      { name: 'kv-closed', fault: { kind: 'status', status: 403 } },
      { name: 'kv-removed', gone: true },
      { name: 'kv-skipped' },
      { name: 'kv-manager', listed: 'resources', settings: [good] },
    ],
    managedHsms: [{ name: 'hsm-masked' }],
  },
  { id: subscription(2), displayName: 'Secret Ledger', access: ['rg-hidden'] },
];
const estateOf = (visibility: Visibility | null): EstateInput => ({
  subscriptions,
  destinations: [
    {
      id: `/subscriptions/${subscription(1)}/resourceGroups/rg-logging/providers/Microsoft.Storage/storageAccounts/stvanished`,
      state: 'gone',
    },
  ],
  managementGroups: [{ id: 'mg-undercover', access: 'none' }],
  github: visibility === null ? { claims: { repository_visibility: null } } : { repositoryVisibility: visibility },
});
const inputs = {
  'subscription-id': `${subscription(1)}, ${subscription(2)}`,
  'management-group-id': 'mg-undercover',
  exclude: 'kv-skipped',
  'allowed-destinations': '*/law-veiled\n*/stvanished',
};

/** Everything that would tell what there is, and where. */
const telling =
  /kv-[a-z]+|hsm-masked|rg-hidden|rg-app|rg-logging|law-|stvanished|set-covert|Secret|mg-undercover|mallory|norwayeast|\/subscriptions\/|33333333-/i;

function said(trial: Trial): Readonly<Record<string, string>> {
  const log = trial.stdout
    .split('\n')
    // Our own folder, and the token that nobody else sees.
    .filter((line) => !/^::add-mask::|^::debug::ID token url|^Report: /.test(line))
    .join('\n');
  return { log, summary: trial.summary, annotations: JSON.stringify(trial.annotations) };
}

function isTelling(trial: Trial): boolean {
  return Object.values(said(trial)).some((text) => telling.test(text));
}

const run = (
  redact: string,
  visibility: Visibility | null,
  event?: { name: string; payload?: unknown },
): Promise<Trial> =>
  tryOut({ estate: estateOf(visibility), inputs: { ...inputs, redact }, ...(event === undefined ? {} : { event }) });

describe('which runs are redacted', () => {
  const saysPrivate = { name: 'push', payload: { repository: { visibility: 'private', private: true } } };
  const saysPublic = { name: 'push', payload: { repository: { private: false } } };
  test.concurrent.each([
    ['auto', 'public', undefined, true],
    ['auto', 'private', undefined, false],
    ['auto', 'internal', undefined, false],
    ['auto', null, undefined, true],
    ['auto', null, saysPublic, true],
    ['auto', null, saysPrivate, false],
    // The token is GitHub's word; the event file lies in the runner.
    ['auto', 'public', saysPrivate, true],
    ['always', 'private', undefined, true],
    ['never', 'public', undefined, false],
  ] as const)('redact %s, visibility %s, event %j: %s', async (redact, visibility, event, isRedacted) => {
    const trial = await run(redact, visibility, event);
    expect(isTelling(trial)).toBe(!isRedacted);
    expect(trial.exitCode).toBe(1);
    // The files are whole either way.
    expect(
      reportOf(trial)
        .resources.map(({ name }) => name)
        .sort(),
    ).toEqual(['hsm-masked', 'kv-closed', 'kv-dangling', 'kv-exposed', 'kv-manager', 'kv-muted', 'kv-quiet'].sort());
    // Outputs go to later steps, which print them for everybody to read.
    const names = trial.outputs['noncompliant-names'] ?? '';
    expect(names).toMatch(isRedacted ? /"vault-[0-9a-f]{10}"/ : /"kv-exposed"/);
    expect(telling.test(JSON.stringify({ ...trial.outputs, 'report-json': '' }))).toBe(!isRedacted);
  });
});

describe('a redacted run', () => {
  test('leaves no name and no ID in log, summary and annotations, but reasons, counts and stable hashes', async () => {
    const [trial, again] = await Promise.all([run('always', 'private'), run('always', 'public')]);
    for (const [where, text] of Object.entries(said(trial))) {
      expect([where, telling.exec(text)?.[0]]).toEqual([where, undefined]);
      expect([where, text.includes(tenantId), text.includes(clientId)]).toEqual([where, false, false]);
      expect(text).toMatch(/no diagnostic setting/);
    }
    const hashes = (text: string): string[] => [...new Set(text.match(/\b(?:vault|hsm)-[0-9a-f]{10}\b/g))].sort();
    expect(hashes(trial.summary).length).toBe(7);
    expect(hashes(trial.summary)).toEqual(hashes(again.summary));
    expect(hashes(trial.stdout).length).toBe(6);
    expect(trial.summary).not.toMatch(/portal\.azure|az monitor/);
    expect(trial.summary).toMatch(/permission Microsoft\.Insights\/diagnosticSettings\/read is missing|no permission/);
  });

  test('says the same in whichever order vaults are listed: order tells of names', async () => {
    const vaults = ['a', 'b', 'c'].map((letter) => ({ name: `kv-${letter}` }));
    const trial = await tryOut({
      estate: { subscriptions: [{ id: subscription(1), vaults }] },
      inputs: { redact: 'always' },
    });
    const shown = trial.stdout.match(/^🟥 noncompliant vault-\w+/gmu) ?? [];
    expect(shown.length).toBe(3);
    expect(shown).toEqual(shown.toSorted());
  });
});
