"""What the viewer looks at: window, time zone, analysis type."""

from dataclasses import dataclass
from datetime import timedelta
from typing import Final

import streamlit as st

from finops_agent.analytics import PRESETS, Analytics, Window, of_days, preset
from finops_agent.analytics.window import local
from finops_agent.events import AnalysisType, timestamp

CUSTOM: Final = "Custom"
_ALL_TYPES: Final = "All types"
_DEFAULT_PRESET: Final = "Last 30 days"
_ZONES: Final = (
    "UTC",
    "America/Los_Angeles",
    "America/New_York",
    "America/Sao_Paulo",
    "Europe/London",
    "Europe/Berlin",
    "Asia/Kolkata",
    "Asia/Singapore",
    "Asia/Tokyo",
    "Australia/Sydney",
)


@dataclass(frozen=True, slots=True)
class View:
    """The chosen window, its name, the time zone and analysis type (None for all)."""

    window: Window
    name: str
    tz: str
    analysis_type: str | None


def choose_view() -> View:
    """The filters at the head of the page."""
    with st.container(key="filters", horizontal=True, vertical_alignment="bottom"):
        name = st.segmented_control(
            "Window",
            [*PRESETS, CUSTOM],
            default=_DEFAULT_PRESET,
            required=True,
            key="window",
            label_visibility="collapsed",
        )
        zones = _zones()
        tz = st.selectbox("Time zone", zones, key="tz", width=150, label_visibility="collapsed")
        kind = st.selectbox(
            "Analysis type", [_ALL_TYPES, *AnalysisType], key="analysis_type", width=200, label_visibility="collapsed"
        )
        st.button("Refresh", key="refresh", icon=":material/refresh:")
    window = _custom(tz) if name == CUSTOM else preset(str(name), tz)
    return View(window, str(name), tz, None if kind == _ALL_TYPES else str(kind))


def preset_with_events(analytics: Analytics) -> str:
    """The narrowest preset in which there is something to see."""
    span = analytics.cube.span()
    for name in PRESETS:
        window = preset(name)
        if span and (window.start_us is None or (span.end_us or 0) > window.start_us):
            return name
    return "All"


def show_preset(name: str) -> None:
    """Choose a preset for the viewer."""
    st.session_state.window = name


def _zones() -> list[str]:
    """The viewer's own zone first, as the browser tells it."""
    own = st.context.timezone
    return list(dict.fromkeys([*([own] if own else []), *_ZONES]))


def _custom(tz: str) -> Window:
    today = local(timestamp.now_us(), tz).date()
    chosen = st.date_input(
        "From and to, both included",
        (today - timedelta(days=6), today),
        max_value=today,
        key="custom_range",
        width=300,
    )
    days = list(chosen)
    first = days[0] if days else today
    return of_days(first, days[1] if len(days) > 1 else first, tz)
