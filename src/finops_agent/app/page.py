"""What stands around every page: style, header, menu, the goodbye."""

import streamlit as st

from finops_agent.app import consent, frame
from finops_agent.app.access import require_visitor
from finops_agent.app.navigation import pages
from finops_agent.app.visit import current_conversation, has_ended
from finops_agent.web import ICON

st.set_page_config(page_title="FinOps GenAI Agent", page_icon=ICON, layout="centered")
all_pages = pages()
page = st.navigation(all_pages, position="top")
require_visitor()
conversation = current_conversation()
consent.heed(conversation)
frame.style()
if has_ended():
    frame.show_goodbye()
    st.stop()

frame.show_header(conversation)
frame.show_menu(all_pages)
page.run()
