"""The answer to a free query: typed rows."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True, slots=True)
class SqlResult:
    """Rows as Python values: Decimal stays Decimal, dates dates, lists lists, structs and maps dicts.

    `types` are DuckDB's type names beside `columns`. Where `truncated`, there were more rows than the bounds let
    through.
    """

    columns: tuple[str, ...]
    types: tuple[str, ...]
    rows: tuple[tuple[Any, ...], ...]
    truncated: bool = False
    elapsed_s: float = 0.0
