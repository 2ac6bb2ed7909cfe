"""Horizontal bars in HTML and CSS alone, as a table: name, bar, amount and share on a line."""

from collections.abc import Callable, Mapping
from html import escape

from finops_agent.web.chart import ACCENT

STYLE = """
.rows {width: 100%; border-collapse: collapse; font-size: 0.86rem; margin-bottom: 0.6rem; break-inside: avoid;}
.rows caption {position: absolute; width: 1px; height: 1px; overflow: hidden; clip-path: inset(50%);}
.rows th, .rows td {border: 0 !important; padding: 0.16rem 0.5rem 0.16rem 0 !important; text-align: left;
  font-weight: 400; overflow-wrap: anywhere; vertical-align: middle;}
.rows th {width: 34%;}
.rows td.bar {width: auto;}
.rows td.bar i {display: block; height: 0.85rem; min-width: 2px; border-radius: 0 3px 3px 0;
  print-color-adjust: exact; -webkit-print-color-adjust: exact;}
.rows td.amount {width: 1%; white-space: nowrap; text-align: right; font-variant-numeric: tabular-nums;}
.rows td.amount:last-child {padding-right: 0 !important; opacity: 0.85;}
"""
"""Rules for the page that shows rows."""


def rows(
    amounts: Mapping[str, float],
    *,
    title: str,
    of: float | None = None,
    show: Callable[[float], str] = "{:,.0f}".format,
) -> str:
    """A line for each amount, in their order; shares are of `of`, or of all together."""
    whole = sum(amounts.values()) if of is None else of
    most = max(amounts.values(), default=0)
    lines = "".join(_line(name, amount, whole, most, show) for name, amount in amounts.items())
    return f'<table class="rows"><caption>{escape(title)}</caption><tbody>{lines}</tbody></table>'


def _line(name: str, amount: float, whole: float, most: float, show: Callable[[float], str]) -> str:
    width = 100 * amount / most if most else 0.0
    share = f"{100 * amount / whole:.1f} %" if whole else ""
    bar = f'<i style="width:{width:.2f}%;background:{ACCENT}"></i>' if width else ""
    return (
        f'<tr><th scope="row">{escape(name)}</th>'
        f'<td class="bar">{bar}</td>'
        f'<td class="amount">{escape(show(amount))}</td><td class="amount">{share}</td></tr>'
    )
