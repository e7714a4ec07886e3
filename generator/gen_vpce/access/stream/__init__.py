"""JSON lines in, JSON lines out: many requests or many pairs in one process."""
