"""Questions about Tundra's Google Cloud export in Canadian dollars."""

from __future__ import annotations

from evals.eleventh.shapes import between, each, named, only, tops
from evals.ledger import Ledger, both
from evals.questions import (
    Case,
    about,
    also,
    ask,
    fair,
    first,
    peak,
    percent,
    percents,
    pieces,
    refuse,
    says,
    signed,
)


def gcp(book: Ledger) -> list[Case]:
    """Before and after credits; October ends on the 23rd."""
    return [*_totals(book), *_credits(book), *_labels(book), *_services(book), *_followed(book), *_none()]


def _books(book: Ledger) -> list[Ledger]:
    """Before and after credits, with and without tax."""
    rest = only(book, book.has("type", "regular"))
    return [book, book.on_basis("net"), rest, rest.on_basis("net")]


def _totals(book: Ledger) -> list[Case]:
    books, september = _books(book), book.is_month("2025-09")
    same = [
        (each_.total(each_.within("2025-09-01", "2025-09-23")), each_.total(each_.is_month("2025-10")))
        for each_ in books
    ]
    ends = [
        each_.total(each_.is_month("2025-10")) + each_.total(each_.within("2025-10-10", "2025-10-23")) / 14 * 8
        for each_ in books[2:]
    ]
    taxed = book.total(book.has("type", "tax"))
    return [
        ask("total", "total gross cost before any credits", book.total()),
        ask("total", "and what do we really pay, i.e. total net of credits?", book.on_basis("net").total()),
        fair("time", "spend in september", *each(books, lambda each_: each_.total(september))),
        between("change", "october so far against the same days of september", ("2025-09", "2025-10"), *same),
        about("forecast", "where will october land by month end?", *ends, *(end + taxed / 3 for end in ends), within=0.06),
        fair("average", "how much do we spend per day on average?", *each(books, lambda each_: each_.total() / 84)),
    ]  # fmt: skip


def _credits(book: Ledger) -> list[Case]:
    regular = book.has("type", "regular")
    wholes = [book.total(), book.total(regular)]
    committed = book.credits("COMMITTED")
    bright = both(book.is_month("2025-09"), book.has("service", "Vertex AI"))
    return [
        _given(book),
        percents("share", "what percentage of gross cost do credits take off", *(percent(-book.credits(), whole) for whole in wholes)),
        signed("commitment", "how much did committed use discounts save us?", committed),
        fair("trap", "vertex ai in september without the startup credits", book.total(bright)),
    ]  # fmt: skip


def _given(book: Ledger) -> Case:
    """By type or by name, below or above zero."""
    types = ("SUSTAINED", "COMMITTED", "PROMOTION")
    full = ("SUSTAINED_USAGE_DISCOUNT", "COMMITTED_USAGE_DISCOUNT_DOLLAR_BASE", "PROMOTION")
    names = ("Sustained Usage Discount", "Committed Usage Discount - dollar based", "Startup program credits")
    words = ("Sustained use discount", "Committed use discount", "Promotion")
    tables = []
    for labels in (full, names, words):
        table = [[label, book.credits(kind)] for label, kind in zip(labels, types, strict=True)]
        tables += [table, [[label, -value] for label, value in table]]
    question = "list the credits by type"
    amounts = [abs(value) for _, value in tables[0]]
    told = [f"{value:,.2f}|{value:.2f}" for value in amounts]
    return also(pieces("credit", question, *tables), says("credit", question, *told))


def _labels(book: Ledger) -> list[Case]:
    books, september = _books(book), book.is_month("2025-09")
    squads = each(books, lambda each_: each_.by("squad"))
    return [
        tops("tag", "most expensive squad?", *squads, *map(named, squads)),
        fair("and", "store squad, cloud sql only, september - how much", *each(books, lambda each_: each_.total(both(september, each_.has("squad", "store"), each_.has("service", "Cloud SQL"))))),
    ]  # fmt: skip


def _services(book: Ledger) -> list[Case]:
    books, september = _books(book), book.is_month("2025-09")
    engine = book.has("service", "Compute Engine")
    last = book.within("2025-10-10", "2025-10-23")
    montreal = book.has("region", "northamerica-northeast1")
    return [
        pieces("breakdown", "split compute engine by SKU for september", *each(books, lambda each_: each_.by("sku", both(september, engine)))),
        fair("ranking", "top 3 skus in the last 14 days", *each(books, lambda each_: first(each_.by("sku", last), 3))),
        fair("trap", "northamerica-northeast1 except networking", *each(books, lambda each_: each_.total(both(montreal, each_.lacks("service", "Networking"))))),
        peak("anomaly", "pub/sub had a spike, when was that?", book.by_day(book.has("service", "Cloud Pub/Sub"))),
    ]  # fmt: skip


def _followed(book: Ledger) -> list[Case]:
    books, september = _books(book), book.is_month("2025-09")
    projects = each(books, lambda each_: each_.by("project", september))
    return [
        pieces("follow-up", "per project then", *projects, after=["cost by service in september 2025"]),
    ]  # fmt: skip


def _none() -> list[Case]:
    return [
        refuse("metric", "what's our cost per daily active player?"),
        refuse("absent", "how much was amazon s3 in september"),
        refuse("column", "are we over budget for october?"),
    ]
