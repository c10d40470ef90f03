// Endpoints, audiences, token scopes and portal of each cloud.

export interface Cloud {
  /** Origin of Resource Manager, without a trailing slash. */
  readonly resourceManager: string;
  /** Entra ID's authority host. */
  readonly authority: string;
  /** Audience that Entra ID expects of a federated token. */
  readonly audience: string;
  /** Scope of a Resource Manager token. */
  readonly scope: string;
  /** Without a trailing slash. */
  readonly portal: string;
}

/** Sources: https://learn.microsoft.com/entra/identity-platform/authentication-national-cloud and @azure/identity. */
export const clouds = {
  azurecloud: {
    resourceManager: 'https://management.azure.com',
    authority: 'https://login.microsoftonline.com',
    audience: 'api://AzureADTokenExchange',
    scope: 'https://management.azure.com/.default',
    portal: 'https://portal.azure.com',
  },
  azureusgovernment: {
    resourceManager: 'https://management.usgovcloudapi.net',
    authority: 'https://login.microsoftonline.us',
    audience: 'api://AzureADTokenExchangeUSGov',
    scope: 'https://management.usgovcloudapi.net/.default',
    portal: 'https://portal.azure.us',
  },
  azurechinacloud: {
    resourceManager: 'https://management.chinacloudapi.cn',
    // The SDK's AzureAuthorityHosts.AzureChina is the older name: Entra redirects it here, for one request more.
    authority: 'https://login.partner.microsoftonline.cn',
    audience: 'api://AzureADTokenExchangeChina',
    scope: 'https://management.chinacloudapi.cn/.default',
    portal: 'https://portal.azure.cn',
  },
} as const satisfies Readonly<Record<string, Cloud>>;
