"""The rows of an answer as a table."""

from collections.abc import Callable, Mapping
from decimal import Decimal
from typing import TYPE_CHECKING, Any

import streamlit as st

from finops_agent.agent.answer import Answer

if TYPE_CHECKING:
    from streamlit.elements.lib.column_types import ColumnConfig

_MOST_ROWS_AT_ONCE = 25
_HEIGHT = 400
_LEAST_CENT = 0.01


def show_table(answer: Answer) -> None:
    """All rows; long ones scroll."""
    show_columns({name: [_cell(row[i]) for row in answer.rows] for i, name in enumerate(answer.columns)})


def show_columns(columns: dict[str, list[Any]], label: Callable[[str], str] = str) -> None:
    """Cells by column; fractions that two decimals tell enough of are written with two, and thousands are parted."""
    config = {name: st.column_config.Column(label(name)) for name in columns} | amounts(columns, label)
    height = "content" if max(map(len, columns.values()), default=0) <= _MOST_ROWS_AT_ONCE else _HEIGHT
    st.dataframe(columns, hide_index=True, height=height, column_config=config, placeholder="-")  # type: ignore[arg-type]  # a word or pixels


def amounts(columns: Mapping[str, list[Any]], label: Callable[[str], str] = str) -> dict[str, "ColumnConfig"]:
    """How those of the columns are written that are fractions of which two decimals say enough."""
    return {
        name: st.column_config.NumberColumn(label(name), format="accounting" if _is_parted(cells) else "%.2f")
        for name, cells in columns.items()
        if _is_money_like(cells)
    }


def _is_parted(cells: list[Any]) -> bool:
    """Whether thousands are to be parted; negative figures would stand in brackets then."""
    return all(cell is None or cell >= 0 for cell in cells)


def _cell(value: Any) -> Any:  # noqa: ANN401 - a cell of any column
    """Decimals as floats for the table on the screen; the download keeps them exact."""
    return float(value) if isinstance(value, Decimal) else value


def _is_money_like(cells: list[Any]) -> bool:
    """Whether two decimals say enough: fractions, none of them tiny."""
    numbers = [cell for cell in cells if cell is not None]
    return any(isinstance(cell, float) for cell in numbers) and all(
        isinstance(cell, float) and (not cell or abs(cell) >= _LEAST_CENT) for cell in numbers
    )
