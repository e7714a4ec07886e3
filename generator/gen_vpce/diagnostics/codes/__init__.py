"""The table of codes, one file a hundred; loaded only by `explain` and the reports that need titles."""
