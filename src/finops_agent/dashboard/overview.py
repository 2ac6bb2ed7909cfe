"""The sections of the Overview, each a description of what it shows. Counting happens in `finops_agent.analytics`."""

from dataclasses import replace
from typing import Final

import streamlit as st

from finops_agent.analytics import by_day, export_csv
from finops_agent.analytics.breakdown import (
    activity,
    analysis_types,
    bounded,
    file_rows,
    file_sizes,
    flags,
    hours,
    trend,
)
from finops_agent.analytics.recent import recent
from finops_agent.analytics.window import local
from finops_agent.dashboard.access import note, note_view
from finops_agent.dashboard.attributes import NAMES
from finops_agent.dashboard.cards import show_cards
from finops_agent.dashboard.charts import show_days, show_ring, show_rows
from finops_agent.dashboard.events import show_events
from finops_agent.dashboard.export import show_export
from finops_agent.dashboard.figures import trend_in_words
from finops_agent.dashboard.filters import View, choose_days
from finops_agent.dashboard.frame import Seen
from finops_agent.web.plain import plain

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
_RECENT: Final = 20


def show_key_metrics(seen: Seen) -> None:
    """Cards with the change against the window before."""
    st.header("Key Metrics", anchor=False)
    show_cards(seen, KEY_METRICS)


def show_activity(seen: Seen) -> None:
    """Events by day and type."""
    st.header("Activity Over Time", anchor=False)
    view = seen.view
    days: by_day.Days = {}
    for entry in activity(seen.analytics, view.window, view.tz, view.filter):
        days.setdefault(entry.day, {})[NAMES[entry.kind]] = entry.count
    show_days(seen, "Daily activity by event type", days, unit="events", height_rem=13)
    found = trend(seen.analytics, view.window, view.tz, view.filter)
    if found is not None:
        st.caption(plain(trend_in_words(found)))


def show_analysis_types(seen: Seen) -> None:
    """What questions and uploads are about."""
    st.header("Analysis Type Distribution", anchor=False)
    left, right = st.columns(2)
    with left:
        show_ring(seen, "Queries by type", analysis_types(seen.analytics, seen.view.window, "user_query", seen.filter))
    with right:
        show_ring(seen, "Uploads by type", analysis_types(seen.analytics, seen.view.window, "file_upload", seen.filter))


def show_query_patterns(seen: Seen) -> None:
    """Suggested or typed, with or without a chart, and when."""
    st.header("Query Patterns", anchor=False)
    view = seen.view
    left, right = st.columns(2)
    custom, suggested = flags(seen.analytics, view.window, "user_query", view.filter)
    without, with_chart = flags(seen.analytics, view.window, "agent_response", view.filter)
    with left:
        show_ring(seen, "Suggested and custom queries", {"Custom": custom, "Suggested": suggested})
    with right:
        show_ring(seen, "Responses with visualizations", {"With a chart": with_chart, "Without": without})
    show_rows(seen, f"Usage patterns: queries by time of day ({view.tz})", _by_part_of_day(seen))


def show_files(seen: Seen) -> None:
    """How large uploads are, and how often they come."""
    st.header("File Upload Statistics", anchor=False)
    view = seen.view
    left, right = st.columns(2)
    with left:
        show_rows(seen, "File size distribution", file_sizes(seen.analytics, view.window, view.filter))
    with right:
        show_rows(seen, "Row count distribution", file_rows(seen.analytics, view.window, view.filter))
    days = by_day.uploads(seen.analytics, view.window, view.tz, view.filter)
    show_days(seen, "Upload frequency", days, unit="files", kind="file_upload", height_rem=7)


def show_recent(seen: Seen) -> None:
    """The newest events, and all attributes of one; for operators, since these are people's texts."""
    if not seen.viewer.is_operator:
        return
    note_view(seen.viewer, "recent events")
    st.header("Recent Activity", anchor=False)
    view = seen.view
    events = recent(seen.analytics.store, view.window, view.tz, count=_RECENT, view=view.filter)
    st.caption(f"The last {len(events)} events of the window. Select a row to see all of its attributes.")
    seen.sheets.append(show_events(events, view, key="recent"))


def show_data_export(seen: Seen) -> None:
    """The events in view as CSV, those of other days if wanted, and the tables of this page; for operators."""
    if not seen.viewer.is_operator:
        return
    st.header("Data Export", anchor=False)
    with st.container(key="export_events", horizontal=True, vertical_alignment="bottom"):
        window = bounded(seen.analytics, seen.view.window) or seen.view.window
        window = choose_days("Days to export, both included", window, seen.view.tz)
        exported = replace(seen.view, window=window)
        st.download_button(
            "Download CSV",
            data=lambda: _noted_csv(seen, exported),
            file_name=_file_name(exported),
            mime="text/csv",
            key="download",
            icon=":material/download:",
            on_click="ignore",
        )
    st.caption(
        plain(
            f"Events {exported.told}: one row an event, all attributes. Cells that a spreadsheet would run as a "
            "formula are plain text."
        )
    )
    show_export(seen, "overview")


def _noted_csv(seen: Seen, exported: View) -> bytes:
    note(seen.viewer, "export", f"events {exported.told}")
    return export_csv(seen.analytics.store, exported.window, exported.filter)


def _file_name(exported: View) -> str:
    """Names the days, and what the events are filtered by."""
    window = exported.window
    first, last = (local(moment or 0, exported.tz).date() for moment in (window.start_us, (window.end_us or 1) - 1))
    parts = "".join(f"-{value}" for value in exported.address.values())
    kept = "".join(sign if sign.isalnum() or sign in "-_." else "-" for sign in parts.lower())
    return f"finops-agent-events-{first}-to-{last}{kept}.csv"


def show_losses(sentences: list[str]) -> None:
    """What is missing from the figures, where anything is."""
    for sentence in sentences:
        st.caption(sentence)


def _by_part_of_day(seen: Seen) -> dict[str, int]:
    """Questions by two hours of the day."""
    found = list(hours(seen.analytics, seen.view.window, seen.view.tz, seen.filter).values())
    return {f"{hour:02d}:00 to {hour + 2:02d}:00": sum(found[hour : hour + 2]) for hour in range(0, 24, 2)}
