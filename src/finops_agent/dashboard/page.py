"""The dashboard page: seven sections over one window."""

import streamlit as st

from finops_agent.dashboard import sections
from finops_agent.dashboard.filters import choose_view
from finops_agent.dashboard.process import current_analytics
from finops_agent.errors import FinOpsAgentError
from finops_agent.web import ICON

st.set_page_config(page_title="FinOps GenAI Agent · Analytics", page_icon=ICON, layout="wide")
sections.style()
st.title("Usage of the FinOps GenAI Agent", anchor=False)
try:
    analytics = current_analytics()
except FinOpsAgentError as error:
    sections.show_failure(str(error))
    st.stop()
if not analytics.folded:
    sections.show_empty()
    st.stop()

view = choose_view()
if not sections.has_events(analytics, view):
    sections.show_nothing_here(analytics, view)
else:
    sections.show_key_metrics(analytics, view)
    sections.show_activity(analytics, view)
    sections.show_analysis_types(analytics, view)
    sections.show_query_patterns(analytics, view)
    sections.show_files(analytics, view)
    sections.show_recent(analytics, view)
sections.show_export(analytics, view)
