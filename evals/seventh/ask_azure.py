"""What the two Azure exports are asked."""

from __future__ import annotations

from typing import TYPE_CHECKING

from evals.ledger import both, contains, neither
from evals.questions import (
    also,
    ask,
    day_words,
    fair,
    first,
    last,
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
    from evals.ledger import Ledger
    from evals.questions import Case

_GROUPS = "top 3 resource groups by cost"
_COSMOS = "cosmos db feb -> march, what's the difference"
_BILL = "How much was our Azure bill, may and june together?"


def ea(book: Ledger) -> list[Case]:
    """Everything about the dirham bill."""
    return [*_ea_usual(book), *_ea_parts(book), *_ea_rest(book)]


def _ea_usual(book):
    february, march = book.is_month("2026-02"), book.is_month("2026-03")
    cosmos = book.has("service", "Azure Cosmos DB")
    return [
        fair("total", "how much in total, in AED", book.total()),
        fair("top", _GROUPS, first(book.by("group"), 3)),
        pieces("by dimension", "Subscription wise cost please", book.by("subscription")),
        moved("change", _COSMOS, (book.total(both(cosmos, february)), book.total(both(cosmos, march)))),
        says("cause", "From which day on did Cosmos DB get more expensive?", day_words("2026-03-11")),
        says("cause", "our bill rose a lot in March vs February. Which service is mainly to blame?", "Cosmos"),
        fair("filter", "how much has vm-train-07 cost us", book.total(book.has("resource", "vm-train-07"))),
        says("new", "any new resources in march that were not there in february?", "vm-ml-1"),
        says("anomaly", "were there any spikes in Service Bus spend", day_words("2026-02-03")),
        ask("count", "number of resource groups?", book.distinct("group")),
    ]  # fmt: skip


def _ea_parts(book):
    february, usage = book.is_month("2026-02"), book.has("charge", "Usage")
    vms, no_app = book.has("service", "Virtual Machines"), book.has("app", "")
    return [
        fair("commitment", "What did we waste on unused reservations?", book.total(book.has("charge", "UnusedReservation"))),
        fair("untagged", "cost of everything without an app tag", book.total(no_app), book.total(both(no_app, usage))),
        percents("share", "what percentage of February was databases?", percent(book.total(both(february, book.has("family", "Databases"))), book.total(february))),
        pieces("by dimension", "high vs low criticality, what does each cost?", book.by("criticality"), book.by("criticality", usage)),
        fair("trap", "virtual machines excluding the reserved ones", book.total(both(vms, book.has("model", "OnDemand")))),
        fair("trap", "storage cost but without the disks", book.total(both(book.has("service", "Storage"), neither(contains("MeterName", "Disk"))))),
    ]  # fmt: skip


def _ea_rest(book):
    app = both(book.has("service", "Azure App Service"), book.is_month("2026-01"))
    named = [row for row in book.by("group") if row[0]]
    sql, february, march = book.has("service", "SQL Database"), book.is_month("2026-02"), book.is_month("2026-03")
    return [
        fair("follow-up: other value", "and App Service?", book.total(app), after=["What did SQL Database cost in January?"]),
        fair("follow-up: lowest", "and the bottom 2?", last(named, 2), last(book.by("group"), 2), after=[_GROUPS], ordered=False),
        moved("follow-up: other value", "and SQL Database?", (book.total(both(sql, february)), book.total(both(sql, march))), after=[_COSMOS]),
        refuse("budget", "Is Falcon Crew over its budget?"),
        refuse("metric", "how many requests did Front Door serve in march"),
    ]  # fmt: skip


def mca(book: Ledger) -> list[Case]:
    """Everything about the forint bill."""
    may, june = book.is_month("2025-05"), book.is_month("2025-06")
    models, fabric = book.has("service", "Foundry Models"), book.has("service", "Microsoft Fabric")
    dollars = book.sum("costInUsd")
    return [
        fair("total", _BILL, book.total()),
        fair("by dimension", "list services by cost, highest first", book.by("service")),
        moved("change", "did we spend less in june than in may? how much", (book.total(may), book.total(june))),
        pieces("by dimension", "split per department tag", book.by("department"), book.by("department", book.has("charge", "Usage"))),
        fair("commitment", "cost of the unused part of the savings plan", book.total(book.has("charge", "UnusedSavingsPlan"))),
        peak("peak", "On what date did Foundry Models peak?", book.by_day(models)),
        also(
            says("cause", "When did we stop paying for Fabric?", day_words("2025-06-20")),
            says("cause", "", day_words("2025-06-21")),
        ),
        ranked("top", "which subscription is the biggest cost driver", book.by("subscription")),
        fair("currency", "What is the total in US dollars?", dollars),
        fair("trap", "june cost w/o Foundry Models", book.total(both(june, neither(models)))),
        fair("trap", "how much did fabric cost in the first half of june (1-15)", book.total(both(book.within("2025-06-01", "2025-06-15"), fabric))),
        fair("follow-up: narrowed", "and how much of it was finance?", book.total(book.has("department", "finance")), after=[_BILL]),
        refuse("contract", "how much of our MACC commitment is left"),
        refuse("absent", "cosmos db cost in may"),
    ]  # fmt: skip
