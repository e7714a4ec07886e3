"""Views on Terraform: the gate over a plan, and the adoption of endpoints that exist."""
