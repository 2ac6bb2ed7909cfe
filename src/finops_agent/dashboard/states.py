"""What stands in place of figures: nothing recorded yet, nothing in this view, still reading, cannot be read."""

import streamlit as st

from finops_agent.analytics import Analytics, Progress
from finops_agent.dashboard.filters import View, preset_with_events, show_all, show_preset
from finops_agent.dashboard.process import progress
from finops_agent.web.plain import plain


def show_failure(sentence: str) -> None:
    """The store cannot be read."""
    st.error("The events cannot be read now.", icon=":material/error:")
    st.text(sentence)
    st.caption("Nothing is lost: events wait in the journal of the app until the store is back.")
    st.button("Try again", key="try_again", icon=":material/refresh:")


def show_empty() -> None:
    """No event was ever recorded: what to do next."""
    with st.container(border=True, key="empty"):
        st.header("No events yet", anchor=False)
        st.text("Each visit, question, answer and upload of the chat app appears here a moment after it happens.")
        st.markdown("**Use the app**: start it and ask a question.")
        st.code("finops-agent run", language="bash", wrap_lines=True)
        st.markdown("**Or look around first** with made-up events:")
        st.code("finops-agent events generate --count 5000 --days 30", language="bash", wrap_lines=True)
        st.button("Look again", key="look_again", icon=":material/refresh:")


def show_nothing_here(analytics: Analytics, view: View) -> None:
    """There are events, but none in this view."""
    with st.container(border=True, key="nothing"):
        st.text(f"No events {view.told}.")
        name = preset_with_events(analytics, view)
        if name is not None:
            st.button(f"Show «{name}»", key="widen", on_click=show_preset, args=(name,))
        else:
            st.button("Show all, unfiltered", key="all_types", on_click=show_all)


@st.fragment(run_every="1s")
def show_progress() -> None:
    """The events are read for the first time, which takes a while for millions of them."""
    now = progress()
    if now.is_whole:
        st.rerun()
        return
    st.progress(now.share, text=plain(_told(now)))
    st.caption("The figures appear by themselves. They are kept, so that the next start takes a moment only.")


def _told(now: Progress) -> str:
    return f"Reading the events: {now.done:,} of about {now.of:,}"
