"""Questions about the Google bill of a power company, in kronor."""

from __future__ import annotations

from typing import TYPE_CHECKING

from evals.ledger import Ledger, both
from evals.questions import (
    about,
    ask,
    fair,
    first,
    in_percent,
    peak,
    pieces,
    refuse,
    signed,
    ways,
)

if TYPE_CHECKING:
    from evals.questions import Case

_AUG, _SEP, _OCT = "2025-08", "2025-09", "2025-10"


def gcp(book: Ledger) -> list[Case]:
    """All of them."""
    return [*_plain(book), *_times(book), *_rest(book)]


def _plain(book: Ledger) -> list[Case]:
    octo = book.is_month(_OCT)
    blank, usage = book.has("unit", ""), book.has("type", "regular")
    return [
        fair("total", "whats our total gcp bill", *ways(book, lambda on: on.total(), "net")),
        pieces("by dimension", "costs per project", *ways(book, lambda on: on.by("project"), "net"), *ways(book, lambda on: on.by("project", usage), "net")),
        fair("top", "top 4 SKUs", *ways(book, lambda on: first(on.by("sku", usage), 4), "net"), *ways(book, lambda on: first(on.by("sku"), 4), "net")),
        signed("credits", "how much credits did we recieve", book.credits()),
        ask("net", "what is our net cost after credits?", book.sum("net")),
        fair("untagged", "how much has no unit label", *ways(book, lambda on: on.total(blank), "net"), *ways(book, lambda on: on.total(both(blank, usage)), "net")),
        fair("filter", "spend of the metering unit in october", *ways(book, lambda on: on.total(both(on.has("unit", "metering"), octo)), "net")),
        ask("count", "number of projects", book.distinct("project")),
    ]  # fmt: skip


def _times(book: Ledger) -> list[Case]:
    sep, octo = book.is_month(_SEP), book.is_month(_OCT)
    sql, pubsub = book.has("service", "Cloud SQL"), book.has("service", "Cloud Pub/Sub")
    months = ways(book, lambda on: [row[1] for row in on.by_month()], "net")
    return [
        fair("by month", "cost trend by month", *ways(book, lambda on: on.by_month(), "net")),
        in_percent("change", "percentage change of the total bill september to october", *ways(book, lambda on: (on.total(sep), on.total(octo)), "net")),
        peak("anomaly", "there was some day with crazy high pub/sub cost, which one?", book.by_day(pubsub)),
        ask("average", "average daily spend on Cloud SQL", book.per_day(sql)),
        ask("period", "pubsub cost in first week of september (1-7)", book.total(both(pubsub, book.within("2025-09-01", "2025-09-07")))),
        about("forecast", "what should I expect for November?", *(month[-1] for month in months), *(sum(month) / 3 for month in months), within=0.12),
    ]  # fmt: skip


def _rest(book: Ledger) -> list[Case]:
    aug, octo = book.is_month(_AUG), book.is_month(_OCT)
    app = book.has("project", "norrsken-app")
    return [
        fair("follow-up: filter", "just norrsken-app", *ways(book, lambda on: on.by("service", both(app, octo)), "net"), after=["cost by service in October 2025"], ordered=False),
        fair("follow-up: month", "and august?", *ways(book, lambda on: on.total(both(app, aug)), "net"), after=["cost of norrsken-app in October"]),
        refuse("metric", "how many kWh were metered per krona we spent?"),
        refuse("period", "cost in january 2026"),
        fair("trap", "total of august without Vertex AI and BigQuery", *ways(book, lambda on: on.total(both(aug, on.lacks("service", "Vertex AI", "BigQuery"))), "net")),
    ]  # fmt: skip
