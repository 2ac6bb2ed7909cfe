"""What all made bills share: days, amounts, and one way to write a file."""

from __future__ import annotations

import csv
import json
from datetime import date, timedelta
from decimal import ROUND_HALF_EVEN, Decimal
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence
    from pathlib import Path
    from random import Random

MICRO = Decimal("0.000001")


def days(first: str, count: int) -> Iterator[date]:
    """`count` days from `first` on."""
    start = date.fromisoformat(first)
    return (start + timedelta(days=number) for number in range(count))


def amount(rng: Random, around: float, spread: float = 0.2) -> Decimal:
    """A cost near `around`, to the millionth."""
    return Decimal(str(around * rng.uniform(1 - spread, 1 + spread))).quantize(MICRO, ROUND_HALF_EVEN)


def write(path: Path, rows: Sequence[Mapping[str, object]], *, bom: bool = False, columns: Sequence[str] = ()) -> None:
    """All rows under the union of their columns (or `columns`), in order."""
    names = list(columns) or list(dict.fromkeys(name for row in rows for name in row))
    with path.open("w", newline="", encoding="utf-8-sig" if bom else "utf-8") as file:
        writer = csv.DictWriter(file, names, restval="")
        writer.writeheader()
        writer.writerows(rows)


def tagged(names: Sequence[str], values: Sequence[str]) -> dict[str, str]:
    """The tags that have a value."""
    return {name: value for name, value in zip(names, values, strict=True) if value}


def json_text(value: object) -> str:
    """JSON as bills write it."""
    return json.dumps(value, separators=(", ", ": "))
