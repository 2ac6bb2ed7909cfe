# ruff: noqa: S608 - queries of quoted names
"""AWS Cost Explorer's CSV: dates down, services (accounts, Regions, …) across, totals in a row and a column.

It is a summary: read as a bill of one row for each date and name, so that every question about services and months
works. Both totals are left out of the rows and compared with their sum.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from finops_agent.costs.engine import quoted
from finops_agent.costs.formats.base import FOCUS_COLUMNS, Format, Mapped
from finops_agent.costs.formats.times import time_of

if TYPE_CHECKING:
    from collections.abc import Mapping

    from finops_agent.costs.formats.origin import Origin

_SUFFIX = re.compile(r"\s*\(([^()]+)\)$")
_TOTAL = re.compile(r"total costs?\b", re.IGNORECASE)
_SIGNS = {"$": "USD", "€": "EUR", "£": "GBP", "¥": "JPY"}
_AXES = {
    "service": "ServiceName",
    "linked account": "SubAccountName",
    "account": "SubAccountName",
    "region": "RegionId",
    "usage type": "x_UsageType",
    "usage type group": "x_UsageType",
    "instance type": "x_InstanceType",
    "api operation": "x_Operation",
    "availability zone": "AvailabilityZone",
    "charge type": "x_LineItemType",
    "purchase option": "PricingCategory",
}
"""What the first column says the columns are; anything else is the key of a tag or a cost category."""
_SERVICES = frozenset({"", "date", "month", "day", "time", "period", "start date", "total"})
"""First columns that say nothing of the others: these are services then."""
_KEY, _VALUE = "x_name", "x_cost"


def detect(columns: Mapping[str, str]) -> bool:
    """Columns with their currency behind them, one of them the total."""
    money = [name for name in columns if _currency(name)]
    return len(money) > 1 and len(money) >= len(columns) - 1 and any(_TOTAL.match(name) for name in money)


def map_columns(origin: Origin, number: str) -> Mapped:
    """Each cell a row."""
    first = next(iter(origin.columns))
    money = [name for name in origin.columns if name != first]
    across = [name for name in money if not _TOTAL.match(name)] or money
    total = next((name for name in money if _TOTAL.match(name)), None)
    rows = " UNION ALL ".join(_rows(first, name, origin, number) for name in across)
    key = first.strip()
    axis = _AXES.get(key.lower()) or ("Tags" if key.lower() not in _SERVICES else "ServiceName")
    expressions = {
        "BilledCost": _VALUE,
        "x_NetCost": _VALUE,
        "ChargePeriodStart": "x_time",
        axis: _KEY if axis != "Tags" else _tag(key),
        "BillingCurrency": f"'{_currency(across[0])}'",
        "ProviderName": "'AWS'",
        "ChargeCategory": "'Usage'",
    }
    origins = {column: first if column in {"ChargePeriodStart", axis} else "the cells" for column in expressions}
    when = time_of(quoted(first), origin)
    own = f"SELECT sum({number.format(text=quoted(total))}) FROM {{table}} WHERE {when} IS NOT NULL" if total else None
    return Mapped(
        {column: expressions[column] for column in FOCUS_COLUMNS if column in expressions},
        origins,
        total or across[0],
        source=f"({rows})",
        own_total=own,
    )


def _tag(key: str) -> str:
    """The tag `key` of a row; the column of charges without it is called after the lack of it."""
    text, none = key.replace("'", "''"), "^No (tag key|tagkey|cost category|[^:]*):?"
    return f"CASE WHEN NOT regexp_matches({_KEY}, '{none}', 'i') THEN MAP {{'{text}': {_KEY}}} END"


def _rows(first: str, column: str, origin: Origin, number: str) -> str:
    name = _SUFFIX.sub("", column).replace("'", "''")
    when, cost = time_of(quoted(first), origin), number.format(text=quoted(column))
    return (
        f"SELECT {when} AS x_time, '{name}' AS {_KEY}, {cost} AS {_VALUE} FROM {{table}} "
        f"WHERE {when} IS NOT NULL AND {quoted(column)} IS NOT NULL"
    )


def _currency(column: str) -> str | None:
    """The ISO code that a column's name ends with, such as USD of `EC2-Instances($)`."""
    found = _SUFFIX.search(column)
    if not found:
        return None
    sign = found.group(1)
    return _SIGNS.get(sign) or (sign if re.fullmatch(r"[A-Z]{3}", sign) else None)


COST_EXPLORER = Format(
    "aws_cost_explorer",
    "AWS Cost Explorer CSV",
    "columns that end in their currency, such as `EC2-Instances($)`, with `Total costs($)`",
    detect,
    map_columns,
    "AWS",
    is_summary=True,
)
