// GitHub's issuer and Entra ID: who gets a token, and in which words everybody else is refused.
import { describe, expect, test } from '@jest/globals';
import type { EstateInput } from '../../emulator/estate.ts';
import type { Visitor } from './visitor.ts';
import { aClock, bodyOf, visit, type Reply } from './visitor.ts';

const issuer = 'https://token.actions.githubusercontent.com';
const audience = 'api://AzureADTokenExchange';
const subject = 'repo:octo-org/payments:ref:refs/heads/main';

function claimsOf(token: string): Record<string, unknown> {
  return JSON.parse(Buffer.from(token.split('.')[1] ?? '', 'base64url').toString('utf8')) as Record<string, unknown>;
}

async function entraFor(estate: EstateInput, clock = aClock()): Promise<[Visitor, string]> {
  const visitor = await visit(estate, { now: clock.now });
  return [visitor, await visitor.idToken()];
}

function refusal(reply: Reply): unknown {
  const body = bodyOf<{ error: string; error_codes: number[]; error_description: string }>(reply);
  return [reply.status, body.error, body.error_codes[0], body.error_description];
}

describe("GitHub's issuer", () => {
  test('answers with the claims that the estate asks for', async () => {
    const clock = aClock();
    const visitor = await visit(
      { github: { subject: 'repo:o@1/r@2:pull_request', repositoryVisibility: 'public', claims: { ref: 'x' } } },
      { now: clock.now },
    );
    const claims = claimsOf(await visitor.idToken());
    expect(claims).toMatchObject({
      iss: issuer,
      sub: 'repo:o@1/r@2:pull_request',
      aud: audience,
      repository: 'octo-org/payments',
      repository_visibility: 'public',
      ref: 'x',
    });
    expect(claims['iat']).toBe(clock.now() / 1000);
    expect(claims['exp']).toBe(clock.now() / 1000 + 300);
  });

  test('gives nothing to a wrong request token', async () => {
    const visitor = await visit({});
    expect((await visitor.askGitHub(audience, 'guess')).status).toBe(401);
    expect(visitor.emulator.requests).toMatchObject([{ operation: 'GitHub_IdToken', status: 401 }]);
  });

  test('fails as often as its script says', async () => {
    const visitor = await visit({}, { faults: { github: { kind: 'status', status: 503, times: 1 } } });
    expect((await visitor.askGitHub()).status).toBe(503);
    expect((await visitor.askGitHub()).status).toBe(200);
  });
});

describe('Entra ID gives a token', () => {
  test('for an assertion that a federated credential trusts', async () => {
    const [visitor, assertion] = await entraFor({});
    const reply = await visitor.askEntra(assertion);
    expect(reply.status).toBe(200);
    expect(bodyOf(reply)).toMatchObject({ token_type: 'Bearer', expires_in: 3599 });
    expect(visitor.emulator.secrets()).toContain(bodyOf(reply)['access_token']);
  });

  test.each([
    ['azureusgovernment', 'login.microsoftonline.us', 'https://management.usgovcloudapi.net/.default', 'USGov'],
    ['azurechinacloud', 'login.partner.microsoftonline.cn', 'https://management.chinacloudapi.cn/.default', 'China'],
  ] as const)('in %s, under its own host, scope and audience', async (cloud, host, scope, suffix) => {
    const visitor = await visit({ cloud });
    const assertion = await visitor.idToken(`${audience}${suffix}`);
    expect((await visitor.askEntra(assertion, { host, form: { scope } })).status).toBe(200);
  });
});

