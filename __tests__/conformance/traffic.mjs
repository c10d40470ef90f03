// The requests of an audit, made in the audit's order: everything that the action reads of an estate, each once.

/** Visits every subscription, list, page, vault, setting and destination; answers stand in the emulator's log. */
export async function visitEverything(emulator, estate) {
  const get = await signIn(emulator, estate);
  const list = async (path) => {
    const found = [];
    for (let link = path; link;) {
      const page = await get(link);
      found.push(...(page.value ?? []));
      link = page.nextLink;
    }
    return found;
  };
  for (const { id } of estate.managementGroups) {
    await list(`/providers/Microsoft.Management/managementGroups/${id}/descendants?api-version=2020-05-01`);
  }
  const destinations = new Set();
  for (const { id } of await list('/subscriptions?api-version=2022-12-01')) {
    await get(`${id}?api-version=2022-12-01`);
    await get(`${id}/providers/Microsoft.Authorization/permissions?api-version=2022-04-01`);
    await list(`${id}/resources?api-version=2021-04-01`);
    const providers = `${id}/providers/Microsoft.KeyVault`;
    const vaults = await list(`${providers}/vaults?api-version=2026-02-01`);
    const hsms = await list(`${providers}/managedHSMs?api-version=2026-02-01`);
    for (const resource of [...vaults, ...hsms]) {
      await get(`${resource.id}?api-version=2026-02-01`);
      const path = `${resource.id}/providers/Microsoft.Insights/diagnosticSettings`;
      for (const { properties } of await list(`${path}?api-version=2021-05-01-preview`)) {
        destinations.add(properties.workspaceId).add(properties.storageAccountId);
        destinations.add(properties.eventHubAuthorizationRuleId);
      }
    }
  }
  for (const id of [...destinations].filter(Boolean)) await get(`${id}?api-version=${versionFor(id)}`);
}

function versionFor(id) {
  if (/workspaces/i.test(id)) return '2022-10-01';
  return /storageAccounts/i.test(id) ? '2023-01-01' : '2021-11-01';
}

async function signIn(emulator, estate) {
  const environment = emulator.environment();
  const audience = encodeURIComponent('api://AzureADTokenExchange');
  const assertion = await fetch(`${environment.ACTIONS_ID_TOKEN_REQUEST_URL}&audience=${audience}`, {
    headers: { authorization: `Bearer ${environment.ACTIONS_ID_TOKEN_REQUEST_TOKEN}` },
  });
  const answer = await fetch(`https://login.microsoftonline.com/${estate.tenantId}/oauth2/v2.0/token`, {
    method: 'POST',
    body: new URLSearchParams({
      client_id: estate.clientId,
      scope: 'https://management.azure.com/.default',
      grant_type: 'client_credentials',
      client_assertion_type: 'urn:ietf:params:oauth:client-assertion-type:jwt-bearer',
      client_assertion: (await assertion.json()).value,
    }),
  });
  const { access_token: token } = await answer.json();
  return async (pathOrLink) => {
    const url = pathOrLink.startsWith('https:') ? pathOrLink : `https://management.azure.com${pathOrLink}`;
    const response = await fetch(url, { headers: { authorization: `Bearer ${token}`, accept: 'application/json' } });
    return response.json();
  };
}
