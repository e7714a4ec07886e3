# Made from intent.yaml by gen-vpce. Change the intent, then run `gen-vpce generate`.

output "endpoints" {
  description = "Every endpoint by its name: id, ARN, prefix list (gateway), DNS entries (interface)."
  value = {
    s3 = {
      id             = aws_vpc_endpoint.s3.id
      arn            = aws_vpc_endpoint.s3.arn
      prefix_list_id = aws_vpc_endpoint.s3.prefix_list_id
      dns_entries    = aws_vpc_endpoint.s3.dns_entry
    }
  }
}

output "egress_rules" {
  description = "Egress rules for the security groups of clients, by the name of each gateway endpoint."
  value = {
    s3 = {
      description    = "To s3 by its gateway endpoint"
      ip_protocol    = "tcp"
      from_port      = 443
      to_port        = 443
      prefix_list_id = aws_vpc_endpoint.s3.prefix_list_id
    }
  }
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
