"""A question to click, wherever it stands on the page."""

import streamlit as st

from finops_agent.web.plain import plain

_CLICKED = "suggested_question"


def button(question: str, *, key: str) -> None:
    """A question to click."""
    st.button(plain(question), key=key, on_click=_suggest, args=(question,), wrap=True)


def take_clicked() -> str | None:
    """The question that was clicked, once."""
    clicked: str | None = st.session_state.pop(_CLICKED, None)
    return clicked


def _suggest(question: str) -> None:
    st.session_state[_CLICKED] = question
