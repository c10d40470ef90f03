// Writes one diagnostic setting. Called by main.bicep.
param name string
param settingName string
param properties object

resource vault 'Microsoft.KeyVault/managedHSMs@2023-07-01' existing = {
  name: name
}

resource setting 'Microsoft.Insights/diagnosticSettings@2021-05-01-preview' = {
  name: settingName
  scope: vault
  properties: properties
}
