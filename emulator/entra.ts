// Entra ID's token endpoint for federated credentials, with the discovery documents that MSAL may ask for.
import { randomUUID, verify, type KeyObject } from 'node:crypto';
import { z } from 'zod';
import { json, nowhere, whole, withFault, type Answer, type Request, type Service } from './answers.ts';
import { clouds } from './clouds.ts';
import type { Estate } from './estate.ts';
import { explainMismatch, type Refusal } from './entra-refusals.ts';
import { playScript, type FaultStep } from './faults.ts';
import type { Tokens } from './tokens.ts';

const jwtBearer = 'urn:ietf:params:oauth:client-assertion-type:jwt-bearer';
const assertionClaims = z.looseObject({
  iss: z.string(),
  sub: z.string(),
  aud: z.string(),
  exp: z.number(),
  nbf: z.number(),
});

/** `now` in milliseconds. `githubKey` is what GitHub publishes under its issuer. */
export function createEntra(estate: Estate, tokens: Tokens, githubKey: KeyObject, now: () => number): Service {
  const nextFault = playScript(estate.faults.entra);
  return async (request) => {
    const [, tenant = '', ...rest] = request.path.split('/');
    const route = rest.join('/').toLowerCase();
    if (request.method === 'GET') return discover(estate, request, tenant, route);
    if (request.method !== 'POST' || route !== 'oauth2/v2.0/token') return nowhere('Entra_Unknown');
    const form = new URLSearchParams(await request.readBody());
    const step = nextFault();
    if (step?.kind === 'status') return whole('Entra_Token', refuseByScript(step, now()));
    const refusal = judge(estate, request.host, tenant, form, githubKey, now());
    const answer = refusal === null ? issue(estate, tokens, form, now()) : refuse(refusal, now());
    return withFault(whole('Entra_Token', answer), step, noWords);
  };
}

const noWords = (): { code: string; message: string } => ({ code: '', message: '' });

/** A scripted error in Entra's shape; `code` is the number of the AADSTS code. */
function refuseByScript(step: Extract<FaultStep, { kind: 'status' }>, now: number): Answer {
  const headers: Record<string, string> =
    step.retryAfter === undefined ? {} : { 'retry-after': String(step.retryAfter) };
  if (step.body !== undefined) return json(step.status, step.body, headers);
  const transient = step.status >= 500 || step.status === 429;
  return refuse(
    {
      status: step.status,
      error: transient ? 'temporarily_unavailable' : 'invalid_client',
      code: Number(step.code?.replace('AADSTS', '') ?? 90033),
      text: step.message ?? 'A transient error has occurred. Please try again.',
    },
    now,
    headers,
  );
}

/** The first thing that is wrong with a token request, in the order in which Entra looks; null when nothing is. */
function judge(
  estate: Estate,
  host: string,
  tenant: string,
  form: URLSearchParams,
  githubKey: KeyObject,
  now: number,
): Refusal | null {
  const cloud = clouds[estate.cloud];
  if (tenant.toLowerCase() !== estate.tenantId.toLowerCase() || !cloud.authorityHosts.includes(host)) {
    return {
      status: 400,
      error: 'invalid_request',
      code: 90002,
      text: `Tenant '${tenant}' not found. Check to make sure you have the correct tenant ID and are signing into the correct cloud. Check with your subscription administrator, this may happen if there are no active subscriptions for the tenant.`,
    };
  }
  const clientId = form.get('client_id') ?? '';
  if (clientId.toLowerCase() !== estate.clientId.toLowerCase()) {
    return {
      status: 400,
      error: 'unauthorized_client',
      code: 700016,
      text: `Application with identifier '${clientId}' was not found in the directory 'Contoso'. This can happen if the application has not been installed by the administrator of the tenant or consented to by any user in the tenant. You may have sent your authentication request to the wrong tenant.`,
    };
  }
  if (form.get('grant_type') !== 'client_credentials') {
    const text = "The request body must contain the following parameter: 'grant_type'.";
    return { status: 400, error: 'invalid_request', code: 900144, text };
  }
  return judgeScope(estate, form.get('scope') ?? '') ?? judgeAssertion(estate, form, githubKey, now);
}

function judgeScope(estate: Estate, scope: string): Refusal | null {
  const cloud = clouds[estate.cloud];
  const asked = scope.split(' ').filter((word) => !['openid', 'profile', 'offline_access', ''].includes(word));
  const allowed = cloud.managementAudiences.flatMap((audience) => [`${audience}/.default`, `${audience}//.default`]);
  if (asked.length === 1 && allowed.includes(asked[0] ?? '')) return null;
  const text = `The resource principal named ${asked.join(' ').replace(/\/?\/\.default$/, '')} was not found in the tenant named Contoso. This can happen if the application has not been installed by the administrator of the tenant or consented to by any user in the tenant. You might have sent your authentication request to the wrong tenant.`;
  return { status: 400, error: 'invalid_resource', code: 500011, text };
}

