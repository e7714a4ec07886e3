"""Is there a request: the search over all requests that every view of `access` asks."""
