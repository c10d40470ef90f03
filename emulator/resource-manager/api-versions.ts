// Which api-versions each type of resource answers to, and how Resource Manager refuses the others.
import type { Answer } from '../answers.ts';
import { armError } from './errors.ts';

const supported = {
  subscriptions: ['2022-12-01', '2021-01-01', '2020-01-01'],
  resources: ['2025-04-01', '2024-03-01', '2021-04-01', '2015-11-01'],
  'Microsoft.Authorization/permissions': ['2022-04-01', '2018-07-01', '2015-07-01'],
  'Microsoft.KeyVault/vaults': ['2026-02-01', '2025-05-01', '2024-11-01', '2023-07-01', '2022-07-01', '2019-09-01'],
  'Microsoft.KeyVault/managedHSMs': ['2026-02-01', '2025-05-01', '2024-11-01', '2023-07-01', '2021-10-01'],
  'Microsoft.Insights/diagnosticSettings': ['2021-05-01-preview', '2017-05-01-preview'],
  'Microsoft.OperationalInsights/workspaces': ['2025-07-01', '2025-02-01', '2023-09-01', '2022-10-01', '2021-06-01'],
  'Microsoft.Storage/storageAccounts': ['2025-01-01', '2024-01-01', '2023-05-01', '2023-01-01', '2021-09-01'],
  'Microsoft.EventHub/namespaces': ['2024-01-01', '2021-11-01', '2017-04-01'],
  'Microsoft.EventHub/namespaces/authorizationRules': ['2024-01-01', '2021-11-01', '2017-04-01'],
  'Microsoft.Management/managementGroups': ['2023-04-01', '2021-04-01', '2020-05-01'],
} as const satisfies Readonly<Record<string, readonly string[]>>;

export type ResourceKind = keyof typeof supported;

const sets = new Map(Object.entries(supported).map(([kind, versions]) => [kind, new Set<string>(versions)]));

/** null when the api-version is one that the type answers to. */
export function refuseVersion(kind: ResourceKind, version: string | null): Answer | null {
  if (version === null || version === '') return missingVersion();
  if (sets.get(kind)?.has(version.toLowerCase()) === true) return null;
  const versions = supported[kind].join(', ');
  const [namespace = '', ...types] = kind.split('/');
  if (types.length === 0) {
    const message = `The api-version '${version}' is invalid. The supported versions are '${versions}'.`;
    return armError(400, 'InvalidApiVersionParameter', message);
  }
  const message = `No registered resource provider found for location 'westeurope' and API version '${version}' for type '${types.join('/')}' of '${namespace}'. The supported api-versions are '${versions}'. The supported locations are 'westeurope, northeurope, eastus'.`;
  return armError(400, 'NoRegisteredProviderFound', message);
}

export function missingVersion(): Answer {
  const message = 'The api-version query parameter (?api-version=) is required for all requests.';
  return armError(400, 'MissingApiVersionParameter', message);
}

/** What a role must allow for reading this kind. */
export function readAction(kind: ResourceKind): string {
  if (kind === 'subscriptions') return 'Microsoft.Resources/subscriptions/read';
  if (kind === 'resources') return 'Microsoft.Resources/subscriptions/resources/read';
  if (kind === 'Microsoft.Management/managementGroups') return `${kind}/descendants/read`;
  return `${kind}/read`;
}
