"""Truths by plain reading: `csv` rows, `Decimal` sums; nothing of the application."""

from __future__ import annotations

import csv
import json
import re
from collections import defaultdict
from dataclasses import dataclass, field, replace
from decimal import Decimal, InvalidOperation
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable
    from datetime import date
    from pathlib import Path

    Test = Callable[["Row"], bool]

Row = dict[str, str]
Table = list[list[Any]]


@dataclass(frozen=True, slots=True)
class Ledger:
    """The rows of one file, with its cost, its day and its dimensions by the words that people use for them."""

    rows: list[Row]
    cost: str
    day: Callable[[Row], date] | None = None
    dimensions: dict[str, Callable[[Row], str]] = field(default_factory=dict)

    def amount(self, row: Row) -> Decimal:
        """The cost of a row."""
        return number(row[self.cost])

    def total(self, where: Test = lambda _: True) -> Decimal:
        """The sum of the rows that pass."""
        return sum((self.amount(row) for row in self.rows if where(row)), Decimal(0))

    def sum(self, name: str, where: Test = lambda _: True) -> Decimal:
        """The sum of another column."""
        return self.on_basis(name).total(where)

    def count(self, where: Test = lambda _: True) -> int:
        """How many rows pass."""
        return sum(1 for row in self.rows if where(row))

    def credits(self, kind: str = "", where: Test = lambda _: True) -> Decimal:
        """The credits of a Google bill, of one kind or all."""
        return sum((credit(row, kind) for row in self.rows if where(row)), Decimal(0))

    def distinct(self, dimension: str, where: Test = lambda _: True) -> int:
        """How many different labels, none not counted."""
        label = self.dimensions[dimension]
        return len({label(row) for row in self.rows if where(row)} - {""})

    def per_day(self, where: Test = lambda _: True) -> Decimal:
        """The mean over the days that have such rows."""
        table = self.by_day(where)
        return sum((row[1] for row in table), Decimal(0)) / len(table)

    def dearest(self, where: Test = lambda _: True) -> Table:
        """The dearest day."""
        return [max(self.by_day(where), key=lambda row: row[1])]

    def by(self, dimension: str, where: Test = lambda _: True) -> Table:
        """[[label, sum], ...] by sum, highest first; rows without a label count under ''."""
        label = self.dimensions[dimension]
        return group((label(row), self.amount(row)) for row in self.rows if where(row))

    def by_day(self, where: Test = lambda _: True) -> Table:
        """[[ISO day, sum], ...] in order."""
        return self._by_time("%Y-%m-%d", where)

    def by_month(self, where: Test = lambda _: True) -> Table:
        """[[YYYY-MM, sum], ...] in order."""
        return self._by_time("%Y-%m", where)

    def days(self) -> list[date]:
        """All days, in order."""
        return sorted({self.on(row) for row in self.rows})

    def on(self, row: Row) -> date:
        """The day of a row."""
        if self.day is None:
            raise LookupError("This file has no days.")
        return self.day(row)

    def is_month(self, month: str) -> Test:
        """Whether a row lies in `YYYY-MM`."""
        return lambda row: f"{self.on(row):%Y-%m}" == month

    def has(self, dimension: str, *values: str) -> Test:
        """Whether a row has one of these."""
        label = self.dimensions[dimension]
        return lambda row: label(row) in values

    def lacks(self, dimension: str, *values: str) -> Test:
        """Whether a row has none of these."""
        return neither(self.has(dimension, *values))

    def within(self, start: str, end: str) -> Test:
        """Whether a row lies in these days, both ends included."""
        return lambda row: start <= f"{self.on(row)}" <= end

    def weekdays(self, *numbers: int) -> Test:
        """Whether a row's day is one of these; Monday is 0."""
        return lambda row: self.on(row).weekday() in numbers

    def on_basis(self, cost: str) -> Ledger:
        """The same rows on another basis of cost."""
        return replace(self, cost=cost)

    def _by_time(self, form: str, where: Test) -> Table:
        return sorted(group((self.on(row).strftime(form), self.amount(row)) for row in self.rows if where(row)))


def group(pairs: Iterable[tuple[str, Decimal]]) -> Table:
    """[[label, sum], ...], highest first."""
    sums: dict[str, Decimal] = defaultdict(Decimal)
    for label, value in pairs:
        sums[label] += value
    return sorted(([label, value] for label, value in sums.items()), key=lambda pair: (-pair[1], pair[0]))


def number(text: str) -> Decimal:
    """A cell as a number; an empty one is nothing."""
    try:
        return Decimal(text)
    except InvalidOperation:
        return Decimal(0)


def read(path: Path) -> list[Row]:
    """All rows of a CSV file."""
    with path.open(newline="", encoding="utf-8-sig") as file:
        return list(csv.DictReader(file))


def both(*tests: Test) -> Test:
    """Whether a row passes all."""
    return lambda row: all(test(row) for test in tests)


def neither(*tests: Test) -> Test:
    """Whether a row passes none."""
    return lambda row: not any(test(row) for test in tests)


def contains(name: str, part: str) -> Test:
    """Whether a column's cell has this in it."""
    return lambda row: part in row[name]


def cell(name: str, *values: str) -> Test:
    """Whether a column has one of these values."""
    return lambda row: row[name] in values


def over(table: Table, limit: float) -> Table:
    """The rows above a limit."""
    return [row for row in table if row[1] > limit]


def changes(before: Table, after: Table) -> Table:
    """[[label, after - before], ...], the greatest rise first."""
    old, new = dict(before), dict(after)
    return _falling([name, new.get(name, 0) - old.get(name, 0)] for name in {*old, *new})


def grown(before: Table, after: Table) -> Table:
    """[[label, change in percent], ...] of what is in both, the greatest rise first."""
    old = dict(before)
    return _falling([name, (value / old[name] - 1) * 100] for name, value in after if old.get(name))


def _falling(rows: Iterable[list[Any]]) -> Table:
    return sorted(rows, key=lambda row: -row[1])


def column(name: str) -> Callable[[Row], str]:
    """The text of a column."""
    return lambda row: row[name]


def credit(row: Row, kind: str = "") -> Decimal:
    """The credits of a Google row, of one kind or all."""
    given = json.loads(row["credits"])
    return sum((Decimal(str(each["amount"])) for each in given if kind in each["type"]), Decimal(0))


def family(row: Row) -> str:
    """The usage type without its region's prefix."""
    return re.sub(r"^[A-Z]{2,4}\d-", "", row["line_item_usage_type"])
