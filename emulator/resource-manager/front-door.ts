// Resource Manager's front door: who asks, in which version, how often, and only then what.
import type { Answer, Outcome, Request, Service } from '../answers.ts';
import { whole, withFault } from '../answers.ts';
import { chance } from '../chance.ts';
import { clouds } from '../clouds.ts';
import type { Estate } from '../estate.ts';
import { playScript, type BucketRules, type FaultStep } from '../faults.ts';
import type { Tokens, TokenVerdict } from '../tokens.ts';
import { missingVersion, readAction, refuseVersion } from './api-versions.ts';
import { createBucket, type BucketVerdict } from './bucket.ts';
import {
  armError,
  resourceGroupNotFound,
  resourceNotFound,
  subscriptionNotFound,
  throttledText,
  unauthorized,
  wordsFor,
} from './errors.ts';
import { linkKey, type Link } from './pages.ts';
import { buildRoutes } from './estate-routes.ts';
import type { Routes } from './routes.ts';

/** `now` in milliseconds. */
export function createResourceManager(estate: Estate, tokens: Tokens, now: () => number): Service {
  const routes = buildRoutes(estate);
  const throttle = createThrottle(estate, now);
  const misfortune = createMisfortune(estate);
  const subscriptionFaults = new Map(
    estate.subscriptions.map(({ id, faults }) => [id.toLowerCase(), playScript(faults.all)]),
  );
  const serve = (request: Request): Outcome => {
    const bucketKey = bucketOf(request.path);
    const found = findRoute(routes, request);
    const refusal = authenticate(estate, request, tokens.judge(request.authorization, now())) ?? found.refusal;
    if (refusal !== null) return whole(found.operation, refusal);
    const bucket = throttle(bucketKey);
    if (bucket.refusal !== null) return whole(found.operation, bucket.refusal);
    const page = found.page();
    const proper = whole(found.operation, withHeaders(page.answer, bucket.headers));
    const step =
      misfortune(found.operation, request) ??
      found.nextFault() ??
      page.nextFault() ??
      subscriptionFaults.get(bucketKey)?.() ??
      null;
    return withFault(proper, step, wordsFor(bucketKey, estate.clientId, readAction(found.kind), request.path));
  };
  return (request) => withLatency(estate, request, serve(request));
}

/** Whose bucket a request takes from: the subscription in its path, in lower case, or `tenant`. */
export function bucketOf(path: string): string {
  return /^\/subscriptions\/([^/]+)/i.exec(path)?.[1]?.toLowerCase() ?? 'tenant';
}

function withHeaders(answer: Answer, headers: Readonly<Record<string, string>>): Answer {
  return { ...answer, headers: { ...answer.headers, ...headers } };
}

function authenticate(estate: Estate, request: Request, verdict: TokenVerdict): Answer | null {
  const cloud = clouds[estate.cloud];
  const refuse = (code: string, message: string): Answer => unauthorized(code, message, estate.tenantId);
  switch (verdict.kind) {
    case 'missing':
      return refuse('AuthenticationFailed', "Authentication failed. The 'Authorization' header is missing.");
    case 'unknown':
      return refuse('InvalidAuthenticationToken', 'The access token is invalid.');
    case 'revoked':
      return refuse('InvalidAuthenticationToken', 'The access token has been revoked.');
    case 'expired': {
      const at = new Date(verdict.expiresAt).toISOString();
      const message = `The access token expiry UTC time '${at}' is earlier than current UTC time.`;
      return refuse('ExpiredAuthenticationToken', message);
    }
    case 'valid': {
      if (cloud.managementAudiences.includes(verdict.audience) && request.host === cloud.managementHost) return null;
      const message = `The access token has been obtained for wrong audience or resource '${verdict.audience}'. It should exactly match with one of the allowed audiences '${cloud.managementAudiences.join("','")}'.`;
      return refuse('InvalidAuthenticationTokenAudience', message);
    }
  }
}

interface Found extends Omit<Link, 'page'> {
  readonly refusal: Answer | null;
  readonly page: () => Link['page'];
}

function findRoute(routes: Routes, request: Request): Found {
  const unknown = (refusal: Answer): Found => ({
    operation: 'Unknown',
    kind: 'resources',
    refusal,
    nextFault: () => null,
    page: () => ({ answer: refusal, nextFault: () => null }),
  });
  if (request.method !== 'GET') return unknown(armError(405, 'MethodNotAllowed', 'The emulator can only be read.'));
  // Real Resource Manager has been seen to forgive a double slash. Here it is our bug, and must show.
  if (request.path.includes('//')) return unknown(armError(404, 'NotFound', 'There are two slashes in the path.'));
  const isLink = request.query.toLowerCase().includes('skiptoken=');
  const link = isLink ? routes.links.get(linkKey(`${request.path}?${request.query}`)) : undefined;
  if (link !== undefined) return { ...link, refusal: null, page: () => link.page };
  const query = new URLSearchParams(request.query);
  const version = query.get('api-version');
  const route = routes.paths.get(decoded(request.path).toLowerCase());
  if (route === undefined) return unknown(version === null ? missingVersion() : whatIsMissing(routes, request.path));
  if (isLink) {
    return { ...unknown(armError(400, 'InvalidSkipToken', 'No such link was issued.')), operation: route.operation };
  }
  const refusal = refuseVersion(route.kind, version);
  return { ...route, refusal, page: () => route.page(query) };
}

