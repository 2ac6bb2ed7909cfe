"""Column charts in HTML and CSS alone: stacks of counts over labels, with an axis, a legend and words on each column.

A page that draws its charts this way needs no chart library in the browser, which takes longer to load than all of the
rest of the page; the columns print, scale with the window, and say their figures to a screen reader.
"""

from collections.abc import Mapping, Sequence
from html import escape

from finops_agent.web.chart import PALETTE

_LABELS = 10
"""Labels below the axis at the most; the others are told by their columns."""

STYLE = """
.stacks {display: grid; grid-template-columns: auto minmax(0, 1fr); column-gap: 0.6rem; font-size: 0.76rem;
  padding-bottom: 0.4rem;}
.stacks .legend {grid-column: 1 / 3; display: flex; flex-wrap: wrap; gap: 0.2rem 1.1rem; padding-bottom: 0.7rem;
  font-size: 0.82rem;}
.stacks .legend i {display: inline-block; width: 0.7rem; height: 0.7rem; border-radius: 0.2rem; margin-right: 0.4rem;}
.stacks .axis {display: flex; flex-direction: column; justify-content: space-between; text-align: right; opacity: 0.65;
  line-height: 1; transform: translateY(0.38rem) scaleY(1); margin-top: -0.76rem;}
.stacks .plot {position: relative; display: flex; align-items: flex-end; gap: 2px;
  background: repeating-linear-gradient(to top, rgba(128,148,158,0.28) 0 1px, transparent 1px 25%);}
.stacks .plot > div {flex: 1 1 0; min-width: 0; max-width: 4.5rem; margin: 0 auto; height: 100%; display: flex;
  flex-direction: column; justify-content: flex-end;}
.stacks .plot > div:hover {filter: brightness(1.15);}
.stacks .plot b {display: block; min-height: 0;}
.stacks .plot > div > b:first-child {border-radius: 3px 3px 0 0;}
.stacks .labels {grid-column: 2; display: flex; gap: 2px; padding-top: 0.45rem; opacity: 0.75;}
.stacks .labels span {flex: 1 1 0; min-width: 0; text-align: center; white-space: nowrap; overflow: visible;
  display: flex; justify-content: center;}
"""
"""Rules for the page that shows stacks."""


def stacks(
    columns: Mapping[str, Mapping[str, int]],
    *,
    title: str,
    unit: str,
    height_rem: float = 13.0,
    short: int | None = None,
) -> str:
    """A column for each label, a part of it for each kind of count, in their order.

    `short` is how many of a label's last characters stand below its column; all of them by default.
    """
    kinds = list(dict.fromkeys(kind for parts in columns.values() for kind in parts))
    top = nice(max((sum(parts.values()) for parts in columns.values()), default=0))
    step = -(-len(columns) // _LABELS) if columns else 1
    legend = "".join(
        f'<span><i style="background:{_color(number)}"></i>{escape(kind)}</span>' for number, kind in enumerate(kinds)
    )
    bars = "".join(_column(label, parts, kinds, top, unit) for label, parts in columns.items())
    labels = "".join(
        f"<span>{escape(label[-short:] if short else label) if number % step == 0 else ''}</span>"
        for number, label in enumerate(columns)
    )
    ticks = "".join(f"<span>{top * part // 4:,}</span>" for part in (4, 3, 2, 1, 0))
    return (
        f'<div class="stacks" role="group" aria-label="{escape(title)}">'
        f'<div class="legend">{legend if len(kinds) > 1 else ""}</div>'
        f'<div class="axis" aria-hidden="true">{ticks}</div>'
        f'<div class="plot" style="height:{height_rem}rem">{bars}</div>'
        f'<div class="labels" aria-hidden="true">{labels}</div></div>'
    )


def nice(most: int) -> int:
    """The end of an axis for figures up to `most`, a multiple of four.

    >>> nice(0), nice(3), nice(41), nice(377)
    (4, 4, 60, 400)
    """
    step = 1
    while True:
        for factor in (1, 2, 3, 5, 10, 15):
            if most <= 4 * step * factor:
                return 4 * step * factor
        step *= 10


def _column(label: str, parts: Mapping[str, int], kinds: Sequence[str], top: int, unit: str) -> str:
    filled = [(number, kind, parts.get(kind, 0)) for number, kind in enumerate(kinds) if parts.get(kind, 0)]
    total = sum(count for _, _, count in filled)
    words = f"{label}: {total:,} {unit}"
    if len(kinds) > 1:
        words += "".join(f"\n{kind} {count:,}" for _, kind, count in filled)
    blocks = "".join(
        f'<b style="height:{100 * count / top:.3f}%;background:{_color(number)}"></b>' for number, _, count in filled
    )
    return f'<div role="img" aria-label="{escape(words)}" title="{escape(words)}">{blocks}</div>'


def _color(number: int) -> str:
    return PALETTE[number % len(PALETTE)]
