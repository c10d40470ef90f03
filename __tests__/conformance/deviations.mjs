// Where real answers, or newer versions, differ from the OpenAPI files that there are. Everything else is held to them.

/**
 * Each deviation has a name and a reason, the operations that it applies to, and what it changes in a copy of an
 * exchange before it is validated.
 */
export const deviations = [
  {
    name: 'a further page is held to the operation that its link came from',
    reason: 'a nextLink leads anywhere; Azure’s own example for vaults has another path and no valid api-version',
    operations: /List|Descendants/,
    request: (url, exchange) => (/skiptoken=/i.test(url) ? exchange.firstPage : url),
  },
  version('vault lists of 2026-02-01 are held to 2019-09-01', /^Vaults_/, '2019-09-01'),
  version('managed HSMs of 2026-02-01 are held to 2021-04-01-preview', /^ManagedHsms_/, '2021-04-01-preview'),
  version('subscriptions of 2022-12-01 are held to 2021-01-01', /^Subscriptions_/, '2021-01-01'),
  version('workspaces of later versions are held to 2021-06-01', /^Workspaces_/, '2021-06-01'),
  version(
    'Event Hubs rules of later versions are held to 2017-04-01',
    /^Namespaces_GetAuthorizationRule$/,
    '2017-04-01',
  ),
  version('descendants of 2020-05-01 are held to 2021-04-01', /^ManagementGroups_/, '2021-04-01'),
  {
    name: 'members that came with later versions are taken out',
    reason: 'systemData and publicNetworkAccess of vaults, location of Event Hubs rules',
    operations: /^(Vaults_|Namespaces_GetAuthorizationRule$)/,
    response: (body) => (body.value ? { ...body, value: body.value.map(withoutLater) } : withoutLater(body)),
  },
  {
    name: 'members that are null are taken out',
    reason: 'real settings carry location, kind, tags, identity and more as null, which the file does not allow',
    operations: /^DiagnosticSettings_/,
    response: withoutNulls,
  },
  {
    name: 'lists of subscriptions have a count, and no nextLink on their last page',
    reason: 'the file requires nextLink of every page and knows no count; real answers are otherwise',
    operations: /^Subscriptions_List$/,
    response: ({ count, ...body }) => ({ nextLink: '', ...body }),
  },
  {
    name: 'errors of the front door are unwrapped',
    reason: 'the file describes {code,message}; Resource Manager itself answers {error:{code,message}}',
    operations: /^DiagnosticSettings_/,
    response: (body) => body.error ?? body,
  },
];

/** What is not held to a file, because the published files at hand have none for it. */
export const withoutFile = {
  operations: new Map([
    ['Permissions_ListForSubscription', 'Microsoft.Authorization permissions'],
    ['StorageAccounts_GetProperties', 'Microsoft.Storage'],
    ['Namespaces_Get', 'Event Hubs namespaces'],
    ['Resources_List', 'resources of a later version than 2015-11-01'],
  ]),
  /** Operations whose files describe no error answer. */
  errorsOf: /^(Vaults|ManagedHsms|Subscriptions|Workspaces|Namespaces|ManagementGroups)_/,
};

function version(name, operations, heldTo) {
  return {
    name,
    reason: 'the files at hand are older (MANIFEST.md), and of the same shape',
    operations,
    request: (url) => url.replace(/api-version=[^&]*/, `api-version=${heldTo}`),
  };
}

function withoutLater({ systemData, ...body }) {
  const { publicNetworkAccess, ...properties } = body.properties;
  const { location, ...rest } = body;
  return { ...(body.type === 'Microsoft.KeyVault/vaults' ? body : rest), properties };
}

function withoutNulls(value) {
  if (Array.isArray(value)) return value.map(withoutNulls);
  if (typeof value !== 'object' || value === null) return value;
  const kept = Object.entries(value).filter(([, member]) => member !== null);
  return Object.fromEntries(kept.map(([key, member]) => [key, withoutNulls(member)]));
}
