# Made from intent.yaml by gen-vpce. Change the intent, then run `gen-vpce generate`.

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

variable "route_table_ids_by_endpoint" {
  description = "Ids of route tables of single endpoints, in place of route_table_ids, by the names of the endpoints: dynamodb or s3."
  type        = map(set(string))
  default     = {}
  nullable    = false

  validation {
    condition     = alltrue([for name, ids in var.route_table_ids_by_endpoint : contains(["dynamodb", "s3"], name) && alltrue([for id in ids : can(regex("^rtb-([0-9a-f]{8}|[0-9a-f]{17})$", id))])])
    error_message = "route_table_ids_by_endpoint must hold ids of route tables by names of endpoints: dynamodb or s3."
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
