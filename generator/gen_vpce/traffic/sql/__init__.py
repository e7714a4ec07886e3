"""The reduction as a query, for logs that outgrow one machine, and the rows that it answers with."""
