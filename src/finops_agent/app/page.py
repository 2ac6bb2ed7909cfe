"""The chat page: data, suggested questions, conversation."""

import streamlit as st

from finops_agent.app import frame, talk
from finops_agent.app.files import show_files
from finops_agent.app.visit import current_conversation, has_ended, tell_if_data_was_let_go
from finops_agent.web import ICON

st.set_page_config(page_title="FinOps GenAI Agent", page_icon=ICON, layout="centered")
conversation = current_conversation()
frame.style()
if has_ended():
    frame.show_goodbye()
    st.stop()

frame.show_header(conversation)
tell_if_data_was_let_go(conversation)
show_files(conversation)
talk.show_turns(conversation)
talk.show_suggestions(conversation)
talk.take_question(conversation)
