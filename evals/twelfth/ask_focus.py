"""Questions about the FOCUS bill."""

from __future__ import annotations

from typing import TYPE_CHECKING

from evals.ledger import both, over
from evals.questions import (
    also,
    ask,
    day_words,
    fair,
    first,
    percent,
    percents,
    pieces,
    readings,
    refuse,
    says,
    shares,
    signed,
    versus,
    ways,
)
from evals.twelfth.shapes import joined, on_top, signless

if TYPE_CHECKING:
    from collections.abc import Callable

    from evals.ledger import Ledger
    from evals.questions import Case

_JULY, _AUGUST, _SEPTEMBER = "2026-07", "2026-08", "2026-09"
_EFFECTIVE = "EffectiveCost"


def focus(book: Ledger) -> list[Case]:
    """All questions of this bill."""
    return [*_overview(book), *_money(book), *_parts(book), *_absent()]


def _each(book: Ledger, find: Callable[[Ledger], object]) -> list:
    """Billed and effective, with taxes and credits and without, and what was used alone."""
    taxed = readings(book, find, _EFFECTIVE, usage=book.lacks("charge", "Tax", "Credit"))
    return [*taxed, *readings(book, find, _EFFECTIVE, usage=book.has("charge", "Usage"))[2:]]


def _overview(book: Ledger) -> list[Case]:
    clouds = "spend by cloud provider"
    september = book.is_month(_SEPTEMBER)
    parts = _each(book, lambda rows: shares(rows.by("provider")))
    return [
        fair("total", "total spend across all three clouds?", *ways(book, lambda rows: rows.total(), _EFFECTIVE)),
        pieces("breakdown", clouds, *_each(book, lambda rows: rows.by("provider"))),
        pieces("follow-up", "just september", *_each(book, lambda rows: rows.by("provider", september)), after=[clouds]),
        fair("follow-up", "as a percentage?", *parts, after=[clouds], tolerance=0.1, ordered=False),
        fair("top", "Could you list the five most expensive services for me?", *_each(book, lambda rows: first(rows.by("service"), 5))),
        on_top("top", "which product costs us the most", *_each(book, lambda rows: rows.by("product", rows.lacks("product", ""))), *_each(book, lambda rows: rows.by("product"))),
        says("anomaly", "did anything unusual happen?", "Defender", day_words("2026-08-25")),
        fair("threshold", "regions above 100k rand", *_each(book, lambda rows: over(rows.by("region"), 100_000)), ordered=False),
    ]  # fmt: skip


def _money(book: Ledger) -> list[Case]:
    used = book.has("charge", "Usage")
    listed = book.on_basis("ListCost")
    unused = both(used, book.has("status", "Unused"))
    saved = [
        (listed.total(where) - book.on_basis(basis).total(where), listed.total(where))
        for where in (
            lambda _: True,
            book.lacks("charge", "Tax", "Credit"),
            used,
            both(used, book.lacks("status", "Unused")),
        )
        for basis in ("BilledCost", _EFFECTIVE)
    ]
    working = book.on_basis(_EFFECTIVE).total(both(used, book.has("status", "Used")))
    idle, given = book.sum(_EFFECTIVE, unused), book.has("charge", "Credit")
    return [
        also(
            fair("commitment", "how much do we save compared to list prices?", *(each for each, _ in saved)),
            percents("commitment", "", *(percent(*each) for each in saved)),
        ),
        ask("commitment", "unused savings plan in rand", idle),
        percents("commitment", "and the utilization of that plan?", percent(working, working + idle), after=["unused savings plan in rand"]),
        also(
            signed("filter", "did we receive any credits, how much?", book.total(given)),
            fair("filter", "", *(table for name in ("provider", "service") for table in signless(book.by(name, given)))),
            fair("filter", "", *signless(book.by_month(given)), *signless(book.by_day(given))),
        ),
        ask("filter", "whats the effective cost for august", book.sum(_EFFECTIVE, book.is_month(_AUGUST))),
    ]  # fmt: skip


def _parts(book: Ledger) -> list[Case]:
    september, data = book.is_month(_SEPTEMBER), book.has("category", "Databases")
    stage = both(book.has("env", "staging"), book.has("provider", "AWS"), book.is_month(_AUGUST))
    live = both(september, book.has("account", "baobab-live"))
    pair = both(book.has("provider", "AWS", "Oracle"), book.lacks("category", "Compute"), book.is_month(_JULY))
    bedrock = both(book.has("service", "Amazon Bedrock"), book.has("charge", "Usage"))
    half = book.within("2026-08-17", "2026-08-31")
    months = [
        _each(book, lambda rows, at=month: rows.total(both(rows.has("provider", "Microsoft"), rows.is_month(at))))
        for month in (_JULY, _AUGUST)
    ]
    return [
        fair("trap", "staging on AWS in august", *_each(book, lambda rows: rows.total(stage))),
        joined("filter", "databses over all clouds", *_each(book, lambda rows: rows.by("provider", data))),
        fair("trap", "july: aws and oracle together but no compute", *_each(book, lambda rows: rows.total(pair)), *_each(book, lambda rows: rows.by("provider", pair)), ordered=False),
        fair("average", "bedrock cost per day since it started", book.per_day(bedrock), book.by_day(bedrock)),
        pieces("filter", "baobab-live account by service in september", *_each(book, lambda rows: rows.by("service", live))),
        fair("tag", "spend without a product tag?", *_each(book, lambda rows: rows.total(rows.has("product", "")))),
        fair("filter", "cost from 17 to 31 aug", *_each(book, lambda rows: rows.total(half))),
        also(
            *(
                versus("compare", "microsoft july vs august", (_JULY, before), (_AUGUST, later))
                for before, later in zip(*months, strict=True)
            )
        ),
        joined("and", "how much are the wallet and cards products in september", *_each(book, lambda rows: rows.by("product", both(september, rows.has("product", "wallet", "cards"))))),
    ]  # fmt: skip


def _absent() -> list[Case]:
    return [
        refuse("absent", "what do we spend on google cloud?"),
        refuse("metric", "how many vCPUs do we have on oracle?"),
        refuse("metric", "are we over budget this quarter?"),
    ]
