"""The syntax of Terraform: native and JSON files as bodies of blocks with expressions and places."""
