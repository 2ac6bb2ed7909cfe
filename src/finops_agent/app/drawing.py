"""Which charts fit an answer, the best first, and each as a drawing."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final, Literal

from finops_agent.web import chart

if TYPE_CHECKING:
    from finops_agent.agent.answer import Answer

Kind = Literal["bars", "line", "columns", "share", "side by side", "waterfall", "lines", "stacked"]
MOST_BARS: Final = 25
"""Bars beyond this cannot be read; the table has all rows."""
_MOST_PARTS: Final = 7
"""Of a ring: those after it are drawn as one."""
_MOST_GROUPS: Final = 8
_MOST_STEPS: Final = 12
_LEAST_STEP: Final = 0.01
"""Part of all changes below which a step of a waterfall cannot be seen."""
_FEWEST: Final = 2
_JOINTS: Final = {
    "Measure": "",
    "Divided by": " per ",
    "Split by": " by ",
    "Only": ", only ",
    "Without": ", without ",
    "Period": ", ",
    "Compared with": " against ",
}
"""Readings that belong into the title of a chart, and what joins them to those before."""
_GRAINS: Final = frozenset({"day", "week", "month", "quarter", "year"})


@dataclass(frozen=True, slots=True)
class _Part:
    label: str
    value: float


def kinds_of(answer: Answer) -> tuple[Kind, ...]:
    """The charts that can be drawn of the answer without misleading; none where a chart says no more than its words."""
    query = answer.query
    if answer.refused or not answer.rows:
        return ()
    if not answer.chips:  # an analysis: its rows have columns of its own, and its chart names the two to draw
        return ("bars",) if answer.chart is not None and len(answer.rows) >= _FEWEST else ()
    if query is not None and (query.baseline is not None or query.sides or query.beside is not None):
        return _kinds_of_two(answer)
    if len(answer.rows) < _FEWEST:
        return ()
    if query is not None and len(query.dimensions) == _FEWEST and any(name in _GRAINS for name in query.dimensions):
        groups = {_text(row[_group_place(answer)]) for row in answer.rows}
        return ("lines", "stacked") if len(groups) <= _MOST_GROUPS else ()
    return _kinds_of_one(answer)


def _kinds_of_one(answer: Answer) -> tuple[Kind, ...]:
    """One figure for each label."""
    if answer.chart is None:
        return ()
    if answer.chart.kind == "line":
        return ("line", "columns")
    if not _adds_up(answer) or any(part.value < 0 for part in _parts(answer)):
        return ("bars",)
    return ("share", "bars") if answer.query is not None and answer.query.share else ("bars", "share")


def _kinds_of_two(answer: Answer) -> tuple[Kind, ...]:
    """Two figures, for a whole or for each group."""
    query = answer.query
    if query is None or query.beside is not None or any(_figure(row[_split(answer)]) is None for row in answer.rows):
        return ()
    if not query.dimensions:
        return ("side by side",)
    if len(query.dimensions) > 1:
        return ()
    if query.baseline is None:
        return ("side by side",)
    kinds: tuple[Kind, ...] = ("bars", "side by side")
    if query.rank == "figure" or query.change == "percent":
        kinds = ("side by side", "bars")
    is_whole = query.limit is None and query.threshold is None and _adds_up(answer)
    return ("waterfall", *kinds) if is_whole and query.change != "percent" else kinds


def draw(answer: Answer, kind: Kind) -> chart.Spec:
    """The chart of `kind`, one of `kinds_of(answer)`."""
    unit = _unit(answer)
    if kind == "waterfall":
        return chart.waterfall(_steps(answer), unit=unit)
    if kind == "side by side":
        return chart.side_by_side(_pairs(answer), unit=unit)
    if kind in {"lines", "stacked"}:
        make = chart.lines if kind == "lines" else chart.stacks
        return make(_grouped(answer), unit=unit)
    rows = [{"label": part.label, "value": part.value} for part in _parts(answer)]
    if kind == "share":
        return chart.shares(_few(rows), unit=unit)
    if kind == "bars":
        return chart.bars(rows[:MOST_BARS], unit=unit, label=answer.columns[0])
    return (chart.line if kind == "line" else chart.columns)(rows, unit=unit)


def title_of(answer: Answer) -> str:
    """What the chart shows: measure, split, what is left in or out, period; as the question was read."""
    said = "".join(f"{_JOINTS[label]}{value}" for label, value in answer.interpretation if label in _JOINTS)
    if not said:
        return answer.chart.title if answer.chart is not None else ""
    return said[0].upper() + said[1:]


def note_of(answer: Answer, kind: Kind) -> str | None:
    """What the drawing leaves out, where it does."""
    most = {"bars": MOST_BARS, "side by side": MOST_BARS}.get(kind)
    if most is not None and len(answer.rows) > most:
        return f"The first {most} of {len(answer.rows):,} are drawn; the table and the files have all."
    return None


# ------------------------------------------------------------------- figures
def _parts(answer: Answer) -> list[_Part]:
    spec = answer.chart
    if spec is None:
        return []
    x, y = answer.columns.index(spec.x), answer.columns.index(spec.y)
    return [_Part(_text(row[x]), _figure(row[y]) or 0.0) for row in answer.rows]


def _pairs(answer: Answer) -> list[chart.Spec]:
    query, split = answer.query, _split(answer)
    first, second = _names(answer)
    return [
        {"label": _text(row[0]) if query is not None and query.dimensions else "all", "group": name, "value": value}
        for row in answer.rows[:MOST_BARS]
        for name, value in ((first, _figure(row[split]) or 0.0), (second, _figure(row[split + 1]) or 0.0))
    ]


def _names(answer: Answer) -> tuple[str, str]:
    """What the two figures are, such as the names of two months."""
    query = answer.query
    if query is not None and query.baseline is not None and query.period is not None:
        return query.baseline.label, query.period.label
    if query is not None and len(query.sides) == _FEWEST:
        first, second = (" and ".join(clause.label for clause in side) for side in query.sides)
        return (first, second) if first != second else (f"{first} (1)", f"{second} (2)")
    return answer.columns[_split(answer)], answer.columns[_split(answer) + 1]


def _steps(answer: Answer) -> list[chart.Spec]:
    """The earlier whole, the largest changes, the others as one, the later whole."""
    rows = sorted(answer.rows, key=lambda row: -abs(_figure(row[3]) or 0.0))
    least = _LEAST_STEP * sum(abs(_figure(row[3]) or 0.0) for row in rows)
    shown = [row for row in rows[:_MOST_STEPS] if abs(_figure(row[3]) or 0.0) >= least]
    others = rows[len(shown) :]
    earlier, later = (sum(_figure(row[at]) or 0.0 for row in rows) for at in (1, 2))
    before, after = _names(answer)
    steps = [{"label": before, "value": earlier}]
    steps += [{"label": _text(row[0]), "value": _figure(row[3]) or 0.0} for row in shown if row[3]]
    rest = sum(_figure(row[3]) or 0.0 for row in others)
    if others:
        steps.append({"label": "1 other" if len(others) == 1 else f"{len(others)} others", "value": rest})
    return [*steps, {"label": after, "value": later}]


def _grouped(answer: Answer) -> list[chart.Spec]:
    group = _group_place(answer)
    rows = [
        {"label": _text(row[1 - group]), "group": _text(row[group]), "value": _figure(row[2]) or 0.0}
        for row in answer.rows
    ]
    return sorted(rows, key=lambda row: str(row["label"]))


def _group_place(answer: Answer) -> int:
    """Of two columns of labels, the one that is no time."""
    query = answer.query
    return 1 if query is not None and query.dimensions[0] in _GRAINS else 0


def _few(rows: list[chart.Spec]) -> list[chart.Spec]:
    ordered = sorted(rows, key=lambda row: -row["value"])
    if len(ordered) <= _MOST_PARTS + 1:
        return ordered
    rest = ordered[_MOST_PARTS:]
    return [*ordered[:_MOST_PARTS], {"label": f"{len(rest)} others", "value": sum(row["value"] for row in rest)}]


def _adds_up(answer: Answer) -> bool:
    """Whether the rows are parts of one whole: sums over all groups, not the top of them, and no ratio."""
    query = answer.query
    if query is None:
        return False
    is_sum = query.aggregate is None and query.per is None and not query.cumulative and query.average_per is None
    is_counted = query.measure.startswith("distinct:")
    return is_sum and not is_counted and query.limit is None and query.threshold is None


def _split(answer: Answer) -> int:
    return len(answer.query.dimensions) if answer.query is not None else 0


def _unit(answer: Answer) -> str:
    query = answer.query
    if query is not None and (query.baseline is not None or query.sides) and query.change == "percent":
        return ""
    return answer.chart.unit if answer.chart is not None else answer.unit or ""


def _figure(cell: Any) -> float | None:  # noqa: ANN401 - a cell of any column
    return None if cell is None else float(cell)


def _text(cell: object) -> str:
    return "(none)" if cell is None else str(cell)
