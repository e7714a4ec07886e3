"""Who may do what on what through an endpoint, for all requests: callers, resources, access levels."""
