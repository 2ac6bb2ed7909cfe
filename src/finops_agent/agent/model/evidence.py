"""What the tools returned for one question: the only figures that the model's words may hold."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from datetime import date, datetime
from decimal import Decimal
from typing import TYPE_CHECKING, Any, Final, Literal

from finops_agent.agent.model.said import numbers_in

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from finops_agent.agent.answer import Answer

Kind = Literal["percent", "plain", "either"]
_PERCENT: Final = re.compile(r"percent|pct|%|share|rate|utilisation|utilization|coverage", re.IGNORECASE)
_LITERAL: Final = re.compile(r"(?<![\w.])\d+(?:\.\d+)?(?![\w.])")


@dataclass(frozen=True, slots=True)
class Figure:
    """A figure out of a result."""

    value: Decimal
    kind: Kind = "plain"
    places: int = 0
    """Decimals below which it proves nothing: rounded once already, it would be rounded twice."""


@dataclass(frozen=True, slots=True)
class Evidence:
    """One result: its answer as the page would show it, and what of it the model saw."""

    tool: str
    answer: Answer
    figures: tuple[Figure, ...]
    labels: frozenset[str]
    """Texts in it, as the model saw them and as they are."""
    days: frozenset[date]
    rows: int
    """Rows of it that the model saw."""


def evidence_of(tool: str, answer: Answer, sent: tuple[tuple[Any, ...], ...], labels: Iterable[str]) -> Evidence:
    """The evidence in `answer`, of which the rows `sent` went to the model."""
    figures = list(_cells(answer, sent))
    if tool == "run_sql":
        # A number that the query only repeats is the model's own word, not the data's.
        literals = {Decimal(text) for step in answer.sql for text in _LITERAL.findall(step.sql)}
        figures = [replace(figure, kind="either") for figure in figures if figure.value not in literals]
    else:
        figures += [Figure(said.value, "percent" if said.is_percent else "plain") for said in numbers_in(answer.text)]
        if answer.value is not None and not isinstance(answer.value, list):
            figures.append(Figure(Decimal(str(answer.value)), "percent" if answer.unit == "%" else "plain"))
    return Evidence(tool, answer, tuple(figures), frozenset(labels), frozenset(_days(answer, sent)), len(sent))


def _cells(answer: Answer, sent: tuple[tuple[Any, ...], ...]) -> Iterator[Figure]:
    kinds: list[Kind] = ["percent" if _PERCENT.search(column) else "plain" for column in answer.columns]
    if answer.unit == "%" and "percent" not in kinds:
        kinds = ["either"] * len(kinds)
    for row in sent:
        for kind, cell in zip(kinds, row, strict=True):
            if isinstance(cell, int | float | Decimal) and not isinstance(cell, bool):
                yield from _figures(cell, kind)


def _figures(cell: float | Decimal, kind: Kind) -> Iterator[Figure]:
    """The figure, and as it was sent where that is rounded."""
    exact = Decimal(str(cell))
    if exact.is_finite():
        yield Figure(exact, kind)
        yield Figure(Decimal(str(sent_figure(exact))), kind, _sent_places(exact))


def sent_figure(value: Decimal) -> float:
    """A figure as the model sees it: cents are enough from one unit on."""
    return float(round(value, _sent_places(value)))


def _sent_places(value: Decimal) -> int:
    return 2 if abs(value) >= 1 else 6


def _days(answer: Answer, sent: tuple[tuple[Any, ...], ...]) -> Iterator[date]:
    for text in answer.period or ():
        yield date.fromisoformat(text[:10])
    for row in sent:
        for cell in row:
            if isinstance(cell, datetime):
                yield cell.date()
            elif isinstance(cell, date):
                yield cell


def main_of(evidences: Iterable[Evidence], text: str) -> Evidence | None:
    """The result that the text is about: the one that most of its figures come from, of equals the latest."""
    said = [number.value for number in numbers_in(text)]
    best: Evidence | None = None
    most = -1
    for evidence in evidences:
        known = {abs(round(figure.value, 2)) for figure in evidence.figures} | {
            abs(round(figure.value)) for figure in evidence.figures
        }
        hits = sum(value in known for value in said)
        if hits >= most:
            best, most = evidence, hits
    return best
