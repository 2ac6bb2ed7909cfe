"""Questions and answers: suggestions, turns, the input."""

import streamlit as st

from finops_agent.app import suggestion
from finops_agent.app.answer import show_answer
from finops_agent.conversation import Conversation


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
        conversation.ask(str(question), suggested=clicked is not None)
    st.rerun()
