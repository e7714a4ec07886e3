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

data "aws_vpc" "dynamodb" {
  tags = {
    Name = "main"
  }
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

data "aws_subnets" "sqs" {
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
      error_message = "No subnets of the VPC have the tags tier=private."
    }
  }
}

resource "aws_security_group" "sqs" {
  name_prefix = "look-ups-sqs-"
  description = "Lets the VPC reach the endpoint sqs of look-ups"
  vpc_id      = data.aws_vpc.dynamodb.id

  ingress {
    description = "From the VPC"
    from_port   = 443
    to_port     = 443
    protocol    = "tcp"
    cidr_blocks = [for each in data.aws_vpc.dynamodb.cidr_block_associations : each.cidr_block if each.state == "associated"]
  }

  tags = merge({
    Name = "look-ups-sqs"
    team = "orders"
  }, var.tags)

  depends_on = [data.aws_caller_identity.current, data.aws_region.current]

  lifecycle {
    create_before_destroy = true
  }
}

resource "aws_vpc_endpoint" "dynamodb" {
  vpc_id            = data.aws_vpc.dynamodb.id
  service_name      = "com.amazonaws.us-east-1.dynamodb"
  vpc_endpoint_type = "Gateway"
  route_table_ids   = data.aws_route_tables.dynamodb.ids
  policy            = jsonencode(jsondecode(file("${path.module}/policies/dynamodb.endpoint.json")))

  tags = merge({
    Name = "look-ups-dynamodb"
    team = "orders"
  }, var.tags)

  timeouts {
    create = "20m"
  }

  depends_on = [data.aws_caller_identity.current, data.aws_region.current]
}

resource "aws_vpc_endpoint" "sqs" {
  vpc_id              = data.aws_vpc.dynamodb.id
  service_name        = "com.amazonaws.us-east-1.sqs"
  vpc_endpoint_type   = "Interface"
  subnet_ids          = data.aws_subnets.sqs.ids
  security_group_ids  = [aws_security_group.sqs.id]
  private_dns_enabled = true
  policy              = jsonencode(jsondecode(file("${path.module}/policies/sqs.endpoint.json")))

  tags = merge({
    Name = "look-ups-sqs"
    team = "orders"
  }, var.tags)

  depends_on = [data.aws_caller_identity.current, data.aws_region.current]
}
