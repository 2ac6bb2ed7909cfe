"""Each day's sums of the bill: `costs_by_day`, which answers read instead of every row, exact to the last digit.

It has the columns of `costs` that people split and filter by, texts stored as numbers into their list (ENUM), the
costs of equal rows of a day added up as decimals, and in `x_Rows` how many rows they were. So a sum over it is the sum
over `costs`. A bill that comes hour by hour becomes twenty times shorter; one that hardly does is read row by row.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from finops_agent.costs.bill import COSTS, selected
from finops_agent.costs.engine import quoted
from finops_agent.costs.formats import FOCUS_COLUMNS
from finops_agent.costs.narrow import MOST_VALUES
from finops_agent.costs.reading import columns_of

if TYPE_CHECKING:
    from collections.abc import Container, Iterable, Mapping, Sequence

    from finops_agent.costs.bill import Bill
    from finops_agent.costs.workspace import Workspace

BY_DAY: Final = "costs_by_day"
_KEPT: Final = f"{BY_DAY}_kept"
ROWS: Final = "x_Rows"
DAY: Final = "x_Day"
LEAST_ROWS: Final = 20_000
"""Rows below which the bill itself is read as fast."""
_SUMS: Final = ("BilledCost", "EffectiveCost", "ListCost", "ContractedCost", "x_NetCost", "ConsumedQuantity")
_TEXTS: Final = (
    "BillingCurrency",
    "ChargeCategory",
    "ProviderName",
    "ServiceName",
    "ServiceCategory",
    "BillingAccountId",
    "BillingAccountName",
    "SubAccountId",
    "SubAccountName",
    "RegionId",
    "RegionName",
    "AvailabilityZone",
    "ResourceId",
    "SkuId",
    "SkuMeter",
    "ChargeDescription",
    "PricingCategory",
    "ConsumedUnit",
    "CommitmentDiscountCategory",
    "CommitmentDiscountId",
    "CommitmentDiscountStatus",
    "CommitmentDiscountType",
    "x_UsageType",
    "x_Operation",
    "x_LineItemType",
    "x_InstanceType",
)
_ALWAYS: Final = frozenset({"ResourceId"})
"""Kept however many values it has: nearly every analysis asks for it."""
LABELS: Final[Mapping[str, str]] = {
    "x_Account": 'coalesce("SubAccountName", "SubAccountId", \'no account\')',
    "x_Service": "coalesce(\"ServiceName\", 'no service')",
    "x_Usage": 'coalesce("x_UsageType", "SkuId", "ChargeDescription", \'no usage type\')',
}
"""Names that are never missing, as analyses group by them: column here -> SQL over `costs`."""
_COLUMN: Final = re.compile(r'"([^"]+)"')
_LEAST_GAIN: Final = 3
"""Rows to one sum from which adding up beforehand is worth its time and room."""


def sum_by_day(
    work: Workspace, bills: Sequence[Bill], filled: Container[str], tags: Mapping[str, str]
) -> frozenset[str]:
    """Make `costs_by_day` of the `bills` behind `costs`: its columns, or none where `costs` itself is short enough.

    `filled` are the columns of `costs` that hold anything, `tags` the tag keys that have a column, with its name.
    """
    texts = [column for column in _TEXTS if column in filled]
    sums = [column for column in _SUMS if column in filled]
    if sum(bill.file.rows for bill in bills) < LEAST_ROWS or DAY not in filled or not sums:
        return frozenset()
    if any(bill.stored.is_narrow for bill in bills):
        texts = [*(column for column in texts if _is_short(column, bills)), *tags.values()]
        _from_narrow(work, bills, texts, sums, tags)
    else:
        texts = _from_table(work, texts, sums)
    nothing = {column: FOCUS_COLUMNS[column] for column in (*_TEXTS, *_SUMS) if column not in filled}
    empty = "".join(f", CAST(NULL AS {kind}) AS {quoted(column)}" for column, kind in nothing.items())
    work.view(BY_DAY, f"SELECT *{empty} FROM {quoted(_KEPT)}")  # noqa: S608 - quoted names
    return frozenset({*texts, *sums, *nothing, *LABELS, DAY, ROWS})


def _is_short(column: str, bills: Sequence[Bill]) -> bool:
    """Whether it has few values in every bill: a text of its own in each row would leave nothing to add up."""
    return column in _ALWAYS or all(not bill.stored.is_narrow or column in bill.stored.values for bill in bills)


def _from_table(work: Workspace, texts: Sequence[str], sums: Sequence[str]) -> list[str]:
    given = {**{column: quoted(column) for column in texts}, **LABELS}
    kinds = {column: _listed(work, COSTS, column, expression) for column, expression in given.items()}
    kinds = {column: kind for column, kind in kinds.items() if kind is not None or column in LABELS}
    read = [
        f"{f'CAST({given[column]} AS {kind})' if kind else given[column]} AS {quoted(column)}"
        for column, kind in kinds.items()
    ]
    read += map(quoted, (DAY, *sums))
    work.create(_KEPT, _added_up(f"(SELECT {', '.join(read)} FROM {COSTS})", list(kinds), sums))  # noqa: S608 - quoted names
    return [column for column in kinds if column not in LABELS]


def _from_narrow(
    work: Workspace, bills: Sequence[Bill], texts: Sequence[str], sums: Sequence[str], tags: Iterable[str]
) -> None:
    parts = [f"({selected(bill, tags, is_coded=True)})" for bill in bills]
    labels = ", ".join(f"{_over(expression, texts)} AS {quoted(column)}" for column, expression in LABELS.items())
    if not all(_is_worth_it(work, part, texts) for part in parts):
        names = ", ".join(map(quoted, (*texts, DAY, *sums)))
        read = [f"SELECT {names}, {labels}, 1 AS {quoted(ROWS)} FROM {part}" for part in parts]  # noqa: S608 - quoted names
        work.view(_KEPT, " UNION ALL ".join(read))
        return
    added = " UNION ALL ".join(_added_up(part, texts, sums) for part in parts)
    staged = f"{_KEPT}_staged"
    work.create(staged, f"SELECT *, {labels} FROM ({added})", is_large=True)  # noqa: S608 - quoted names
    # Lists of values of different bills are no one type, so such columns came as text.
    plain = [column for column, kind in columns_of(work.connection, staged).items() if kind == "VARCHAR"]
    place = f"{work.disk()}."
    kinds = {column: _listed(work, staged, column, quoted(column), place) for column in plain}
    coded = [f"CAST({quoted(column)} AS {kind}) AS {quoted(column)}" for column, kind in kinds.items() if kind]
    replaced = f" REPLACE ({', '.join(coded)})" if coded else ""
    work.create(_KEPT, f"SELECT *{replaced} FROM {quoted(staged)}", is_large=True)  # noqa: S608 - quoted names
    work.drop(staged)


def _over(expression: str, texts: Sequence[str]) -> str:
    """A label over the columns that were kept; the others hold nothing."""
    for column in _COLUMN.findall(expression):
        if column not in texts:
            expression = expression.replace(f"{quoted(column)}, ", "")
    return expression


def _listed(work: Workspace, table: str, column: str, expression: str, place: str = "") -> str | None:
    """A type of the values of `expression`, in the order of texts; None where they are too many."""
    values = f"SELECT DISTINCT {expression} AS v FROM {quoted(table)} WHERE {expression} IS NOT NULL"  # noqa: S608 - quoted names
    if column not in _ALWAYS:
        found = work.connection.execute(f"SELECT count(*) FROM ({values} LIMIT {MOST_VALUES + 1})").fetchone()  # noqa: S608 - as above
        if found is None or found[0] > MOST_VALUES:
            return None
    kind = f"{place}{quoted(f'{BY_DAY}_{column}')}"
    work.connection.execute(f"CREATE TYPE {kind} AS ENUM ({values} ORDER BY v)")
    return kind


def _is_worth_it(work: Workspace, rows: str, texts: Sequence[str]) -> bool:
    """Whether equal rows are many, judged by the first day."""
    names = ", ".join(map(quoted, texts))
    first = f"(SELECT min({quoted(DAY)}) FROM {rows})"  # noqa: S608 - quoted names
    day = f"SELECT count(*) AS n FROM {rows} WHERE {quoted(DAY)} = {first} GROUP BY {names}"  # noqa: S608 - quoted names
    found = work.connection.execute(f"SELECT count(*), sum(n) FROM ({day})").fetchone()  # noqa: S608 - as above
    return found is not None and bool(found[0]) and found[1] >= _LEAST_GAIN * found[0]


def _added_up(rows: str, texts: Sequence[str], sums: Sequence[str]) -> str:
    names = ", ".join(map(quoted, (*texts, DAY)))
    added = ", ".join(f"sum({quoted(column)}) AS {quoted(column)}" for column in sums)
    return f"SELECT {names}, {added}, count(*) AS {quoted(ROWS)} FROM {rows} GROUP BY {names}"  # noqa: S608 - quoted names
