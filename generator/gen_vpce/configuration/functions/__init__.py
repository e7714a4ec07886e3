"""The functions of Terraform that policies use, by family."""
