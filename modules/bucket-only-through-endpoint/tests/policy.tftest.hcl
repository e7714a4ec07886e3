# Made from intent.yaml by gen-vpce. Change the intent, then run `gen-vpce generate`.
#
# Plans the module against a mock provider: offline, without credentials, nothing is created.
#   terraform init && terraform test        (Terraform >= 1.11)

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

variables {
  vpc_id          = "vpc-0123456789abcdef0"
  route_table_ids = ["rtb-0123456789abcdef0"]
}

run "plan" {
  command = plan

  override_resource {
    target          = aws_vpc_endpoint.s3
    override_during = plan
    values = {
      id = "vpce-00000000000000001"
    }
  }

  assert {
    condition     = aws_vpc_endpoint.s3.service_name == "com.amazonaws.us-east-1.s3"
    error_message = "aws_vpc_endpoint.s3 has another service_name than the intent."
  }

  assert {
    condition     = aws_vpc_endpoint.s3.vpc_endpoint_type == "Gateway"
    error_message = "aws_vpc_endpoint.s3 has another vpc_endpoint_type than the intent."
  }

  assert {
    condition     = aws_vpc_endpoint.s3.policy == jsonencode(jsondecode(file("${path.module}/policies/s3.endpoint.json")))
    error_message = "aws_vpc_endpoint.s3 does not carry the policy in policies/s3.endpoint.json."
  }

  assert {
    condition     = aws_s3_bucket_policy.orders_archive.policy == jsonencode(jsondecode(replace(file("${path.module}/policies/orders-archive.bucket.resource.json"), "<vpce:s3>", "vpce-00000000000000001")))
    error_message = "aws_s3_bucket_policy.orders_archive does not carry the policy in policies/orders-archive.bucket.resource.json."
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
