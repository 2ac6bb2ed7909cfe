"""The questions about the Azure exports of the fourth set."""

from __future__ import annotations

from typing import TYPE_CHECKING

from evals.ledger import both, changes
from evals.questions import about, ask, first, last, percent, percents, pieces, refuse, signed, two, versus

if TYPE_CHECKING:
    from evals.ledger import Ledger
    from evals.questions import Case


def ea(book: Ledger) -> list[Case]:
    """March to May 2026 in Swedish crowns."""
    march, april, may = (book.is_month(f"2026-0{number}") for number in (3, 4, 5))
    vms, storage = book.has("service", "Virtual Machines"), book.has("service", "Storage")
    learning = book.has("service", "Azure Machine Learning")
    fleet_may = book.total(both(book.has("unit", "fleet"), may))
    units, used = book.by("unit"), book.has("charge", "Usage")
    bare = book.has("unit", "")
    grown = first(changes(book.by("resource", april), book.by("resource", may)))
    envs = dict(book.by("env"))
    shared = book.by("service", book.has("subscription", "Nordkap Shared"))
    return [
        ask("total", "total azure cost in here?", book.total()),
        ask("total", "march total pls", book.total(march)),
        ask("by month", "spend per month", book.by_month()),
        ask("top", "top 3 services in may", first(book.by("service", may), 3)),
        ask(
            "top",
            "hey, which RG is eating most of our money over the whole period? and how much",
            first(book.by("group")),
        ),
        pieces("group", "cost by subscription", book.by("subscription")),
        ask(
            "filter", "sql managed instance, cost by month", book.by_month(book.has("service", "SQL Managed Instance"))
        ),
        ask("filter", "how mcuh for norway east all togehter", book.total(book.has("region", "norwayeast"))),
        ask(
            "commitment",
            "Hello, could you tell me what the unused reservations cost us? Thank you!",
            book.total(book.has("charge", "UnusedReservation")),
        ),
        ask("excluding", "vm spend in april without the unused reservation rows", book.total(both(vms, april, used))),
        ask(
            "excluding",
            "may total without sentinel and application gateway",
            book.total(both(may, book.lacks("service", "Sentinel", "Application Gateway"))),
        ),
        pieces("tags", "break down the cost by the unit tag, untagged too", units),
        percents(
            "tags",
            "% of spend w/o a unit tag?",
            percent(book.total(bare), book.total()),
            percent(book.total(both(bare, used)), book.total(used)),
        ),
        versus("versus", "prod vs test env spend", ("prod", envs["prod"]), ("test", envs["test"]), ("", envs[""])),
        ask("growth", "wich resource went up the most from april to may, in kr", grown),
        ask("anomaly", "on what day was azure ML the most expensive and how much was it", book.dearest(learning)),
        ask("average", "avg daily spend apr", book.total(april) / 30),
        ask("count", "how many resource groups do we have in this bill", 4, tolerance=0),
        ask("day range", "cost from 11 may to 17 may", book.total(book.within("2026-05-11", "2026-05-17"))),
        ask("follow-up", "and only may?", book.total(both(storage, may)), ["how much is storage overall"]),
        ask(
            "follow-up",
            "same for event grid",
            book.total(both(book.has("service", "Event Grid"), march)),
            ["how much was application gateway in march"],
        ),
        percents(
            "follow-up",
            "what % of the may total is that",
            percent(fleet_may, book.total(may)),
            after=["spend of unit fleet in may"],
        ),
        ask("follow-up", "only the top 2", first(shared, 2), ["services in the Nordkap Shared subscription by cost"]),
        refuse("metric", "whats the cpu load on vm-fleet-07"),
        refuse("absent month", "how much did we spend in january 2026"),
        refuse("who", "who deployed vm-sim-99?"),
        refuse("exchange rate", "which SEK to JPY rate was used for this bill"),
    ]


def mca(book: Ledger) -> list[Case]:
    """November 2025 to January 2026 in Canadian dollars."""
    november, december, january = (book.is_month(month) for month in ("2025-11", "2025-12", "2026-01"))
    firewall, cdn = book.has("service", "Azure Firewall"), book.has("service", "Content Delivery Network")
    return [
        ask("total", "grand total (cad)?", book.total()),
        two("versus", "nov vs dec", book.total(november), book.total(december)),
        pieces("tags", "cost per crew", book.by("crew")),
        ask("top", "top 2 services for december", first(book.by("service", december), 2)),
        ask("bottom", "cheapest service overall, with the amount", last(book.by("service"))),
        ask(
            "filter",
            "How much do we pay for the service family Networking?",
            book.total(book.has("family", "Networking")),
        ),
        ask("filter", "CA East per month plz", book.by_month(book.has("region", "CA East"))),
        ask(
            "sum of two",
            "bastion + firewall together in jan",
            book.total(both(january, book.has("service", "Azure Bastion", "Azure Firewall"))),
        ),
        ask(
            "commitment",
            "how much savings plan did we pay for and not use in january",
            book.total(book.has("charge", "UnusedSavingsPlan")),
        ),
        percents(
            "share",
            "share of the maple-ops sub in the whole bill, in %",
            percent(book.total(book.has("subscription", "maple-ops")), book.total()),
        ),
        signed(
            "growth",
            "how much more did the CDN cost in dec than in nov",
            book.total(both(cdn, december)) - book.total(both(cdn, november)),
        ),
        ask("excluding", "total w/o virtual machines", book.total(book.lacks("service", "Virtual Machines"))),
        about("forecast", "forcast for feb 2026?", book.total(january) / 31 * 28, within=0.1),
        ask("follow-up", "and in jan?", book.total(both(firewall, january)), ["azure firewall cost in nov"]),
        ask(
            "follow-up",
            "and the least?",
            last(book.by("service", december)),
            ["which service cost the most in december?"],
        ),
        pieces("follow-up", "by resource group please", book.by("group", november), after=["total for november 2025"]),
        refuse("metric", "how many requests did the CDN serve in december"),
        refuse("budget", "are we over budget this month?"),
    ]
