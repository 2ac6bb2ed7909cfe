"""Questions about a table of budgets and what was spent of them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from evals.ledger import Ledger, both, group, number
from evals.questions import ask, fair, percent, percents, refuse, says, signed, versus

if TYPE_CHECKING:
    from evals.questions import Case

_BUDGET = "Budget (EUR)"
_APR, _MAY, _JUN = "2026-04", "2026-05", "2026-06"


def budgets(book: Ledger) -> list[Case]:
    """What was granted, spent and left, and who is over."""
    return [*_plain(book), *_over(book), *_rest(book)]


def _left(book, where=lambda _: True):
    return book.sum(_BUDGET, where) - book.total(where)


def _plain(book: Ledger) -> list[Case]:
    search, mobile = book.has("team", "Search"), book.has("team", "Mobile")
    return [
        ask("total", "total actual spend", book.total()),
        ask("sum", "whats the whole budget from january to june?", book.sum(_BUDGET)),
        ask("filter", "budget of search in may", book.sum(_BUDGET, both(search, book.is_month(_MAY)))),
        ask("filter", "how much did Mobile really spend in Q1?", book.total(both(mobile, book.within("2026-01-01", "2026-03-31")))),
        ask("by month", "actual spend by month", book.by_month()),
        says("owner", "who owns the fraud budget?", "Faisal"),
    ]  # fmt: skip


def _over(book: Ledger) -> list[Case]:
    apr, whole = book.is_month(_APR), dict(book.on_basis(_BUDGET).by("team"))
    spent = group((row["Team"], book.amount(row) - number(row[_BUDGET])) for row in book.rows if apr(row))
    mobile = book.has("team", "Mobile")
    named: list[list[Any]] = [[team, None] for team, more in spent if more > 0]
    ratios = group((team, percent(value, whole[team])) for team, value in book.by("team"))
    return [
        ask("over", "which teams were over budget in april?", named, ordered=False),
        percents("used", "budget utilization of mobile in percent", percent(book.total(mobile), book.sum(_BUDGET, mobile))),
        signed("left", "are we under or over budget in total, and by how much?", _left(book)),
        fair("over", "which team used the biggest percentage of its budget?", ratios[:1], ratios, [[ratios[0][0], None]], tolerance=0.1),
        signed("over", "by how much did fraud overspend in april?", _left(book, both(book.has("team", "Fraud"), apr))),
    ]  # fmt: skip


def _rest(book: Ledger) -> list[Case]:
    jun, platform = book.is_month(_JUN), book.has("team", "Data Platform")
    return [
        versus("versus", "budget vs actual for data platform in june", ("Budget", book.sum(_BUDGET, both(platform, jun))), ("Actual", book.total(both(platform, jun)))),
        ask("trap", "actual spend in june of all teams except Checkout and Search", book.total(both(jun, book.lacks("team", "Checkout", "Search")))),
        refuse("metric", "how many engineers are in each team?"),
        refuse("period", "what was the actual spend in december 2025?"),
    ]  # fmt: skip
