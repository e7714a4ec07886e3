# Made from intent.yaml by gen-vpce. Change the intent, then run `gen-vpce generate`.

locals {
  # The Region that the policies in this folder were made for.
  region = "eu-central-1"
}

data "aws_region" "current" {}

resource "aws_vpc_endpoint" "kms" {
  vpc_id              = var.vpc_id
  service_name        = "com.amazonaws.eu-central-1.kms"
  vpc_endpoint_type   = "Interface"
  subnet_ids          = var.subnet_ids
  security_group_ids  = var.security_group_ids
  private_dns_enabled = true
  policy              = jsonencode(jsondecode(file("${path.module}/policies/kms.endpoint.json")))

  tags = merge({
    Name = "kms-interface-kms"
  }, var.tags)

  lifecycle {
    precondition {
      condition     = data.aws_region.current.id == local.region
      error_message = "This module is for Region ${local.region}, but the provider works in ${data.aws_region.current.id}. Pass a provider for ${local.region}, or change the intent and generate again."
    }
  }
}
