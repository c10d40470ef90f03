// What there is: subscriptions, what the identity may do in them, vaults and managed HSMs.
import type { Arm } from './arm.ts';
import type { Coverage, Inventory, ListEnd, Subscription } from '../ports.ts';
import type { Pipeline } from '@azure/core-rest-pipeline';
import type { Resource, ResourceType } from '../verdict/model.ts';
import { isFailureWithCode, readPages } from './arm.ts';
import {
  parseBody,
  permissionsPage,
  resourceId,
  resourcesPage,
  subscriptionBody,
  subscriptionsPage,
  descendantsPage,
  genericResourcesPage,
} from './wire.ts';
import { KeyVaultManagementClient } from '@azure/arm-keyvault';
import { missingActions } from './permissions.ts';
import { ReadError, toFailure } from './answers.ts';

type ResourcesPage = ReturnType<typeof parseBody<typeof resourcesPage>>;

const subscriptionsApiVersion = '2022-12-01';
const permissionsApiVersion = '2022-04-01';
const descendantsApiVersion = '2020-05-01';
const genericResourcesApiVersion = '2021-04-01';
/** The version that @azure/arm-keyvault lists vaults and managed HSMs with. */
export const resourceApiVersion = '2026-02-01';
/** For clouds that do not have that one yet; the last stable one that every cloud is known to have. */
const olderApiVersion = '2023-07-01';

/**
 * Vaults and managed HSMs come through Key Vault's client, but not by its method: that takes an answer apart and puts it
 * together again three times, lists of hundreds of vaults at a time (measured in docs/performance.md).
 */
export function createInventory(arm: Arm): Inventory {
  // Subscriptions stand in the paths.
  const { pipeline } = new KeyVaultManagementClient(arm.credential, '', arm.clientOptions);
  arm.prepare(pipeline);
  const readResourcesPage = createPageReader(arm, pipeline);
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
      const read = async (next: string) => parseBody(subscriptionsPage, await arm.getJson(next));
      return readPages(first, read, (page) => {
        onPage(page.map(toSubscription));
      });
    },
    listDescendants: (managementGroupId, onPage) => {
      const group = `/providers/Microsoft.Management/managementGroups/${encodeURIComponent(managementGroupId)}`;
      const first = `${group}/descendants?api-version=${descendantsApiVersion}`;
      const read = async (next: string) => parseBody(descendantsPage, await arm.getJson(next));
      return readPages(first, read, (page) => {
        onPage(page.flatMap(({ id }) => toSubscriptionIds(id)));
      });
    },
    listAllResources: (subscriptionId, types, onPage) => {
      const filter = types.map((type) => `resourceType eq '${typeNames[type]}'`).join(' or ');
      const first = `/subscriptions/${encodeURIComponent(subscriptionId)}/resources?$filter=${encodeURIComponent(filter)}&api-version=${genericResourcesApiVersion}`;
      const read = async (next: string) => parseBody(genericResourcesPage, await arm.getJson(next));
      return readPages(first, read, (page) => {
        onPage(page.map((item) => toResource(item, typeOf(item.id))));
      });
    },
    readCoverage: (subscriptionId, types) => readCoverage(arm, subscriptionId, types),
    listResources: async (subscriptionId, type, onPage) => {
      const first = `/subscriptions/${encodeURIComponent(subscriptionId)}/providers/${typeNames[type]}?api-version=${resourceApiVersion}`;
      const end = await readPages(first, readResourcesPage, (page) => {
        onPage(page.map((item) => toResource(item, type)));
      });
      return end.kind === 'broken' ? toAbsence(end, type) : end;
    },
  };
}

/** `Vaults_ListBySubscription` and `ManagedHsms_ListBySubscription`, in a version that the cloud has. */
function createPageReader(arm: Arm, pipeline: Pipeline): (pathOrUrl: string) => Promise<ResourcesPage> {
  const read = async (pathOrUrl: string): Promise<ResourcesPage> =>
    parseBody(resourcesPage, await arm.getJson(pathOrUrl, pipeline));
  return (pathOrUrl) => readInKnownVersion(pathOrUrl, read);
}

/** Reads a path that asks with {@link resourceApiVersion}, in an older version where the cloud does not have that one. */
export async function readInKnownVersion<Body>(
  pathOrUrl: string,
  read: (pathOrUrl: string) => Promise<Body>,
): Promise<Body> {
  try {
    return await read(pathOrUrl);
  } catch (error) {
    // Only a first page is a path. It was refused: clouds get new api-versions months after the public one.
    if (!isFailureWithCode(toFailure(error), ...newVersionCodes) || !pathOrUrl.startsWith('/')) throw error;
    // Not the version alone: the name of a resource group may have the same date in it.
    return read(pathOrUrl.replace(`api-version=${resourceApiVersion}`, `api-version=${olderApiVersion}`));
  }
}

/**
 * How a cloud answers that does not have an api-version yet. The last one is also the answer of a cloud that does not have
 * the type at all: then the older version gets it too. https://github.com/Azure/azure-cli/issues/30714
 */
const newVersionCodes = ['NoRegisteredProviderFound', 'InvalidApiVersionParameter', 'InvalidResourceType'];

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
  const read = async (next: string) => parseBody(permissionsPage, await arm.getJson(next));
  const end = await readPages(first, read, (page) => {
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
