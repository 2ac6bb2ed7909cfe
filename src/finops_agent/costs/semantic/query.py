"""A question in a fixed form: measure, dimensions, filters, time, order. It says what, never how.

Both engines end here: the offline engine fills a `SemanticQuery` by rules, a model by a tool call.
The compiler turns it into SQL; nothing in it is SQL text.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

if TYPE_CHECKING:
    from decimal import Decimal

    from finops_agent.costs.semantic.period import Period

Match = Literal["equals", "contains", "ends", "missing", "present"]
Scope = Literal["rows", "share"]


@dataclass(frozen=True, slots=True)
class Condition:
    """One test of one dimension: is any of `values` (`equals`, `contains`, `ends`), or is it `missing` / `present`."""

    dimension: str
    match: Match
    values: tuple[str, ...] = ()
    column: str | None = None
    """Column to test where it is not the dimension's own label, such as an account's id instead of its name."""


@dataclass(frozen=True, slots=True)
class Clause:
    """Rows that meet any of `conditions` (or, `negated`, none of them); `label` names it for people.

    `scope` is "share" where the clause picks the part whose share is asked, not the whole it is a share of.
    """

    conditions: tuple[Condition, ...]
    label: str
    negated: bool = False
    scope: Scope = "rows"
    detail: str = ""
    """The exact test in words, where `label` is what the person called it."""

    @property
    def dimensions(self) -> frozenset[str]:
        """The dimensions it tests."""
        return frozenset(condition.dimension for condition in self.conditions)


@dataclass(frozen=True, slots=True)
class Threshold:
    """Keep only groups whose figure is above (or below) `amount`, in the measure's unit."""

    operator: Literal[">", "<", ">=", "<="]
    amount: Decimal


Order = Literal["descending", "ascending", "label"]
Change = Literal["both", "amount", "percent"]
Rank = Literal["figure", "rise", "fall", "move"]


@dataclass(frozen=True, slots=True)
class SemanticQuery:
    """What is asked of one table. Invariants: `baseline` needs `period`; `share` and `baseline` exclude each other."""

    measure: str
    dimensions: tuple[str, ...] = ()
    clauses: tuple[Clause, ...] = ()
    period: Period | None = None
    baseline: Period | None = None
    """The earlier period that `period` is compared with."""
    change: Change = "both"
    """Which figure of a comparison is the answer."""
    rank: Rank = "figure"
    """Orders a grouped comparison: by the later figure, by rise, by fall, or by size of the change."""
    share: bool = False
    average_per: Literal["day", "month"] | None = None
    order: Order = "descending"
    limit: int | None = None
    threshold: Threshold | None = None
    versus: tuple[str, ...] = ()
    """Labels of two values set against each other ("A vs B"): their figures are given side by side, in this order."""
    ranked: bool = False
    """A ranking was asked: rows without a value in the dimension are no candidate."""
