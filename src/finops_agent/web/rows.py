"""Horizontal bars in HTML and CSS alone, as a table: name, bar, amount and share on a line.

Long names, such as questions, get a line of their own above the bar: beside it they would break into many.
"""

from collections.abc import Callable, Mapping
from html import escape
from typing import Final

from finops_agent.web.chart import ACCENT

STYLE = """
.rows {width: 100%; border-collapse: collapse; font-size: 0.86rem; margin-bottom: 0.6rem; break-inside: avoid;}
.rows caption {position: absolute; width: 1px; height: 1px; overflow: hidden; clip-path: inset(50%);}
.rows th, .rows td {border: 0 !important; padding: 0.16rem 0.5rem 0.16rem 0 !important; text-align: left;
  font-weight: 400; overflow-wrap: anywhere; vertical-align: middle;}
.rows th {width: 1%; white-space: nowrap; padding-right: 0.9rem !important;}
.rows.long, .rows.long tbody {display: block;}
.rows.long tr {display: grid; grid-template-columns: minmax(0, 1fr) minmax(3rem, auto) 4rem; padding-bottom: 0.25rem;}
.rows.long th {grid-column: 1 / 4; width: auto; white-space: normal; padding-bottom: 0 !important;}
.rows.long td {padding-top: 0 !important; padding-bottom: 0 !important; align-self: center; line-height: 1.2;}
.rows.long td.amount {width: auto;}
.rows td.bar {width: auto;}
.rows td.bar i {display: block; height: 0.85rem; min-width: 2px; border-radius: 0 3px 3px 0;
  print-color-adjust: exact; -webkit-print-color-adjust: exact;}
.rows td.amount {width: 1%; white-space: nowrap; text-align: right; font-variant-numeric: tabular-nums;}
.rows td.amount:last-child {padding-right: 0 !important; opacity: 0.85;}
"""
"""Rules for the page that shows rows."""
_LONG: Final = 28
"""Characters of a name from which it does not fit beside its bar."""


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
    if max(map(len, amounts), default=0) < _LONG:
        return f'<table class="rows"><caption>{escape(title)}</caption><tbody>{lines}</tbody></table>'
    # A row drawn as a grid is none to some screen readers, unless it is called one.
    told = lines.replace("<tr>", '<tr role="row">').replace("<th ", '<th role="rowheader" ')
    told = told.replace("<td ", '<td role="cell" ')
    return (
        f'<table class="rows long" role="table"><caption>{escape(title)}</caption>'
        f'<tbody role="rowgroup">{told}</tbody></table>'
    )


def _line(name: str, amount: float, whole: float, most: float, show: Callable[[float], str]) -> str:
    width = 100 * amount / most if most else 0.0
    share = f"{100 * amount / whole:.1f} %" if whole else ""
    bar = f'<i style="width:{width:.2f}%;background:{ACCENT}"></i>' if width else ""
    return (
        f'<tr><th scope="row">{escape(name)}</th>'
        f'<td class="bar">{bar}</td>'
        f'<td class="amount">{escape(show(amount))}</td><td class="amount">{share}</td></tr>'
    )
