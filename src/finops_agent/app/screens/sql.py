"""Free SQL on the visitor's data: editor beside tables, result below both; on a narrow screen before the tables."""

import streamlit as st

from finops_agent.app import sql
from finops_agent.app.files import show_nothing_yet
from finops_agent.app.visit import seated_conversation

conversation = seated_conversation()
sql.show_title()
if conversation.dataset is None:
    show_nothing_yet(conversation, "query")
    st.stop()
with st.container(key="sql_page"):
    with st.container(key="sql_editor"):
        sql.show_editor(conversation, conversation.dataset)
    with st.container(key="sql_outcome_place"):
        sql.show_outcome(conversation)
    with st.container(key="sql_tables"):
        sql.show_tables(conversation.dataset)
