# Made from intent.yaml by gen-vpce. Change the intent, then run `gen-vpce generate`.
#
# Plans the module against a mock provider: offline, without credentials, nothing is created.
#   terraform init && terraform test        (Terraform >= 1.7)

mock_provider "aws" {
  mock_data "aws_caller_identity" {
    defaults = {
      account_id = "123456789012"
    }
  }

  mock_data "aws_region" {
    defaults = {
      id = "us-east-1"
    }
  }

  mock_data "aws_vpc" {
    defaults = {
      id                      = "vpc-0123456789abcdef0"
      cidr_block_associations = [{ association_id = "a", cidr_block = "10.0.0.0/16", state = "associated" }]
    }
  }

  mock_data "aws_route_tables" {
    defaults = {
      ids = ["rtb-0123456789abcdef0"]
    }
  }

  mock_data "aws_subnets" {
    defaults = {
      ids = ["subnet-0123456789abcdef0"]
    }
  }
}

variables {
  deployment = "dev"
  vpc_id     = "vpc-0123456789abcdef0"
}

run "plan_dev" {
  command = plan

  variables {
    deployment = "dev"
  }

  override_data {
    target = data.aws_caller_identity.current
    values = {
      account_id = "123456789012"
    }
  }

  override_data {
    target = data.aws_region.current
    values = {
      id = "us-east-1"
    }
  }

  assert {
    condition     = aws_vpc_endpoint.dynamodb.service_name == "com.amazonaws.us-east-1.dynamodb"
    error_message = "aws_vpc_endpoint.dynamodb has another service_name than the intent."
  }

  assert {
    condition     = aws_vpc_endpoint.dynamodb.vpc_endpoint_type == "Gateway"
    error_message = "aws_vpc_endpoint.dynamodb has another vpc_endpoint_type than the intent."
  }

  assert {
    condition     = aws_vpc_endpoint.dynamodb.policy == jsonencode(jsondecode(file("${path.module}/policies/dev/dynamodb.endpoint.json")))
    error_message = "aws_vpc_endpoint.dynamodb does not carry the policy in policies/dev/dynamodb.endpoint.json."
  }

  assert {
    condition     = aws_vpc_endpoint.kms[0].service_name == "com.amazonaws.us-east-1.kms"
    error_message = "aws_vpc_endpoint.kms has another service_name than the intent."
  }

  assert {
    condition     = aws_vpc_endpoint.kms[0].vpc_endpoint_type == "Interface"
    error_message = "aws_vpc_endpoint.kms has another vpc_endpoint_type than the intent."
  }

  assert {
    condition     = aws_vpc_endpoint.kms[0].policy == jsonencode(jsondecode(file("${path.module}/policies/dev/kms.endpoint.json")))
    error_message = "aws_vpc_endpoint.kms does not carry the policy in policies/dev/kms.endpoint.json."
  }

  assert {
    condition     = aws_vpc_endpoint.sqs.service_name == "com.amazonaws.us-east-1.sqs"
    error_message = "aws_vpc_endpoint.sqs has another service_name than the intent."
  }

  assert {
    condition     = aws_vpc_endpoint.sqs.vpc_endpoint_type == "Interface"
    error_message = "aws_vpc_endpoint.sqs has another vpc_endpoint_type than the intent."
  }

  assert {
    condition     = aws_vpc_endpoint.sqs.policy == jsonencode(jsondecode(file("${path.module}/policies/dev/sqs.endpoint.json")))
    error_message = "aws_vpc_endpoint.sqs does not carry the policy in policies/dev/sqs.endpoint.json."
  }

  assert {
    condition     = length(data.aws_subnets.sqs) == 0
    error_message = "data.aws_subnets.sqs is not of this deployment."
  }

  assert {
    condition     = length(data.aws_vpc.sqs) == 0
    error_message = "data.aws_vpc.sqs is not of this deployment."
  }
}

