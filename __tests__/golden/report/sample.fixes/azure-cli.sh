#!/usr/bin/env bash
# Sign in with `az login` first. Running it twice does no harm.
# Logs are not retroactive: a setting records from now on, and who read what before stays unknown.
# Diagnostic settings outlive a vault that is deleted, moved or renamed, and a new one with the same ID can inherit them.
set -euo pipefail
export MSYS_NO_PATHCONV=1 # Git Bash on Windows would take IDs for paths, and change them

# no diagnostic setting: a new setting, to the Log Analytics workspace that 4 compliant ones here use
# kind of destination not accepted: a new setting, to the Log Analytics workspace that 4 compliant ones here use
# destination not allowed: a new setting, to the Log Analytics workspace that 4 compliant ones here use
for id in \
  '/subscriptions/11111111-1111-4111-8111-111111111111/resourceGroups/rg-app/providers/Microsoft.KeyVault/managedHSMs/hsm-fail' \
  '/subscriptions/11111111-1111-4111-8111-111111111111/resourceGroups/rg-app/providers/Microsoft.KeyVault/vaults/kv-fail-01' \
  '/subscriptions/11111111-1111-4111-8111-111111111111/resourceGroups/rg-app/providers/Microsoft.KeyVault/vaults/kv-fail-06' \
  '/subscriptions/11111111-1111-4111-8111-111111111111/resourceGroups/rg-app/providers/Microsoft.KeyVault/vaults/kv-fail-07'
do
  az monitor diagnostic-settings create \
    --resource "$id" \
    --name 'key-vault-audit' \
    --workspace '/subscriptions/11111111-1111-4111-8111-111111111111/resourceGroups/rg-app/providers/Microsoft.OperationalInsights/workspaces/law-central' \
    --logs '[{"categoryGroup":"audit","enabled":true}]'
done

# metrics only, no log: setting metrics changed (logs)
az monitor diagnostic-settings update \
  --resource '/subscriptions/11111111-1111-4111-8111-111111111111/resourceGroups/rg-app/providers/Microsoft.KeyVault/vaults/kv-fail-02' \
  --name 'metrics' \
  --logs '[{"categoryGroup":"audit","enabled":true}]'

# no log switched on: setting half done changed (logs)
az monitor diagnostic-settings update \
  --resource '/subscriptions/11111111-1111-4111-8111-111111111111/resourceGroups/rg-app/providers/Microsoft.KeyVault/vaults/kv-fail-03' \
  --name 'half done' \
  --logs '[{"categoryGroup":"audit","enabled":true}]'

# other logs, not the audit log: setting policy changed (logs)
az monitor diagnostic-settings update \
  --resource '/subscriptions/11111111-1111-4111-8111-111111111111/resourceGroups/rg-app/providers/Microsoft.KeyVault/vaults/kv-fail-04' \
  --name 'policy' \
  --logs '[{"category":"AzurePolicyEvaluationDetails","enabled":true},{"category":"AuditEvent","enabled":true}]'

# audit log sent nowhere: setting nowhere changed (destination), to the Log Analytics workspace that 4 compliant ones here use
az monitor diagnostic-settings update \
  --resource '/subscriptions/11111111-1111-4111-8111-111111111111/resourceGroups/rg-app/providers/Microsoft.KeyVault/vaults/kv-fail-05' \
  --name 'nowhere' \
  --workspace-id '/subscriptions/11111111-1111-4111-8111-111111111111/resourceGroups/rg-app/providers/Microsoft.OperationalInsights/workspaces/law-central'

# destination no longer exists: setting to-deleted changed (destination), to the Log Analytics workspace that 4 compliant ones here use
az monitor diagnostic-settings update \
  --resource '/subscriptions/11111111-1111-4111-8111-111111111111/resourceGroups/rg-app/providers/Microsoft.KeyVault/vaults/kv-fail-08' \
  --name 'to-deleted' \
  --workspace-id '/subscriptions/11111111-1111-4111-8111-111111111111/resourceGroups/rg-app/providers/Microsoft.OperationalInsights/workspaces/law-central'

# not both category groups: a new setting, to the storage account that 1 compliant one here uses
# too few kinds of destination: a new setting, to the storage account that 1 compliant one here uses
# metrics not sent: a new setting, to the storage account that 1 compliant one here uses
for id in \
  '/subscriptions/11111111-1111-4111-8111-111111111111/resourceGroups/rg-app/providers/Microsoft.KeyVault/vaults/kv-fail-09' \
  '/subscriptions/11111111-1111-4111-8111-111111111111/resourceGroups/rg-app/providers/Microsoft.KeyVault/vaults/kv-fail-10' \
  '/subscriptions/11111111-1111-4111-8111-111111111111/resourceGroups/rg-app/providers/Microsoft.KeyVault/vaults/kv-fail-11'
do
  az monitor diagnostic-settings create \
    --resource "$id" \
    --name 'key-vault-audit' \
    --storage-account '/subscriptions/11111111-1111-4111-8111-111111111111/resourceGroups/rg-app/providers/Microsoft.Storage/storageAccounts/stlogs' \
    --logs '[{"categoryGroup":"audit","enabled":true}]'
done
