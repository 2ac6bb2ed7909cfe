"""Questions about the CUR 2.0 of a music service."""

from __future__ import annotations

from typing import TYPE_CHECKING

from evals.ledger import Ledger, both, contains
from evals.questions import (
    about,
    also,
    ask,
    fair,
    first,
    moved,
    peak,
    percent,
    percents,
    pieces,
    refuse,
    signed,
    versus,
    ways,
)

if TYPE_CHECKING:
    from evals.questions import Case

_DEC, _JAN, _FEB = "2025-12", "2026-01", "2026-02"
_USED = ("Usage", "SavingsPlanCoveredUsage", "SavingsPlanNegation", "DiscountedUsage")


def cur(book: Ledger) -> list[Case]:
    """All of them."""
    return [*_plain(book), *_times(book), *_committed(book), *_followed(book), *_refused(), *_traps(book)]


def _plain(book: Ledger) -> list[Case]:
    ec2 = book.has("service", "AmazonEC2")
    jan, feb = book.is_month(_JAN), book.is_month(_FEB)
    untagged, used = book.has("squad", ""), book.has("type", *_USED)
    return [
        fair("total", "what did we spend on aws in total?", *ways(book, lambda on: on.total())),
        fair("top", "top 5 services by cost", *ways(book, lambda on: first(on.by("service"), 5))),
        pieces("by dimension", "spend per account in January pls", *ways(book, lambda on: on.by("account", jan))),
        fair("filter", "How much did EC2 cost us in Feb 2026?", *ways(book, lambda on: on.total(both(ec2, feb))), *ways(book, lambda on: on.total(both(ec2, feb, used)))),
        percents("share", "what % of the bill is the lyra-live account", *ways(book, lambda on: percent(on.total(on.has("account", "lyra-live")), on.total()))),
        fair("untagged", "how much of our spend has no squad tag", *ways(book, lambda on: on.total(untagged)), *ways(book, lambda on: on.total(both(untagged, used)))),
        pieces("by dimension", "cost by squad for february, i need it for the showback", *ways(book, lambda on: on.by("squad", feb))),
        ask("filter", "what are we paying for NAT gateway traffic", book.total(contains("line_item_usage_type", "NatGateway"))),
    ]  # fmt: skip


def _times(book: Ledger) -> list[Case]:
    dec, jan, feb = (book.is_month(month) for month in (_DEC, _JAN, _FEB))
    dynamo, redshift = book.has("service", "AmazonDynamoDB"), book.has("service", "AmazonRedshift")
    kinesis = book.has("service", "AmazonKinesis")
    months = ways(book, lambda on: [row[1] for row in on.by_month()])
    return [
        fair("by month", "monthly totals please", *ways(book, lambda on: on.by_month())),
        moved("change", "how did the cost change from december to january?", *ways(book, lambda on: (on.total(dec), on.total(jan)))),
        fair("average", "average daily cost in feb", *ways(book, lambda on: on.total(feb) / 28)),
        peak("anomaly", "when did kinesis spike?", book.by_day(kinesis)),
        versus("comparison", "dynamodb vs redshift in december", ("AmazonDynamoDB", book.total(both(dynamo, dec))), ("AmazonRedshift", book.total(both(redshift, dec)))),
        about("forecast", "roughly what will we pay in march 2026?", *(month[-1] for month in months), *(sum(month) / 3 for month in months), within=0.12),
        ask("filter", "how mcuh is lambda in february", book.total(both(book.has("service", "AWSLambda"), feb))),
    ]  # fmt: skip


def _committed(book: Ledger) -> list[Case]:
    fee = book.has("type", "SavingsPlanRecurringFee")
    promised = book.sum("savings_plan_total_commitment_to_date", fee)
    used = book.sum("savings_plan_used_commitment", fee)
    idle = "how much of the savings plan do we waste?"
    return [
        also(ask("commitment", idle, promised - used), percents("commitment", idle, percent(promised - used, promised))),
        signed("credits", "did we get any credits? how much", book.total(book.has("type", "Credit"))),
    ]  # fmt: skip


def _followed(book: Ledger) -> list[Case]:
    dec, jan = book.is_month(_DEC), book.is_month(_JAN)
    s3, studio = book.has("service", "AmazonS3"), book.has("account", "lyra-studio")
    return [
        ask("follow-up: month", "and in december?", book.total(both(s3, dec)), ["how much was S3 in January 2026"]),
        fair("follow-up: part", "only for lyra-studio", *ways(book, lambda on: on.by("service", both(jan, studio))), after=["cost by service in january"], ordered=False),
    ]  # fmt: skip


def _refused() -> list[Case]:
    return [
        refuse("metric", "which of our ec2 instances have cpu below 10%?"),
        refuse("absent", "how much do we spend on Neptune"),
        refuse("period", "what was the total of August 2025?"),
    ]


def _traps(book: Ledger) -> list[Case]:
    ec2, jan = book.has("service", "AmazonEC2"), book.is_month(_JAN)
    used = book.has("type", *_USED)
    rest, flat = both(ec2, jan, book.lacks("account", "lyra-sandbox")), book.lacks("type", "Tax")
    return [
        fair(
            "trap",
            "EC2 in January but without the sandbox account",
            *ways(book, lambda on: on.total(rest)),
            *ways(book, lambda on: on.total(both(rest, used))),
        ),
        fair("trap", "total cost excluding tax", *ways(book, lambda on: on.total(flat))),
    ]
