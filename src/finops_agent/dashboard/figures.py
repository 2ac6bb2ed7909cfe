"""Figures as the dashboard shows them: see `analytics/in_words.py`; here is what only cards and captions need."""

from finops_agent.analytics import Metric
from finops_agent.analytics.breakdown import Trend
from finops_agent.analytics.in_words import UNCHANGED, change, explained, money, seconds, shown, size

__all__ = ["UNCHANGED", "change", "delta_color", "explained", "money", "seconds", "shown", "size", "trend_in_words"]


def trend_in_words(trend: Trend) -> str:
    """The trend as a sentence.

    >>> trend_in_words(Trend(42.0, 40.0))
    'Last 7 whole days: 42.0 queries a day, +5.0 % against the 7 days before.'
    """
    week = f"Last 7 whole days: {trend.per_day:.1f} queries a day"
    if not trend.before:
        return f"{week}."
    return f"{week}, {100 * (trend.per_day - trend.before) / trend.before:+.1f} % against the 7 days before."


def delta_color(metric: Metric) -> str:
    """Whether growth is shown as good, bad or neither."""
    return {"up": "normal", "down": "inverse", "neutral": "off"}[metric.good]
