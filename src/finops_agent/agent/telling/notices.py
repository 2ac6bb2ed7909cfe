"""Which of the data's traps touch an answer, as sentences to show beside it."""

from __future__ import annotations

from pathlib import PurePath
from typing import TYPE_CHECKING

from finops_agent.agent.figures import count
from finops_agent.agent.reading.times.ages import age_note
from finops_agent.costs.semantic.table_days import AGE

if TYPE_CHECKING:
    from finops_agent.agent.telling.narrate import Result
    from finops_agent.costs.dataset import CostFile, Dataset
    from finops_agent.costs.semantic import Catalog

WHOLE = 100
"""Per cent."""
_NEGATIVE_SHARES = (
    "Credits or corrections are negative charges, so shares can be below 0 % or above 100 %. "
    "Leave out credits to see usage alone."
)
_DERIVED = frozenset({"effective", "contracted"})
_TWO = 2
_EFFECTIVE_MARKS = ("effectivecost", "effective_cost", "decimals", "amortized")


def notices_for(result: Result, dataset: Dataset, catalog: Catalog) -> tuple[str, ...]:
    """The notices that matter for this answer, most important first."""
    found = [
        *_of_data(result, dataset),
        *_of_files(result, dataset),
        *_of_period(result, catalog),
        *_of_savings(result),
        *_of_age(result, catalog),
        *_of_zero(result),
        *_of_share(result),
        *_of_ranking(result),
    ]
    return tuple(dict.fromkeys(found))


def _of_age(result: Result, catalog: Catalog) -> list[str]:
    calendar = catalog.calendar
    return [age_note(calendar)] if result.measure.name == AGE and calendar is not None else []


def _of_data(result: Result, dataset: Dataset) -> list[str]:
    """Warnings of the loaded files that name the measure asked for."""
    beside = result.model.measures.get(result.query.beside or "")
    measure = beside if beside is not None and beside.name in _DERIVED else result.measure
    if measure.name not in _DERIVED:
        return []
    column = (measure.column or "").lower()
    return [
        notice.message
        for notice in dataset.warnings
        if column in notice.message.lower() or any(mark in notice.code for mark in _EFFECTIVE_MARKS)
    ]


def _of_files(result: Result, dataset: Dataset) -> list[str]:
    """What each file means by its billed cost, where the answer adds up different things."""
    if result.measure.name != "billed" or any("provider" in clause.dimensions for clause in result.query.clauses):
        return []
    files: dict[str, list[str]] = {}
    for file in dataset.files:
        if "BilledCost" in file.mapping:
            files.setdefault(_billed_in(file), []).append(PurePath(file.path).name)
    if len(files) < _TWO:
        return []
    told = "; ".join(f"{meaning} in {' and '.join(names)}" for meaning, names in files.items())
    return [f"Billed cost is not the same in all files: {told}."]


def _billed_in(file: CostFile) -> str:
    """What the cost column behind the billed cost of a file holds."""
    if file.format.startswith("aws"):
        return "unblended cost"
    if file.format == "azure":
        is_amortized = any(notice.code == "amortized_export" for notice in file.warnings)
        return "amortized cost of Azure" if is_amortized else "actual cost of Azure"
    return {"focus": "billed cost of FOCUS", "gcp": "cost before credits of Google Cloud"}.get(
        file.format, file.mapping["BilledCost"]
    )


def _of_savings(result: Result) -> list[str]:
    """Savings are told of what commitments cover; what is left unused of them is a cost of its own."""
    statuses = {"CommitmentDiscountStatus", "CommitmentDiscountType"} & result.model.columns
    if result.measure.name != "savings" or not statuses:
        return []
    return [
        "Counted on used charges with a list price. Unused commitments are not taken off: ask for commitment waste."
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
