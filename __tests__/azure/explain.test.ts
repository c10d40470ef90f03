// Entra ID's refusals: what happened, what was presented, and what would help (product.md § 7).
import { describe, expect, test } from '@jest/globals';
import { AuditError, type ErrorCode } from '../../src/errors.ts';
import type { PresentedIdentity } from '../../src/ports.ts';
import { execFileSync } from 'node:child_process';
import { explainSignIn } from '../../src/azure/explain.ts';

const clientId = '22222222-2222-4222-8222-222222222222';
const tenantId = '99999999-9999-4999-8999-999999999999';
const classic = 'repo:octo/infra:ref:refs/heads/main';
const subjects = [
  classic,
  'repo:octo@1844662/infra@599293758:environment:production',
  'repository_owner_id:1844662:repository_id:599293758:ref:refs/heads/main',
];

function presented(subject: string): PresentedIdentity {
  return {
    issuer: 'https://token.actions.githubusercontent.com',
    subject,
    audience: 'api://AzureADTokenExchange',
    visibility: 'private',
  };
}

/** As @azure/identity words it: facts measured, not documented. */
function refusal(code: string, more = ''): Error {
  return new Error(
    `invalid_client: Error(s): ${code} - Timestamp: 2026-11-22 03:17:00Z - Description: AADSTS${code}: It is so.${more} Trace ID: 1-2-3`,
  );
}

const explain = (thrown: unknown, subject: string | null = classic): AuditError =>
  explainSignIn(thrown, { clientId, tenantId, presented: subject === null ? null : presented(subject) });

const wholeText = (error: AuditError): string => [error.message, ...error.fix, error.paste?.text ?? ''].join('\n');

describe('the federated credential does not match', () => {
  const federation = ['70021', '700211', '700212', '700213', '7002131'];
  const table = federation.flatMap((code) => subjects.map((subject): [string, string] => [code, subject]));
  test.each(table)('AADSTS%s, subject %s', (code, subject) => {
    const error = explain(refusal(code), subject);
    expect(error.code).toBe('KVA-FEDERATION');
    for (const shown of ['https://token.actions.githubusercontent.com', subject, 'api://AzureADTokenExchange']) {
      expect(error.message).toContain(shown);
      expect(error.paste?.text).toContain(shown);
    }
    expect(error.message).toContain(`AADSTS${code}: It is so.`);
    const commands = error.paste?.text ?? '';
    expect(commands).toContain(`az ad sp show --id ${clientId} --query servicePrincipalType`);
    expect(commands).toContain('az ad app federated-credential create');
    expect(commands).toContain('az identity federated-credential create');
    expect(commands).toContain(`--subject '${subject}'`);
    const parameters = /--parameters '(.*)'$/m.exec(commands)?.[1] ?? '';
    expect(JSON.parse(parameters)).toMatchObject({ subject, audiences: ['api://AzureADTokenExchange'] });
  });

  test.each(subjects)('7002138, letter case only: correct the existing one, subject %s', (subject) => {
    const error = explain(refusal('7002138'), subject);
    expect(error.code).toBe('KVA-FEDERATION-CASE');
    expect(error.message).toContain(subject);
    expect(error.message).toContain('letter case');
    expect(error.paste?.text).toContain('federated-credential update');
    expect(error.paste?.text).not.toContain('create');
  });

  test.each([
    ['repo:octo/infra:ref:refs/heads/feature/x', true],
    ['repo:octo/infra:ref:refs/heads/gh-readonly-queue/main/pr-5-abc', true],
    ['repo:octo@1/infra@2:ref:refs/heads/topic', true],
    ['repository_owner_id:1:repository_id:2:ref:refs/heads/topic', true],
    ['repo:octo/infra:ref:refs/heads/main', false],
    ['repo:octo/infra:ref:refs/heads/master', false],
    ['repo:octo/infra:environment:production', false],
    ['repo:octo/infra:pull_request', false],
    ['repo:octo/infra:ref:refs/tags/v1', false],
  ])('a subject that is different every time is worth an environment: %s (%s)', (subject, isAdvised) => {
    expect(explain(refusal('700213'), subject).fix.join(' ').includes('environment:')).toBe(isAdvised);
  });
});

