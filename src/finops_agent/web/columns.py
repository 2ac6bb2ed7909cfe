"""Columns by day in HTML and CSS alone: stacks of amounts with axis, legend, marks of what happened, and links.

Each column says its figures to a screen reader and, where it has a link, leads to its events by mouse and keyboard.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from html import escape
from math import ceil, floor, log10

from finops_agent.web.chart import PALETTE

_LABELS = 9
"""Labels below the axis at the most; the others are told by their columns."""
_STEPS = (1, 1.5, 2, 2.5, 3, 4, 5, 6, 8, 10)
Show = Callable[[float], str]

STYLE = """
.columns {display: grid; grid-template-columns: auto minmax(0, 1fr); column-gap: 0.6rem; font-size: 0.76rem;
  padding-bottom: 0.4rem; break-inside: avoid;}
.columns .legend {grid-column: 1 / 3; display: flex; flex-wrap: wrap; gap: 0.2rem 1.1rem; padding-bottom: 0.7rem;
  font-size: 0.82rem;}
.columns .legend i {display: inline-block; width: 0.7rem; height: 0.7rem; border-radius: 0.2rem; margin-right: 0.4rem;}
.columns .legend i.mark {width: 0; height: 0; border-radius: 0; border: 0.35rem solid transparent;
  border-top: 0.55rem solid currentColor; border-bottom: 0;}
.columns .axis {display: flex; flex-direction: column; justify-content: space-between; text-align: right;
  opacity: 0.8; line-height: 1; margin: -0.38rem 0; white-space: nowrap;}
.columns .plot {position: relative; display: flex; align-items: stretch; gap: 2px;
  background: repeating-linear-gradient(to top, rgba(128,148,158,0.28) 0 1px, transparent 1px 25%);}
.columns .plot > * {position: relative; flex: 1 1 0; min-width: 0; max-width: 4.5rem; margin: 0 auto; height: 100%;
  display: flex; flex-direction: column; justify-content: flex-end; text-decoration: none; color: inherit !important;}
.columns .plot > :hover {background: rgba(128,148,158,0.16);}
.columns .plot > a:focus-visible {outline: 2px solid currentColor; outline-offset: 1px;}
.columns .plot b {display: block; min-height: 0; print-color-adjust: exact; -webkit-print-color-adjust: exact;}
.columns .plot b:first-of-type {border-radius: 3px 3px 0 0;}
.columns .plot s {position: absolute; left: 8%; right: 8%; height: 3px; border-radius: 2px; transform: translateY(50%);
  print-color-adjust: exact; -webkit-print-color-adjust: exact;}
.columns .plot u {position: absolute; top: -0.2rem; bottom: 0; left: 50%; border-left: 1.5px dashed currentColor;
  opacity: 0.75; text-decoration: none;}
.columns .plot u::before {content: ""; position: absolute; top: -0.3rem; left: -0.4rem; border: 0.35rem solid
  transparent; border-top: 0.55rem solid currentColor; border-bottom: 0;}
.columns .labels {grid-column: 2; display: flex; gap: 2px; padding-top: 0.45rem; opacity: 0.85;}
.columns .labels span {flex: 1 1 0; min-width: 0; max-width: 4.5rem; margin: 0 auto; white-space: nowrap;
  overflow: visible; display: flex; justify-content: center;}
