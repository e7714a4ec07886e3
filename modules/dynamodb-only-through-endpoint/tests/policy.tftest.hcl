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
}

run "plan" {
  command = plan

  assert {
    condition     = aws_iam_policy.dynamodb_only_through_endpoint.policy == jsonencode(jsondecode(file("${path.module}/policies/dynamodb-only-through-endpoint.identity.json")))
    error_message = "aws_iam_policy.dynamodb_only_through_endpoint does not carry the policy in policies/dynamodb-only-through-endpoint.identity.json."
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
