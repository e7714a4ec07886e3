"""One file for many places: deployments, what is in which of them, and what they have in common."""
