"""Figures of a table of budgets: what is left of each, and what was spent beyond it."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from finops_agent.costs.semantic.model import Measure, phrases
from finops_agent.costs.semantic.sql import name as quoted
from finops_agent.costs.semantic.words import column_words

if TYPE_CHECKING:
    from finops_agent.costs.semantic.phrase import Phrase

LEFT, OVER = "x_Left", "x_Over"
"""The measures of what is left, and of what was spent beyond a budget."""
_PLANNED = frozenset({"budget", "budgeted", "budgets", "planned", "plan"})
_ACTUAL = frozenset({"actual", "actuals", "spent", "spend"})
_NOT_YET = frozenset({"forecast", "forecasted", "projected", "expected", "variance", "remaining", "previous", "last"})
"""Words of columns that are not what was spent of the budget beside them."""
_LEFT_WORDS = [
    "remaining", "remaining budget", "budget left", "left", "left of the budget", "left over", "left in the budget",
]  # fmt: skip
UNDER_WORDS = phrases([
    "under budget", "under their budget", "under its budget", "below budget", "within budget", "underspent",
    "under the budget", "stayed under budget", "stayed within budget",
])  # fmt: skip
"""What is said of those that did not spend all of their budgets."""
OVER_WORDS = phrases([
    "over budget", "over their budget", "over its budget", "over the budget", "above budget", "above their budget",
    "above the budget", "beyond budget", "exceeded budget", "exceeded the budget", "exceeded their budget",
    "exceeded its budget", "exceed budget", "exceed its budget", "exceed the budget", "exceed their budget",
    "overspent", "overspend", "overspending", "overran", "went over budget", "gone over budget", "go over budget",
    "goes over budget", "blew the budget", "blew their budget", "broke the budget", "broke their budget",
    "out of budget", "overrun", "overruns", "budget overrun", "budget overruns",
])  # fmt: skip
"""What is said of those that spent more."""
_VARIANCE = ["variance", "budget variance", "variance to budget", "variance against budget", "variance vs budget"]


def is_planned(column: str) -> bool:
    """Whether the figures of `column` are what is to be spent, and not what is."""
    return bool(set(column_words(column)) & _PLANNED)


def budget_measures(measures: dict[str, Measure]) -> dict[str, Measure]:
    """The two columns as amounts of money, and what is left and over, where exactly one pair tells of budgets."""
    sums = [measure for measure in measures.values() if measure.column and measure.aggregate == "sum"]
    pairs = [(whole, part) for whole in sums for part in sums if _is_budget(whole, part)]
    if len(pairs) != 1:
        return {}
    whole, part = pairs[0]
    taken = {phrase for measure in measures.values() for phrase in measure.words}
    budget, spent = quoted(whole.column or ""), f"coalesce({quoted(part.column or '')}, 0)"
    left = [*phrases(_LEFT_WORDS), *UNDER_WORDS]
    over = [*OVER_WORDS, *phrases(_VARIANCE)]
    return {
        whole.name: replace(whole, kind="money"),
        part.name: replace(part, kind="money"),
        LEFT: _measure(LEFT, "budget left", _free(left, taken), f"({budget} - {spent})"),
        OVER: _measure(OVER, "spent over budget", _free(over, taken), f"({spent} - {budget})"),
    }


def _measure(name: str, label: str, words: tuple[Phrase, ...], formula: str) -> Measure:
    return Measure(name, label, "money", None, words, formula=formula)


def _free(words: list[Phrase], taken: set[Phrase]) -> tuple[Phrase, ...]:
    return tuple(phrase for phrase in words if phrase not in taken)


def _is_budget(whole: Measure, part: Measure) -> bool:
    spent = set(column_words(part.name))
    return is_planned(whole.name) and bool(spent & _ACTUAL) and not spent & (_NOT_YET | _PLANNED)
