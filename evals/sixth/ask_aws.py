"""Questions about CUR 2.0 and the legacy CUR."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING

from evals.ledger import both, cell, changes, contains, over
from evals.questions import (
    about,
    also,
    ask,
    day_words,
    either,
    fair,
    percent,
    percents,
    pieces,
    ranked,
    refuse,
    says,
    versus,
)

if TYPE_CHECKING:
    from collections.abc import Sequence

    from evals.ledger import Ledger, Test
    from evals.questions import Case


_USAGE = "line_item_usage_type"
_TYPE = "line_item_line_item_type"
_USED = ("Usage", "SavingsPlanCoveredUsage", "DiscountedUsage")


def cur(book: Ledger) -> list[Case]:
    """Tern's CUR 2.0, March to May 2025."""
    return [*_spend(book), *_parts(book), *_commitments(book), *_beyond()]


def _spend(book: Ledger) -> list[Case]:
    april, may = book.is_month("2025-04"), book.is_month("2025-05")
    both_ways = (book, book.on_basis("amortized"))
    no_extras = book.lacks("type", "Tax", "Credit")
    all_in, then = "what did we spend in april 2025, all in?", "and may?"
    dearest = max(row[1] for row in book.by_day(may))
    production = both(book.within("2025-04-01", "2025-04-14"), book.has("environment", "production"))
    return [
        fair("total", all_in, *(each.total(april) for each in both_ways)),
        fair("follow-up: month", then, *(each.total(may) for each in both_ways), after=[all_in]),
        percents(
            "follow-up: percent",
            "how much more is that in %",
            *(percent(each.total(may) - each.total(april), each.total(april)) for each in both_ways),
            after=[all_in, then],
        ),
        fair(
            "top",
            "top 4 services in may, no tax no credits pls",
            *(each.by("service", both(may, no_extras))[:4] for each in both_ways),
        ),
        fair(
            "time",
            "ec2 per month, leave out tax",
            *(each.by_month(both(book.has("service", "AmazonEC2"), no_extras)) for each in both_ways),
        ),
        fair(
            "filter",
            "hey, what did tenant acorn burn over the last 14 days of this file?",
            *(each.total(both(book.within("2025-05-18", "2025-05-31"), book.has("tenant", "acorn"))) for each in both_ways),
        ),
        fair(
            "trap",
            "environment production only, first two weeks of april, total please",
            *(each.total(production) for each in both_ways),
        ),
        fair(
            "trap",
            "avg spend per day in april counting mon-fri only",
            *(each.per_day(both(april, book.weekdays(0, 1, 2, 3, 4))) for each in both_ways),
        ),
        fair(
            "trap",
            "may total without its single most expensive day",
            book.total(may) - dearest,
            both_ways[1].total(may) - max(row[1] for row in both_ways[1].by_day(may)),
        ),
        _busy_days(april, both_ways),
        percents(
            "share",
            "what share of the may bill is cedar's",
            *(percent(each.total(both(may, book.has("tenant", "cedar"))), each.total(may)) for each in both_ways),
            *(
                percent(each.total(both(may, book.has("tenant", "cedar"))), each.total(both(may, no_extras)))
                for each in both_ways
            ),
        ),
        about("forecast", "what will june cost us roughly?", _june(book), within=0.15),
    ]  # fmt: skip


def _busy_days(month: Test, books: Sequence[Ledger]) -> Case:
    """How many days cost more: their number, or the days."""
    question = "on how many days in april did we spend more than 130"
    tables = [over(book.by_day(month), 130) for book in books]
    counted = fair("threshold", question, *map(len, tables), tolerance=0)
    return also(counted, fair("threshold", question, *tables, ordered=False))


def _june(book: Ledger) -> Decimal:
    """The last fortnight's pace for 30 days, with the fees of a month beside it."""
    once = book.lacks("type", "Tax", "Credit", "Fee", "RIFee")
    return book.per_day(both(book.within("2025-05-18", "2025-05-31"), once)) * 30 + Decimal(370)


def _parts(book: Ledger) -> list[Case]:
    march, april, may = (book.is_month(f"2025-0{number}") for number in (3, 4, 5))
    egress, nat = contains(_USAGE, "DataTransfer-Out"), contains(_USAGE, "NatGateway")
    old = book.total(book.has("instance", "c4.2xlarge"))
    untagged = both(book.has("type", "Usage"), book.has("tenant", ""))
    (day, _), *_ = book.dearest(egress)
    fresh = book.total(both(may, book.has("resource", "i-ocr77")))
    nats = book.by("usage", both(may, nat))
    return [
        ask("top", "wich day had the higest internet egress cost and how much was it", book.dearest(egress)),
        ask(
            "usage",
            "how many GB went thru the nat gatway in march",
            book.sum("line_item_usage_amount", both(march, contains(_USAGE, "NatGateway-Bytes"))),
            tolerance=0.5,
        ),
        versus("compare", "nat gateway in may: hours vs data processing", *(tuple(row) for row in nats)),
        says("anomaly", "anything unusual in april?", day_words(day), "DataTransfer-Out|data transfer out|egress|i-gate4"),
        says("why", "why is may higher than april? which new resource is behind it", "i-ocr77"),
        either(
            ask("why", "what showed up for the first time in may, and what has it cost us so far?", [["i-ocr77", fresh]]),
            fresh,
        ),
        fair(
            "optimisation",
            "old generation ec2 instances (c4 etc) still running - whats the cost for the 3 months",
            old,
            [["c4.2xlarge", old]],
            [["i-legacy8", old]],
        ),
        pieces("tags", "usage lines without a tenant tag: cost per account", book.by("account", untagged)),
        percents(
            "tags",
            "how much of april's usage cost carries a tenant tag, in percent (usage lines only)",
            *_covered(book, april),
        ),
        ranked(
            "compare",
            "which account rose most from march to may, in dollars",
            *(changes(each.by("account", march), each.by("account", may)) for each in (book, book.on_basis("amortized"))),
        ),
    ]  # fmt: skip


