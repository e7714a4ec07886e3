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

resource "aws_sns_topic_policy" "orders" {
  arn    = "arn:aws:sns:us-east-1:123456789012:orders"
  policy = jsonencode(jsondecode(file("${path.module}/policies/orders.topic.resource.json")))

  depends_on = [data.aws_caller_identity.current, data.aws_region.current]
}
