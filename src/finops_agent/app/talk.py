"""Questions and answers: suggestions, turns, the input."""

import streamlit as st

from finops_agent.agent.model import ModelAccess
from finops_agent.app import suggestion
from finops_agent.app.answer import show_answer
from finops_agent.conversation import Conversation
from finops_agent.web.plain import plain


def show_turns(conversation: Conversation) -> None:
    """What was asked and answered so far."""
    for turn in conversation.turns:
        with st.chat_message("user", avatar=":material/person:"):
            st.text(turn.answer.question)
        with st.chat_message("assistant", avatar=":material/query_stats:"):
            show_answer(conversation, turn, is_last=turn is conversation.turns[-1])


def show_suggestions(conversation: Conversation) -> None:
    """Questions to begin with, made from this data."""
    if conversation.turns or conversation.dataset is None:
        return
    st.caption("Try one of these, made from your data")
    with st.container(key="suggestions", horizontal=True):
        for number, question in enumerate(conversation.suggestions()):
            suggestion.button(question, key=f"suggestion_{number}")


def take_question(conversation: Conversation) -> None:
    """The input at the foot of the page, and the answer to what was typed or clicked."""
    has_data = conversation.dataset is not None
    hint = "Ask about your costs" if has_data else "Add a file first, or use the sample bill"
    typed = st.chat_input(hint, key="question", max_chars=1_000, disabled=not has_data)
    clicked = suggestion.take_clicked()
    question = clicked or typed
    if not question or not str(question).strip():
        return
    with st.chat_message("user", avatar=":material/person:"):
        st.text(str(question))
    with st.chat_message("assistant", avatar=":material/query_stats:"), st.spinner("Computing …"):
        conversation.ask(str(question), suggested=clicked is not None, on_text=_Growing())
    st.rerun()


class _Growing:
    """Text of a language model as it comes, greyed until its figures are checked."""

    def __init__(self) -> None:
        self._place = st.empty()

    def __call__(self, text: str) -> None:
        if text:
            self._place.caption(plain(text))
        else:
            self._place.empty()


def show_model(access: ModelAccess | None) -> None:
    """Which language model reads along, or why it does not; then begin to get it ready."""
    if access is None:
        return
    trouble = access.trouble
    if trouble is not None:
        st.caption(f":material/info: {plain(trouble)}")
    else:
        st.caption(plain(f"Questions and rows of results are sent to {access.spec.label}. Figures are checked here."))
    access.prepare()
