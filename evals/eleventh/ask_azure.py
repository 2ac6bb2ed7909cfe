"""Questions about Karri's amortized EA export in Australian dollars."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING

from evals.eleventh.shapes import between, each, months, named, only
from evals.ledger import Ledger, both, neither, number
from evals.questions import (
    Case,
    about,
    ask,
    fair,
    first,
    in_percent,
    peak,
    percent,
    percents,
    pieces,
    refuse,
    says,
    shares,
)

if TYPE_CHECKING:
    from evals.ledger import Test


def ea(book: Ledger) -> list[Case]:
    """Subscriptions, groups, cost centres, the reservation."""
    return [*_usual(book), *_centres(book), *_reserved(book), *_followed(book), *_none()]


def _books(book: Ledger) -> list[Ledger]:
    """With and without what of the reservation nothing used."""
    return [book, only(book, book.has("charge", "Usage"))]


def _usual(book: Ledger) -> list[Case]:
    march, april = book.is_month("2026-03"), book.is_month("2026-04")
    bricks, lines = book.has("service", "Azure Databricks"), book.has("service", "ExpressRoute")
    last = book.within("2026-04-17", "2026-04-30")
    return [
        ask("total", "Could you please tell me the total cost in this export?", book.total()),
        pieces("breakdown", "cost by subscription", *each(_books(book), lambda each_: each_.by("subscription"))),
        between("change", "databrics march vs april", ("2026-03", "2026-04"), months(book, "2026-03", "2026-04", bricks)),
        says("why", "why is april higher than march?", "Databricks"),
        peak("anomaly", "what happened with expressroute in march, which day was it so expensive?", book.by_day(both(march, lines))),
        fair("time", "total for the week of march 16", *each(_books(book), lambda each_: each_.total(each_.within("2026-03-16", "2026-03-22")))),
        fair("average", "average per day over the last 14 days of data", *each(_books(book), lambda each_: each_.total(last) / 14)),
        about("forecast", "expected spend for may at this pace", book.total(april), book.total(april) / 30 * 31, within=0.1),
    ]  # fmt: skip


def _centres(book: Ledger) -> list[Case]:
    books, april = _books(book), book.is_month("2026-04")
    none = book.has("CostCentre", "")
    usable = [only(each_, each_.lacks("resource", "")) for each_ in books]
    unallocated = [percent(each_.total(none), each_.total()) for each_ in [*books, *usable]]
    live = [each_.by("CostCentre", each_.lacks("Environment", "DR")) for each_ in books]
    return [
        percents("share", "how much isn't allocated to any cost centre (in %)", *unallocated),
        pieces("trap", "costs per cost centre but leave the DR environment out", *live),
        ask("and", "CC-2100 dev only, april", book.total(both(april, book.has("CostCentre", "CC-2100"), book.has("Environment", "Dev")))),
        pieces("tag", "prod / dev / DR split?", *each(books, lambda each_: each_.by("Environment")), *each(books, lambda each_: shares(each_.by("Environment"))), *each(books, lambda each_: shares(named(each_.by("Environment"))))),
    ]  # fmt: skip


def _reserved(book: Ledger) -> list[Case]:
    unused, used = (
        book.has("charge", "UnusedReservation"),
        both(book.has("charge", "Usage"), book.has("model", "Reservation")),
    )
    machines = book.has("service", "Virtual Machines")
    listed = sum((number(row["PayGPrice"]) * number(row["Quantity"]) for row in book.rows if used(row)), Decimal(0))
    saved = listed - book.total(used)
    return [
        fair("commitment", "how much money goes into unused reservations?", book.total(unused)),
        percents("commitment", "utilisation of the scada reservation", *(percent(each_.total(used), each_.total(used) + each_.total(unused)) for each_ in (book, book.on_basis("Quantity")))),
        fair("trap", "virtual machine spend that is not under a reservation", book.total(both(machines, neither(unused, book.has("model", "Reservation"))))),
        fair("commitment", "what did the reservation save us compared with pay as you go prices", saved, saved - book.total(unused), _all_saved(book), tolerance=0.05),
    ]  # fmt: skip


def _all_saved(book: Ledger) -> Decimal:
    """With the list price of the unused part as well."""
    under: Test = book.has("model", "Reservation")
    rows = [row for row in book.rows if under(row)]
    return sum((number(row["PayGPrice"]) * number(row["Quantity"]) for row in rows), Decimal(0)) - book.total(under)


def _followed(book: Ledger) -> list[Case]:
    books, april = _books(book), book.is_month("2026-04")
    groups = each(books, lambda each_: each_.by("group", april))
    return [
        pieces("follow-up", "same for april", *groups, after=["spend by resource group in february"]),
        fair("follow-up", "just the top 3", *(first(table, 3) for table in groups), after=["spend by resource group in february", "same for april"]),
        in_percent("follow-up", "in percent?", *each(books, lambda each_: months(each_, "2026-03", "2026-04")), after=["how did total cost change from march to april"]),
    ]  # fmt: skip


def _none() -> list[Case]:
    return [
        refuse("period", "what did we spend in january"),
        refuse("column", "who is the owner of rg-sandbox?"),
        refuse("metric", "What are our carbon emissions for these subscriptions?"),
    ]
