"""Quality and performance: what becomes of questions, how fast, and what people think of it."""

from typing import Final

import streamlit as st

from finops_agent.analytics import by_day
from finops_agent.analytics.breakdown import names
from finops_agent.dashboard.cards import show_groups
from finops_agent.dashboard.charts import show_days, show_rows
from finops_agent.dashboard.figures import seconds
from finops_agent.dashboard.frame import Seen

_OUTCOME: Final = (
    "completion_rate",
    "error_rate",
    "refusal_rate",
    "unanswered_rate",
    "failing_session_share",
    "errors_occurred",
    "visualization_share",
    "average_response_length",
)
_SPEED: Final = (
    "average_response_time",
    "response_time_p50",
    "response_time_p90",
    "response_time_p95",
    "response_time_p99",
    "first_token_p50",
    "first_token_p95",
)
_FEEDBACK: Final = ("feedback_score", "positive_feedback_share", "feedback_count", "feedback_rate")


def show_figures(seen: Seen) -> None:
    """The metrics of quality."""
    show_groups(seen, {"Outcome": _OUTCOME, "Speed": _SPEED, "Feedback": _FEEDBACK})


def show_outcomes(seen: Seen) -> None:
    """What became of questions, by day."""
    st.header("What becomes of questions", anchor=False)
    view = seen.view
    days = by_day.outcomes(seen.analytics, view.window, view.tz, view.filter)
    show_days(seen, "Outcome of the questions asked on each day", days, unit="questions", kind="agent_response")
    st.caption("Each question counts on the day it was asked. «no answer» includes questions that still wait.")


def show_speed(seen: Seen) -> None:
    """Percentiles of times, by day."""
    st.header("Response times", anchor=False)
    for title, measure in (("Response time", "response"), ("Time to first token", "first token")):
        days = by_day.response_times(seen.analytics, seen.view.window, seen.filter, measure)
        show_days(
            seen,
            f"{title} by day (UTC)",
            days,
            unit="",
            show=seconds,
            kind="agent_response",
            as_levels=True,
            tz="UTC",
            height_rem=9,
        )
    st.caption(
        "Answers given; refused and failed ones are left out, since they are fast and would flatter. A day needs 20 "
        "answers for p95 and 100 for p99. Percentiles of a window come from all of its answers, never from days."
    )


def show_feedback(seen: Seen) -> None:
    """Ratings by day, and errors by kind."""
    st.header("Feedback and errors", anchor=False)
    left, right = st.columns(2)
    view = seen.view
    with left:
        days = by_day.ratings(seen.analytics, view.window, view.tz, view.filter)
        show_days(seen, "Ratings by day", days, unit="ratings", kind="custom_event", height_rem=8)
    with right:
        found = names(seen.analytics, view.window, "custom", "error_occurred/", view.filter)
        show_rows(seen, "Other errors by type", found)
