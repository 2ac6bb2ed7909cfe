"""Times that are taken apart: days or months that do not follow each other, and the ends of the whole data."""

from __future__ import annotations

from itertools import pairwise
from typing import TYPE_CHECKING

from finops_agent.costs.semantic import Clause, Condition
from finops_agent.costs.semantic.period import month_of
from finops_agent.costs.semantic.table_days import AGE

if TYPE_CHECKING:
    from collections.abc import Sequence

    from finops_agent.agent.reading.draft import Draft
    from finops_agent.costs.semantic import Period, SemanticModel
    from finops_agent.costs.semantic.period import Calendar

_TESTED = {"day": "%Y-%m-%d", "month": "%Y-%m", "year": "%Y"}
"""Calendar units that single ones are picked of -> how the dimension of them writes one."""


def taken_apart(draft: Draft, ordered: Sequence[Period], model: SemanticModel) -> bool:
    """Take single days, months or years that do not follow each other as a test of the rows, told one by one."""
    picked = _picked(ordered)
    is_row = all(one.end == two.start for one, two in pairwise(ordered))
    is_mean = draft.average_per is not None or draft.has_change or draft.tool is not None
    if picked is None or is_row or is_mean or picked[0] not in model.dimensions:
        return False
    unit, clause = picked
    draft.clauses.append((0, clause))
    is_one = (draft.has_total and not draft.lists_totals) or draft.is_one_time or draft.has_average
    if not (is_one or draft.dimensions or draft.is_count or AGE in model.measures):
        draft.dimensions.append(unit)
    return True


def first_to_last(draft: Draft, named: list[Period], calendar: Calendar | None) -> list[Period]:
    """A change over the whole data, where it has whole months, is one from its first month to its last."""
    if calendar is None or len(named) != 1 or draft.has_compare:
        return named
    first, last, whole = month_of(calendar.first), month_of(calendar.last), calendar.whole
    is_whole = (named[0].start, named[0].end) == (whole.start, whole.end) == (first.start, last.end)
    return [first, last] if is_whole and first != last else named


def _picked(periods: Sequence[Period]) -> tuple[str, Clause] | None:
    """The unit and the test of days, months or years one by one; None where they are not all of one unit."""
    units = {period.unit for period in periods}
    unit = next(iter(units)) if len(units) == 1 else None
    if unit not in _TESTED:
        return None
    values = tuple(period.start.strftime(_TESTED[unit]) for period in periods)
    labels = [period.label for period in periods]
    return unit, Clause((Condition(unit, "equals", values),), f"{', '.join(labels[:-1])} and {labels[-1]}")
