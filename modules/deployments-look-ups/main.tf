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
      condition     = !contains(["dev", "prod-us"], var.deployment) || var.vpc_id != null
      error_message = "vpc_id is needed in dev and prod-us."
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

data "aws_vpc" "dynamodb" {
  tags = {
    dev = {
      Name = "main-dev"
    }
    prod-us = {
      Name = "main-prod"
    }
    prod-eu = {
      Name = "main-prod"
    }
  }[var.deployment]
}

data "aws_route_tables" "dynamodb" {
  filter {
    name   = "vpc-id"
    values = [data.aws_vpc.dynamodb.id]
  }

  tags = {
    tier = "private"
  }

  lifecycle {
    postcondition {
      condition     = length(self.ids) > 0
      error_message = "No route tables of the VPC have the tags tier=private."
    }
  }
}

data "aws_subnets" "kms" {
  count = contains(["dev"], var.deployment) ? 1 : 0

  filter {
    name   = "vpc-id"
    values = [var.vpc_id]
  }

  tags = {
    tier = "shared"
  }

  lifecycle {
    postcondition {
      condition     = length(self.ids) > 0
      error_message = "No subnets of the VPC have the tags tier=shared."
    }
  }
}

data "aws_vpc" "kms" {
  count = contains(["dev", "prod-eu"], var.deployment) ? 1 : 0

  id = {
    dev     = var.vpc_id
    prod-eu = "vpc-0123456789abcdef0"
  }[var.deployment]
}

data "aws_subnets" "sqs" {
  count = contains(["prod-us"], var.deployment) ? 1 : 0

  filter {
    name   = "vpc-id"
    values = [var.vpc_id]
  }

  tags = {
    tier  = "private"
    stage = "prod"
  }

  lifecycle {
    postcondition {
      condition     = length(self.ids) > 0
      error_message = "No subnets of the VPC have the tags tier=private, stage=prod."
    }
  }
}

data "aws_vpc" "sqs" {
  count = contains(["prod-us"], var.deployment) ? 1 : 0

  id = var.vpc_id
}

resource "aws_security_group" "kms" {
  count = contains(["dev", "prod-eu"], var.deployment) ? 1 : 0

  name_prefix = "deployments-look-ups-kms-"
  description = "Lets the VPC reach the endpoint kms of deployments-look-ups"
  vpc_id = {
    dev     = var.vpc_id
    prod-eu = "vpc-0123456789abcdef0"
  }[var.deployment]

  ingress {
    description = "From the VPC"
    from_port   = 443
    to_port     = 443
    protocol    = "tcp"
    cidr_blocks = [for each in flatten(data.aws_vpc.kms[*].cidr_block_associations) : each.cidr_block if each.state == "associated"]
  }

  tags = merge({
    Name = "deployments-look-ups-kms"
    team = "orders"
  }, var.tags)

  depends_on = [data.aws_caller_identity.current, data.aws_region.current]

  lifecycle {
    create_before_destroy = true
  }
}

resource "aws_security_group" "sqs" {
  name_prefix = "deployments-look-ups-sqs-"
  description = "Lets the VPC reach the endpoint sqs of deployments-look-ups"
  vpc_id = {
    dev     = var.vpc_id
    prod-us = var.vpc_id
    prod-eu = "vpc-0123456789abcdef0"
  }[var.deployment]

  ingress {
    description = "From the VPC"
    from_port   = 443
    to_port     = 443
    protocol    = "tcp"
    cidr_blocks = {
      dev     = [for each in flatten(data.aws_vpc.kms[*].cidr_block_associations) : each.cidr_block if each.state == "associated"]
      prod-us = [for each in flatten(data.aws_vpc.sqs[*].cidr_block_associations) : each.cidr_block if each.state == "associated"]
      prod-eu = [for each in flatten(data.aws_vpc.kms[*].cidr_block_associations) : each.cidr_block if each.state == "associated"]
    }[var.deployment]
  }

  tags = merge({
    Name = "deployments-look-ups-sqs"
    team = "orders"
  }, var.tags)

  depends_on = [data.aws_caller_identity.current, data.aws_region.current]

  lifecycle {
    create_before_destroy = true
  }
}

resource "aws_vpc_endpoint" "dynamodb" {
  vpc_id            = data.aws_vpc.dynamodb.id
  service_name      = "com.amazonaws.${local.region}.dynamodb"
  vpc_endpoint_type = "Gateway"
  route_table_ids   = data.aws_route_tables.dynamodb.ids
  policy            = jsonencode(jsondecode(file("${path.module}/policies/${var.deployment}/dynamodb.endpoint.json")))

  tags = merge({
    Name = "deployments-look-ups-dynamodb"
    team = "orders"
  }, var.tags)

  depends_on = [data.aws_caller_identity.current, data.aws_region.current]
}

resource "aws_vpc_endpoint" "kms" {
  count = contains(["dev", "prod-eu"], var.deployment) ? 1 : 0

  vpc_id = {
    dev     = var.vpc_id
    prod-eu = "vpc-0123456789abcdef0"
  }[var.deployment]
  service_name      = "com.amazonaws.${local.region}.kms"
  vpc_endpoint_type = "Interface"
  subnet_ids = {
    dev     = one(data.aws_subnets.kms[*].ids)
    prod-eu = ["subnet-0123456789abcdef0", "subnet-0123456789abcdef1"]
  }[var.deployment]
  security_group_ids  = [one(aws_security_group.kms[*].id)]
  private_dns_enabled = true
  policy              = jsonencode(jsondecode(file("${path.module}/policies/${var.deployment}/kms.endpoint.json")))

  tags = merge({
    Name = "deployments-look-ups-kms"
    team = "orders"
  }, var.tags)

  depends_on = [data.aws_caller_identity.current, data.aws_region.current]
}

resource "aws_vpc_endpoint" "sqs" {
  vpc_id = {
    dev     = var.vpc_id
    prod-us = var.vpc_id
    prod-eu = "vpc-0123456789abcdef0"
  }[var.deployment]
  service_name      = "com.amazonaws.${local.region}.sqs"
  vpc_endpoint_type = "Interface"
  subnet_ids = {
    dev     = one(data.aws_subnets.kms[*].ids)
    prod-us = one(data.aws_subnets.sqs[*].ids)
    prod-eu = ["subnet-0123456789abcdef0", "subnet-0123456789abcdef1"]
  }[var.deployment]
  security_group_ids  = [aws_security_group.sqs.id]
  private_dns_enabled = true
  policy              = jsonencode(jsondecode(file("${path.module}/policies/${var.deployment}/sqs.endpoint.json")))

  tags = merge({
    Name = "deployments-look-ups-sqs"
    team = "orders"
  }, var.tags)

  depends_on = [data.aws_caller_identity.current, data.aws_region.current]
}
