"""What coming months will cost, where rows speak of whole months: level, damped drift, interval, and back-test.

The level is the median of the last three months, the drift that of all pairs of the last twelve (Theil and Sen), and
each month ahead has `DAMPING` times the drift of the one before: drifts seldom go on. The same forecast is made after
each earlier month that has three behind it; the 80 % interval is Student's, by the errors of these tests and their
number, so few tests make it wide. A season of the year is not looked for: it would take three years.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from finops_agent.costs.analyses.result import Result, Step
from finops_agent.costs.analyses.worksheet import MONEY_TYPE, exact
from finops_agent.costs.semantic.period import add_months, month_of
from finops_agent.costs.semantic.sql import Sql, bound, raw

if TYPE_CHECKING:
    from datetime import date

    import duckdb

    from finops_agent.costs.analyses.result import Cell, Row
    from finops_agent.costs.semantic.period import Period

LEVEL_MONTHS: Final = 3
DRIFT_MONTHS: Final = 12
DAMPING: Final = 0.8
LEAST_TESTS: Final = 1
STUDENT_90: Final = (
    3.078, 1.886, 1.638, 1.533, 1.476, 1.440, 1.415, 1.397, 1.383, 1.372, 1.363, 1.356, 1.350, 1.345, 1.341,
)  # fmt: skip
"""Student's t at 90 % on one side for 1, 2, … tests; beyond, that of the normal distribution is near."""
_NORMAL_90: Final = 1.2816
COLUMNS: Final = ("part", "amount")


@dataclass(frozen=True, slots=True)
class Months:
    """The months of the data, both inclusive, and those to forecast: from the first month after the data on."""

    first: date
    last: date
    target: Period

    @property
    def count(self) -> int:
        """How many months the data has."""
        return _between(self.first, self.last) + 1

    @property
    def start(self) -> int:
        """The first month of the target that is ahead, counted from 1."""
        return max(1, _between(self.last, self.target.start))

    @property
    def end(self) -> int:
        """The last one."""
        return _between(self.last, self.target.last_day)

    @property
    def tests(self) -> int:
        """How many earlier months the same forecast can be made after and checked."""
        return max(0, self.count - LEVEL_MONTHS - self.end + 1)


def next_month(last: date) -> Period:
    """The month after the last one of the data."""
    return month_of(add_months(last, 1))


def unfit(months: Months) -> str | None:
    """A sentence where the data is too short for the target, with how many months it takes."""
    target, needed = months.target, LEVEL_MONTHS + months.end - 1 + LEAST_TESTS
    has = f"{months.count} month{'' if months.count == 1 else 's'}"
    if target.start.day != 1 or target.end.day != 1:
        return "The rows speak of whole months, so nothing can be said of single days. Ask for a month."
    if months.end < 1:
        return f"{target.label} lies in the data already: ask for its cost instead of a forecast."
    if months.count >= needed:
        return None
    return (
        f"The data covers {has}; a forecast of {target.label} needs at least {needed}, so that the same forecast can "
        "be tried on the past once. Load earlier months, or the bill by day."
    )


