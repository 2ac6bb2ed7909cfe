"""A ring of shares with its legend, in HTML and CSS alone: drawn at once, readable without colour, light and dark.

Streamlit's HTML takes neither SVG nor scripts; a conic gradient behind a mask needs neither.
"""

from collections.abc import Mapping
from html import escape

from finops_agent.web.chart import PALETTE

STYLE = """
.ring {display: flex; align-items: center; gap: 0.6rem 1.2rem; flex-wrap: wrap; padding: 0.4rem 0 0.6rem 0;}
.ring .pie {position: relative; width: 9rem; height: 9rem; flex: none; display: grid; place-items: center;}
.ring .arcs {position: absolute; inset: 0; border-radius: 50%;
  -webkit-mask: radial-gradient(closest-side, transparent 62%, #000 63%);
  mask: radial-gradient(closest-side, transparent 62%, #000 63%);}
.ring .total {font-size: 1.15rem; font-weight: 600;}
.ring ul {list-style: none; margin: 0; padding: 0; font-size: 0.86rem; line-height: 1.65;}
.ring li {display: flex; gap: 0.55rem; align-items: baseline; margin: 0;}
.ring i {width: 0.7rem; height: 0.7rem; border-radius: 0.2rem; flex: none;}
.ring b {font-weight: 600;}
"""
"""Rules for the page that shows rings."""


def ring(counts: Mapping[str, int], *, title: str, colors: Mapping[str, str] | None = None) -> str:
    """The ring of `counts` in their order, the total in its middle, the legend with counts and shares beside it.

    `colors` are those of names that stand for something wherever they are shown; the others take the palette's.
    """
    total = sum(counts.values())
    stops, items, start = [], [], 0.0
    for number, (name, count) in enumerate(counts.items()):
        color = (colors or {}).get(name, PALETTE[number % len(PALETTE)])
        share = 100 * count / total if total else 0.0
        stops.append(f"{color} {start:.3f}% {start + share:.3f}%")
        items.append(
            f'<li><i style="background:{color}"></i><span>{escape(name)} <b>{share:.1f} %</b> ({count:,})</span></li>'
        )
        start += share
    gradient = f"conic-gradient({', '.join(stops)})"
    return (
        f'<div class="ring" role="group" aria-label="{escape(title)}"><div class="pie" aria-hidden="true">'
        f'<div class="arcs" style="background:{gradient}"></div><span class="total">{total:,}</span></div>'
        f"<ul>{''.join(items)}</ul></div>"
    )
