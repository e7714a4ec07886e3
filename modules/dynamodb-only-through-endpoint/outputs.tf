# Made from intent.yaml by gen-vpce. Change the intent, then run `gen-vpce generate`.

output "dynamodb_only_through_endpoint_policy_arn" {
  description = "ARN of the identity policy dynamodb-only-through-endpoint, to attach to roles, users or groups."
  value       = aws_iam_policy.dynamodb_only_through_endpoint.arn
}
