# Made from intent.yaml by gen-vpce. Change the intent, then run `gen-vpce generate`.

locals {
  # The Region that the policies in this folder were made for.
  region = "us-east-1"
}

data "aws_region" "current" {}

resource "aws_vpc_endpoint" "dynamodb" {
  vpc_id            = var.vpc_id
  service_name      = "com.amazonaws.us-east-1.dynamodb"
  vpc_endpoint_type = "Gateway"
  route_table_ids   = var.route_table_ids
  policy            = jsonencode(jsondecode(file("${path.module}/policies/dynamodb.endpoint.json")))

  tags = merge({
    Name = "dynamodb-full-access-dynamodb"
  }, var.tags)

  lifecycle {
    precondition {
      condition     = data.aws_region.current.id == local.region
      error_message = "This module is for Region ${local.region}, but the provider works in ${data.aws_region.current.id}. Pass a provider for ${local.region}, or change the intent and generate again."
    }
  }
}
