"""The door of the chat: open by default, behind a sign-in with FINOPS_AGENT_LOGIN=all. Who someone is stays here.

Nothing of an identity goes into an event: a visit has a random id, whoever makes it.
"""

import streamlit as st

from finops_agent.config import load_config
from finops_agent.errors import FinOpsAgentError
from finops_agent.web.access import NOT_SET_UP, may_visit, refusal


def require_visitor() -> None:
    """Stop the page at the sign-in, or at the refusal, where a visitor must be known."""
    try:
        config = load_config()
    except FinOpsAgentError:
        return  # told where the visit begins
    if config.login != "all":
        return
    claims = st.user.to_dict()
    if "is_logged_in" not in claims:
        st.error("The app cannot start.", icon=":material/error:")
        st.text(NOT_SET_UP)
    elif not claims["is_logged_in"]:
        st.header("Sign in to ask your cloud bill", anchor=False)
        st.text("Who you are is not recorded: your visit gets a random id.")
        st.button("Sign in", key="log_in", type="primary", icon=":material/login:", on_click=st.login)
    elif may_visit(claims, config):
        return
    else:
        st.header("No access", anchor=False)
        st.text(refusal(claims))
        st.button("Sign in with another account", key="sign_out", icon=":material/logout:", on_click=st.logout)
    st.stop()
