"""The findings on the page: a summary, one box a finding, and what could not be looked for."""

from decimal import Decimal
from typing import Any, get_args

import streamlit as st

from finops_agent.app.downloads import csv_of, show_download
from finops_agent.app.files import show_nothing_yet
from finops_agent.app.process import process
from finops_agent.app.table import show_columns
from finops_agent.conversation import Conversation
from finops_agent.costs.findings import Finding, Findings
from finops_agent.costs.findings.finding import Area
from finops_agent.errors import SettingsError
from finops_agent.web.plain import plain

_EVERYTHING = "Everything"
_CONFIDENCE = {"high": "green", "medium": "orange", "low": "gray"}


def current(conversation: Conversation) -> Findings:
    """The findings of the data that is loaded now, looked for once; the page stops where there is none."""
    if conversation.dataset is None:
        _title()
        show_nothing_yet(conversation, "look through")
        st.stop()
    kept = st.session_state.get("findings")
    if kept is None or kept[0] is not conversation.dataset:
        with st.spinner("Looking through your bill …", show_time=True):
            try:
                found = conversation.findings(process().runtime.config.assumptions)
            except SettingsError as error:
                st.error("The findings cannot be computed.", icon=":material/error:")
                st.text(str(error))
                st.stop()
        st.session_state.findings = kept = (conversation.dataset, found)
    kept_found: Findings = kept[1]
    return kept_found


def show_summary(found: Findings) -> None:
    """How many, and what the surest ones save."""
    _title()
    saving = [finding for finding in found.found if finding.monthly_saving is not None]
    st.text(
        f"{len(found.found)} findings, {len(saving)} with a saving. Savings overlap where two findings are about one "
        "resource, so they are not added up. Nothing is changed for you: every command is yours to review and run."
    )


def _title() -> None:
    st.header("Findings", anchor=False)


def show_list(conversation: Conversation, found: Findings) -> None:
    """The findings of the chosen area, each in a box."""
    if not found.found:
        return
    with st.container(key="findings_bar", horizontal=True, vertical_alignment="center"):
        shown = _choose(found)
        show_download("CSV", lambda: _csv(conversation, shown), file_name="findings.csv", key="download_findings")
    for number, finding in enumerate(shown):
        with st.container(border=True, key=f"finding_{number}"):
            _show(finding)


def _choose(found: Findings) -> list[Finding]:
    """The findings of the area that the visitor chooses."""
    areas = [area for area in get_args(Area) if any(finding.area == area for finding in found.found)]
    chosen = st.segmented_control(
        "Area",
        [_EVERYTHING, *areas],
        default=_EVERYTHING,
        key="area",
        format_func=lambda area: area.removesuffix(" Analysis").removesuffix(" Inference"),
        label_visibility="collapsed",
    )
    return [finding for finding in found.found if chosen in {None, _EVERYTHING, finding.area}]


def show_not_checked(found: Findings) -> None:
    """What this data does not allow to look for, and what no bill shows."""
    if not found.not_checked:
        return
    with st.expander("What could not be looked for", expanded=not found.found, icon=":material/help:"):
        for reason, kinds in found.reasons.items():
            st.markdown(f"**{plain(', '.join(kinds).replace('_', ' '))}** {plain(reason)}")


def _show(finding: Finding) -> None:
    st.markdown(f"**{plain(finding.title)}**")
    saves = "" if finding.monthly_saving is None else f"**{_amount(finding)} a month** "
    st.markdown(f"{saves}:{_CONFIDENCE[finding.confidence]}-badge[{finding.confidence} confidence]")
    days = f" · {finding.period[0]} to {finding.period[1]}" if finding.period else ""
    st.caption(f"{finding.area}{days}")
    if finding.verify:
        st.markdown("\n".join(["To verify first:", *(f"- {plain(sentence)}" for sentence in finding.verify)]))
    with st.expander("Evidence and query", icon=":material/function:"):
        _show_evidence(finding)
    if finding.commands:
        with st.expander("Commands to review", icon=":material/terminal:"):
            st.caption(f":material/warning: {plain(finding.commands[0].risk)}")
            st.code("\n".join(command.text for command in finding.commands), language="shell", wrap_lines=True)


def _show_evidence(finding: Finding) -> None:
    """The rows, money to the cent, and the queries that found them."""
    columns = {name: [_cell(row[at]) for row in finding.rows] for at, name in enumerate(finding.columns)}
    show_columns(columns, label=lambda name: name.replace("_", " "))
    for step in finding.steps:
        st.caption(f"{plain(step.title)}: {step.rows:,} row{'' if step.rows == 1 else 's'}")
        st.code(step.sql, language="sql", wrap_lines=True)


def _amount(finding: Finding) -> str:
    return plain(f"{finding.monthly_saving:,.2f} {finding.currency}")


def _cell(value: Any) -> Any:  # noqa: ANN401 - a cell of any column
    """Decimals as floats for the table on the screen."""
    return float(value) if isinstance(value, Decimal) else value


def _csv(conversation: Conversation, found: list[Finding]) -> bytes:
    columns = ("kind", "area", "title", "monthly_saving", "currency", "confidence", "resources")
    rows = [
        (one.kind, one.area, one.title, one.monthly_saving, one.currency, one.confidence, " ".join(one.resources))
        for one in found
    ]
    return csv_of(conversation, "download_findings", columns, rows)
