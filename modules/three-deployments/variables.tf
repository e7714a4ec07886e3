# Made from intent.yaml by gen-vpce. Change the intent, then run `gen-vpce generate`.

variable "deployment" {
  description = "Name of the deployment, by which the policies are chosen: dev, prod-us or prod-eu."
  type        = string
  nullable    = false

  validation {
    condition     = contains(["dev", "prod-us", "prod-eu"], var.deployment)
    error_message = "deployment must be one of dev, prod-us and prod-eu."
  }
}

variable "vpc_id" {
  description = "Id of the VPC that gets the endpoints."
  type        = string
  nullable    = false

  validation {
    condition     = can(regex("^vpc-([0-9a-f]{8}|[0-9a-f]{17})$", var.vpc_id))
    error_message = "vpc_id must be the id of a VPC, such as vpc-0123456789abcdef0."
  }
}

variable "route_table_ids" {
  description = "Ids of the route tables that get a route to the gateway endpoints."
  type        = set(string)
  nullable    = false

  validation {
    condition     = alltrue([for id in var.route_table_ids : can(regex("^rtb-([0-9a-f]{8}|[0-9a-f]{17})$", id))])
    error_message = "route_table_ids must hold ids of route tables, such as rtb-0123456789abcdef0."
  }
}

variable "subnet_ids_by_endpoint" {
  description = "Ids of subnets of single endpoints, in place of subnet_ids, by the names of the endpoints: kms or sqs."
  type        = map(set(string))
  default     = {}
  nullable    = false

  validation {
    condition     = alltrue([for name, ids in var.subnet_ids_by_endpoint : contains(["kms", "sqs"], name) && alltrue([for id in ids : can(regex("^subnet-([0-9a-f]{8}|[0-9a-f]{17})$", id))])])
    error_message = "subnet_ids_by_endpoint must hold ids of subnets by names of endpoints: kms or sqs."
  }
}

variable "security_group_ids_by_endpoint" {
  description = "Ids of security groups of single endpoints, in place of security_group_ids, by the names of the endpoints: kms or sqs."
  type        = map(set(string))
  default     = {}
  nullable    = false

  validation {
    condition     = alltrue([for name, ids in var.security_group_ids_by_endpoint : contains(["kms", "sqs"], name) && alltrue([for id in ids : can(regex("^sg-([0-9a-f]{8}|[0-9a-f]{17})$", id))])])
    error_message = "security_group_ids_by_endpoint must hold ids of security groups by names of endpoints: kms or sqs."
  }
}

variable "identity_policy_prefix" {
  description = "Text before the names of the identity policies, which an account has once: each instance of the module by for_each or count needs its own."
  type        = string
  default     = ""
  nullable    = false

  validation {
    condition     = can(regex("^[A-Za-z0-9+=,.@_-]*$", var.identity_policy_prefix))
    error_message = "identity_policy_prefix may hold letters, digits and any of +=,.@_- alone."
  }
}

variable "tags" {
  description = "Tags for every resource of the module; they win over tags of the same name in the intent."
  type        = map(string)
  default     = {}
  nullable    = false
}

variable "subnet_ids" {
  description = "Ids of the subnets that get a network interface of the interface endpoints, one for each zone. Needed in prod-us and prod-eu alone."
  type        = set(string)
  default     = null
  nullable    = true

  validation {
    condition     = var.subnet_ids == null ? true : alltrue([for id in var.subnet_ids : can(regex("^subnet-([0-9a-f]{8}|[0-9a-f]{17})$", id))])
    error_message = "subnet_ids must hold ids of subnets, such as subnet-0123456789abcdef0."
  }
}

variable "security_group_ids" {
  description = "Ids of the security groups of the network interfaces; they must let in HTTPS from the clients. Needed in prod-us and prod-eu alone."
  type        = set(string)
  default     = null
  nullable    = true

  validation {
    condition     = var.security_group_ids == null ? true : alltrue([for id in var.security_group_ids : can(regex("^sg-([0-9a-f]{8}|[0-9a-f]{17})$", id))])
    error_message = "security_group_ids must hold ids of security groups, such as sg-0123456789abcdef0."
  }
}
