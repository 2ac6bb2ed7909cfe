"""Questions about the OCI report of Kelong in Singapore dollars."""

from __future__ import annotations

from typing import TYPE_CHECKING

from evals.eleventh.shapes import between, months, only
from evals.ledger import Ledger, both, contains, over
from evals.questions import (
    Case,
    ask,
    day_words,
    fair,
    last,
    percent,
    percents,
    pieces,
    refuse,
    says,
    versus,
)

if TYPE_CHECKING:
    from evals.ledger import Test


def oci(book: Ledger) -> list[Case]:
    """Compartments, services, projects, a correction."""
    return [*_usual(book), *_cut(book), *_followed(book), *_none()]


def _usual(book: Ledger) -> list[Case]:
    november = book.is_month("2025-11")
    true = only(book, book.has("correction", "false"))
    return [
        ask("total", "total oci cost?", book.total()),
        pieces("breakdown", "cost per compartment", book.by("compartment")),
        fair("ranking", "3 cheapest services", last(book.by("service"), 3), last(book.by("service"), 3)[::-1]),
        between("change", "january compared to december?", ("2025-12", "2026-01"), months(book, "2025-12", "2026-01"), months(true, "2025-12", "2026-01")),
        says("why", "what drove the increase in January", "DATABASE|Autonomous"),
        fair("average", "daily average in november", book.total(november) / 30),
        fair("threshold", "how many days were above 260 SGD?", *(len(over(each_.by_day(), 260)) for each_ in (book, true)), over(book.by_day(), 260), ordered=False),
        fair("time", "total for the last 30 days in the file", book.total(book.within("2026-01-02", "2026-01-31"))),
        says("time", "when did kelong-dev last have any costs?", day_words("2025-12-20")),
    ]  # fmt: skip


def _cut(book: Ledger) -> list[Case]:
    january, december = book.is_month("2026-01"), book.is_month("2025-12")
    compute, database = book.has("service", "COMPUTE"), book.has("service", "DATABASE")
    berth = both(compute, book.has("compartment", "berth-prod"))
    cores, memory = (both(berth, contains("product/Description", word)) for word in ("OCPU", "Memory"))
    return [
        fair("trap", "Compute january excluding corrections", book.total(both(january, compute, book.has("correction", "false")))),
        fair("trap", "database cost without autonomous, december", book.total(both(december, database, _not(contains("product/Description", "Autonomous"))))),
        ask("charge", "by how much were we corrected? sum of the correction lines", book.total(book.has("correction", "true")), sign="any"),
        versus("comparison", "OCPU vs memory cost for compute in berth-prod", ("OCPU", book.total(cores)), ("Memory", book.total(memory))),
        percents("share", "share of tokyo (ap-tokyo-1) in the bill", percent(book.total(book.has("region", "ap-tokyo-1")), book.total())),
        fair("tag", "I'm preparing our chargeback: how much cost has no project tag?", book.total(book.has("project", "")), percent(book.total(book.has("project", "")), book.total())),
    ]  # fmt: skip


def _not(test: Test) -> Test:
    return lambda row: not test(row)


def _followed(book: Ledger) -> list[Case]:
    december = book.is_month("2025-12")
    customs = book.has("compartment", "customs-prod")
    return [
        pieces("follow-up", "and for customs-prod?", book.by("service", both(december, customs)), after=["cost by service in berth-prod in december"]),
    ]  # fmt: skip


def _none() -> list[Case]:
    return [
        refuse("metric", "how many of our OCPUs are idle?"),
        refuse("period", "what was october 2025"),
        refuse("column", "How much of our universal credits commitment is left?"),
    ]
