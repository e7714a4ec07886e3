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
  description = "Id of the VPC that gets the endpoints. Needed in dev and prod-us alone."
  type        = string
  default     = null
  nullable    = true

  validation {
    condition     = var.vpc_id == null ? true : can(regex("^vpc-([0-9a-f]{8}|[0-9a-f]{17})$", var.vpc_id))
    error_message = "vpc_id must be the id of a VPC, such as vpc-0123456789abcdef0."
  }
}

variable "tags" {
  description = "Tags for every resource of the module; they win over tags of the same name in the intent."
  type        = map(string)
  default     = {}
  nullable    = false
}
