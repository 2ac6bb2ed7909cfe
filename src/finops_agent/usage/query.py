"""A question about use in its fixed form: which metrics, split by what, over which window."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final, Literal

from finops_agent.analytics import PRESETS, Window
from finops_agent.analytics.cube import EVERYTHING, Filter

if TYPE_CHECKING:
    from collections.abc import Callable
    from decimal import Decimal

    from finops_agent.costs.semantic.period import Period

Order = Literal["descending", "ascending"]
Unit = Literal["hour", "day", "week", "month"]
BOUNDS: Final[dict[str, Callable[[float, float], bool]]] = {
    "over": lambda value, amount: value > amount,
    "under": lambda value, amount: value < amount,
    "at_least": lambda value, amount: value >= amount,
    "at_most": lambda value, amount: value <= amount,
}
"""How a group's figure is set against an amount."""


@dataclass(frozen=True, slots=True)
class Span:
    """A window and what the question calls it."""

    window: Window
    label: str
    period: Period | None = None
    """The days it is, where the question named days."""

    @property
    def told(self) -> str:
        """With its preposition: "on 2026-11-18", "in October 2026"."""
        if self.label in {"now", "ever", "today"}:
            return self.label
        if self.period is not None and self.period.unit == "day":
            return f"on {self.label}"
        return f"from {self.label}" if self.label[:1].isdigit() and " to " in self.label else f"in {self.label}"


@dataclass(frozen=True, slots=True)
class Bound:
    """Only groups whose figure is more, or less, than an amount."""

    operator: str
    amount: Decimal


@dataclass(frozen=True, slots=True)
class UsageQuery:
    """What is asked. `metrics` has one name at least; only the first is ranked, compared with a bound and drawn."""

    metrics: tuple[str, ...]
    span: Span
    before: Span | None = None
    """The earlier side of a comparison."""
    dimension: str | None = None
    filter: Filter = EVERYTHING
    values: tuple[str, ...] = ()
    """Of the dimension: only these are shown; empty for all."""
    order: Order | None = None
    limit: int | None = None
    bound: Bound | None = None
    average_per: Unit | None = None
    """The mean over so many whole or begun units of the window."""
    is_share: bool = False
    """Each group is told as its share of all."""
    notes: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Scope:
    """What a question that does not say otherwise is about."""

    span: Span
    tz: str = "UTC"
    filter: Filter = EVERYTHING


def chosen(window: Window, name: str) -> Span:
    """The window that somebody chose by the name of a preset, or else by its ends.

    >>> chosen(Window(), "Last 30 days").told, chosen(Window(), "All").told, chosen(Window(), "Custom").told
    ('in the last 30 days', 'ever', 'in the chosen window')
    """
    labels = {"Today": "today", "All": "ever"}
    return Span(window, labels.get(name, f"the {name.lower()}" if name in PRESETS else "the chosen window"))
