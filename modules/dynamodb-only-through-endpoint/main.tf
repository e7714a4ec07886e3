# Made from intent.yaml by gen-vpce. Change the intent, then run `gen-vpce generate`.

locals {
  # Where the policies in this folder are for: elsewhere they would deny everything.
  account = "123456789012"
}

data "aws_caller_identity" "current" {
  lifecycle {
    postcondition {
      condition     = self.account_id == local.account
      error_message = "This module is for account ${local.account}, but the provider works in ${self.account_id}. Pass a provider for ${local.account}, or change the intent and generate again."
    }
  }
}

resource "aws_iam_policy" "dynamodb_only_through_endpoint" {
  name   = "${var.identity_policy_prefix}dynamodb-only-through-endpoint"
  policy = jsonencode(jsondecode(file("${path.module}/policies/dynamodb-only-through-endpoint.identity.json")))

  tags = var.tags

  depends_on = [data.aws_caller_identity.current]
}