function judgeAssertion(estate: Estate, form: URLSearchParams, githubKey: KeyObject, now: number): Refusal | null {
  const invalid = (code: number, text: string): Refusal => ({ status: 401, error: 'invalid_client', code, text });
  const assertion = form.get('client_assertion');
  if (assertion === null || form.get('client_assertion_type') !== jwtBearer) {
    const text = "The request body must contain the following parameter: 'client_assertion' or 'client_secret'.";
    return invalid(7000218, text);
  }
  const claims = readAssertion(assertion);
  if (claims === null) return invalid(50027, 'JWT token is invalid or malformed.');
  const [head = '', payload = '', signature = ''] = assertion.split('.');
  const isSigned = verify(
    'RSA-SHA256',
    Buffer.from(`${head}.${payload}`),
    githubKey,
    Buffer.from(signature, 'base64url'),
  );
  const mismatch = explainMismatch(estate.federatedCredentials, claims, estate.entra.mismatch);
  if (mismatch !== null) return invalid(mismatch.code, mismatch.text);
  if (!isSigned) {
    const text = 'Client assertion failed signature validation. [Reason - The key was not found.]';
    return invalid(700027, text);
  }
  if (now < claims.nbf * 1000 || now >= claims.exp * 1000) {
    const at = (ms: number): string => new Date(ms).toISOString().replace('Z', '0000Z');
    const text = `Client assertion is not within its valid time range. Current time: ${at(now)}, assertion valid from ${at(claims.nbf * 1000)}, expiry time of assertion ${at(claims.exp * 1000)}. Review the documentation at https://learn.microsoft.com/entra/identity-platform/certificate-credentials .`;
    return invalid(700024, text);
  }
  return null;
}

function readAssertion(assertion: string): z.output<typeof assertionClaims> | null {
  try {
    const [, payload = ''] = assertion.split('.');
    const claims: unknown = JSON.parse(Buffer.from(payload, 'base64url').toString('utf8'));
    return assertionClaims.parse(claims);
  } catch {
    return null;
  }
}

function issue(estate: Estate, tokens: Tokens, form: URLSearchParams, now: number): Answer {
  const lifetime = estate.entra.tokenLifetimeSeconds;
  const audience = (form.get('scope') ?? '').split(' ')[0]?.replace(/\/?\/\.default$/, '') ?? '';
  return json(200, {
    token_type: 'Bearer',
    expires_in: lifetime,
    ext_expires_in: lifetime,
    access_token: tokens.issue(audience, now + lifetime * 1000),
  });
}

function refuse(refusal: Refusal, now: number, headers: Readonly<Record<string, string>> = {}): Answer {
  const [traceId, correlationId] = [randomUUID(), randomUUID()];
  const timestamp = new Date(now).toISOString().replace('T', ' ').replace(/\..*/, 'Z');
  const body = {
    error: refusal.error,
    error_description: `AADSTS${refusal.code}: ${refusal.text} Trace ID: ${traceId} Correlation ID: ${correlationId} Timestamp: ${timestamp}`,
    error_codes: [refusal.code],
    timestamp,
    trace_id: traceId,
    correlation_id: correlationId,
    error_uri: `https://login.microsoftonline.com/error?code=${refusal.code}`,
  };
  return json(refusal.status, body, headers);
}

/** Discovery documents: MSAL asks for them when it does not know the authority by heart. */
function discover(estate: Estate, request: Request, tenant: string, route: string): ReturnType<typeof nowhere> {
  const cloud = clouds[estate.cloud];
  const [preferred] = cloud.authorityHosts;
  const base = `https://${preferred}/${tenant}`;
  if (route === 'v2.0/.well-known/openid-configuration') {
    const document = {
      token_endpoint: `${base}/oauth2/v2.0/token`,
      authorization_endpoint: `${base}/oauth2/v2.0/authorize`,
      end_session_endpoint: `${base}/oauth2/v2.0/logout`,
      jwks_uri: `${base}/discovery/v2.0/keys`,
      issuer: `https://${preferred}/${tenant}/v2.0`,
    };
    return whole('Entra_OpenIdConfiguration', json(200, document));
  }
  if (request.path.toLowerCase() === '/common/discovery/instance') {
    const document = {
      tenant_discovery_endpoint: `https://${preferred}/${estate.tenantId}/v2.0/.well-known/openid-configuration`,
      'api-version': '1.1',
      metadata: [{ preferred_network: preferred, preferred_cache: preferred, aliases: cloud.authorityHosts }],
    };
    return whole('Entra_InstanceDiscovery', json(200, document));
  }
  return nowhere('Entra_Unknown');
}
