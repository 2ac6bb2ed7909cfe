"""What every detector works with: the view, the assumptions, and the month that savings are computed over."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from typing import TYPE_CHECKING, Final, TypedDict, Unpack

from finops_agent.costs.analyses.view import Scope
from finops_agent.costs.analyses.worksheet import MONEY_TYPE, Worksheet
from finops_agent.costs.findings.action import ids
from finops_agent.costs.findings.finding import Finding
from finops_agent.costs.semantic.model import COSTS
from finops_agent.costs.semantic.period import Period, month_of
from finops_agent.costs.semantic.sql import Sql, bound, raw

if TYPE_CHECKING:
    from collections.abc import Iterator

    from finops_agent.costs.analyses.result import Result, Row, Step
    from finops_agent.costs.analyses.view import CostView
    from finops_agent.costs.dataset import Dataset
    from finops_agent.costs.findings.assumptions import Assumptions
    from finops_agent.costs.findings.finding import Area, Command, Confidence, NotChecked
    from finops_agent.costs.semantic.period import Calendar

    Outcome = Iterator[Finding | NotChecked]

MONTH_DAYS: Final = 30
MOST_ROWS: Final = 200
USAGE: Final = "\"ChargeCategory\" = 'Usage'"
ACCOUNT: Final = 'coalesce("SubAccountName", "SubAccountId", \'no account\')'
REGION: Final = 'coalesce("RegionId", "RegionName", \'no region\')'
ON_DEMAND: Final = (
    '("CommitmentDiscountId" IS NULL AND coalesce("x_LineItemType", \'\') NOT IN '
    "('SavingsPlanCoveredUsage', 'SavingsPlanNegation', 'DiscountedUsage'))"
)
RESOURCE_COLUMNS: Final = ("resource", "account", "region", "usage_type", "quantity", "unit", "monthly_cost")
NO_USAGE_TYPES: Final = (
    "The bill has no usage types (x_UsageType or SkuMeter), which name what is paid for. AWS's own reports have them."
)
NO_RESOURCES: Final = "The bill has no resource ids. In AWS, turn on «Include resource IDs» in the report."


class More(TypedDict, total=False):
    """Parts of a finding that differ from what its evidence says by itself."""

    monthly_saving: Decimal | None
    resources: tuple[str, ...]
    columns: tuple[str, ...]
    rows: tuple[Row, ...]
    steps: tuple[Step, ...]
    confidence: Confidence
    verify: tuple[str, ...]
    commands: tuple[Command, ...]
    period: tuple[str, str] | None


@dataclass(frozen=True, slots=True)
class Survey:
    """One look through a data set. `month` is the evidence; amounts times `factor` are a month's."""

    view: CostView
    dataset: Dataset
    given: Assumptions
    month: Period
    factor: Decimal

    def sheet(self, name: str) -> Worksheet:
        """A sheet over the month, at billed cost: what is on the invoice is what can be saved."""
        return Worksheet(self.view, name, self.scope)

    @property
    def scope(self) -> Scope:
        """The month at billed cost."""
        return Scope(self.month, basis="billed")

    @property
    def currency(self) -> str:
        """The one currency of the bill."""
        return self.view.currencies[0] if self.view.currencies else ""

    @property
    def days(self) -> tuple[str, str]:
        """First and last day of the evidence."""
        return self.month.start.isoformat(), self.month.last_day.isoformat()

    def monthly(self, amount: str) -> Sql:
        """SQL of `amount` scaled to a month."""
        return raw(f"CAST(round({amount} * ") + bound(self.factor) + f", 6) AS {MONEY_TYPE})"

    def percent_of(self, amount: str, percent: Decimal) -> Sql:
        """SQL of so many percent of `amount`."""
        return raw(f"CAST(round({amount} * ") + bound(percent) + f" / 100, 6) AS {MONEY_TYPE})"

    def by_resource(self, *tests: Sql | str) -> Sql:
        """One row a resource and usage type (`RESOURCE_COLUMNS`) of the month's usage that meets `tests`."""
        sheet = self.sheet("")
        return (
            raw(
                f"SELECT coalesce(\"ResourceId\", 'no resource') AS resource, {ACCOUNT} AS account, "
                f"{REGION} AS region, "
                'coalesce("x_UsageType", "SkuId") AS usage_type, sum("ConsumedQuantity") AS quantity, '
                'min("ConsumedUnit") AS unit, '
            )
            + self.monthly('sum("BilledCost")')
            + f" AS monthly_cost\nFROM {COSTS}"
            + sheet.where(USAGE, *tests)
            + "\nGROUP BY 1, 2, 3, 4"
        )

    def listed(self, sheet: Worksheet, title: str, inner: Sql, saving: Sql, extra: str = "") -> tuple[Row, ...]:
        """The rows of `inner` with their saving, from the least amount on, the largest first."""
        return sheet.rows(
            title,
            raw("SELECT *\nFROM (SELECT *, ")
            + saving
            + f" AS monthly_saving{extra}\nFROM ("
            + inner
            + "))\nWHERE monthly_saving > 0"
            + f"\nORDER BY monthly_saving DESC, resource\nLIMIT {MOST_ROWS}",
        )

    def evidence(
        self, kind: str, title: str, inner: Sql, saving: Sql, extra: str = "", *, least: str = "least_monthly"
    ) -> Evidence | None:
        """The rows of `inner` with their saving; None where all of it is less than the assumption `least`."""
        sheet = self.sheet(kind)
        total = self.total(sheet, inner, saving)
        if total < self.given.number(least):
            return None
        rows = self.listed(sheet, title, inner, saving, extra)
        return Evidence(rows, total, sheet.result(None, "").steps)

    def saving(self, kind: str, title: str, evidence: Evidence, **more: Unpack[More]) -> Finding:
        """A finding on the architecture that saves the total of its evidence."""
        given: More = {
            "columns": (*RESOURCE_COLUMNS, "monthly_saving"),
            "resources": ids(evidence.rows),
            "monthly_saving": evidence.total,
            "rows": evidence.rows,
            "steps": evidence.steps,
            "period": self.days,
            **more,
        }
        return Finding(kind=kind, area="Architecture Inference", title=title, currency=self.currency, **given)

    def told(self, kind: str, area: Area, title: str, result: Result, **more: Unpack[More]) -> Finding:
        """What an analysis found, with its rows and queries as evidence."""
        given: More = {"columns": result.columns, "rows": result.rows, "steps": result.steps, **more}
        given.setdefault("period", self.days)
        given.setdefault("monthly_saving", None)
        return Finding(kind=kind, area=area, title=title, currency=self.currency, **given)

    def total(self, sheet: Worksheet, inner: Sql, saving: Sql) -> Decimal:
        """The saving over all rows of `inner`."""
        row = sheet.row(
            "Saving in all",
            raw("SELECT coalesce(sum(monthly_saving) FILTER (WHERE monthly_saving > 0), 0) AS monthly_saving\n")
            + "FROM (SELECT "
            + saving
            + " AS monthly_saving\nFROM ("
            + inner
            + "))",
        )
        return Decimal(str(row[0]))


@dataclass(frozen=True, slots=True)
class Evidence:
    """Rows that cost something, what is saved on all of them, also beyond those listed, and the queries of both."""

    rows: tuple[Row, ...]
    total: Decimal
    steps: tuple[Step, ...]


def evidence_month(calendar: Calendar) -> tuple[Period, Decimal]:
    """The latest month that the data covers whole; else its last days, and the factor that makes them a month."""
    latest = calendar.latest_month
    for month in (latest, latest.before()):
        if month.within(calendar.whole) == month:
            return month, Decimal(1)
    last = calendar.last_days(MONTH_DAYS).within(calendar.whole) or month_of(calendar.last)
    return last, round(Decimal(MONTH_DAYS) / last.days, 6)
