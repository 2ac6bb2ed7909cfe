"""Questions about the AWS bill of a carrier of parcels, with a savings plan and reserved databases."""

from __future__ import annotations

from typing import TYPE_CHECKING

from evals.ledger import Ledger, both, changes, contains, grown, neither
from evals.questions import (
    about,
    also,
    ask,
    day_words,
    fair,
    first,
    moved,
    peak,
    percent,
    percents,
    pieces,
    ranked,
    readings,
    refuse,
    says,
    versus,
    ways,
)

if TYPE_CHECKING:
    from evals.questions import Case

_MAR, _APR, _MAY = "2026-03", "2026-04", "2026-05"
_COMMITTED, _USED = "savings_plan_total_commitment_to_date", "savings_plan_used_commitment"


def cur(book: Ledger) -> list[Case]:
    """All of them."""
    return [*_plain(book), *_times(book), *_committed(book), *_follow_ups(book), *_rest(book)]


def _each(book, find):
    return readings(book, find, usage=book.lacks("type", "Tax", "Credit", "Refund"))


def _plain(book: Ledger) -> list[Case]:
    tracking, nat = book.has("team", "tracking"), contains("line_item_usage_type", "NatGateway")
    named = book.lacks("resource", "")
    return [
        fair("total", "how much did aws cost us from march to may?", *_each(book, lambda on: on.total())),
        fair("top", "top 5 services", *_each(book, lambda on: first(on.by("service"), 5))),
        ranked("top", "whats teh most expensive resource", *ways(book, lambda on: on.by("resource", named))),
        fair("filter", "what did the tracking team spend in april?", *ways(book, lambda on: on.total(both(tracking, on.is_month(_APR))))),
        fair("untagged", "cost without a team tag", *_each(book, lambda on: on.total(on.has("team", "")))),
        percents("share", "what % of our spend is prod?", *_each(book, lambda on: percent(on.total(on.has("env", "prod")), on.total()))),
        ask("part", "how much do we pay for nat gateways?", book.total(nat)),
    ]  # fmt: skip


def _times(book: Ledger) -> list[Case]:
    apr, may = book.is_month(_APR), book.is_month(_MAY)
    s3, logs = book.has("service", "AmazonS3"), book.has("service", "AmazonCloudWatch")
    months = ways(book, lambda on: [row[1] for row in on.by_month()])
    rises = _each(book, lambda on: changes(on.by("service", apr), on.by("service", may)))
    relative = _each(book, lambda on: grown(on.by("service", apr), on.by("service", may)))
    return [
        moved("change", "how did the bill change from april to may?", *_each(book, lambda on: (on.total(apr), on.total(may)))),
        ranked("grew most", "which service went up the most in May vs April?", *rises, *relative),
        peak("anomaly", "cloudwatch exploded on one day. when?", book.by_day(logs)),
        ask("period", "s3 cost between april 10 and april 16", book.total(both(s3, book.within("2026-04-10", "2026-04-16")))),
        says("first", "since which day do we pay for bedrock?", day_words("2026-05-11")),
        about("forecast", "what will june cost us roughly?", *(month[-1] for month in months), *(month[-1] / 31 * 30 for month in months), *(sum(month) / 3 for month in months), within=0.12),
    ]  # fmt: skip


def _committed(book: Ledger) -> list[Case]:
    covered, bought = book.has("type", "SavingsPlanCoveredUsage"), book.has("type", "SavingsPlanRecurringFee")
    listed = book.sum("pricing_public_on_demand_cost", covered)
    effective = book.sum("savings_plan_savings_plan_effective_cost", covered)
    promised, used = book.sum(_COMMITTED, bought), book.sum(_USED, bought)
    return [
        percents("commitments", "what's our savings plan utilization?", percent(used, promised)),
        ask("commitments", "how much savings plan commitment went unused", promised - used),
        fair("commitments", "how much did the savings plan save us compared to on demand?", listed - effective, listed - promised),
        ask("commitments", "cost of unused resevred instances", book.sum("reservation_unused_recurring_fee")),
    ]  # fmt: skip


def _follow_ups(book: Ledger) -> list[Case]:
    tracking, mar = book.has("team", "tracking"), book.is_month(_MAR)
    data = book.has("account", "ibex-data")
    return [
        fair("follow-up: month", "and in march?", *ways(book, lambda on: on.total(both(tracking, mar))), after=["cost of the tracking team in may"]),
        pieces("follow-up: dimension", "now by account", *_each(book, lambda on: on.by("account", on.is_month(_APR))), after=["total cost in april 2026"]),
        fair("follow-up: filter", "only the data account", *_each(book, lambda on: on.by("service", data)), after=["cost by service"], ordered=False),
    ]  # fmt: skip


def _rest(book: Ledger) -> list[Case]:
    prod, ec2 = book.has("account", "ibex-prod"), book.has("service", "AmazonEC2")
    west, may = book.has("region", "us-west-2"), book.is_month(_MAY)
    away = neither(contains("line_item_usage_type", "NatGateway"))
    routing, insight = book.has("team", "routing"), book.has("team", "insight")
    pairs = ways(book, lambda on: (on.total(both(routing, may)), on.total(both(insight, may))))
    return [
        also(*(versus("versus", "routing vs insight team, may only", ("routing", one), ("insight", other)) for one, other in pairs)),
        fair("trap", "cost of ibex-prod without RDS", *_each(book, lambda on: on.total(both(prod, on.lacks("service", "AmazonRDS"))))),
        fair("trap", "second most expensive service", *_each(book, lambda on: [on.by("service")[1]])),
        fair("trap", "ec2 in us-west-2, but not the nat gateway", *ways(book, lambda on: on.total(both(ec2, west, away)))),
        refuse("metric", "what does a delivered parcel cost us in aws?"),
        refuse("period", "spend in february 2026"),
        refuse("metric", "who started i-try7?"),
        refuse("vague", "and the other one?"),
    ]  # fmt: skip
