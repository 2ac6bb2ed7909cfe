"""Recent activity: the newest events, drawn again by themselves while one looks."""

from typing import Final

import streamlit as st

from finops_agent.analytics.recent import recent
from finops_agent.dashboard.attributes import NAMES
from finops_agent.dashboard.events import show_events
from finops_agent.dashboard.frame import Seen
from finops_agent.dashboard.sheet import Sheet

_COUNT: Final = 50
_EVERY_S: Final = 3
_ALL_KINDS: Final = "All events"


def choose_kind() -> str | None:
    """The event type to show; None for all."""
    with st.container(horizontal=True, vertical_alignment="bottom", key="on_screen"):
        kinds = [_ALL_KINDS, *NAMES]
        kind = st.selectbox(
            "Event type",
            kinds,
            key="kind",
            width=200,
            format_func=lambda name: NAMES.get(name, name),
            bind="query-params",
        )
        st.toggle("Live", key="live", value=True, help=f"Looks for new events every {_EVERY_S} seconds.")
    return None if kind == _ALL_KINDS else kind


def show(seen: Seen, kind: str | None) -> None:
    """The events of the window, newest first."""
    is_live = bool(st.session_state.get("live"))
    tail = st.fragment(_show, run_every=_EVERY_S if is_live else None)
    tail(seen, kind)
    seen.sheets.append(_read(seen, kind))


def _show(seen: Seen, kind: str | None) -> None:
    view = seen.view
    events = recent(seen.analytics.store, view.window, view.tz, count=_COUNT, view=view.filter, event_type=kind)
    st.caption(
        f"The newest {len(events)} events of the window ({view.tz}). Select a row to see all of its attributes."
        if events
        else "No such event in this window."
    )
    if events:
        show_events(events, view, key="recent")


def _read(seen: Seen, kind: str | None) -> Sheet:
    """The same events with their attributes, for the export."""
    view = seen.view
    events = recent(seen.analytics.store, view.window, view.tz, count=_COUNT, view=view.filter, event_type=kind)
    names = tuple(dict.fromkeys(name for event in events for name in event.item))
    return Sheet("Recent activity", names, [tuple(event.item.get(name) for name in names) for event in events])
