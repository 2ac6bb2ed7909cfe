"""The semantic model: which measures and dimensions a table has, and the words for them.

The words for the FOCUS-shaped view stand in `costs.toml`; any other table speaks through its own column names.
"""

from __future__ import annotations

import tomllib
from dataclasses import dataclass, field
from functools import cache
from importlib import resources
from typing import Any, Literal

from finops_agent.costs.semantic.phrase import Phrase, phrase_of
from finops_agent.costs.semantic.sql import name as quoted

Kind = Literal["money", "quantity", "rows", "distinct"]
Aggregate = Literal["sum", "avg", "max", "min", "median"]
Grain = Literal["day", "week", "month", "quarter", "year"]

COSTS = "costs"
TAG_PREFIX = "tag:"
ANY_TAG = "tags"
"""Stands for "any tag at all": rows can be tested for it, not split by it."""
GRAINS: tuple[Grain, ...] = ("day", "week", "month", "quarter", "year")


@dataclass(frozen=True, slots=True)
class Measure:
    """A figure that can be asked: `column` is added up (`money`, `quantity`) or counted (`distinct`, `rows`)."""

    name: str
    label: str
    kind: Kind
    column: str | None = None
    words: tuple[Phrase, ...] = ()
    aggregate: Aggregate = "sum"
    """How its values become one figure; levels such as percentages are averaged, never added."""
    unit: str | None = None
    """The unit that the column's name says."""
    formula: str | None = None
    """SQL of one row's value where no column holds it."""

    @property
    def value(self) -> str:
        """SQL of one row's value."""
        return self.formula or quoted(self.column or "")


@dataclass(frozen=True, slots=True)
class Dimension:
    """Something a figure can be split and filtered by; `expression` is the SQL of its label."""

    name: str
    label: str
    plural: str
    expression: str
    columns: tuple[str, ...] = ()
    words: tuple[Phrase, ...] = ()
    plurals: tuple[Phrase, ...] = ()
    grain: Grain | None = None
    is_what: bool = False
    """Says what was bought, such as service or usage type, and not where or for whom."""
    is_linked: bool = True
    """Its values can be named in questions."""
    is_entity: bool = False
    """Each row is one of these, as in an inventory: its noun alone stands for the rows."""
    is_unique: bool = False
    """Each row is another one of them."""
    is_flag: bool = False
    """Holds yes or no."""
    standard: str | None = None
    """The dimension of bills that a table's column is, so that aliases of services and regions fit it too."""

    @property
    def none_label(self) -> str:
        """How rows without a value are called."""
        return "untagged" if self.name.startswith(TAG_PREFIX) else f"no {self.label}"


@dataclass(frozen=True, slots=True)
class SemanticModel:
    """Measures and dimensions of one table, dimensions from broad to narrow."""

    table: str
    measures: dict[str, Measure]
    dimensions: dict[str, Dimension]
    default_measure: str
    day: str | None
    """SQL of the day (DATE) of a row, where the table has a time."""
    has_currency: bool = False
    tag_keys: tuple[str, ...] = ()
    columns: frozenset[str] = field(default_factory=frozenset)
    by_day: frozenset[str] = frozenset()
    """Columns of the table's sums by day, where it has them."""
    day_words: tuple[Phrase, ...] = ()
    """Words that say which day is meant, such as "created" in an inventory."""
    open_costs: tuple[str, ...] = ()
    """Costs of a table of which none is the whole, so that «cost» alone leaves open which is meant."""
    rows_are: tuple[Phrase, ...] = ()
    """What the title of a table says of each of its rows: the "idle" of a file of idle load balancers."""


@cache
def definitions() -> dict[str, list[dict[str, Any]]]:
    """The tables of `costs.toml`."""
    text = resources.files(__package__).joinpath("costs.toml").read_text(encoding="utf-8")
    return tomllib.loads(text)


def phrases(words: list[str]) -> tuple[Phrase, ...]:
    """Each word or group of words as a phrase."""
    return tuple(phrase_of(word) for word in words)


def time_dimension(item: dict[str, Any], day: str) -> Dimension:
    """The dimension of a calendar unit over the SQL expression `day`."""
    grain: Grain = item["time"]
    expressions = {
        "day": f"strftime({day}, '%Y-%m-%d')",
        "week": f"strftime(date_trunc('week', {day}), '%Y-%m-%d')",
        "month": f"strftime({day}, '%Y-%m')",
        "quarter": f"(year({day}) || '-Q' || quarter({day}))",
        "year": f"strftime({day}, '%Y')",
    }
    return Dimension(
        name=item["name"],
        label=item["label"],
        plural=item["plural"],
        expression=expressions[grain],
        words=phrases(item["words"]),
        plurals=phrases(item["plurals"]),
        grain=grain,
        is_linked=False,
    )


def week_dimension(item: dict[str, Any], day: str) -> Dimension:
    """The dimension of weekdays, or of weekdays and weekends, over the SQL expression `day`."""
    return Dimension(
        name=item["name"],
        label=item["label"],
        plural=item["plural"],
        expression=item["formula"].replace('"x_Day"', day),
        words=phrases(item["words"]),
        plurals=phrases(item["plurals"]),
    )
