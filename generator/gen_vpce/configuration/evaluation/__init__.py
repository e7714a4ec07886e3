"""Expressions to values, as Terraform evaluates them before it knows anything of AWS."""
