"""Sessions: the newest, one as a timeline, its export, its erasure."""

import json
from collections.abc import Sequence
from typing import TYPE_CHECKING

import streamlit as st

from finops_agent.analytics.visits import Visit, newest_visits, visit_of
from finops_agent.analytics.window import local
from finops_agent.audit import about_session
from finops_agent.dashboard.access import note, note_view
from finops_agent.dashboard.attributes import ENDS
from finops_agent.dashboard.events import moment_of, table_height
from finops_agent.dashboard.figures import seconds
from finops_agent.dashboard.frame import Seen
from finops_agent.dashboard.process import current_runtime
from finops_agent.dashboard.sheet import Sheet
from finops_agent.errors import AuditUnavailable
from finops_agent.events import RECORDER_SESSION, Event, timestamp, to_item
from finops_agent.events.ids import storable_id
from finops_agent.runtime import erase_session
from finops_agent.web.access import Viewer
from finops_agent.web.timeline import Moment, timeline

if TYPE_CHECKING:
    from finops_agent.recorder.erasure import Erasure

_DAY = len("2026-11-26 ")


def choose(seen: Seen) -> str | None:
    """The session that is asked for: typed, or chosen among the newest of the window."""
    asked = st.text_input(
        "Session id, or how it begins",
        key="id",
        bind="query-params",
        placeholder="as the tables show it",
        max_chars=256,
    )
    visits = newest_visits(seen.analytics.store, seen.view.window, view=seen.filter)
    if not asked.strip():
        return _chosen(seen, visits)
    st.button("All sessions", key="all_sessions", icon=":material/arrow_back:", on_click=_show_all)
    wanted = storable_id(asked.strip())
    if seen.analytics.store.session(wanted):
        return wanted
    begins = [visit.session for visit in visits if visit.session.startswith(wanted)]
    if len(begins) == 1:
        return begins[0]
    st.text(
        f"No session «{wanted}»: it never was, has expired or was erased."
        if not begins
        else f"{len(begins)} of the newest sessions begin with «{wanted}»: type more of it."
    )
    return None


def show(seen: Seen, session: str) -> None:
    """One session: its line, its timeline, export and erasure."""
    events = seen.analytics.store.session(session)
    visit = visit_of(events)
    if visit is None or session == RECORDER_SESSION:
        st.text("There is nothing of this session.")
        return
    note_view(seen.viewer, about_session(session))
    st.header("One session", anchor=False)
    st.text(f"{session}\n{_in_words(visit, seen.view.tz)}")
    st.html(timeline(_moments(events, seen.view.tz), title=f"Events of session {session}"))
    with st.container(key="session_actions", horizontal=True):
        st.download_button(
            "Export as JSON",
            data=lambda: _noted_json(seen, session, events),
            file_name=f"session-{session}.jsonl",
            mime="application/x-ndjson",
            key="export_session",
            icon=":material/download:",
            on_click="ignore",
        )
        st.button("Erase this session…", key="erase", icon=":material/delete:", on_click=_ask, args=(session,))
    _show_confirmation(seen, session)


def show_report() -> None:
    """What the last erasure removed where."""
    not_erased: str | None = st.session_state.pop("not_erased", None)
    if not_erased is not None:
        st.error("Nothing was erased.", icon=":material/error:")
        st.text(not_erased)
    told: tuple[str, Erasure] | None = st.session_state.pop("erased", None)
    if told is None:
        return
    session, erasure = told
    if erasure.is_gone:
        st.success("Erased: a second search found nothing more of the session.", icon=":material/check:")
    else:
        st.error("Not everything of the session is gone yet.", icon=":material/error:")
    stored = "not reached" if erasure.store is None else f"{erasure.store:,} events"
    lines = [
        f"Session: {session}",
        f"Store: {stored}",
        f"Journals: {erasure.journals:,} events",
        f"Dead letters: {erasure.dead_letters:,} events",
        f"Archive: {erasure.archive:,} events",
        f"Searched: {', '.join(erasure.searched)}",
        *erasure.passed_over,
        *erasure.remains,
    ]
    st.code("\n".join(lines), language=None, wrap_lines=True)


