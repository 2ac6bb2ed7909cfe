"""Which of the data's traps touch an answer, as sentences to show beside it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from finops_agent.agent.figures import count

if TYPE_CHECKING:
    from finops_agent.agent.narrate import Result
    from finops_agent.costs.dataset import Dataset
    from finops_agent.costs.semantic import Catalog

WHOLE = 100
"""Per cent."""
_NEGATIVE_SHARES = (
    "Credits or corrections are negative charges, so shares can be below 0 % or above 100 %. "
    "Leave out credits to see usage alone."
)
_EFFECTIVE_MARKS = ("effectivecost", "effective_cost", "decimals", "amortized")


def notices_for(result: Result, dataset: Dataset, catalog: Catalog) -> tuple[str, ...]:
    """The notices that matter for this answer, most important first."""
    found = [
        *_of_data(result, dataset),
        *_of_period(result, catalog),
        *_of_zero(result),
        *_of_share(result),
        *_of_ranking(result),
    ]
    return tuple(dict.fromkeys(found))


def _of_data(result: Result, dataset: Dataset) -> list[str]:
    """Warnings of the loaded files that name the measure asked for."""
    if result.measure.name not in {"effective", "contracted"}:
        return []
    column = (result.measure.column or "").lower()
    return [
        notice.message
        for notice in dataset.warnings
        if column in notice.message.lower() or any(mark in notice.code for mark in _EFFECTIVE_MARKS)
    ]


def _of_period(result: Result, catalog: Catalog) -> list[str]:
    calendar = catalog.calendar
    if calendar is None:
        return []
    return [
        f"{period.label} is not complete in this data, which covers {calendar.first} to {calendar.last}."
        for period in (result.query.baseline, result.query.period)
        if period is not None and calendar.is_partial(period)
    ]


def _of_zero(result: Result) -> list[str]:
    """Use that a commitment covers nets to zero in billed cost: say so, or the zero reads as "unused"."""
    if result.measure.name != "billed" or not result.row_count or result.whole != 0:
        return []
    return ["These rows add up to zero in billed cost: free, or covered by a commitment. Ask for the effective cost."]


def _of_share(result: Result) -> list[str]:
    if not result.query.share or not result.rows:
        return []
    shares = [row[-1] for row in result.rows if row[-1] is not None]
    if any(share < 0 or share > WHOLE for share in shares):
        return [_NEGATIVE_SHARES]
    return []


def _of_ranking(result: Result) -> list[str]:
    query = result.query
    if not query.ranked:
        return []
    figure, rows = result.unranked
    if not rows:
        return []
    names = " or ".join(
        result.model.dimensions[name].none_label
        for name in query.dimensions
        if result.model.dimensions[name].grain is None
    )
    return [f"Not ranked: {result.figure(figure)} in {count(rows)} rows with {names}."]
