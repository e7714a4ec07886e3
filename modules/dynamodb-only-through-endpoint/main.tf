# Made from intent.yaml by gen-vpce. Change the intent, then run `gen-vpce generate`.

resource "aws_iam_policy" "dynamodb_only_through_endpoint" {
  name   = "dynamodb-only-through-endpoint"
  policy = jsonencode(jsondecode(file("${path.module}/policies/dynamodb-only-through-endpoint.identity.json")))

  tags = var.tags
}
