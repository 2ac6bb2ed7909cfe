"""How an answer was computed: readings to change, what it rests on, the queries, the same for Athena, the rows."""

from typing import Any

import streamlit as st

from finops_agent.agent.answer import Alternative, Answer, Chip
from finops_agent.app.downloads import basis_line
from finops_agent.app.table import show_table
from finops_agent.conversation import Conversation, Turn
from finops_agent.costs.analyses.footing import account_of
from finops_agent.costs.semantic.athena import LAYOUTS, TABLES, athena_sql, usual_layout
from finops_agent.costs.semantic.reconcile import Reconciliation, reconcile
from finops_agent.web.plain import plain

_AS_READ = "as first read"


def show_computation(conversation: Conversation, turn: Turn, *, has_chart: bool) -> None:
    """A box that opens to the computation of the turn's answer."""
    answer = turn.answer
    with st.expander("How this was computed", icon=":material/function:"):
        _show_chips(conversation, turn)
        st.caption(plain(basis_line(answer)))
        names = [":material/database: Query", ":material/balance: Reconciliation", ":material/cloud: Athena query"]
        tabs = st.tabs([*names, ":material/table: Rows"] if has_chart else names)
        with tabs[0]:
            for step in answer.sql:
                st.code(step.sql, language="sql", wrap_lines=True)
                st.caption(f"{step.rows:,} row{'' if step.rows == 1 else 's'}")
        with tabs[1]:
            _show_reconciliation(conversation, turn)
        with tabs[2]:
            _show_athena(conversation, turn)
        if has_chart:
            with tabs[3]:
                show_table(answer)


# ------------------------------------------------------------------ readings
def _show_chips(conversation: Conversation, turn: Turn) -> None:
    """Each part of the question as it was read; those that could be read otherwise open."""
    answer = turn.answer
    if not answer.interpretation:
        return
    chips = answer.chips or tuple(Chip(label, value) for label, value in answer.interpretation)
    with st.container(key=f"chips_{turn.number}", horizontal=True, gap="small"):
        for place, chip in enumerate(chips):
            words = f"**{plain(chip.label)}** {plain(chip.value)}"
            if not chip.alternatives or conversation.dataset is None:
                st.markdown(words, width="content")
                continue
            with st.popover(words, key=f"chip_{turn.number}_{place}"):
                st.caption(f"{plain(chip.label)}: what else could be meant")
                for number, other in enumerate(chip.alternatives):
                    _offer(conversation, turn, chip, other, key=f"read_{turn.number}_{place}_{number}")
        first = _first_reading(turn)
        if first is not None and conversation.dataset is not None:
            _offer(conversation, turn, Chip(_AS_READ, ""), first, key=f"read_{turn.number}_first")


def _offer(conversation: Conversation, turn: Turn, chip: Chip, other: Alternative, *, key: str) -> None:
    st.button(
        plain(other.label),
        key=key,
        icon=":material/undo:" if chip.label == _AS_READ else None,
        on_click=_choose,
        args=(conversation, turn, chip.label, other),
    )


def _choose(conversation: Conversation, turn: Turn, label: str, other: Alternative) -> None:
    readings = st.session_state.setdefault("first_readings", {})
    if label == _AS_READ:
        readings.pop(turn.number, None)
    elif turn.answer.query is not None:
        readings.setdefault(turn.number, Alternative(_AS_READ, turn.answer.query, other.table))
    conversation.choose(turn.number, other, chip=label)
    st.session_state.pop(f"kind_{turn.number}", None)


def _first_reading(turn: Turn) -> Alternative | None:
    found: Alternative | None = st.session_state.get("first_readings", {}).get(turn.number)
    return found


# ------------------------------------------------------------ reconciliation
def _show_reconciliation(conversation: Conversation, turn: Turn) -> None:
    account = _account(conversation, turn)
    if account is None:
        st.caption("This figure is no sum of charges, so it is not a part of the bill's total.")
        return
    st.dataframe(
        {
            "": [line.label for line in account.lines],
            account.currency or "amount": [float(line.amount) for line in account.lines],
            "rows": [line.rows for line in account.lines],
        },
        hide_index=True,
        column_config={
            account.currency or "amount": st.column_config.NumberColumn(format="accounting"),
            "rows": st.column_config.NumberColumn(format="accounting"),
        },
        key=f"account_{turn.number}",
    )
    if account.follows:
        st.caption(plain(account.follows))
    st.caption(_agreement(account))


def _agreement(account: Reconciliation) -> str:
    if account.holds is False:
        differs = plain(f"{(account.figured or 0) - account.lines[-1].amount:,.2f}")
        return f":material/warning: The analysis itself added up {differs} more. Please report this, with the queries."
    if account.files_total is None:
        same = " and to what the analysis itself has" if account.holds else ""
        return f":material/check: The lines add up{same}, to the cent."
    total = plain(f"{account.files_total:,.2f} {account.currency}".strip())
    if account.agrees:
        return f":material/check: The files themselves add up to {total}: the data agrees with them to the cent."
    differs = plain(f"{account.lines[0].amount - account.files_total:,.2f}")
    return (
        f":material/warning: The files themselves add up to {total}, the data differs by {differs}; "
        "see what there is to know about each file."
    )


def _account(conversation: Conversation, turn: Turn) -> Reconciliation | None:
    """Computed once for each reading: a page is drawn more often than a question is asked."""
    query, dataset = turn.answer.query, conversation.dataset
    kept: dict[Any, Reconciliation | None] = st.session_state.setdefault("accounts", {})
    footing = turn.answer.footing
    if query is None or dataset is None or not (footing or _is_one_query(turn.answer)):
        return kept.get((turn.number, query))
    if (turn.number, query) not in kept:
        kept[turn.number, query] = account_of(dataset, footing) if footing else reconcile(dataset, query)
    return kept[turn.number, query]


def _is_one_query(answer: Answer) -> bool:
    """Whether the answer is its query over a bill, and no analysis of several."""
    return bool(answer.chips) and any('FROM "costs"' in step.sql for step in answer.sql)


# -------------------------------------------------------------------- Athena
def _show_athena(conversation: Conversation, turn: Turn) -> None:
    query, dataset = turn.answer.query, conversation.dataset
    if query is None or dataset is None or not _is_one_query(turn.answer):
        st.caption("Only questions that are one query over a bill can be asked of Athena.")
        return
    layout = st.segmented_control(
        "Your table in Athena",
        LAYOUTS,
        default=usual_layout(dataset),
        key=f"layout_{turn.number}",
        required=True,
    )
    made = athena_sql(dataset, query, layout)
    if made.sql is None:
        st.caption(plain(made.reason))
        return
    st.code(made.sql, language="sql", wrap_lines=True)
    st.caption(
        f"Put your table's name in place of {plain(TABLES[layout])}. Names of services and accounts are those of this "
        "file; nothing is sent to AWS from here."
    )
