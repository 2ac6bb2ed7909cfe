"""Figures that are no metrics, such as sizes: side by side on the page, a row each in the export."""

from collections.abc import Mapping
from typing import Final, NamedTuple

import streamlit as st

from finops_agent.dashboard.figures import money, size
from finops_agent.dashboard.frame import Seen
from finops_agent.dashboard.sheet import Sheet

_HEADER: Final = ("what", "value", "unit", "meaning")
NONE: Final = "-"


class Cell(NamedTuple):
    """A figure as it is shown, and as a number with its unit."""

    shown: str
    value: float | str | None
    unit: str


def counted(count: float, unit: str, places: int = 0) -> Cell:
    """So many of something.

    >>> counted(1234, "events").shown, counted(0.25, "units", 1).shown
    ('1,234', '0.2')
    """
    return Cell(f"{count:,.{places}f}", count, unit)


def sized(size_bytes: int | None) -> Cell:
    """The size of something; a dash where it is not there."""
    return Cell(NONE if size_bytes is None else size(size_bytes), size_bytes, "bytes")


def spent(cost_usd: float) -> Cell:
    """An amount of money."""
    return Cell(money(cost_usd), cost_usd, "USD")


def show_cells(seen: Seen, title: str, cells: Mapping[str, Cell], meaning: Mapping[str, str] | None = None) -> None:
    """The figures by their labels; `meaning` is what a label says when asked, `title` names the table of the export."""
    told = meaning or {}
    with st.container(key=f"cards_{title.lower().replace(' ', '_')}"):
        for label, cell in cells.items():
            st.metric(label, cell.shown, border=True, help=told.get(label))
    rows = [(label, cell.value, cell.unit, told.get(label)) for label, cell in cells.items()]
    seen.sheets.append(Sheet(title, _HEADER, rows))
