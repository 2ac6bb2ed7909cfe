"""A question in a fixed form: measure, dimensions, filters, time, order. It says what, never how.

Both engines end here: the offline engine fills a `SemanticQuery` by rules, a model by a tool call.
The compiler turns it into SQL; nothing in it is SQL text.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

if TYPE_CHECKING:
    from datetime import date
    from decimal import Decimal

    from finops_agent.costs.semantic.model import Aggregate
    from finops_agent.costs.semantic.period import Period

Match = Literal["equals", "contains", "ends", "starts", "missing", "present", "new", ">", "<", ">=", "<=", "="]
Scope = Literal["rows", "share"]
Operator = Literal[">", "<", ">=", "<=", "="]
MEASURE_PREFIX = "measure:"


@dataclass(frozen=True, slots=True)
class Condition:
    """One test of one dimension: is any of `values`, or is it `missing` / `present`.

    Where the match compares (`>`, `=`, ...), `dimension` is `measure:` and a measure's name, `amount` its bound.
    """

    dimension: str
    match: Match
    values: tuple[str, ...] = ()
    column: str | None = None
    """Column to test where it is not the dimension's own label, such as an account's id instead of its name."""
    amount: Decimal | None = None
    other: str | None = None
    """The measure that a measure is set against, in place of an amount."""
    since: date | None = None
    """With the match `new`: the first day with charges is this or later."""


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

    operator: Operator
    amount: Decimal
    measure: str | None = None
    """The figure that is tested where it is not the one asked for."""
    upper: Decimal | None = None
    """The other end of "between 100 and 500" and of "over 100 and under 500"."""
    upper_operator: Operator = "<="
    """How a figure has to stand to `upper`."""
    is_percent: bool = False
    """The share of the group, or its change from the earlier period, is tested, in per cent."""


@dataclass(frozen=True, slots=True)
class Factor:
    """An assumption of the question: the figure times `factor` is what is asked, `label` says why."""

    factor: Decimal
    label: str


Order = Literal["descending", "ascending", "label", "latest"]
"""By figure, or by label: the earliest first, or the latest."""
Over = Literal["growth", "step", "less_top", "less_bottom"]
Change = Literal["both", "amount", "percent", "ratio", "part"]
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
    later_first: bool = False
    """The question names the later of the two periods first."""
    change: Change = "both"
    """Which figure of a comparison is the answer: a ratio is the first side in per cent of the second, a part is what
    the clauses of the scope "share" are in per cent of the change."""
    rank: Rank = "figure"
    """Orders a grouped comparison: by the later figure, by rise, by fall, or by size of the change."""
    share: bool = False
    average_per: Literal["day", "week", "month", "quarter"] | None = None
    per: str | None = None
    """A measure that the figure is divided by, such as `quantity` or `distinct:resource`."""
    aggregate: Aggregate | None = None
    """How rows become a figure where it is not the measure's own way."""
    over: Over | None = None
    """What is worked out of the sums of each `over_unit`: the mean of their growth in per cent or of their change, or
    all of them without the highest or the lowest."""
    over_unit: Literal["day", "month"] = "day"
    lead: bool = False
    """Of the two groups shown, how far the first is ahead of the second is the answer."""
    cumulative: bool = False
    """Each row of a split by time holds the figure so far."""
    within: str | None = None
    """Of the dimensions, the one in each of whose groups is ranked anew."""
    factor: Factor | None = None
    """What if: the figure is given for another price."""
    order: Order = "descending"
    limit: int | None = None
    offset: int = 0
    """Groups passed over before the first that is shown: 1 where the second most expensive is asked."""
    threshold: Threshold | None = None
    sides: tuple[tuple[Clause, ...], ...] = ()
    """Two sides ("A vs B"), each the clauses that hold at once: given side by side, or subtracted."""
    beside: str | None = None
    """A second measure, given beside the first."""
    named_months: Literal["", "each", "sum"] = ""
    """Set where the split is by months that the question names side by side: each is the answer, or their sum."""
    ranked: bool = False
    """A ranking was asked: rows without a value in the dimension are no candidate."""
