"""The weekly summary: a whole week against the one before, made to be printed."""

from datetime import date, timedelta
from typing import Final

import streamlit as st

from finops_agent.analytics import Analytics, Measured, by_day, measure, of_days
from finops_agent.analytics.breakdown import activity, analysis_types, bounded, has_events
from finops_agent.analytics.in_words import narrowed
from finops_agent.analytics.similar import alike, missing
from finops_agent.analytics.window import Window, local
from finops_agent.dashboard.access import current_viewer
from finops_agent.dashboard.cards import show_cards
from finops_agent.dashboard.charts import show_days, show_rows
from finops_agent.dashboard.figures import shown
from finops_agent.dashboard.filters import View, choose_parts, choose_zone
from finops_agent.dashboard.frame import Seen, say_untold
from finops_agent.dashboard.reading import newest
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
    """The week to tell of: the last whole one, unless another is chosen; goes no further where nothing happened."""
    with st.container(key="filters", horizontal=True, vertical_alignment="center"):
        place = st.container(key="week_place")
        tz = choose_zone()
        weeks = _weeks(analytics, tz)
        first = place.selectbox(
            "Week",
            weeks,
            key="week",
            width=260,
            format_func=_name,
            label_visibility="collapsed",
            bind="query-params",
        )
    parts = choose_parts(analytics)
    with st.container(key="on_screen"):
        st.caption("Print this page (Ctrl+P or ⌘P) to keep it as PDF.")
    day = date.fromisoformat(first)
    view = View(of_days(day, day + timedelta(days=6), tz), "Week", tz, *parts)
    say_untold(analytics, view)
    if not has_events(analytics, view.window, view.filter):
        st.text(f"No events {view.told}.")
        st.stop()
    return Seen(analytics, view, current_viewer())


def show_headline(seen: Seen) -> None:
    """The week, and what it is filtered by, in a sentence."""
    now = measure(seen.analytics, seen.view.window, **seen.filter._asdict())
    st.markdown(plain(_headline(now, seen.view)))


def show_figures(seen: Seen) -> None:
    """The figures of the week against those of the week before."""
    show_cards(seen, _METRICS)


def show_days_of_week(seen: Seen) -> None:
    """Activity and outcomes by day."""
    view = seen.view
    queries: dict[date, dict[str, float]] = {}
    for entry in activity(seen.analytics, view.window, view.tz, view.filter):
        if entry.kind in {"session_start", "user_query"}:
            name = {"session_start": "sessions begun", "user_query": "queries"}[entry.kind]
            queries.setdefault(entry.day, {})[name] = entry.count
    st.header("Day by day", anchor=False)
    left, right = st.columns(2)
    with left:
        show_days(seen, "Sessions and queries", queries, unit="", height_rem=8, as_levels=True)
    with right:
        outcomes = by_day.outcomes(seen.analytics, view.window, view.tz, view.filter)
        show_days(seen, "What became of questions", outcomes, unit="questions", height_rem=8)


def show_questions(seen: Seen) -> None:
    """What was asked and what was missing, in groups that enough sessions share."""
    found = newest(seen)
    grouped = alike(found.turns)
    st.header("Questions", anchor=False)
    left, right = st.columns(2)
    with left:
        asked: dict[str, float] = {group.question: len(group.turns) for group in grouped.shown[:_TOP]}
        show_rows(seen, "Most asked", asked, of=len(found.turns))
    with right:
        reasons = {reason: count for reason, (count, _) in list(missing(found.turns).items())[:_TOP]}
        show_rows(seen, "Missing most", reasons)
        show_rows(seen, "Asked about", analysis_types(seen.analytics, seen.view.window, "user_query", seen.filter))


def _headline(now: dict[str, Measured], view: View) -> str:
    start, end = (local(moment, view.tz) for moment in (view.window.start_us or 0, (view.window.end_us or 1) - 1))
    return (
        f"{start.day} {start:%B} to {end.day} {end:%B %Y} ({view.tz}){narrowed(view.filter)}: "
        f"{shown(now['active_sessions'])} sessions asked {shown(now['total_queries'])} questions; "
        f"{shown(now['completion_rate'])} were answered, half of them within {shown(now['response_time_p50'])}. "
        f"Models cost {shown(now['cost_usd'])}."
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
