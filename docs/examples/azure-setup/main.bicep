// A user-assigned managed identity that trusts one repository, with Reader on this subscription.
targetScope = 'subscription'

@description('Subject that GitHub presents for the workflow')
param subject string = 'repo:octo-org/payments:ref:refs/heads/main'

param location string = deployment().location

resource group 'Microsoft.Resources/resourceGroups@2024-03-01' = {
  name: 'rg-keyvault-audit'
  location: location
}

module identity 'identity.bicep' = {
  name: 'keyvault-audit-identity'
  scope: group
  params: {
    subject: subject
    location: location
  }
}

resource reader 'Microsoft.Authorization/roleAssignments@2022-04-01' = {
  name: guid(subscription().id, 'rg-keyvault-audit', 'Reader')
  properties: {
    // Reader
    roleDefinitionId: subscriptionResourceId('Microsoft.Authorization/roleDefinitions', 'acdd72a7-3385-48ef-bd42-f606fba81ae7')
    principalId: identity.outputs.principalId
    principalType: 'ServicePrincipal'
  }
}

output clientId string = identity.outputs.clientId
output tenantId string = tenant().tenantId
