"""Completion in the shells that have it."""
