# Made from intent.yaml by gen-vpce. Change the intent, then run `gen-vpce generate`.

locals {
  # The Region that the policies in this folder were made for.
  region = "us-east-1"
}

data "aws_region" "current" {}

resource "aws_vpc_endpoint" "ecr_api" {
  vpc_id              = "vpc-0123456789abcdef0"
  service_name        = "com.amazonaws.us-east-1.ecr.api"
  vpc_endpoint_type   = "Interface"
  subnet_ids          = ["subnet-0123456789abcdef0", "subnet-0123456789abcdef1"]
  security_group_ids  = ["sg-0123456789abcdef0"]
  private_dns_enabled = true
  policy              = jsonencode(jsondecode(file("${path.module}/policies/ecr.api.endpoint.json")))

  tags = merge({
    Name = "ecr-interface-ecr.api"
  }, var.tags)

  lifecycle {
    precondition {
      condition     = data.aws_region.current.id == local.region
      error_message = "This module is for Region ${local.region}, but the provider works in ${data.aws_region.current.id}. Pass a provider for ${local.region}, or change the intent and generate again."
    }
  }
}

resource "aws_vpc_endpoint" "ecr_dkr" {
  vpc_id              = "vpc-0123456789abcdef0"
  service_name        = "com.amazonaws.us-east-1.ecr.dkr"
  vpc_endpoint_type   = "Interface"
  subnet_ids          = ["subnet-0123456789abcdef0", "subnet-0123456789abcdef1"]
  security_group_ids  = ["sg-0123456789abcdef0"]
  private_dns_enabled = true
  policy              = jsonencode(jsondecode(file("${path.module}/policies/ecr.dkr.endpoint.json")))

  tags = merge({
    Name = "ecr-interface-ecr.dkr"
  }, var.tags)

  lifecycle {
    precondition {
      condition     = data.aws_region.current.id == local.region
      error_message = "This module is for Region ${local.region}, but the provider works in ${data.aws_region.current.id}. Pass a provider for ${local.region}, or change the intent and generate again."
    }
  }
}

resource "aws_vpc_endpoint" "s3" {
  vpc_id            = "vpc-0123456789abcdef0"
  service_name      = "com.amazonaws.us-east-1.s3"
  vpc_endpoint_type = "Gateway"
  route_table_ids   = ["rtb-0123456789abcdef0", "rtb-0123456789abcdef1"]
  policy            = jsonencode(jsondecode(file("${path.module}/policies/s3.endpoint.json")))

  tags = merge({
    Name = "ecr-interface-s3"
  }, var.tags)

  lifecycle {
    precondition {
      condition     = data.aws_region.current.id == local.region
      error_message = "This module is for Region ${local.region}, but the provider works in ${data.aws_region.current.id}. Pass a provider for ${local.region}, or change the intent and generate again."
    }
  }
}
