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

run "plan" {
  command = plan

  assert {
    condition     = aws_vpc_endpoint.dynamodb.service_name == "com.amazonaws.us-east-1.dynamodb"
    error_message = "aws_vpc_endpoint.dynamodb has another service_name than the intent."
  }

  assert {
    condition     = aws_vpc_endpoint.dynamodb.vpc_endpoint_type == "Gateway"
    error_message = "aws_vpc_endpoint.dynamodb has another vpc_endpoint_type than the intent."
  }

  assert {
    condition     = aws_vpc_endpoint.dynamodb.policy == jsonencode(jsondecode(file("${path.module}/policies/dynamodb.endpoint.json")))
    error_message = "aws_vpc_endpoint.dynamodb does not carry the policy in policies/dynamodb.endpoint.json."
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
    condition     = aws_vpc_endpoint.sqs.policy == jsonencode(jsondecode(file("${path.module}/policies/sqs.endpoint.json")))
    error_message = "aws_vpc_endpoint.sqs does not carry the policy in policies/sqs.endpoint.json."
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
