"""What short names stand for: callers, owners, resources, actions."""
