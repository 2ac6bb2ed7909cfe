"""Tables made for reading rather than for asking: months across, totals among the rows."""

from __future__ import annotations

import re
from datetime import date
from typing import TYPE_CHECKING

from finops_agent.costs.dataset import Notice
from finops_agent.costs.engine import quoted

if TYPE_CHECKING:
    from collections.abc import Mapping

    from finops_agent.costs.workspace import Workspace

FEWEST_MONTHS = 3
_MOST_MONTHS = 400
_NAMES = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
_NAME = r"(?P<name>jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)[a-z]*"
_MONTHS = (
    re.compile(r"(?P<year>\d{4})[-/_. ]?(?P<month>\d{2})(?:[-/_.](?P<day>\d{2}))?(?: 00:00:00)?"),
    re.compile(r"(?P<month>\d{1,2})[-/_.](?P<year>\d{4})"),
    re.compile(rf"{_NAME}[-_ /'.,]*(?P<year>\d{{4}}|\d{{2}})"),
    re.compile(rf"(?P<year>\d{{4}})[-_ /]*{_NAME}"),
)
_AROUND = re.compile(
    r"^(?:cost|costs|spend|amount)[_ ]+|[_ ]*(?:\([^()]*\)|(?<=[\d_ ])(?:cost|costs|spend|amount|usd|eur))$"
)
_RECKONED = re.compile(
    r"^(?:grand )?total|^sum$|^gesamt|change|delta|diff|%|percent|growth|trend|average|^avg|^mom|^yoy|^ytd",
    re.IGNORECASE,
)
_TOTALS = ("total", "totals", "grand total", "total cost", "total costs", "sum", "gesamt", "gesamtsumme", "summe")
MONTH, COST = "month", "cost"


def month_of(column: str) -> date | None:
    """The month (or day) that a column is named after.

    >>> month_of("Jul 2026"), month_of("2026-07"), month_of("07/2026"), month_of("Sep-26 ($)"), month_of("region")
    (datetime.date(2026, 7, 1), datetime.date(2026, 7, 1), datetime.date(2026, 7, 1), datetime.date(2026, 9, 1), None)
    """
    text = _AROUND.sub("", column.strip().lower()).strip()
    for pattern in _MONTHS:
        found = pattern.fullmatch(text)
        if found:
            return _date(found.groupdict())
    return None


def _date(parts: Mapping[str, str | None]) -> date | None:
    year = int(parts["year"] or 0)
    name = parts.get("name")
    month = _NAMES.index(name) + 1 if name else int(parts.get("month") or 0)
    try:
        return date(year + 2000 if year < 100 else year, month, int(parts.get("day") or 1))  # noqa: PLR2004 - two digits
    except ValueError:
        return None


def turn(work: Workspace, table: str, columns: Mapping[str, str]) -> list[Notice]:
    """Turn months across into months down, in place, where a table has them."""
    months = {column: month for column in columns if (month := month_of(column))}
    if not FEWEST_MONTHS <= len(months) <= _MOST_MONTHS or len(set(months.values())) < len(months):
        return []
    kept = [column for column in columns if column not in months and not _RECKONED.search(column)]
    kept = [column for column in kept if column.lower() not in {MONTH, COST}]
    if not kept:
        return []
    labels = ", ".join(quoted(column) for column in kept)
    rows = " UNION ALL ".join(
        f"SELECT {labels}, DATE '{month}' AS {MONTH}, {quoted(column)} AS {COST} FROM {quoted(table)} "  # noqa: S608 - quoted names
        f"WHERE {quoted(column)} IS NOT NULL"
        for column, month in months.items()
    )
    work.replace(table, rows)
    left = [column for column in columns if column not in months and column not in kept]
    words = f" Columns that are reckoned from them were left out: {', '.join(left[:5])}." if left else ""
    return [
        Notice(
            "months_across",
            f"{len(months)} months stand across; turned into rows with the columns {MONTH} and {COST}.{words}",
        )
    ]


def drop_totals(work: Workspace, table: str, labels: list[str], cost: str | None) -> list[Notice]:
    """Take rows named «Total» away where their costs are the sum of the others: they would count twice."""
    if cost is None or not labels:
        return []
    named = ", ".join(f"lower(trim({quoted(label)}))" for label in labels[:3])
    is_total = f"list_has_any([{named}], {list(_TOTALS)})"
    query = (
        f"SELECT count(*) FILTER ({is_total}), sum({quoted(cost)}) FILTER ({is_total}), "  # noqa: S608 - quoted names
        f"sum({quoted(cost)}) FILTER (NOT {is_total}) FROM {quoted(table)}"
    )
    rows, inside, outside = work.connection.execute(query).fetchone() or (0, None, None)
    if (
        not rows
        or inside is None
        or outside is None
        or abs(float(inside) - float(outside)) > 0.005 * rows + 1e-6 * abs(float(inside))
    ):
        return []
    work.replace(table, f"SELECT * FROM {quoted(table)} WHERE NOT coalesce({is_total}, false)")  # noqa: S608 - quoted names
    what = "A row of totals was" if rows == 1 else f"{rows:,} rows of totals were"
    return [Notice("total_row", f"{what} left out: its {cost} ({float(inside):,.2f}) is the sum of the other rows.")]
