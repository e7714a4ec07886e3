# Made from intent.yaml by gen-vpce. Change the intent, then run `gen-vpce generate`.

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
