"""The overview as one HTML file that opens anywhere: no request leaves it, no text of a user is markup."""
