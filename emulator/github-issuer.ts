// GitHub's token issuer as a runner meets it: ACTIONS_ID_TOKEN_REQUEST_URL and the bearer token that opens it.
import { createHash, generateKeyPair, randomBytes, randomUUID, sign, type KeyObject } from 'node:crypto';
import { promisify } from 'node:util';
import { json, nowhere, whole, withFault, type Service } from './answers.ts';
import type { Estate } from './estate.ts';
import { playScript } from './faults.ts';

/** The key with which GitHub signs its tokens, and its name in their headers. */
export interface SigningKey {
  readonly keyId: string;
  readonly privateKey: KeyObject;
  readonly publicKey: KeyObject;
}

async function makeSigningKey(): Promise<SigningKey> {
  const pair = await promisify(generateKeyPair)('rsa', { modulusLength: 2048 });
  return { keyId: randomUUID(), ...pair };
}

let made: Promise<SigningKey> | undefined;

/** The signing key of this process. */
export function signingKey(): Promise<SigningKey> {
  made ??= makeSigningKey();
  return made;
}

export interface GitHubIssuer {
  readonly service: Service;
  /** `ACTIONS_ID_TOKEN_REQUEST_URL`. */
  readonly requestUrl: string;
  /** `ACTIONS_ID_TOKEN_REQUEST_TOKEN`. */
  readonly requestToken: string;
  /** Every token issued so far. */
  readonly issued: readonly string[];
}

const host = 'run-actions-1-azure-eastus.actions.githubusercontent.com';
const operation = 'GitHub_IdToken';

/** `now` in milliseconds is Entra's clock; the estate may set GitHub's apart from it. */
export function createGitHubIssuer(estate: Estate, key: SigningKey, now: () => number): GitHubIssuer {
  // The double slash is GitHub's own.
  const path = `/42//idtoken/${randomUUID()}/${randomUUID()}`;
  const requestToken = randomBytes(32).toString('base64url');
  const issued: string[] = [];
  const nextFault = playScript(estate.faults.github);

  const service: Service = (request) => {
    const query = new URLSearchParams(request.query);
    if (request.host !== host || request.path !== path || request.method !== 'GET') return nowhere('GitHub_Unknown');
    const proper = (): ReturnType<typeof json> => {
      if (request.authorization?.replace(/^bearer /i, '') !== requestToken) {
        return json(401, { $id: '1', message: 'The request token is not valid.' });
      }
      const [owner] = estate.github.repository.split('/');
      const audience = query.get('audience') ?? `https://github.com/${owner ?? ''}`;
      const value = signToken(claimsOf(estate, audience, now()), key);
      issued.push(value);
      return json(200, { count: value.length, value });
    };
    const step = nextFault();
    // A failing issuer has issued nothing.
    const answer = step === null ? proper() : json(200, {});
    return withFault(whole(operation, answer), step, (status) => ({ code: String(status), message: 'Try again.' }));
  };
  return { service, requestUrl: `https://${host}${path}?api-version=2.0`, requestToken, issued };
}

/** The claims of docs.github.com, "OpenID Connect reference". */
function claimsOf(estate: Estate, audience: string, nowMs: number): Record<string, unknown> {
  const { github } = estate;
  const issuedAt = Math.floor(nowMs / 1000 + github.clockSkewSeconds);
  const [owner = '', name = ''] = github.repository.split('/');
  const workflow = `${github.repository}/.github/workflows/audit.yml@refs/heads/main`;
  const commit = createHash('sha1').update(github.repository).digest('hex');
  return {
    jti: randomUUID(),
    sub: github.subject,
    aud: audience,
    ref: 'refs/heads/main',
    sha: commit,
    repository: github.repository,
    repository_owner: owner,
    repository_owner_id: '1844662',
    run_id: '1234567890',
    run_number: '7',
    run_attempt: '1',
    repository_visibility: github.repositoryVisibility,
    repository_id: '599293758',
    actor_id: '583231',
    actor: 'octocat',
    workflow: `Audit of ${name}`,
    head_ref: '',
    base_ref: '',
    event_name: 'schedule',
    ref_protected: 'true',
    ref_type: 'branch',
    workflow_ref: workflow,
    workflow_sha: commit,
    job_workflow_ref: workflow,
    job_workflow_sha: commit,
    runner_environment: 'github-hosted',
    iss: github.issuer,
    nbf: issuedAt,
    exp: issuedAt + github.tokenLifetimeSeconds,
    iat: issuedAt,
    ...github.claims,
  };
}

/** A JWT, signed as GitHub does: RS256. */
export function signToken(claims: Readonly<Record<string, unknown>>, key: SigningKey): string {
  const header = { typ: 'JWT', alg: 'RS256', x5t: key.keyId, kid: key.keyId };
  const text = [header, claims].map((part) => Buffer.from(JSON.stringify(part)).toString('base64url')).join('.');
  return `${text}.${sign('RSA-SHA256', Buffer.from(text), key.privateKey).toString('base64url')}`;
}
