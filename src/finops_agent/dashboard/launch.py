"""The dashboard, for `streamlit run`: the page behind the security middleware."""

import streamlit as st

from finops_agent.dashboard.process import PAGE, lifespan
from finops_agent.web.serving import middleware

app = st.App(PAGE, lifespan=lifespan, middleware=middleware())
