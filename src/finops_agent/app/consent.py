"""What the visitor lets us keep: the wish of the browser, the switch, the notice, and erasure of this visit.

Without consent a visit is a bare count: `session_start` and `session_end`, numbers and no text. See docs/privacy.md.
"""

import logging
from typing import TYPE_CHECKING, Final

import streamlit as st

from finops_agent.app.process import process
from finops_agent.audit import VISITOR, AuditLog, about_session
from finops_agent.conversation import Conversation
from finops_agent.errors import AuditUnavailable
from finops_agent.runtime import erase_session
from finops_agent.web.signals import COOKIE, SIGNALS

if TYPE_CHECKING:
    from finops_agent.recorder.erasure import Erasure

_log = logging.getLogger(__name__)
_KEPT: Final = (
    "Kept of this visit: your questions and the first 1,000 characters of the answers, after credentials and personal "
    "data were taken out; names, sizes and shapes of files, never their content; times and counts; ratings."
)
_KEPT_WITHOUT_TEXT: Final = (
    "Kept of this visit: lengths of questions and answers, sizes and shapes of files, times and counts. No text at "
    "all: no question, no answer, no file name."
)
_COUNTED: Final = (
    "Not recorded. Of this visit only its start and end are kept: when, how long, how many questions and files. "
    "No question, no answer, no file name, no rating."
)
_GONE: Final = "This visit was erased, and nothing more of it is kept."
_HIDDEN: Final = (
    "Nothing more of this visit is kept, and nobody is shown any of it. What waited here was erased at once."
)
_NOT_ALL_GONE: Final = "Nothing more of this visit is kept, but not all that was kept before could be erased:"


def heed(conversation: Conversation) -> None:
    """Record as much as the visitor lets us; at every run, before anything else of the visit is recorded."""
    if conversation.session.keeps != "nothing":
        conversation.session.keep("all" if _is_recorded() else "count")


def show_notice(conversation: Conversation) -> None:
    """What is kept, for how long, under which id, and the ways out of it."""
    with st.popover("What is kept", icon=":material/shield_person:", key="privacy"):
        if conversation.session.keeps == "nothing":
            for sentence in _what_became():
                st.text(sentence)
            return
        st.toggle(
            "Record this visit",
            value=_is_recorded(),
            key="record_visit",
            on_change=_choose,
            args=(conversation,),
            help="Off: from now on only the start and the end of the visit are kept. What was kept before stays, "
            "unless you erase it below.",
        )
        if _asks_not_to() and not _is_recorded():
            st.caption("Your browser asks not to be tracked (Global Privacy Control or Do Not Track).")
        st.text(_what_is_kept())
        st.text(_how_long())
        st.caption("The id of this visit, random and tied to no person:")
        st.code(conversation.session_id, language=None)
        st.button(
            "Erase this visit",
            key="erase_visit",
            icon=":material/delete_forever:",
            on_click=_erase,
            args=(conversation,),
            help="Erases at once what is kept of this visit, and keeps nothing more of it. You can go on asking.",
        )
        st.caption("Later, whoever runs this app can erase it by its id: `finops-agent session erase ID`")


def _is_recorded() -> bool:
    """The visitor's choice; before there is one, what the browser asks for."""
    return bool(st.session_state.get("is_recorded", not _asks_not_to()))


def _asks_not_to() -> bool:
    headers = st.context.headers
    return any(headers.get(name) == "1" for name in SIGNALS) or st.context.cookies.get(COOKIE) == "1"


def _choose(conversation: Conversation) -> None:
    st.session_state.is_recorded = st.session_state.record_visit
    heed(conversation)


def _what_is_kept() -> str:
    if not _is_recorded():
        return _COUNTED
    return _KEPT if process().runtime.config.record_text else _KEPT_WITHOUT_TEXT


def _how_long() -> str:
    config = process().runtime.config
    shorter = [f"{days} days for {name}" for name, days in config.retention_by_type.items()]
    return f"For {config.retention_days} days, then it is deleted by itself{', '.join(['', *shorter])}."


def _erase(conversation: Conversation) -> None:
    """Erase the visit in the journals and in the store; keep nothing more of it, whatever comes of that."""
    conversation.session.keep("nothing")
    runtime = process().runtime
    config = runtime.config
    try:
        AuditLog(config).note("erase", about_session(conversation.session_id), who=VISITOR, via="app")
    except AuditUnavailable as error:  # no reason to keep what its visitor wants gone
        _log.warning("A visitor's erasure is not in the audit log. %s", error)
    st.session_state.erasure = erase_session(config, conversation.session_id, runtime.store)


def _what_became() -> tuple[str, ...]:
    """What an erasure of this visit did, and where something of it still is, a sentence each."""
    report: Erasure | None = st.session_state.get("erasure")
    if report is None or not report.remains:
        return (_GONE,)
    is_hidden = report.asked_until is not None and len(report.remains) == 1
    return (_HIDDEN if is_hidden else _NOT_ALL_GONE, *report.remains)
