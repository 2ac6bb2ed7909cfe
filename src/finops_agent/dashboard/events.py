"""Events as rows of a table, and the one that is chosen: in words, as it is stored, and the way to its session."""

import json
from collections.abc import Mapping, Sequence
from datetime import date
from html import escape
from typing import Any, Final, Literal

import streamlit as st

from finops_agent.analytics.recent import RecentEvent
from finops_agent.dashboard.attributes import NAMES, in_words
from finops_agent.dashboard.filters import View, link
from finops_agent.dashboard.sheet import Sheet
from finops_agent.events import RECORDER_SESSION
from finops_agent.web.timeline import Moment, timeline

_MOST_ROWS_AT_ONCE: Final = 12
_HEIGHT: Final = 460
"""Of a longer table, which scrolls: what is chosen stands below it, and should be seen."""
_IN_A_ROW: Final = frozenset(
    ("file_format", "file_size", "row_count", "processing_time", "error_type", "session_duration", "end_reason", "app")
)
_DAY: Final = len("2026-11-26")


def show_events(events: Sequence[RecentEvent], view: View, *, key: str) -> Sheet:
    """The table, and below it the chosen event; gives the table for the export."""
    tz = view.tz
    table: dict[str, list[Any]] = {
        "Time": [event.time for event in events],
        "Event": [NAMES[event.event_type] for event in events],
        "Session": [event.session for event in events],
        "Analysis type": [event.analysis_type for event in events],
        "Status": [event.status for event in events],
        "Details": [_details(event.item, tz) for event in events],
    }
    chosen = st.dataframe(
        table,
        hide_index=True,
        key=key,
        on_select="rerun",
        selection_mode="single-row",
        height=table_height(len(events)),
        column_config={
            "Time": st.column_config.TextColumn(width=165),
            "Event": st.column_config.TextColumn(width=110),
            "Session": st.column_config.TextColumn(width=85),
            "Analysis type": st.column_config.TextColumn(width=165),
            "Status": st.column_config.TextColumn(width=70),
            "Details": st.column_config.TextColumn(width="large"),
        },
    )
    for number in chosen["selection"]["rows"]:
        if number < len(events):
            _show_event(events[number], view)
    return Sheet("Recent activity", tuple(table), list(zip(*table.values(), strict=True)))


def table_height(rows: int) -> int | Literal["content"]:
    """So high that what is chosen in a table stands below it on the screen."""
    return "content" if rows <= _MOST_ROWS_AT_ONCE else _HEIGHT


def moment_of(item: Mapping[str, Any], time: str, tz: str, gap: str = "") -> Moment:
    """The event with this item, for a timeline."""
    told = in_words(item, tz)
    stored = json.dumps(item, ensure_ascii=False, indent=1)
    return Moment(item["event_type"], NAMES[item["event_type"]], time, gap, told.text, told.line, stored)


def _show_event(event: RecentEvent, view: View) -> None:
    tz = view.tz
    drawn = timeline([moment_of(event.item, event.time, tz)], title="The chosen event")
    session = str(event.item["session_id"])
    if session != RECORDER_SESSION:
        address = link("sessions", tz, date.fromisoformat(event.time[:_DAY]), None, **view.address, id=session)
        drawn += f'<p class="more"><a href="{escape(address)}" target="_self">All events of this session</a></p>'
    st.html(drawn)


def _details(item: Mapping[str, Any], tz: str) -> str:
    """The event in a line: what was written or asked, then its most telling facts."""
    told = in_words(item, tz, only=_IN_A_ROW)
    text = str(item.get("user_query") or told.text)
    return " · ".join(filter(None, (" ".join(text.split()), told.line)))
