"""Questions about the Azure bill in kroner."""

from __future__ import annotations

from evals.ledger import Ledger, both, changes, contains
from evals.questions import (
    Case,
    about,
    ask,
    fair,
    first,
    moved,
    peak,
    percent,
    percents,
    pieces,
    ranked,
    readings,
    refuse,
    says,
    versus,
)

_APRIL, _MAY = "2025-04", "2025-05"
_NEW = "Azure OpenAI"


def ea(book: Ledger) -> list[Case]:
    """The managed instance rises in May, Azure OpenAI starts on May 5, logs peak on April 9; a reservation partly unused."""
    april, may = map(book.is_month, (_APRIL, _MAY))
    totals = {month: book.total(book.is_month(month)) for month in (_APRIL, _MAY)}
    vms, logs, new = (book.has("service", name) for name in ("Virtual Machines", "Azure Monitor", _NEW))
    prod = book.has("env", "prod")
    idle = book.has("charge", "UnusedReservation")
    no_team = book.has("team", "")
    rises = changes(book.by("service", april), book.by("service", may))
    since = book.within("2025-05-01", "2025-05-31")

    def used(find):
        """Of all that is billed, and of what was used alone."""
        return readings(book, find, "CostInBillingCurrency", usage=lambda row: row["ChargeType"] == "Usage")

    return [
        ask("total", "what's our total azure spend over the whole period?", book.total()),
        ask("by month", "show me spend month by month", book.by_month()),
        fair("top", "top 5 services by cost", *used(lambda it: first(it.by("service"), 5))),
        percents("share", "what percentage of the bill is virtual machines?", *used(lambda it: percent(it.total(vms), it.total()))),
        versus("compare", "april vs may", (_APRIL, totals[_APRIL]), (_MAY, totals[_MAY])),
        ranked("change", "which service went up the most from april to may?", rises, [row for row in rises if row[1] > 0], sorted(rises, key=lambda row: -abs(row[1]))),
        fair("tag", "how much spend has no team tag", *used(lambda it: it.total(no_team))),
        ask("commitment", "how much money are we wasting on unused reservations?", book.total(idle)),
        peak("anomaly", "azure monitor went crazy one day, which one?", book.by_day(logs)),
        pieces("tag", "break it down by team tag", *used(lambda it: it.by("team"))),
        fair("average", "avg daily cost in april", book.per_day(april)),
        ask("time", "spend last 14 days", book.total(book.within("2025-05-18", "2025-05-31"))),
        ask("trap", "prod cost in may excluding databases", book.total(both(prod, may, book.lacks("family", "Databases")))),
        fair("count", "how many diffrent azure services are we using", book.distinct("service")),
        ask("trap", "total without the shared resource group", book.total(book.lacks("group", "rg-shared"))),
        moved("change", "how much did sql managed instance increase in may compared to april", [book.total(both(book.has("service", "SQL Managed Instance"), month)) for month in (april, may)]),
        says("why", "why is may more expensive than april?", f"SQL Managed Instance|{_NEW}"),
        about("forecast", "what will june look like if we go on like this? a rough forecast is fine", totals[_MAY] / 31 * 30, totals[_MAY], totals[_MAY] * 2 - totals[_APRIL], within=0.06),
        fair("follow-up: per day", "and per day?", book.total(new) / 27, book.total(new) / 31, after=["what did azure openai cost in may?"]),
        pieces("follow-up: filter", "only the prod ones", book.by("group", both(may, prod)), book.by("group", both(may, book.has("subscription", "Hardanger Production"))), book.by("group", both(may, contains("ResourceGroup", "prod"))), after=["cost by resource group in may"]),
        fair("filter", "Could you please tell me how much the maps team has spent since the beginning of May?", book.total(both(book.has("team", "maps"), since))),
        refuse("absent", "and what was february?", after=["how much did we spend in march?"]),
        refuse("absent", "what are we paying for amazon s3"),
        refuse("metric", "average cpu utilisation of vm-ferry-01"),
    ]  # fmt: skip
