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
    email-smtp = {
      id             = aws_vpc_endpoint.email_smtp.id
      arn            = aws_vpc_endpoint.email_smtp.arn
      prefix_list_id = aws_vpc_endpoint.email_smtp.prefix_list_id
      dns_entries    = aws_vpc_endpoint.email_smtp.dns_entry
    }
    payments = {
      id             = aws_vpc_endpoint.payments.id
      arn            = aws_vpc_endpoint.payments.arn
      prefix_list_id = aws_vpc_endpoint.payments.prefix_list_id
      dns_entries    = aws_vpc_endpoint.payments.dns_entry
    }
    inspection = {
      id             = aws_vpc_endpoint.inspection.id
      arn            = aws_vpc_endpoint.inspection.arn
      prefix_list_id = aws_vpc_endpoint.inspection.prefix_list_id
      dns_entries    = aws_vpc_endpoint.inspection.dns_entry
    }
    database = {
      id             = aws_vpc_endpoint.database.id
      arn            = aws_vpc_endpoint.database.arn
      prefix_list_id = aws_vpc_endpoint.database.prefix_list_id
      dns_entries    = aws_vpc_endpoint.database.dns_entry
    }
    mesh = {
      id             = aws_vpc_endpoint.mesh.id
      arn            = aws_vpc_endpoint.mesh.arn
      prefix_list_id = aws_vpc_endpoint.mesh.prefix_list_id
      dns_entries    = aws_vpc_endpoint.mesh.dns_entry
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

output "email_smtp_endpoint_id" {
  description = "Id of the email-smtp endpoint."
  value       = aws_vpc_endpoint.email_smtp.id
}

output "email_smtp_endpoint_arn" {
  description = "ARN of the email-smtp endpoint."
  value       = aws_vpc_endpoint.email_smtp.arn
}

output "email_smtp_dns_entries" {
  description = "DNS names and hosted zones of the email-smtp endpoint."
  value       = aws_vpc_endpoint.email_smtp.dns_entry
}

output "email_smtp_network_interface_ids" {
  description = "Ids of the network interfaces of the email-smtp endpoint."
  value       = aws_vpc_endpoint.email_smtp.network_interface_ids
}

output "payments_endpoint_id" {
  description = "Id of the payments endpoint."
  value       = aws_vpc_endpoint.payments.id
}

output "payments_endpoint_arn" {
  description = "ARN of the payments endpoint."
  value       = aws_vpc_endpoint.payments.arn
}

output "payments_dns_entries" {
  description = "DNS names and hosted zones of the payments endpoint."
  value       = aws_vpc_endpoint.payments.dns_entry
}

output "payments_network_interface_ids" {
  description = "Ids of the network interfaces of the payments endpoint."
  value       = aws_vpc_endpoint.payments.network_interface_ids
}

output "inspection_endpoint_id" {
  description = "Id of the inspection endpoint."
  value       = aws_vpc_endpoint.inspection.id
}

output "inspection_endpoint_arn" {
  description = "ARN of the inspection endpoint."
  value       = aws_vpc_endpoint.inspection.arn
}

output "inspection_network_interface_ids" {
  description = "Ids of the network interfaces of the inspection endpoint."
  value       = aws_vpc_endpoint.inspection.network_interface_ids
}

output "database_endpoint_id" {
  description = "Id of the database endpoint."
  value       = aws_vpc_endpoint.database.id
}

output "database_endpoint_arn" {
  description = "ARN of the database endpoint."
  value       = aws_vpc_endpoint.database.arn
}

output "database_dns_entries" {
  description = "DNS names and hosted zones of the database endpoint."
  value       = aws_vpc_endpoint.database.dns_entry
}

output "database_network_interface_ids" {
  description = "Ids of the network interfaces of the database endpoint."
  value       = aws_vpc_endpoint.database.network_interface_ids
}

output "mesh_endpoint_id" {
  description = "Id of the mesh endpoint."
  value       = aws_vpc_endpoint.mesh.id
}

output "mesh_endpoint_arn" {
  description = "ARN of the mesh endpoint."
  value       = aws_vpc_endpoint.mesh.arn
}

output "mesh_dns_entries" {
  description = "DNS names and hosted zones of the mesh endpoint."
  value       = aws_vpc_endpoint.mesh.dns_entry
}

output "mesh_network_interface_ids" {
  description = "Ids of the network interfaces of the mesh endpoint."
  value       = aws_vpc_endpoint.mesh.network_interface_ids
}

output "mail_through_endpoint_policy_arn" {
  description = "ARN of the identity policy mail-through-endpoint, to attach to roles, users or groups."
  value       = aws_iam_policy.mail_through_endpoint.arn
}
