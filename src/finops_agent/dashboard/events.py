"""Events as rows of a table, and all attributes of the one that is chosen."""

from collections.abc import Sequence
from typing import Any, Final

import streamlit as st

from finops_agent.analytics.recent import RecentEvent
from finops_agent.dashboard.sheet import Sheet

NAMES: Final = {
    "session_start": "Session start",
    "user_query": "Query",
    "agent_response": "Response",
    "file_upload": "Upload",
    "session_end": "Session end",
    "custom_event": "Custom event",
}


def show_events(events: Sequence[RecentEvent], *, key: str) -> Sheet:
    """The table, and below it the attributes of the chosen row; gives the table for the export."""
    table: dict[str, list[Any]] = {
        "Time": [event.time for event in events],
        "Event": [NAMES[event.event_type] for event in events],
        "Session": [event.session for event in events],
        "Analysis type": [event.analysis_type for event in events],
        "Status": [event.status for event in events],
        "Details": [event.details for event in events],
    }
    chosen = st.dataframe(
        table,
        hide_index=True,
        key=key,
        on_select="rerun",
        selection_mode="single-row",
        height="content",
        column_config={
            "Time": st.column_config.TextColumn(width=155),
            "Event": st.column_config.TextColumn(width=110),
            "Session": st.column_config.TextColumn(width=85),
            "Analysis type": st.column_config.TextColumn(width=165),
            "Status": st.column_config.TextColumn(width=70),
            "Details": st.column_config.TextColumn(width="large"),
        },
    )
    for number in chosen["selection"]["rows"]:
        if number < len(events):
            lines = (f"{name}: {value}" for name, value in events[number].item.items())
            st.code("\n".join(lines), language=None, wrap_lines=True)
    return Sheet("Recent activity", tuple(table), list(zip(*table.values(), strict=True)))
