"""The answer to a question about use: the figures, what they rest on, and how the question was read."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from finops_agent.analytics.in_words import explained
from finops_agent.usage.model import LABELS

if TYPE_CHECKING:
    from finops_agent.analytics import Measured, Metric
    from finops_agent.usage.query import UsageQuery


@dataclass(frozen=True, slots=True)
class Line:
    """One group, or the whole window; `before` is the same of the earlier time of a comparison."""

    label: str
    now: tuple[Measured, ...]
    before: tuple[Measured, ...] = ()
    share: float | None = None
    """In percent of all groups, of a figure that adds up."""


@dataclass(frozen=True, slots=True)
class UsageAnswer:
    """What is said to one question. Every figure is one of the metric table over `query`'s window.

    Without a split `lines` has one line; refused answers have none.
    """

    question: str
    text: str
    query: UsageQuery | None = None
    tz: str = "UTC"
    lines: tuple[Line, ...] = ()
    average: float | None = None
    """Of "a day on average": the mean over the units of the window."""
    refused: bool = False
    missing: str | None = None
    """The unknown word, or what the metric table would need."""
    suggestions: tuple[str, ...] = ()
    notes: tuple[str, ...] = ()
    interpretation: tuple[tuple[str, str], ...] = ()
    """How the question was read, as (label, value) pairs."""

    @property
    def metrics(self) -> tuple[Metric, ...]:
        """The metrics shown, in their order."""
        return tuple(measured.metric for measured in self.lines[0].now) if self.lines else ()

    @property
    def formulas(self) -> tuple[str, ...]:
        """Of each metric: its name, its formula, what it rests on and what it leaves out."""
        if len(self.lines) == 1:
            return tuple(f"{measured.metric.title}: {explained(measured)}" for measured in self.lines[0].now)
        return tuple(
            f"{metric.title}: {metric.formula}." + (f" Leaves out {metric.leaves_out}." if metric.leaves_out else "")
            for metric in self.metrics
        )

    def table(self) -> tuple[tuple[str, ...], list[tuple[str | float | None, ...]]]:
        """Header and rows of what is seen: group, each figure with what it rests on, the time before, the share."""
        is_compared = any(line.before for line in self.lines)
        has_shares = any(line.share is not None for line in self.lines)
        header = [LABELS[self.query.dimension] if self.query and self.query.dimension else "time"]
        for metric in self.metrics:
            before = [f"{metric.title}, before"] if is_compared else []
            header += [
                f"{metric.title} ({metric.unit})" if metric.unit else metric.title,
                *before,
                f"{metric.title}: n ({metric.of})",
            ]
        rows = [self._row(line, is_compared=is_compared, has_shares=has_shares) for line in self.lines]
        return (*header, *(["share (%)"] if has_shares else [])), rows

    def _row(self, line: Line, *, is_compared: bool, has_shares: bool) -> tuple[str | float | None, ...]:
        cells: list[str | float | None] = [line.label or (self.query.span.label if self.query else "")]
        for place, measured in enumerate(line.now):
            before = [line.before[place].value] if is_compared else []
            cells += [measured.value, *before, measured.n]
        return (*cells, line.share) if has_shares else tuple(cells)

    def to_json(self) -> dict[str, Any]:
        """The shape that `finops-agent events ask --json` prints."""
        query = self.query
        is_one = len(self.lines) == 1 and query is not None and query.dimension is None
        return {
            "question": self.question,
            "answer": self.text,
            "value": self.average if self.average is not None else self.lines[0].now[0].value if is_one else None,
            "metrics": [
                {
                    "name": metric.name, "unit": metric.unit, "formula": metric.formula, "of": metric.of,
                    "leaves_out": metric.leaves_out,
                }
                for metric in self.metrics
            ],
            "dimension": query.dimension if query else None,
            "window": query.span.window.to_json(self.tz) if query else None,
            "before": query.before.window.to_json(self.tz) if query and query.before else None,
            "filter": {name: value for name, value in query.filter._asdict().items() if value} if query else {},
            "rows": [_row(line) for line in self.lines],
            "refused": self.refused,
            "missing": self.missing,
            "suggestions": list(self.suggestions),
            "notes": list(self.notes),
        }  # fmt: skip


def _row(line: Line) -> dict[str, Any]:
    found = {"label": line.label, **_values(line.now)}
    found |= {"share": line.share} if line.share is not None else {}
    return {**found, "before": _values(line.before)} if line.before else found


def _values(measures: tuple[Measured, ...]) -> dict[str, Any]:
    return {
        "values": {measured.metric.name: measured.value for measured in measures},
        "n": {measured.metric.name: measured.n for measured in measures},
    }
