"""The weekly summary: a whole week against the one before, made to be printed."""

from datetime import date, timedelta
from typing import Final

import streamlit as st

from finops_agent.analytics import Analytics, Measured, by_day, measure, of_days
from finops_agent.analytics.breakdown import activity, analysis_types, bounded
from finops_agent.analytics.similar import alike, missing
from finops_agent.analytics.turns import newest_turns
from finops_agent.analytics.window import Window, local
from finops_agent.dashboard.access import current_viewer
from finops_agent.dashboard.cards import show_cards
from finops_agent.dashboard.charts import show_days, show_rows
from finops_agent.dashboard.figures import shown
from finops_agent.dashboard.filters import View
from finops_agent.dashboard.frame import Seen
from finops_agent.events import timestamp
from finops_agent.web.plain import plain

_METRICS: Final = (
    "active_sessions",
    "total_queries",
    "files_uploaded",
    "queries_per_active_session",
    "completion_rate",
    "error_rate",
    "refusal_rate",
    "response_time_p50",
    "response_time_p95",
    "average_session_duration",
    "feedback_score",
    "cost_usd",
)
_WEEKS: Final = 13
_TOP: Final = 8


def choose(analytics: Analytics) -> Seen:
    """The week to tell of: the last whole one, unless another is chosen."""
    tz = st.context.timezone or "UTC"
    weeks = _weeks(analytics, tz)
    with st.container(key="on_screen", horizontal=True, vertical_alignment="bottom"):
        first = st.selectbox("Week", weeks, key="week", width=260, format_func=_name, bind="query-params")
        st.caption("Print this page (Ctrl+P or ⌘P) to keep it as PDF.")
    day = date.fromisoformat(first)
    return Seen(analytics, View(of_days(day, day + timedelta(days=6), tz), "Week", tz), current_viewer())


def show_headline(seen: Seen) -> None:
    """The week in a sentence."""
    now = measure(seen.analytics, seen.view.window)
    st.markdown(plain(_headline(now, seen.view.window, seen.view.tz)))


def show_figures(seen: Seen) -> None:
    """The figures of the week against those of the week before."""
    show_cards(seen, _METRICS)


def show_days_of_week(seen: Seen) -> None:
    """Activity and outcomes by day."""
    view = seen.view
    queries: dict[date, dict[str, float]] = {}
    for entry in activity(seen.analytics, view.window, view.tz):
        if entry.kind in {"session_start", "user_query"}:
            name = {"session_start": "sessions begun", "user_query": "queries"}[entry.kind]
            queries.setdefault(entry.day, {})[name] = entry.count
    st.header("Day by day", anchor=False)
    left, right = st.columns(2)
    with left:
        show_days(seen, "Sessions and queries", queries, unit="", height_rem=8, as_levels=True)
    with right:
        outcomes = by_day.outcomes(seen.analytics, view.window, view.tz)
        show_days(seen, "What became of questions", outcomes, unit="questions", height_rem=8)


def show_questions(seen: Seen) -> None:
    """What was asked and what was missing, in groups that enough sessions share."""
    found = newest_turns(seen.analytics.store, seen.view.window)
    grouped = alike(found.turns)
    st.header("Questions", anchor=False)
    left, right = st.columns(2)
    with left:
        asked: dict[str, float] = {group.question: len(group.turns) for group in grouped.shown[:_TOP]}
        show_rows(seen, "Most asked", asked, of=len(found.turns))
    with right:
        reasons = {reason: count for reason, (count, _) in list(missing(found.turns).items())[:_TOP]}
        show_rows(seen, "Missing most", reasons)
        show_rows(seen, "Asked about", analysis_types(seen.analytics, seen.view.window, "user_query"))


def _headline(now: dict[str, Measured], window: Window, tz: str) -> str:
    end = local((window.end_us or 0) - 1, tz)
    return (
        f"{local(window.start_us or 0, tz):%d %B} to {end:%d %B %Y} ({tz}): {shown(now['active_sessions'])} sessions "
        f"asked {shown(now['total_queries'])} questions; {shown(now['completion_rate'])} were answered, half of them "
        f"within {shown(now['response_time_p50'])}. Models cost {shown(now['cost_usd'])}."
    )


def _weeks(analytics: Analytics, tz: str) -> list[str]:
    """The Mondays of the newest whole weeks with events, newest first; of the week under way without one."""
    span = bounded(analytics, Window())
    today = local(timestamp.now_us(), tz).date()
    this = today - timedelta(days=today.weekday())
    mondays = [this - timedelta(days=7 * number) for number in range(1, _WEEKS + 1)]
    oldest = this if span is None or span.start_us is None else local(span.start_us, tz).date()
    return [str(day) for day in mondays if day + timedelta(days=6) >= oldest] or [str(this)]


def _name(first: str) -> str:
    day = date.fromisoformat(first)
    return f"{day:%d %b} to {day + timedelta(days=6):%d %b %Y}"
