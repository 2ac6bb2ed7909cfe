"""A ring of shares with its legend, as inline SVG and HTML: drawn at once, readable without colour, light and dark."""

import math
from collections.abc import Mapping
from html import escape

from finops_agent.web.chart import PALETTE

_RADIUS, _WIDTH, _GAP = 52.0, 22.0, 1.2
_LENGTH = 2 * math.pi * _RADIUS

STYLE = """
.ring {display: flex; align-items: center; gap: 1.4rem; flex-wrap: wrap; padding: 0.3rem 0 0.5rem 0;}
.ring svg {width: 9.5rem; height: 9.5rem; flex: none;}
.ring text {fill: currentColor; font-size: 17px; font-weight: 600; text-anchor: middle;}
.ring ul {list-style: none; margin: 0; padding: 0; font-size: 0.86rem; line-height: 1.65;}
.ring li {display: flex; gap: 0.55rem; align-items: baseline; margin: 0;}
.ring i {width: 0.7rem; height: 0.7rem; border-radius: 0.2rem; flex: none;}
.ring b {font-weight: 600;}
"""
"""Rules for the page that shows rings."""


def ring(counts: Mapping[str, int], *, title: str) -> str:
    """The ring of `counts` in their order, the total in its middle, the legend with counts and shares beside it."""
    total = sum(counts.values())
    arcs, items, start = [], [], 0.0
    for number, (name, count) in enumerate(counts.items()):
        color = PALETTE[number % len(PALETTE)]
        share = count / total if total else 0.0
        words = f"{escape(name)}: {count:,} ({100 * share:.1f} %)"
        length = max(0.0, share * _LENGTH - (_GAP if len(counts) > 1 else 0.0))
        arcs.append(
            f'<circle r="{_RADIUS}" cx="70" cy="70" fill="none" stroke="{color}" stroke-width="{_WIDTH}" '
            f'stroke-dasharray="{length:.2f} {_LENGTH:.2f}" stroke-dashoffset="{-start:.2f}" '
            f'transform="rotate(-90 70 70)"><title>{words}</title></circle>'
        )
        items.append(
            f'<li><i style="background:{color}"></i>'
            f"<span>{escape(name)} <b>{100 * share:.1f} %</b> ({count:,})</span></li>"
        )
        start += share * _LENGTH
    return (
        f'<div class="ring"><svg viewBox="0 0 140 140" role="img" aria-label="{escape(title)}">{"".join(arcs)}'
        f'<text x="70" y="76">{total:,}</text></svg><ul>{"".join(items)}</ul></div>'
    )
