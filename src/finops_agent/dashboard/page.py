"""The dashboard page: seven sections over one window."""

import streamlit as st

from finops_agent.analytics import Analytics
from finops_agent.analytics.breakdown import has_events
from finops_agent.dashboard import sections
from finops_agent.dashboard.access import current_viewer, note, note_view, show_viewer
from finops_agent.dashboard.filters import choose_view
from finops_agent.dashboard.process import current_analytics, losses
from finops_agent.errors import FinOpsAgentError
from finops_agent.web import ICON
from finops_agent.web.access import Viewer


def draw(analytics: Analytics, viewer: Viewer) -> None:
    """The page over events."""
    if not analytics.folded:
        sections.show_empty()
        return
    view = choose_view()
    if not has_events(analytics, view.window, view.analysis_type):
        sections.show_nothing_here(analytics, view)
    else:
        sections.show_key_metrics(analytics, view)
        sections.show_activity(analytics, view)
        sections.show_analysis_types(analytics, view)
        sections.show_query_patterns(analytics, view)
        sections.show_files(analytics, view)
        if viewer.is_operator:
            note_view(viewer, "recent events")
            sections.show_recent(analytics, view)
    if viewer.is_operator:
        sections.show_export(analytics, view, lambda what: note(viewer, "export", what))
    sections.show_losses(losses())


st.set_page_config(page_title="FinOps GenAI Agent · Analytics", page_icon=ICON, layout="wide")
sections.style()
st.title("Usage of the FinOps GenAI Agent", anchor=False)
try:
    viewer = current_viewer()
    show_viewer(viewer)
    draw(current_analytics(), viewer)
except FinOpsAgentError as error:
    sections.show_failure(str(error))
