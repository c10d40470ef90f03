# A user-assigned managed identity that trusts one repository, with Reader on what is audited. Needs azurerm 5.
terraform {
  required_providers {
    azurerm = {
      source  = "hashicorp/azurerm"
      version = "~> 5.0"
    }
  }
}

provider "azurerm" {
  features {}

  subscription_id = var.subscription
}

variable "subscription" {
  type        = string
  description = "ID of the subscription in which the identity is made"
}

variable "subjects" {
  type        = map(string)
  description = "Subjects that are trusted, by the name of their federated credential"
  default = {
    main = "repo:octo-org/payments:ref:refs/heads/main"
    pull = "repo:octo-org/payments:environment:keyvault-audit"
  }
}

variable "scopes" {
  type        = set(string)
  description = "Subscriptions or management groups to audit, as resource IDs"
  default     = ["/subscriptions/00000000-0000-0000-0000-000000000000"]
}

variable "location" {
  type    = string
  default = "westeurope"
}

resource "azurerm_resource_group" "audit" {
  name     = "rg-keyvault-audit"
  location = var.location
}

resource "azurerm_user_assigned_identity" "audit" {
  name                = "id-keyvault-audit"
  resource_group_name = azurerm_resource_group.audit.name
  location            = azurerm_resource_group.audit.location
}

resource "azurerm_federated_identity_credential" "audit" {
  for_each                  = var.subjects
  name                      = each.key
  user_assigned_identity_id = azurerm_user_assigned_identity.audit.id
  issuer                    = "https://token.actions.githubusercontent.com"
  subject                   = each.value
  audience                  = ["api://AzureADTokenExchange"]
}

resource "azurerm_role_assignment" "reader" {
  for_each             = var.scopes
  scope                = each.value
  role_definition_name = "Reader"
  principal_id         = azurerm_user_assigned_identity.audit.principal_id
  principal_type       = "ServicePrincipal"
}

output "client_id" {
  value = azurerm_user_assigned_identity.audit.client_id
}

output "tenant_id" {
  value = azurerm_user_assigned_identity.audit.tenant_id
}
