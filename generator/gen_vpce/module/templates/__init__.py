"""Artefacts through the templates of Jinja2, which are compiled once a user."""
