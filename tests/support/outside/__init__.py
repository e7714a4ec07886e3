"""Programs from outside that tests run: Terraform, shells, solvers, servers."""
