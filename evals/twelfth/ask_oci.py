"""Questions about the OCI report."""

from __future__ import annotations

from typing import TYPE_CHECKING

from evals.ledger import both, contains
from evals.questions import also, ask, fair, first, moved, peak, percent, percents, pieces, refuse, says, signed, versus
from evals.twelfth.shapes import on_top

if TYPE_CHECKING:
    from evals.ledger import Ledger
    from evals.questions import Case

_APRIL, _MAY, _JUNE = "2026-04", "2026-05", "2026-06"


def oci(book: Ledger) -> list[Case]:
    """All questions of this report."""
    return [*_overview(book), *_parts(book), *_absent()]


def _overview(book: Ledger) -> list[Case]:
    split = "cost by compartment"
    june, usual = book.is_month(_JUNE), book.has("correction", "false")
    months = [book.total(book.is_month(month)) for month in (_APRIL, _JUNE)]
    plain = [book.total(both(book.is_month(month), usual)) for month in (_APRIL, _JUNE)]
    return [
        fair("total", "whats our total oracle bill for the whole period", book.total()),
        pieces("breakdown", split, book.by("compartment"), book.by("compartment", usual)),
        pieces("follow-up", "only june", book.by("compartment", june), book.by("compartment", both(june, usual)), after=[split]),
        pieces("follow-up", "by service instead", book.by("service", june), book.by("service", both(june, usual)), after=[split, "only june"]),
        ask("top", "3 most expensive services", first(book.by("service"), 3)),
        moved("change", "Would you mind telling me how much more we paid in June than in April?", months, plain),
        says("why", "why was may so much higher than april", "GPU|gpu1|COMPUTE"),
        fair("average", "daily average in June", book.per_day(june), book.per_day(both(june, usual))),
        also(
            signed("filter", "were there any corrections on the bill and how much?", book.total(book.has("correction", "true"))),
            says("filter", "", "14,500|14500"),
        ),
    ]  # fmt: skip


def _parts(book: Ledger) -> list[Case]:
    data, network = book.has("service", "DATABASE"), book.has("service", "NETWORK")
    others = book.lacks("team", "storefront")
    graphics = contains("product/Description", "GPU")
    plain = both(book.has("service", "COMPUTE"), lambda row: not graphics(row))
    stored, usual = book.has("service", "BLOCK_STORAGE", "OBJECTSTORE"), book.has("correction", "false")
    places = [(name, book.total(book.has("region", name))) for name in ("ap-osaka-1", "ap-tokyo-1")]
    dev = book.has("compartment", "dev")
    kept = both(book.has("team", "orders"), book.lacks("compartment", "dev"), book.is_month(_MAY))
    return [
        fair("trend", "database spend by month", book.by_month(data)),
        peak("anomaly", "when did the network cost spike", book.by_day(network)),
        ask("tag", "how many yen are not tagged with a team?", book.total(book.has("team", ""))),
        on_top("exclude", "apart from storefront, which team spends the most?", book.by("team", others)),
        ask("trap", "compute without the gpu", book.total(plain)),
        versus("compare", "osaka vs tokyo", *places),
        pieces("filter", "whats running in the dev compartment and what does it cost", book.by("service", dev), book.by("resource", dev), book.by("text", dev)),
        percents("share", "block storage plus object storage as a share of total", percent(book.total(stored), book.total()), percent(book.total(stored), book.total(usual))),
        ask("trap", "team orders in may but not the dev compartment", book.total(kept)),
        ask("filter", "cost on may 20", book.total(book.within("2026-05-20", "2026-05-20"))),
    ]  # fmt: skip


def _absent() -> list[Case]:
    return [
        refuse("metric", "how many universal credits do we have left on the contract?"),
        refuse("time", "what was the bill in march?"),
        refuse("absent", "and our aws cost for the same months?"),
    ]
