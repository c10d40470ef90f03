// az deployment sub create --name key-vault-audit-code --location code --template-file main.bicep
// (the region is only where Azure keeps the record of the deployment; add --what-if to look first)
// Logs are not retroactive: a setting records from now on, and who read what before stays unknown.
// Diagnostic settings outlive a vault that is deleted, moved or renamed, and a new one with the same ID can inherit them.
// 36 resources left out: a name cannot be shown here, or one of five settings has to be chosen by you.
targetScope = 'subscription'
