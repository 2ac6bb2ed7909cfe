"""Questions about the Google bill of a sender of money, in Philippine pesos."""

from __future__ import annotations

from typing import TYPE_CHECKING

from evals.ledger import Ledger, both, contains, neither
from evals.questions import (
    about,
    ask,
    fair,
    first,
    in_percent,
    moved,
    peak,
    percent,
    percents,
    ranked,
    readings,
    refuse,
    signed,
    ways,
)

if TYPE_CHECKING:
    from evals.questions import Case

_JAN, _FEB, _MAR = "2026-01", "2026-02", "2026-03"


def gcp(book: Ledger) -> list[Case]:
    """All of them."""
    return [*_plain(book), *_times(book), *_rest(book)]


def _each(book, find):
    return readings(book, find, "net", usage=book.has("type", "regular"))


def _plain(book: Ledger) -> list[Case]:
    mar, blank = book.is_month(_MAR), book.has("team", "")
    return [
        fair("total", "what did google cloud cost in total", *_each(book, lambda on: on.total())),
        fair("top", "top three skus in march", *_each(book, lambda on: first(on.by("sku", mar), 3))),
        ranked("top", "which team is spending the most?", *ways(book, lambda on: on.by("team", on.lacks("team", "")), "net"), *ways(book, lambda on: on.by("team"), "net")),
        signed("credits", "how much credit did we receive?", book.credits()),
        signed("credits", "sustained use discounts in february", book.credits("SUSTAINED", book.is_month(_FEB))),
        ask("net", "net cost of Cloud Spanner after credits", book.sum("net", book.has("service", "Cloud Spanner"))),
        percents("untagged", "what percent of the spend has no team label", *_each(book, lambda on: percent(on.total(blank), on.total()))),
    ]  # fmt: skip


def _times(book: Ledger) -> list[Case]:
    feb, mar = book.is_month(_FEB), book.is_month(_MAR)
    flow, logging = book.has("service", "Dataflow"), book.has("service", "Cloud Logging")
    months = ways(book, lambda on: [row[1] for row in on.by_month()], "net")
    return [
        fair("by month", "spending trend month by month", *_each(book, lambda on: on.by_month())),
        in_percent("change", "dataflow growth feb to march in %", (book.total(both(flow, feb)), book.total(both(flow, mar)))),
        moved("change", "did we spend more in march than in february? by how much", *_each(book, lambda on: (on.total(feb), on.total(mar)))),
        peak("anomaly", "which day did loging cost the most", book.by_day(logging)),
        about("forecast", "estimate for april", *(month[-1] for month in months), *(month[-1] / 31 * 30 for month in months), *(sum(month) / 3 for month in months), within=0.12),
    ]  # fmt: skip


def _rest(book: Ledger) -> list[Case]:
    jan, mar = book.is_month(_JAN), book.is_month(_MAR)
    remit, fraud = book.has("project", "bayani-remit"), book.has("project", "bayani-fraud")
    regular, engine = book.has("type", "regular"), book.has("service", "Compute Engine")
    outside = neither(contains("sku.description", "Data Transfer"))
    return [
        fair("follow-up: filter", "what about bayani-fraud?", *ways(book, lambda on: on.total(both(fraud, mar)), "net"), after=["bayani-remit cost in march"]),
        fair("follow-up: dimension", "by sku please", *ways(book, lambda on: on.by("sku", both(remit, jan)), "net"), after=["bayani-remit in january 2026"], ordered=False),
        fair("trap", "total without tax", *ways(book, lambda on: on.total(regular), "net")),
        fair("trap", "compute engine without the network data transfer", *ways(book, lambda on: on.total(both(engine, outside)), "net")),
        refuse("metric", "how many transactions per peso of cloud cost?"),
        refuse("absent", "what is our AWS spend?"),
        refuse("vague", "is it ok?"),
    ]  # fmt: skip
