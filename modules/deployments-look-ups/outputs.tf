# Made from intent.yaml by gen-vpce. Change the intent, then run `gen-vpce generate`.

output "endpoints" {
  description = "Every endpoint by its name: id, ARN, prefix list (gateway), DNS entries (interface)."
  value = merge([
    {
      dynamodb = {
        id             = aws_vpc_endpoint.dynamodb.id
        arn            = aws_vpc_endpoint.dynamodb.arn
        prefix_list_id = aws_vpc_endpoint.dynamodb.prefix_list_id
        dns_entries    = aws_vpc_endpoint.dynamodb.dns_entry
      }
      sqs = {
        id             = aws_vpc_endpoint.sqs.id
        arn            = aws_vpc_endpoint.sqs.arn
        prefix_list_id = aws_vpc_endpoint.sqs.prefix_list_id
        dns_entries    = aws_vpc_endpoint.sqs.dns_entry
      }
    },
    { for key in ["kms"] : key => {
      id             = one(aws_vpc_endpoint.kms[*].id)
      arn            = one(aws_vpc_endpoint.kms[*].arn)
      prefix_list_id = one(aws_vpc_endpoint.kms[*].prefix_list_id)
      dns_entries    = one(aws_vpc_endpoint.kms[*].dns_entry)
    } if contains(["dev", "prod-eu"], var.deployment) },
  ]...)
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

output "kms_security_group_id" {
  description = "Id of the security group of the kms endpoint."
  value       = one(aws_security_group.kms[*].id)
}

output "kms_endpoint_id" {
  description = "Id of the kms endpoint."
  value       = one(aws_vpc_endpoint.kms[*].id)
}

output "kms_endpoint_arn" {
  description = "ARN of the kms endpoint."
  value       = one(aws_vpc_endpoint.kms[*].arn)
}

output "kms_dns_entries" {
  description = "DNS names and hosted zones of the kms endpoint."
  value       = one(aws_vpc_endpoint.kms[*].dns_entry)
}

output "kms_network_interface_ids" {
  description = "Ids of the network interfaces of the kms endpoint."
  value       = one(aws_vpc_endpoint.kms[*].network_interface_ids)
}

output "sqs_security_group_id" {
  description = "Id of the security group of the sqs endpoint."
  value       = aws_security_group.sqs.id
}

output "sqs_endpoint_id" {
  description = "Id of the sqs endpoint."
  value       = aws_vpc_endpoint.sqs.id
}

output "sqs_endpoint_arn" {
  description = "ARN of the sqs endpoint."
  value       = aws_vpc_endpoint.sqs.arn
}

output "sqs_dns_entries" {
  description = "DNS names and hosted zones of the sqs endpoint."
  value       = aws_vpc_endpoint.sqs.dns_entry
}

output "sqs_network_interface_ids" {
  description = "Ids of the network interfaces of the sqs endpoint."
  value       = aws_vpc_endpoint.sqs.network_interface_ids
}
