"""The year of a list of months: in "March and July 2025" it is that of both."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from finops_agent.agent.reading.times.calendar_times import MONTH_WORDS
from finops_agent.costs.semantic.period import month_of

if TYPE_CHECKING:
    from collections.abc import Sequence

    from finops_agent.agent.reading.parts import Part

_TIES = frozenset({"and", "or", "comma"})


def as_of_one_year(parts: Sequence[Part]) -> list[Part]:
    """`parts`, where months without a year in a list take the year of the one behind them."""
    kept = list(parts)
    for at in range(len(kept) - 1, 1, -1):
        year = _year_said(kept[at])
        before = at - 1
        while year and before > 0 and kept[before].meaning in _TIES and _is_bare(kept[before - 1]):
            kept[before - 1] = _in_year(kept[before - 1], year)
            before -= 2
            while before > 0 and kept[before].meaning in _TIES and kept[before - 1].meaning in _TIES:
                before -= 1
    return kept


def _year_said(part: Part) -> int:
    """The year of a month that the part names with it; 0 where it names none."""
    words = part.text.replace(",", " ").split()
    period = part.when.period if part.when is not None else None
    is_month = period is not None and period.unit == "month" and part.when is not None and part.when.relation is None
    said = period is not None and str(period.start.year) in words
    return period.start.year if is_month and said and period is not None else 0


def _is_bare(part: Part) -> bool:
    when = part.when
    is_month = when is not None and when.period is not None and when.period.unit == "month" and when.relation is None
    return is_month and part.text.lower() in MONTH_WORDS


def _in_year(part: Part, year: int) -> Part:
    when = part.when
    if when is None or when.period is None:
        return part
    return replace(part, when=replace(when, period=month_of(when.period.start.replace(year=year))))
