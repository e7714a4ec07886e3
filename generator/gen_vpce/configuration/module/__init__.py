"""Modules: the files of a folder, variables, locals, resources and calls of other modules."""
