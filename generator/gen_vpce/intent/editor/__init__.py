"""The schema of the intent as editors take it."""
