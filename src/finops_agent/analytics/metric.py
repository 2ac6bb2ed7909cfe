"""What a metric is: its name, unit, formula, what it rests on and leaves out, and which direction is good."""

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Literal

from finops_agent.analytics.slices import Slice

Good = Literal["up", "down", "neutral"]
Unit = Literal["", "s", "%", "bytes", "USD", "characters", "rows", "stars"]
Figure = tuple[float | int | None, int]
"""A value, None where there is none, and how many things it rests on."""


@dataclass(frozen=True, slots=True)
class Metric:
    """One row of the metric table."""

    name: str
    title: str
    unit: Unit
    """Empty for a count or a ratio."""
    formula: str
    sources: tuple[str, ...]
    good: Good
    figure: Callable[[Slice], Figure] = field(repr=False)
    of: str
    """What its `n` counts."""
    leaves_out: str = ""
    adds: bool = False
    """Whether the figures of two windows that meet add up to that of both together."""


@dataclass(frozen=True, slots=True)
class Measured:
    """A metric's value in a window; `value` is None where nothing can be said, `n` is what it rests on."""

    metric: Metric
    value: float | int | None
    n: int


def share(part: int, whole: int) -> Figure:
    """A percentage of `whole`."""
    return (100.0 * part / whole if whole else None), whole


def mean(total: float, count: int) -> Figure:
    """A mean over `count`."""
    return (total / count if count else None), count


def count(number: int) -> Figure:
    """A number of things, which rests on themselves."""
    return number, number
