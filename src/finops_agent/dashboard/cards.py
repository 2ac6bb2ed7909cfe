"""Cards: a figure with its change, its formula, what it rests on and what it leaves out."""

from collections.abc import Mapping, Sequence

import streamlit as st

from finops_agent.analytics import Measured, Window, measure
from finops_agent.analytics.breakdown import comparable
from finops_agent.dashboard.figures import UNCHANGED, change, delta_color, explained, shown
from finops_agent.dashboard.frame import Seen
from finops_agent.dashboard.sheet import Sheet
from finops_agent.web.plain import plain

_NO_COMPARISON = "Not compared: the events do not reach back over the whole window before. "
_HEADER = ("metric", "unit", "value", "window before", "rests on", "of", "formula", "leaves out")


def show_cards(seen: Seen, names: Sequence[str]) -> None:
    """A card for each metric, and under them what the change is against."""
    show_groups(seen, {"": names})


def show_groups(seen: Seen, groups: Mapping[str, Sequence[str]]) -> None:
    """The same, with a title above each group of cards."""
    view, names = seen.view, [name for group in groups.values() for name in group]
    now = _measure(seen, view.window, names)
    previous = comparable(seen.analytics, view.window)
    before = _measure(seen, previous, names) if previous else {}
    for title, group in groups.items():
        if title:
            st.subheader(title, anchor=False)
        with st.container(key=f"cards_{title.lower()}" if title else "cards"):
            for name in group:
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
    changed = change(now, before)
    st.metric(
        now.metric.title,
        shown(now),
        changed,
        delta_color="off" if changed == UNCHANGED else delta_color(now.metric),  # type: ignore[arg-type]  # a word of Streamlit's
        delta_arrow="off" if changed == UNCHANGED else "auto",
        help=plain(explained(now)),
        border=True,
    )


def _row(now: Measured, before: Measured | None) -> tuple[str | float | None, ...]:
    metric = now.metric
    value = before.value if before else None
    return metric.name, metric.unit, now.value, value, now.n, metric.of, metric.formula, metric.leaves_out
