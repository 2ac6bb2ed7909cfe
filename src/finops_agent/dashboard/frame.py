"""How every page of figures begins: title, filters, and what stands there where there is nothing to count."""

from dataclasses import dataclass, field

import streamlit as st

from finops_agent.analytics import Analytics, Window
from finops_agent.analytics.breakdown import has_events, untold
from finops_agent.analytics.cube import Filter
from finops_agent.analytics.window import local
from finops_agent.dashboard import states
from finops_agent.dashboard.access import current_viewer, note_view
from finops_agent.dashboard.filters import View, choose_view, keep_choices
from finops_agent.dashboard.process import analytics_within
from finops_agent.dashboard.sheet import Sheet
from finops_agent.events import timestamp
from finops_agent.web.access import Viewer

_PATIENCE_S = 1.0
_TITLES = {"Overview": "Usage of the FinOps GenAI Agent"}
"""Headings of pages that are called otherwise in the menu."""


@dataclass(frozen=True, slots=True)
class Seen:
    """What a page shows: figures, the chosen view, and the tables drawn so far, for the export of what is seen."""

    analytics: Analytics
    view: View
    viewer: Viewer
    sheets: list[Sheet] = field(default_factory=list)

    @property
    def filter(self) -> Filter:
        """Analysis type, engine, app and environment."""
        return self.view.filter


def prepare(title: str, *, has_filters: bool) -> None:
    """Title and filters, drawn by the page around all pages so that a choice holds from one page to the next.

    Raises:
        FinOpsAgentError: a setting or the store cannot be used.
    """
    analytics = _read(_TITLES.get(title, title))
    if not has_filters:
        keep_choices()
    st.session_state["prepared"] = analytics, choose_view(analytics) if has_filters else None


def begin(*, texts: str | None = None, even_empty: bool = False) -> Seen:
    """The figures in the view that was chosen; goes no further where there is nothing to show.

    `texts` names what of people's texts the page shows: it is for operators then, and that they look is logged.
    `even_empty` goes on without an event in the view.
    """
    viewer = current_viewer()
    analytics, view = st.session_state["prepared"]
    if texts is not None:
        if not viewer.is_operator:
            st.text("This page shows what people wrote. It is for operators.")
            st.stop()
        note_view(viewer, texts)
    say_untold(analytics, view)
    if not even_empty and not has_events(analytics, view.window, view.filter):
        states.show_nothing_here(analytics, view)
        st.stop()
    return Seen(analytics, view, viewer)


def say_untold(analytics: Analytics, view: View) -> None:
    """How many events are left out since they do not tell where they come from, where that is asked for."""
    count = untold(analytics, view.window, view.filter)
    if count:
        parts = [name for name in ("app", "environment") if name in view.address]
        st.caption(
            f"Left out: {count:,} events of this window that tell no {' or no '.join(parts)}, as older versions of the "
            "app wrote them."
        )


def ready() -> Analytics:
    """The figures, for a page without filters."""
    analytics: Analytics = st.session_state["prepared"][0]
    return analytics


def now(tz: str) -> Seen:
    """What there is now, for a page that has no window."""
    return Seen(ready(), View(Window(), "Now", tz), current_viewer())


def as_of(tz: str) -> str:
    """When that is, as read in `tz`."""
    return f"as of {local(timestamp.now_us(), tz):%Y-%m-%d %H:%M} ({tz})"


def _read(title: str) -> Analytics:
    """Title, and the figures once they are there."""
    st.title(title, anchor=False)
    analytics = analytics_within(_PATIENCE_S)
    if analytics is None:
        states.show_progress()
        st.stop()
    if not analytics.folded:
        states.show_empty()
        st.stop()
    return analytics
