"""Questions about the Oracle bill in lira."""

from __future__ import annotations

from evals.ledger import Ledger, both, contains, over
from evals.questions import (
    Case,
    also,
    ask,
    fair,
    first,
    last,
    moved,
    pieces,
    ranked,
    refuse,
    says,
    shares,
    signed,
    versus,
)

_NOVEMBER, _DECEMBER, _JANUARY = "2024-11", "2024-12", "2025-01"


def oci(book: Ledger) -> list[Case]:
    """A GPU from December 9 on, logging peaks on December 11, data transfer rises in January, staging ends on January 10; one correction."""
    months = {month: book.is_month(month) for month in (_NOVEMBER, _DECEMBER, _JANUARY)}
    november, december, january = months.values()
    gpu = contains("product/Description", "GPU")
    databases = book.has("service", "DATABASE")
    right = book.has("correction", "true")
    booking = book.has("team", "booking")
    new = book.by("resource", both(december, gpu))
    question = "which resource is new in december compared to november?"

    return [
        ask("total", "Total OCI cost?", book.total()),
        ask("by month", "montly breakdown pls", book.by_month()),
        pieces("by", "spend by compartment", book.by("compartment")),
        ranked("top", "whats the most expensive compartment in january", book.by("compartment", january)),
        fair("average", "what do we pay per day for the GPU since it is running?", book.per_day(gpu)),
        also(fair("change", question, new), says("change", question, "gpu1")),
        ask("trap", "databse cost in january without the data warehouse", book.total(both(databases, january, lambda row: "Warehouse" not in row["product/Description"]))),
        versus("compare", "compare november with january", *((month, book.total(months[month])) for month in (_NOVEMBER, _JANUARY))),
        ask("tag", "cost of the booking team in december", book.total(both(booking, december))),
        ask("tag", "how much is untagged?", book.total(book.has("team", ""))),
        signed("filter", "how much was corrected on the bill?", book.total(right)),
        fair("threshold", "services above 100000 lira in total", over(book.by("service"), 100000), ordered=False),
        moved("change", "how much more did we spend in december than in november?", [book.total(november), book.total(december)]),
        pieces("share", "cost by region in percent", shares(book.by("region"))),
        ask("time", "what did we spend between dec 24 and jan 1", book.total(book.within("2024-12-24", "2025-01-01"))),
        fair("top", "cheapest 3 services", last(book.by("service"), 3), ordered=False),
        ask("trap", "compute spend but not the gpu, london excluded too", book.total(both(book.has("service", "COMPUTE"), book.lacks("region", "uk-london-1"), lambda row: "GPU" not in row["product/Description"]))),
        fair("follow-up: month", "and november?", first(book.by("service", november), 3), after=["top 3 services in january"]),
        fair("follow-up: service", "and the data warehouse?", book.total(both(december, contains("product/Description", "Warehouse"))), after=["what did the autonomous transaction processing cost in december?"]),
        refuse("absent", "cost for february 2025"),
        refuse("metric", "how many universal credits do we have left"),
        refuse("column", "cost per customer"),
    ]  # fmt: skip
