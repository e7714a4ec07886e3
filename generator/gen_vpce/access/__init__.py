"""What a policy means: one request, all requests, two policies side by side."""