def _show_all() -> None:
    st.session_state["id"] = ""


def _chosen(seen: Seen, visits: Sequence[Visit]) -> str | None:
    st.caption(f"The {len(visits)} newest sessions of the window. Select a row to see its events.")
    tz = seen.view.tz
    table = {
        "Began": [_clock(visit.first_us, tz) for visit in visits],
        "Lasted": [seconds((visit.last_us - visit.first_us) / timestamp.US_PER_S) for visit in visits],
        "Queries": [visit.queries for visit in visits],
        "Uploads": [visit.uploads for visit in visits],
        "Failures": [visit.failures for visit in visits],
        "End": [ENDS.get(visit.end, visit.end) for visit in visits],
        "Session": [visit.session for visit in visits],
    }
    seen.sheets.append(Sheet("Newest sessions", tuple(table), list(zip(*table.values(), strict=True))))
    chosen = st.dataframe(
        table,
        hide_index=True,
        key="visits",
        on_select="rerun",
        selection_mode="single-row",
        height=table_height(len(visits)),
        column_config={"Session": st.column_config.TextColumn(width=290)},
    )
    return next((visits[number].session for number in chosen["selection"]["rows"] if number < len(visits)), None)


def _ask(session: str) -> None:
    st.session_state.erasing = session


def _keep() -> None:
    st.session_state.pop("erasing", None)


def _show_confirmation(seen: Seen, session: str) -> None:
    if st.session_state.get("erasing") != session:
        return
    with st.container(border=True, key="confirm"):
        st.markdown("**Erase every event of this session?** This cannot be undone.")
        st.caption("It is removed from the store, the journals, the dead letters and the archive of this machine.")
        with st.container(horizontal=True):
            st.button("Erase for good", key="erase_now", type="primary", on_click=_erase, args=(seen.viewer, session))
            st.button("Keep it", key="keep", on_click=_keep)


def _erase(viewer: Viewer, session: str) -> None:
    """Erase the session everywhere; the report is shown by the run that follows."""
    _keep()
    try:
        note(viewer, "erase", about_session(session))
    except AuditUnavailable as error:
        st.session_state.not_erased = str(error)
        return
    runtime = current_runtime()
    st.session_state.erased = session, erase_session(runtime.config, session, runtime.store)


def _moments(events: Sequence[Event], tz: str) -> list[Moment]:
    """The events in the order of their times; the day stands where it begins."""
    timed = sorted(((timestamp.parse(event.timestamp)[0], event) for event in events), key=lambda pair: pair[0])
    before: int | None = None
    moments = []
    for moment_us, event in timed:
        clock = _clock(moment_us, tz)
        is_same_day = before is not None and _clock(before, tz)[:_DAY] == clock[:_DAY]
        gap = "" if before is None else f"+{seconds((moment_us - before) / timestamp.US_PER_S)}"
        moments.append(moment_of(to_item(event), clock[_DAY:] if is_same_day else clock, tz, gap))
        before = moment_us
    return moments


def _in_words(visit: Visit, tz: str) -> str:
    lasted = seconds((visit.last_us - visit.first_us) / timestamp.US_PER_S)
    return (
        f"{_clock(visit.first_us, tz)} ({tz}), {lasted}, {visit.events} events (queries {visit.queries}, "
        f"uploads {visit.uploads}, failures {visit.failures}). End: {ENDS.get(visit.end, visit.end)}."
    )


def _clock(moment_us: int, tz: str) -> str:
    return f"{local(moment_us, tz):%Y-%m-%d %H:%M:%S}"


def _noted_json(seen: Seen, session: str, events: Sequence[Event]) -> bytes:
    note(seen.viewer, "export", about_session(session))
    return _json(events)


def _json(events: Sequence[Event]) -> bytes:
    return "".join(json.dumps(to_item(event), ensure_ascii=False) + "\n" for event in events).encode()
