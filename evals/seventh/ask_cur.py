"""What the CUR 2.0 of one company is asked; where unblended or amortized cost may be meant, both count."""

from __future__ import annotations

from typing import TYPE_CHECKING

from evals.ledger import both, cell, contains, neither
from evals.questions import (
    also,
    ask,
    day_words,
    fair,
    first,
    moved,
    percent,
    percents,
    pieces,
    ranked,
    refuse,
    says,
    shares,
    ways,
)

if TYPE_CHECKING:
    from evals.ledger import Ledger
    from evals.questions import Case

_TYPE, _USAGE = "line_item_line_item_type", "line_item_usage_type"
_TOP = "top 5 services pls"
_SPLIT = "cost split by linked account"
_USED = cell(_TYPE, "Usage", "SavingsPlanCoveredUsage", "SavingsPlanNegation", "DiscountedUsage")


def cur(book: Ledger) -> list[Case]:
    """Everything about this bill."""
    return [*_usual(book), *_parts(book), *_committed(book), *_followed(book), *_traps(book), *_unanswerable()]


def _usual(book):
    september, october, november = (book.is_month(f"2025-{month:02d}") for month in (9, 10, 11))
    rds = book.has("service", "AmazonRDS")
    bedrock = book.has("service", "AmazonBedrock")
    return [
        fair("total", "What did we spend on AWS in total?", *ways(book, lambda one: one.total())),
        fair("top", _TOP, *ways(book, lambda one: first(one.by("service"), 5))),
        fair("by month", "show me spend month by month", *ways(book, lambda one: one.by_month())),
        pieces("by dimension", _SPLIT, *ways(book, lambda one: one.by("account"))),
        fair("filter", "How much is Athena costing us?", book.total(book.has("service", "AmazonAthena"))),
        fair("filter", "rds bill for october?", *ways(book, lambda one: one.total(both(rds, october)))),
        moved(
            "change",
            "by how much did our bill go up from october to november",
            *ways(book, lambda one: (one.total(october), one.total(november))),
        ),
        moved(
            "change",
            "Compare bedrock sept vs november",
            *ways(book, lambda one: (one.total(both(bedrock, september)), one.total(both(bedrock, november)))),
        ),
        fair("top", "3 most expensive resources", *ways(book, _resources), *ways(book, lambda one: first(one.by("resource"), 3))),
        ranked("top", "wich linked account is the most expensive one", *ways(book, lambda one: one.by("account"))),
        fair("average", "average daily cost of CloudFront in september", book.per_day(both(book.has("service", "AmazonCloudFront"), september))),
        ask("count", "how many different EC2 instances show up in the bill", book.distinct("resource", contains("line_item_resource_id", "i-"))),
        ranked("peak", "Which day was the most expensive one in October?", *ways(book, lambda one: _dearest(one.by_day(october)))),
        says("anomaly", "any cost anomalies in Glue?", day_words("2025-10-14")),
        also(
            says("new", "what instance was newly launched in november that wasn't running before", "i-gen1"),
            says("new", "", "g6.xlarge"),
        ),
    ]  # fmt: skip


def _dearest(table):
    return sorted(table, key=lambda row: -row[1])


def _resources(book):
    return [row for row in book.by("resource") if row[0]][:3]


def _parts(book):
    no_project, dev = book.has("project", ""), book.has("env", "dev")
    untaxed = neither(cell(_TYPE, "Tax", "Credit", "Fee"))
    kept = [lambda _: True, untaxed, _USED]
    missing = [value for test in kept for value in ways(book, lambda one, test=test: one.total(both(no_project, test)))]
    wholes = [value for test in kept for value in ways(book, lambda one, test=test: one.total(test))]
    contains(_USAGE, "NatGateway")
    return [
        percents("untagged", "What % of our spend has no project tag?", *(percent(*pair) for pair in zip(missing, wholes, strict=True))),
        pieces("by dimension", "cost per project", *ways(book, lambda one: one.by("project")), *ways(book, lambda one: one.by("project", _USED))),
        fair("filter", "how much goes to the dev env", *ways(book, lambda one: one.total(dev))),
        fair("filter", "Idle public IPv4 addresses - what do they cost us overall?", book.total(contains(_USAGE, "IdleAddress"))),
        fair("filter", "How much do we still pay for gp2 volumes?", book.total(contains(_USAGE, "VolumeUsage.gp2"))),
    ]  # fmt: skip


def _committed(book):
    plan = cell(_TYPE, "SavingsPlanRecurringFee")
    used, promised = (book.sum(f"savings_plan_{name}", plan) for name in ("used_commitment", "total_commitment_to_date"))  # fmt: skip
    november = book.is_month("2025-11")
    return [
        percents("commitment", "Savings Plan utilization?", percent(used, promised)),
        fair("commitment", "how many dollars of our RDS reservations went unused", book.sum("reservation_unused_recurring_fee")),
        fair("amortized", "amortized EC2 cost in november", book.on_basis("amortized").total(both(book.has("service", "AmazonEC2"), november))),
    ]  # fmt: skip


def _followed(book):
    bedrock, november = book.has("service", "AmazonBedrock"), book.is_month("2025-11")
    bi = book.has("account", "heron-bi")
    return [
        fair(
            "follow-up: then month",
            "and november?",
            book.total(both(bedrock, november)),
            after=["How much did we spend on Bedrock in September?"],
        ),
        fair(
            "follow-up: narrowed",
            "only for heron-bi",
            *ways(book, lambda one: first(one.by("service", bi), 5)),
            after=[_TOP],
        ),
        fair(
            "follow-up: in percent",
            "now in percent",
            *ways(book, lambda one: shares(one.by("account"))),
            after=[_SPLIT],
            tolerance=0.1,
            ordered=False,
        ),
    ]


def _traps(book):
    november, ec2 = book.is_month("2025-11"), book.has("service", "AmazonEC2")
    gpu, extra = contains("line_item_resource_id", "i-gen1"), cell(_TYPE, "Tax", "Fee", "Credit")
    return [
        fair("trap", "EC2 cost in november without the g6.xlarge instance", *ways(book, lambda one: one.total(both(ec2, november, neither(gpu))))),
        fair("trap", "What did heron-shop cost in the first 10 days of November?", *ways(book, lambda one: one.total(both(one.within("2025-11-01", "2025-11-10"), one.has("account", "heron-shop"))))),
        fair("trap", "total spend leaving out tax, support and credits", *ways(book, lambda one: one.total(neither(extra)))),
    ]  # fmt: skip


def _unanswerable():
    return [
        refuse("metric", "whats the cpu utilisation of i-search2"),
        refuse("person", "Who launched the g6.xlarge machine?"),
        refuse("absent", "What was our spend in August 2025?"),
        refuse("other cloud", "would it be cheaper to run i-cart1 on Azure, and by how much"),
    ]
