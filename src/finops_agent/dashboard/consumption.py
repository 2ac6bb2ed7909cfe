"""What a store that costs by use consumed, and about what that costs; nothing is shown of another store."""

import streamlit as st

from finops_agent.analytics import preset
from finops_agent.analytics.breakdown import activity
from finops_agent.dashboard.cells import NONE, Cell, counted, show_cells, spent
from finops_agent.dashboard.frame import Seen
from finops_agent.dashboard.process import current_runtime, last_refresh
from finops_agent.errors import SettingsError
from finops_agent.web.plain import plain


def show_consumption(seen: Seen) -> None:
    """Read and write units of this process, and the table's month by the pace of the last 30 days."""
    runtime = current_runtime()
    consumed = runtime.consumed()
    if consumed is None:
        return
    from finops_agent.aws.costs import table_month_usd, units_usd  # noqa: PLC0415 - who uses no AWS loads nothing of it
    from finops_agent.aws.prices import load_prices  # noqa: PLC0415 - same

    st.header("Consumed of DynamoDB", anchor=False)
    try:
        prices = load_prices(runtime.config.aws_prices)
    except SettingsError as error:
        st.error(plain(str(error)), icon=":material/error:")
        return
    read, write = consumed["read_units"], consumed["write_units"]
    events = sum(day.count for day in activity(seen.analytics, preset("Last 30 days"), "UTC"))
    refresh = last_refresh()
    month = table_month_usd(prices, events, retention_days=runtime.config.retention_days)
    cells = {
        "Read units": counted(read, "units", 1),
        "Of the last refresh": Cell(NONE, None, "units") if refresh is None else counted(refresh, "units", 1),
        "Write units": counted(write, "units", 1),
        "Requests": counted(consumed["calls"], "requests"),
        "Cost so far": spent(float(units_usd(prices, read, write))),
        "A month of the table": spent(float(month)),
    }
    show_cells(seen, "Consumed of DynamoDB", cells)
    st.caption(
        "Units of this dashboard since it started, as AWS told them with each answer. The month is an estimate for "
        f"{events:,} events in 30 days, writing and storage included. Prices of {prices.region} as of {prices.as_of}; "
        "FINOPS_AGENT_AWS_PRICES sets others. What the table consumed in a day, by all: `finops-agent aws doctor`."
    )
