"""What is wrong or unusual with a file, in plain sentences: few, with figures, each from one query."""

from __future__ import annotations

import calendar
from dataclasses import dataclass
from typing import TYPE_CHECKING

from finops_agent.costs.dataset import Notice
from finops_agent.costs.engine import quoted
from finops_agent.costs.formats import focus

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import date
    from decimal import Decimal

    import duckdb

    from finops_agent.costs.dataset import CostFile
    from finops_agent.costs.formats import Format, Mapped
    from finops_agent.costs.header import Header
    from finops_agent.costs.source import PlainText

_SHOWN = 5
_MANY = 0.9


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


def check_twice(file: CostFile, others: Iterable[CostFile]) -> list[Notice]:
    """Whether another file of the data set has the same rows, period and total: then its costs count twice."""
    mark = (file.rows, file.columns, file.total, file.period)
    same = [other.path for other in others if (other.rows, other.columns, other.total, other.period) == mark]
    if not same:
        return []
    return [
        Notice(
            "same_file",
            f"It has the same {file.rows:,} rows, period and total as {same[0]}: if it is the same file, its costs "
            "count twice. Load one of them.",
        )
    ]


def check_reading(text: PlainText, header: Header, ragged: int, rows: int) -> list[Notice]:
    """What had to be done to read the file."""
    notices = []
    if text.encoding != "utf-8":
        read_as = {"cp1252": "Windows-1252 (Western European)"}.get(text.encoding, "UTF-16")
        notices.append(Notice("encoding", f"The file is not in UTF-8; it was read as {read_as}."))
    if header.renamed:
        shown = ", ".join(header.renamed[:_SHOWN])
        names = "column name occurs" if len(header.renamed) == 1 else "column names occur"
        notices.append(Notice("duplicate_headers", f"{len(header.renamed)} {names} more than once; renamed: {shown}."))
    if ragged:
        notices.append(
            Notice(
                "ragged_rows",
                f"{ragged:,} of {rows + ragged:,} lines do not have the header's {len(header.names)} cells and were "
                "left out; totals lack them. Export the file again.",
            )
        )
    if text.has_null_text:
        notices.append(Notice("null_text", "The literal text NULL stands in cells; it is read as missing."))
    return notices


def check_bill(
    connection: duckdb.DuckDBPyConnection, view: str, known: Format, mapped: Mapped, reading: Reading
) -> list[Notice]:
    """What a reader of totals should know about this bill."""
    counts = _counts(connection, view)
    return [
        *_mixed_currency(reading),
        *_unreadable_cost(counts, reading),
        *_missing_columns(known, mapped),
        *_lost_decimals(connection, view),
        *_credits(counts),
        *_commitments(counts),
        *_period(reading, counts),
    ]


def _counts(connection: duckdb.DuckDBPyConnection, view: str) -> dict[str, Decimal | int | None]:
    expressions = {
        "no_cost": 'count(*) FILTER ("BilledCost" IS NULL)',
        "no_date": 'count(*) FILTER ("x_Day" IS NULL)',
        "credits": 'sum("BilledCost") FILTER ("ChargeCategory" = \'Credit\')',
        "negations": "count(*) FILTER (\"x_LineItemType\" = 'SavingsPlanNegation')",
    }
    row = connection.execute(f"SELECT {', '.join(expressions.values())} FROM {quoted(view)}").fetchone() or ()  # noqa: S608 - constants
    return dict(zip(expressions, row, strict=True))


def _mixed_currency(reading: Reading) -> list[Notice]:
    if len(reading.currencies) < 2:  # noqa: PLR2004 - one is no mixture
        return []
    names = ", ".join(reading.currencies[:_SHOWN])
    return [
        Notice("mixed_currency", f"Costs are in several currencies ({names}); they are never added up. Ask for one.")
    ]


def _unreadable_cost(counts: dict[str, Decimal | int | None], reading: Reading) -> list[Notice]:
    missing = int(counts["no_cost"] or 0)
    if not missing:
        return []
    return [
        Notice("no_cost", f"{missing:,} of {reading.rows:,} rows have no readable cost and count as nothing in totals.")
    ]


def _missing_columns(known: Format, mapped: Mapped) -> list[Notice]:
    if known is not focus.FOCUS:
        return []
    absent = [column for column in focus.MANDATORY if column not in mapped.expressions]
    if not absent:
        return []
    more = f" and {len(absent) - _SHOWN} more" if len(absent) > _SHOWN else ""
    shown = ", ".join(absent[:_SHOWN])
    return [Notice("missing_columns", f"FOCUS columns are missing: {shown}{more}. Questions about them are refused.")]


def _lost_decimals(connection: duckdb.DuckDBPyConnection, view: str) -> list[Notice]:
    """A provider whose effective costs are all whole while its billed costs are not: an export rounded them away."""
    query = (
        'SELECT coalesce("ProviderName", \'\'), sum("BilledCost"), sum("EffectiveCost"), '  # noqa: S608 - a quoted name
        'count(*) FILTER ("EffectiveCost" = 0 AND "BilledCost" > 0), count(*) FILTER ("BilledCost" > 0) '
        f'FROM {quoted(view)} GROUP BY 1 HAVING count("EffectiveCost") > 20 '
        'AND count(*) FILTER ("EffectiveCost" <> trunc("EffectiveCost")) = 0 '
        'AND count(*) FILTER ("BilledCost" <> trunc("BilledCost")) > 0.5 * count(*) ORDER BY 1'
    )
    return [
        Notice(
            "lost_decimals",
            f"The effective costs of {provider or 'this file'} have lost their decimals: every one is a whole number, "
            f"{zero:,} of {positive:,} charged rows show 0 (effective {effective:,.2f} against billed {billed:,.2f}). "
            "Use billed cost.",
        )
        for provider, billed, effective, zero, positive in connection.execute(query).fetchall()
    ]


def _credits(counts: dict[str, Decimal | int | None]) -> list[Notice]:
    credit = counts["credits"]
    if not credit:
        return []
    return [
        Notice("credits", f"Credits of {credit:,.2f} are part of the total; ask «without credits» to leave them out.")
    ]


def _commitments(counts: dict[str, Decimal | int | None]) -> list[Notice]:
    if not counts["negations"]:
        return []
    return [
        Notice(
            "savings_plan_pairs",
            f"{counts['negations']:,} Savings Plan negation rows cancel covered usage in billed cost; "
            "ask for amortized cost to see the plan spread over usage.",
        )
    ]


def _period(reading: Reading, counts: dict[str, Decimal | int | None]) -> list[Notice]:
    notices = []
    undated = int(counts["no_date"] or 0)
    if undated:
        notices.append(
            Notice(
                "no_date", f"{undated:,} of {reading.rows:,} rows have no readable date; questions by time lack them."
            )
        )
    if reading.period:
        first, last = reading.period
        last_of_month = calendar.monthrange(last.year, last.month)[1]
        if first.day != 1 or last.day != last_of_month:
            notices.append(
                Notice(
                    "partial_month",
                    f"The data runs from {first} to {last}, so a month at its edge is incomplete; compare with care.",
                )
            )
    return notices
