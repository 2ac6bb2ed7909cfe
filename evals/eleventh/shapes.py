"""Shapes of a truth that this set asks for often."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from evals.ledger import both, number
from evals.questions import also, ask, fair, moved

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from evals.ledger import Ledger, Table, Test
    from evals.questions import Case

Pair = tuple[Decimal, Decimal]


def named(table: Table) -> Table:
    """The rows that have a label."""
    return [row for row in table if row[0]]


def tops(kind: str, question: str, *tables: Table, after: Sequence[str] = (), tolerance: float = 0.01) -> Case:
    """A ranking without a count: the first, the first few, or all."""
    cut = [table[:count] for table in tables for count in (1, 3, 5, 10, len(table)) if table]
    return fair(kind, question, *cut, after=after, tolerance=tolerance)


def climbs(kind: str, question: str, *tables: Table, after: Sequence[str] = ()) -> Case:
    """What rose most: as `tops`, only what rose, or every change in any order; whichever of equals is the tenth."""
    tables = tuple(sorted(table, key=lambda row: (-row[1], row[0])) for table in tables)
    risen = [[row for row in table if row[1] > 0] for table in tables]
    tenths = [[*table[:9], row] for table in tables for row in table[9:] if row[1] == table[9][1]]
    absolute = [sorted(table, key=lambda row: (-abs(row[1]), row[0])) for table in tables]
    changed = [[row for row in table if row[1]] for table in tables]
    cut = [table[:count] for table in absolute for count in (5, 10)]
    return also(
        tops(kind, question, *tables, *risen, after=after),
        fair(kind, question, *tenths, *cut, after=after),
        fair(kind, question, *tables, *changed, after=after, ordered=False),
    )


def between(kind: str, question: str, labels: tuple[str, str], *pairs: Pair, after: Sequence[str] = ()) -> Case:
    """From the first to the second: difference, percent, both side by side, or a row each, in either order."""
    rows = [[[labels[0], one], [labels[1], other]] for one, other in pairs]
    triples = [[[one, other, other - one]] for one, other in pairs]
    return also(
        moved(kind, question, *pairs, after=after),
        fair(kind, question, *([[other, one]] for one, other in pairs), *triples, after=after),
        fair(kind, question, *rows, after=after, ordered=False),
    )


def months(book: Ledger, one: str, other: str, where: Test = lambda _: True) -> Pair:
    """The totals of two months."""
    return book.total(both(where, book.is_month(one))), book.total(both(where, book.is_month(other)))


def these(kind: str, question: str, book: Ledger, where: Test, after: Sequence[str] = ()) -> Case:
    """Which things: their ids in any order, whatever is told of each."""
    ids = [[book.dimensions["id"](row), None] for row in book.rows if where(row)]
    return ask(kind, question, ids, after, ordered=False)


def tally(book: Ledger, dimension: str, where: Test = lambda _: True) -> Table:
    """[[label, how many], ...], most first."""
    label = book.dimensions[dimension]
    names = [label(row) for row in book.rows if where(row)]
    return sorted(([name, names.count(name)] for name in {*names}), key=lambda pair: (-pair[1], pair[0]))


def items(book: Ledger, name: str, where: Test = lambda _: True, *, lowest: bool = False) -> Table:
    """[[id, cell], ...] by the cell, highest first."""
    rows = [[book.dimensions["id"](row), number(row[name])] for row in book.rows if where(row)]
    return sorted(rows, key=lambda pair: pair[1] if lowest else -pair[1])


def at_least(name: str, limit: float) -> Test:
    """Whether a cell is this or more."""
    return lambda row: number(row[name]) >= Decimal(str(limit))


def below(name: str, limit: float) -> Test:
    """Whether a cell is less than this."""
    return lambda row: number(row[name]) < Decimal(str(limit))


def each(books: Sequence[Ledger], find: Callable[[Ledger], Any]) -> list[Any]:
    """What is found in each: other bases of cost, or without taxes and credits."""
    return [find(book) for book in books]


def only(book: Ledger, where: Test) -> Ledger:
    """The same with these rows alone."""
    return replace(book, rows=[row for row in book.rows if where(row)])
