// What can go wrong, as data: the schema of faults, for one resource (a script of steps) and for the whole emulator.
import { z } from 'zod';

const times = z.union([z.int().positive(), z.literal('forever')]).default('forever');

/** One step of a script: how the next `times` requests are answered instead of properly. */
const faultStep = z.discriminatedUnion('kind', [
  /** Answers properly, so that a script can begin well: `[{ kind: 'ok', times: 1 }, { kind: 'hang' }]`. */
  z.strictObject({ kind: z.literal('ok'), times }),
  /** An HTTP error in Resource Manager's words. `body` replaces the whole body; `flat` is `{code,message}` bare. */
  z.strictObject({
    kind: z.literal('status'),
    status: z.int().min(200).max(599),
    code: z.string().optional(),
    message: z.string().optional(),
    flat: z.boolean().default(false),
    body: z.json().optional(),
    /** Seconds, or the whole value of the header, such as an HTTP date. */
    retryAfter: z.union([z.number(), z.string()]).optional(),
    /** Other headers. */
    headers: z.record(z.string(), z.string()).optional(),
    times,
  }),
  /** 200 with this JSON instead of the proper body. */
  z.strictObject({ kind: z.literal('body'), body: z.json(), times }),
  /** Accepts the request and never answers. */
  z.strictObject({ kind: z.literal('hang'), times }),
  /** Closes the connection instead of answering. */
  z.strictObject({ kind: z.literal('reset'), times }),
  /** Announces the whole body, sends half of it and closes the connection. */
  z.strictObject({ kind: z.literal('cut-off'), times }),
  /** A page of HTML. */
  z.strictObject({ kind: z.literal('non-json'), status: z.int().default(200), times }),
  /** No body at all. */
  z.strictObject({ kind: z.literal('empty'), status: z.int().default(200), times }),
  /** The proper answer, so much later. */
  z.strictObject({ kind: z.literal('slow'), ms: z.number().positive(), times }),
]);
export type FaultStep = z.output<typeof faultStep>;

/** One step, or several that are played one after the other; after the last, answers are proper. */
export const faultScript = z
  .union([faultStep, z.array(faultStep)])
  .transform((script) => (Array.isArray(script) ? script : [script]));
export type FaultScript = readonly FaultStep[];

/** A token bucket as Resource Manager has one for each subscription, and one for what belongs to no subscription. */
const bucket = z.strictObject({
  capacity: z.number().positive().default(250),
  refillPerSecond: z.number().positive().default(25),
  /** Reads a second that another client takes from the same bucket. */
  othersPerSecond: z.number().nonnegative().default(0),
  /** Whether answers say how much is left. */
  remainingHeader: z.boolean().default(true),
  retryAfter: z.enum(['seconds', 'date', 'none']).default('seconds'),
  /** What `Retry-After` says, where it is not the time until the next token. */
  retryAfterSeconds: z.number().nonnegative().optional(),
});
export type BucketRules = z.output<typeof bucket>;

const rate = z.number().min(0).max(1).default(0);

/** Faults of the whole emulator. */
export const faultsSchema = z.strictObject({
  /** The same seed gives the same request the same fate, in whatever order requests come. */
  seed: z.int().default(1),
  /** How long every answer of Resource Manager takes, and how much longer at most by chance. */
  latencyMs: z.number().nonnegative().default(0),
  jitterMs: z.number().nonnegative().default(0),
  /** Entries on a page of any list; a smaller `$top` wins. */
  pageSize: z.int().positive().default(1000),
  /** `true` is the documented bucket. Without one nothing is throttled, and no header says what is left. */
  bucket: z.union([z.literal(true).transform(() => bucket.parse({})), bucket]).optional(),
  /** Buckets of single subscriptions (by ID), or of `tenant`, that differ. */
  buckets: z.record(z.string().toLowerCase(), bucket).default({}),
  /** Shares of all requests to Resource Manager, from 0 to 1, that end so. */
  rates: z
    .strictObject({
      500: rate,
      502: rate,
      503: rate,
      504: rate,
      408: rate,
      reset: rate,
      hang: rate,
      'cut-off': rate,
      'non-json': rate,
    })
    .prefault({}),
  /** Only these operations (names as in the request log) meet the rates; all when empty. */
  ratesOn: z.array(z.string()).default([]),
  /** Each access token is revoked once it was used so often; the first `tokens` of them. */
  revokeTokens: z
    .strictObject({
      afterRequests: z.int().nonnegative(),
      tokens: z.union([z.int().positive(), z.literal('forever')]).default('forever'),
    })
    .optional(),
  /** Scripts of Entra's token endpoint and of GitHub's token issuer. */
  entra: faultScript.default([]),
  github: faultScript.default([]),
  /** After so many requests of any kind, connections are refused for a while, and open ones closed. */
  refuseConnections: z.strictObject({ afterRequests: z.int().nonnegative(), forMs: z.number().positive() }).optional(),
});
export type Faults = z.output<typeof faultsSchema>;
export type FaultsInput = z.input<typeof faultsSchema>;

/** Plays a script: each call is one request, and returns the step that it meets, or null for a proper answer. */
export function playScript(script: FaultScript): () => FaultStep | null {
  let step = 0;
  let played = 0;
  return () => {
    const current = script[step];
    if (current === undefined) return null;
    played += 1;
    if (current.times !== 'forever' && played >= current.times) {
      step += 1;
      played = 0;
    }
    return current.kind === 'ok' ? null : current;
  };
}
