"""Truths that have more than one fair shape."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from evals.third.kinds import Case, ask, either

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from decimal import Decimal

    from evals.ledger import Ledger, Row, Table


def two(kind: str, question: str, one: Decimal, other: Decimal, after: Sequence[str] = ()) -> Case:
    """Two figures side by side, in either order, or their difference."""
    return either(ask(kind, question, [[one, other]], after), [[other, one]], abs(one - other), sign="any")


def versus(kind: str, question: str, *named: tuple[str, Decimal], after: Sequence[str] = ()) -> Case:
    """Two named figures: as rows (a further one is a row beside them), side by side, or as their difference."""
    (_, one), (_, other), *_ = named
    case = two(kind, question, one, other, after)
    rows = [
        ask(kind, question, [[*each] for each in named[:count]], ordered=False)["want"] for count in (2, len(named))
    ]
    return {**case, "want": {**case["want"], "any": [*case["want"]["any"], *rows]}}


def peak(book: Ledger, where: Callable[[Row], bool] = lambda _: True) -> Table:
    """The dearest day."""
    return [max(book.by_day(where), key=lambda row: row[1])]


def spread(kind: str, question: str, table: Table, after: Sequence[str] = ()) -> Case:
    """A breakdown in any order; what has no label may be a row of its own or be left out."""
    named = [row for row in table if row[0]]
    case = ask(kind, question, table, after, ordered=False)
    return case if len(named) == len(table) else either(case, named, ordered=False)


def share(kind: str, question: str, *parts: Decimal, after: Sequence[str] = ()) -> Case:
    """A percentage, to the tenth; further ones are right as well."""
    case = ask(kind, question, parts[0], after, 0.1)
    return either(case, *parts[1:], tolerance=0.1) if len(parts) > 1 else case


def signed(kind: str, question: str, value: Any, after: Sequence[str] = ()) -> Case:  # noqa: ANN401 - a truth has many shapes
    """A figure that may be told with or without its sign."""
    return ask(kind, question, value, after, sign="any")


def about(kind: str, question: str, value: Decimal, part: float, after: Sequence[str] = ()) -> Case:
    """An estimate: right within a part of it."""
    return ask(kind, question, value, after, float(value) * part)
