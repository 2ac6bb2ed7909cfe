"""The number check: each number in the model's words equals a figure of a result at its shown rounding.

A number may also stand in the question, be a date that the data knows, or count the rows that were returned. Names are
no numbers, but a name that reads as an amount is not let through: a cell of a bill must not state a figure.
"""

from __future__ import annotations

import re
from decimal import ROUND_HALF_EVEN, ROUND_HALF_UP, Decimal
from typing import TYPE_CHECKING, Final

from finops_agent.agent.model.known_days import KnownDays, days_in
from finops_agent.agent.model.said import Said, is_figure_like, numbers_in

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date

    from finops_agent.agent.model.evidence import Evidence, Figure

_SHORTEST_ID: Final = 10
"""Digits from which a name of digits alone is an account's or project's number."""
_COUNTING: Final = frozenset(
    (
        "top", "first", "last", "highest", "largest", "biggest", "lowest", "cheapest", "dearest", "most", "least",
        "smallest", "other", "remaining", "these", "those", "the", "all", "only", "next", "of", "are", "following",
    )
)  # fmt: skip
"""Words before a count of things: "the top 3", "the other 2"."""


def unsupported_numbers(
    text: str, question: str, evidences: Sequence[Evidence], known: Sequence[date] = ()
) -> tuple[str, ...]:
    """The numbers in `text` that no result holds, as they stand there; empty where all is well.

    Args:
        text: the model's words, as the page will show them.
        question: what was asked; its numbers may be repeated.
        evidences: the results that the model saw.
        known: days of the data, such as its first and last.
    """
    days = KnownDays.of({*known, *days_in(question), *(day for one in evidences for day in one.days)})
    checked = days.without_dates(_without_names(text, evidences))
    asked = numbers_in(days.without_dates(question))
    bad = [said.text for said in numbers_in(checked) if not _is_supported(said, asked, evidences)]
    return tuple(dict.fromkeys(bad))


def _without_names(text: str, evidences: Sequence[Evidence]) -> str:
    """`text` without the names of the results, the longest first."""
    names = {label for one in evidences for label in one.labels if any(letter.isdigit() for letter in label)}
    for name in sorted(names, key=len, reverse=True):
        if _is_quotable(name):
            text = re.sub(rf"(?<![\w$€£¥]){re.escape(name)}(?![\w%])", " ", text)
    return text


def _is_quotable(name: str) -> bool:
    if any(letter.isalpha() for letter in name):
        return not is_figure_like(name)
    return name.isdigit() and len(name) >= _SHORTEST_ID


def _is_supported(said: Said, asked: Sequence[Said], evidences: Sequence[Evidence]) -> bool:
    if any(_equals(said, Decimal(other.value) * other.scale) for other in asked):
        return True
    if any(_matches(said, figure) for one in evidences for figure in one.figures):
        return True
    return said.is_count and _is_a_count(said, evidences)


def _matches(said: Said, figure: Figure) -> bool:
    if figure.kind != "either" and said.is_percent != (figure.kind == "percent"):
        return False
    if said.is_money and figure.kind == "percent":
        return False
    if (said.sign == "-" and figure.value > 0) or said.places < figure.places:
        return False
    return _equals(said, figure.value)


def _equals(said: Said, value: Decimal) -> bool:
    """Whether `value` reads so at the rounding of the text."""
    size = abs(value) / said.scale
    step = Decimal(1).scaleb(-said.places)
    if size >= Decimal(10) ** 24:
        return False
    return said.value in {size.quantize(step, rounding) for rounding in (ROUND_HALF_UP, ROUND_HALF_EVEN)}


def _is_a_count(said: Said, evidences: Sequence[Evidence]) -> bool:
    """Whether it counts rows that were returned, or the days of a result's period."""
    for one in evidences:
        rows = len(one.answer.rows)
        if said.value in {rows, one.rows} or (said.before in _COUNTING and 1 <= said.value <= rows):
            return True
        if one.answer.period is not None and one.days and said.value == (max(one.days) - min(one.days)).days + 1:
            return True
    return False
