import * as core from '@actions/core';
import { MonitorClient } from '@azure/arm-monitor';
import { KeyVaultManagementClient } from '@azure/arm-keyvault';
import { ClientAssertionCredential } from '@azure/identity';
import wcmatch from 'wildcard-match';
import { z } from 'zod';
export async function run(): Promise<void> {
  const c = new ClientAssertionCredential('a', 'b', async () => 'x');
  const m = new MonitorClient(c);
  const k = new KeyVaultManagementClient(c, 'x');
  core.info([m, k, z, wcmatch].map(String).join());
}
