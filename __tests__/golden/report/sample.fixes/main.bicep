// az deployment sub create --subscription 11111111-1111-4111-8111-111111111111 --name key-vault-audit-westeurope --location westeurope --template-file main.bicep
// (the region is only where Azure keeps the record of the deployment; add --what-if to look first)
// Logs are not retroactive: a setting records from now on, and who read what before stays unknown.
// Diagnostic settings outlive a vault that is deleted, moved or renamed, and a new one with the same ID can inherit them.
targetScope = 'subscription'

// hsm-fail: no diagnostic setting: a new setting, to the Log Analytics workspace that 4 compliant ones here use
module hsm_hsm_fail 'managed-hsm.bicep' = {
  name: 'hsm-diagnostics-hsm-fail'
  scope: resourceGroup('11111111-1111-4111-8111-111111111111', 'rg-app')
  params: {
    name: 'hsm-fail'
    settingName: 'key-vault-audit'
    properties: {
      workspaceId: '/subscriptions/11111111-1111-4111-8111-111111111111/resourceGroups/rg-app/providers/Microsoft.OperationalInsights/workspaces/law-central'
      logs: [
        { categoryGroup: 'audit', enabled: true }
      ]
      metrics: []
    }
  }
}

// kv-fail-01: no diagnostic setting: a new setting, to the Log Analytics workspace that 4 compliant ones here use
module vault_kv_fail_01 'vault.bicep' = {
  name: 'kv-diagnostics-kv-fail-01'
  scope: resourceGroup('11111111-1111-4111-8111-111111111111', 'rg-app')
  params: {
    name: 'kv-fail-01'
    settingName: 'key-vault-audit'
    properties: {
      workspaceId: '/subscriptions/11111111-1111-4111-8111-111111111111/resourceGroups/rg-app/providers/Microsoft.OperationalInsights/workspaces/law-central'
      logs: [
        { categoryGroup: 'audit', enabled: true }
      ]
      metrics: []
    }
  }
}

// kv-fail-02: metrics only, no log: setting metrics changed (logs)
module vault_kv_fail_02 'vault.bicep' = {
  name: 'kv-diagnostics-kv-fail-02'
  scope: resourceGroup('11111111-1111-4111-8111-111111111111', 'rg-app')
  params: {
    name: 'kv-fail-02'
    settingName: 'metrics'
    properties: {
      workspaceId: '/subscriptions/11111111-1111-4111-8111-111111111111/resourceGroups/rg-app/providers/Microsoft.OperationalInsights/workspaces/law-central'
      logs: [
        { categoryGroup: 'audit', enabled: true }
      ]
      metrics: [
        { category: 'AllMetrics', enabled: true }
      ]
    }
  }
}

// kv-fail-03: no log switched on: setting half done changed (logs)
module vault_kv_fail_03 'vault.bicep' = {
  name: 'kv-diagnostics-kv-fail-03'
  scope: resourceGroup('11111111-1111-4111-8111-111111111111', 'rg-app')
  params: {
    name: 'kv-fail-03'
    settingName: 'half done'
    properties: {
      workspaceId: '/subscriptions/11111111-1111-4111-8111-111111111111/resourceGroups/rg-app/providers/Microsoft.OperationalInsights/workspaces/law-central'
      logs: [
        { categoryGroup: 'audit', enabled: true }
      ]
      metrics: []
    }
  }
}

// kv-fail-04: other logs, not the audit log: setting policy changed (logs)
module vault_kv_fail_04 'vault.bicep' = {
  name: 'kv-diagnostics-kv-fail-04'
  scope: resourceGroup('11111111-1111-4111-8111-111111111111', 'rg-app')
  params: {
    name: 'kv-fail-04'
    settingName: 'policy'
    properties: {
      workspaceId: '/subscriptions/11111111-1111-4111-8111-111111111111/resourceGroups/rg-app/providers/Microsoft.OperationalInsights/workspaces/law-central'
      logs: [
        { category: 'AzurePolicyEvaluationDetails', enabled: true }
        { category: 'AuditEvent', enabled: true }
      ]
      metrics: []
    }
  }
}

// kv-fail-05: audit log sent nowhere: setting nowhere changed (destination), to the Log Analytics workspace that 4 compliant ones here use
module vault_kv_fail_05 'vault.bicep' = {
  name: 'kv-diagnostics-kv-fail-05'
  scope: resourceGroup('11111111-1111-4111-8111-111111111111', 'rg-app')
  params: {
    name: 'kv-fail-05'
    settingName: 'nowhere'
    properties: {
      workspaceId: '/subscriptions/11111111-1111-4111-8111-111111111111/resourceGroups/rg-app/providers/Microsoft.OperationalInsights/workspaces/law-central'
      logs: [
        { categoryGroup: 'audit', enabled: true }
      ]
      metrics: []
    }
  }
}

