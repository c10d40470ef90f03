// Where diagnostic settings send logs: workspaces, storage accounts, Event Hubs rules, and what is left of deleted ones.
import { json, type Answer } from '../answers.ts';
import type { Estate, EstateDestination } from '../estate.ts';
import type { ResourceKind } from './api-versions.ts';
import {
  authorizationFailed,
  parentResourceNotFound,
  resourceGroupNotFound,
  resourceNotFound,
  subscriptionNotFound,
  wrongTenant,
} from './errors.ts';
import { isAllowed } from './permissions.ts';

/** A kind of destination: how its IDs look, what reading it is called, and its documented body. */
interface DestinationKind {
  readonly kind: ResourceKind;
  readonly operation: string;
  readonly pattern: RegExp;
  readonly body: (name: string, parent: string) => Readonly<Record<string, unknown>>;
}

const kinds: readonly DestinationKind[] = [
  {
    kind: 'Microsoft.OperationalInsights/workspaces',
    operation: 'Workspaces_Get',
    pattern: /\/providers\/microsoft\.operationalinsights\/workspaces\/([^/]+)$/i,
    body: () => ({
      properties: {
        customerId: '55555555-5555-5555-5555-555555555555',
        provisioningState: 'Succeeded',
        sku: { name: 'PerGB2018' },
        retentionInDays: 365,
        publicNetworkAccessForIngestion: 'Enabled',
        publicNetworkAccessForQuery: 'Enabled',
      },
    }),
  },
  {
    kind: 'Microsoft.Storage/storageAccounts',
    operation: 'StorageAccounts_GetProperties',
    pattern: /\/providers\/microsoft\.storage\/storageaccounts\/([^/]+)$/i,
    body: (name) => ({
      sku: { name: 'Standard_GRS', tier: 'Standard' },
      kind: 'StorageV2',
      tags: {},
      properties: {
        networkAcls: { bypass: 'AzureServices', virtualNetworkRules: [], ipRules: [], defaultAction: 'Allow' },
        supportsHttpsTrafficOnly: true,
        minimumTlsVersion: 'TLS1_2',
        accessTier: 'Hot',
        provisioningState: 'Succeeded',
        primaryEndpoints: { blob: `https://${name}.blob.core.windows.net/` },
        primaryLocation: 'westeurope',
        statusOfPrimary: 'available',
      },
    }),
  },
  {
    kind: 'Microsoft.EventHub/namespaces/authorizationRules',
    operation: 'Namespaces_GetAuthorizationRule',
    pattern: /\/providers\/microsoft\.eventhub\/namespaces\/([^/]+)\/authorizationrules\/([^/]+)$/i,
    body: () => ({ properties: { rights: ['Listen', 'Manage', 'Send'] } }),
  },
  {
    kind: 'Microsoft.EventHub/namespaces',
    operation: 'Namespaces_Get',
    pattern: /\/providers\/microsoft\.eventhub\/namespaces\/([^/]+)$/i,
    body: (name) => ({
      sku: { name: 'Standard', tier: 'Standard', capacity: 1 },
      tags: {},
      properties: {
        minimumTlsVersion: '1.2',
        publicNetworkAccess: 'Enabled',
        provisioningState: 'Succeeded',
        status: 'Active',
        serviceBusEndpoint: `https://${name}.servicebus.windows.net:443/`,
      },
    }),
  },
];

/** What the emulator knows of an ID that a setting names; null when it is of no kind that can be read. */
export interface ReadableDestination {
  readonly kind: ResourceKind;
  readonly operation: string;
  readonly answer: () => Answer;
}

export function readableDestination(estate: Estate, destination: EstateDestination): ReadableDestination | null {
  for (const { kind, operation, pattern, body } of kinds) {
    const match = pattern.exec(destination.id);
    if (match === null) continue;
    const [, first = '', second] = match;
    const answer = (): Answer =>
      refusal(estate, destination, kind, first) ?? present(destination, kind, second ?? first, body(first, first));
    return { kind, operation, answer };
  }
  return null;
}

function present(
  destination: EstateDestination,
  kind: ResourceKind,
  name: string,
  body: Readonly<Record<string, unknown>>,
): Answer {
  const { properties, ...rest } = destination.body;
  return json(200, {
    id: destination.id,
    name,
    type: kind,
    location: destination.location,
    ...body,
    ...rest,
    properties: { ...(body['properties'] as object), ...(properties as object | undefined) },
  });
}

function refusal(estate: Estate, { id, state }: EstateDestination, kind: ResourceKind, name: string): Answer | null {
  const [, , subscriptionId = '', , resourceGroup = ''] = id.split('/');
  const subscription = estate.subscriptions.find((one) => one.id.toLowerCase() === subscriptionId.toLowerCase());
  const isForbidden = subscription !== undefined && !isAllowed(subscription, `${kind}/read`, resourceGroup);
  switch (state) {
    case 'gone':
      return resourceNotFound(`${kind}/${name}`, resourceGroup);
    case 'group-gone':
      return resourceGroupNotFound(resourceGroup);
    case 'parent-gone':
      return parentResourceNotFound(`Microsoft.EventHub/namespaces/${name}`);
    case 'subscription-gone':
      return subscriptionNotFound(subscriptionId);
    case 'other-tenant':
      return wrongTenant(estate.tenantId, '99999999-9999-9999-9999-999999999999');
    case 'forbidden':
      return authorizationFailed(estate.clientId, `${kind}/read`, id);
    case 'present':
      return isForbidden ? authorizationFailed(estate.clientId, `${kind}/read`, id) : null;
  }
}

/** Every destination that a wire setting names. */
export function destinationsIn(setting: Readonly<Record<string, unknown>>): readonly string[] {
  const properties = setting['properties'];
  if (typeof properties !== 'object' || properties === null) return [];
  const members = new Map<string, unknown>(Object.entries(properties));
  return ['workspaceId', 'storageAccountId', 'eventHubAuthorizationRuleId']
    .map((member) => members.get(member))
    .filter((id): id is string => typeof id === 'string' && id.startsWith('/subscriptions/'));
}
