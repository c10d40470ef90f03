#!/usr/bin/env bash
# A policy also takes care of what is created later. What needs none is among the exceptions of its assignment.
#
# By category group (6b359d8f-… and its siblings). Not 951af2fa-529b-416e-ab6e-066fd85ac459, which is often
# recommended: it calls a setting compliant that sends metrics and no log, and never mends it.
set -euo pipefail
export MSYS_NO_PATHCONV=1 # Git Bash on Windows would take IDs for paths, and change them

# Managed HSMs: audit log to a Log Analytics workspace. Mends 1 resource.
principal="$(az policy assignment create \
  --name 'hsm-audit-log-log-analytics' \
  --display-name 'Managed HSMs: audit log to a Log Analytics workspace' \
  --scope '/subscriptions/11111111-1111-4111-8111-111111111111' \
  --policy 'b88bfd90-4da5-43eb-936f-ae1481924291' \
  --params '{"logAnalytics":{"value":"/subscriptions/11111111-1111-4111-8111-111111111111/resourceGroups/rg-app/providers/Microsoft.OperationalInsights/workspaces/law-central"},"categoryGroup":{"value":"audit"}}' \
  --mi-system-assigned \
  --location 'westeurope' \
  --not-scopes '/subscriptions/11111111-1111-4111-8111-111111111111/resourceGroups/rg-app/providers/Microsoft.KeyVault/managedHSMs/hsm-good' \
  --query identity.principalId \
  --output tsv)"
az role assignment create \
  --assignee-object-id "$principal" \
  --assignee-principal-type ServicePrincipal \
  --role '92aaf0da-9dab-42b6-94a3-d43ce8d16293' \
  --scope '/subscriptions/11111111-1111-4111-8111-111111111111'

# Key vaults: audit log to a Log Analytics workspace. Mends 8 resources.
principal="$(az policy assignment create \
  --name 'kv-audit-log-log-analytics' \
  --display-name 'Key vaults: audit log to a Log Analytics workspace' \
  --scope '/subscriptions/11111111-1111-4111-8111-111111111111' \
  --policy '6b359d8f-f88d-4052-aa7c-32015963ecc1' \
  --params '{"logAnalytics":{"value":"/subscriptions/11111111-1111-4111-8111-111111111111/resourceGroups/rg-app/providers/Microsoft.OperationalInsights/workspaces/law-central"},"categoryGroup":{"value":"audit"}}' \
  --mi-system-assigned \
  --location 'westeurope' \
  --not-scopes '/subscriptions/11111111-1111-4111-8111-111111111111/resourceGroups/rg-app/providers/Microsoft.KeyVault/vaults/kv-fail-09' '/subscriptions/11111111-1111-4111-8111-111111111111/resourceGroups/rg-app/providers/Microsoft.KeyVault/vaults/kv-fail-10' '/subscriptions/11111111-1111-4111-8111-111111111111/resourceGroups/rg-app/providers/Microsoft.KeyVault/vaults/kv-fail-11' '/subscriptions/11111111-1111-4111-8111-111111111111/resourceGroups/rg-app/providers/Microsoft.KeyVault/vaults/kv-good-1' '/subscriptions/11111111-1111-4111-8111-111111111111/resourceGroups/rg-app/providers/Microsoft.KeyVault/vaults/kv-good-2' '/subscriptions/11111111-1111-4111-8111-111111111111/resourceGroups/rg-app/providers/Microsoft.KeyVault/vaults/kv-good-3' '/subscriptions/11111111-1111-4111-8111-111111111111/resourceGroups/rg-app/providers/Microsoft.KeyVault/vaults/kv-good-4' '/subscriptions/11111111-1111-4111-8111-111111111111/resourceGroups/rg-app/providers/Microsoft.KeyVault/vaults/kv-legacy' '/subscriptions/11111111-1111-4111-8111-111111111111/resourceGroups/rg-app/providers/Microsoft.KeyVault/vaults/kv-legacy-2' \
  --query identity.principalId \
  --output tsv)"
az role assignment create \
  --assignee-object-id "$principal" \
  --assignee-principal-type ServicePrincipal \
  --role '92aaf0da-9dab-42b6-94a3-d43ce8d16293' \
  --scope '/subscriptions/11111111-1111-4111-8111-111111111111'

