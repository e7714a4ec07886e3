"""Everything that the report shows, as one value: who reaches what, through which endpoint, and why."""
