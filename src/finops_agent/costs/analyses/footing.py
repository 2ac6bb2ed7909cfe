"""What an analysis rests on: from all charges of the bill to its own step by step, and how its figure follows.

The account is added up anew from the rows when it is asked for, apart from the analysis, so that the two prove each
other.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from decimal import Decimal
from typing import TYPE_CHECKING

from finops_agent.costs.analyses.source import DAY_SUMS, EVERY_ROW
from finops_agent.costs.analyses.view import BASES, within
from finops_agent.costs.daysums import ROWS
from finops_agent.costs.semantic.compiler import compile_clauses
from finops_agent.costs.semantic.reconcile import Line, Reconciliation, files_total
from finops_agent.costs.semantic.sql import Sql, joined, name, raw

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence

    from finops_agent.costs.analyses.source import Source
    from finops_agent.costs.analyses.view import Basis
    from finops_agent.costs.analyses.worksheet import Worksheet
    from finops_agent.costs.dataset import Dataset
    from finops_agent.costs.semantic.period import Period

NOT_USAGE = "Taxes, fees and credits"
NO_DATE = "Charges without a date"


@dataclass(frozen=True, slots=True)
class Kept:
    """A step of the account: rows that meet `test` stay, the others are `left_out`."""

    left_out: str
    test: Sql


@dataclass(frozen=True, slots=True)
class Footing:
    """The account of one analysis, ready to be added up by `account_of`."""

    labels: tuple[str, ...]
    """What each step leaves out."""
    sql: Sql
    """One row: the amount and the number of all charges, then of those that are left after each step."""
    is_billed: bool
    """Whether amounts are those that the files were totalled by."""
    currency: str
    figured: Decimal | None
    """What the analysis itself added these charges up to; None where it works with more than their sum."""
    follows: str
    """How its figure follows from them, in words."""


def footing_of(
    sheet: Worksheet,
    periods: Sequence[Period | None] = (),
    kept: Callable[[Source], Iterable[Kept]] = lambda _: (),
    *,
    figured: object = None,
    follows: str = "",
    basis: Basis | None = None,
) -> Footing | None:
    """The account of the sheet's scope in `periods` (none: all days), then of what `kept` lets stay.

    By the sheet's basis, or by `basis` where the analysis has one of its own.

    None where the bill is in several currencies, whose whole is no amount.
    """
    if len(sheet.view.currencies) > 1:
        return None

    def steps(source: Source) -> list[Kept]:
        days = [within(period) for period in periods if period is not None]
        asked = compile_clauses(sheet.scope.clauses, sheet.view.model)
        found = [Kept("Other days", raw("(") + joined(days, " OR ") + ")")] if days else []
        found += [Kept("Left out by the question", joined(asked, " AND "))] if asked else []
        return [*found, *kept(source)]

    own = basis or sheet.basis
    cost = name(BASES[own][0])
    shown, ran = (_added_up(cost, source, steps(source)) for source in (EVERY_ROW, DAY_SUMS))
    return Footing(
        tuple(step.left_out for step in steps(EVERY_ROW)),
        replace(shown, ran=ran) if sheet.view.has_sums(ran) else shown,
        own == "billed",
        sheet.currency,
        None if figured is None else Decimal(str(figured)),
        follows,
    )


def account_of(dataset: Dataset, footing: Footing) -> Reconciliation:
    """The lines of the account, each step's as what it takes away; steps that take nothing away are not told."""
    row = dataset.connection.execute(footing.sql.text, footing.sql.values).fetchone() or ()
    left = [(Decimal(amount or 0), int(rows)) for amount, rows in zip(row[::2], row[1::2], strict=True)]
    taken = [
        Line(label, after[0] - before[0], after[1] - before[1])
        for label, before, after in zip(footing.labels, left, left[1:], strict=False)
    ]
    lines = (
        Line("All charges in the data", *left[0]),
        *(line for line in taken if line.rows),
        Line("What this answer rests on", *left[-1]),
    )
    return Reconciliation(
        lines, files_total(dataset) if footing.is_billed else None, footing.currency, footing.figured, footing.follows
    )


def _added_up(cost: str, source: Source, steps: Sequence[Kept]) -> Sql:
    rows = f"coalesce(sum({name(ROWS)}){{test}}, 0)" if source.is_summed else "count(*){test}"
    selected, tests = [_figures(cost, rows, None, 0)], []
    for step in steps:
        tests.append(raw("(") + step.test + ")")
        selected.append(_figures(cost, rows, joined(tests, " AND "), len(tests)))
    return raw("SELECT ") + joined(selected, ",\n  ") + f"\nFROM {source}"


def _figures(cost: str, rows: str, test: Sql | None, place: int) -> Sql:
    """Amount and number of the rows that meet the test."""
    if test is None:
        return raw(f"sum({cost}) AS amount_{place}, {rows.format(test='')} AS rows_{place}")
    filtered = raw(" FILTER (WHERE ") + test + ")"
    head, tail = rows.split("{test}")
    return raw(f"sum({cost})") + filtered + f" AS amount_{place}, {head}" + filtered + f"{tail} AS rows_{place}"
