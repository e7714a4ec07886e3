# Made from intent.yaml by gen-vpce. Change the intent, then run `gen-vpce generate`.

terraform {
  required_version = ">= 1.2.0"

  required_providers {
    aws = {
      source  = "hashicorp/aws"
      version = ">= 5.43.0"
    }
  }
}
