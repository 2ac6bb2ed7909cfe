"""What the viewer looks at: window, time zone, analysis type, engine, app, environment.

All of it stands in the address of the page. App and environment can be chosen where there are several. What a page has
no use for is kept for the next one.
"""

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Final
from urllib.parse import urlencode

import streamlit as st

from finops_agent.analytics import PRESETS, Analytics, Window, preset
from finops_agent.analytics.breakdown import Part, has_events, known_engines, origins_of
from finops_agent.analytics.cube import EVERYTHING, Filter
from finops_agent.analytics.in_words import narrowed
from finops_agent.analytics.window import local, microseconds, of_days, zone
from finops_agent.errors import SettingsError
from finops_agent.events import AnalysisType, timestamp

CUSTOM: Final = "Custom"
ALL_TYPES: Final = "All types"
ALL_ENGINES: Final = "All engines"
ALL_APPS: Final = "All apps"
ALL_ENVIRONMENTS: Final = "All environments"
_ALL: Final = {
    "analysis_type": ALL_TYPES,
    "engine": ALL_ENGINES,
    "app": ALL_APPS,
    "environment": ALL_ENVIRONMENTS,
}
"""What a part of the filter is set to that leaves nothing out."""
_CHOICES: Final = ("window", "from", "to", "tz", *_ALL)
"""The keys of all that is chosen."""
MY_ZONE: Final = "My time zone"
"""Of whoever looks: stands for another zone where another opens the address."""
_DEFAULT_PRESET: Final = "Last 30 days"
_STEP: Final = timedelta(minutes=1)
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
    """The chosen window, its name, the time zone, and the parts of the filter (None for all)."""

    window: Window
    name: str
    tz: str
    analysis_type: str | None = None
    engine: str | None = None
    app: str | None = None
    environment: str | None = None

    @property
    def filter(self) -> Filter:
        """Analysis type, engine, app and environment."""
        return Filter(self.analysis_type, self.engine, self.app, self.environment)

    @property
    def address(self) -> dict[str, str]:
        """The filter as it stands in the address of a page."""
        return {name: value for name, value in self.filter._asdict().items() if value is not None}

    @property
    def told(self) -> str:
        """Filter and window in words."""
        return f"{narrowed(self.filter)} {self.window.describe(self.tz)}".strip()


def choose_view(analytics: Analytics) -> View:
    """The filters at the head of the page."""
    with st.container(key="filters", horizontal=True, vertical_alignment="center"):
        name = st.segmented_control(
            "Window",
            [*PRESETS, CUSTOM],
            default=_DEFAULT_PRESET,
            required=True,
            key="window",
            label_visibility="collapsed",
            bind="query-params",
        )
        tz = choose_zone()
        st.button("Refresh", key="refresh", icon=":material/refresh:")
    chosen = choose_parts(analytics)
    return View(_choose_moments(tz) if name == CUSTOM else preset(str(name), tz), str(name), tz, *chosen)


def choose_parts(analytics: Analytics) -> Filter:
    """Analysis type, engine, app and environment, and the way back to all where one of them is chosen."""
    with st.container(key="parts", horizontal=True, vertical_alignment="center"):
        chosen = Filter(
            _choose_part("Analysis type", list(map(str, AnalysisType)), "analysis_type", 190),
            _choose_part("Engine", known_engines(analytics), "engine", 140),
            _choose_origin("App", analytics, "app", 190),
            _choose_origin("Environment", analytics, "environment", 170),
        )
        if chosen != EVERYTHING:
            st.button("Show all", key="show_all", icon=":material/filter_alt_off:", on_click=show_all)
    return chosen


def keep_choices() -> None:
    """Keep what is chosen while a page does not ask for it: Streamlit forgets what no widget of a page holds."""
    for key in _CHOICES:
        if key in st.session_state:
            st.session_state[key] = st.session_state[key]


