# Made from intent.yaml by gen-vpce. Change the intent, then run `gen-vpce generate`.

output "endpoints" {
  description = "Every endpoint by its name: id, ARN, prefix list (gateway), DNS entries (interface)."
  value = {
    "ecr.api" = {
      id             = aws_vpc_endpoint.ecr_api.id
      arn            = aws_vpc_endpoint.ecr_api.arn
      prefix_list_id = aws_vpc_endpoint.ecr_api.prefix_list_id
      dns_entries    = aws_vpc_endpoint.ecr_api.dns_entry
    }
    "ecr.dkr" = {
      id             = aws_vpc_endpoint.ecr_dkr.id
      arn            = aws_vpc_endpoint.ecr_dkr.arn
      prefix_list_id = aws_vpc_endpoint.ecr_dkr.prefix_list_id
      dns_entries    = aws_vpc_endpoint.ecr_dkr.dns_entry
    }
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

output "ecr_api_endpoint_id" {
  description = "Id of the ecr.api endpoint."
  value       = aws_vpc_endpoint.ecr_api.id
}

output "ecr_api_endpoint_arn" {
  description = "ARN of the ecr.api endpoint."
  value       = aws_vpc_endpoint.ecr_api.arn
}

output "ecr_api_dns_entries" {
  description = "DNS names and hosted zones of the ecr.api endpoint."
  value       = aws_vpc_endpoint.ecr_api.dns_entry
}

output "ecr_api_network_interface_ids" {
  description = "Ids of the network interfaces of the ecr.api endpoint."
  value       = aws_vpc_endpoint.ecr_api.network_interface_ids
}

output "ecr_dkr_endpoint_id" {
  description = "Id of the ecr.dkr endpoint."
  value       = aws_vpc_endpoint.ecr_dkr.id
}

output "ecr_dkr_endpoint_arn" {
  description = "ARN of the ecr.dkr endpoint."
  value       = aws_vpc_endpoint.ecr_dkr.arn
}

output "ecr_dkr_dns_entries" {
  description = "DNS names and hosted zones of the ecr.dkr endpoint."
  value       = aws_vpc_endpoint.ecr_dkr.dns_entry
}

output "ecr_dkr_network_interface_ids" {
  description = "Ids of the network interfaces of the ecr.dkr endpoint."
  value       = aws_vpc_endpoint.ecr_dkr.network_interface_ids
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
