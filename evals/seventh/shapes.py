"""Truths that this set asks for more than once: on both bases of cost, of a change, of a peak."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from evals.sixth.shapes import also, day_words, fair, on_basis, ranked
from evals.third.kinds import percent, says

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from decimal import Decimal

    from evals.ledger import Ledger, Row, Table
    from evals.third.kinds import Case


def ways(book: Ledger, find: Callable[[Ledger], Any], *bases: str) -> list[Any]:
    """What is found on the usual basis and on each other one (`amortized` unless told)."""
    return [find(book), *(find(on_basis(book, basis)) for basis in bases or ("amortized",))]


def moved(kind: str, question: str, *pairs: Sequence[Decimal], after: Sequence[str] = ()) -> Case:
    """How much it changed from one to the other: the difference, both figures, or percent."""
    amounts = [later - earlier for earlier, later in pairs]
    tables = [[[earlier, later]] for earlier, later in pairs]
    return also(
        fair(kind, question, *amounts, *tables, after=after, sign="any"),
        in_percent(kind, question, *pairs, after=after),
    )


def in_percent(kind: str, question: str, *pairs: Sequence[Decimal], after: Sequence[str] = ()) -> Case:
    """The change in percent, to the tenth."""
    shares = [percent(later - earlier, earlier) for earlier, later in pairs]
    return fair(kind, question, *shares, after=after, tolerance=0.1, sign="any")


def peak(kind: str, question: str, *tables: Table, after: Sequence[str] = ()) -> Case:
    """The dearest day: its row, all days with it on top, or its date in words."""
    sorted_ = [sorted(table, key=lambda row: -row[1]) for table in tables]
    named = [says(kind, question, day_words(table[0][0]), after=after) for table in sorted_]
    return also(ranked(kind, question, *sorted_, after=after), *named)


def about(kind: str, question: str, *values: Decimal, within: float, after: Sequence[str] = ()) -> Case:
    """A forecast: a figure within this share of what the past gives."""
    return also(*(fair(kind, question, value, after=after, tolerance=float(value) * within) for value in values))


def shares(table: Table) -> Table:
    """[[label, percent of the whole], ...]."""
    whole = sum(row[1] for row in table)
    return [[label, percent(value, whole)] for label, value in table]


def distinct(book: Ledger, dimension: str, where: Callable[[Row], bool] = lambda _: True) -> int:
    """How many different labels, none not counted."""
    label = book.dimensions[dimension]
    return len({label(row) for row in book.rows if where(row)} - {""})
