"""Free SQL on the visitor's data: editor beside tables, result below."""

import streamlit as st

from finops_agent.app import sql
from finops_agent.app.visit import seated_conversation

conversation = seated_conversation()
sql.show_title()
if conversation.dataset is None:
    sql.show_nothing_to_query()
    st.stop()
editor, tables = st.columns([3, 2], gap="medium")
with tables:
    sql.show_tables(conversation.dataset)
with editor:
    sql.show_editor(conversation, conversation.dataset)
sql.show_outcome(conversation)
