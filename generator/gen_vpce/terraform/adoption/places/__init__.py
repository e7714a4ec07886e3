"""Adopting what stands in several accounts and Regions as one intent with deployments."""
