"""Questions: what is asked most, how it goes, what is refused and why, what to suggest next."""

from typing import Any, Final

import streamlit as st

from finops_agent.analytics.similar import LEAST_SESSIONS, Group, Grouped, alike, missing, worth_suggesting
from finops_agent.analytics.turns import Newest
from finops_agent.dashboard.frame import Seen
from finops_agent.dashboard.process import current_runtime
from finops_agent.dashboard.reading import newest, told_since
from finops_agent.dashboard.sheet import Sheet

_WIDTHS: Final = {
    "Asked": 58,
    "Sessions": 74,
    "Refused": 68,
    "Failed": 56,
    "Rated": 56,
    "Rated good": 88,
    "Suggested": 84,
}
"""Pixels of the columns of counts, so that all fit beside the question."""


def read(seen: Seen) -> tuple[Newest, Grouped]:
    """The newest questions of the view, in groups; says what they were read from."""
    found = newest(seen)
    if not current_runtime().config.record_text:
        st.info("Texts are not recorded now (FINOPS_AGENT_RECORD_TEXT=off): only earlier questions can be shown.")
    if found.without_text:
        st.caption(f"{found.without_text:,} questions were recorded without their text and are left out here.")
    st.caption(
        f"{told_since(found, seen.view.tz)} Texts are shown as they were kept, after redaction. Groups of fewer than "
        f"{LEAST_SESSIONS} sessions are not shown one by one."
    )
    return found, alike(found.turns)


def show_groups(seen: Seen, grouped: Grouped) -> None:
    """Groups of similar questions, most asked first."""
    st.header("What people ask", anchor=False)
    rows = [_row(group) for group in grouped.shown]
    _show_table(seen, "What people ask", rows, "No question was asked by enough sessions to be shown.")
    if grouped.held_back:
        st.caption(
            f"Not shown: {grouped.held_back_turns:,} questions in {grouped.held_back:,} groups of fewer than "
            f"{LEAST_SESSIONS} sessions."
        )


def show_missing(seen: Seen, found: Newest) -> None:
    """What is refused, and for which missing word or data."""
    st.header("What is missing", anchor=False)
    rows = [
        {"Missing word or data": reason, "Refused questions": count, "Sessions": sessions}
        for reason, (count, sessions) in missing(found.turns).items()
    ]
    _show_table(seen, "What is missing", rows, f"Nothing was refused for the same reason in {LEAST_SESSIONS} sessions.")


def show_suggestions(seen: Seen, grouped: Grouped) -> None:
    """What to offer as suggested prompts next."""
    st.header("What to suggest next", anchor=False)
    rows = [
        {"Question": group.question, "Typed": group.typed, "Sessions": group.sessions, "Answered": group.answered_share}
        for group in worth_suggesting(grouped)
    ]
    _show_table(seen, "What to suggest next", rows, "No group of questions goes well enough and is typed often enough.")
    st.caption("Answered at least nine times in ten, and typed more often than picked from the suggestions.")


def _row(group: Group) -> dict[str, Any]:
    good, rated = group.rated
    return {
        "Question": group.question,
        "Asked": len(group.turns),
        "Sessions": group.sessions,
        "Answered": group.answered_share,
        "Refused": group.count("refused"),
        "Failed": group.count("error"),
        "Median time": group.seconds,
        "Rated": rated,
        "Rated good": good,
        "Suggested": len(group.turns) - group.typed,
    }


def _show_table(seen: Seen, title: str, rows: list[dict[str, Any]], otherwise: str) -> None:
    if not rows:
        st.caption(otherwise)
        return
    table = {name: [row[name] for row in rows] for name in rows[0]}
    st.dataframe(
        table,
        hide_index=True,
        height="content",
        key=f"table_{title.lower().replace(' ', '_')}",
        placeholder="-",
        column_config={
            "Question": st.column_config.TextColumn(width=278),
            **{name: st.column_config.NumberColumn(width=width) for name, width in _WIDTHS.items()},
            "Missing word or data": st.column_config.TextColumn(width="large"),
            "Answered": st.column_config.NumberColumn(format="%.1f %%", width=80),
            "Median time": st.column_config.NumberColumn(format="%.2f s", width=94),
        },
    )
    seen.sheets.append(Sheet(title, tuple(table), list(zip(*table.values(), strict=True))))
