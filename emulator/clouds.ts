// Host names and audiences of the three clouds, as the emulator insists on them.

/** What one cloud calls itself. */
export interface Cloud {
  /** Entra ID answers under any of these; the first is the one it names itself. */
  readonly authorityHosts: readonly [string, ...string[]];
  readonly managementHost: string;
  /** `aud` of tokens for Resource Manager; the scope is one of these and `/.default`. */
  readonly managementAudiences: readonly [string, ...string[]];
  /** The audience that federated credentials of this cloud expect of a GitHub token. */
  readonly federationAudience: string;
}

export const cloudNames = ['azurecloud', 'azureusgovernment', 'azurechinacloud'] as const;
export type CloudName = (typeof cloudNames)[number];

export const clouds: Readonly<Record<CloudName, Cloud>> = {
  azurecloud: {
    authorityHosts: ['login.microsoftonline.com'],
    managementHost: 'management.azure.com',
    managementAudiences: ['https://management.azure.com', 'https://management.core.windows.net'],
    federationAudience: 'api://AzureADTokenExchange',
  },
  azureusgovernment: {
    authorityHosts: ['login.microsoftonline.us'],
    managementHost: 'management.usgovcloudapi.net',
    managementAudiences: ['https://management.usgovcloudapi.net', 'https://management.core.usgovcloudapi.net'],
    federationAudience: 'api://AzureADTokenExchangeUSGov',
  },
  azurechinacloud: {
    authorityHosts: ['login.partner.microsoftonline.cn', 'login.chinacloudapi.cn'],
    managementHost: 'management.chinacloudapi.cn',
    managementAudiences: ['https://management.chinacloudapi.cn', 'https://management.core.chinacloudapi.cn'],
    federationAudience: 'api://AzureADTokenExchangeChina',
  },
};
