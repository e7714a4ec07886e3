"""What `simulate`, `compare` and `test` ask of files, intents, modules and git revisions."""
