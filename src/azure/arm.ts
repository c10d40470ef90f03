// How the adapters of this folder talk to Resource Manager: SDK clients and plain reads over one transport.
import type { HttpClient, Pipeline } from '@azure/core-rest-pipeline';
import type { Cloud } from './clouds.ts';
import type { ListEnd } from '../ports.ts';
import type { ReadFailure } from '../verdict/model.ts';
import type { TokenCredential } from '@azure/core-auth';
import { ReadError, jsonOf, toFailure } from './answers.ts';
import { createPipelineFromOptions, createPipelineRequest } from '@azure/core-rest-pipeline';

/** Options that every SDK client gets: our transport below, its own retries off, endpoint and scope of the cloud. */
export interface ArmClientOptions {
  readonly endpoint: string;
  readonly credentials: { readonly scopes: string[] };
  readonly httpClient: HttpClient;
  readonly retryOptions: { readonly maxRetries: 0 };
  readonly userAgentOptions: { readonly userAgentPrefix: string };
}

export interface Arm {
  readonly clientOptions: ArmClientOptions;
  /** For the SDKs' constructors only: the transport sets the token, see {@link prepare}. */
  readonly credential: TokenCredential;
  /** Takes out of an SDK client's pipeline what the transport does, and what no read needs. */
  readonly prepare: (pipeline: Pipeline) => void;
  /**
   * GET of a path (with or without query) or of a `nextLink`, through an SDK client's pipeline or our own. Throws
   * ReadError.
   */
  readonly getJson: (pathOrUrl: string, pipeline?: Pipeline) => Promise<unknown>;
}

/**
 * What is left of an SDK's pipeline: the rest would retry, follow redirects, log, trace, decompress and send a token of
 * its own, or look for forms and uploads in every request. It was a third of what a read costs (docs/performance.md).
 */
const keptPolicies = ['proxyPolicy', 'userAgentPolicy', 'setClientRequestIdPolicy'];

function prepare(pipeline: Pipeline): void {
  for (const { name } of pipeline.getOrderedPolicies()) {
    if (!keptPolicies.includes(name)) pipeline.removePolicy({ name });
  }
}

export function createArm(cloud: Cloud, transport: HttpClient, userAgent: string): Arm {
  const userAgentOptions = { userAgentPrefix: userAgent };
  const ownPipeline = createPipelineFromOptions({ userAgentOptions });
  prepare(ownPipeline);
  return {
    clientOptions: {
      endpoint: cloud.resourceManager,
      credentials: { scopes: [cloud.scope] },
      httpClient: transport,
      retryOptions: { maxRetries: 0 },
      userAgentOptions,
    },
    credential: { getToken: () => Promise.reject(new Error('The transport brings the token.')) },
    prepare,
    getJson: async (pathOrUrl, pipeline = ownPipeline) => {
      const url = pathOrUrl.startsWith('/') ? `${cloud.resourceManager}${pathOrUrl}` : pathOrUrl;
      const request = createPipelineRequest({ url, method: 'GET' });
      request.headers.set('accept', 'application/json');
      return jsonOf(await pipeline.sendRequest(transport, request));
    },
  };
}

/** A page of a list as Azure sends it. */
export interface Page<Item> {
  readonly value: readonly Item[];
  readonly nextLink?: string | null | undefined;
}

/**
 * Hands over a list page by page until it ends or breaks off. A page that was seen before breaks it off too: a list
 * that leads back to itself would never end, and what it leaves out is not known. `first`: path or URL of the first page.
 */
// No async generators: this runs for every vault, and what those leave behind took a third more memory.
export async function readPages<Item>(
  first: string,
  read: (pathOrUrl: string) => Promise<Page<Item>>,
  onPage: (items: readonly Item[]) => void,
): Promise<ListEnd> {
  // Made for the second page only: settings of a vault have never been seen to have one.
  let seen: Set<string> | null = null;
  let count = 0;
  try {
    for (let next = first; ;) {
      const { value, nextLink } = await read(next);
      onPage(value);
      count += 1;
      if (count >= maxPages) throw endlessList();
      if (nextLink === undefined || nextLink === null || nextLink === '') return { kind: 'complete' };
      seen ??= new Set([toPageKey(first)]);
      const key = toPageKey(nextLink);
      if (seen.has(key)) throw repeatedPage();
      seen.add(key);
      next = nextLink;
    }
  } catch (error) {
    return { kind: 'broken', failure: toFailure(error), pages: count };
  }
}

/** Path and query as the server sees them, whether they came as a path or as a URL of its own. */
function toPageKey(pathOrUrl: string): string {
  const url = URL.parse(pathOrUrl, 'https://management.azure.com');
  return url === null ? pathOrUrl : `${url.pathname}?${url.searchParams.toString()}`;
}

/** More pages than any list has: a thousand items on each would be ten million. */
const maxPages = 10_000;

function endlessList(): ReadError {
  const message = `The list did not end after ${maxPages} pages.`;
  return new ReadError({ reason: 'unreadable-response', status: 200, code: null, message });
}

function repeatedPage(): ReadError {
  const message = 'The list leads back to a page that was read already.';
  return new ReadError({ reason: 'unreadable-response', status: 200, code: null, message });
}

/** Percent-encodes each segment of a resource ID, so that no name can change the URL it is part of. Throws ReadError. */
export function toPath(id: string): string {
  const segments = id.split('/');
  // A URL takes these for steps, encoded too: what would be asked for is something else.
  if (segments.includes('.') || segments.includes('..')) throw oddId('has a segment "." or ".."');
  if (!id.isWellFormed()) throw oddId('has half a character');
  return segments.map(encodeURIComponent).join('/');
}

function oddId(oddity: string): ReadError {
  return new ReadError({ reason: 'unreadable-response', status: null, code: null, message: `Its ID ${oddity}.` });
}

export function isFailureWithCode(failure: ReadFailure, ...codes: readonly string[]): boolean {
  return failure.code !== null && codes.includes(failure.code);
}
