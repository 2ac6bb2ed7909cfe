"""Figures over events: windows, the cube, the metric table, what charts show, export."""

from finops_agent.analytics import tables
from finops_agent.analytics.analytics import Analytics
from finops_agent.analytics.breakdown import origins_of
from finops_agent.analytics.export import export_csv, export_events, neutral, write_rows
from finops_agent.analytics.figures import Figures
from finops_agent.analytics.from_archive import figures_of
from finops_agent.analytics.metric import Measured, Metric
from finops_agent.analytics.metrics import METRICS, measure, metrics_json
from finops_agent.analytics.progress import Progress
from finops_agent.analytics.window import PRESETS, Window, of_days, parse_window, preset

__all__ = [
    "METRICS",
    "PRESETS",
    "Analytics",
    "Figures",
    "Measured",
    "Metric",
    "Progress",
    "Window",
    "export_csv",
    "export_events",
    "figures_of",
    "measure",
    "metrics_json",
    "neutral",
    "of_days",
    "origins_of",
    "parse_window",
    "preset",
    "tables",
    "write_rows",
]
