"""Questions about the year of services."""

from __future__ import annotations

from typing import TYPE_CHECKING

from evals.ledger import both, changes, grown, over
from evals.questions import (
    about,
    also,
    ask,
    fair,
    first,
    in_percent,
    percent,
    percents,
    pieces,
    ranked,
    refuse,
    says,
    versus,
)
from evals.twelfth.shapes import on_top

if TYPE_CHECKING:
    from evals.ledger import Ledger
    from evals.questions import Case

_FIRST, _LAST = "2025-11", "2026-10"


def trend(book: Ledger) -> list[Case]:
    """All questions of this table."""
    return [*_overview(book), *_changes(book), *_parts(book), *_absent()]


def _overview(book: Ledger) -> list[Case]:
    top, october = "top 3 services in oct", book.is_month(_LAST)
    months = sorted(book.by_month(), key=lambda row: -row[1])
    return [
        ask("total", "total for the 12 months", book.total()),
        fair("trend", "show the monthly totals", book.by_month()),
        ask("top", top, first(book.by("service", october), 3)),
        ask("follow-up", "and in jan?", first(book.by("service", book.is_month("2026-01")), 3), after=[top]),
        also(
            ranked("top", "what was our most expensive month?", months),
            says("top", "", "2026-10|Oct 2026|October"),
        ),
        pieces("breakdown", "yearly cost per service", book.by("service")),
        ask("filter", "how much in the first half of 2026", book.total(book.within("2026-01-01", "2026-06-30"))),
    ]  # fmt: skip


def _changes(book: Ledger) -> list[Case]:
    start, end = (book.by("service", book.is_month(month)) for month in (_FIRST, _LAST))
    halves = [
        (name, book.total(book.within(*ends)))
        for name, ends in (("Q1 2026", ("2026-01-01", "2026-03-31")), ("Q2 2026", ("2026-04-01", "2026-06-30")))
    ]
    bedrock = [dict(table)["Bedrock"] for table in (start, end)]
    fallen = [[[name, value] for name, value in reversed(table)] for table in (changes(start, end), grown(start, end))]
    september = book.total(book.is_month("2026-09"))
    return [
        in_percent("change", "how much did bedrock grow from nov 2025 to oct 2026 in %?", bedrock),
        on_top("change", "fastest growing service from november to october", grown(start, end), changes(start, end), tolerance=0.1),
        on_top("change", "which service went down the most since nov 2025", *fallen, tolerance=0.1),
        says("why", "why was may so high?", "Data Transfer"),
        versus("compare", "q1 2026 vs q2 2026", *halves),
        about("forecast", "forecast for november 2026", book.total(book.is_month(_LAST)), september, within=0.06),
    ]  # fmt: skip


def _parts(book: Ledger) -> list[Case]:
    october = book.is_month(_LAST)
    rest = both(october, book.lacks("service", "EC2", "RDS"))
    machines = book.has("service", "EC2")
    stored = both(book.has("service", "S3"), book.within("2026-07-01", "2026-09-30"))
    return [
        ask("average", "avg monthly ec2 cost", book.total(machines) / 12),
        ask("follow-up", "and rds?", book.total(book.has("service", "RDS")) / 12, after=["avg monthly ec2 cost"]),
        percents("share", "ec2 share of october", percent(book.total(both(machines, october)), book.total(october))),
        ask("trap", "october without ec2 and rds", book.total(rest)),
        ask("trap", "s3 in Q3 2026 only", book.total(stored)),
        fair("threshold", "services over 5000 in october", over(book.by("service", october), 5000), ordered=False),
    ]  # fmt: skip


def _absent() -> list[Case]:
    return [
        refuse("time", "what did we pay in october 2025"),
        refuse("dimension", "split that by account please", after=["yearly cost per service"]),
        refuse("grain", "which day in may was the worst?"),
    ]
