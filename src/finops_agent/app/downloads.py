"""Files to download, made when their button is pressed: the rows of an answer as CSV and Excel, and any rows as CSV."""

import io
from collections.abc import Callable, Iterable
from pathlib import PurePath
from typing import Final

import streamlit as st

from finops_agent.agent.answer import Answer
from finops_agent.conversation import Conversation

_MIME: Final = {".csv": "text/csv", ".xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"}


def show_downloads(conversation: Conversation, answer: Answer, *, number: int) -> None:
    """A button for each kind of file."""
    show_download(
        "CSV",
        lambda: csv_of(conversation, "download_answer", answer.columns, answer.rows),
        file_name=f"answer-{number}.csv",
        key=f"download_{number}",
    )
    show_download(
        "Excel",
        lambda: _xlsx(conversation, answer),
        file_name=f"answer-{number}.xlsx",
        key=f"workbook_{number}",
        icon=":material/table:",
    )


def show_download(
    label: str, made: Callable[[], bytes], *, file_name: str, key: str, icon: str = ":material/download:"
) -> None:
    """A button for one file, which is `made` when it is pressed."""
    st.download_button(
        label,
        data=made,
        file_name=file_name,
        mime=_MIME[PurePath(file_name).suffix],
        key=key,
        icon=icon,
        type="tertiary",
        on_click="ignore",  # a rerun at the click now and then overtakes the file, which then never comes
    )


def csv_of(conversation: Conversation, feature: str, columns: Iterable[str], rows: Iterable[Iterable[object]]) -> bytes:
    """Rows as CSV, their texts harmless to a spreadsheet; that `feature` was used is recorded."""
    from finops_agent.analytics import write_rows  # noqa: PLC0415 - loaded when a download is asked for

    out = io.BytesIO()
    write_rows(columns, rows, out)
    conversation.feature_used(feature, format="csv")
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
