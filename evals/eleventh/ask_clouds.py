"""Questions about Narew's FOCUS file over AWS, Google Cloud and Oracle in zloty."""

from __future__ import annotations

from typing import TYPE_CHECKING

from evals.eleventh.shapes import climbs, each, named, only, tops
from evals.ledger import Ledger, both, changes
from evals.questions import (
    Case,
    also,
    ask,
    fair,
    first,
    percent,
    percents,
    pieces,
    ranked,
    refuse,
    says,
    versus,
)

if TYPE_CHECKING:
    from decimal import Decimal

    from evals.ledger import Test


def focus(book: Ledger) -> list[Case]:
    """Clouds, categories, products, list against paid, the savings plan."""
    return [*_totals(book), *_clouds(book), *_prices(book), *_followed(book), *_none()]


def _books(book: Ledger) -> list[Ledger]:
    """Billed and effective; all, without tax, and usage alone."""
    some = [book, only(book, book.lacks("charge", "Tax")), only(book, book.lacks("charge", "Tax", "Credit")), only(book, book.has("charge", "Usage"))]  # fmt: skip
    return [made for rows in some for made in (rows, rows.on_basis("EffectiveCost"))]


def _totals(book: Ledger) -> list[Case]:
    books, march, april = _books(book), book.is_month("2025-03"), book.is_month("2025-04")
    grown = each(books, lambda each_: changes(each_.by("service", march), each_.by("service", april)))
    return [
        ask("total", "total billed cost in the file", book.total()),
        says("why", "what explains the higher bill in march vs february?", "Vertex|Exadata"),
        climbs("change", "biggest increases by service march to april", *grown),
        fair("time", "costs on 6 march", *each(books, lambda each_: each_.total(each_.within("2025-03-06", "2025-03-06")))),
        fair("time", "second half of april, total", *each(books, lambda each_: each_.total(each_.within("2025-04-16", "2025-04-30")))),
    ]  # fmt: skip


def _clouds(book: Ledger) -> list[Case]:
    books, april = _books(book), book.is_month("2025-04")
    providers = each(books, lambda each_: each_.by("provider"))
    return [
        pieces("breakdown", "cost per cloud provider, please", *providers),
        percents("share", "what percent is oracle", *(percent(dict(table)["Oracle"], sum(row[1] for row in table)) for table in providers)),
        also(*(_dearer(each_) for each_ in books)),
        fair("filter", "databases across all clouds in april", *each(books, lambda each_: each_.total(both(april, each_.has("category", "Databases"))))),
        fair("trap", "compute without uat, whole period", *each(books, lambda each_: each_.total(both(each_.has("category", "Compute"), each_.lacks("env", "uat"))))),
        tops("tag", "which product costs us the most money?", *(table for each_ in books for table in (each_.by("product"), named(each_.by("product"))))),
        fair("or", "bigquery + vertex ai in april", *each(books, lambda each_: each_.total(both(april, each_.has("service", "BigQuery", "Vertex AI"))))),
    ]  # fmt: skip


def _dearer(book: Ledger) -> Case:
    kind, question = "comparison", "Oracle or Google Cloud in april, who was more expensive?"
    table = book.by("provider", both(book.is_month("2025-04"), book.has("provider", "Oracle", "Google Cloud")))
    return also(versus(kind, question, *map(tuple, table)), ranked(kind, question, table))


def _prices(book: Ledger) -> list[Case]:
    unused, used = (book.has("status", status) for status in ("Unused", "Used"))
    effective, listed = book.on_basis("EffectiveCost"), book.on_basis("ListCost")
    usage = book.has("charge", "Usage")
    april = book.is_month("2025-04")
    rates = [
        percent(listed.total(where) - paid.total(where), listed.total(where))
        for where in (lambda _: True, usage, both(usage, book.lacks("status", "Unused")))
        for paid in (effective, book)
    ]
    return [
        percents("commitment", "effective savings rate", *rates),
        fair("commitment", "what's the unused part of the savings plan worth", effective.total(unused)),
        percents("commitment", "savings plan utilisation in april?", _used(effective, both(april, used), both(april, unused))),
        fair("trap", "For the management report I need the billed cost of April excluding tax and credits, thank you", only(book, book.lacks("charge", "Tax", "Credit")).total(april)),
    ]  # fmt: skip


def _used(book: Ledger, used: Test, unused: Test) -> Decimal:
    return percent(book.total(used), book.total(used) + book.total(unused))


def _followed(book: Ledger) -> list[Case]:
    april = book.is_month("2025-04")
    risk = book.has("account", "narew-risk")
    books = _books(book)
    accounts = each(books, lambda each_: each_.by("account", april))
    return [
        fair("follow-up", "and in april?", *each(books, lambda each_: each_.total(both(april, risk))), after=["cost of narew-risk in march"]),
        pieces("follow-up", "per account", *accounts, after=["cost by provider in april"]),
        fair("follow-up", "only the top 2", *(first(table, 2) for table in accounts), after=["cost by provider in april", "per account"]),
    ]  # fmt: skip


def _none() -> list[Case]:
    return [
        refuse("absent", "azure cost in march?"),
        refuse("period", "By what percent did Q1 2025 grow over Q1 2024?"),
        refuse("metric", "cost per payment transaction?"),
    ]