run "plan_prod-us" {
  command = plan

  variables {
    deployment = "prod-us"
  }

  override_data {
    target = data.aws_caller_identity.current
    values = {
      account_id = "222222222222"
    }
  }

  override_data {
    target = data.aws_region.current
    values = {
      id = "us-east-1"
    }
  }

  assert {
    condition     = aws_vpc_endpoint.dynamodb.service_name == "com.amazonaws.us-east-1.dynamodb"
    error_message = "aws_vpc_endpoint.dynamodb has another service_name than the intent."
  }

  assert {
    condition     = aws_vpc_endpoint.dynamodb.vpc_endpoint_type == "Gateway"
    error_message = "aws_vpc_endpoint.dynamodb has another vpc_endpoint_type than the intent."
  }

  assert {
    condition     = aws_vpc_endpoint.dynamodb.policy == jsonencode(jsondecode(file("${path.module}/policies/prod-us/dynamodb.endpoint.json")))
    error_message = "aws_vpc_endpoint.dynamodb does not carry the policy in policies/prod-us/dynamodb.endpoint.json."
  }

  assert {
    condition     = aws_vpc_endpoint.sqs.service_name == "com.amazonaws.us-east-1.sqs"
    error_message = "aws_vpc_endpoint.sqs has another service_name than the intent."
  }

  assert {
    condition     = aws_vpc_endpoint.sqs.vpc_endpoint_type == "Interface"
    error_message = "aws_vpc_endpoint.sqs has another vpc_endpoint_type than the intent."
  }

  assert {
    condition     = aws_vpc_endpoint.sqs.policy == jsonencode(jsondecode(file("${path.module}/policies/prod-us/sqs.endpoint.json")))
    error_message = "aws_vpc_endpoint.sqs does not carry the policy in policies/prod-us/sqs.endpoint.json."
  }

  assert {
    condition     = length(aws_vpc_endpoint.kms) == 0
    error_message = "aws_vpc_endpoint.kms is not of this deployment."
  }

  assert {
    condition     = length(data.aws_subnets.kms) == 0
    error_message = "data.aws_subnets.kms is not of this deployment."
  }

  assert {
    condition     = length(data.aws_vpc.kms) == 0
    error_message = "data.aws_vpc.kms is not of this deployment."
  }

  assert {
    condition     = length(aws_security_group.kms) == 0
    error_message = "aws_security_group.kms is not of this deployment."
  }
}

run "plan_prod-eu" {
  command = plan

  variables {
    deployment = "prod-eu"
  }

  override_data {
    target = data.aws_caller_identity.current
    values = {
      account_id = "222222222222"
    }
  }

  override_data {
    target = data.aws_region.current
    values = {
      id = "eu-west-1"
    }
  }

  assert {
    condition     = aws_vpc_endpoint.dynamodb.service_name == "com.amazonaws.eu-west-1.dynamodb"
    error_message = "aws_vpc_endpoint.dynamodb has another service_name than the intent."
  }

  assert {
    condition     = aws_vpc_endpoint.dynamodb.vpc_endpoint_type == "Gateway"
    error_message = "aws_vpc_endpoint.dynamodb has another vpc_endpoint_type than the intent."
  }

  assert {
    condition     = aws_vpc_endpoint.dynamodb.policy == jsonencode(jsondecode(file("${path.module}/policies/prod-eu/dynamodb.endpoint.json")))
    error_message = "aws_vpc_endpoint.dynamodb does not carry the policy in policies/prod-eu/dynamodb.endpoint.json."
  }

  assert {
    condition     = aws_vpc_endpoint.kms[0].service_name == "com.amazonaws.eu-west-1.kms"
    error_message = "aws_vpc_endpoint.kms has another service_name than the intent."
  }

  assert {
    condition     = aws_vpc_endpoint.kms[0].vpc_endpoint_type == "Interface"
    error_message = "aws_vpc_endpoint.kms has another vpc_endpoint_type than the intent."
  }

  assert {
    condition     = aws_vpc_endpoint.kms[0].policy == jsonencode(jsondecode(file("${path.module}/policies/prod-eu/kms.endpoint.json")))
    error_message = "aws_vpc_endpoint.kms does not carry the policy in policies/prod-eu/kms.endpoint.json."
  }

  assert {
    condition     = aws_vpc_endpoint.sqs.service_name == "com.amazonaws.eu-west-1.sqs"
    error_message = "aws_vpc_endpoint.sqs has another service_name than the intent."
  }

  assert {
    condition     = aws_vpc_endpoint.sqs.vpc_endpoint_type == "Interface"
    error_message = "aws_vpc_endpoint.sqs has another vpc_endpoint_type than the intent."
  }

  assert {
    condition     = aws_vpc_endpoint.sqs.policy == jsonencode(jsondecode(file("${path.module}/policies/prod-eu/sqs.endpoint.json")))
    error_message = "aws_vpc_endpoint.sqs does not carry the policy in policies/prod-eu/sqs.endpoint.json."
  }

  assert {
    condition     = length(data.aws_subnets.kms) == 0
    error_message = "data.aws_subnets.kms is not of this deployment."
  }

  assert {
    condition     = length(data.aws_subnets.sqs) == 0
    error_message = "data.aws_subnets.sqs is not of this deployment."
  }

  assert {
    condition     = length(data.aws_vpc.sqs) == 0
    error_message = "data.aws_vpc.sqs is not of this deployment."
  }
}

run "another_account_is_refused" {
  command = plan

  override_data {
    target = data.aws_caller_identity.current
    values = {
      account_id = "no-such-account"
    }
  }

  expect_failures = [data.aws_caller_identity.current]
}

run "another_region_is_refused" {
  command = plan

  override_data {
    target = data.aws_region.current
    values = {
      id = "no-such-region-1"
    }
  }

  expect_failures = [data.aws_region.current]
}

run "unknown_deployment_is_refused" {
  command = plan

  variables {
    deployment = "no-such-deployment"
  }

  expect_failures = [var.deployment]
}