describe('Entra ID refuses', () => {
  const trusting = (changes: object): EstateInput => ({
    federatedCredentials: [{ issuer, subject, audience, ...changes }],
  });
  test.each<[string, EstateInput, unknown[]]>([
    ['another issuer', trusting({ issuer: `${issuer}/x` }), [401, 'invalid_client', 700211, issuer]],
    ['another audience', trusting({ audience: 'api://other' }), [401, 'invalid_client', 700212, audience]],
    ['another subject', trusting({ subject: `${subject}2` }), [401, 'invalid_client', 700213, subject]],
    ['another letter case', trusting({ subject: subject.toUpperCase() }), [401, 'invalid_client', 7002138, subject]],
    [
      'any, generically',
      { ...trusting({ subject: 'x' }), entra: { mismatch: 'generic' } },
      [401, 'invalid_client', 70021, subject],
    ],
    [
      'any, flexibly',
      { ...trusting({ subject: 'x' }), entra: { mismatch: 'flexible' } },
      [401, 'invalid_client', 7002131, subject],
    ],
    ['no credential at all', { federatedCredentials: [] }, [401, 'invalid_client', 700211, issuer]],
    ['a clock far ahead', { github: { clockSkewSeconds: 600 } }, [401, 'invalid_client', 700024, 'valid time range']],
    ['a clock far behind', { github: { clockSkewSeconds: -600 } }, [401, 'invalid_client', 700024, 'valid time range']],
    [
      'another client',
      { clientId: '22222222-2222-2222-2222-222222222223' },
      [400, 'unauthorized_client', 700016, 'was not found in the directory'],
    ],
    [
      'another tenant',
      { tenantId: '11111111-1111-1111-1111-111111111112' },
      [400, 'invalid_request', 90002, 'not found'],
    ],
    [
      'a scripted code',
      { faults: { entra: { kind: 'status', status: 401, code: '53003', message: 'Blocked.' } } },
      [401, 'invalid_client', 53003, 'AADSTS53003: Blocked. Trace ID: '],
    ],
  ])('%s', async (_what, estate, [status, error, code, words]) => {
    const [visitor, assertion] = await entraFor(estate);
    const expected = [status, error, code, expect.stringContaining(String(words))];
    expect(refusal(await visitor.askEntra(assertion))).toEqual(expected);
  });

  test.each([
    ['a scope of another resource', { scope: 'https://vault.azure.net/.default' }, 500011],
    ['no assertion', { client_assertion: '' }, 50027],
    ['another kind of assertion', { client_assertion_type: 'saml' }, 7000218],
    ['another grant', { grant_type: 'password' }, 900144],
  ])('%s', async (_what, form, code) => {
    const [visitor, assertion] = await entraFor({});
    expect(refusal(await visitor.askEntra(assertion, { form }))).toContain(code);
  });

  test('a signature that is not GitHub’s', async () => {
    const [visitor, assertion] = await entraFor({});
    const forged = `${assertion.slice(0, -8)}AAAAAAAA`;
    expect(refusal(await visitor.askEntra(forged))).toContain(700027);
  });

  test('an assertion after five minutes', async () => {
    const clock = aClock();
    const [visitor, assertion] = await entraFor({}, clock);
    clock.advance(299_000);
    expect((await visitor.askEntra(assertion)).status).toBe(200);
    clock.advance(1000);
    expect(refusal(await visitor.askEntra(assertion))).toContain(700024);
  });

  test('the tenant under the host of another cloud', async () => {
    const [visitor, assertion] = await entraFor({});
    expect(refusal(await visitor.askEntra(assertion, { host: 'login.microsoftonline.us' }))).toContain(90002);
  });

  test('as its script says, and then no longer', async () => {
    const throttled = { kind: 'status' as const, status: 429, retryAfter: 7, times: 2 };
    const [visitor, assertion] = await entraFor({ faults: { entra: throttled } });
    expect(await visitor.askEntra(assertion)).toMatchObject({ status: 429, headers: { 'retry-after': '7' } });
    expect((await visitor.askEntra(assertion)).status).toBe(429);
    expect((await visitor.askEntra(assertion)).status).toBe(200);
  });
});

test('discovery documents name the host of the cloud', async () => {
  const visitor = await visit({ cloud: 'azurechinacloud' });
  const instance = await visitor.send(
    'https://login.chinacloudapi.cn/common/discovery/instance?api-version=1.1&authorization_endpoint=x',
  );
  expect(instance.text).toContain('"preferred_network":"login.partner.microsoftonline.cn"');
  const openId = await visitor.send(
    'https://login.partner.microsoftonline.cn/11111111-1111-1111-1111-111111111111/v2.0/.well-known/openid-configuration',
  );
  expect(openId.text).toContain('/oauth2/v2.0/token');
});
