"""What the legacy CUR is asked; services go by code or by name, cost is unblended or amortized."""

from __future__ import annotations

from typing import TYPE_CHECKING

from evals.ledger import both, cell, contains, neither
from evals.questions import ask, fair, moved, peak, percent, percents, pieces, ranked, refuse, ways

if TYPE_CHECKING:
    from evals.ledger import Ledger
    from evals.questions import Case

_TYPE = "lineItem/LineItemType"
_CENTRES = "Break the bill down by cost center"


def legacy(book: Ledger) -> list[Case]:
    """Everything about this bill."""
    return [*_usual(book), *_narrow(book), *_rest(book)]


def _named(book, find):
    return [*ways(book, lambda one: find(one, "service")), *ways(book, lambda one: find(one, "code"))]


def _usual(book):
    february, march = book.is_month("2026-02"), book.is_month("2026-03")
    search = book.has("code", "AmazonES")
    no_centre, usage = book.has("centre", ""), neither(cell(_TYPE, "Tax", "Refund", "SavingsPlanRecurringFee"))
    return [
        fair("total", "total cost of this report?", *ways(book, lambda one: one.total())),
        pieces("by dimension", "cost for every account id", *ways(book, lambda one: one.by("account"))),
        ranked("top", "most expensive service in february", *_named(book, lambda one, name: one.by(name, february))),
        pieces("by dimension", _CENTRES, *ways(book, lambda one: one.by("centre")), *ways(book, lambda one: one.by("centre", usage))),
        fair(
            "untagged",
            "How much do we spend that isn't assigned to any cost center?",
            *ways(book, lambda one: one.total(no_centre)),
            *ways(book, lambda one: one.total(both(no_centre, usage))),
        ),
        moved("change", "opensearch: january compared with march", (book.total(both(search, book.is_month("2026-01"))), book.total(both(search, march)))),
        fair("by month", "Monthly totals please", *ways(book, lambda one: one.by_month())),
        peak("peak", "step functions had a bad day, which one and what did it cost", book.by_day(book.has("code", "AmazonStates"))),
    ]  # fmt: skip


def _narrow(book):
    plan = cell(_TYPE, "SavingsPlanRecurringFee")
    used, promised = (book.sum(f"savingsPlan/{name}", plan) for name in ("UsedCommitment", "TotalCommitmentToDate"))  # fmt: skip
    gateway = book.has("code", "AmazonApiGateway")
    return [
        fair("filter", "What did data transfer out cost us in Q1 2026?", book.total(contains("lineItem/UsageType", "DataTransfer-Out"))),
        fair("refund", "Did AWS refund us anything? How much?", book.total(cell(_TYPE, "Refund")), sign="any"),
        percents("commitment", "are we using our savings plan fully? give me the utilization %", percent(used, promised)),
        fair("commitment", "unused savings plan commitment, in dollars", promised - used),
        fair("trap", "API Gateway, 1st to 10th of March only", book.total(both(book.within("2026-03-01", "2026-03-10"), gateway))),
        fair("trap", "cost of the whole report before tax", *ways(book, lambda one: one.total(neither(cell(_TYPE, "Tax"))))),
    ]  # fmt: skip


def _rest(book):
    cache = book.has("code", "AmazonElastiCache")
    return [
        fair(
            "follow-up: then month",
            "and the month after that?",
            book.total(both(cache, book.is_month("2026-02"))),
            after=["How much was ElastiCache in January?"],
        ),
        ask("follow-up: narrowed", "just CC-210, per month", book.by_month(book.has("centre", "CC-210")), after=[_CENTRES]),
        refuse("person", "who is the owner of cost center CC-305"),
        refuse("contract", "What discount does our EDP contract give us?"),
        refuse("absent", "lambda cost in march"),
    ]  # fmt: skip
