// What there is: subscriptions, what the identity may do in them, vaults and managed HSMs.
import type { Arm, Page } from './arm.ts';
import type { Coverage, Inventory, ListEnd, Subscription } from '../ports.ts';
import type { ManagedHsm, Vault } from '@azure/arm-keyvault';
import type { Resource, ResourceType } from '../verdict/model.ts';
import { followPages, isFailureWithCode, readPages } from './arm.ts';
import {
  parseBody,
  permissionsPage,
  resourceId,
  resourcesPage,
  shapePolicy,
  subscriptionBody,
  subscriptionsPage,
  descendantsPage,
  genericResourcesPage,
} from './wire.ts';
import { KeyVaultManagementClient } from '@azure/arm-keyvault';
import { missingActions } from './permissions.ts';
import { ReadError, toFailure } from './answers.ts';

const subscriptionsApiVersion = '2022-12-01';
const permissionsApiVersion = '2022-04-01';
const descendantsApiVersion = '2020-05-01';
const genericResourcesApiVersion = '2021-04-01';
/** The version that @azure/arm-keyvault lists vaults and managed HSMs with. */
export const resourceApiVersion = '2026-02-01';
/** For clouds that do not have that one yet; the last stable one that every cloud is known to have. */
const olderApiVersion = '2023-07-01';

export function createInventory(arm: Arm): Inventory {
  return {
    readSubscription: async (id) => {
      try {
        const path = `/subscriptions/${encodeURIComponent(id)}?api-version=${subscriptionsApiVersion}`;
        return { kind: 'found', subscription: toSubscription(parseBody(subscriptionBody, await arm.getJson(path))) };
      } catch (error) {
        return { kind: 'unreadable', failure: toFailure(error) };
      }
    },
    listSubscriptions: (onPage) => {
      const first = `/subscriptions?api-version=${subscriptionsApiVersion}`;
      const pages = followPages(first, async (next) => parseBody(subscriptionsPage, await arm.getJson(next)));
      return readPages(first, pages, (page) => {
        onPage(page.map(toSubscription));
      });
    },
    listDescendants: (managementGroupId, onPage) => {
      const group = `/providers/Microsoft.Management/managementGroups/${encodeURIComponent(managementGroupId)}`;
      const first = `${group}/descendants?api-version=${descendantsApiVersion}`;
      const pages = followPages(first, async (next) => parseBody(descendantsPage, await arm.getJson(next)));
      return readPages(first, pages, (page) => {
        onPage(page.flatMap(({ id }) => toSubscriptionIds(id)));
      });
    },
    listAllResources: (subscriptionId, types, onPage) => {
      const filter = types.map((type) => `resourceType eq '${typeNames[type]}'`).join(' or ');
      const first = `/subscriptions/${encodeURIComponent(subscriptionId)}/resources?$filter=${encodeURIComponent(filter)}&api-version=${genericResourcesApiVersion}`;
      const pages = followPages(first, async (next) => parseBody(genericResourcesPage, await arm.getJson(next)));
      return readPages(first, pages, (page) => {
        onPage(page.map((item) => toResource(item, typeOf(item.id))));
      });
    },
    readCoverage: (subscriptionId, types) => readCoverage(arm, subscriptionId, types),
    listResources: async (subscriptionId, type, onPage) => {
      const first = `/subscriptions/${encodeURIComponent(subscriptionId)}/providers/${typeNames[type]}?api-version=${resourceApiVersion}`;
      const end = await readPages(first, listPages(arm, subscriptionId, type), (page) => {
        onPage(page.map((item) => toResource(item, type)));
      });
      return end.kind === 'broken' ? toAbsence(end, type) : end;
    },
  };
}

async function* listPages(
  arm: Arm,
  subscriptionId: string,
  type: ResourceType,
): AsyncGenerator<Page<Vault | ManagedHsm>> {
  try {
    yield* listPagesWith(arm, subscriptionId, type, resourceApiVersion);
  } catch (error) {
    // The first page was refused: clouds get new api-versions months after the public one.
    if (!isFailureWithCode(toFailure(error), 'NoRegisteredProviderFound', 'InvalidApiVersionParameter')) throw error;
    yield* listPagesWith(arm, subscriptionId, type, olderApiVersion);
  }
}

