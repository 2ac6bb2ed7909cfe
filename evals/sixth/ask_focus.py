"""Questions about FOCUS 1.2 over AWS, Azure and Oracle in New Zealand dollars."""

from __future__ import annotations

from typing import TYPE_CHECKING

from evals.ledger import both, changes, over
from evals.questions import day_words, fair, percent, percents, pieces, ranked, refuse, says

if TYPE_CHECKING:
    from decimal import Decimal

    from evals.ledger import Ledger
    from evals.questions import Case


def focus(book: Ledger) -> list[Case]:
    """Kea's file, November 2025 to January 2026."""
    return [*_money(book), *_parts(book)]


def _money(book: Ledger) -> list[Case]:
    november, december, january = (book.is_month(month) for month in ("2025-11", "2025-12", "2026-01"))
    effective = book.on_basis("EffectiveCost")
    usage, unused = book.has("charge", "Usage"), book.has("status", "Unused")
    taken, left = (effective.total(book.has("status", status)) for status in ("Used", "Unused"))
    january_usage = both(january, usage)
    asked = "billed cost per cloud provider"
    return [
        fair("group", asked, book.by("provider"), ordered=False),
        fair("follow-up: month", "only january", book.by("provider", january), after=[asked], ordered=False),
        fair("total", "effective cost december", effective.total(december)),
        percents("share", "tax as % of the billed total in november", percent(book.total(both(november, book.has("charge", "Tax"))), book.total(november))),
        fair("basis", "list cost minus billed cost in january, usage charges only", book.sum("ListCost", january_usage) - book.total(january_usage)),
        percents("commitment", "commitment utilisation of the savings plan over the three months", percent(taken, taken + left)),
        fair("commitment", "unused commitment by month", effective.by_month(unused)),
        fair(
            "trap",
            "billed in january but dont count the 1st and the 31st",
            book.total(book.within("2026-01-02", "2026-01-30")),
        ),
        fair(
            "trap",
            "take the most expensive day of each month - what is the average of those three days (billed)?",
            _mean_peak(book),
        ),
    ]  # fmt: skip


def _mean_peak(book: Ledger) -> Decimal:
    """The mean of each month's dearest day."""
    peaks: dict[str, Decimal] = {}
    for day, cost in book.by_day():
        peaks[day[:7]] = max(cost, peaks.get(day[:7], cost))
    return sum(peaks.values(), start=peaks["2025-11"] * 0) / len(peaks)


def _parts(book: Ledger) -> list[Case]:
    december, january = book.is_month("2025-12"), book.is_month("2026-01")
    both_ways = (book, book.on_basis("EffectiveCost"))
    usage, aws, oracle = book.has("charge", "Usage"), book.has("provider", "AWS"), book.has("provider", "Oracle")
    databases = book.has("category", "Databases")
    quarter = book.within("2025-11-01", "2025-12-31")
    rises = [changes(each.by("workstream", december), each.by("workstream", january)) for each in both_ways]
    return [
        fair("top", "top 3 aws services, usage only", *(each.by("service", both(aws, usage))[:3] for each in both_ways)),
        fair("change", "which workstream tag went up most from december to january", *(table[:1] for table in rises), *rises),
        pieces("group", "database spend (service category) per provider, december, usage only", *(each.by("provider", both(december, databases, usage)) for each in both_ways)),
        says("anomaly", "anything weird in december?", "DynamoDB|tbl-stock", day_words("2025-12-02")),
        fair("threshold", "days over 300 in december", *(over(each.by_day(december), 300) for each in both_ways), ordered=False),
        percents("share", "oracle's share of nov+dec", *(percent(each.total(both(quarter, oracle)), each.total(quarter)) for each in both_ways)),
        ranked("top", "who is our cheapest account", *(each.by("account")[::-1] for each in both_ways)),
        fair("filter", "kea-sandbox in melbourne (ap-southeast-4), 3 months", *(each.total(both(book.has("account", "kea-sandbox"), book.has("region", "ap-southeast-4"))) for each in both_ways)),
        refuse("absent provider", "what does google cloud cost us"),
        refuse("person", "who approved the december purchase"),
        refuse("plan", "whats the budget for february 2026"),
    ]  # fmt: skip
