"""From the intent to policy documents that fit their limits."""
