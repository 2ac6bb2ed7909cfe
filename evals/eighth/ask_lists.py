"""Questions about Cost Explorer's table, the instances and the departments."""

from __future__ import annotations

from typing import TYPE_CHECKING

from evals.ledger import Ledger, both, changes, grown, number
from evals.questions import (
    about,
    also,
    ask,
    fair,
    first,
    moved,
    percent,
    percents,
    pieces,
    ranked,
    refuse,
    says,
)

if TYPE_CHECKING:
    from decimal import Decimal

    from evals.ledger import Row
    from evals.questions import Case


def explorer(book: Ledger) -> list[Case]:
    """Eight months by service."""
    jan, jul, aug = (book.is_month(f"2025-{month}") for month in ("01", "07", "08"))
    redshift, guard = book.has("service", "Redshift"), book.has("service", "GuardDuty")
    august = book.total(aug)
    grew = "which service grew fastest from january to august?"
    unusual = "which month is GuardDuty unusual"
    return [
        ask("total", "total cost over all months", book.total()),
        fair("by month", "costs per month", book.by_month()),
        pieces("by dimension", "august 2025 by service", book.by("service", aug)),
        fair("top", "top 3 services in total", first(book.by("service"), 3)),
        moved("change", "how much did we grow between July and August?", (book.total(jul), august)),
        also(ranked("change", grew, grown(book.by("service", jan), book.by("service", aug))), ranked("change", grew, changes(book.by("service", jan), book.by("service", aug)))),
        fair("average", "average monthly spend", book.total() / 8),
        also(ranked("anomaly", unusual, sorted(book.by_month(guard), key=lambda row: -row[1])), says("anomaly", unusual, "June 2025|Jun 2025|2025-06")),
        ask("period", "Q2 cost of redshift", book.total(both(redshift, book.within("2025-04-01", "2025-06-30")))),
        about("forecast", "what do we expect for september", august, book.total() / 8, within=0.12),
        ask("follow-up: value", "and redshift?", book.total(both(redshift, jul)), ["lambda cost in july"]),
        refuse("dimension", "cost per region please"),
        refuse("dimension", "which account spent the most in march?"),
        ask("trap", "total august excluding tax", book.total(both(aug, book.lacks("service", "Tax")))),
    ]  # fmt: skip


def ec2(book: Ledger) -> list[Case]:
    """The instances."""
    running, stopped = book.has("state", "running"), book.has("state", "stopped")
    windows, prod = book.has("os", "Windows"), book.has("env", "prod")
    blank = book.has("squad", "")

    def idle(row: Row) -> bool:
        return number(row["AvgCpuPercent"]) < 10

    return [
        ask("total", "monthly cost of all instances", book.total()),
        ask("count", "how many instances are stopped?", book.count(stopped)),
        pieces("count by", "count of instances per type", _counted(book, "type")),
        pieces("by dimension", "cost per squad", book.by("squad")),
        ranked("top", "what instance type costs the most overall", book.by("type")),
        fair("top", "5 most expensive instances, with name", first(book.by("name"), 5), [[row["InstanceId"], cost] for row, cost in _dearest(book)]),
        ask("filter", "What do the windows boxes cost per month?", book.total(windows)),
        ask("count", "how many have cpu under 10%", book.count(idle)),
        percents("share", "prod share of the cost", percent(book.total(prod), book.total())),
        ask("count", "how many instances have no squad?", book.count(blank)),
        ask("follow-up: filter", "and in dev?", book.count(both(running, book.has("env", "dev"))), ["how many running instances are in prod?"]),
        refuse("period", "how did the cost of the instances change from may to june?"),
        refuse("absent column", "which instances have the most memory free?"),
        ask("trap", "how many running instances are not prod", book.count(both(running, book.lacks("env", "prod")))),
        ask("trap", "average monthly cost of an instance that is running", book.total(running) / book.count(running)),
    ]  # fmt: skip


def _dearest(book: Ledger) -> list[tuple[Row, Decimal]]:
    rows = sorted(((row, book.amount(row)) for row in book.rows), key=lambda pair: -pair[1])
    return rows[:5]


def _counted(book: Ledger, dimension: str) -> list[list[str | int]]:
    names = [name for name, _ in book.by(dimension)]
    return [[name, book.count(book.has(dimension, name))] for name in names]


def departments(book: Ledger) -> list[Case]:
    """Eight months by department."""
    jan, apr, may, aug = (book.is_month(f"2026-{month}") for month in ("01", "04", "05", "08"))
    marketing, research = book.has("department", "Marketing"), book.has("department", "Research")
    commerce, logistics = book.has("department", "E-commerce"), book.has("department", "Logistics")
    rises = changes(book.by("department", jan), book.by("department", aug))
    unusual = "in which month was the cost of Research out of line?"
    return [
        ask("total", "Sum of all departments for all months", book.total()),
        pieces("by dimension", "total per department", book.by("department")),
        ask("filter", "finance in march?", book.total(both(book.has("department", "Finance"), book.is_month("2026-03")))),
        fair("top", "top two departments in august", first(book.by("department", aug), 2)),
        moved("change", "Marketing january to august, how big is the increase", (book.total(both(marketing, jan)), book.total(both(marketing, aug)))),
        ranked("change", "who increased most since January (till August)?", rises, grown(book.by("department", jan), book.by("department", aug))),
        percents("share", "E-commerce share of total cost", percent(book.total(commerce), book.total())),
        ask("average", "avg per month for logistics", book.total(logistics) / 8),
        ask("period", "first quarter 2026 total", book.total(book.within("2026-01-01", "2026-03-31"))),
        also(ranked("anomaly", unusual, sorted(book.by_month(research), key=lambda row: -row[1])), says("anomaly", unusual, "May 2026|2026-05")),
        about("forecast", "forecast september for marketing", book.total(both(marketing, aug)), book.total(marketing) / 8, within=0.12),
        ask("follow-up: month", "and in april", book.total(apr), ["what was the total for may"]),
        refuse("dimension", "which service does Logistics spend most on"),
        refuse("dimension", "daily costs of Finance"),
        ask("trap", "total of may without Research", book.total(both(may, book.lacks("department", "Research")))),
    ]  # fmt: skip
