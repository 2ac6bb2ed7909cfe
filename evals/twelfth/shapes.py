"""The shapes of truths that this set asks for beside those of every set."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING

from evals.ledger import changes
from evals.questions import also, ask, fair, says

if TYPE_CHECKING:
    from collections.abc import Sequence

    from evals.ledger import Table
    from evals.questions import Case


def joined(kind: str, question: str, *tables: Table, after: Sequence[str] = ()) -> Case:
    """What several things cost together: the sum, or a row each (the sum may stand below)."""
    sums = [sum((row[1] for row in table), Decimal(0)) for table in tables]
    return also(fair(kind, question, *sums, after=after), fair(kind, question, *tables, after=after, ordered=False))


def differing(kind: str, question: str, *pairs: tuple[Table, Table], after: Sequence[str] = ()) -> Case:
    """What changed, name by name: the difference, the change in percent, or both figures."""
    moved = [changes(before, later) for before, later in pairs]
    shares = [_in_percent(before, later) for before, later in pairs]
    return also(
        fair(kind, question, *moved, *(later for _, later in pairs), after=after, ordered=False),
        fair(kind, question, *shares, after=after, tolerance=0.1, ordered=False),
    )


def named(kind: str, question: str, *lists: Sequence[str], after: Sequence[str] = ()) -> Case:
    """Which they are: their names in any order, whatever figure stands beside each."""
    return fair(kind, question, *([[name, None] for name in names] for names in lists), after=after, ordered=False)


def counted(kind: str, question: str, names: Sequence[Sequence[str]], after: Sequence[str] = ()) -> Case:
    """How many they are, or which (by one of their kinds of names)."""
    return also(ask(kind, question, len(names[0]), after), named(kind, question, *names, after=after))


def told(kind: str, question: str, *ways: Sequence[str], after: Sequence[str] = ()) -> Case:
    """Words that an answer must have, in one of several ways."""
    return also(*(says(kind, question, *words, after=after) for words in ways))


def on_top(kind: str, question: str, *tables: Table, after: Sequence[str] = (), tolerance: float = 0.01) -> Case:
    """Which is highest: that row, all in order, or its name in words."""
    words = "|".join(dict.fromkeys(table[0][0] for table in tables))
    firsts = [table[:1] for table in tables]
    return also(
        fair(kind, question, *firsts, *tables, after=after, tolerance=tolerance),
        says(kind, question, words, after=after),
    )


def signless(table: Table) -> list[Table]:
    """A table of credits with their signs and without."""
    return [table, [[name, abs(value)] for name, value in table]]


def _in_percent(before: Table, later: Table) -> Table:
    old, new = dict(before), dict(later)
    return [[name, (new.get(name, 0) / old[name] - 1) * 100 if old.get(name) else None] for name in {**old, **new}]
