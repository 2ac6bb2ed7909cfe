"""Cards: a figure with its change, its formula, what it rests on and what it leaves out."""

from collections.abc import Sequence

import streamlit as st

from finops_agent.analytics import Measured, Window, measure
from finops_agent.analytics.breakdown import comparable
from finops_agent.dashboard.figures import change, delta_color, explained, shown
from finops_agent.dashboard.frame import Seen
from finops_agent.dashboard.sheet import Sheet
from finops_agent.web.plain import plain

_NO_COMPARISON = "Not compared: the events do not reach back over the whole window before. "
_HEADER = ("metric", "unit", "value", "window before", "rests on", "of", "formula", "leaves out")


def show_cards(seen: Seen, names: Sequence[str]) -> None:
    """A card for each metric, and under them what the change is against."""
    view = seen.view
    now = _measure(seen, view.window, names)
    previous = comparable(seen.analytics, view.window)
    before = _measure(seen, previous, names) if previous else {}
    with st.container(key="cards"):
        for name in names:
            show_card(now[name], before.get(name))
    compared = f"Compared with the window before, {previous.describe(view.tz)}. " if previous else _NO_COMPARISON
    is_narrow = view.analysis_type or view.engine
    filtered = "Sessions are not filtered by analysis type or engine." if is_narrow else ""
    st.caption(plain(f"{compared}{filtered}"))
    seen.sheets.append(Sheet("Metrics", _HEADER, [_row(now[name], before.get(name)) for name in names]))


def _measure(seen: Seen, window: Window, names: Sequence[str]) -> dict[str, Measured]:
    return measure(seen.analytics, window, **seen.filter._asdict(), names=names)


def show_card(now: Measured, before: Measured | None) -> None:
    """One figure, with its change against `before`."""
    st.metric(
        now.metric.title,
        shown(now),
        change(now, before),
        delta_color=delta_color(now.metric),  # type: ignore[arg-type]  # one of Streamlit's words
        help=plain(explained(now)),
        border=True,
    )


def _row(now: Measured, before: Measured | None) -> tuple[str | float | None, ...]:
    metric = now.metric
    value = before.value if before else None
    return metric.name, metric.unit, now.value, value, now.n, metric.of, metric.formula, metric.leaves_out
