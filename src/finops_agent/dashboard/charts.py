"""Charts with their title, their words where there is nothing, and their table for the export."""

from collections.abc import Callable, Mapping
from datetime import date
from typing import Final

import streamlit as st

from finops_agent.analytics import by_day
from finops_agent.dashboard.filters import link
from finops_agent.dashboard.frame import Seen
from finops_agent.dashboard.sheet import Sheet
from finops_agent.events import AnalysisType
from finops_agent.web.chart import PALETTE
from finops_agent.web.columns import columns
from finops_agent.web.plain import plain
from finops_agent.web.ring import ring
from finops_agent.web.rows import rows
from finops_agent.web.sheet import Drawn

Show = Callable[[float], str]
COUNT: Show = "{:,.0f}".format
_COLORS: Final = {"failed": PALETTE[4], "not good": PALETTE[4], "no answer": PALETTE[5]}
"""What went wrong has the same colour everywhere."""
_RING_COLORS: Final = {str(kind): PALETTE[number] for number, kind in enumerate(AnalysisType)}
"""An analysis type has the same colour in each ring, however often it comes."""
_NONE = "None in this window."


def show_days(
    seen: Seen,
    title: str,
    days: Mapping[date, Mapping[str, float]],
    *,
    unit: str,
    show: Show = COUNT,
    kind: str | None = None,
    height_rem: float = 11.0,
    as_levels: bool = False,
    tz: str | None = None,
    last: Callable[[date], date] | None = None,
) -> None:
    """Columns by day, each leading to its events; `kind` is the event type that they are of."""
    st.subheader(plain(title), anchor=False)
    parts = {str(day): amounts for day, amounts in days.items()}
    seen.sheets.append(_sheet(title, parts, "levels" if as_levels else "stacks", show))
    if not any(any(amounts.values()) for amounts in parts.values()):
        st.caption(_NONE)
        return
    zone, more = tz or seen.view.tz, seen.view.address | ({"kind": kind} if kind else {})
    links = {str(day): link("recent", zone, day, last(day) if last else None, **more) for day in days}
    marked = by_day.marks(seen.analytics, seen.view.window, zone)
    marks = {str(day): f"{count:,} deployment{'s' if count > 1 else ''}" for day, count in marked.items()}
    st.html(
        columns(
            parts,
            title=title,
            unit=unit,
            height_rem=height_rem,
            links=links,
            marks=marks,
            show=show,
            as_levels=as_levels,
            colors=_COLORS,
        )
    )


def show_rows(
    seen: Seen, title: str, amounts: Mapping[str, float], *, of: float | None = None, show: Show = COUNT
) -> None:
    """Bars by name, with amounts and shares."""
    st.subheader(plain(title), anchor=False)
    seen.sheets.append(_shares(title, amounts, of, show, "bars"))
    if any(amounts.values()):
        st.html(rows(amounts, title=title, of=of, show=show))
    else:
        st.caption(_NONE)


def show_ring(seen: Seen, title: str, counts: Mapping[str, int]) -> None:
    """Shares as a ring."""
    st.subheader(plain(title), anchor=False)
    seen.sheets.append(_shares(title, counts, None, COUNT, "ring"))
    filled = {name: count for name, count in counts.items() if count}
    if filled:
        st.html(ring(filled, title=title, colors=_RING_COLORS))
    else:
        st.caption(_NONE)


def _sheet(title: str, parts: Mapping[str, Mapping[str, float]], drawn: Drawn, show: Show) -> Sheet:
    kinds = tuple(dict.fromkeys(kind for amounts in parts.values() for kind in amounts))
    return Sheet(
        title,
        ("day", *kinds),
        [(date.fromisoformat(day), *(amounts.get(kind) for kind in kinds)) for day, amounts in parts.items()],
        drawn=drawn,
        show=show,
        colors=_COLORS,
    )


def _shares(title: str, amounts: Mapping[str, float], of: float | None, show: Show, drawn: Drawn) -> Sheet:
    whole = sum(amounts.values()) if of is None else of
    lines = [(name, amount, 100 * amount / whole if whole else None) for name, amount in amounts.items()]
    return Sheet(title, ("name", "amount", "share (%)"), lines, drawn=drawn, show=show, colors=_RING_COLORS)
