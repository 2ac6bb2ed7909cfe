"""The door of the dashboard: sign-in, refusal, what the viewer may do, and the log of their looks at texts."""

from typing import Any, Final

import streamlit as st

from finops_agent.audit import Action, AuditLog
from finops_agent.config import Config, load_config
from finops_agent.errors import MissingExtra
from finops_agent.events import timestamp
from finops_agent.web.access import NOT_SET_UP, Viewer, name_of, refusal, viewer_of

_HOUR: Final = len("2026-11-25T20")


def current_viewer() -> Viewer:
    """Who looks at this page; the page stops at the sign-in or the refusal where nobody may.

    Raises:
        MissingExtra: sign-in is asked for and not set up.
        AuditUnavailable: a refusal could not be logged.
    """
    config = load_config()
    claims = _claims() if config.login != "off" else {}
    viewer = viewer_of(claims, config)
    if viewer is None:
        note_once(config, "refused", "dashboard", name_of(claims))
        _show_refusal(refusal(claims))
        st.stop()
    return viewer


def show_viewer(viewer: Viewer) -> None:
    """Who is signed in, as what, and the way out; nothing without sign-in."""
    if load_config().login == "off":
        return
    with st.container(key="viewer", horizontal=True, vertical_alignment="center", horizontal_alignment="right"):
        st.text(f"{viewer.name} ({viewer.role})", width="content")
        st.button("Sign out", key="sign_out", icon=":material/logout:", on_click=st.logout)


def note(viewer: Viewer, action: Action, about: str) -> None:
    """Log what `viewer` is about to do, each time.

    Raises:
        AuditUnavailable: it is not logged, so it must not be done.
    """
    AuditLog(load_config()).note(action, about, who=viewer.name, via="dashboard")


def note_view(viewer: Viewer, about: str) -> None:
    """Log that `viewer` sees texts, once an hour for each thing: a page runs again at every click.

    Raises:
        AuditUnavailable: it is not logged, so nothing may be shown.
    """
    note_once(load_config(), "view_text", about, viewer.name)


def note_once(config: Config, action: Action, about: str, who: str) -> None:
    """Log something once an hour and browser session."""
    noted: set[tuple[str, ...]] = st.session_state.setdefault("noted", set())
    now = timestamp.now_us()
    what = (action, about, who, timestamp.to_text(now)[:_HOUR])
    if what not in noted:
        AuditLog(config).note(action, about, who=who, via="dashboard", now_us=now)
        noted.add(what)


def _claims() -> dict[str, Any]:
    """The identity of who signed in; the page stops at the sign-in before that."""
    claims = st.user.to_dict()
    if "is_logged_in" not in claims:
        raise MissingExtra(NOT_SET_UP)
    if not claims["is_logged_in"]:
        _show_sign_in()
        st.stop()
    return claims


def _show_sign_in() -> None:
    with st.container(border=True, key="sign_in"):
        st.header("Sign in to see the dashboard", anchor=False)
        st.text("Figures about the use of the app are for the people whom its operator has named.")
        st.button("Sign in", key="log_in", type="primary", icon=":material/login:", on_click=st.login)


def _show_refusal(sentence: str) -> None:
    with st.container(border=True, key="refused"):
        st.header("No access", anchor=False)
        st.text(sentence)
        st.button("Sign in with another account", key="sign_out", icon=":material/logout:", on_click=st.logout)
