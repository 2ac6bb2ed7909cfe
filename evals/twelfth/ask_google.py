"""Questions about the Google Cloud export."""

from __future__ import annotations

from typing import TYPE_CHECKING

from evals.ledger import both, contains, group, neither
from evals.questions import (
    about,
    fair,
    first,
    peak,
    percent,
    percents,
    pieces,
    readings,
    refuse,
    says,
    signed,
    versus,
    ways,
)
from evals.twelfth.shapes import differing, joined, signless

if TYPE_CHECKING:
    from collections.abc import Callable

    from evals.ledger import Ledger
    from evals.questions import Case

_MAY, _JUNE, _JULY = "2026-05", "2026-06", "2026-07"


def gcp(book: Ledger) -> list[Case]:
    """All questions of this export."""
    return [*_overview(book), *_credits(book), *_parts(book), *_absent()]


def _each(book: Ledger, find: Callable[[Ledger], object]) -> list:
    """Before and after credits, with the taxes and without."""
    return readings(book, find, "net", usage=book.has("type", "regular"))


def _overview(book: Ledger) -> list[Case]:
    total, june, july = "total cost may through july, after credits", book.is_month(_JUNE), book.is_month(_JULY)
    services, may = "cost by service in july", book.is_month(_MAY)
    return [
        fair("total", total, book.sum("net")),
        fair("follow-up", "and before credits?", book.total(), after=[total]),
        fair("top", "top 3 skus", *_each(book, lambda rows: first(rows.by("sku"), 3))),
        pieces("breakdown", services, *_each(book, lambda rows: rows.by("service", july))),
        pieces("follow-up", "by project instead", *_each(book, lambda rows: rows.by("project", july)), after=[services]),
        pieces("follow-up", "and in may?", *_each(book, lambda rows: rows.by("project", may)), after=[services, "by project instead"]),
        says("why", "what drove the incrase in june?", "Vertex AI"),
        differing("change", "how did each project change from june to july", *_each(book, lambda rows: (rows.by("project", june), rows.by("project", july)))),
        about(
            "forecast",
            "what can we expect for august?",
            *_each(book, lambda rows: rows.total(july)),
            *_each(book, lambda rows: rows.total() / 92 * 31),
            within=0.12,
        ),
    ]  # fmt: skip


def _credits(book: Ledger) -> list[Case]:
    by_type = group((kind, book.credits(kind)) for kind, _ in _GIVEN)
    by_name = group((name, book.credits(kind)) for kind, name in _GIVEN)
    return [
        signed("credits", "how much did the startup program credits save us", book.credits("PROMOTION")),
        fair("credits", "credits by type", *signless(by_type), *signless(by_name), ordered=False),
        percents(
            "share",
            "Which share of our gross cost is covered by credits?",
            *(abs(percent(book.credits(), rows)) for rows in (book.total(), book.total(book.has("type", "regular")))),
        ),
    ]  # fmt: skip


_GIVEN = (
    ("SUSTAINED_USAGE_DISCOUNT", "Sustained Usage Discount"),
    ("COMMITTED_USAGE_DISCOUNT_DOLLAR_BASE", "Committed Usage Discount - dollar based"),
    ("PROMOTION", "Startup program credit"),
)


def _parts(book: Ledger) -> list[Case]:
    june, july = book.is_month(_JUNE), book.is_month(_JULY)
    query = book.has("service", "BigQuery")
    sql = both(book.has("service", "Cloud SQL"), book.has("env", "prod"), book.is_month(_MAY))
    served = both(july, book.has("service", "Cloud Run", "Cloud CDN"))
    delivered = both(july, book.has("service", "Cloud CDN"))
    cores = both(book.has("service", "Compute Engine"), june, neither(contains("sku.description", "Storage PD")))
    return [
        versus("compare", "bigquery june vs july", *((month, book.total(both(query, book.is_month(month)))) for month in (_JUNE, _JULY))),
        peak("anomaly", "on which day did bigquery jump", book.by_day(query)),
        pieces("exclude", "cost by squad without dev", *_each(book, lambda rows: rows.by("squad", rows.lacks("env", "dev"))), *_each(book, lambda rows: rows.by("squad", rows.lacks("project", "tamarack-dev")))),
        fair("tag", "how much is unlabelled (no squad)?", *_each(book, lambda rows: rows.total(rows.has("squad", "")))),
        fair("trap", "cloud sql in may, prod only", *ways(book, lambda rows: rows.total(sql), "net")),
        fair("trap", "compute engine in june excluding storage", *ways(book, lambda rows: rows.total(cores), "net")),
        joined("and", "cloud run plus cloud cdn in july", book.by("service", served)),
        percents("share", "cdn as % of july", *_each(book, lambda rows: percent(rows.total(delivered), rows.total(july)))),
        fair("filter", "first week of july please", *_each(book, lambda rows: rows.total(rows.within("2026-07-01", "2026-07-07")))),
    ]  # fmt: skip


def _absent() -> list[Case]:
    return [
        refuse("metric", "what is our slot utilization in bigquery?"),
        refuse("time", "costs for april?"),
        refuse("unit", "cost per active user in july"),
    ]
