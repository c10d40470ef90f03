// Whether what an identity may do at a subscription includes what the audit needs.
import { expect, test } from '@jest/globals';
import type { Grant } from '../../src/azure/permissions.ts';
import { missingActions } from '../../src/azure/permissions.ts';

const aGrant = (actions: readonly string[], notActions: readonly string[] = []): Grant => ({ actions, notActions });
const vaults = 'Microsoft.KeyVault/vaults/read';
const hsms = 'Microsoft.KeyVault/managedHSMs/read';
const settings = 'Microsoft.Insights/diagnosticSettings/read';

test.each<[string, readonly Grant[], readonly string[]]>([
  ['Reader', [aGrant(['*/read'])], []],
  ['Contributor', [aGrant(['*'], ['Microsoft.Authorization/*/Delete', 'Microsoft.Authorization/*/Write'])], []],
  ['the custom role', [aGrant([vaults, hsms, settings])], []],
  ['in odd letter case', [aGrant([vaults.toUpperCase(), hsms.toLowerCase(), 'MICROSOFT.insights/*'])], []],
  ['over several roles', [aGrant([vaults]), aGrant([hsms]), aGrant(['Microsoft.Insights/*/read'])], []],
  ['patterns of one provider', [aGrant(['Microsoft.KeyVault/*', 'Microsoft.Insights/diagnosticSettings/*'])], []],
  ['taken out of one role, given by another', [aGrant(['*'], [settings]), aGrant([settings])], []],
  ['nothing', [], [vaults, hsms, settings]],
  ['an empty role', [aGrant([])], [vaults, hsms, settings]],
  ['Key Vault Reader alone', [aGrant(['Microsoft.KeyVault/*/read'])], [settings]],
  ['settings taken out', [aGrant(['*/read'], ['Microsoft.Insights/*'])], [settings]],
  ['vaults taken out, in odd letter case', [aGrant(['*'], ['microsoft.keyvault/VAULTS/*'])], [vaults]],
  ['everything taken out', [aGrant(['*'], ['*'])], [vaults, hsms, settings]],
  ['secrets are not vaults', [aGrant(['Microsoft.KeyVault/vaults/secrets/read', hsms, settings])], [vaults]],
  ['writing is not reading', [aGrant(['*/write'])], [vaults, hsms, settings]],
  ['a longer name', [aGrant([`${vaults}er`, hsms, settings])], [vaults]],
])('%s', (_, grants, missing) => {
  expect(missingActions(grants, ['vault', 'managedHsm'])).toEqual(missing);
});

test('only what is looked for is needed', () => {
  expect(missingActions([aGrant([vaults, settings])], ['vault'])).toEqual([]);
  expect(missingActions([aGrant([vaults, settings])], ['managedHsm'])).toEqual([hsms]);
});
