"""The map of a module, as a diagram in its README."""
