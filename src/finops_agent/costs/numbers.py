"""How a text column writes its numbers: 1234.56, 1,234.56, $12.00, (12.00) or 1.234,56; told by all of its values."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from finops_agent.costs.engine import quoted

if TYPE_CHECKING:
    import duckdb

READABLE: Final = "DECIMAL(27, 12)"
"""A cost that can be meant: up to 15 digits before the point, so that no sum over a file overflows `MONEY`."""

# Whole patterns, not mere removal of signs: without its comma or points, 1,234.56 would pass for 1.23456.
_AMOUNT = r"(\d+|\d\d?\d?(,\d\d\d)+)(\.\d+)?"
_ENGLISH = rf"[-+]?[$€£]? ?[-+]?{_AMOUNT}|\([$€£]? ?{_AMOUNT}\)"
_GERMAN = r"[-+]?(\d+|\d\d?\d?(\.\d\d\d)+)(,\d+)?( ?€)?"

PLAIN: Final = f"TRY_CAST({{text}} AS {READABLE})"
ENGLISH: Final = (
    f"CASE WHEN regexp_full_match({{text}}, '{_ENGLISH}') THEN "
    f"TRY_CAST(regexp_replace(replace({{text}}, '(', '-'), '[$€£, )]', '', 'g') AS {READABLE}) END"
)
"""1,234.56 with or without a currency sign; (12.00) is negative, as accountants write it."""
GERMAN: Final = (
    f"CASE WHEN regexp_full_match({{text}}, '{_GERMAN}') THEN "
    f"TRY_CAST(replace(rtrim(replace({{text}}, '.', ''), ' €'), ',', '.') AS {READABLE}) END"
)
FORMS: Final = (PLAIN, ENGLISH, GERMAN)
"""Expressions over `{text}`."""


def number_form(connection: duckdb.DuckDBPyConnection, table: str, column: str) -> str:
    """The one form that reads every value of a text column; `PLAIN` when none does, or two do (1,234)."""
    text = quoted(column)
    counts = ", ".join(f"count({form.format(text=text)})" for form in FORMS)
    row = connection.execute(f"SELECT count({text}), {counts} FROM {quoted(table)}").fetchone() or (0,)  # noqa: S608 - quoted names
    filled, *readable = row
    fitting = [form for form, count in zip(FORMS, readable, strict=False) if count == filled]
    return PLAIN if PLAIN in fitting or len(fitting) != 1 else fitting[0]
