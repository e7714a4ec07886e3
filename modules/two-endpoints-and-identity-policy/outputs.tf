# Made from intent.yaml by gen-vpce. Change the intent, then run `gen-vpce generate`.

output "dynamodb_endpoint_id" {
  description = "Id of the dynamodb endpoint."
  value       = aws_vpc_endpoint.dynamodb.id
}

output "dynamodb_endpoint_arn" {
  description = "ARN of the dynamodb endpoint."
  value       = aws_vpc_endpoint.dynamodb.arn
}

output "dynamodb_prefix_list_id" {
  description = "Id of the prefix list, for egress rules, of the dynamodb endpoint."
  value       = aws_vpc_endpoint.dynamodb.prefix_list_id
}

output "s3_endpoint_id" {
  description = "Id of the s3 endpoint."
  value       = aws_vpc_endpoint.s3.id
}

output "s3_endpoint_arn" {
  description = "ARN of the s3 endpoint."
  value       = aws_vpc_endpoint.s3.arn
}

output "s3_prefix_list_id" {
  description = "Id of the prefix list, for egress rules, of the s3 endpoint."
  value       = aws_vpc_endpoint.s3.prefix_list_id
}

output "orders_only_through_endpoint_policy_arn" {
  description = "ARN of the identity policy orders-only-through-endpoint, to attach to roles, users or groups."
  value       = aws_iam_policy.orders_only_through_endpoint.arn
}
