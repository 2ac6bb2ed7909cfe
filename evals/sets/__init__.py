"""Frozen question sets, one JSON object a line, and how they were made."""
