"""Questions about an inventory of EC2 instances and about what Cost Optimization Hub advises."""

from __future__ import annotations

from typing import TYPE_CHECKING

from evals.ledger import Ledger, both, neither, number
from evals.questions import ask, fair, first, percent, percents, pieces, ranked, refuse, ways

if TYPE_CHECKING:
    from evals.questions import Case

_CPU, _MEMORY = "Average CPU (%)", "Memory (GiB)"
_AFTER = "estimated_monthly_savings_after_discount"
_COST, _COST_AFTER = "estimated_monthly_cost_before_discount", "estimated_monthly_cost_after_discount"


def ec2(book: Ledger) -> list[Case]:
    """An inventory: counts, idle ones, owners, ages."""
    runs, stopped = book.has("state", "running"), book.has("state", "stopped")
    idle = both(runs, lambda row: number(row[_CPU]) < 10)
    kinds = sorted({row["Instance type"] for row in book.rows})
    return [
        ask("count", "how many instances are running?", book.count(runs)),
        ask("total", "what do they all cost a month", book.total()),
        pieces("count", "number of instances by type", [[kind, book.count(book.has("type", kind))] for kind in kinds]),
        fair("top", "5 most expensive instances", first(book.by("id"), 5), first(book.by("name"), 5)),
        ask("filter", "monthly cost of the stopped ones", book.total(stopped)),
        ranked("top", "which owner costs the most", book.by("owner"), book.by("owner", book.lacks("owner", ""))),
        ask("count", "how many have no owner?", book.count(book.has("owner", ""))),
        ask("average", "average cpu of running instances", book.sum(_CPU, runs) / book.count(runs), tolerance=0.05),
        ask("count", "running instances with less than 10% cpu, how many", book.count(idle)),
        ask("follow-up: cost", "and what do those cost?", book.total(idle), after=["how many running instances have an average cpu below 10%?"]),
        ask("count", "how many were launched before 2022?", book.count(book.within("", "2021-12-31"))),
        ask("trap", "memory of all running linux instances in GiB", book.sum(_MEMORY, both(runs, book.has("os", "Linux")))),
        ask("trap", "cost of running instances excluding m6i.2xlarge", book.total(both(runs, book.lacks("type", "m6i.2xlarge")))),
        refuse("metric", "average memory utilization of the instances?"),
        refuse("metric", "how much network traffic do the instances have?"),
    ]  # fmt: skip


def advice(book: Ledger) -> list[Case]:
    """Recommendations: what they save, how hard they are."""
    right, tested = book.has("action", "Rightsize"), book.has("account", "ibex-test")
    restart, hard = book.has("restart", "true"), book.has("effort", "High", "VeryHigh")
    return [
        fair("total", "how much could we save a month in total?", *ways(book, lambda on: on.total(), _AFTER)),
        ask("count", "how many recommendations do we have", book.count()),
        pieces("by dimension", "estimated savings by action type", *ways(book, lambda on: on.by("action"), _AFTER)),
        ranked("top", "which account has the biggest savings potential?", *ways(book, lambda on: on.by("account"), _AFTER)),
        fair("top", "top 5 recommendations by savings", *ways(book, lambda on: first(on.by("id"), 5), _AFTER), *ways(book, lambda on: first(on.by("resource"), 5), _AFTER)),
        fair("filter", "savings from rightsizing", *ways(book, lambda on: on.total(right), _AFTER)),
        ask("count", "how many need a restart?", book.count(restart)),
        percents("share", "what share of the savings is the savings plan purchase?", *ways(book, lambda on: percent(on.total(on.has("action", "PurchaseSavingsPlans")), on.total()), _AFTER)),
        fair("sum", "what do the ebs volumes with recommendations cost a month?", *(book.sum(cost, book.has("kind", "EbsVolume")) for cost in (_COST, _COST_AFTER))),
        fair("follow-up: filter", "only in ibex-test", *ways(book, lambda on: on.total(both(right, tested)), _AFTER), after=["how much would rightsizing save?"]),
        ranked("bottom", "which resource type saves least", *ways(book, lambda on: on.by("kind")[::-1], _AFTER)),
        fair("trap", "savings that need no restart", *ways(book, lambda on: on.total(on.has("restart", "false")), _AFTER)),
        fair("trap", "savings without the high and very high effort ones", *ways(book, lambda on: on.total(neither(hard)), _AFTER)),
        refuse("metric", "which of these have we already implemented?"),
        refuse("metric", "who approved the rightsizing?"),
    ]  # fmt: skip
