// What Resource Manager answers below one subscription: itself, permissions, lists, vaults and HSMs, their settings.
import { json, type Answer } from '../answers.ts';
import type { EstateResource, EstateSubscription } from '../estate.ts';
import { toWireSetting } from '../estate-settings.ts';
import type { ResourceKind } from './api-versions.ts';
import { headBody, keyVaultBody, resourceId, subscriptionBody, type KeyVaultType } from './bodies.ts';
import { destinationsIn } from './destinations.ts';
import {
  armError,
  authorizationFailed,
  providerNotRegistered,
  resourceNotFound,
  unknownType,
  wrongTenant,
} from './errors.ts';
import { isAllowed, permissionsAt, seesGroup } from './permissions.ts';
import type { Routes } from './routes.ts';

const types = ['vaults', 'managedHSMs'] as const;

interface TypeWords {
  readonly kind: ResourceKind;
  readonly list: string;
  readonly get: string;
  readonly action: string;
}

const words: Readonly<Record<KeyVaultType, TypeWords>> = {
  vaults: {
    kind: 'Microsoft.KeyVault/vaults',
    list: 'Vaults_ListBySubscription',
    get: 'Vaults_Get',
    action: 'Microsoft.KeyVault/vaults/read',
  },
  managedHSMs: {
    kind: 'Microsoft.KeyVault/managedHSMs',
    list: 'ManagedHsms_ListBySubscription',
    get: 'ManagedHsms_Get',
    action: 'Microsoft.KeyVault/managedHSMs/read',
  },
};

const resourcesOf = (subscription: EstateSubscription, type: KeyVaultType): readonly EstateResource[] =>
  type === 'vaults' ? subscription.vaults : subscription.managedHsms;

export function addSubscription(routes: Routes, subscription: EstateSubscription): void {
  const { estate, add } = routes;
  const path = `/subscriptions/${subscription.id}`;
  const refuse = refusalAt(routes, subscription);
  add(path, {
    operation: 'Subscriptions_Get',
    kind: 'subscriptions',
    fault: subscription.faults.subscription,
    answer: () =>
      refuse('Microsoft.Resources/subscriptions/read', path) ?? json(200, subscriptionBody(estate, subscription)),
  });
  add(`${path}/providers/Microsoft.Authorization/permissions`, {
    operation: 'Permissions_ListForSubscription',
    kind: 'Microsoft.Authorization/permissions',
    fault: subscription.faults.permissions,
    answer: () => {
      const value = permissionsAt(subscription);
      if (value !== 'forbidden') return json(200, { value });
      return authorizationFailed(estate.clientId, 'Microsoft.Authorization/permissions/read', path);
    },
  });
  for (const type of types) addKeyVaultList(routes, subscription, type);
  addResourcesList(routes, subscription);
  for (const type of types) {
    for (const resource of resourcesOf(subscription, type)) addResource(routes, subscription, type, resource);
  }
}

/** The refusal that an action meets: wrong tenant, or no role; null when it is allowed. */
function refusalAt({ estate }: Routes, subscription: EstateSubscription) {
  return (action: string, scope: string, resourceGroup?: string): Answer | null => {
    const { tenantId } = subscription;
    if (tenantId !== undefined && tenantId !== estate.tenantId) return wrongTenant(estate.tenantId, tenantId);
    return isAllowed(subscription, action, resourceGroup) ? null : authorizationFailed(estate.clientId, action, scope);
  };
}

function addKeyVaultList(routes: Routes, subscription: EstateSubscription, type: KeyVaultType): void {
  const { estate } = routes;
  const path = `/subscriptions/${subscription.id}`;
  const { kind, list: operation, action } = words[type];
  const which = type === 'vaults' ? 'vaults' : 'managedHsms';
  routes.addList(`${path}/providers/${kind}`, {
    operation,
    kind,
    fault: subscription.faults[which],
    // As in the official example of 2026-02-01: another path, and a version that no client would make up.
    linkBase:
      type === 'vaults'
        ? `${path}/resources?api-version=22026-02-01&`
        : `${path}/providers/${kind}?api-version=2026-02-01&`,
    list: () => {
      const refusal = refusalAt(routes, subscription)(action, path);
      if (refusal !== null) return refusal;
      if (subscription.notOffered.includes(type)) return unknownType(kind, '2026-02-01');
      if (!subscription.providerRegistered) return providerNotRegistered('Microsoft.KeyVault');
      const items = listed(subscription, type, 'provider').map((resource) =>
        keyVaultBody(estate.tenantId, subscription, type, resource),
      );
      return { items, rules: subscription.lists[which] };
    },
  });
}

