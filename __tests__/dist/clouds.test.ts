// The three clouds: hosts, audience, scope and portal go together, and nothing is asked of another cloud's.
import { expect, test } from '@jest/globals';
import { good, operations, reportOf, subscription, tenantId, tryOut } from './trial.ts';

const githubHost = 'run-actions-1-azure-eastus.actions.githubusercontent.com';

test.concurrent.each([
  ['azurecloud', 'login.microsoftonline.com', 'management.azure.com', 'api://AzureADTokenExchange', 'portal.azure.com'],
  [
    'azureusgovernment',
    'login.microsoftonline.us',
    'management.usgovcloudapi.net',
    'api://AzureADTokenExchangeUSGov',
    'portal.azure.us',
  ],
  [
    'azurechinacloud',
    'login.partner.microsoftonline.cn',
    'management.chinacloudapi.cn',
    'api://AzureADTokenExchangeChina',
    'portal.azure.cn',
  ],
] as const)('%s', async (cloud, authority, management, audience, portal) => {
  const vaults = [{ name: 'kv-good', settings: [good] }, { name: 'kv-bad' }];
  const trial = await tryOut({
    estate: { cloud, subscriptions: [{ id: subscription(1), vaults }] },
    inputs: { environment: cloud.toUpperCase() },
  });
  expect(reportOf(trial).counts).toMatchObject({ compliant: 1, noncompliant: 1 });
  expect(new Set(trial.requests.map(({ host }) => host))).toEqual(new Set([githubHost, authority, management]));
  expect(operations(trial)).toMatchObject({ GitHub_IdToken: 1, Entra_Token: 1 });
  const asked = trial.requests.find(({ operation }) => operation === 'GitHub_IdToken')?.url ?? '';
  expect(new URLSearchParams(asked.split('?')[1]).get('audience')).toBe(audience);
  expect(trial.requests.every(({ status }) => status === 200)).toBe(true);
  const vault = `/subscriptions/${subscription(1)}/resourceGroups/rg-app/providers/Microsoft.KeyVault/vaults/kv-bad`;
  expect(trial.summary).toContain(`href="https://${portal}/#@${tenantId}/resource${vault}/diagnostics"`);
});

test('an audience of the user’s own', async () => {
  const audience = 'api://of-my-own';
  const subject = 'repo:octo-org/payments:ref:refs/heads/main';
  const issuer = 'https://token.actions.githubusercontent.com';
  const trial = await tryOut({
    estate: {
      federatedCredentials: [{ issuer, subject, audience }],
      subscriptions: [{ id: subscription(1), vaults: [{ name: 'kv-good', settings: [good] }] }],
    },
    inputs: { audience },
  });
  expect(trial.exitCode).toBe(0);
});
