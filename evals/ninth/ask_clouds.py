"""Questions about the bill of a seller of journeys over three clouds, in lei."""

from __future__ import annotations

from typing import TYPE_CHECKING

from evals.ledger import Ledger, both, changes
from evals.questions import (
    also,
    ask,
    fair,
    in_percent,
    percent,
    percents,
    pieces,
    ranked,
    readings,
    refuse,
    signed,
    ways,
)

if TYPE_CHECKING:
    from evals.questions import Case

_OCT, _NOV, _DEC = "2025-10", "2025-11", "2025-12"
_EFFECTIVE = "EffectiveCost"
_FELL = "which service dropped the most between october and december?"


def focus(book: Ledger) -> list[Case]:
    """All of them."""
    return [*_plain(book), *_times(book), *_charges(book), *_rest(book)]


def _each(book, find):
    return readings(book, find, _EFFECTIVE, usage=book.lacks("charge", "Tax", "Credit", "Purchase"))


def _plain(book: Ledger) -> list[Case]:
    test = book.has("env", "test")
    return [
        fair("total", "total cloud spend", *_each(book, lambda on: on.total())),
        pieces("by dimension", "how is it split between the cloud providers?", *_each(book, lambda on: on.by("provider"))),
        pieces("by dimension", "spend per service category", *_each(book, lambda on: on.by("category"))),
        fair("filter", "how much do we burn in test?", *ways(book, lambda on: on.total(test), _EFFECTIVE)),
        ask("count", "how many diferent services do we use", book.distinct("service")),
    ]  # fmt: skip


def _times(book: Ledger) -> list[Case]:
    octo, nov, dec = (book.is_month(month) for month in (_OCT, _NOV, _DEC))
    query = book.has("service", "BigQuery")
    used = both(query, book.has("charge", "Usage"))
    fell = _each(book, lambda on: changes(on.by("service", octo), on.by("service", dec))[::-1])
    return [
        in_percent("change", "by how many percent did bigquery go up from november to december", *((on.total(both(each, nov)), on.total(both(each, dec))) for on in (book, book.on_basis(_EFFECTIVE)) for each in (query, used))),
        also(ranked("fell most", _FELL, *fell), ask("fell most", _FELL, [[fell[0][0][0], None]])),
        fair("average", "average spend per day in november", *_each(book, lambda on: on.per_day(nov))),
    ]  # fmt: skip


def _charges(book: Ledger) -> list[Case]:
    used, unused = (book.sum(_EFFECTIVE, book.has("status", status)) for status in ("Used", "Unused"))
    return [
        ask("charge", "how much tax is on this bill?", book.total(book.has("charge", "Tax"))),
        signed("credits", "credits we got from google", book.total(book.has("charge", "Credit"))),
        ask("basis", "whats the effective cost in october?", book.sum(_EFFECTIVE, book.is_month(_OCT))),
        ask("commitments", "unused commitment cost", unused),
        percents("commitments", "utlization of our savings plan", percent(used, used + unused)),
    ]  # fmt: skip


def _rest(book: Ledger) -> list[Case]:
    nov, dec = book.is_month(_NOV), book.is_month(_DEC)
    booking, live = book.has("app", "booking"), book.has("account", "carpat-live")
    return [
        fair("follow-up: month", "same for december", *ways(book, lambda on: on.total(both(booking, dec)), _EFFECTIVE), after=["cost of the booking app in november"]),
        pieces("follow-up: dimension", "which regions?", *_each(book, lambda on: on.by("region", both(live, nov))), after=["what did carpat-live cost in november?"]),
        fair("trap", "december without the Microsoft part", *_each(book, lambda on: on.total(both(dec, on.lacks("provider", "Microsoft"))))),
        fair("trap", "compute cost, aws only", *_each(book, lambda on: on.total(both(on.has("category", "Compute"), on.has("provider", "AWS"))))),
        refuse("absent", "what do we pay for Snowflake?"),
        refuse("metric", "cost per booked trip?"),
        refuse("period", "what did we spend in q1 2026?"),
    ]  # fmt: skip
