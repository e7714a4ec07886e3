# Made from intent.yaml by gen-vpce. Change the intent, then run `gen-vpce generate`.

variable "tags" {
  description = "Tags for every resource of the module; they win over tags of the same name in the intent."
  type        = map(string)
  default     = {}
  nullable    = false
}