async function* listPagesWith(
  arm: Arm,
  subscriptionId: string,
  type: ResourceType,
  apiVersion: string,
): AsyncGenerator<Page<Vault | ManagedHsm>> {
  const client = new KeyVaultManagementClient(arm.credential, subscriptionId, { ...arm.clientOptions, apiVersion });
  arm.prepare(client.pipeline);
  client.pipeline.addPolicy(shapePolicy(resourcesPage));
  const list = type === 'vault' ? client.vaults.listBySubscription() : client.managedHsms.listBySubscription();
  for await (const page of list.byPage()) {
    yield { items: page, nextLink: (page as { continuationToken?: string }).continuationToken };
  }
}

/** Answers that mean "there can be none here", by the codes Resource Manager gives for them. */
function toAbsence(end: ListEnd & { kind: 'broken' }, type: ResourceType): ListEnd {
  // What was seen is never "none".
  if (end.pages > 0) return end;
  const what = type === 'vault' ? 'vaults' : 'managed HSMs';
  if (isFailureWithCode(end.failure, 'MissingSubscriptionRegistration')) {
    return { kind: 'absent', note: `The provider Microsoft.KeyVault is not registered here, so there are no ${what}.` };
  }
  // https://learn.microsoft.com/azure/azure-resource-manager/troubleshooting/error-invalid-resource-type. Every cloud has
  // vaults; and NoRegisteredProviderFound is what a cloud says that lags behind an api-version: neither is an absence.
  if (type === 'managedHsm' && isFailureWithCode(end.failure, 'InvalidResourceType', 'InvalidResourceNamespace')) {
    return { kind: 'absent', note: `This cloud does not offer ${what}.` };
  }
  return end;
}

/** The subscription that an ID of a descendant names; none for a group. Throws ReadError for anything else. */
function toSubscriptionIds(id: string): readonly string[] {
  const form = /^(?:\/providers\/Microsoft\.Management\/managementGroups\/[^/]+)?\/subscriptions\/([^/]+)\/?$/i.exec(
    id,
  );
  if (form?.[1] !== undefined) return [form[1]];
  if (/^\/providers\/Microsoft\.Management\/managementGroups\/[^/]+\/?$/i.test(id)) return [];
  const message = `The list holds neither a subscription nor a management group: ${id.slice(0, 200)}`;
  throw new ReadError({ reason: 'unreadable-response', status: 200, code: null, message });
}

async function readCoverage(arm: Arm, subscriptionId: string, types: readonly ResourceType[]): Promise<Coverage> {
  const first = `/subscriptions/${encodeURIComponent(subscriptionId)}/providers/Microsoft.Authorization/permissions?api-version=${permissionsApiVersion}`;
  const granted: { actions: readonly string[]; notActions: readonly string[] }[] = [];
  const pages = followPages(first, async (next) => parseBody(permissionsPage, await arm.getJson(next)));
  const end = await readPages(first, pages, (page) => {
    granted.push(...page.map(({ actions, notActions }) => ({ actions: actions ?? [], notActions: notActions ?? [] })));
  });
  const missing = missingActions(granted, types);
  if (missing.length === 0) return { kind: 'whole' };
  return end.kind === 'broken'
    ? { kind: 'unconfirmed', failure: end.failure }
    : { kind: 'narrow', missingActions: missing };
}

function toSubscription(wire: {
  subscriptionId: string;
  displayName?: string | null | undefined;
  tenantId?: string | null | undefined;
  state: string;
}): Subscription {
  const { subscriptionId, displayName, tenantId, state } = wire;
  return { id: subscriptionId, displayName: displayName ?? '', tenantId: tenantId ?? null, state };
}

const typeNames: Readonly<Record<ResourceType, string>> = {
  vault: 'Microsoft.KeyVault/vaults',
  managedHsm: 'Microsoft.KeyVault/managedHSMs',
};

function typeOf(id: string): ResourceType {
  return resourceId.exec(id)?.[3]?.toLowerCase() === 'vaults' ? 'vault' : 'managedHsm';
}

/** What both lists tell of a resource. */
interface ListedResource {
  readonly id?: string;
  readonly location?: string | null | undefined;
  readonly tags?: unknown;
}

function toResource(wire: ListedResource, type: ResourceType): Resource {
  const id = wire.id ?? '';
  const [, subscriptionId = '', resourceGroup = '', , name = ''] = resourceId.exec(id) ?? [];
  return { id, name, type, subscriptionId, resourceGroup, location: wire.location ?? null, tags: toTags(wire.tags) };
}

/** Tags are data that no verdict reads: odd ones are left out. */
function toTags(wire: unknown): Readonly<Record<string, string>> {
  if (typeof wire !== 'object' || wire === null) return {};
  return Object.fromEntries(Object.entries(wire).filter(([, value]) => typeof value === 'string'));
}
