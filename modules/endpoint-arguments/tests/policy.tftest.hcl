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
}

run "plan" {
  command = plan

  assert {
    condition     = aws_vpc_endpoint.kms.service_name == "com.amazonaws.us-east-1.kms"
    error_message = "aws_vpc_endpoint.kms has another service_name than the intent."
  }

  assert {
    condition     = aws_vpc_endpoint.kms.vpc_endpoint_type == "Interface"
    error_message = "aws_vpc_endpoint.kms has another vpc_endpoint_type than the intent."
  }

  assert {
    condition     = aws_vpc_endpoint.kms.policy == jsonencode(jsondecode(file("${path.module}/policies/kms.endpoint.json")))
    error_message = "aws_vpc_endpoint.kms does not carry the policy in policies/kms.endpoint.json."
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
