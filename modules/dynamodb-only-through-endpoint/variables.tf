# Made from intent.yaml by gen-vpce. Change the intent, then run `gen-vpce generate`.

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
