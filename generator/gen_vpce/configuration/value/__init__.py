"""Values of expressions: known ones with their places, and symbols for what is not known."""
