"""Metrics in CloudWatch, aggregated per minute from the events that the store took."""
