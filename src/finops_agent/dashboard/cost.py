"""Cost of the agent: what models read, write and cost, and how much is answered without one."""

from typing import Final

import streamlit as st

from finops_agent.analytics import by_day
from finops_agent.analytics.breakdown import engines
from finops_agent.dashboard.cards import show_cards
from finops_agent.dashboard.charts import show_days, show_ring
from finops_agent.dashboard.figures import money
from finops_agent.dashboard.frame import Seen

_METRICS: Final = (
    "cost_usd",
    "cost_per_answer",
    "cost_per_session",
    "input_tokens",
    "output_tokens",
    "tool_calls_per_answer",
    "model_share",
)
_MICRO: Final = 1_000_000


def show_figures(seen: Seen) -> None:
    """The metrics of cost."""
    show_cards(seen, _METRICS)


def show_cost(seen: Seen) -> None:
    """Cost by day."""
    st.header("What models cost", anchor=False)
    view = seen.view
    found = by_day.amounts(seen.analytics, view.window, view.tz, {"cost": "cost_micro_usd"}, view.filter)
    days = {day: {name: amount / _MICRO for name, amount in amounts.items()} for day, amounts in found.items()}
    show_days(seen, "Cost by day (USD)", days, unit="", show=money, kind="agent_response")
    st.caption("As the answers tell it: prices are those set for the model. What the app costs to run is not in it.")


def show_tokens(seen: Seen) -> None:
    """Tokens by day, and who answers."""
    st.header("Tokens and engines", anchor=False)
    view = seen.view
    left, right = st.columns([3, 2])
    with left:
        whats = {"read": "input_tokens", "written": "output_tokens"}
        days = by_day.amounts(seen.analytics, view.window, view.tz, whats, view.filter)
        show_days(seen, "Tokens by day", days, unit="tokens", kind="agent_response", height_rem=9)
    with right:
        show_ring(seen, "Answers by engine", engines(seen.analytics, view.window, view.filter))
