// Mode validate: which file is looked at, and what others may read of it.
import { describe, expect, test } from '@jest/globals';
import { AuditError } from '../src/errors.ts';
import { parseInputs } from '../src/inputs.ts';
import type { FileReading, RunCommits } from '../src/ports.ts';
import { renderValidationLines, renderValidationSummary, type Validation } from '../src/report/validation.ts';
import { validate } from '../src/validate.ts';

const commit = 'a'.repeat(40);
const commits: RunCommits = { own: commit, inForce: commit, isProposal: false, proposed: null };
const text = `version: 1
scope: { subscriptions: 33333333-3333-4333-8333-000000000001, exclude: kv-hushed }
requirement:
  allowed-destinations: "*/law-veiled"
  overrides: [{ match: { resource-group: rg-hidden }, profile: cis }]
waivers:
  - { match: { name: kv-covert }, reason: Undercover, owner: mallory, expires: 2026-11-30 }
`;
const file: FileReading = { kind: 'file', bytes: Buffer.from(text) };
const telling = /kv-|law-veiled|rg-hidden|Undercover|mallory|33333333-/;

async function look(configFile: string, isPublic: boolean, reading: FileReading = file): Promise<Validation> {
  const given: Readonly<Record<string, string>> = { mode: 'validate', 'config-file': configFile };
  const parts = {
    host: { info: () => undefined },
    clock: { now: () => Date.parse('2026-11-22T12:00:00Z') },
    commits,
    ownRepository: 'octo-org/payments',
    isPublic,
    repository: {
      readFile: () => Promise.resolve(reading),
      resolveRef: () => Promise.resolve(commit),
      readCheckout: () => Promise.resolve(null),
      readWorkspace: () => Promise.resolve(null),
    },
  };
  return validate(
    parts,
    parseInputs((name) => given[name] ?? ''),
  );
}

function said(validation: Validation): string {
  return [...renderValidationLines(validation), renderValidationSummary(validation)].join('\n');
}

describe('a file that is not there', () => {
  const fixOf = async (configFile: string): Promise<string> => {
    const error: unknown = await look(configFile, false, { kind: 'absent' }).catch((thrown: unknown) => thrown);
    return error instanceof AuditError ? error.fix.join() : '';
  };

  test('was looked for where the pull request puts it, not at its base', async () => {
    expect(await fixOf('')).toMatch(/Mode validate looks in the workspace first, then at this commit\.$/);
    expect(await fixOf('')).not.toMatch(/based on/);
  });
});

describe('what a file says', () => {
  const elsewhere = 'octo-org/policies/audit.yml@main';

  test.each<[string, string, boolean]>([
    ['that lies in this repository, whoever may read this', '', true],
    ['of another repository, where only members read this', elsewhere, false],
  ])('is shown of one %s', async (_, configFile, isPublic) => {
    expect(said(await look(configFile, isPublic))).toMatch(telling);
  });

  test('is not shown of one of another repository, where everybody may read this', async () => {
    const shown = said(await look(elsewhere, true));
    expect(telling.exec(shown)).toBeNull();
    expect(shown).toContain(`audit.yml of octo-org/policies at commit ${commit} is understood`);
    expect(shown).toContain('What it says is not shown, because others may read this page.');
  });
});
