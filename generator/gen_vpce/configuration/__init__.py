"""Terraform configurations: from the files of a folder to policies with places, the unknown as symbols."""
