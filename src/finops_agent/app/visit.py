"""This browser session's conversation, and its presence, kept up at every run of the page."""

import streamlit as st

from finops_agent.app.presence import Visit
from finops_agent.app.process import process
from finops_agent.conversation import Conversation
from finops_agent.errors import FinOpsAgentError


def current_conversation() -> Conversation:
    """The conversation of this browser session, begun at its first run; the page stops where none can be had."""
    try:
        shared = process()
    except FinOpsAgentError as error:
        st.error("The app cannot start.", icon=":material/error:")
        st.text(str(error))
        st.stop()
    conversation: Conversation | None = st.session_state.get("conversation")
    if conversation is None:
        conversation = st.session_state.conversation = shared.runtime.conversation()
    if not has_ended():
        _be_present(conversation.session_id)
    return conversation


def end_visit() -> None:
    """The visitor pressed the button."""
    conversation: Conversation = st.session_state.conversation
    conversation.end("user")
    st.session_state.ended = True


def begin_again() -> None:
    """A new visit in the same tab."""
    st.session_state.clear()


def has_ended() -> bool:
    """Whether this visit was ended by its button."""
    return bool(st.session_state.get("ended", False))


def _left(visit: Visit) -> None:
    """The browser is gone; runs on the server's event loop."""
    visit.presence.left(visit)


@st.cache_resource(scope="session", on_release=_left, show_spinner=False)
def _be_present(session_id: str) -> Visit:  # noqa: ARG001 - a new visit in the same tab is cached anew
    """Runs once a visit and connection: the cache of a session is let go when its browser disconnects."""
    conversation: Conversation = st.session_state.conversation
    return process().presence.enter(conversation)
