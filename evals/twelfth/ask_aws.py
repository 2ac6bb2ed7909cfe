"""Questions about the legacy CUR."""

from __future__ import annotations

from typing import TYPE_CHECKING

from evals.ledger import both, contains, over
from evals.questions import (
    about,
    also,
    ask,
    day_words,
    fair,
    first,
    percent,
    percents,
    pieces,
    readings,
    refuse,
    says,
    signed,
    versus,
    ways,
)
from evals.twelfth.shapes import named, on_top, signless

if TYPE_CHECKING:
    from collections.abc import Callable

    from evals.ledger import Ledger, Table, Test
    from evals.questions import Case

_JULY, _AUGUST, _SEPTEMBER = "2026-07", "2026-08", "2026-09"


def cur(book: Ledger) -> list[Case]:
    """All questions of this bill."""
    return [*_overview(book), *_parts(book), *_tags(book), *_changes(book), *_absent()]


def _each(book: Ledger, find: Callable[[Ledger], object]) -> list:
    """On both bases, with taxes, credits and refunds and without."""
    return readings(book, find, usage=book.lacks("type", "Tax", "Credit", "Refund"))


def _services(book: Ledger, where: Test, count: int) -> list[Table]:
    """The dearest services by name and by code."""
    return [
        first(table, count)
        for name in ("service", "code")
        for table in _each(book, lambda rows, by=name: rows.by(by, where))
    ]


def _overview(book: Ledger) -> list[Case]:
    july, september = book.is_month(_JULY), book.is_month(_SEPTEMBER)
    top = "top 5 services in september"
    given = book.has("type", "Credit", "Refund")
    running = both(july, book.lacks("type", "Tax", "Fee"))
    return [
        fair("total", "what did we spend on aws in total over these three months?", *ways(book, lambda rows: rows.total())),
        fair("trend", "monthly spend pls", *_each(book, lambda rows: rows.by_month())),
        fair("top", top, *_services(book, september, 5)),
        fair("follow-up", "and in july?", *_services(book, july, 5), after=[top]),
        on_top("top", "which acount is the most expensive one?", *_each(book, lambda rows: rows.by("account"))),
        also(
            signed("filter", "what did we get back in credits and refunds?", book.total(given)),
            fair("filter", "", *signless(book.by("type", given)), *signless(book.by("service", given)), ordered=False),
        ),
        fair(
            "average",
            "Avg cost per day in July, leave out tax and the support fee",
            *ways(book, lambda rows: rows.total(running) / 31),
        ),
        about(
            "forecast",
            "whats your estimate for october?",
            *_each(book, lambda rows: rows.total(september)),
            *_each(book, lambda rows: rows.total() / 92 * 31),
            within=0.12,
        ),
    ]  # fmt: skip


def _parts(book: Ledger) -> list[Case]:
    running = contains("lineItem/UsageType", "BoxUsage")
    gateway = contains("lineItem/UsageType", "NatGateway")
    leaving = contains("lineItem/UsageType", "DataTransfer-Out")
    stored = both(book.has("code", "AmazonS3"), book.is_month(_AUGUST), contains("lineItem/UsageType", "TimedStorage"))
    rest = both(book.is_month(_JULY), book.lacks("code", "AmazonRDS", "AmazonEC2"))
    months = [(month, book.total(both(leaving, book.is_month(month)))) for month in (_AUGUST, _SEPTEMBER)]
    unused = book.sum("savingsPlan/TotalCommitmentToDate") - book.sum("savingsPlan/UsedCommitment")
    return [
        also(
            ask("filter", "For my report I would need to know what the NAT gateways have cost us altogether, hours and traffic included.", book.total(gateway)),
            fair("filter", "", book.by("usage", gateway), ordered=False),
        ),
        versus("compare", "data transfer out: august vs september", *months),
        ask("trap", "s3 in august without the request charges", book.total(stored)),
        fair("exclude", "july spend w/o rds and ec2", *_each(book, lambda rows: rows.total(rest))),
        also(
            fair("count", "how many ec2 instances do we run?", 3, 2),
            named("count", "", sorted(dict(book.by("resource", running))), ["i-0berth1", "i-0fares2"]),
        ),
        also(
            ask("commitment", "How much of our savings plan commitment did we pay for but not use?", unused),
            percents("commitment", "", percent(unused, book.sum("savingsPlan/TotalCommitmentToDate"))),
        ),
    ]  # fmt: skip


def _tags(book: Ledger) -> list[Case]:
    untagged, team = book.has("team", ""), "cost per team please"
    live, used = book.has("env", "prod"), book.has("type", "Usage", "SavingsPlanCoveredUsage", "SavingsPlanNegation")
    booking = both(live, book.has("team", "pricing"), book.is_month(_SEPTEMBER), book.lacks("code", "AmazonBedrock"))
    return [
        pieces("tag", team, *_each(book, lambda rows: rows.by("team")), *ways(book, lambda rows: rows.by("team", used))),
        pieces("follow-up", "only prod", *_each(book, lambda rows: rows.by("team", live)), after=[team]),
        percents(
            "share",
            "what % of our spend has no Team tag?",
            *_each(book, lambda rows: percent(rows.total(untagged), rows.total())),
            *ways(book, lambda rows: percent(rows.total(both(untagged, used)), rows.total(used))),
        ),
        fair("trap", "pricing team, prod, september - but without bedrock", *ways(book, lambda rows: rows.total(booking))),
    ]  # fmt: skip


def _changes(book: Ledger) -> list[Case]:
    return [
        says("why", "why did the bill go up from august to september?", "Bedrock"),
        says("anomaly", "any unusual spikes in august?", "CloudWatch", day_words("2026-08-19")),
        fair("threshold", "which days were over $125?", *_each(book, lambda rows: over(rows.by_day(), 125)), ordered=False),
    ]  # fmt: skip


def _absent() -> list[Case]:
    return [
        refuse("metric", "whats the average cpu utilization of the booking instances"),
        refuse("time", "how much more than in june did we spend in july?"),
        refuse("absent", "and how much goes to redshift?"),
    ]