function whatIsMissing({ estate, paths }: Routes, path: string): Answer {
  const [, root = '', subscription = '', groups = '', group = '', , namespace = '', ...rest] = path.split('/');
  if (root.toLowerCase() !== 'subscriptions') return armError(404, 'NotFound', `No route for '${path}'.`);
  if (!estate.subscriptions.some(({ id }) => id.toLowerCase() === subscription.toLowerCase())) {
    return subscriptionNotFound(subscription);
  }
  if (groups.toLowerCase() !== 'resourcegroups') return armError(404, 'NotFound', `No route for '${path}'.`);
  const inGroup = `/subscriptions/${subscription}/resourcegroups/${group}/`.toLowerCase();
  const exists = [...paths.keys()].some((known) => known.startsWith(inGroup));
  return exists ? resourceNotFound(`${namespace}/${rest.join('/')}`, group) : resourceGroupNotFound(group);
}

/** Names may hold what a URL cannot: it comes percent-encoded. */
function decoded(path: string): string {
  try {
    return decodeURIComponent(path);
  } catch {
    return path;
  }
}

interface Throttled {
  readonly refusal: Answer | null;
  readonly headers: Readonly<Record<string, string>>;
}

function createThrottle({ faults, clientId }: Estate, now: () => number): (key: string) => Throttled {
  const buckets = new Map<string, (now: number) => BucketVerdict>();
  let requests = 0;
  return (key) => {
    requests += 1;
    const id = `00000000-0000-4000-8000-${String(requests).padStart(12, '0')}`;
    const common = { 'x-ms-request-id': id, 'x-ms-correlation-request-id': id, 'cache-control': 'no-cache' };
    const rules = faults.buckets[key] ?? faults.bucket;
    if (rules === undefined) return { refusal: null, headers: common };
    let bucket = buckets.get(key);
    if (bucket === undefined) {
      bucket = createBucket(rules);
      buckets.set(key, bucket);
    }
    const verdict = bucket(now());
    const name = `x-ms-ratelimit-remaining-${key === 'tenant' ? 'tenant' : 'subscription'}-reads`;
    const headers = rules.remainingHeader ? { ...common, [name]: String(verdict.remaining) } : common;
    const refusal = verdict.allowed ? null : tooMany(rules, verdict, key, clientId, now());
    return { refusal: refusal === null ? null : withHeaders(refusal, headers), headers };
  };
}

function tooMany(rules: BucketRules, verdict: BucketVerdict, key: string, clientId: string, now: number): Answer {
  const seconds = rules.retryAfterSeconds ?? Math.max(1, Math.ceil(verdict.waitSeconds));
  const retryAfter = rules.retryAfter === 'date' ? new Date(now + seconds * 1000).toUTCString() : String(seconds);
  const headers: Record<string, string> = rules.retryAfter === 'none' ? {} : { 'retry-after': retryAfter };
  return armError(429, 'SubscriptionRequestsThrottled', throttledText(key, clientId, seconds), headers);
}

/** Decides by chance, for each attempt at a path anew, whether a request meets one of the fault rates. */
function createMisfortune({ faults }: Estate): (operation: string, request: Request) => FaultStep | null {
  const attempts = new Map<string, number>();
  const steps = Object.entries(faults.rates)
    .filter(([, share]) => share > 0)
    .map(([name, share]) => ({ share, step: stepOf(name) }));
  if (steps.length === 0) return () => null;
  return (operation, { path, query }) => {
    if (faults.ratesOn.length > 0 && !faults.ratesOn.includes(operation)) return null;
    const attempt = (attempts.get(`${path}?${query}`) ?? 0) + 1;
    attempts.set(`${path}?${query}`, attempt);
    let luck = chance(faults.seed, path, query, attempt);
    for (const { share, step } of steps) {
      if (luck < share) return step;
      luck -= share;
    }
    return null;
  };
}

function stepOf(name: string): FaultStep {
  const times = 'forever' as const;
  switch (name) {
    case 'reset':
    case 'hang':
    case 'cut-off':
      return { kind: name, times };
    case 'non-json':
      return { kind: name, status: 200, times };
    default:
      return { kind: 'status', status: Number(name), flat: false, times };
  }
}

function withLatency({ faults }: Estate, { path }: Request, outcome: Outcome): Outcome {
  const jitter = faults.jitterMs === 0 ? 0 : faults.jitterMs * chance(faults.seed, 'jitter', path);
  const delayMs = outcome.delayMs + faults.latencyMs + jitter;
  return delayMs === outcome.delayMs ? outcome : { ...outcome, delayMs };
}
