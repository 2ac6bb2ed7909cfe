"""What surrounds the conversation: style, header, the goodbye."""

from collections.abc import Sequence

import streamlit as st
from streamlit.navigation.page import StreamlitPage

from finops_agent.app import consent
from finops_agent.app.report import show_report_button
from finops_agent.app.visit import begin_again, end_visit
from finops_agent.conversation import Conversation
from finops_agent.web import legible
from finops_agent.web.settings import GROUND

_STYLE = """
[data-testid="stMainBlockContainer"] {max-width: 54rem; padding: 3.75rem 1rem 7rem;}
[data-testid="stBottomBlockContainer"] {max-width: 54rem; padding: 1rem 1rem 2.2rem;}
[data-testid="stMainBlockContainer"] h2 {font-size: 1.35rem; padding: 0.6rem 0 0.2rem;}
[data-testid="stMainBlockContainer"] h1 {font-size: 1.55rem; padding: 0; letter-spacing: -0.01em;}
[data-testid="stMainBlockContainer"] .st-key-hero h2 {font-size: 2.1rem; letter-spacing: -0.02em;}
.st-key-hero [data-testid="stText"] {font-size: 1.05rem; opacity: 0.85;}
[data-testid="stLayoutWrapper"]:has(> .st-key-header) {
  position: sticky; top: 3.75rem; z-index: 90; background: GROUND; padding-top: 0.9rem;}
.st-key-header {border-bottom: 1px solid rgba(128, 148, 158, 0.25); padding-bottom: 0.6rem;}
[data-testid="stMainBlockContainer"] :is(a, button, input, summary, [tabindex]):not(.st-key-header *) {
  scroll-margin: 8.5rem 0 7rem;}
.st-key-menu {display: none;}
.st-key-sql_text textarea {font-family: ui-monospace, "DejaVu Sans Mono", monospace; font-size: 0.86rem;}
[class*="st-key-chips_"] {padding-bottom: 0.5rem;}
[class*="st-key-chips_"] button {min-height: 2rem; padding: 0.1rem 0.7rem; border-radius: 1rem; font-size: 0.85rem;}
[class*="st-key-chips_"] .stMarkdown p {
  font-size: 0.85rem; line-height: 2rem; padding: 0 0.7rem; border-radius: 1rem; margin: 0;
  background: rgba(128, 148, 158, 0.12);}
.st-key-populars button, .st-key-suggestions button, [class*="st-key-follow_"] button {
  border-radius: 1rem; font-size: 0.9rem;}
[data-testid="stChatMessage"] {padding: 0.9rem 1rem;}
[data-testid="stChatMessage"] [data-testid="stExpanderDetails"] {max-height: 46vh; overflow-y: auto;}
@media (min-width: 700px) {
  .st-key-sql_page {display: grid; grid-template-columns: 3fr 2fr; gap: 1rem; align-items: start;}
  .st-key-sql_page > :nth-child(2) {grid-column: 1 / 3; grid-row: 2;}
}
@media (max-width: 768px) {
  .st-key-menu {display: flex;}
}
@media (max-width: 640px) {
  [data-testid="stChatMessage"] {padding: 0.7rem 0.1rem; gap: 0.5rem;}
  [data-testid="stMainBlockContainer"] h1 {font-size: 1.2rem;}
  [data-testid="stLayoutWrapper"]:has(> .st-key-header) {top: 0.9rem;}
  .st-key-findings_bar [role="radiogroup"] {flex-wrap: wrap; gap: 0.25rem;}
  .st-key-findings_bar [role="radiogroup"] button {border-radius: 0.4rem; border-width: 1px !important; margin: 0;}
  .st-key-visit {gap: 0.4rem;}
  .st-key-visit button {min-height: 2.2rem; padding: 0.1rem 0.45rem; font-size: 0.82rem;}
  .st-key-visit [data-testid="stPopoverButton"] > div {margin: 0;}
  .st-key-visit [data-testid="stPopoverButton"] > div > [aria-hidden="true"] {display: none;}
}
"""
"""The header stays in sight, below the menu: Streamlit scrolls a conversation to its end by itself, also right after
somebody scrolled up, and an open popover goes where its button goes. On a narrow screen only its buttons stay.
What opens in an answer scrolls by itself: it begins where it was opened, and is not scrolled past."""


def style() -> None:
    """Our few rules on top of the theme."""
    st.html(f"<style>{legible.STYLE}{_STYLE.replace('GROUND', GROUND)}</style>")


def show_header(conversation: Conversation) -> None:
    """Title, what is kept of the visit, the report, and the button that ends the visit."""
    with st.container(key="header", horizontal=True, vertical_alignment="center", horizontal_alignment="distribute"):
        st.title("FinOps GenAI Agent", anchor=False, width="content")
        with st.container(key="visit", horizontal=True, width="content"):
            consent.show_notice(conversation)
            show_report_button(conversation)
            st.button(
                "End session",
                key="end_session",
                icon=":material/logout:",
                on_click=end_visit,
                help=f"Ends this visit and lets go of your data. {_asked(len(conversation.turns))}",
            )


def show_menu(pages: Sequence[StreamlitPage]) -> None:
    """The pages once more, where a narrow screen hides Streamlit's menu behind a sign."""
    with st.container(key="menu", horizontal=True, gap="small"):
        for page in pages:
            st.page_link(page)


def _asked(count: int) -> str:
    return f"{count} question{'' if count == 1 else 's'} asked so far."


def show_goodbye() -> None:
    """After the end."""
    st.title("Session ended", anchor=False)
    st.text(
        "Thank you for your visit. The tables made from your files are gone; the uploads themselves leave this "
        "machine's memory soon after you close this tab."
    )
    st.button("Start a new session", key="begin_again", type="primary", on_click=begin_again)
