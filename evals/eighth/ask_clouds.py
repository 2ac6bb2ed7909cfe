"""Questions about OCI in rupiah and FOCUS over three clouds in Taiwan dollars."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING

from evals.ledger import Ledger, both, contains
from evals.questions import (
    about,
    also,
    ask,
    fair,
    first,
    in_percent,
    moved,
    peak,
    percent,
    percents,
    pieces,
    ranked,
    refuse,
    says,
    signed,
    versus,
    ways,
)

if TYPE_CHECKING:
    from evals.questions import Case

_MAY, _JUN, _JUL = "2026-05", "2026-06", "2026-07"
_FEB, _MAR = "2025-02", "2025-03"


def oci(book: Ledger) -> list[Case]:
    """The Oracle report of a retailer."""
    may, jun, jul = (book.is_month(month) for month in (_MAY, _JUN, _JUL))
    logging, orders = book.has("service", "LOGGING"), book.has("compartment", "orders")
    mysql = book.has("service", "MYSQL")
    return [
        ask("total", "How much have we spent at Oracle, all in all?", book.total()),
        pieces("by dimension", "Cost by compartment", book.by("compartment")),
        fair("top", "the 3 most expensive services in july", first(book.by("service", jul), 3)),
        ask("filter", "Exadata cost in June 2026", book.total(both(contains("product/Description", "Exadata"), jun))),
        ask("filter", "what we pay for brand laris?", book.total(book.has("brand", "laris"))),
        percents("share", "batam region, how many percent of the total?", percent(book.total(book.has("region", "ap-batam-1")), book.total())),
        moved("change", "is july more expensive than june? how much", (book.total(jun), book.total(jul))),
        peak("anomaly", "which day is the peak for logging", book.by_day(logging)),
        signed("corrections", "how much was corrected", book.total(book.has("correction", "true"))),
        ask("average", "average cost per day of the orders compartment in may", book.per_day(both(orders, may))),
        ask("count", "how many compartments are there?", book.distinct("compartment")),
        ask("untagged", "cost not tagged to any brand", book.total(book.has("brand", ""))),
        refuse("metric", "what is the storage utilisation of our block volumes in percent?"),
        refuse("absent", "cost of GoldenGate in june"),
        ask("follow-up: month", "And July?", book.total(both(mysql, jul)), ["How much was MYSQL in May?"]),
        ask("trap", "compute cost on sundays only", book.total(both(book.has("service", "COMPUTE"), book.weekdays(6)))),
    ]  # fmt: skip


def focus(book: Ledger) -> list[Case]:
    """The FOCUS bill of a chip maker."""
    return [*_plain(book), *_times(book), *_rest(book)]


def _plain(book: Ledger) -> list[Case]:
    mar = book.is_month(_MAR)
    oracle, blank = book.has("provider", "Oracle"), book.has("system", "")
    usage = book.has("charge", "Usage")
    return [
        fair("total", "total spend across all clouds?", *ways(book, lambda on: on.total(), "EffectiveCost")),
        pieces("by dimension", "split by cloud provider", *ways(book, lambda on: on.by("provider"), "EffectiveCost")),
        fair("top", "top 5 services over everything", *ways(book, lambda on: first(on.by("service"), 5), "EffectiveCost"), *ways(book, lambda on: first(on.by("service", usage), 5), "EffectiveCost")),
        fair("filter", "what did Oracle cost in March", *ways(book, lambda on: on.total(both(oracle, mar)), "EffectiveCost")),
        pieces("by dimension", "service categories in march, how much each", *ways(book, lambda on: on.by("category", mar), "EffectiveCost"), *ways(book, lambda on: on.by("category", both(mar, usage)), "EffectiveCost")),
        fair("untagged", "how much spend is without a system tag?", *ways(book, lambda on: on.total(blank), "EffectiveCost"), *ways(book, lambda on: on.total(both(blank, usage)), "EffectiveCost")),
        fair("list price", "what would we have paid at list price", *(book.sum("ListCost", where) for where in (usage, both(usage, book.lacks("status", "Unused")), lambda _: True))),
    ]  # fmt: skip


def _times(book: Ledger) -> list[Case]:
    feb, mar = book.is_month(_FEB), book.is_month(_MAR)
    queue = book.has("service", "Amazon Simple Queue Service")
    azure, oracle = book.has("provider", "Microsoft"), book.has("provider", "Oracle")
    dear = "Which month was the most expensive?"
    months = ways(book, lambda on: [row[1] for row in on.by_month()], "EffectiveCost")
    return [
        in_percent("change", "Azure cost change feb -> mar in percent", *ways(book, lambda on: (on.total(both(azure, feb)), on.total(both(azure, mar))), "EffectiveCost")),
        peak("anomaly", "any day where SQS went through the roof? which day", book.by_day(queue)),
        versus("comparison", "Microsoft vs Oracle february", ("Microsoft", book.total(both(azure, feb))), ("Oracle", book.total(both(oracle, feb)))),
        also(ranked("top", dear, *ways(book, lambda on: sorted(on.by_month(), key=lambda row: -row[1]), "EffectiveCost")), says("top", dear, "March 2025|2025-03")),
        about("forecast", "estimate of april's cost", *(month[-1] for month in months), *(sum(month, Decimal(0)) / 3 for month in months), within=0.12),
    ]  # fmt: skip


def _rest(book: Ledger) -> list[Case]:
    feb, mar = book.is_month(_FEB), book.is_month(_MAR)
    aws = book.has("provider", "AWS")
    unused = book.on_basis("EffectiveCost").total(book.has("status", "Unused"))
    return [
        ask("commitment", "cost of unused savings plan commitment", unused),
        fair("follow-up: filter", "now only AWS", *ways(book, lambda on: on.total(both(aws, mar)), "EffectiveCost"), after=["what was our total in March 2025?"]),
        refuse("metric", "how many wafers did we produce per dollar of cloud"),
        refuse("absent", "what did we spend at Google Cloud?"),
        fair("trap", "february total not counting tax and credits", *ways(book, lambda on: on.total(both(feb, book.lacks("charge", "Tax", "Credit"))), "EffectiveCost")),
    ]  # fmt: skip