def preset_with_events(analytics: Analytics, view: View) -> str | None:
    """The narrowest preset with something to see of the chosen type; None when there is nothing of it at all."""
    return next((name for name in PRESETS if has_events(analytics, preset(name, view.tz), view.filter)), None)


def show_preset(name: str) -> None:
    """Choose a preset for the viewer."""
    st.session_state.window = name


def show_all() -> None:
    """Leave nothing out by the filter."""
    for name, value in _ALL.items():
        st.session_state[name] = value


def choose_days(label: str, window: Window, tz: str) -> Window:
    """Whole days, the first and the last included; `window` itself, which has both ends, while its days are chosen.

    They are those of `window` again when another is looked at.
    """
    now = timestamp.now_us()
    start, end = (now if moment is None else moment for moment in (window.start_us, window.end_us))
    days = local(start, tz).date(), local(max(start, end - 1), tz).date()
    latest = max(days[1], local(now, tz).date())
    chosen = list(st.date_input(label, days, max_value=latest, key=f"days_{days[0]}_{days[1]}", width=300)) or [*days]
    return window if (chosen[0], chosen[-1]) == days else of_days(chosen[0], chosen[-1], tz)


def link(page: str, tz: str, first: date, last: date | None = None, **more: str) -> str:
    """The address of a page over the days `first` to `last`, both included: what a bar of a chart leads to.

    As Streamlit writes it: where it wrote it anew, the browser's way back would need two steps.
    """
    end = (last or first) + timedelta(days=1)
    parts = {"window": CUSTOM, "from": f"{first}T00:00", "to": f"{end}T00:00", "tz": tz, **more}
    return f"{page}?{urlencode(parts)}"


def _choose_part(label: str, values: list[str], key: str, width: int) -> str | None:
    """A part of the filter; None for all."""
    chosen = _choose(label, [_ALL[key], *values], key, width)
    return None if chosen == _ALL[key] else chosen


def _choose_origin(label: str, analytics: Analytics, part: Part, width: int) -> str | None:
    """App or environment; no choice where all events that tell one tell the same."""
    known = origins_of(analytics, part)
    return _choose_part(label, known, part, width) if len(known) > 1 else None


def _choose(label: str, options: list[str], key: str, width: int) -> str:
    return st.selectbox(
        label, options, required=True, key=key, width=width, label_visibility="collapsed", bind="query-params"
    )


def _choose_moments(tz: str) -> Window:
    """From and to, as read in `tz`; one that ends before it begins is turned round."""
    midnight = datetime.combine(local(timestamp.now_us(), tz).date(), time())
    with st.container(key="moments", horizontal=True):
        start = _moment("From", midnight - timedelta(days=6), "from")
        end = _moment("To, no longer included", midnight + timedelta(days=1), "to")
    if start > end:
        start, end = end, start
    first, last = (microseconds(moment.replace(tzinfo=zone(tz))) for moment in (start, end))
    return Window(first, max(last, first + _STEP // timedelta(microseconds=1)))


def _moment(label: str, default: datetime, key: str) -> datetime:
    return st.datetime_input(label, default, step=_STEP, key=key, width=220, bind="query-params")


def choose_zone() -> str:
    """The time zone; at first the viewer's own, which stands in the address from the first choice of anything on.

    So whoever is sent it sees the same days.
    """
    own = _own_zone()
    if "tz" not in st.query_params:
        st.session_state["tz"] = st.session_state.get("tz", own)
    chosen = _choose("Time zone", list(dict.fromkeys([MY_ZONE, own, *_ZONES])), "tz", 200)
    return own if chosen == MY_ZONE else chosen


def _own_zone() -> str:
    """As the browser tells it; UTC where the server has no zone of that name."""
    own = st.context.timezone
    return own if own and _is_known(own) else "UTC"


def _is_known(tz: str) -> bool:
    try:
        zone(tz)
    except SettingsError:
        return False
    return True
