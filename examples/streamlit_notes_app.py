"""Ask your notes: a Streamlit app that has nothing to do with cloud costs, its use recorded.

Run it: streamlit run examples/streamlit_notes_app.py
"""

import re
from collections.abc import Iterator

import streamlit as st

import finops_agent

NOTES = """The router restarts with the small button on its back.
Grandmother's bread needs 500 g of flour and a night of rest.
Bins are emptied on Thursday, paper every second week."""


def visit() -> finops_agent.Session:
    """The session of this browser tab, begun at its first question."""
    if "visit" not in st.session_state:
        st.session_state.visit = finops_agent.start(app="notes").session(user_agent="notes_app")
    session: finops_agent.Session = st.session_state.visit
    return session


@finops_agent.observed(session=visit, analysis_type="other")
def answer(question: str, notes: str) -> Iterator[str]:
    """The note that shares most words with the question, word by word as a model would send it."""
    words = {word for word in re.findall(r"\w+", question.lower()) if len(word) > len("the")}
    best = max(notes.splitlines(), key=lambda note: sum(word in note.lower() for word in words), default="")
    if not any(word in best.lower() for word in words):
        finops_agent.current_turn().refused()
        best = "Your notes say nothing about that."
    yield from re.findall(r"\S+\s*", best)


def helped() -> None:
    """The visitor said so."""
    visit().feedback("up")


st.title("Ask your notes")
notes = st.text_area("Notes", NOTES)
if question := st.chat_input("When are the bins emptied?"):
    st.chat_message("user").write(question)
    st.chat_message("assistant").write_stream(answer(question, notes))
    st.button("That helped", on_click=helped)
