# Made from intent.yaml by gen-vpce. Change the intent, then run `gen-vpce generate`.

output "endpoints" {
  description = "Every endpoint by its name: id, ARN, prefix list (gateway), DNS entries (interface)."
  value = {
    kms = {
      id             = aws_vpc_endpoint.kms.id
      arn            = aws_vpc_endpoint.kms.arn
      prefix_list_id = aws_vpc_endpoint.kms.prefix_list_id
      dns_entries    = aws_vpc_endpoint.kms.dns_entry
    }
  }
}

output "kms_endpoint_id" {
  description = "Id of the kms endpoint."
  value       = aws_vpc_endpoint.kms.id
}

output "kms_endpoint_arn" {
  description = "ARN of the kms endpoint."
  value       = aws_vpc_endpoint.kms.arn
}

output "kms_dns_entries" {
  description = "DNS names and hosted zones of the kms endpoint."
  value       = aws_vpc_endpoint.kms.dns_entry
}

output "kms_network_interface_ids" {
  description = "Ids of the network interfaces of the kms endpoint."
  value       = aws_vpc_endpoint.kms.network_interface_ids
}
