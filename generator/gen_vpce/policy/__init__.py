"""IAM policy documents: the typed value, the compiler from an intent, the size limits."""