@media (max-width: 640px) {.columns .labels {font-size: 0.6rem;}}
"""
"""Rules for the page that shows columns."""


def columns(
    parts: Mapping[str, Mapping[str, float]],
    *,
    title: str,
    unit: str,
    height_rem: float = 11.0,
    links: Mapping[str, str] | None = None,
    marks: Mapping[str, str] | None = None,
    show: Show = "{:,.0f}".format,
    as_levels: bool = False,
    colors: Mapping[str, str] | None = None,
) -> str:
    """A column for each label (below a day as `2026-11-25` stands `25 Nov`), in their order.

    Args:
        parts: for each label, amounts by kind; all labels have the same kinds, in the same order.
        title: what a screen reader calls the chart.
        unit: what the amounts count.
        height_rem: height of the plot.
        links: where the column of a label leads to.
        marks: what happened at a label, in a few words.
        show: how an amount is written.
        colors: colours of kinds that stand for something wherever they are shown; the others take the palette's.
        as_levels: each kind as a level of its own instead of stacked on the others, for what does not add up.
    """
    kinds = list(dict.fromkeys(kind for amounts in parts.values() for kind in amounts))
    heights = [max(amounts.values(), default=0) if as_levels else sum(amounts.values()) for amounts in parts.values()]
    filled = {kind: (colors or {}).get(kind, PALETTE[number % len(PALETTE)]) for number, kind in enumerate(kinds)}
    top = nice(max(heights, default=0), whole=all(isinstance(height, int) for height in heights))
    chart = _Chart(filled, top, unit, show, as_levels)
    bars = "".join(
        chart.column(label, amounts, (links or {}).get(label), (marks or {}).get(label))
        for label, amounts in parts.items()
    )
    step = -(-len(parts) // _LABELS) if parts else 1
    labels = "".join(
        f"<span>{escape(_below(label)) if number % step == 0 else ''}</span>" for number, label in enumerate(parts)
    )
    ticks = "".join(f"<span>{escape(show(chart.top * part / 4))}</span>" for part in (4, 3, 2, 1, 0))
    return (
        f'<div class="columns" role="group" aria-label="{escape(title)}">'
        f'<div class="legend">{_legend(filled, marks)}</div>'
        f'<div class="axis" aria-hidden="true">{ticks}</div>'
        f'<div class="plot" style="height:{height_rem}rem">{bars}</div>'
        f'<div class="labels" aria-hidden="true">{labels}</div></div>'
    )


def _below(label: str) -> str:
    """What stands below a column.

    >>> _below("2026-11-05")
    '5 Nov'
    """
    try:
        day = date.fromisoformat(label)
    except ValueError:  # no day: told as it is
        return label
    return f"{day.day} {day:%b}"


def nice(most: float, *, whole: bool = False) -> float:
    """The end of an axis for amounts up to `most`; `whole` for counts, since half a question is no tick.

    >>> nice(0), nice(3), nice(377), nice(0.0042)
    (4, 3.2, 400, 0.006)
    """
    quarter = most / 4
    if quarter <= 0:
        return 4
    tens = 10.0 ** floor(log10(quarter))
    step = next(step for step in _STEPS if step * tens >= quarter * (1 - 1e-9)) * tens
    return 4 * ceil(step) if whole or step >= 1 else float(f"{4 * step:.6g}")


def _legend(colors: Mapping[str, str], marks: Mapping[str, str] | None) -> str:
    found = [f'<span><i style="background:{color}"></i>{escape(kind)}</span>' for kind, color in colors.items()]
    told = found if len(found) > 1 else []
    return "".join([*told, '<span><i class="mark"></i>deployment</span>'] if marks else told)


@dataclass(frozen=True, slots=True)
class _Chart:
    """What all columns of a chart share."""

    colors: Mapping[str, str]
    """By kind, in the order in which kinds are stacked."""
    top: float
    unit: str
    show: Show
    as_levels: bool

    def column(self, label: str, amounts: Mapping[str, float], link: str | None, mark: str | None) -> str:
        """The column of a label."""
        filled = {kind: amounts[kind] for kind in self.colors if amounts.get(kind, 0) or self._is_level(kind, amounts)}
        words = escape(self._words(label, filled, mark))
        blocks = "".join(self._block(kind, amount) for kind, amount in reversed(filled.items()))
        inside = blocks + ("<u></u>" if mark else "")
        said = f'aria-label="{words}" title="{words}"'
        if link is None:
            return f'<div role="img" {said}>{inside}</div>'
        return f'<a href="{escape(link)}" target="_self" {said}>{inside}</a>'

    def _is_level(self, kind: str, amounts: Mapping[str, float]) -> bool:
        """A level of 0 is one; a stack of 0 is none."""
        return self.as_levels and kind in amounts

    def _block(self, kind: str, amount: float) -> str:
        share, color = f"{100 * amount / self.top:.3f}%", self.colors[kind]
        if self.as_levels:
            return f'<s style="bottom:{share};background:{color}"></s>'
        return f'<b style="height:{share};background:{color}"></b>'

    def _words(self, label: str, filled: Mapping[str, float], mark: str | None) -> str:
        told = [label if self.as_levels else f"{label}: {self.show(sum(filled.values()))} {self.unit}".rstrip()]
        if len(self.colors) > 1 or self.as_levels:
            told += [f"{kind} {self.show(amount)}" for kind, amount in filled.items()]
        return "\n".join([*told, *([mark] if mark else [])])
