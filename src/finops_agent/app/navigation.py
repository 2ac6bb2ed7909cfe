"""The pages of the app, in the order of its menu."""

from pathlib import Path
from typing import Final

import streamlit as st
from streamlit.navigation.page import StreamlitPage

_PAGES: Final = Path(__file__).with_name("screens")
"""Not named `pages`: Streamlit would take such a folder for its own kind of menu and run its files alone."""


def pages() -> list[StreamlitPage]:
    """The page files; the first is shown first."""
    return [
        st.Page(_PAGES / "ask.py", title="Ask", icon=":material/forum:", default=True),
        st.Page(_PAGES / "findings.py", title="Findings", icon=":material/savings:"),
        st.Page(_PAGES / "sql.py", title="SQL", icon=":material/database:"),
    ]
