"""Truths by plain reading: `csv` rows, `Decimal` sums; nothing of the application."""

from __future__ import annotations

import csv
import json
import re
from collections import defaultdict
from dataclasses import dataclass, field
from decimal import Decimal, InvalidOperation
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable
    from datetime import date
    from pathlib import Path

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

    def total(self, where: Callable[[Row], bool] = lambda _: True) -> Decimal:
        """The sum of the rows that pass."""
        return sum((self.amount(row) for row in self.rows if where(row)), Decimal(0))

    def by(self, dimension: str, where: Callable[[Row], bool] = lambda _: True) -> Table:
        """[[label, sum], ...] by sum, highest first; rows without a label count under ''."""
        label = self.dimensions[dimension]
        return group((label(row), self.amount(row)) for row in self.rows if where(row))

    def by_day(self, where: Callable[[Row], bool] = lambda _: True) -> Table:
        """[[ISO day, sum], ...] in order."""
        return self._by_time("%Y-%m-%d", where)

    def by_month(self, where: Callable[[Row], bool] = lambda _: True) -> Table:
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

    def is_month(self, month: str) -> Callable[[Row], bool]:
        """Whether a row lies in `YYYY-MM`."""
        return lambda row: f"{self.on(row):%Y-%m}" == month

    def has(self, dimension: str, value: str) -> Callable[[Row], bool]:
        """Whether a row has this value."""
        label = self.dimensions[dimension]
        return lambda row: label(row) == value

    def _by_time(self, form: str, where: Callable[[Row], bool]) -> Table:
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


def both(*tests: Callable[[Row], bool]) -> Callable[[Row], bool]:
    """Whether a row passes all."""
    return lambda row: all(test(row) for test in tests)


def neither(*tests: Callable[[Row], bool]) -> Callable[[Row], bool]:
    """Whether a row passes none."""
    return lambda row: not any(test(row) for test in tests)


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
