"""Rules that can be read and yet never fire, or always do: found before they are relied on."""

from collections.abc import Iterable
from dataclasses import dataclass
from math import isfinite
from typing import Final

from finops_agent.analytics.alerts.rule import Rule
from finops_agent.events import timestamp

_RANGES: Final[dict[str, tuple[float, float]]] = {"%": (0, 100), "stars": (1, 5)}
COUNTS: Final = frozenset(
    {
        "total_sessions",
        "total_queries",
        "total_responses",
        "questions_answered",
        "questions_refused",
        "questions_failed",
        "files_uploaded",
        "files_refused",
        "active_sessions",
        "open_sessions",
        "peak_sessions",
        "peak_queries_per_hour",
        "feature_uses",
        "total_events",
        "errors_occurred",
        "feedback_count",
        "events_dropped",
    }
)
"""Metrics that rest on nothing but what they count."""


@dataclass(frozen=True, slots=True)
class Problem:
    """What is wrong with a rule, and what to do about it."""

    rule: str
    seen: str
    fix: str


def review(rules: Iterable[Rule], retention_days: int) -> list[Problem]:
    """What is wrong with the rules that are switched on; empty when nothing is."""
    looks = (_out_of_range, _more_than_counted, _off_hours, _beyond_retention)
    return [
        Problem(rule.name, *found)
        for rule in rules
        if rule.is_enabled
        for look in looks
        if (found := look(rule, retention_days)) is not None
    ]


def _out_of_range(rule: Rule, _days: int) -> tuple[str, str] | None:
    low, high = _RANGES.get(rule.metric.unit, (0, float("inf")))
    ends = [rule.is_passed(low), rule.is_passed(high)]
    bounds = f"outside {low:g} to {high:g}" if isfinite(high) else f"below {low:g}"
    where = f"{rule.metric.name} is never {bounds}"
    if not any(ends):
        return f"{rule.condition} never comes true: {where}", "Give another threshold."
    if all(ends):
        return f"{rule.condition} is always true: {where}", "Give another threshold."
    return None


def _more_than_counted(rule: Rule, _days: int) -> tuple[str, str] | None:
    """A count rests on itself: one that must be small never is where it must also be large."""
    if rule.is_below and rule.metric.name in COUNTS and rule.min_n > rule.threshold and rule.missing != "fire":
        fix = "Leave min_n out: without traffic the count is 0, not missing."
        return f"{rule.condition} never comes true: below min_n = {rule.min_n} it counts as missing", fix
    return None


def _off_hours(rule: Rule, _days: int) -> tuple[str, str] | None:
    if rule.hours is None:
        return None
    if rule.window_us > rule.hours.length_us:
        return (
            "its window is longer than its hours, so none is ever looked at",
            "Give a shorter window or longer hours.",
        )
    if rule.window_us * rule.periods > rule.hours.length_us and rule.missing != "keep":
        return "its windows in a row are longer than its hours, so it never fires", "Give a shorter `for`."
    return None


def _beyond_retention(rule: Rule, days: int) -> tuple[str, str] | None:
    if rule.window_us * rule.periods > days * timestamp.US_PER_DAY:
        fix = "Give a shorter window, or keep events longer with FINOPS_AGENT_RETENTION_DAYS."
        return f"it looks back further than the {days} days that events are kept", fix
    return None
