"""What the viewer looks at: window, time zone, analysis type."""

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Final

import streamlit as st

from finops_agent.analytics import PRESETS, Analytics, Window, of_days, preset
from finops_agent.analytics.breakdown import has_events
from finops_agent.analytics.window import local, zone
from finops_agent.errors import SettingsError
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
        st.session_state.setdefault("window", _DEFAULT_PRESET)
        name = st.segmented_control(
            "Window",
            [*PRESETS, CUSTOM],
            required=True,
            key="window",
            label_visibility="collapsed",
        )
        zones = _zones()
        tz = st.selectbox("Time zone", zones, key="tz", width=150, label_visibility="collapsed")
        kind = st.selectbox(
            "Analysis type", [_ALL_TYPES, *AnalysisType], key="analysis_type", width=180, label_visibility="collapsed"
        )
        st.button("Refresh", key="refresh", icon=":material/refresh:")
    if name == CUSTOM:
        window = of_days(*choose_days("From and to, both included", tz, days=7, key="custom_range"), tz)
    else:
        window = preset(str(name), tz)
    return View(window, str(name), tz, None if kind == _ALL_TYPES else str(kind))


def preset_with_events(analytics: Analytics, view: View) -> str | None:
    """The narrowest preset with something to see of the chosen type; None when there is nothing of it at all."""
    return next((name for name in PRESETS if has_events(analytics, preset(name, view.tz), view.analysis_type)), None)


def show_preset(name: str) -> None:
    """Choose a preset for the viewer."""
    st.session_state.window = name


def show_all_types() -> None:
    """Take the analysis type out of the filter."""
    st.session_state.analysis_type = _ALL_TYPES


def _zones() -> list[str]:
    """The viewer's own zone first, as the browser tells it; not where the server has no zone of that name."""
    own = st.context.timezone
    return list(dict.fromkeys([*([own] if own and _is_known(own) else []), *_ZONES]))


def _is_known(tz: str) -> bool:
    try:
        zone(tz)
    except SettingsError:
        return False
    return True


def choose_days(label: str, tz: str, *, days: int, key: str) -> tuple[date, date]:
    """The first and the last day, both included; by default the last `days` up to today in `tz`."""
    today = local(timestamp.now_us(), tz).date()
    chosen = st.date_input(label, (today - timedelta(days=days - 1), today), max_value=today, key=key, width=300)
    picked = list(chosen) or [today]
    return picked[0], picked[-1]
