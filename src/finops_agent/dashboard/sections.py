"""The sections of the page, each a description of what it shows. Counting happens in `finops_agent.analytics`."""

from collections.abc import Callable
from typing import Any, Final

import streamlit as st

from finops_agent.analytics import Analytics, export_csv, measure, of_days
from finops_agent.analytics.breakdown import (
    activity,
    analysis_types,
    comparable,
    file_rows,
    file_sizes,
    flags,
    hours,
    trend,
    uploads_by_day,
)
from finops_agent.analytics.recent import recent
from finops_agent.dashboard.figures import change, delta_color, explained, shown, trend_in_words
from finops_agent.dashboard.filters import View, choose_days, preset_with_events, show_all_types, show_preset
from finops_agent.web.plain import plain
from finops_agent.web.ring import STYLE as RING_STYLE
from finops_agent.web.ring import ring
from finops_agent.web.stacks import STYLE as STACKS_STYLE
from finops_agent.web.stacks import stacks

KEY_METRICS: Final = (
    "total_sessions",
    "total_queries",
    "files_uploaded",
    "average_response_time",
    "average_session_duration",
    "queries_per_session",
    "completion_rate",
    "response_time_p95",
    "error_rate",
    "refusal_rate",
)
_NAMES: Final = {
    "session_start": "Session start",
    "user_query": "Query",
    "agent_response": "Response",
    "file_upload": "Upload",
    "session_end": "Session end",
    "custom_event": "Custom event",
}
_RECENT: Final = 20
_NO_COMPARISON: Final = "Not compared: the events do not reach back over the whole window before. "
_STYLE: Final = """
[data-testid="stMainBlockContainer"] {max-width: 76rem; padding-top: 2.2rem; padding-bottom: 3rem;}
[data-testid="stMainBlockContainer"] h1 {font-size: 1.55rem; padding: 0 0 0.7rem 0; letter-spacing: -0.01em;}
[data-testid="stMainBlockContainer"] h2 {font-size: 1.15rem; padding: 0.9rem 0 0.1rem 0;}
[data-testid="stMainBlockContainer"] h3 {font-size: 0.92rem; font-weight: 600; padding: 0; opacity: 0.8;}
[data-testid="stMetric"] {padding: 0.6rem 0.8rem;}
[data-testid="stMetricValue"] {font-size: 1.4rem;}
[data-testid="stMetricValue"] * {white-space: normal; overflow: visible;}
[data-testid="stMetricLabel"] p {white-space: normal; font-size: 0.85rem;}
[data-testid="stText"] {font-family: inherit; white-space: pre-wrap; overflow-wrap: anywhere;}
.st-key-cards {display: grid; grid-template-columns: repeat(auto-fill, minmax(min(12.2rem, 44%), 1fr)); gap: 0.7rem;}
@media (max-width: 640px) {.stacks .labels {font-size: 0.6rem;} [data-testid="stMetricValue"] {font-size: 1.2rem;}}
.st-key-cards > div, .st-key-cards > div > div, .st-key-cards [data-testid="stMetric"] {height: 100%;}
"""


def style() -> None:
    """Our few rules on top of the theme."""
    st.html(f"<style>{_STYLE}{RING_STYLE}{STACKS_STYLE}</style>")


def show_failure(sentence: str) -> None:
    """The store cannot be read."""
    st.error("The events cannot be read now.", icon=":material/error:")
    st.text(sentence)
    st.caption("Nothing is lost: events wait in the journal of the app until the store is back. Then reload this page.")


def show_empty() -> None:
    """No event was ever recorded: what to do next."""
    with st.container(border=True, key="empty"):
        st.header("No events yet", anchor=False)
        st.text("Each visit, question, answer and upload of the chat app appears here a moment after it happens.")
        st.markdown("**Use the app**: start it and ask a question.")
        st.code("finops-agent run", language="bash", wrap_lines=True)
        st.markdown("**Or look around first** with made-up events:")
        st.code("finops-agent events generate --count 5000 --days 30", language="bash", wrap_lines=True)
        st.button("Look again", key="look_again", icon=":material/refresh:")


def show_nothing_here(analytics: Analytics, view: View) -> None:
    """There are events, but none in this view."""
    with st.container(border=True, key="nothing"):
        kind = f" of type «{view.analysis_type}»" if view.analysis_type else ""
        st.text(f"No events{kind} {view.window.describe(view.tz)}.")
        name = preset_with_events(analytics, view)
        if name is not None:
            st.button(f"Show «{name}»", key="widen", on_click=show_preset, args=(name,))
        else:
            st.button("Show all types", key="all_types", on_click=show_all_types)


def show_key_metrics(analytics: Analytics, view: View) -> None:
    """Cards with the change against the window before."""
    st.header("Key Metrics", anchor=False)
    now = measure(analytics, view.window, analysis_type=view.analysis_type)
    previous = comparable(analytics, view.window)
    before = measure(analytics, previous, analysis_type=view.analysis_type) if previous else {}
    with st.container(key="cards"):
        for name in KEY_METRICS:
            measured = now[name]
            st.metric(
                measured.metric.title,
                shown(measured),
                change(measured, before.get(name)),
                delta_color=delta_color(measured.metric),  # type: ignore[arg-type]  # one of Streamlit's words
                help=plain(explained(measured)),
                border=True,
            )
    compared = f"Compared with the window before, {previous.describe(view.tz)}. " if previous else _NO_COMPARISON
    sessions = "Sessions are not filtered by analysis type." if view.analysis_type else ""
    st.caption(plain(f"{compared}{sessions}"))


