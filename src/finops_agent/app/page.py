"""The chat app's frame: who is here, the header, and the pages under it."""

import streamlit as st

from finops_agent.app import frame
from finops_agent.app.visit import current_conversation, has_ended
from finops_agent.web import ICON

st.set_page_config(page_title="FinOps GenAI Agent", page_icon=ICON, layout="centered")
page = st.navigation(frame.pages(), position="top")
conversation = current_conversation()
frame.style()
if has_ended():
    frame.show_goodbye()
    st.stop()

frame.show_header(conversation)
page.run()