/** What a list shows: its own entries, in the resource groups that the identity sees. */
function listed(
  subscription: EstateSubscription,
  type: KeyVaultType,
  list: 'provider' | 'resources',
): readonly EstateResource[] {
  return resourcesOf(subscription, type).filter(
    (resource) =>
      (resource.listed === 'both' || resource.listed === list) && seesGroup(subscription, resource.resourceGroup),
  );
}

function addResourcesList(routes: Routes, subscription: EstateSubscription): void {
  const { estate } = routes;
  const path = `/subscriptions/${subscription.id}`;
  routes.addList(`${path}/resources`, {
    operation: 'Resources_List',
    kind: 'resources',
    fault: subscription.faults.resources,
    linkBase: `${path}/resources?api-version=2021-04-01&`,
    list: (filter) => {
      const wanted = typesIn(filter);
      if (wanted === 'not understood') {
        return armError(
          400,
          'InvalidFilterInQueryString',
          `Invalid $filter '${filter ?? ''}' specified in the query string.`,
        );
      }
      const refusal = refusalAt(routes, subscription)('Microsoft.Resources/subscriptions/resources/read', path);
      if (refusal !== null) return refusal;
      const items = types
        .filter((type) => wanted.includes(words[type].kind.toLowerCase()))
        .flatMap((type) =>
          listed(subscription, type, 'resources').map((resource) =>
            headBody(estate.tenantId, subscription, type, resource),
          ),
        );
      return { items, rules: subscription.lists.resources };
    },
  });
}

/** The types that a `$filter` of `resourceType eq '…' or …` names, in lower case; all of ours without one. */
function typesIn(filter: string | null): readonly string[] | 'not understood' {
  if (filter === null) return types.map((type) => words[type].kind.toLowerCase());
  const terms = filter.trim().split(/\s+or\s+/i);
  const named = terms.map((term) => /^\(?\s*resourceType\s+eq\s+'([^']+)'\s*\)?$/i.exec(term)?.[1]?.toLowerCase());
  return named.some((name) => name === undefined) ? 'not understood' : named.filter((name) => name !== undefined);
}

function addResource(
  routes: Routes,
  subscription: EstateSubscription,
  type: KeyVaultType,
  resource: EstateResource,
): void {
  const { estate } = routes;
  const { kind, get, action } = words[type];
  const id = resourceId(subscription, type, resource);
  const notThere = (): Answer | null =>
    resource.gone ? resourceNotFound(`${kind}/${resource.name}`, resource.resourceGroup) : null;
  const refuse = refusalAt(routes, subscription);
  routes.add(id, {
    operation: get,
    kind,
    fault: resource.resourceFault,
    answer: () =>
      refuse(action, id, resource.resourceGroup) ??
      notThere() ??
      json(200, keyVaultBody(estate.tenantId, subscription, type, resource)),
  });

  const settings = resource.settings.map((setting) => toWireSetting(setting, id, subscription.id));
  for (const destination of settings.flatMap(destinationsIn)) {
    routes.addDestination({ id: destination, state: 'present', location: resource.location, body: {}, fault: [] });
  }
  const path = `${id}/providers/Microsoft.Insights/diagnosticSettings`;
  routes.addList(path, {
    operation: 'DiagnosticSettings_List',
    kind: 'Microsoft.Insights/diagnosticSettings',
    fault: resource.fault,
    linkBase: `${path}?api-version=2021-05-01-preview&`,
    list: () => {
      const refusal = refuse('Microsoft.Insights/diagnosticSettings/read', path, resource.resourceGroup) ?? notThere();
      if (refusal !== null) return refusal;
      if (resource.settingsBody !== undefined) return json(200, resource.settingsBody);
      return { items: settings, rules: resource.settingsList ?? unpaged };
    },
  });
}

const unpaged = { pageSize: 1000, emptyPages: [], traps: [], faults: [] };