// kv-fail-06: kind of destination not accepted: a new setting, to the Log Analytics workspace that 4 compliant ones here use
module vault_kv_fail_06 'vault.bicep' = {
  name: 'kv-diagnostics-kv-fail-06'
  scope: resourceGroup('11111111-1111-4111-8111-111111111111', 'rg-app')
  params: {
    name: 'kv-fail-06'
    settingName: 'key-vault-audit'
    properties: {
      workspaceId: '/subscriptions/11111111-1111-4111-8111-111111111111/resourceGroups/rg-app/providers/Microsoft.OperationalInsights/workspaces/law-central'
      logs: [
        { categoryGroup: 'audit', enabled: true }
      ]
      metrics: []
    }
  }
}

// kv-fail-07: destination not allowed: a new setting, to the Log Analytics workspace that 4 compliant ones here use
module vault_kv_fail_07 'vault.bicep' = {
  name: 'kv-diagnostics-kv-fail-07'
  scope: resourceGroup('11111111-1111-4111-8111-111111111111', 'rg-app')
  params: {
    name: 'kv-fail-07'
    settingName: 'key-vault-audit'
    properties: {
      workspaceId: '/subscriptions/11111111-1111-4111-8111-111111111111/resourceGroups/rg-app/providers/Microsoft.OperationalInsights/workspaces/law-central'
      logs: [
        { categoryGroup: 'audit', enabled: true }
      ]
      metrics: []
    }
  }
}

// kv-fail-08: destination no longer exists: setting to-deleted changed (destination), to the Log Analytics workspace that 4 compliant ones here use
module vault_kv_fail_08 'vault.bicep' = {
  name: 'kv-diagnostics-kv-fail-08'
  scope: resourceGroup('11111111-1111-4111-8111-111111111111', 'rg-app')
  params: {
    name: 'kv-fail-08'
    settingName: 'to-deleted'
    properties: {
      workspaceId: '/subscriptions/11111111-1111-4111-8111-111111111111/resourceGroups/rg-app/providers/Microsoft.OperationalInsights/workspaces/law-central'
      logs: [
        { categoryGroup: 'audit', enabled: true }
      ]
      metrics: []
    }
  }
}

// kv-fail-09: not both category groups: a new setting, to the storage account that 1 compliant one here uses
module vault_kv_fail_09 'vault.bicep' = {
  name: 'kv-diagnostics-kv-fail-09'
  scope: resourceGroup('11111111-1111-4111-8111-111111111111', 'rg-app')
  params: {
    name: 'kv-fail-09'
    settingName: 'key-vault-audit'
    properties: {
      storageAccountId: '/subscriptions/11111111-1111-4111-8111-111111111111/resourceGroups/rg-app/providers/Microsoft.Storage/storageAccounts/stlogs'
      logs: [
        { categoryGroup: 'audit', enabled: true }
      ]
      metrics: []
    }
  }
}

// kv-fail-10: too few kinds of destination: a new setting, to the storage account that 1 compliant one here uses
module vault_kv_fail_10 'vault.bicep' = {
  name: 'kv-diagnostics-kv-fail-10'
  scope: resourceGroup('11111111-1111-4111-8111-111111111111', 'rg-app')
  params: {
    name: 'kv-fail-10'
    settingName: 'key-vault-audit'
    properties: {
      storageAccountId: '/subscriptions/11111111-1111-4111-8111-111111111111/resourceGroups/rg-app/providers/Microsoft.Storage/storageAccounts/stlogs'
      logs: [
        { categoryGroup: 'audit', enabled: true }
      ]
      metrics: []
    }
  }
}

// kv-fail-11: metrics not sent: a new setting, to the storage account that 1 compliant one here uses
module vault_kv_fail_11 'vault.bicep' = {
  name: 'kv-diagnostics-kv-fail-11'
  scope: resourceGroup('11111111-1111-4111-8111-111111111111', 'rg-app')
  params: {
    name: 'kv-fail-11'
    settingName: 'key-vault-audit'
    properties: {
      storageAccountId: '/subscriptions/11111111-1111-4111-8111-111111111111/resourceGroups/rg-app/providers/Microsoft.Storage/storageAccounts/stlogs'
      logs: [
        { categoryGroup: 'audit', enabled: true }
      ]
      metrics: []
    }
  }
}
