"""The page «Ask»: a question about use, its figures, what they rest on, and how the question was read."""

from collections.abc import Sequence
from dataclasses import replace
from typing import TYPE_CHECKING, Final, NamedTuple

import streamlit as st

from finops_agent.analytics import Measured, Window
from finops_agent.analytics.cube import Filter
from finops_agent.analytics.turns import Newest
from finops_agent.dashboard.access import note_view
from finops_agent.dashboard.cards import show_card
from finops_agent.dashboard.figures import shown
from finops_agent.dashboard.frame import Seen
from finops_agent.dashboard.reading import newest
from finops_agent.dashboard.sheet import Sheet
from finops_agent.usage import STARTERS, Scope, Texts, UsageAnswer, UsageEngine, UsageQuery, chosen
from finops_agent.usage.model import LABELS
from finops_agent.web.columns import columns
from finops_agent.web.plain import plain
from finops_agent.web.rows import rows

if TYPE_CHECKING:
    from streamlit.elements.lib.column_types import ColumnConfig

    from finops_agent.web.sheet import Drawn

_ON_AN_AXIS: Final = {"hour", "day", "week", "month", "hour_of_day"}
_MOST_ROWS: Final = 20
"""Bars; the table below has all."""
_CENT: Final = 0.01


class _Asked(NamedTuple):
    """The question on the page, what it leans on, and how it was read itself."""

    question: str
    previous: UsageQuery | None
    own: UsageQuery | None


def choose() -> str:
    """The question, typed or picked from the suggestions; it stands in the address of the page."""
    question = st.text_input(
        "Ask about use",
        key="question",
        placeholder="How many questions were asked last week?",
        help="Counts and times of the events, in words. A question without a time is about the window above.",
        max_chars=500,
        bind="query-params",
    )
    if not question:
        st.caption("For example:")
        _offer(STARTERS)
    return question or ""


def answered(seen: Seen, question: str) -> UsageAnswer:
    """The answer. Asked again, as at every click on the page, a follow-up leans on the same question as before.

    Raises:
        StoreUnavailable: the store cannot be read.
        AuditUnavailable: a look at texts cannot be logged.
    """
    asked: _Asked = st.session_state.get("asked", _Asked("", None, None))
    engine = UsageEngine(seen.analytics, Texts(lambda window, view: _texts(seen, window, view)) if _may(seen) else None)
    engine.previous = asked.previous if asked.question == question else asked.own
    leaned_on = engine.previous
    view = seen.view
    answer = engine.ask(question, Scope(chosen(view.window, view.name), view.tz, view.filter))
    st.session_state["asked"] = _Asked(question, leaned_on, engine.previous)
    return answer


def show(seen: Seen, answer: UsageAnswer) -> None:
    """The answer, from its sentence to its formulas."""
    if answer.refused:
        st.info(plain(answer.text), icon=":material/help:")
        st.caption("What can be answered, for example:")
        _offer(answer.suggestions)
        return
    with st.container(key="answer"):
        st.markdown(plain(answer.text))
    _show_figures(seen, answer)
    read = " · ".join(f"{label}: {value}" for label, value in answer.interpretation)
    st.caption(plain(f"Read as {read}."))
    for told in (*answer.notes, *answer.formulas):
        st.caption(plain(told))
    header, lines = answer.table()
    seen.sheets.append(Sheet("Answer", header, lines))


def _offer(questions: tuple[str, ...]) -> None:
    with st.container(key="starters", horizontal=True):
        for number, question in enumerate(questions):
            st.button(question, key=f"starter_{number}", on_click=_pick, args=(question,))


def _pick(question: str) -> None:
    st.session_state["question"] = question


def _may(seen: Seen) -> bool:
    return seen.viewer.is_operator


def _texts(seen: Seen, window: Window, view: Filter) -> Newest:
    note_view(seen.viewer, "questions")
    part = replace(seen.view, window=window, **view._asdict())
    return newest(replace(seen, view=part))


def _show_figures(seen: Seen, answer: UsageAnswer) -> None:
    query = answer.query
    if query is None or not answer.lines:
        return
    if query.dimension is None:
        _show_cards(answer)
        return
    if len(answer.lines) > 1:
        _show_chart(seen, answer, query.dimension)
    header, lines = answer.table()
    table = {name: [line[place] for line in lines] for place, name in enumerate(header)}
    st.dataframe(
        table,
        hide_index=True,
        key="answer_table",
        placeholder="-",
        column_config={name: _column(name, cells) for name, cells in table.items()},
    )


def _column(name: str, cells: Sequence[str | float | None]) -> "ColumnConfig":
    """How a column is headed, and its numbers written: with as many digits as say something."""
    label = name[:1].upper() + name[1:]
    amounts = [abs(cell) for cell in cells if isinstance(cell, float)]
    if not amounts:
        return st.column_config.Column(label)
    return st.column_config.NumberColumn(label, format="%.5f" if any(0 < a < _CENT for a in amounts) else "%.2f")


def _show_cards(answer: UsageAnswer) -> None:
    line = answer.lines[0]
    with st.container(key="cards"):
        for place, measured in enumerate(line.now):
            show_card(measured, line.before[place] if line.before else None)


def _show_chart(seen: Seen, answer: UsageAnswer, dimension: str) -> None:
    metric = answer.metrics[0]
    title = f"{metric.title} by {LABELS[dimension]}"

    def told(value: float) -> str:
        return shown(Measured(metric, value, 0)) if metric.unit else f"{value:,.6g}"

    is_axis = dimension in _ON_AN_AXIS
    drawn: Drawn = ("stacks" if metric.adds else "levels") if is_axis else "bars"
    header = (LABELS[dimension], metric.title) if is_axis else (LABELS[dimension], metric.title, "share (%)")
    figures = [(line.label, line.now[0].value, line.share)[: len(header)] for line in answer.lines]
    seen.sheets.append(Sheet(title, header, figures, drawn=drawn, show=told))
    if is_axis:
        parts = {line.label: _known(metric.title, line.now[0].value) for line in answer.lines}
        if any(parts.values()):
            st.html(columns(parts, title=title, unit="", show=told, as_levels=not metric.adds))
        return
    amounts = {line.label: line.now[0].value or 0 for line in answer.lines[:_MOST_ROWS]}
    whole = sum(line.now[0].value or 0 for line in answer.lines) if metric.adds else 0
    st.html(rows(amounts, title=title, of=whole, show=told))


def _known(kind: str, value: float | None) -> dict[str, float]:
    return {} if value is None else {kind: value}
