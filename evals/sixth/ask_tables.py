"""Questions about months across, Cost Explorer by region, and licences."""

from __future__ import annotations

from decimal import Decimal
from itertools import pairwise
from statistics import median
from typing import TYPE_CHECKING

from evals.ledger import both, cell, group, grown, number, over
from evals.questions import about, fair, percent, percents, ranked, refuse, two

if TYPE_CHECKING:
    from evals.ledger import Ledger, Table
    from evals.questions import Case


def _paces(months: Table) -> list[Decimal]:
    """The growth of a month in percent: compound, and the mean of the steps."""
    costs = [cost for _, cost in months]
    steps = [(after / before - 1) * 100 for before, after in pairwise(costs)]
    compound = ((costs[-1] / costs[0]) ** (Decimal(1) / len(steps)) - 1) * 100
    return [sum(steps, Decimal(0)) / len(steps), compound]


def products(book: Ledger) -> list[Case]:
    """Six products, August 2024 to March 2025."""
    august, march = book.is_month("2024-08"), book.is_month("2025-03")
    january = book.is_month("2025-01")
    rises = grown(book.by("product", august), book.by("product", march))
    months = book.by_month()
    jumps = sorted(([month, cost - before] for (_, before), (month, cost) in pairwise(months)), key=lambda row: -row[1])  # fmt: skip
    chat = book.by_month(book.has("product", "Chat"))
    maps, identity = book.has("product", "Maps"), book.has("product", "Identity")
    asked = "maps in january 2025"
    return [
        fair("total", "total oct-dec 2024", book.total(book.within("2024-10-01", "2024-12-31"))),
        fair("growth", "fastest growing product aug -> mar, in %", rises[:1], rises, tolerance=0.1),
        fair("threshold", "months in which chat went over 2500", over(chat, 2500)),
        percents("growth", "average month over month growth of recommendations in %", *_paces(book.by_month(book.has("product", "Recommendations")))),
        fair("filter", "march without payments", book.total(both(march, book.lacks("product", "Payments")))),
        fair("filter", asked, book.total(both(january, maps))),
        fair("follow-up: value", "identity?", book.total(both(january, identity)), after=[asked]),
        percents("share", "maps as a share of march 2025", percent(book.total(both(march, maps)), book.total(march))),
        fair("change", "which month jumped the most vs the one before, total over all products", jumps[:1], [[jumps[0][0], dict(months)[jumps[0][0]]]]),
        about("forecast", "estimate for april 2025", Decimal(19150), within=0.06),
        fair("trap", "median monthly cost of identity", median(cost for _, cost in book.by_month(identity))),
        fair("trap", "average monthly cost of chat, december not counted", sum((cost for month, cost in chat if month != "2024-12"), Decimal(0)) / (len(chat) - 1)),
        refuse("absent month", "july 2024 total"),
        refuse("metric", "payments on dec 24th"),
    ]  # fmt: skip


def explorer(book: Ledger) -> list[Case]:
    """Six months by region, February to July 2025."""
    february, may, july = (book.is_month(f"2025-0{number_of}") for number_of in (2, 5, 7))
    stockholm, tokyo = book.has("region", "eu-north-1"), book.has("region", "ap-northeast-1")
    return [
        fair("group", "total by region", book.by("region"), ordered=False),
        fair("filter", "stockholm in may?", book.total(both(may, stockholm))),
        two("compare", "tokyo feb vs july", book.total(both(february, tokyo)), book.total(both(july, tokyo))),
        fair("time", "sum of april, may and june", book.total(book.within("2025-04-01", "2025-06-30"))),
        percents("growth", "by how many percent did eu-north-1 grow from february to july", percent(book.total(both(july, stockholm)) - book.total(both(february, stockholm)), book.total(both(february, stockholm)))),
        fair("trap", "july for real regions only, so neither global nor NoRegion", book.total(both(july, book.lacks("region", "global", "NoRegion")))),
        ranked("top", "most expensive month", sorted(book.by_month(), key=lambda row: -row[1])),
        refuse("metric", "which service made eu-north-1 grow"),
        refuse("absent month", "what did we pay in august 2025"),
    ]  # fmt: skip


def licences(book: Ledger) -> list[Case]:
    """Twelve vendors."""
    seats, used = "Seats", "Used Seats"
    idle = {row["Vendor"]: number(row[seats]) - number(row[used]) for row in book.rows}
    wasted = group((row["Vendor"], idle[row["Vendor"]] * number(row["Price per Seat"])) for row in book.rows)
    jira = next(row for row in book.rows if row["Vendor"] == "Jira")
    half_empty = both(cell("Auto Renew", "yes"), lambda row: number(row[used]) < number(row[seats]) * Decimal("0.6"))
    return [
        fair("total", "what do all the tools cost us a year", book.total()),
        fair("count", "how many seats are we paying for that nobody uses", sum(idle.values(), Decimal(0)), tolerance=0),
        fair("waste", "top 3 vendors by money in unused seats (unused seats x price per seat)", wasted[:3]),
        fair("time", "annual cost of contracts renewing in q1 2026", book.total(book.within("2026-01-01", "2026-03-31"))),
        fair("unit", "cost per used seat for jira", book.amount(jira) / number(jira[used])),
        fair("average", "average price per seat over everything", book.total() / book.sum(seats), book.sum("Price per Seat") / len(book.rows)),
        fair("trap", "annual cost of the tools that auto renew with less than 60% of their seats used", book.total(half_empty)),
        refuse("person", "which people never log in to miro"),
        refuse("absent vendor", "salesforce cost"),
    ]  # fmt: skip
