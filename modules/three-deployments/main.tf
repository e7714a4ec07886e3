# Made from intent.yaml by gen-vpce. Change the intent, then run `gen-vpce generate`.

locals {
  # Where the policies in this folder are for: elsewhere they would deny everything.
  account = {
    dev     = "123456789012"
    prod-us = "222222222222"
    prod-eu = "222222222222"
  }[var.deployment]
  region = {
    dev     = "us-east-1"
    prod-us = "us-east-1"
    prod-eu = "eu-west-1"
  }[var.deployment]
}

data "aws_caller_identity" "current" {
  lifecycle {
    precondition {
      condition     = !contains(["prod-us", "prod-eu"], var.deployment) || var.subnet_ids != null
      error_message = "subnet_ids is needed in prod-us and prod-eu."
    }

    precondition {
      condition     = !contains(["prod-us", "prod-eu"], var.deployment) || var.security_group_ids != null
      error_message = "security_group_ids is needed in prod-us and prod-eu."
    }

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
  service_name      = "com.amazonaws.${local.region}.dynamodb"
  vpc_endpoint_type = "Gateway"
  route_table_ids   = var.route_table_ids
  policy            = jsonencode(jsondecode(file("${path.module}/policies/${var.deployment}/dynamodb.endpoint.json")))

  tags = merge({
    dev = {
      Name  = "three-deployments-dynamodb"
      team  = "orders"
      stage = "dev"
    }
    prod-us = {
      Name     = "three-deployments-dynamodb"
      team     = "orders"
      stage    = "prod"
      critical = "true"
    }
    prod-eu = {
      Name     = "three-deployments-dynamodb"
      team     = "orders"
      stage    = "prod"
      critical = "true"
    }
  }[var.deployment], var.tags)

  depends_on = [data.aws_caller_identity.current, data.aws_region.current]
}

resource "aws_iam_policy" "orders_stage_only_through_endpoint_region" {
  name = {
    dev     = "${var.identity_policy_prefix}orders-dev-only-through-endpoint-us-east-1"
    prod-us = "${var.identity_policy_prefix}orders-prod-only-through-endpoint-us-east-1"
    prod-eu = "${var.identity_policy_prefix}orders-prod-only-through-endpoint-eu-west-1"
  }[var.deployment]
  policy = jsonencode(jsondecode(replace(file("${path.module}/policies/${var.deployment}/orders-stage-only-through-endpoint-region.identity.json"), "<vpce:dynamodb>", aws_vpc_endpoint.dynamodb.id)))

  tags = merge({
    dev = {
      team  = "orders"
      stage = "dev"
    }
    prod-us = {
      team     = "orders"
      stage    = "prod"
      critical = "true"
    }
    prod-eu = {
      team     = "orders"
      stage    = "prod"
      critical = "true"
    }
  }[var.deployment], var.tags)

  depends_on = [data.aws_caller_identity.current]
}

resource "aws_vpc_endpoint" "kms" {
  count = contains(["prod-us", "prod-eu"], var.deployment) ? 1 : 0

  vpc_id              = var.vpc_id
  service_name        = "com.amazonaws.${local.region}.kms"
  vpc_endpoint_type   = "Interface"
  subnet_ids          = lookup(var.subnet_ids_by_endpoint, "kms", var.subnet_ids)
  security_group_ids  = lookup(var.security_group_ids_by_endpoint, "kms", var.security_group_ids)
  private_dns_enabled = true
  policy              = jsonencode(jsondecode(file("${path.module}/policies/${var.deployment}/kms.endpoint.json")))

  tags = merge({
    Name     = "three-deployments-kms"
    team     = "orders"
    stage    = "prod"
    critical = "true"
  }, var.tags)

  depends_on = [data.aws_caller_identity.current, data.aws_region.current]
}

resource "aws_vpc_endpoint" "sqs" {
  count = contains(["prod-us", "prod-eu"], var.deployment) ? 1 : 0

  vpc_id              = var.vpc_id
  service_name        = "com.amazonaws.${local.region}.sqs"
  vpc_endpoint_type   = "Interface"
  subnet_ids          = lookup(var.subnet_ids_by_endpoint, "sqs", var.subnet_ids)
  security_group_ids  = lookup(var.security_group_ids_by_endpoint, "sqs", var.security_group_ids)
  private_dns_enabled = true
  policy              = jsonencode(jsondecode(file("${path.module}/policies/${var.deployment}/sqs.endpoint.json")))

  tags = merge({
    Name     = "three-deployments-sqs"
    team     = "orders"
    stage    = "prod"
    critical = "true"
  }, var.tags)

  depends_on = [data.aws_caller_identity.current, data.aws_region.current]
}

resource "aws_dynamodb_resource_policy" "orders_stage" {
  count = contains(["prod-us", "prod-eu"], var.deployment) ? 1 : 0

  resource_arn = "arn:aws:dynamodb:${local.region}:${local.account}:table/orders-prod"
  policy       = jsonencode(jsondecode(replace(file("${path.module}/policies/${var.deployment}/orders-stage.resource.json"), "<vpce:dynamodb>", aws_vpc_endpoint.dynamodb.id)))

  depends_on = [data.aws_caller_identity.current, data.aws_region.current]
}
