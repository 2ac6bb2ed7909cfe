"""This browser session's conversation, and its presence, kept up at every run of the page."""

from typing import Final

import streamlit as st

from finops_agent.app.presence import Visit
from finops_agent.app.process import process
from finops_agent.conversation import Conversation
from finops_agent.errors import FinOpsAgentError

PULSE_S: Final = 50
"""How often an open tab asks to be present: within the grace, and no oftener than browsers let tabs in the background.
Without it a tab that lost its connection and has it again would be away until the next click."""
_LET_GO = (
    "The connection to your browser was lost for a while, so this visit was closed and its data let go. "
    "Your questions and answers are still here. To ask more, add your file again (if it still stands in the box, take "
    "it out first) or use the sample bill."
)


def current_conversation() -> Conversation:
    """The conversation of this browser session, begun at its first run; the page stops where none can be had."""
    # Streamlit may stop a run at any touch of its state or page, so none comes between the beginning of a visit and
    # its place in the state: a visit begun but not kept would be begun again.
    seat: list[Conversation] = st.session_state.setdefault("conversation", [])
    ended = has_ended()
    if not seat:
        seat.append(_begin())
    if not ended:
        visit = _be_present(seat[0].session_id, seat[0])
        visit.presence.touch(visit)
        _pulse(seat[0])
    return seat[0]


def seated_conversation() -> Conversation:
    """The conversation that this run began or found; for pages, which run after it."""
    seat: list[Conversation] = st.session_state.conversation
    return seat[0]


def end_visit() -> None:
    """The visitor pressed the button."""
    (conversation,) = st.session_state.conversation
    conversation.end("user")
    process().presence.forget(conversation.session_id)
    st.session_state.ended = True


def begin_again() -> None:
    """A new visit in the same tab; what the visitor chose about recording stays chosen."""
    chosen = st.session_state.get("is_recorded")
    st.session_state.clear()
    if chosen is not None:
        st.session_state.is_recorded = chosen


def has_ended() -> bool:
    """Whether this visit was ended by its button."""
    return bool(st.session_state.get("ended", False))


def _begin() -> Conversation:
    try:
        return process().runtime.conversation()
    except FinOpsAgentError as error:
        st.error("The app cannot start.", icon=":material/error:")
        st.text(str(error))
        st.stop()


@st.fragment(run_every=PULSE_S)
def _pulse(conversation: Conversation) -> None:
    """Be present again after a lost connection, without a click; no activity of the visitor."""
    if not has_ended():
        _be_present(conversation.session_id, conversation)


def tell_if_data_was_let_go(conversation: Conversation) -> None:
    """A visit that came back after its end has its words, but no longer its data."""
    if conversation.dataset is not None:
        st.session_state.pop("let_go", None)
        return
    if any(result.file for result in st.session_state.get("results", ())):
        del st.session_state.results
        st.session_state.let_go = True
    if st.session_state.get("let_go"):
        st.info(_LET_GO, icon=":material/info:")


def _left(visit: Visit) -> None:
    """The browser is gone; runs on the server's event loop."""
    visit.presence.left(visit)


@st.cache_resource(scope="session", on_release=_left, show_spinner=False)
def _be_present(session_id: str, _conversation: Conversation) -> Visit:  # noqa: ARG001 - a visit is cached by its id
    """Runs once a visit and connection: the cache of a session is let go when its browser disconnects."""
    return process().presence.enter(_conversation)
