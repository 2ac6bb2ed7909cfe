"""Lengths of time that a figure is set against: the "days" of "retention under 7 days" are its unit and no split."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING

from finops_agent.agent.refusal import Refusal
from finops_agent.costs.semantic.words import column_words

if TYPE_CHECKING:
    from finops_agent.costs.semantic import Measure

_PER: dict[tuple[str, str], Decimal] = {
    ("year", "month"): Decimal(12), ("quarter", "month"): Decimal(3), ("year", "quarter"): Decimal(4),
    ("week", "day"): Decimal(7),
}  # fmt: skip
"""(what is said, what the column holds) -> how many of the one are in the other."""
CALENDAR_UNITS = {"day": "day", "days": "day", "week": "week", "weeks": "week", "month": "month", "months": "month"}
CALENDAR_UNITS |= {"year": "year", "years": "year", "quarter": "quarter", "quarters": "quarter"}
"""Words of calendar units -> the unit."""
_IN_DAYS = frozenset({"retention"})
"""Words of columns that AWS gives in days and does not say so."""


def in_unit_of(measure: Measure, said: str, amount: Decimal, text: str) -> Decimal:
    """`amount` of the calendar unit `said` in the unit of the column. Raises Refusal where that is not known."""
    words = column_words(measure.column or measure.name)
    held = next((CALENDAR_UNITS[word] for word in reversed(words) if word in CALENDAR_UNITS), None)
    held = held or ("day" if measure.unit == "days" or _IN_DAYS & set(words) else None)
    if held == said:
        return amount
    if held is not None and (said, held) in _PER:
        return amount * _PER[said, held]
    in_what = f"in {held}s" if held is not None else "in a unit that its name does not say"
    raise Refusal(text, f"{measure.label} is {in_what}. Give the amount in it.")
