"""Figures over events: windows, the cube, the metric table, what charts show, export."""

from finops_agent.analytics.analytics import Analytics
from finops_agent.analytics.export import export_csv, export_events, neutral, write_rows
from finops_agent.analytics.metric import Measured, Metric
from finops_agent.analytics.metrics import METRICS, measure, metrics_json
from finops_agent.analytics.window import PRESETS, Window, of_days, parse_window, preset

__all__ = [
    "METRICS",
    "PRESETS",
    "Analytics",
    "Measured",
    "Metric",
    "Window",
    "export_csv",
    "export_events",
    "measure",
    "metrics_json",
    "neutral",
    "of_days",
    "parse_window",
    "preset",
    "write_rows",
]
