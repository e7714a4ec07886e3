"""From the bytes of a file to nodes with their places, and from values to YAML."""
