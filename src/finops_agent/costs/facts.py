"""The figures that the checks of a bill look at, most of them from one pass over its rows."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from typing import TYPE_CHECKING

from finops_agent.costs.bill import view_of
from finops_agent.costs.engine import quoted

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import date

    import duckdb

    from finops_agent.costs.formats import Format, Mapped

FIRST_YEAR = 2006
"""Of the first public cloud bill."""
MOST_COMPARED = 2_000_000
"""Rows up to which every row is compared with every other."""
CATEGORIES = ("Usage", "Purchase", "Tax", "Credit", "Adjustment")


@dataclass(frozen=True, slots=True)
class Reading:
    """The first figures of a mapped bill. `total` is None where currencies are mixed: they cannot be added."""

    rows: int
    total: Decimal | None
    currencies: tuple[str, ...]
    period: tuple[date, date] | None

    @property
    def currency(self) -> str | None:
        """The one currency; None when there is none or more than one."""
        return self.currencies[0] if len(self.currencies) == 1 else None


@dataclass(frozen=True, slots=True)
class Facts:
    """What the checks of one bill look at."""

    known: Format
    mapped: Mapped
    reading: Reading
    sums: Mapping[str, Decimal | int | None]
    own_total: Decimal | None
    decimals: tuple[tuple[str, Decimal, Decimal, int, int], ...]
    """For each provider without a decimal in its effective costs: billed, effective, rows of 0, rows charged."""

    def count(self, name: str) -> int:
        """A count among the sums."""
        return int(self.sums[name] or 0)

    def amount(self, name: str) -> Decimal:
        """An amount among the sums."""
        return Decimal(self.sums[name] or 0)


_SUMS = {
    "no_cost": 'count(*) FILTER ("BilledCost" IS NULL)',
    "no_date": 'count(*) FILTER ("x_Day" IS NULL)',
    "no_currency": 'count(*) FILTER ("BillingCurrency" IS NULL AND "BilledCost" <> 0)',
    "no_service": 'count(*) FILTER ("ServiceName" IS NULL AND "BilledCost" <> 0)',
    "no_account": 'count(*) FILTER ("SubAccountId" IS NULL AND "SubAccountName" IS NULL AND "BilledCost" <> 0)',
    "credits": 'sum("BilledCost") FILTER ("ChargeCategory" = \'Credit\')',
    "tax": 'sum("BilledCost") FILTER ("ChargeCategory" = \'Tax\')',
    "negations": "count(*) FILTER (\"x_LineItemType\" = 'SavingsPlanNegation')",
    "negated": 'sum("BilledCost") FILTER ("x_LineItemType" = \'SavingsPlanNegation\')',
    "covered": 'sum("BilledCost") FILTER ("x_LineItemType" = \'SavingsPlanCoveredUsage\')',
    "covered_rows": "count(*) FILTER (\"x_LineItemType\" IN ('SavingsPlanCoveredUsage', 'DiscountedUsage'))",
    "negative": 'count(*) FILTER ("BilledCost" < 0 AND "ChargeCategory" = \'Usage\' '
    "AND \"x_LineItemType\" IS DISTINCT FROM 'SavingsPlanNegation' AND \"ChargeClass\" IS DISTINCT FROM 'Correction')",
    "negative_cost": 'sum("BilledCost") FILTER ("BilledCost" < 0 AND "ChargeCategory" = \'Usage\' '
    "AND \"x_LineItemType\" IS DISTINCT FROM 'SavingsPlanNegation' AND \"ChargeClass\" IS DISTINCT FROM 'Correction')",
    "corrections": "count(*) FILTER (\"ChargeClass\" = 'Correction')",
    "corrected": 'sum("BilledCost") FILTER ("ChargeClass" = \'Correction\')',
    "strange": f'count(*) FILTER ("ChargeCategory" NOT IN {CATEGORIES})',
    "reversed": 'count(*) FILTER ("ChargePeriodEnd" < "ChargePeriodStart")',
    "outside": 'count(*) FILTER ("ChargeCategory" = \'Usage\' AND ("ChargePeriodStart" >= "BillingPeriodEnd" '
    'OR "ChargePeriodStart" < "BillingPeriodStart"))',
    "days": 'count(DISTINCT "x_Day")',
    "billed": 'sum("BilledCost")',
    "effective": 'sum("EffectiveCost")',
    "effective_rows": 'count("EffectiveCost")',
    "listed": 'sum("ListCost") FILTER ("ChargeCategory" = \'Usage\' AND "ListCost" > 0)',
    "listed_effective": 'sum("EffectiveCost") FILTER ("ChargeCategory" = \'Usage\' AND "ListCost" > 0)',
    "zero": 'count(*) FILTER ("BilledCost" = 0)',
    "far": f'count(*) FILTER (year("x_Day") < {FIRST_YEAR})',
}


def reading_of(connection: duckdb.DuckDBPyConnection, view: str) -> Reading:
    """Sum, currencies and days of a mapped bill."""
    query = (
        'SELECT count(*), sum("BilledCost"), min("x_Day"), max("x_Day"), '  # noqa: S608 - a quoted name
        'list_sort(list(DISTINCT "BillingCurrency") FILTER ("BillingCurrency" IS NOT NULL)) '
        f"FROM {quoted(view)}"
    )
    rows, total, first, last, currencies = connection.execute(query).fetchone() or (0, None, None, None, None)
    several = tuple(currencies or ())
    return Reading(int(rows), None if len(several) > 1 else total, several, (first, last) if first and last else None)


def gather(connection: duckdb.DuckDBPyConnection, table: str, known: Format, mapped: Mapped, reading: Reading) -> Facts:
    """The figures of the bill in the raw `table`."""
    view = view_of(table)
    row = connection.execute(f"SELECT {', '.join(_SUMS.values())} FROM {quoted(view)}").fetchone() or ()  # noqa: S608 - constants
    sums = dict(zip(_SUMS, row, strict=True)) | {"duplicates": _duplicates(connection, table, reading)}
    own = None
    if mapped.own_total:
        (own,) = connection.execute(mapped.own_total.replace("{table}", quoted(table))).fetchone() or (None,)
    return Facts(known, mapped, reading, sums, own, _decimals(connection, view))


def _duplicates(connection: duckdb.DuckDBPyConnection, table: str, reading: Reading) -> int:
    """Rows that are equal to an earlier one in every column."""
    if reading.rows > MOST_COMPARED:
        return 0
    query = f"SELECT count(*) - count(DISTINCT hash(COLUMNS_OF)) FROM {quoted(table)} t"  # noqa: S608 - a quoted name
    row = connection.execute(query.replace("COLUMNS_OF", "t")).fetchone() or (0,)
    return int(row[0])


def _decimals(connection: duckdb.DuckDBPyConnection, view: str) -> tuple[tuple[str, Decimal, Decimal, int, int], ...]:
    """Looked for only where a provider has no fraction at all: finding one fraction is quick, counting all is not."""
    ask = connection.execute
    providers = ask(f'SELECT DISTINCT "ProviderName" FROM {quoted(view)}').fetchall()  # noqa: S608 - a quoted name
    fraction = (
        f'SELECT 1 FROM {quoted(view)} WHERE "ProviderName" IS NOT DISTINCT FROM ? '  # noqa: S608 - a quoted name
        'AND "EffectiveCost" <> trunc("EffectiveCost") LIMIT 1'
    )
    if all(ask(fraction, row).fetchone() for row in providers):
        return ()
    query = (
        'SELECT coalesce("ProviderName", \'\'), sum("BilledCost"), sum("EffectiveCost"), '  # noqa: S608 - a quoted name
        'count(*) FILTER ("EffectiveCost" = 0 AND "BilledCost" > 0), count(*) FILTER ("BilledCost" > 0) '
        f'FROM {quoted(view)} GROUP BY 1 HAVING count("EffectiveCost") > 20 '
        'AND count(*) FILTER ("EffectiveCost" <> trunc("EffectiveCost")) = 0 '
        'AND count(*) FILTER ("BilledCost" <> trunc("BilledCost")) > 0.5 * count(*) ORDER BY 1'
    )
    return tuple(connection.execute(query).fetchall())
