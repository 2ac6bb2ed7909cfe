"""Questions about Brook's software licences in pounds."""

from __future__ import annotations

from typing import TYPE_CHECKING

from evals.eleventh.shapes import tops
from evals.ledger import Ledger, both, number
from evals.questions import (
    Case,
    also,
    ask,
    fair,
    percent,
    percents,
    pieces,
    refuse,
)

if TYPE_CHECKING:
    from decimal import Decimal

BOUGHT, GIVEN, ACTIVE = "Seats purchased", "Seats assigned", "Active users (30 days)"
PRICE = "Price per seat per month (GBP)"


def licences(book: Ledger) -> list[Case]:
    """Vendors, departments, seats, renewals."""
    return [*_usual(book), *_seats(book), *_renewed(book), *_followed(book), *_none()]


def _usual(book: Ledger) -> list[Case]:
    year = book.total()
    design = book.has("category", "Design")
    prices = {row[PRICE] for row in book.rows if row["Product"] == "Figma Organization"}
    return [
        ask("total", "what's our annual licence spend?", year),
        pieces("breakdown", "annual cost by vendor", book.by("vendor")),
        tops("ranking", "most expensive product overall?", book.by("product")),
        fair("trap", "annual cost of everything that isn't Microsoft", book.total(book.lacks("vendor", "Microsoft"))),
        percents("share", "how much of the spend is for design tools, in %", percent(book.total(design), year)),
        fair("threshold", "which products are above 100k a year?", [row for row in book.by("product") if row[1] > 100000], ordered=False),
        fair("lookup", "price of a figma seat?", *map(number, prices)),
    ]  # fmt: skip


def _spare(book: Ledger, bought: str, used: str) -> Decimal:
    """What seats cost a year that are in the first column and not in the second."""
    return sum((number(row[bought]) - number(row[used])) * number(row[PRICE]) * 12 for row in book.rows)


def _seats(book: Ledger) -> list[Case]:
    bought, given, active = (book.sum(name) for name in (BOUGHT, GIVEN, ACTIVE))
    free = [
        [row[0], row[1] - dict(book.on_basis(GIVEN).by("product"))[row[0]]]
        for row in book.on_basis(BOUGHT).by("product")
    ]
    free = sorted(free, key=lambda row: -row[1])
    wasted = _spare(book, BOUGHT, GIVEN)
    agile = book.has("product", "Jira Software", "Confluence")
    return [
        fair("unused", "how many seats did we buy that aren't assigned to anyone", bought - given),
        fair("follow-up", "what do those unassigned seats cost us?", wasted, wasted / 12, after=["how many seats did we buy that aren't assigned to anyone"]),
        percents("share", "seat utilisation overall: assigned as % of purchased", percent(given, bought)),
        fair("unit", "annual cost per active user", book.total() / active),
        fair("or", "jira and confluence seats purchased", book.sum(BOUGHT, agile), [[name, book.sum(BOUGHT, book.has("product", name))] for name in ("Jira Software", "Confluence")], ordered=False),
        tops("unused", "which prodcut has the most unassigned seats", free),
    ]  # fmt: skip


def _renewed(book: Ledger) -> list[Case]:
    spring = book.within("2027-03-01", "2027-03-31")
    soon = lambda row: row["Renewal date"] < "2027-02-01"  # noqa: E731
    manual = book.has("auto", "No")
    halves = both(manual, book.within("2027-01-01", "2027-06-30"))
    names = [row["Product"] for row in book.rows if spring(row)]
    return [
        also(fair("time", "what renews in march 2027?", [[name, None] for name in names], ordered=False), fair("time", "", book.total(spring))),
        fair("time", "value of contracts up for renewal before february 2027", book.total(soon)),
        fair("trap", "annual cost of contracts without auto-renew that renew in the first half of 2027", book.total(halves)),
    ]  # fmt: skip


def _followed(book: Ledger) -> list[Case]:
    sales = book.has("department", "Sales")
    return [
        pieces("follow-up", "same by category", book.by("category"), after=["annual cost by vendor"]),
        pieces("follow-up", "just sales", book.by("vendor", sales), after=["annual cost by vendor"]),
    ]  # fmt: skip


def _none() -> list[Case]:
    return [
        refuse("period", "how much did licences cost us last year vs this year?"),
        refuse("column", "which employees never logged in?"),
        refuse("column", "what discount did we negotiate with Salesforce?"),
    ]
