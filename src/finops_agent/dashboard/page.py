"""What stands around every page: menu, style, the sentence where the store cannot be read."""

import streamlit as st

from finops_agent.dashboard import frame, states
from finops_agent.dashboard.access import current_viewer, show_viewer
from finops_agent.dashboard.navigation import pages
from finops_agent.dashboard.style import style
from finops_agent.errors import FinOpsAgentError
from finops_agent.web import ICON

st.set_page_config(page_title="FinOps GenAI Agent analytics", page_icon=ICON, layout="wide", initial_sidebar_state=264)
style()
try:
    viewer = current_viewer()
    page = st.navigation(pages(viewer), position="sidebar")
    st.set_page_config(page_title=f"{page.title} · FinOps GenAI Agent analytics")
    show_viewer(viewer)
    frame.prepare(page.title, has_filters=page.url_path not in {"week", "alerts", "health"})
    page.run()
except FinOpsAgentError as error:
    states.show_failure(str(error))
