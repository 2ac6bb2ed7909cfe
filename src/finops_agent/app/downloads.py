"""The rows of an answer as files: CSV and Excel, made when their button is pressed."""

import io

import streamlit as st

from finops_agent.agent.answer import Answer
from finops_agent.conversation import Conversation

_XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


def show_downloads(conversation: Conversation, answer: Answer, *, number: int) -> None:
    """A button for each kind of file."""
    # A rerun at the click now and then overtakes the file, which then never comes.
    st.download_button(
        "CSV",
        data=lambda: _csv(conversation, answer),
        file_name=f"answer-{number}.csv",
        mime="text/csv",
        key=f"download_{number}",
        icon=":material/download:",
        type="tertiary",
        on_click="ignore",
    )
    st.download_button(
        "Excel",
        data=lambda: _xlsx(conversation, answer),
        file_name=f"answer-{number}.xlsx",
        mime=_XLSX,
        key=f"workbook_{number}",
        icon=":material/table:",
        type="tertiary",
        on_click="ignore",
    )


def _csv(conversation: Conversation, answer: Answer) -> bytes:
    from finops_agent.analytics import write_rows  # noqa: PLC0415 - loaded when a download is asked for

    out = io.BytesIO()
    write_rows(answer.columns, answer.rows, out)
    conversation.feature_used("download_answer", format="csv")
    return out.getvalue()


def _xlsx(conversation: Conversation, answer: Answer) -> bytes:
    from finops_agent.web.sheet import Sheet  # noqa: PLC0415 - loaded when a download is asked for
    from finops_agent.web.workbook import workbook  # noqa: PLC0415 - loaded when a download is asked for

    told = [answer.question, answer.text, basis_line(answer)]
    steps = [(number, step.sql, step.rows) for number, step in enumerate(answer.sql, 1)]
    content = workbook(
        [
            Sheet("Answer", answer.columns, answer.rows, [line for line in told if line]),
            Sheet("Queries", ("step", "SQL", "rows"), steps),
        ]
    )
    conversation.feature_used("download_answer", format="xlsx")
    return content


def basis_line(answer: Answer) -> str:
    """Which cost, which days, who answered: one line."""
    period = f"{answer.period[0]} to {answer.period[1]}" if answer.period else ""
    return " · ".join(filter(None, (answer.basis, period, f"answered by the {answer.engine} engine")))
