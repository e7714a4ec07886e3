"""Files to begin with: a new intent and its module, pipelines, the matrix of their jobs."""
