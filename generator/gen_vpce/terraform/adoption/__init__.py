"""Taking over endpoints that exist: what is said of them becomes intents, modules and imports."""
