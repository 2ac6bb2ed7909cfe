"""Metrics in CloudWatch, aggregated per minute from the events that the store took."""

from finops_agent.aws.cloudwatch.sink import CloudWatchSink

__all__ = ["CloudWatchSink"]
