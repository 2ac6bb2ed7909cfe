"""A table with its name: what every file of rows is made from."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Literal

Drawn = Literal["table", "bars", "stacks", "levels", "ring", "heat"]
"""What its picture is: the rows themselves; bars by name; columns by day, stacked or each kind for itself; a ring of
shares; a grid of counts. The first column names what a row is of, the others hold its amounts."""


_LARGE = 100


def number(value: float) -> str:
    """A number as people read it.

    >>> number(1234567), number(1234.5678), number(0.0123456), number(3.0)
    ('1,234,567', '1,234.57', '0.01235', '3')
    """
    if value == value // 1:
        return f"{value:,.0f}"
    return f"{value:,.2f}" if abs(value) >= _LARGE else f"{value:.4g}"


@dataclass(frozen=True, slots=True)
class Sheet:
    """One sheet: a title line and notes above the table, where there are any."""

    name: str
    columns: Sequence[str]
    rows: Iterable[Sequence[object]]
    notes: Sequence[str] = field(default=())
    drawn: Drawn = "table"
    show: Callable[[float], str] = number
    """How an amount is written in a picture."""
    colors: Mapping[str, str] = field(default_factory=dict)
    """Colours of kinds that stand for something wherever they are shown."""
