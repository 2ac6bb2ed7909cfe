"""A heat map in HTML and CSS alone, as a table that a screen reader reads cell by cell."""

from collections.abc import Sequence
from html import escape

STYLE = """
.heat {width: 100%; table-layout: fixed; border-collapse: separate; border-spacing: 2px; font-size: 0.72rem;
  margin-bottom: 0.4rem; break-inside: avoid;}
.heat caption {position: absolute; width: 1px; height: 1px; overflow: hidden; clip-path: inset(50%);}
.heat th {border: 0 !important; padding: 0 0.2rem 0 0 !important; font-weight: 400; text-align: right; opacity: 0.85;}
.heat thead th {padding: 0 !important; text-align: center; overflow: visible; white-space: nowrap;}
.heat tr > :first-child {width: 2.6rem;}
.heat td {border: 0 !important; padding: 0 !important; height: 1.35rem; border-radius: 3px;
  print-color-adjust: exact; -webkit-print-color-adjust: exact;}
.heat td span, .heat thead th span.unseen {position: absolute; width: 1px; height: 1px; overflow: hidden;
  clip-path: inset(50%);}
.heat td:hover {outline: 1px solid currentColor;}
"""
"""Rules for the page that shows a heat map."""
_EVERY = 3
"""Of the columns, which have their name above them; the others have it for screen readers alone."""


def heat(counts: Sequence[Sequence[int]], *, title: str, unit: str, rows: Sequence[str], columns: Sequence[str]) -> str:
    """A cell for each count: the fuller its colour, the higher the count against the highest one."""
    most = max((count for line in counts for count in line), default=0)
    head = "".join(
        f'<th scope="col">{escape(name) if n % _EVERY == 0 else f"<span class=unseen>{escape(name)}</span>"}</th>'
        for n, name in enumerate(columns)
    )
    body = "".join(
        f'<tr><th scope="row">{escape(row)}</th>'
        + "".join(_cell(count, most, f"{row} {name}", unit) for name, count in zip(columns, line, strict=True))
        + "</tr>"
        for row, line in zip(rows, counts, strict=True)
    )
    corner = '<td aria-hidden="true"></td>'
    return (
        f'<table class="heat"><caption>{escape(title)}</caption>'
        f"<thead><tr>{corner}{head}</tr></thead><tbody>{body}</tbody></table>"
    )


def _cell(count: int, most: int, where: str, unit: str) -> str:
    share = count / most if most else 0.0
    ground = "rgba(128,148,158,0.14)" if not count else f"rgba(15,139,141,{0.16 + 0.84 * share:.2f})"
    words = escape(f"{where}: {count:,} {unit}")
    return f'<td style="background:{ground}" title="{words}"><span>{count:,}</span></td>'