describe('a hostile subject never enters a command', () => {
  const marker = 'PWNED';
  test.each([
    `repo:o/r:ref:refs/heads/$(echo ${marker})`,
    `repo:o/r:ref:refs/heads/\`echo ${marker}\``,
    `repo:o/r:ref:refs/heads/x'; echo ${marker}; '`,
    `repo:o/r:ref:refs/heads/x"; echo ${marker}; "`,
    `repo:o/r:environment:a\necho ${marker}`,
    `repo:o/r:environment:a\recho ${marker}`,
    `repo:o/r:environment:a\\' && echo ${marker} #`,
    `repo:o/r:environment:a | echo ${marker}`,
    `repo:o/r:environment:<(echo ${marker})`,
    `repo:o/r:environment:\u2028echo ${marker}`,
  ])('%j', (subject) => {
    for (const code of ['700213', '7002138']) {
      const commands = explain(refusal(code), subject).paste?.text ?? '';
      expect(commands).not.toContain(marker);
      expect(commands).toContain('<');
      // What bash makes of it, with an `az` that only lists its arguments.
      const said = execFileSync('bash', ['-c', `az() { printf '%s\\n' "$@"; }\n${commands}`], { encoding: 'utf8' });
      expect(said).not.toContain(marker);
    }
  });

  test('issuer and audience neither', () => {
    const identity = { ...presented(classic), issuer: `$(echo ${marker})`, audience: `'; echo ${marker}; '` };
    const error = explainSignIn(refusal('700211'), { clientId, tenantId, presented: identity });
    expect(error.paste?.text).not.toContain(marker);
  });

  test('a real subject goes through bash unchanged', () => {
    for (const subject of subjects) {
      const commands = explain(refusal('700213'), subject).paste?.text ?? '';
      const said = execFileSync('bash', ['-c', `az() { printf '%s\\n' "$@"; }\n${commands}`], { encoding: 'utf8' });
      expect(said.split('\n')).toContain(subject);
    }
  });
});

test.each<[string, ErrorCode, string]>([
  ['700016', 'KVA-CLIENT', clientId],
  ['90002', 'KVA-TENANT', tenantId],
  ['900023', 'KVA-TENANT', tenantId],
  ['700024', 'KVA-CLOCK', 'clock'],
  ['53003', 'KVA-BLOCKED', tenantId],
  ['700238', 'KVA-BLOCKED', tenantId],
  ['50027', 'KVA-SIGN-IN', 'AADSTS50027'],
  ['7000215', 'KVA-SIGN-IN', 'AADSTS7000215'],
])('AADSTS%s → %s', (code, expected, shown) => {
  const error = explain(refusal(code));
  expect(error.code).toBe(expected);
  expect(wholeText(error)).toContain(shown);
  expect(error.fix.length).toBeGreaterThan(0);
});

describe('what is not a refusal', () => {
  test.each([
    ['a network error', new Error('getaddrinfo ENOTFOUND login.microsoftonline.com')],
    ['no error at all', 'odd'],
    ['nothing', undefined],
  ])('%s', (_, thrown) => {
    const error = explain(thrown, null);
    expect(error.code).toBe('KVA-ENTRA-UNAVAILABLE');
    expect(error.cause).toBe(thrown);
  });

  test('what is explained already stays as it is', () => {
    const own = new AuditError({ code: 'KVA-OIDC-FAILED', message: 'M', fix: [] });
    expect(explain(own)).toBe(own);
  });
});

test('a refusal although nothing is known of what was presented', () => {
  const error = explain(refusal('700213'), null);
  expect(error.code).toBe('KVA-FEDERATION');
  expect(error.message).toContain('AADSTS700213');
  expect(error.paste?.text).toContain("--subject '<the subject above>'");
});

test('the cause is kept, and no text contains a token', () => {
  const token = `${Buffer.from('{"alg":"RS256"}').toString('base64url')}.${Buffer.from('{"sub":"x"}').toString('base64url')}.c2lnbmF0dXJl`;
  for (const code of ['700213', '7002138', '700024', '700016', '50027']) {
    const thrown = refusal(code, ` assertion=${token}&x`);
    const error = explain(thrown);
    expect(error.cause).toBe(thrown);
    expect(wholeText(error)).not.toContain(token.slice(0, 20));
    expect(wholeText(error)).not.toContain('c2lnbmF0dXJl');
  }
  expect(wholeText(explain(new Error(`POST client_assertion=${token}`)))).not.toContain('eyJ');
});

test('what Entra ID says stays one line of bearable length', () => {
  const error = explain(refusal('50027', `\n::error::x\r\n${'y'.repeat(5_000)}`));
  expect(error.message).not.toMatch(/[\r\n]/);
  expect(error.message.length).toBeLessThan(1_000);
});
