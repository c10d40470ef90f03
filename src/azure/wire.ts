// The documented shapes of Resource Manager's answers, as far as a verdict reads them. What does not fit is not believed.
import { ReadError } from './answers.ts';
import { z } from 'zod';

const text = z.string().nullish();

/** A page of a list. `value` must be there: a body without it is not an empty list. */
function pageOf<Item extends z.ZodType>(item: Item): z.ZodObject<{ value: z.ZodArray<Item>; nextLink: typeof text }> {
  return z.object({ value: z.array(item), nextLink: text });
}

const flag = z.boolean().nullish();
const logEntry = z.object({
  category: text,
  categoryGroup: text,
  enabled: flag,
  retentionPolicy: z.unknown().optional(),
});
const metricEntry = z.object({ category: text, enabled: flag });

/**
 * `DiagnosticSettings_List`, api-version 2021-05-01-preview. What is `unknown` decides nothing: that it is odd is no
 * reason to believe nothing of the rest.
 */
export const settingsPage = pageOf(
  z.object({
    name: z.unknown().optional(),
    properties: z.object({
      logs: z.array(logEntry).nullish(),
      metrics: z.array(metricEntry).nullish(),
      workspaceId: text,
      storageAccountId: text,
      eventHubAuthorizationRuleId: text,
      marketplacePartnerId: text,
      eventHubName: z.unknown().optional(),
      logAnalyticsDestinationType: z.unknown().optional(),
    }),
  }),
);

/**
 * A vault's or managed HSM's ID. Segments hold no character that could change the meaning of the URL they end up in:
 * Azure allows none of these in names (https://learn.microsoft.com/azure/azure-resource-manager/management/resource-name-rules).
 */
export const resourceId =
  /^\/subscriptions\/([^/?#%\\\s]+)\/resourceGroups\/([^/?#%\\]+)\/providers\/Microsoft\.KeyVault\/(vaults|managedHSMs)\/([^/?#%\\\s]+)$/i;

/** `Vaults_ListBySubscription` and `ManagedHsms_ListBySubscription`, api-version 2026-02-01. */
export const resourcesPage = pageOf(
  z.object({ id: z.string().regex(resourceId), location: text, tags: z.unknown().optional() }),
);

/** `Resources_List`, api-version 2021-04-01, filtered by type. Tags are data that no verdict reads. */
export const genericResourcesPage = pageOf(
  z.object({ id: z.string().regex(resourceId), location: text, tags: z.unknown().optional() }),
);

/** `ManagementGroups_GetDescendants`, api-version 2020-05-01: subscriptions and groups, told apart by their IDs. */
export const descendantsPage = pageOf(z.object({ id: z.string() }));

export const subscriptionBody = z.object({
  subscriptionId: z.string().min(1),
  displayName: text,
  tenantId: text,
  state: z.string().min(1),
});
export const subscriptionsPage = pageOf(subscriptionBody);

/** `Permissions_List…`, api-version 2022-04-01. */
export const permissionsPage = pageOf(
  z.object({ actions: z.array(z.string()).nullish(), notActions: z.array(z.string()).nullish() }),
);

/** What a destination's answer shows anyway; every member is optional, and odd ones are taken for absent. */
export const destinationBody = z.object({
  location: text.catch(null),
  sku: z
    .object({ name: text.catch(null) })
    .nullish()
    .catch(null),
  properties: z
    .object({
      networkAcls: z
        .object({ defaultAction: text.catch(null), bypass: text.catch(null) })
        .nullish()
        .catch(null),
      rights: z.array(z.string()).nullish().catch(null),
    })
    .nullish()
    .catch(null),
});

/** Parses a body that is known to be JSON. Throws ReadError `unreadable-response` that names what is off. */
export function parseBody<Schema extends z.ZodType>(schema: Schema, body: unknown): z.infer<Schema> {
  const parsed = schema.safeParse(body);
  if (parsed.success) return parsed.data;
  const issue = parsed.error.issues[0];
  const path = issue?.path.map(String).join('.') ?? '';
  throw new ReadError({
    reason: 'unreadable-response',
    status: 200,
    code: null,
    message: `The answer has not the documented shape${path === '' ? '' : ` at ${path}`}: ${issue?.message ?? 'unknown'}.`,
  });
}
