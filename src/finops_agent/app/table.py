"""The rows of an answer as a table."""

from decimal import Decimal
from typing import Any

import streamlit as st

from finops_agent.agent.answer import Answer

_MOST_ROWS_AT_ONCE = 25
_HEIGHT = 400
_LEAST_CENT = 0.01


def show_table(answer: Answer) -> None:
    """All rows; long ones scroll."""
    columns = {name: [_cell(row[i]) for row in answer.rows] for i, name in enumerate(answer.columns)}
    height = "content" if len(answer.rows) <= _MOST_ROWS_AT_ONCE else _HEIGHT
    formats = {name: st.column_config.NumberColumn(format="%.2f") for name in columns if _is_money_like(columns[name])}
    st.dataframe(columns, hide_index=True, height=height, column_config=formats)  # type: ignore[arg-type]  # a word or pixels


def _cell(value: Any) -> Any:  # noqa: ANN401 - a cell of any column
    """Decimals as floats for the table on the screen; the download keeps them exact."""
    return float(value) if isinstance(value, Decimal) else value


def _is_money_like(cells: list[Any]) -> bool:
    """Whether two decimals say enough: fractions, none of them tiny."""
    numbers = [cell for cell in cells if cell is not None]
    return any(isinstance(cell, float) for cell in numbers) and all(
        isinstance(cell, float) and (not cell or abs(cell) >= _LEAST_CENT) for cell in numbers
    )
