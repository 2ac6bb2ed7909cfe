"""What the two Google exports are asked; before or after credits both count unless one is named."""

from __future__ import annotations

from typing import TYPE_CHECKING

from evals.ledger import both, contains, neither
from evals.questions import (
    also,
    ask,
    day_words,
    fair,
    first,
    in_percent,
    moved,
    peak,
    pieces,
    refuse,
    says,
    shares,
    ways,
)

if TYPE_CHECKING:
    from evals.ledger import Ledger
    from evals.questions import Case

_TEAMS = "how much does each team spend"
_PROJECTS = "cost per GCP project?"


def _each(book, find):
    return ways(book, find, "net")


def gcp(book: Ledger) -> list[Case]:
    """Everything about the bill in baht."""
    return [*_usual(book), *_credits(book), *_rest(book)]


def _usual(book):
    november, december, january = (book.is_month(month) for month in ("2025-11", "2025-12", "2026-01"))
    gemini, tax = book.has("service", "Gemini API"), book.has("type", "tax")
    no_team = book.has("team", "")
    untaxed = both(no_team, neither(tax))
    return [
        fair("total", "Total google cloud cost in the export", *_each(book, lambda one: one.total())),
        fair("top", "top 3 SKUs?", *_each(book, lambda one: first(one.by("sku"), 3)), *_each(book, lambda one: first(one.by("sku", neither(tax)), 3))),
        pieces("by dimension", _TEAMS, *_each(book, lambda one: one.by("team")), *_each(book, lambda one: one.by("team", neither(tax)))),
        says("anomaly", "BigQuery got a spike some day, when was that", day_words("2025-12-19")),
        in_percent("change", "gemini api december to january growth in %", *_each(book, lambda one: (one.total(both(gemini, december)), one.total(both(gemini, january))))),
        fair("tax", "How much tax is in there?", book.total(tax)),
        fair("untagged", "spend of resources that have no team label", *_each(book, lambda one: one.total(no_team)), *_each(book, lambda one: one.total(untaxed))),
        fair("filter", "spot vm cost in january", book.total(both(january, contains("sku.description", "Spot")))),
        moved("change", "how much more did we spend in december than in november?", *_each(book, lambda one: (one.total(november), one.total(december)))),
    ]  # fmt: skip


def _credits(book):
    net, december = book.on_basis("net"), book.is_month("2025-12")
    given = book.credits()
    committed = book.credits("COMMITTED")
    return [
        fair("credit", "how much credits did we get", given, sign="any"),
        fair("credit", "Total of committed use discounts", committed, sign="any"),
        fair("credit", "net cost for december after all credits", net.total(december)),
    ]  # fmt: skip


def _rest(book):
    tax, engine = book.has("type", "tax"), book.has("service", "Compute Engine")
    december = book.is_month("2025-12")
    return [
        fair("trap", "total before credits and without tax", book.total(neither(tax))),
        fair("trap", "compute engine cost w/o spot", *_each(book, lambda one: one.total(both(engine, neither(contains("sku.description", "Spot")))))),
        pieces("follow-up: period", "same but december only", *_each(book, lambda one: one.by("team", december)), *_each(book, lambda one: one.by("team", both(december, neither(tax)))), after=[_TEAMS]),
        refuse("usage", "how many people used Gemini in January"),
        refuse("absent", "What did we spend on Cloud Spanner?"),
        refuse("plan", "how does this compare with our budget"),
    ]  # fmt: skip


def nested(book: Ledger) -> list[Case]:
    """Everything about the bill in shekels."""
    may, june = book.is_month("2026-05"), book.is_month("2026-06")
    alloy, store = book.has("service", "AlloyDB"), book.has("service", "Firestore")
    quiet = neither(lambda row: f"{book.on(row)}" == "2026-05-27")
    ended = [says("cause", "" if at else "When did the Dataproc costs end?", day_words(day)) for at, day in enumerate(("2026-06-10", "2026-06-11"))]  # fmt: skip
    return [
        fair("total", "how much did we spend in may and june?", *_each(book, lambda one: one.total())),
        pieces("by dimension", _PROJECTS, *_each(book, lambda one: one.by("project"))),
        moved("change", "is june cheaper than may and by how much", *_each(book, lambda one: (one.total(may), one.total(june)))),
        peak("peak", "firestore peak day", book.by_day(store)),
        also(*ended),
        fair("credit", "AlloyDB cost after discounts", book.on_basis("net").total(alloy)),
        fair("average", "average per day in June", *_each(book, lambda one: one.per_day(june))),
        ask("count", "How many services are we billed for?", book.distinct("service")),
        fair("trap", "Firestore in May leaving out the 27th", book.total(both(store, may, quiet))),
        fair("follow-up: in percent", "show it as % of total", *_each(book, lambda one: shares(one.by("project"))), after=[_PROJECTS], tolerance=0.1, ordered=False),
        refuse("carbon", "what is the carbon footprint of carmel-ml"),
        refuse("absent", "cost in january 2026?"),
    ]  # fmt: skip
