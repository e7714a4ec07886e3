# Made from intent.yaml by gen-vpce. Change the intent, then run `gen-vpce generate`.

locals {
  # Where the policies in this folder are for: elsewhere they would deny everything.
  account = "123456789012"
  region  = "us-east-1"
}

data "aws_caller_identity" "current" {
  lifecycle {
    postcondition {
      condition     = self.account_id == local.account
      error_message = "This module is for account ${local.account}, but the provider works in ${self.account_id}. Pass a provider for ${local.account}, or change the intent and generate again."
    }
  }
}

data "aws_region" "current" {
  lifecycle {
    postcondition {
      condition     = self.id == local.region
      error_message = "This module is for Region ${local.region}, but the provider works in ${self.id}. Pass a provider for ${local.region}, or change the intent and generate again."
    }
  }
}

resource "aws_vpc_endpoint" "dynamodb" {
  vpc_id            = var.vpc_id
  service_name      = "com.amazonaws.us-east-1.dynamodb"
  vpc_endpoint_type = "Gateway"
  route_table_ids   = lookup(var.route_table_ids_by_endpoint, "dynamodb", var.route_table_ids)
  policy            = jsonencode(jsondecode(file("${path.module}/policies/dynamodb.endpoint.json")))

  tags = merge({
    Name = "two-endpoints-and-identity-policy-dynamodb"
    team = "orders"
    data = "orders"
  }, var.tags)

  depends_on = [data.aws_caller_identity.current, data.aws_region.current]
}

resource "aws_vpc_endpoint" "s3" {
  vpc_id            = var.vpc_id
  service_name      = "com.amazonaws.us-east-1.s3"
  vpc_endpoint_type = "Gateway"
  route_table_ids   = lookup(var.route_table_ids_by_endpoint, "s3", var.route_table_ids)
  policy            = jsonencode(jsondecode(file("${path.module}/policies/s3.endpoint.json")))

  tags = merge({
    Name = "two-endpoints-and-identity-policy-s3"
    team = "orders"
  }, var.tags)

  depends_on = [data.aws_caller_identity.current, data.aws_region.current]
}

resource "aws_iam_policy" "orders_only_through_endpoint" {
  name   = "${var.identity_policy_prefix}orders-only-through-endpoint"
  policy = jsonencode(jsondecode(replace(file("${path.module}/policies/orders-only-through-endpoint.identity.json"), "<vpce:dynamodb>", aws_vpc_endpoint.dynamodb.id)))

  tags = merge({
    team = "orders"
  }, var.tags)

  depends_on = [data.aws_caller_identity.current]
}

resource "aws_dynamodb_resource_policy" "Orders" {
  resource_arn = "arn:aws:dynamodb:us-east-1:123456789012:table/Orders"
  policy       = jsonencode(jsondecode(replace(file("${path.module}/policies/Orders.resource.json"), "<vpce:dynamodb>", aws_vpc_endpoint.dynamodb.id)))

  depends_on = [data.aws_caller_identity.current, data.aws_region.current]
}
