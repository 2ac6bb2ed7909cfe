"""The button that gives overview, findings and conversation as one file."""

from datetime import UTC, datetime
from pathlib import Path

import streamlit as st

from finops_agent.app.process import process
from finops_agent.conversation import Conversation
from finops_agent.report import Kind, report_of, write_report

_MIME: dict[Kind, str] = {
    "pdf": "application/pdf",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
}
_LABELS: dict[Kind, tuple[str, str]] = {
    "pdf": ("PDF", ":material/picture_as_pdf:"),
    "xlsx": ("Excel", ":material/table:"),
}


def show_report_button(conversation: Conversation) -> None:
    """A box with a file of each kind, where there is data to report on."""
    if conversation.dataset is None:
        return
    with st.popover("Report", icon=":material/summarize:", key="report"):
        st.caption("What the files hold, what may save money, and your questions with their answers.")
        assumptions = process().runtime.config.assumptions
        for kind, (label, icon) in _LABELS.items():
            st.download_button(
                label,
                data=lambda kind=kind: _made(conversation, kind, assumptions),  # type: ignore[misc]
                file_name=f"cloud-cost-report.{kind}",
                mime=_MIME[kind],
                key=f"report_{kind}",
                icon=icon,
                on_click="ignore",
                width="stretch",
            )


def _made(conversation: Conversation, kind: Kind, assumptions: Path | None) -> bytes:
    """Made when the button is pressed; it looks through the whole bill, which takes seconds where that is large."""
    found = conversation.findings(assumptions)
    dataset = conversation.dataset
    if dataset is None:
        return b""
    answers = [turn.answer for turn in conversation.turns]
    content = write_report(report_of(dataset, found, answers, datetime.now(UTC)), kind)
    conversation.feature_used("report", format=kind, answers=len(answers))
    return content
