"""What the questions of this set share: truths with several fair readings, days, and parts of rows."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from evals.ledger import both, number
from evals.third.kinds import Case, ask, either, plain

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence

    from evals.ledger import Ledger, Row, Table

    Test = Callable[[Row], bool]


def fair(
    kind: str,
    question: str,
    *values: Any,  # noqa: ANN401 - a truth has many shapes
    after: Sequence[str] = (),
    tolerance: float = 0.01,
    **how: Any,  # noqa: ANN401
) -> Case:
    """A question with every value that a careful reader may give; the first is the likeliest."""
    apart = [value for at, value in enumerate(values) if plain(value) not in [plain(each) for each in values[:at]]]
    case = ask(kind, question, apart[0], after, tolerance, **how)
    return either(case, *apart[1:], tolerance=tolerance, **how) if len(apart) > 1 else case


def also(case: Case, *others: Case) -> Case:
    """One question whose truth may be any of several cases'."""
    wants = [want for each in (case, *others) for want in each["want"].get("any", [each["want"]])]
    return {**case, "want": {"any": wants, "value": wants[0].get("value", wants[0].get("says"))}}


def percents(kind: str, question: str, *values: Any, after: Sequence[str] = ()) -> Case:  # noqa: ANN401 - a truth has many shapes
    """As `fair`, in percent to the tenth."""
    return fair(kind, question, *values, after=after, tolerance=0.1)


def ranked(kind: str, question: str, *tables: Table, after: Sequence[str] = (), tolerance: float = 0.01) -> Case:
    """Which is highest: that row alone, or all in order with it on top."""
    return fair(kind, question, *(table[:1] for table in tables), *tables, after=after, tolerance=tolerance)


def pieces(kind: str, question: str, *tables: Table, after: Sequence[str] = ()) -> Case:
    """A breakdown in any order; what has no label may be left out."""
    named = [[row for row in table if row[0]] for table in tables]
    return fair(kind, question, *tables, *named, after=after, ordered=False)


def day_words(day: str) -> str:
    """The ways to write a day, for `says`: 2025-04-17 as "2025-04-17|April 17|17 April|Apr 17|17 Apr"."""
    at = date.fromisoformat(day)
    return "|".join(
        [
            day,
            *(f"{one} {other}" for name in (f"{at:%B}", f"{at:%b}") for one, other in ((name, at.day), (at.day, name))),
        ]
    )


def within(book: Ledger, start: str, end: str, *more: Test) -> Test:
    """Whether a row lies in these days, both ends included, and passes the rest."""
    return both(lambda row: start <= f"{book.on(row)}" <= end, *more)


def weekdays(book: Ledger, *numbers: int) -> Test:
    """Whether a row's day is one of these; Monday is 0."""
    return lambda row: book.on(row).weekday() in numbers


def contains(name: str, part: str) -> Test:
    """Whether a column's cell has this in it."""
    return lambda row: part in row[name]


def cell(name: str, *values: str) -> Test:
    """Whether a column has one of these values."""
    return lambda row: row[name] in values


def summed(rows: Iterable[Row], name: str, where: Test = lambda _: True) -> Decimal:
    """The sum of another column."""
    return sum((number(row[name]) for row in rows if where(row)), Decimal(0))


def per_day(book: Ledger, where: Test = lambda _: True) -> Decimal:
    """The mean over the days that have such rows."""
    table = book.by_day(where)
    return sum((row[1] for row in table), Decimal(0)) / len(table)


def grown(before: Table, after: Table) -> Table:
    """[[label, change in percent], ...] of what is in both, the greatest rise first."""
    old = dict(before)
    found = [[name, (value / old[name] - 1) * 100] for name, value in after if old.get(name)]
    return sorted(found, key=lambda row: -row[1])


def on_basis(book: Ledger, cost: str) -> Ledger:
    """The same rows on another basis of cost."""
    return replace(book, cost=cost)
