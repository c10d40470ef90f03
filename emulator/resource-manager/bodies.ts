// Resources as Resource Manager shows them.
import type { Estate, EstateManagementGroup, EstateResource, EstateSubscription } from '../estate.ts';

type Json = Readonly<Record<string, unknown>>;
export type KeyVaultType = 'vaults' | 'managedHSMs';

const bornAt = '2024-03-01T09:00:00.0000000Z';

export function resourceId(subscription: EstateSubscription, type: KeyVaultType, resource: EstateResource): string {
  const { resourceGroup, name } = resource;
  return `/subscriptions/${subscription.id}/resourceGroups/${resourceGroup}/providers/Microsoft.KeyVault/${type}/${name}`;
}

export function keyVaultBody(
  tenantId: string,
  subscription: EstateSubscription,
  type: KeyVaultType,
  resource: EstateResource,
): Json {
  const { name, location, tags } = resource;
  const by = { createdBy: 'platform@contoso.example', createdByType: 'User', createdAt: bornAt };
  const body: Record<string, unknown> = {
    id: resourceId(subscription, type, resource),
    name,
    type: `Microsoft.KeyVault/${type}`,
    location,
    ...(type === 'managedHSMs' ? { sku: { family: 'B', name: 'Standard_B1' } } : {}),
    tags,
    systemData: { ...by, lastModifiedBy: by.createdBy, lastModifiedByType: 'User', lastModifiedAt: bornAt },
    properties: type === 'vaults' ? vaultProperties(tenantId, name) : hsmProperties(tenantId, name),
  };
  for (const [key, value] of Object.entries(resource.body)) {
    if (value === null) Reflect.deleteProperty(body, key);
    else body[key] = value;
  }
  return body;
}

function vaultProperties(tenantId: string, name: string): Json {
  return {
    sku: { family: 'A', name: 'standard' },
    tenantId,
    accessPolicies: [],
    enabledForDeployment: false,
    enableSoftDelete: true,
    softDeleteRetentionInDays: 90,
    enableRbacAuthorization: true,
    vaultUri: `https://${name}.vault.azure.net/`,
    provisioningState: 'Succeeded',
    publicNetworkAccess: 'Enabled',
  };
}

function hsmProperties(tenantId: string, name: string): Json {
  return {
    tenantId,
    initialAdminObjectIds: ['44444444-4444-4444-4444-444444444444'],
    hsmUri: `https://${name}.managedhsm.azure.net/`,
    enableSoftDelete: true,
    softDeleteRetentionInDays: 90,
    enablePurgeProtection: true,
    provisioningState: 'Succeeded',
    statusMessage: 'The Managed HSM is provisioned and ready to use.',
  };
}

/** As `GET /subscriptions/{id}/resources` shows it: the head only. */
export function headBody(
  tenantId: string,
  subscription: EstateSubscription,
  type: KeyVaultType,
  resource: EstateResource,
): Json {
  const { id, name, location, tags, type: fullType } = keyVaultBody(tenantId, subscription, type, resource);
  return { id, name, type: fullType, location, tags };
}

export function subscriptionBody(estate: Estate, subscription: EstateSubscription): Json {
  return {
    id: `/subscriptions/${subscription.id}`,
    authorizationSource: 'RoleBased',
    managedByTenants: [],
    subscriptionId: subscription.id,
    tenantId: subscription.tenantId ?? estate.tenantId,
    displayName: subscription.displayName,
    state: subscription.state,
    subscriptionPolicies: {
      locationPlacementId: 'Public_2014-09-01',
      quotaId: 'EnterpriseAgreement_2014-09-01',
      spendingLimit: 'Off',
    },
  };
}

/** Everything below a management group: its groups first, then subscriptions, each with its own parent. */
export function descendantBodies(estate: Estate, group: EstateManagementGroup): readonly Json[] {
  const idOf = (id: string): string => `/providers/Microsoft.Management/managementGroups/${id}`;
  const groups: EstateManagementGroup[] = [group];
  // The array grows while it is walked: every level brings the next.
  for (const above of groups) {
    const below = estate.managementGroups.filter(({ parent }) => parent?.toLowerCase() === above.id.toLowerCase());
    groups.push(...below.filter((candidate) => !groups.includes(candidate)));
  }
  const nameOf = (id: string): string =>
    estate.subscriptions.find((subscription) => subscription.id.toLowerCase() === id.toLowerCase())?.displayName ?? id;
  return [
    ...groups.slice(1).map(({ id, displayName, parent }) => ({
      id: idOf(id),
      type: 'Microsoft.Management/managementGroups',
      name: id,
      properties: { displayName: displayName ?? id, parent: { id: idOf(parent ?? '') } },
    })),
    ...groups.flatMap(({ id: parent, subscriptions }) =>
      subscriptions.map((id) => ({
        id: `/subscriptions/${id}`,
        type: 'Microsoft.Management/managementGroups/subscriptions',
        name: id,
        properties: { displayName: nameOf(id), parent: { id: idOf(parent) } },
      })),
    ),
  ];
}
