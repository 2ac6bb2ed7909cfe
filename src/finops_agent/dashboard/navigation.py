"""The pages of the dashboard, in the order of its menu."""

from pathlib import Path
from typing import Final

import streamlit as st
from streamlit.navigation.page import StreamlitPage

from finops_agent.web.access import Viewer

_PAGES: Final = Path(__file__).with_name("screens")
"""Not named `pages`: Streamlit would take such a folder for its own kind of menu and run its files alone."""


def pages(viewer: Viewer) -> list[StreamlitPage]:
    """The page files; the first is shown first; those with texts are for operators.

    No groups: Streamlit's list of them is none to a screen reader.
    """
    texts = [
        _page("questions.py", "Questions", ":material/quiz:"),
        _page("sessions.py", "Sessions", ":material/person_search:"),
        _page("recent.py", "Recent activity", ":material/bolt:"),
    ]
    return [
        _page("overview.py", "Overview", ":material/dashboard:", default=True),
        _page("usage.py", "Usage", ":material/group:"),
        _page("quality.py", "Quality & performance", ":material/speed:"),
        _page("files.py", "Files", ":material/upload_file:"),
        _page("cost.py", "Cost of the agent", ":material/payments:"),
        _page("ask.py", "Ask", ":material/question_answer:"),
        _page("week.py", "Weekly summary", ":material/summarize:"),
        *(texts if viewer.is_operator else []),
        _page("alerts.py", "Alerts", ":material/notifications:"),
        _page("health.py", "Data & health", ":material/monitor_heart:"),
    ]


def _page(file: str, title: str, icon: str, *, default: bool = False) -> StreamlitPage:
    return st.Page(_PAGES / file, title=title, icon=icon, default=default)
