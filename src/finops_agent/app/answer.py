"""One answer on the page: words, chart, table, how it was computed, what the visitor thinks of it."""

import io
from decimal import Decimal
from typing import Any

import streamlit as st

from finops_agent.agent.answer import Answer, ChartSpec
from finops_agent.app import suggestion
from finops_agent.conversation import Conversation, Turn
from finops_agent.web import chart
from finops_agent.web.plain import plain

MOST_BARS = 25
"""Bars beyond this cannot be read; the table has all rows."""
_LEAST_CENT = 0.01


def show_answer(conversation: Conversation, turn: Turn, *, is_last: bool) -> None:
    """Draw the answer of one turn."""
    answer = turn.answer
    st.markdown(plain(answer.text))
    for warning in answer.warnings:
        st.caption(f":material/info: {plain(warning)}")
    if answer.chart is not None and answer.rows:
        st.vega_lite_chart(spec=_chart(answer, answer.chart), key=f"chart_{turn.number}", alt=answer.text)
    elif len(answer.rows) > 1:
        _show_table(answer)
    if answer.sql:
        _show_computation(answer)
    _show_actions(conversation, turn)
    if is_last and answer.suggestions:
        _show_follow_ups(turn)


def _show_table(answer: Answer) -> None:
    columns = {name: [_cell(row[i]) for row in answer.rows] for i, name in enumerate(answer.columns)}
    height = "content" if len(answer.rows) <= MOST_BARS else 400
    formats = {name: st.column_config.NumberColumn(format="%.2f") for name in columns if _is_money_like(columns[name])}
    st.dataframe(columns, hide_index=True, height=height, column_config=formats)  # type: ignore[arg-type]  # a word or pixels


def _show_computation(answer: Answer) -> None:
    with st.expander("How this was computed", icon=":material/function:"):
        if answer.interpretation:
            st.markdown("  \n".join(f"**{plain(label)}** {plain(value)}" for label, value in answer.interpretation))
        st.caption(plain(_basis(answer)))
        for step in answer.sql:
            st.code(step.sql, language="sql", wrap_lines=True)
            st.caption(f"{step.rows:,} row{'' if step.rows == 1 else 's'}")
        if answer.chart is not None and answer.rows:
            _show_table(answer)


def _show_actions(conversation: Conversation, turn: Turn) -> None:
    answer = turn.answer
    with st.container(key=f"actions_{turn.number}", horizontal=True, vertical_alignment="center"):
        st.feedback(
            "thumbs",
            key=f"feedback_{turn.number}",
            on_change=_take_feedback,
            args=(conversation, turn.number),
        )
        if answer.rows:
            st.download_button(
                "CSV",
                data=lambda: _download(conversation, answer),
                file_name=f"answer-{turn.number}.csv",
                mime="text/csv",
                key=f"download_{turn.number}",
                icon=":material/download:",
                type="tertiary",
                # A rerun at the click now and then overtakes the file, which then never comes.
                on_click="ignore",
            )


def _show_follow_ups(turn: Turn) -> None:
    with st.container(key=f"follow_{turn.number}", horizontal=True):
        for number, question in enumerate(turn.answer.suggestions):
            suggestion.button(question, key=f"follow_{turn.number}_{number}")


def _basis(answer: Answer) -> str:
    period = f"{answer.period[0]} to {answer.period[1]}" if answer.period else ""
    return " · ".join(filter(None, (answer.basis, period, f"answered by the {answer.engine} engine")))


def _chart(answer: Answer, spec: ChartSpec) -> chart.Spec:
    """Bars in the answer's order, or a line over time."""
    x, y = answer.columns.index(spec.x), answer.columns.index(spec.y)
    rows = [{"label": _label(row[x]), "value": float(row[y] or 0)} for row in answer.rows]
    if spec.kind == "line":
        return chart.line(rows, unit=spec.unit)
    return chart.bars(rows[:MOST_BARS], unit=spec.unit, label=spec.x)


def _cell(value: Any) -> Any:  # noqa: ANN401 - a cell of any column
    """Decimals as floats for the table on the screen; the download keeps them exact."""
    return float(value) if isinstance(value, Decimal) else value


def _is_money_like(cells: list[Any]) -> bool:
    """Whether two decimals say enough: fractions, none of them tiny."""
    numbers = [cell for cell in cells if cell is not None]
    return any(isinstance(cell, float) for cell in numbers) and all(
        isinstance(cell, float) and (not cell or abs(cell) >= _LEAST_CENT) for cell in numbers
    )


def _label(value: object) -> str:
    return "(none)" if value is None else str(value)


def _download(conversation: Conversation, answer: Answer) -> bytes:
    """The rows as CSV, made when the button is pressed."""
    from finops_agent.analytics import write_rows  # noqa: PLC0415 - loaded when a download is asked for

    out = io.BytesIO()
    write_rows(answer.columns, answer.rows, out)
    conversation.feature_used("download_answer", format="csv")
    return out.getvalue()


def _take_feedback(conversation: Conversation, number: int) -> None:
    value = st.session_state.get(f"feedback_{number}")
    if value is not None:
        conversation.feedback("up" if value else "down", number=number)
