"""Questions about the Azure bill of a coffee trader, in Colombian pesos."""

from __future__ import annotations

from typing import TYPE_CHECKING

from evals.ledger import Ledger, both, changes, over
from evals.questions import (
    ask,
    day_words,
    fair,
    moved,
    peak,
    percent,
    percents,
    pieces,
    ranked,
    refuse,
    says,
)

if TYPE_CHECKING:
    from evals.questions import Case

_JUN, _JUL, _AUG = "2025-06", "2025-07", "2025-08"


def mca(book: Ledger) -> list[Case]:
    """All of them."""
    return [*_plain(book), *_times(book), *_rest(book)]


def _plain(book: Ledger) -> list[Case]:
    usage, machines = book.has("charge", "Usage"), book.has("service", "Virtual Machines")
    auction = book.has("workload", "auction")
    backup = book.has("resource", "/subscriptions/x/resourceGroups/rg-platform/stbackup")
    return [
        fair("total", "total azure cost", book.total(), book.total(usage)),
        fair("currency", "and what is that in US dollars?", book.sum("costInUsd"), book.sum("costInUsd", usage), after=["what did we spend in total?"]),
        pieces("by dimension", "cost per subscription", book.by("subscription"), book.by("subscription", usage)),
        fair("filter", "what did virtual machines cost in july?", book.total(both(machines, book.is_month(_JUL))), book.total(both(machines, usage, book.is_month(_JUL)))),
        percents("share", "what share does the auction workload have of the total?", percent(book.total(auction), book.total()), percent(book.total(auction), book.total(usage))),
        ask("filter", "how much is stbackup?", book.total(backup)),
        ask("commitments", "how much of the savings plan was not used (cost)?", book.total(book.has("charge", "UnusedSavingsPlan"))),
    ]  # fmt: skip


def _times(book: Ledger) -> list[Case]:
    jul, aug = book.is_month(_JUL), book.is_month(_AUG)
    logs, database = book.has("service", "Log Analytics"), book.has("service", "SQL Database")
    rises = changes(book.by("service", jul), book.by("service", aug))
    return [
        moved("change", "how much more was sql database in august than in july?", (book.total(both(database, jul)), book.total(both(database, aug)))),
        ranked("grew most", "what drove the increase from july to august, by service?", rises, over(rises, 0)),
        peak("anomaly", "log analytics had a spike, what day was it?", book.by_day(logs)),
        says("first", "on what day did azure ai services first show up?", day_words("2025-08-04")),
        fair("period", "cost of the last 7 days of data", book.total(book.within("2025-08-25", "2025-08-31")), book.total(both(book.has("charge", "Usage"), book.within("2025-08-25", "2025-08-31")))),
    ]  # fmt: skip


def _rest(book: Ledger) -> list[Case]:
    jun, aug, usage = book.is_month(_JUN), book.is_month(_AUG), book.has("charge", "Usage")
    farms = book.has("subscription", "Quindio Farms")
    outside = book.lacks("service", "Virtual Machines", "SQL Database")
    return [
        ask("follow-up: filter", "and for storage?", book.total(both(book.has("service", "Storage"), aug)), after=["bandwidth cost in august"]),
        fair("follow-up: dimension", "break this down by service", book.by("service", both(farms, jun)), after=["what did quindio farms cost in june?"], ordered=False),
        fair("trap", "august total without virtual machines and sql database", book.total(both(outside, aug)), book.total(both(outside, aug, usage))),
        fair("trap", "databases in brazilsouth apart from cosmos db", book.total(both(book.has("family", "Databases"), book.lacks("service", "Azure Cosmos DB")))),
        refuse("metric", "how much co2 did our azure workloads emit?"),
        refuse("period", "what did we pay in may 2025"),
    ]  # fmt: skip