def show_activity(analytics: Analytics, view: View) -> None:
    """Events by day and type."""
    st.header("Activity Over Time", anchor=False)
    days: dict[str, dict[str, int]] = {}
    for entry in activity(analytics, view.window, view.tz, view.analysis_type):
        days.setdefault(str(entry.day), {})[_NAMES[entry.kind]] = entry.count
    st.html(stacks(days, title="Events by day and type", unit="events", short=5))
    found = trend(analytics, view.window, view.tz, view.analysis_type)
    if found is not None:
        st.caption(plain(trend_in_words(found)))


def show_analysis_types(analytics: Analytics, view: View) -> None:
    """What questions and uploads are about."""
    st.header("Analysis Type Distribution", anchor=False)
    left, right = st.columns(2)
    for place, event_type, title in ((left, "user_query", "Queries"), (right, "file_upload", "Uploads")):
        with place:
            st.subheader(title, anchor=False)
            _show_ring(analysis_types(analytics, view.window, event_type), f"{title} by analysis type")


def show_query_patterns(analytics: Analytics, view: View) -> None:
    """Suggested or typed, with or without a chart, and when."""
    st.header("Query Patterns", anchor=False)
    left, right = st.columns(2)
    custom, suggested = flags(analytics, view.window, "user_query", view.analysis_type)
    without, with_chart = flags(analytics, view.window, "agent_response", view.analysis_type)
    with left:
        st.subheader("Suggested and custom queries", anchor=False)
        _show_ring({"Custom": custom, "Suggested": suggested}, "Suggested and custom queries")
    with right:
        st.subheader("Responses with and without a chart", anchor=False)
        _show_ring({"With a chart": with_chart, "Without": without}, "Responses with and without a chart")
    by_hour = hours(analytics, view.window, view.tz, view.analysis_type)
    if any(by_hour.values()):
        st.subheader(plain(f"Queries by hour of the day ({view.tz})"), anchor=False)
        parts = {f"{hour}:00": {"queries": count} for hour, count in by_hour.items()}
        st.html(stacks(parts, title="Queries by hour of the day", unit="queries", height_rem=8))


def show_files(analytics: Analytics, view: View) -> None:
    """How large uploads are, and how often they come."""
    st.header("File Upload Statistics", anchor=False)
    left, right = st.columns(2)
    sizes = file_sizes(analytics, view.window, view.analysis_type)
    rows = file_rows(analytics, view.window, view.analysis_type)
    days = {str(c.day): c.count for c in uploads_by_day(analytics, view.window, view.tz, view.analysis_type)}
    with left:
        _show_files("File size", sizes)
    with right:
        _show_files("Rows", rows)
    _show_files("Uploads per day", days, short=5)


def show_recent(analytics: Analytics, view: View) -> None:
    """The newest events, and all attributes of one."""
    st.header("Recent Activity", anchor=False)
    events = recent(analytics.store, view.window, view.tz, count=_RECENT, analysis_type=view.analysis_type)
    table: dict[str, list[Any]] = {
        "Time": [event.time for event in events],
        "Event": [_NAMES[event.event_type] for event in events],
        "Session": [event.session for event in events],
        "Analysis type": [event.analysis_type for event in events],
        "Status": [event.status for event in events],
        "Details": [event.details for event in events],
    }
    st.caption(f"The last {len(events)} events of the window. Select a row to see all of its attributes.")
    chosen = st.dataframe(
        table,
        hide_index=True,
        key="recent",
        on_select="rerun",
        selection_mode="single-row",
        height="content",
        column_config={
            "Analysis type": st.column_config.TextColumn(width="medium"),
            "Details": st.column_config.TextColumn(width="large"),
        },
    )
    for number in chosen["selection"]["rows"]:
        if number < len(events):
            lines = (f"{name}: {value}" for name, value in events[number].item.items())
            st.code("\n".join(lines), language=None, wrap_lines=True)


def show_export(analytics: Analytics, view: View, note: Callable[[str], None]) -> None:
    """All events of a range of days as CSV; `note` is told of each export before it is made."""
    st.header("Data Export", anchor=False)
    with st.container(key="export", horizontal=True, vertical_alignment="bottom"):
        first, last = choose_days("Days to export, both included", view.tz, days=30, key="export_range")
        window = of_days(first, last, view.tz)

        def noted_csv() -> bytes:
            note(f"events {window.describe(view.tz)}")
            return export_csv(analytics.store, window)

        st.download_button(
            "Download CSV",
            data=noted_csv,
            file_name=f"finops-agent-events-{first}-to-{last}.csv",
            mime="text/csv",
            key="download",
            icon=":material/download:",
            on_click="ignore",
        )
    st.caption("One row an event, all attributes. Cells that a spreadsheet would run as a formula are plain text.")


def show_losses(sentences: list[str]) -> None:
    """What is missing from the figures, where anything is."""
    for sentence in sentences:
        st.caption(sentence)


def _show_ring(counts: dict[str, int], title: str) -> None:
    filled = {name: count for name, count in counts.items() if count}
    if filled:
        st.html(ring(filled, title=title))
    else:
        st.caption("None in this window.")


def _show_files(title: str, counts: dict[str, int], short: int | None = None) -> None:
    st.subheader(title, anchor=False)
    if any(counts.values()):
        parts = {name: {"files": count} for name, count in counts.items()}
        st.html(stacks(parts, title=f"{title} of uploads", unit="files", height_rem=8, short=short))
    else:
        st.caption("No uploads in this window.")
