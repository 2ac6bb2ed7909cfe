"""A draft to a query: what is left open is filled in, and each word must have left its trace in it."""
