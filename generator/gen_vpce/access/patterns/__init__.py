"""The languages of values: patterns, ranges, policy variables, and what tells them apart."""
