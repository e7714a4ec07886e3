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

resource "aws_vpc_endpoint" "kms" {
  vpc_id              = var.vpc_id
  service_name        = "com.amazonaws.us-east-1.kms"
  vpc_endpoint_type   = "Interface"
  subnet_ids          = lookup(var.subnet_ids_by_endpoint, "kms", var.subnet_ids)
  security_group_ids  = lookup(var.security_group_ids_by_endpoint, "kms", var.security_group_ids)
  private_dns_enabled = true
  policy              = jsonencode(jsondecode(file("${path.module}/policies/kms.endpoint.json")))

  tags = merge({
    Name = "endpoints-without-policy-kms"
  }, var.tags)

  depends_on = [data.aws_caller_identity.current, data.aws_region.current]
}

resource "aws_vpc_endpoint" "email_smtp" {
  vpc_id              = var.vpc_id
  service_name        = "com.amazonaws.us-east-1.email-smtp"
  vpc_endpoint_type   = "Interface"
  subnet_ids          = lookup(var.subnet_ids_by_endpoint, "email-smtp", var.subnet_ids)
  security_group_ids  = lookup(var.security_group_ids_by_endpoint, "email-smtp", var.security_group_ids)
  private_dns_enabled = true

  tags = merge({
    Name = "endpoints-without-policy-email-smtp"
  }, var.tags)

  depends_on = [data.aws_caller_identity.current, data.aws_region.current]
}

resource "aws_vpc_endpoint" "payments" {
  vpc_id              = var.vpc_id
  service_name        = "com.amazonaws.vpce.us-east-1.vpce-svc-0123456789abcdef0"
  vpc_endpoint_type   = "Interface"
  subnet_ids          = lookup(var.subnet_ids_by_endpoint, "payments", var.subnet_ids)
  security_group_ids  = lookup(var.security_group_ids_by_endpoint, "payments", var.security_group_ids)
  private_dns_enabled = true
  auto_accept         = true

  tags = merge({
    Name = "endpoints-without-policy-payments"
  }, var.tags)

  depends_on = [data.aws_caller_identity.current, data.aws_region.current]
}

resource "aws_vpc_endpoint" "inspection" {
  vpc_id            = var.vpc_id
  service_name      = "com.amazonaws.vpce.us-east-1.vpce-svc-0fedcba9876543210"
  vpc_endpoint_type = "GatewayLoadBalancer"
  subnet_ids        = ["subnet-0123456789abcdef0"]

  tags = merge({
    Name = "endpoints-without-policy-inspection"
  }, var.tags)

  depends_on = [data.aws_caller_identity.current, data.aws_region.current]
}

resource "aws_vpc_endpoint" "database" {
  vpc_id                     = var.vpc_id
  resource_configuration_arn = "arn:aws:vpc-lattice:us-east-1:123456789012:resourceconfiguration/rcfg-0123456789abcdef0"
  vpc_endpoint_type          = "Resource"
  subnet_ids                 = lookup(var.subnet_ids_by_endpoint, "database", var.subnet_ids)
  security_group_ids         = lookup(var.security_group_ids_by_endpoint, "database", var.security_group_ids)
  private_dns_enabled        = true

  tags = merge({
    Name = "endpoints-without-policy-database"
  }, var.tags)

  depends_on = [data.aws_caller_identity.current, data.aws_region.current]
}

resource "aws_vpc_endpoint" "mesh" {
  vpc_id              = var.vpc_id
  service_network_arn = "arn:aws:vpc-lattice:us-east-1:123456789012:servicenetwork/sn-0123456789abcdef0"
  vpc_endpoint_type   = "ServiceNetwork"
  subnet_ids          = lookup(var.subnet_ids_by_endpoint, "mesh", var.subnet_ids)
  security_group_ids  = lookup(var.security_group_ids_by_endpoint, "mesh", var.security_group_ids)
  private_dns_enabled = false

  tags = merge({
    Name = "endpoints-without-policy-mesh"
  }, var.tags)

  depends_on = [data.aws_caller_identity.current, data.aws_region.current]
}

resource "aws_iam_policy" "mail_through_endpoint" {
  name   = "${var.identity_policy_prefix}mail-through-endpoint"
  policy = jsonencode(jsondecode(replace(file("${path.module}/policies/mail-through-endpoint.identity.json"), "<vpce:email-smtp>", aws_vpc_endpoint.email_smtp.id)))

  tags = var.tags

  depends_on = [data.aws_caller_identity.current]
}