def _covered(book: Ledger, april) -> list[Decimal]:
    """The tagged share of plain usage, and of all usage on both bases."""
    found = []
    for each, kinds in (
        (book, ("Usage",)),
        (book, _USED),
        (book.on_basis("amortized"), _USED),
        (book.on_basis("pricing_public_on_demand_cost"), _USED),
    ):
        used = both(april, book.has("type", *kinds))
        found.append(percent(each.total(both(used, book.lacks("tenant", ""))), each.total(used)))
    return found


def _commitments(book: Ledger) -> list[Case]:
    march, april, may = (book.is_month(f"2025-0{number}") for number in (3, 4, 5))
    plan, fee = cell(_TYPE, "SavingsPlanRecurringFee"), cell(_TYPE, "RIFee")
    promised = book.sum("savings_plan_total_commitment_to_date", plan)
    used = book.sum("savings_plan_used_commitment", plan)
    hours = book.sum("line_item_usage_amount", both(march, fee))
    idle = book.sum("reservation_unused_quantity", both(march, fee))
    utilised = "savings plan utilisation, overall?"
    gate = both(may, book.has("resource", "i-gate4"))
    return [
        percents("commitment", utilised, percent(used, promised)),
        fair("follow-up: commitment", "and how many dollars of it went unused", promised - used, after=[utilised]),
        percents("commitment", "RI utilisation of the elasticache nodes in march", percent(hours - idle, hours)),
        fair(
            "commitment",
            "unused reservation cost in april ($)",
            book.sum("reservation_unused_recurring_fee", both(april, fee)),
        ),
        fair("commitment", "amortized cost of i-gate4 in may", book.on_basis("amortized").total(gate)),
    ]


def _beyond() -> list[Case]:
    spring = "what did we spend in march 2025"
    return [
        refuse("metric", "is i-legacy8 idle? whats its average cpu"),
        refuse("absent service", "redshift cost in may?"),
        refuse("absent month", "and what about february 2025?", after=[spring]),
        refuse("plan", "whats our approved aws budget for 2026?"),
    ]


def legacy(book: Ledger) -> list[Case]:
    """Quill's legacy CUR, November and December 2024."""
    november, december = (book.is_month(f"2024-{number}") for number in (11, 12))
    untaxed = book.lacks("type", "Tax")
    first_question = "total november 2024, without tax"
    big, small = (row[1] for row in book.by("account"))
    mail = both(book.within("2024-11-29", "2024-11-29"), book.has("code", "AmazonSES"))
    december_parts = [book.by("component", both(december, test)) for test in (lambda _: True, untaxed)]
    second = book.has("account", "661000000012")
    usage = "lineItem/UsageAmount"
    falls = _falls(book, november, december)
    quiet = both(november, untaxed, lambda row: f"{book.on(row)}" != "2024-11-29")
    return [
        fair("total", first_question, book.total(both(november, untaxed))),
        fair("follow-up: month", "same for december", book.total(both(december, untaxed)), after=[first_question]),
        pieces("group", "dec cost per componnet", *december_parts),
        fair(
            "compare",
            "which of the two accounts is bigger, and by how much?",
            big - small,
            [[big, small]],
            book.by("account")[:1],
            book.by("account"),
        ),
        fair("usage", "how many email recipients did SES bill on nov 29th", book.sum(usage, mail), tolerance=0.5),
        says("why", "why did the bill drop in december?", "EC2|Elastic Compute|BoxUsage"),
        fair("top", "the 2 priciest usage types in 661000000012", book.by("usage", both(second, untaxed))[:2]),
        fair("trap", "avg cost per day in november - leave out tax and black friday (the 29th)", book.per_day(quiet)),
        fair("change", "biggest drop by service from nov to dec", *falls),
        refuse("absent month", "how much in january 2025?"),
        refuse("metric", "what was the bounce rate of our SES mails in december"),
    ]  # fmt: skip


def _falls(book: Ledger, before, after) -> list[list[list[object]]]:
    """The greatest fall, its service by code or by name, with or without a sign."""
    lowest = [changes(book.by(words, before), book.by(words, after))[-1] for words in ("code", "service")]
    return [[[name, sign * change]] for name, change in lowest for sign in (1, -1)]  # type: ignore[operator]
