"""One answer on the page: words, chart, table, how it was computed, what the visitor thinks of it."""

import streamlit as st

from finops_agent.agent.answer import Answer
from finops_agent.app import suggestion
from finops_agent.app.computation import show_computation
from finops_agent.app.downloads import show_downloads
from finops_agent.app.drawing import Kind, draw, kinds_of, note_of, title_of
from finops_agent.app.table import show_table
from finops_agent.conversation import Conversation, Turn
from finops_agent.web.chart import finished
from finops_agent.web.plain import plain

_ICONS: dict[Kind, str] = {
    "bars": ":material/bar_chart:",
    "line": ":material/show_chart:",
    "columns": ":material/bar_chart:",
    "share": ":material/donut_large:",
    "side by side": ":material/equal:",
    "waterfall": ":material/waterfall_chart:",
    "lines": ":material/show_chart:",
    "stacked": ":material/stacked_bar_chart:",
}


def show_answer(conversation: Conversation, turn: Turn, *, is_last: bool) -> None:
    """Draw the answer of one turn."""
    answer = turn.answer
    st.markdown(plain(answer.text))
    for warning in answer.warnings:
        st.caption(f":material/info: {plain(warning)}")
    kinds = kinds_of(answer)
    if kinds:
        _show_chart(turn.number, answer, kinds)
    elif len(answer.rows) > 1:
        show_table(answer)
    if answer.sql:
        show_computation(conversation, turn, has_chart=bool(kinds))
    _show_actions(conversation, turn)
    if is_last and answer.suggestions:
        _show_follow_ups(turn)


def _show_chart(number: int, answer: Answer, kinds: tuple[Kind, ...]) -> None:
    """The chart that fits, and the others that would; its own tool bar saves it as PNG in the browser."""
    kind = kinds[0]
    if len(kinds) > 1:
        kind = st.segmented_control(
            "Chart",
            kinds,
            default=kinds[0],
            key=f"kind_{number}",
            format_func=lambda kind: f"{_ICONS[kind]} {kind.capitalize()}",
            label_visibility="collapsed",
            required=True,
        )
    name = kind.replace(" ", "_")
    with st.container(key=f"drawn_{number}_{name}"):
        spec = finished(draw(answer, kind), title=title_of(answer), theme=st.context.theme.type)
        st.vega_lite_chart(spec=spec, key=f"chart_{number}_{name}", alt=answer.text)
    note = note_of(answer, kind)
    if note:
        st.caption(note)


def _show_actions(conversation: Conversation, turn: Turn) -> None:
    with st.container(key=f"actions_{turn.number}", horizontal=True, vertical_alignment="center"):
        st.feedback(
            "thumbs",
            key=f"feedback_{turn.number}",
            on_change=_take_feedback,
            args=(conversation, turn.number),
        )
        if turn.answer.rows:
            show_downloads(conversation, turn.answer, number=turn.number)


def _show_follow_ups(turn: Turn) -> None:
    with st.container(key=f"follow_{turn.number}", horizontal=True):
        for number, question in enumerate(turn.answer.suggestions):
            suggestion.button(question, key=f"follow_{turn.number}_{number}")


def _take_feedback(conversation: Conversation, number: int) -> None:
    value = st.session_state.get(f"feedback_{number}")
    if value is not None:
        conversation.feedback("up" if value else "down", number=number)