def monthly_sql(charged: Sql, months: Months) -> Sql:
    """One row: known, months ahead, estimate, low, high, back-test error in percent, tests.

    `charged` selects the columns `day` and `cost` of the rows to forecast from.
    """
    quantile = STUDENT_90[months.tests - 1] if months.tests <= len(STUDENT_90) else _NORMAL_90
    half = f"{quantile} * coalesce(error_of_sum, 0)"
    steps = f"(SELECT unnest(range({months.start}, {months.end + 1})) AS step)"
    drift = f"slope * {DAMPING} * (1 - {DAMPING} ** step) / (1 - {DAMPING})"
    return (
        raw("WITH charged AS (")
        + charged
        + "),\nmonthly AS (SELECT CAST(date_trunc('month', day) AS DATE) AS month, sum(cost) AS cost FROM charged "
        "GROUP BY 1),\nseries AS (SELECT number, CAST(coalesce(cost, 0) AS DOUBLE) AS cost\n"
        "FROM (SELECT number, CAST(CAST("
        + bound(months.first)
        + f" AS DATE) + to_months(CAST(number - 1 AS INTEGER)) AS DATE) AS month "
        f"FROM (SELECT unnest(range(1, {months.count + 1})) AS number)) LEFT JOIN monthly USING (month)),\n"
        f"origins AS (SELECT unnest(range({LEVEL_MONTHS}, {months.count - months.end + 1})) AS origin "
        f"UNION SELECT {months.count}),\n"
        "slopes AS (SELECT origin, median((b.cost - a.cost) / (b.number - a.number)) AS slope FROM origins "
        f"JOIN series AS a ON a.number <= origin AND a.number > origin - {DRIFT_MONTHS} "
        "JOIN series AS b ON b.number <= origin AND b.number > a.number GROUP BY origin),\n"
        "levels AS (SELECT origin, slope, median(cost + slope * (origin - number)) AS level FROM slopes "
        f"JOIN series ON number <= origin AND number > origin - {LEVEL_MONTHS} GROUP BY origin, slope),\n"
        f"sums AS (SELECT origin, sum(level + {drift}) AS ahead, sum(cost) AS actual, count(cost) AS told\n"
        f"FROM levels CROSS JOIN {steps} LEFT JOIN series ON number = origin + step GROUP BY origin),\n"
        "scores AS (SELECT avg(abs(actual - ahead) / nullif(abs(actual), 0)) AS mape, "
        f"sqrt(avg((actual - ahead) ** 2)) AS error_of_sum, count(*) AS tests FROM sums WHERE origin < {months.count} "
        f"AND told = {months.end - months.start + 1}),\n"
        "known AS (SELECT coalesce(sum(cost), 0) AS known FROM charged WHERE day >= "
        + bound(months.target.start)
        + " AND day < "
        + bound(months.target.end)
        + f")\nSELECT known, {_money('ahead')} AS months_ahead, {_money('known + ahead')} AS estimate, "
        f"{_money(f'known + ahead - {half}')} AS low, {_money(f'known + ahead + {half}')} AS high, "
        f"round(100 * mape, 2) AS back_test_error, tests\nFROM sums, scores, known WHERE origin = {months.count}"
    )


def parts_of(row: Row, months: Months) -> tuple[Row, ...]:
    """The rows of the result: part and amount."""
    count = months.end - months.start + 1
    known, ahead, estimate, low, high, error, _ = row
    return (
        ("known so far", known),
        (f"forecast of {count} month{'' if count == 1 else 's'}", ahead),
        ("estimate", estimate),
        ("low (80 %)", low),
        ("high (80 %)", high),
        ("back-test error (%)", error),
    )


def about(row: Row, months: Months) -> str:
    """How the forecast was tested, in a sentence."""
    tests, error = int(str(row[6])), row[5]
    times = "once" if tests == 1 else f"{tests} times"
    missed = f"missed by {error} % on average" if error is not None else "had nothing to miss"
    few = " So few tests say little: take it as a rough guess." if tests <= LEVEL_MONTHS else ""
    return f"Made {times} on earlier months, the same forecast {missed}, by the {months.count} months of the data.{few}"


def forecast_table(
    connection: duckdb.DuckDBPyConnection, charged: Sql, months: Months, unit: str, basis: str
) -> Result:
    """The forecast of a table that is no bill; refused where it is too short."""
    missing = unfit(months)
    if missing is not None:
        return Result("forecast", None, "", period=months.target, missing=missing)
    sql = monthly_sql(charged, months)
    row: tuple[Cell, ...] = connection.execute(sql.text, sql.values).fetchone() or ()
    return Result(
        "forecast", exact(row[2]), unit, COLUMNS, parts_of(row, months), basis, months.target,
        (Step("Forecast by month", sql.shown, 1),), (about(row, months),),
    )  # fmt: skip


def _between(first: date, last: date) -> int:
    return (last.year - first.year) * 12 + last.month - first.month


def _money(expression: str) -> str:
    return f"CAST(round({expression}, 6) AS {MONEY_TYPE})"
