# terraform init, terraform plan, terraform apply. In a configuration of your own, leave out the first two blocks.
# Logs are not retroactive: a setting records from now on, and who read what before stays unknown.
# Diagnostic settings outlive a vault that is deleted, moved or renamed, and a new one with the same ID can inherit them.

terraform {
  required_version = ">= 1.5.0" # import blocks

  required_providers {
    azurerm = {
      source  = "hashicorp/azurerm"
      version = ">= 4.31.0, < 6.0.0"
    }
  }
}

# Settings of other subscriptions are reached from this one too.
provider "azurerm" {
  features {}

  subscription_id                 = "11111111-1111-4111-8111-111111111111"
  resource_provider_registrations = "none"
}

# hsm-fail: no diagnostic setting: a new setting, to the Log Analytics workspace that 4 compliant ones here use
resource "azurerm_monitor_diagnostic_setting" "hsm_hsm_fail" {
  name                       = "key-vault-audit"
  target_resource_id         = "/subscriptions/11111111-1111-4111-8111-111111111111/resourceGroups/rg-app/providers/Microsoft.KeyVault/managedHSMs/hsm-fail"
  log_analytics_workspace_id = "/subscriptions/11111111-1111-4111-8111-111111111111/resourceGroups/rg-app/providers/Microsoft.OperationalInsights/workspaces/law-central"

  enabled_log {
    category_group = "audit"
  }
}

# kv-fail-01: no diagnostic setting: a new setting, to the Log Analytics workspace that 4 compliant ones here use
resource "azurerm_monitor_diagnostic_setting" "vault_kv_fail_01" {
  name                       = "key-vault-audit"
  target_resource_id         = "/subscriptions/11111111-1111-4111-8111-111111111111/resourceGroups/rg-app/providers/Microsoft.KeyVault/vaults/kv-fail-01"
  log_analytics_workspace_id = "/subscriptions/11111111-1111-4111-8111-111111111111/resourceGroups/rg-app/providers/Microsoft.OperationalInsights/workspaces/law-central"

  enabled_log {
    category_group = "audit"
  }
}

# kv-fail-02: metrics only, no log: setting metrics changed (logs)
import {
  to = azurerm_monitor_diagnostic_setting.vault_kv_fail_02
  id = "/subscriptions/11111111-1111-4111-8111-111111111111/resourceGroups/rg-app/providers/Microsoft.KeyVault/vaults/kv-fail-02|metrics"
}

resource "azurerm_monitor_diagnostic_setting" "vault_kv_fail_02" {
  name                       = "metrics"
  target_resource_id         = "/subscriptions/11111111-1111-4111-8111-111111111111/resourceGroups/rg-app/providers/Microsoft.KeyVault/vaults/kv-fail-02"
  log_analytics_workspace_id = "/subscriptions/11111111-1111-4111-8111-111111111111/resourceGroups/rg-app/providers/Microsoft.OperationalInsights/workspaces/law-central"

  enabled_log {
    category_group = "audit"
  }

  enabled_metric {
    category = "AllMetrics"
  }
}

# kv-fail-03: no log switched on: setting half done changed (logs)
import {
  to = azurerm_monitor_diagnostic_setting.vault_kv_fail_03
  id = "/subscriptions/11111111-1111-4111-8111-111111111111/resourceGroups/rg-app/providers/Microsoft.KeyVault/vaults/kv-fail-03|half done"
}

resource "azurerm_monitor_diagnostic_setting" "vault_kv_fail_03" {
  name                       = "half done"
  target_resource_id         = "/subscriptions/11111111-1111-4111-8111-111111111111/resourceGroups/rg-app/providers/Microsoft.KeyVault/vaults/kv-fail-03"
  log_analytics_workspace_id = "/subscriptions/11111111-1111-4111-8111-111111111111/resourceGroups/rg-app/providers/Microsoft.OperationalInsights/workspaces/law-central"

  enabled_log {
    category_group = "audit"
  }
}

# kv-fail-04: other logs, not the audit log: setting policy changed (logs)
import {
  to = azurerm_monitor_diagnostic_setting.vault_kv_fail_04
  id = "/subscriptions/11111111-1111-4111-8111-111111111111/resourceGroups/rg-app/providers/Microsoft.KeyVault/vaults/kv-fail-04|policy"
}

resource "azurerm_monitor_diagnostic_setting" "vault_kv_fail_04" {
  name                       = "policy"
  target_resource_id         = "/subscriptions/11111111-1111-4111-8111-111111111111/resourceGroups/rg-app/providers/Microsoft.KeyVault/vaults/kv-fail-04"
  log_analytics_workspace_id = "/subscriptions/11111111-1111-4111-8111-111111111111/resourceGroups/rg-app/providers/Microsoft.OperationalInsights/workspaces/law-central"

  enabled_log {
    category = "AzurePolicyEvaluationDetails"
  }

  enabled_log {
    category = "AuditEvent"
  }
}

