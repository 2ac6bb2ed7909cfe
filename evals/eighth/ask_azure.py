"""Questions about the EA bill of an insurer, in francs."""

from __future__ import annotations

from typing import TYPE_CHECKING

from evals.ledger import Ledger, both, changes, grown
from evals.questions import (
    ask,
    fair,
    first,
    last,
    moved,
    peak,
    pieces,
    ranked,
    refuse,
    versus,
)

if TYPE_CHECKING:
    from evals.questions import Case

_APR, _MAY, _JUN = "2025-04", "2025-05", "2025-06"


def ea(book: Ledger) -> list[Case]:
    """All of them."""
    return [*_plain(book), *_times(book), *_rest(book)]


def _plain(book: Ledger) -> list[Case]:
    jun = book.is_month(_JUN)
    storage = book.has("service", "Storage")
    return [
        ask("total", "Total Azure cost for the quarter?", book.total()),
        fair("top", "top 3 resource groups", first(book.by("group"), 3)),
        pieces("by dimension", "cost per subscription", book.by("subscription")),
        ask("filter", "storage costs in may", book.total(both(storage, book.is_month(_MAY)))),
        ask("filter", "how many CHF did product motor cost in june", book.total(both(book.has("product", "motor"), jun))),
        fair("untagged", "costs without product tag", book.total(book.has("product", "")), book.total(both(book.has("product", ""), book.has("charge", "Usage")))),
        ask("count", "how many resource groups do we have", book.distinct("group")),
        fair("bottom", "3 cheapest services", last(book.by("service"), 3)),
    ]  # fmt: skip


def _times(book: Ledger) -> list[Case]:
    apr, may, jun = (book.is_month(month) for month in (_APR, _MAY, _JUN))
    factory = book.has("service", "Azure Data Factory v2")
    rises = changes(book.by("service", may), book.by("service", jun))
    return [
        fair("by month", "show me the cost month by month", book.by_month()),
        moved("change", "by how much went databricks up between may and june", (book.total(both(book.has("service", "Azure Databricks"), may)), book.total(both(book.has("service", "Azure Databricks"), jun)))),
        ranked("change", "Which service grew the most from May to June?", rises, grown(book.by("service", may), book.by("service", jun))),
        peak("anomaly", "on which day was data factory unusually high", book.by_day(factory)),
        ask("period", "spend from 10 to 20 May 2025", book.total(book.within("2025-05-10", "2025-05-20"))),
        ask("average", "avg cost per day in april?", book.per_day(apr)),
        versus("comparison", "compare switzerlandnorth and switzerlandwest", ("switzerlandnorth", book.total(book.has("region", "switzerlandnorth"))), ("switzerlandwest", book.total(book.has("region", "switzerlandwest")))),
    ]  # fmt: skip


def _rest(book: Ledger) -> list[Case]:
    unused = book.has("charge", "UnusedReservation")
    may, jun = book.is_month(_MAY), book.is_month(_JUN)
    claims = book.has("subscription", "Rigi Claims")
    book.has("service", "Azure Firewall")
    return [
        ask("commitment", "what did unused reservations cost us", book.total(unused)),
        ask("follow-up: filter", "and for Rigi Claims only?", book.total(both(jun, claims)), ["what was the total in June"]),
        ask("follow-up: month", "same for may", book.total(both(claims, may)), ["total cost of Rigi Claims in June"]),
        refuse("metric", "how many claims did we process per franc?"),
        refuse("absent", "what does Synapse cost"),
        refuse("budget", "are we over our budget for june?"),
        ask("trap", "total of the networking family without the firewall", book.total(both(book.has("family", "Networking"), book.lacks("service", "Azure Firewall")))),
    ]  # fmt: skip