# Key vaults: audit log to a storage account. Mends 3 resources.
principal="$(az policy assignment create \
  --name 'kv-audit-log-storage-westeurope' \
  --display-name 'Key vaults: audit log to a storage account' \
  --scope '/subscriptions/11111111-1111-4111-8111-111111111111' \
  --policy 'edf35972-ed56-4c2f-a4a1-65f0471ba702' \
  --params '{"storageAccount":{"value":"/subscriptions/11111111-1111-4111-8111-111111111111/resourceGroups/rg-app/providers/Microsoft.Storage/storageAccounts/stlogs"},"resourceLocation":{"value":"westeurope"},"categoryGroup":{"value":"audit"}}' \
  --mi-system-assigned \
  --location 'westeurope' \
  --not-scopes '/subscriptions/11111111-1111-4111-8111-111111111111/resourceGroups/rg-app/providers/Microsoft.KeyVault/vaults/kv-fail-06' '/subscriptions/11111111-1111-4111-8111-111111111111/resourceGroups/rg-app/providers/Microsoft.KeyVault/vaults/kv-good-4' '/subscriptions/11111111-1111-4111-8111-111111111111/resourceGroups/rg-app/providers/Microsoft.KeyVault/vaults/kv-fail-01' '/subscriptions/11111111-1111-4111-8111-111111111111/resourceGroups/rg-app/providers/Microsoft.KeyVault/vaults/kv-fail-02' '/subscriptions/11111111-1111-4111-8111-111111111111/resourceGroups/rg-app/providers/Microsoft.KeyVault/vaults/kv-fail-03' '/subscriptions/11111111-1111-4111-8111-111111111111/resourceGroups/rg-app/providers/Microsoft.KeyVault/vaults/kv-fail-04' '/subscriptions/11111111-1111-4111-8111-111111111111/resourceGroups/rg-app/providers/Microsoft.KeyVault/vaults/kv-fail-05' '/subscriptions/11111111-1111-4111-8111-111111111111/resourceGroups/rg-app/providers/Microsoft.KeyVault/vaults/kv-fail-07' '/subscriptions/11111111-1111-4111-8111-111111111111/resourceGroups/rg-app/providers/Microsoft.KeyVault/vaults/kv-fail-08' '/subscriptions/11111111-1111-4111-8111-111111111111/resourceGroups/rg-app/providers/Microsoft.KeyVault/vaults/kv-good-1' '/subscriptions/11111111-1111-4111-8111-111111111111/resourceGroups/rg-app/providers/Microsoft.KeyVault/vaults/kv-good-2' '/subscriptions/11111111-1111-4111-8111-111111111111/resourceGroups/rg-app/providers/Microsoft.KeyVault/vaults/kv-good-3' '/subscriptions/11111111-1111-4111-8111-111111111111/resourceGroups/rg-app/providers/Microsoft.KeyVault/vaults/kv-legacy' '/subscriptions/11111111-1111-4111-8111-111111111111/resourceGroups/rg-app/providers/Microsoft.KeyVault/vaults/kv-legacy-2' \
  --query identity.principalId \
  --output tsv)"
az role assignment create \
  --assignee-object-id "$principal" \
  --assignee-principal-type ServicePrincipal \
  --role '92aaf0da-9dab-42b6-94a3-d43ce8d16293' \
  --scope '/subscriptions/11111111-1111-4111-8111-111111111111'

# Role assignments take a while to hold; a task that runs before deploys nothing.
sleep 120

az policy remediation create \
  --name 'hsm-audit-log-log-analytics' \
  --policy-assignment '/subscriptions/11111111-1111-4111-8111-111111111111/providers/Microsoft.Authorization/policyAssignments/hsm-audit-log-log-analytics' \
  --resource-discovery-mode ReEvaluateCompliance \
  --subscription '11111111-1111-4111-8111-111111111111'

az policy remediation create \
  --name 'kv-audit-log-log-analytics' \
  --policy-assignment '/subscriptions/11111111-1111-4111-8111-111111111111/providers/Microsoft.Authorization/policyAssignments/kv-audit-log-log-analytics' \
  --resource-discovery-mode ReEvaluateCompliance \
  --subscription '11111111-1111-4111-8111-111111111111'

az policy remediation create \
  --name 'kv-audit-log-storage-westeurope' \
  --policy-assignment '/subscriptions/11111111-1111-4111-8111-111111111111/providers/Microsoft.Authorization/policyAssignments/kv-audit-log-storage-westeurope' \
  --resource-discovery-mode ReEvaluateCompliance \
  --subscription '11111111-1111-4111-8111-111111111111'