# kv-fail-05: audit log sent nowhere: setting nowhere changed (destination), to the Log Analytics workspace that 4 compliant ones here use
import {
  to = azurerm_monitor_diagnostic_setting.vault_kv_fail_05
  id = "/subscriptions/11111111-1111-4111-8111-111111111111/resourceGroups/rg-app/providers/Microsoft.KeyVault/vaults/kv-fail-05|nowhere"
}

resource "azurerm_monitor_diagnostic_setting" "vault_kv_fail_05" {
  name                       = "nowhere"
  target_resource_id         = "/subscriptions/11111111-1111-4111-8111-111111111111/resourceGroups/rg-app/providers/Microsoft.KeyVault/vaults/kv-fail-05"
  log_analytics_workspace_id = "/subscriptions/11111111-1111-4111-8111-111111111111/resourceGroups/rg-app/providers/Microsoft.OperationalInsights/workspaces/law-central"

  enabled_log {
    category_group = "audit"
  }
}

# kv-fail-06: kind of destination not accepted: a new setting, to the Log Analytics workspace that 4 compliant ones here use
resource "azurerm_monitor_diagnostic_setting" "vault_kv_fail_06" {
  name                       = "key-vault-audit"
  target_resource_id         = "/subscriptions/11111111-1111-4111-8111-111111111111/resourceGroups/rg-app/providers/Microsoft.KeyVault/vaults/kv-fail-06"
  log_analytics_workspace_id = "/subscriptions/11111111-1111-4111-8111-111111111111/resourceGroups/rg-app/providers/Microsoft.OperationalInsights/workspaces/law-central"

  enabled_log {
    category_group = "audit"
  }
}

# kv-fail-07: destination not allowed: a new setting, to the Log Analytics workspace that 4 compliant ones here use
resource "azurerm_monitor_diagnostic_setting" "vault_kv_fail_07" {
  name                       = "key-vault-audit"
  target_resource_id         = "/subscriptions/11111111-1111-4111-8111-111111111111/resourceGroups/rg-app/providers/Microsoft.KeyVault/vaults/kv-fail-07"
  log_analytics_workspace_id = "/subscriptions/11111111-1111-4111-8111-111111111111/resourceGroups/rg-app/providers/Microsoft.OperationalInsights/workspaces/law-central"

  enabled_log {
    category_group = "audit"
  }
}

# kv-fail-08: destination no longer exists: setting to-deleted changed (destination), to the Log Analytics workspace that 4 compliant ones here use
import {
  to = azurerm_monitor_diagnostic_setting.vault_kv_fail_08
  id = "/subscriptions/11111111-1111-4111-8111-111111111111/resourceGroups/rg-app/providers/Microsoft.KeyVault/vaults/kv-fail-08|to-deleted"
}

resource "azurerm_monitor_diagnostic_setting" "vault_kv_fail_08" {
  name                       = "to-deleted"
  target_resource_id         = "/subscriptions/11111111-1111-4111-8111-111111111111/resourceGroups/rg-app/providers/Microsoft.KeyVault/vaults/kv-fail-08"
  log_analytics_workspace_id = "/subscriptions/11111111-1111-4111-8111-111111111111/resourceGroups/rg-app/providers/Microsoft.OperationalInsights/workspaces/law-central"

  enabled_log {
    category_group = "audit"
  }
}

# kv-fail-09: not both category groups: a new setting, to the storage account that 1 compliant one here uses
resource "azurerm_monitor_diagnostic_setting" "vault_kv_fail_09" {
  name               = "key-vault-audit"
  target_resource_id = "/subscriptions/11111111-1111-4111-8111-111111111111/resourceGroups/rg-app/providers/Microsoft.KeyVault/vaults/kv-fail-09"
  storage_account_id = "/subscriptions/11111111-1111-4111-8111-111111111111/resourceGroups/rg-app/providers/Microsoft.Storage/storageAccounts/stlogs"

  enabled_log {
    category_group = "audit"
  }
}

# kv-fail-10: too few kinds of destination: a new setting, to the storage account that 1 compliant one here uses
resource "azurerm_monitor_diagnostic_setting" "vault_kv_fail_10" {
  name               = "key-vault-audit"
  target_resource_id = "/subscriptions/11111111-1111-4111-8111-111111111111/resourceGroups/rg-app/providers/Microsoft.KeyVault/vaults/kv-fail-10"
  storage_account_id = "/subscriptions/11111111-1111-4111-8111-111111111111/resourceGroups/rg-app/providers/Microsoft.Storage/storageAccounts/stlogs"

  enabled_log {
    category_group = "audit"
  }
}

# kv-fail-11: metrics not sent: a new setting, to the storage account that 1 compliant one here uses
resource "azurerm_monitor_diagnostic_setting" "vault_kv_fail_11" {
  name               = "key-vault-audit"
  target_resource_id = "/subscriptions/11111111-1111-4111-8111-111111111111/resourceGroups/rg-app/providers/Microsoft.KeyVault/vaults/kv-fail-11"
  storage_account_id = "/subscriptions/11111111-1111-4111-8111-111111111111/resourceGroups/rg-app/providers/Microsoft.Storage/storageAccounts/stlogs"

  enabled_log {
    category_group = "audit"
  }
}
