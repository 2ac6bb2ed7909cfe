"""The chat app: `streamlit run streamlit_app.py`."""

import streamlit as st

from finops_agent.app.process import PAGE, lifespan
from finops_agent.web.serving import middleware

app = st.App(PAGE, lifespan=lifespan, middleware=middleware())
