"""How every page of figures begins: title, filters, and what stands there where there is nothing to count."""

from dataclasses import dataclass, field

import streamlit as st

from finops_agent.analytics import Analytics
from finops_agent.analytics.breakdown import has_events
from finops_agent.analytics.cube import Filter
from finops_agent.dashboard import states
from finops_agent.dashboard.access import current_viewer, note_view
from finops_agent.dashboard.filters import View, choose_view
from finops_agent.dashboard.process import analytics_within
from finops_agent.dashboard.sheet import Sheet
from finops_agent.web.access import Viewer

_PATIENCE_S = 1.0


@dataclass(frozen=True, slots=True)
class Seen:
    """What a page shows: figures, the chosen view, and the tables drawn so far, for the export of what is seen."""

    analytics: Analytics
    view: View
    viewer: Viewer
    sheets: list[Sheet] = field(default_factory=list)

    @property
    def filter(self) -> Filter:
        """Analysis type and engine."""
        return self.view.filter


def begin(title: str, *, texts: str | None = None) -> Seen:
    """Title and filters; goes no further where nothing is to be shown.

    `texts` names what of people's texts the page shows: it is for operators then, and that they look is logged.

    Raises:
        FinOpsAgentError: a setting or the store cannot be used.
    """
    viewer = current_viewer()
    analytics = ready(title)
    if texts is not None:
        if not viewer.is_operator:
            st.text("This page shows what people wrote. It is for operators.")
            st.stop()
        note_view(viewer, texts)
    view = choose_view(analytics)
    if not has_events(analytics, view.window, view.filter):
        states.show_nothing_here(analytics, view)
        st.stop()
    return Seen(analytics, view, viewer)


def ready(title: str) -> Analytics:
    """Title, and the figures once they are there.

    Raises:
        FinOpsAgentError: a setting or the store cannot be used.
    """
    st.title(title, anchor=False)
    analytics = analytics_within(_PATIENCE_S)
    if analytics is None:
        states.show_progress()
        st.stop()
    if not analytics.folded:
        states.show_empty()
        st.stop()
    return analytics
