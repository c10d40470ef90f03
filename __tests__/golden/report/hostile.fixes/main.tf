# terraform init, terraform plan, terraform apply. In a configuration of your own, leave out the first two blocks.
# Logs are not retroactive: a setting records from now on, and who read what before stays unknown.
# Diagnostic settings outlive a vault that is deleted, moved or renamed, and a new one with the same ID can inherit them.
# 36 resources left out: a name cannot be shown here, or one of five settings has to be chosen by you.

terraform {
  required_version = ">= 1.5.0" # import blocks

  required_providers {
    azurerm = {
      source  = "hashicorp/azurerm"
      version = ">= 4.31.0, < 6.0.0"
    }
  }
}


