"""Usage: who comes, how far they get, how long they stay, when, and what they use."""

from typing import Final

import streamlit as st

from finops_agent.analytics import by_day
from finops_agent.analytics.breakdown import endings, figures_of_sessions, names, week
from finops_agent.analytics.by_day import Period
from finops_agent.analytics.sessions import DEPTHS, DURATIONS, FUNNEL
from finops_agent.dashboard.cards import show_cards
from finops_agent.dashboard.charts import show_days, show_rows
from finops_agent.dashboard.frame import Seen
from finops_agent.dashboard.sheet import Sheet
from finops_agent.web.heat import heat
from finops_agent.web.plain import plain

_METRICS: Final = (
    "active_sessions",
    "total_sessions",
    "peak_sessions",
    "peak_queries_per_hour",
    "average_session_duration",
    "queries_per_active_session",
    "questioning_share",
    "bounce_rate",
    "funnel_completion",
    "suggested_share",
    "feature_uses",
    "inferred_end_share",
)
_STEPS: Final = dict(
    zip(
        ("Came", "Uploaded a file", "Asked a question", "Got an answer", "Saw a chart", "Gave a thumb up"),
        FUNNEL,
        strict=True,
    )
)
_ENDS: Final = {
    "user": "«End session» pressed",
    "disconnect": "Tab closed",
    "timeout": "Idle too long",
    "shutdown": "App stopped",
    "inferred": "No end recorded",
    "still open": "Still open",
}
_WEEKDAYS: Final = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")
_HOURS: Final = tuple(f"{hour:02d}" for hour in range(24))
_PERIODS: Final[tuple[Period, ...]] = ("day", "week", "month")


def show_figures(seen: Seen) -> None:
    """The metrics of use."""
    show_cards(seen, _METRICS)


def show_active(seen: Seen) -> None:
    """Sessions active by day, week or month."""
    st.header("Active sessions", anchor=False)
    period = st.segmented_control(
        "Active sessions by", _PERIODS, default="day", required=True, key="by", bind="query-params"
    )
    found = by_day.active(seen.analytics, seen.view.window, seen.view.tz, period, seen.filter)
    days = {day: {"sessions": count} for day, count in found.items()}
    show_days(
        seen,
        f"Sessions active, by {period}",
        days,
        unit="sessions",
        last=lambda day: by_day.of_period(day, period)[1],
    )
    st.caption(
        "A session counts wherever it was active: one that crosses midnight counts on both days, so days do not add "
        "up to weeks. The first and the last may be cut by the window."
    )


def show_funnel(seen: Seen) -> None:
    """How far sessions get, and how they end."""
    st.header("How far sessions get", anchor=False)
    left, right = st.columns(2)
    with left:
        steps = figures_of_sessions(seen.analytics, seen.view.window, _STEPS, seen.filter)
        show_rows(seen, "From session to thumb up", steps, of=steps["Came"])
        st.caption("Each step counts the sessions that did it and all steps before it, in any order.")
    with right:
        found = endings(seen.analytics, seen.view.window, view=seen.filter)
        show_rows(seen, "How sessions end", {_ENDS.get(end, end): count for end, count in found.items()})
        st.caption("A session without a recorded end counts as ended after half an hour without an event.")


def show_visits(seen: Seen) -> None:
    """How long sessions last, and how much they ask."""
    left, right = st.columns(2)
    lasted = {label: f"lasted {label}" for label in DURATIONS}
    asked = {f"{label} question{'' if label == '1' else 's'}": f"asked {label}" for label in DEPTHS}
    with left:
        found = figures_of_sessions(seen.analytics, seen.view.window, lasted, seen.filter)
        show_rows(seen, "Session duration", found)
        st.caption("From first to last activity: an idle tab does not count. Sessions still open so far.")
    with right:
        show_rows(seen, "Session depth", figures_of_sessions(seen.analytics, seen.view.window, asked, seen.filter))


def show_peak_hours(seen: Seen) -> None:
    """Questions by weekday and hour."""
    st.header("Peak hours", anchor=False)
    title = f"Questions by weekday and hour ({seen.view.tz})"
    st.subheader(plain(title), anchor=False)
    counts = week(seen.analytics, seen.view.window, seen.view.tz, seen.filter).tolist()
    st.html(heat(counts, title=title, unit="questions", rows=_WEEKDAYS, columns=_HOURS))
    lines = [(day, *line) for day, line in zip(_WEEKDAYS, counts, strict=True)]
    seen.sheets.append(Sheet("Peak hours", ("weekday", *_HOURS), lines, drawn="heat"))


def show_prompts(seen: Seen) -> None:
    """Suggested prompts against typed questions."""
    st.header("Suggested prompts and features", anchor=False)
    view = seen.view
    days = by_day.prompts(seen.analytics, view.window, view.tz, view.filter)
    show_days(seen, "Custom and suggested queries by day", days, unit="queries", kind="user_query", height_rem=8)


def show_features(seen: Seen) -> None:
    """Feature use and other custom events."""
    left, right = st.columns(2)
    with left:
        used = names(seen.analytics, seen.view.window, "custom", "feature_used/", seen.filter)
        show_rows(seen, "Feature use", used)
    with right:
        others = names(seen.analytics, seen.view.window, "custom", view=seen.filter)
        show_rows(seen, "All custom events", others)
