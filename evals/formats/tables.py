"""Summaries: months across, and what Cost Explorer downloads."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from evals.formats.plain import amount

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from random import Random


def across(
    rng: Random,
    head: str,
    months: Sequence[str],
    lines: Mapping[str, tuple[float, float]],
    *,
    spread: float,
    peaks: Mapping[tuple[str, str], float] | None = None,
) -> list[dict[str, str]]:
    """A row a line, a column a month; a line starts at its cost and grows by its factor, times the peak of that month."""
    more = peaks or {}
    return [
        {
            head: name,
            **{
                month: f"{amount(rng, start * growth**at * more.get((name, month), 1), spread):.2f}"
                for at, month in enumerate(months)
            },
        }
        for name, (start, growth) in lines.items()
    ]


def explorer(head: str, costs: Mapping[str, Mapping[str, Any]]) -> list[dict[str, Any]]:
    """A row a period with its total, below a row of totals."""
    rows = [
        {head: period, **{f"{name}($)": cost for name, cost in each.items()}, "Total costs($)": sum(each.values())}
        for period, each in costs.items()
    ]
    totals = {name: sum(row[name] for row in rows) for name in list(rows[0])[1:]}
    return [{head: f"{head} total", **totals}, *rows]
