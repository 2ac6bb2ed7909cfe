"""A query to an answer: it is run, or the analysis that it asks for, and what comes of it is said in sentences."""
