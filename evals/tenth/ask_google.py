"""Questions about the Google bill in Mexican pesos."""

from __future__ import annotations

from evals.ledger import Ledger, both, contains
from evals.questions import (
    Case,
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
    readings,
    refuse,
    signed,
    versus,
    ways,
)

_JUNE, _JULY, _AUGUST = "2026-06", "2026-07", "2026-08"


def gcp(book: Ledger) -> list[Case]:
    """BigQuery peaks on July 14, Vertex AI starts on June 22, NAT doubles in July; August ends on the 20th; tax in June and July."""
    june, july, august = map(book.is_month, (_JUNE, _JULY, _AUGUST))
    net = book.on_basis("net")
    used, tax = book.has("type", "regular"), book.has("type", "tax")
    bigquery, vertex = (book.has("service", name) for name in ("BigQuery", "Vertex AI"))
    orders, marketing = book.has("team", "orders"), book.has("team", "marketing")
    early, late = book.within("2026-07-01", "2026-07-15"), book.within("2026-07-16", "2026-07-31")

    def each(find):
        """Before and after credits, with and without tax."""
        return readings(book, find, "net", usage=used)

    def halves(question):
        """Two figures, each before and after credits, with and without tax."""
        sides = [each(lambda it, test=test: it.total(test)) for test in (early, late)]
        return also(
            *(
                versus("compare", question, ("2026-07-01", one), ("2026-07-16", other))
                for one, other in zip(*sides, strict=True)
            )
        )

    return [
        fair("total", "total google cloud cost so far", *each(Ledger.total)),
        fair("by month", "cost per month", *each(Ledger.by_month)),
        signed("credits", "how much did we get in credits overall?", book.credits()),
        fair("trap", "july cost after credits", net.total(july), net.total(both(july, used))),
        pieces("by", "spend per project", *each(lambda it: it.by("project"))),
        fair("top", "top 3 SKUs", *each(lambda it: first(it.by("sku", used), 3))),
        peak("anomaly", "when did bigquery spike?", book.by_day(bigquery), net.by_day(bigquery)),
        about("forecast", "where will august end up at this rate?", *ways(book, lambda it: it.total(august) / 20 * 31, "net"), *ways(book, lambda it: it.total(august) / 20 * 31 + it.total(both(july, tax)), "net"), within=0.05),
        fair("trap", "june total without tax", book.total(both(june, used)), net.total(both(june, used))),
        ask("filter", "how much tax did we pay", book.total(tax)),
        fair("and or", "orders team june and july together", *each(lambda it: it.total(both(orders, it.within("2026-06-01", "2026-07-31"))))),
        fair("tag", "spend wihtout a team label", *each(lambda it: it.total(book.has("team", "")))),
        percents("share", "what share of our spend sits in us-central1?", *each(lambda it: percent(it.total(book.has("region", "us-central1")), it.total()))),
        halves("first half of july vs second half"),
        fair("time", "last 7 days total", *each(lambda it: it.total(it.within("2026-08-14", "2026-08-20")))),
        fair("time", "what did bigquery cost us on july 14", *each(lambda it: it.total(both(bigquery, it.within("2026-07-14", "2026-07-14"))))),
        fair("trap", "marketing spend in july excluding bigquery", *ways(book, lambda it: it.total(both(marketing, july, it.lacks("service", "BigQuery"))), "net")),
        moved("change", "How much did the NAT cost go up from June to July?", [book.total(both(contains("sku.description", "NAT"), month)) for month in (june, july)]),
        pieces("follow-up: month", "and in july?", *each(lambda it: it.by("service", july)), after=["cost by service in june"]),
        fair("follow-up: filter", "only bigquery", *ways(book, lambda it: it.by_month(both(marketing, bigquery)), "net"), after=["monthly cost of the marketing team"]),
        ask("credits", "vertex ai cost net of the promotion, whole period", net.total(vertex)),
        refuse("absent", "how much was it in may?"),
        refuse("absent", "what do we spend on cloud spanner"),
        refuse("metric", "how many terabytes did our bigquery queries scan"),
    ]  # fmt: skip
