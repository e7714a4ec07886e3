# Made from intent.yaml by gen-vpce. Change the intent, then run `gen-vpce generate`.

output "endpoints" {
  description = "Every endpoint by its name: id, ARN, prefix list (gateway), DNS entries (interface)."
  value = {
    dynamodb = {
      id             = aws_vpc_endpoint.dynamodb.id
      arn            = aws_vpc_endpoint.dynamodb.arn
      prefix_list_id = aws_vpc_endpoint.dynamodb.prefix_list_id
      dns_entries    = aws_vpc_endpoint.dynamodb.dns_entry
    }
  }
}

output "egress_rules" {
  description = "Egress rules for the security groups of clients, by the name of each gateway endpoint."
  value = {
    dynamodb = {
      description    = "To dynamodb by its gateway endpoint"
      ip_protocol    = "tcp"
      from_port      = 443
      to_port        = 443
      prefix_list_id = aws_vpc_endpoint.dynamodb.prefix_list_id
    }
  }
}

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
