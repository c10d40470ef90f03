// Reads an earlier JSON report softly: of any schema version so far, whole or in part, written by us or by anybody. What is
// not understood is left out, which makes findings new, never old. Knows no file system.
import { z } from 'zod';
import type { Baseline, BaselineResource } from '../verdict/changes.ts';
import { idKey } from '../verdict/model.ts';

export type BaselineReading =
  | { readonly kind: 'baseline'; readonly baseline: Baseline; readonly notes: readonly string[] }
  /** `problem` fits behind the name of the file: `is not JSON`. */
  | { readonly kind: 'unusable'; readonly problem: string };

/** The newest version whose meanings are known here. */
const knownVersion = 1;

const envelope = z.looseObject({
  schemaVersion: z.unknown().optional(),
  startedAt: z.unknown().optional(),
  resources: z.array(z.unknown()),
});

/** https://learn.microsoft.com/azure/azure-resource-manager/management/resource-name-rules: names are far shorter. */
const text = z.string().min(1).max(1_000);
const resourceId = text.regex(
  /^\/subscriptions\/[^/]+\/resourceGroups\/[^/]+\/providers\/Microsoft\.KeyVault\/[^/]+\/[^/]+\/?$/i,
);

const resourceSchema = z.looseObject({
  id: resourceId,
  status: z.enum(['compliant', 'noncompliant', 'unknown', 'waived']),
  since: z.unknown().optional(),
});

const subscriptionSchema = z.looseObject({
  id: text.regex(/^[0-9a-f-]{36}$/i),
  displayName: text.nullish().catch(null),
  status: z.unknown().optional(),
});

/** The bytes of `keyvault-audit.json`. Never throws. */
export function parseBaseline(bytes: Uint8Array): BaselineReading {
  const value = parseJson(bytes);
  if (value === undefined) return { kind: 'unusable', problem: 'is not JSON in UTF-8' };
  const parsed = envelope.safeParse(value);
  if (!parsed.success)
    return { kind: 'unusable', problem: 'is not a report of this action: it has no list of resources' };
  const { schemaVersion, startedAt, resources, ...others } = parsed.data;
  if (typeof schemaVersion === 'number' && schemaVersion > knownVersion) {
    const versions = `schema version ${schemaVersion}, and this version of the action knows those up to ${knownVersion}`;
    return { kind: 'unusable', problem: `is of ${versions}` };
  }
  const known = readResources(resources);
  if (resources.length > 0 && known.length === 0) {
    return { kind: 'unusable', problem: 'is not a report of this action: not one of its resources is understood' };
  }
  const lost = resources.length - known.length;
  return {
    kind: 'baseline',
    baseline: {
      startedAt: toTime(startedAt),
      resources: mergeTwins(known),
      subscriptions: readSubscriptions(others, known),
    },
    notes:
      lost === 0
        ? []
        : [`${lost} of ${resources.length} resources of the baseline are not understood: they count as new.`],
  };
}

function parseJson(bytes: Uint8Array): unknown {
  try {
    // Takes a byte order mark off, and refuses what is not UTF-8.
    return JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(bytes)) as unknown;
  } catch {
    return undefined;
  }
}

/** Where a resource lies is taken from its ID, which is what is compared. */
function readResources(values: readonly unknown[]): BaselineResource[] {
  return values.flatMap((value) => {
    const parsed = resourceSchema.safeParse(value);
    if (!parsed.success) return [];
    const { id, status, since } = parsed.data;
    const [, , subscriptionId = '', , resourceGroup = '', , , type = '', name = ''] = id.split('/');
    const isHsm = type.toLowerCase() === 'managedhsms';
    const kind = isHsm ? ('managedHsm' as const) : ('vault' as const);
    return [{ id, name, type: kind, subscriptionId, resourceGroup, status, since: toTime(since) }];
  });
}

/** A resource that is listed twice with two verdicts has none. */
function mergeTwins(resources: readonly BaselineResource[]): BaselineResource[] {
  return [...Map.groupBy(resources, ({ id }) => idKey(id)).values()].flatMap(([first, ...twins]) => {
    if (first === undefined) return [];
    return [twins.every(({ status }) => status === first.status) ? first : { ...first, status: 'unknown' }];
  });
}

/**
 * Those that were read, those that the resources lie in, and those that were lost already: a role that is lost stays so
 * until somebody starts anew without a baseline.
 */
function readSubscriptions(
  members: Readonly<Record<string, unknown>>,
  resources: readonly BaselineResource[],
): Baseline['subscriptions'] {
  const changes = z.looseObject({ lostSubscriptions: z.unknown().optional() }).safeParse(members['changes']);
  const listed = [
    ...toList(members['subscriptions']).filter(({ status }) => status !== 'skipped'),
    ...toList(changes.data?.lostSubscriptions),
  ].map(({ id, displayName }) => ({ id, displayName: displayName ?? null }));
  const implied = resources.map(({ subscriptionId }) => ({ id: subscriptionId, displayName: null }));
  const byKey = Map.groupBy([...listed, ...implied], ({ id }) => idKey(id));
  return [...byKey.values()].flatMap(([first]) => (first === undefined ? [] : [first]));
}

function toList(value: unknown): z.output<typeof subscriptionSchema>[] {
  if (!Array.isArray(value)) return [];
  return value.flatMap((one) => {
    const parsed = subscriptionSchema.safeParse(one);
    return parsed.success ? [parsed.data] : [];
  });
}

const isoTime = /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}(?:\.\d{1,9})?Z$/;

/** A time as our reports write it; null for everything else. */
function toTime(value: unknown): string | null {
  if (typeof value !== 'string' || !isoTime.test(value)) return null;
  const ms = Date.parse(value);
  return Number.isNaN(ms) ? null : new Date(ms).toISOString();
}
