"""The sheet an analysis is computed on: runs queries, keeps each as a step, closes with a result or a refusal."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal
from typing import TYPE_CHECKING, cast

from finops_agent.costs.analyses.result import Result, Row, Step
from finops_agent.costs.analyses.source import DAY_SUMS, EVERY_ROW
from finops_agent.costs.analyses.view import BASES, Basis, CostView, Scope
from finops_agent.costs.semantic.model import COSTS
from finops_agent.costs.semantic.sql import Sql, raw

if TYPE_CHECKING:
    from collections.abc import Callable

    from finops_agent.costs.analyses.footing import Footing
    from finops_agent.costs.analyses.source import Source
    from finops_agent.costs.semantic.period import Period

PERCENT_TYPE = "DECIMAL(18, 6)"
MONEY_TYPE = "DECIMAL(38, 12)"


class Worksheet:
    """One run of one analysis over one scope."""

    def __init__(self, view: CostView, analysis: str, scope: Scope, basis: Basis = "effective") -> None:
        """`basis` is the default of the analysis; the scope's own comes first."""
        self.view = view
        self.scope = scope
        self.basis = view.basis_of(scope, basis)
        self.notes: list[str] = []
        self._analysis = analysis
        self._steps: list[Step] = []
        if scope.basis is None and self.basis != basis:
            self.notes.append(
                f"By billed cost: the {BASES[basis][1]} of this data "
                + ("has lost its decimals." if view.has(BASES[basis][0]) else "is not given.")
            )

    @property
    def cost(self) -> str:
        """The cost column to sum, quoted."""
        return f'"{BASES[self.basis][0]}"'

    @property
    def currency(self) -> str:
        """The currency of all amounts; empty where the data names none."""
        return self.view.currencies[0] if self.view.currencies else ""

    def told(self, amount: object) -> str:
        """An amount in words: to the cent, with its currency."""
        return f"{exact(amount) or 0:,.2f} {self.currency}".strip()

    def where(self, *tests: Sql | str) -> Sql:
        """The WHERE of the scope and further tests."""
        return self.view.where(self.scope, *tests)

    def rows(self, title: str, sql: Sql) -> tuple[Row, ...]:
        """All rows of a query, which becomes a step."""
        found = tuple(cast("Row", row) for row in self.view.execute(sql))
        self._steps.append(Step(title, sql.shown, len(found)))
        return found

    def summed(self, title: str, build: Callable[[Source], Sql]) -> tuple[Row, ...]:
        """All rows of a query that only adds up costs and quantities, by day or coarser, which becomes a step.

        The step shows it over every row; it runs on the sums by day where these hold all columns that it names.
        """
        shown, ran = build(EVERY_ROW), build(DAY_SUMS)
        return self.rows(title, replace(shown, ran=ran) if self.view.has_sums(ran) else shown)

    def row(self, title: str, sql: Sql) -> Row:
        """The one row of a query that aggregates."""
        (found,) = self.rows(title, sql)
        return found

    def result(
        self,
        value: object,
        unit: str,
        columns: tuple[str, ...] = (),
        rows: tuple[Row, ...] = (),
        *,
        basis: str | None = None,
        period: Period | None = None,
        footing: Footing | None = None,
    ) -> Result:
        """The outcome."""
        return Result(
            analysis=self._analysis,
            value=exact(value),
            unit=unit,
            columns=columns,
            rows=rows,
            basis=basis or BASES[self.basis][1],
            period=period or self.view.whole(self.scope),
            steps=tuple(self._steps),
            notes=tuple(self.notes),
            footing=footing,
        )

    def refuse(self, missing: str) -> Result:
        """No outcome: `missing` says what the data lacks and what would help."""
        return Result(
            analysis=self._analysis,
            value=None,
            unit="",
            period=self.view.whole(self.scope),
            steps=tuple(self._steps),
            notes=tuple(self.notes),
            missing=missing,
        )

    def mixed_currency(self) -> str | None:
        """A sentence where the scope holds several currencies, which are never added up."""
        if len(self.view.currencies) < 2:  # noqa: PLR2004 - several
            return None
        select = raw(f'SELECT DISTINCT "BillingCurrency" AS currency FROM {COSTS}')
        found = self.rows("Currencies in this part of the bill", select + self.where() + "\nORDER BY 1")
        names = [str(row[0]) for row in found if row[0] is not None]
        if len(names) < 2:  # noqa: PLR2004 - several
            return None
        return f"The costs are in several currencies ({', '.join(names)}), which are never added up. Name one of them."


def exact(value: object) -> Decimal | None:
    """A figure of the engine as Decimal; None for NULL."""
    if value is None:
        return None
    return value if isinstance(value, Decimal) else Decimal(str(value))


def percent(part: str, whole: str) -> str:
    """SQL of a percentage with six decimals; NULL where the whole is zero."""
    return f"TRY_CAST(round(100.0 * ({part}) / nullif({whole}, 0), 6) AS {PERCENT_TYPE})"
