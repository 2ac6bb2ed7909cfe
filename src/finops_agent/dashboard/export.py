"""Export of exactly what a page shows: its tables as CSV, JSON lines, Parquet, pictures or a workbook."""

from collections.abc import Callable

import streamlit as st

from finops_agent.dashboard.access import note
from finops_agent.dashboard.frame import Seen
from finops_agent.dashboard.sheet import csv_of, jsonl_of, parquet_of, png_of, xlsx_of

_XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


def show_export(seen: Seen, page: str, told: str | None = None) -> None:
    """Buttons for the tables of the page; for operators, and each export is logged.

    `told` stands in pictures in place of the window, on pages that have none.
    """
    if not seen.viewer.is_operator or not seen.sheets:
        return
    by_title = {sheet.name: sheet for sheet in seen.sheets}
    when = told or seen.view.told

    def noted(what: str, data: bytes) -> bytes:
        note(seen.viewer, "export", f"page {page}: {what}")
        return data

    with st.container(key="export", horizontal=True, vertical_alignment="bottom"):
        title = st.selectbox("Export what this page shows", list(by_title), key="export_table", width=260)
        sheet = by_title[title]
        name = f"{page}-{title}".lower().replace(" ", "-").replace("/", "-")
        _button("CSV", lambda: noted(title, csv_of(sheet)), f"{name}.csv", "text/csv")
        _button("JSONL", lambda: noted(title, jsonl_of(sheet)), f"{name}.jsonl", "application/x-ndjson")
        _button("Parquet", lambda: noted(title, parquet_of(sheet)), f"{name}.parquet", "application/vnd.apache.parquet")
        _button("PNG", lambda: noted(title, png_of(sheet, when)), f"{name}.png", "image/png")
        _button("XLSX, all tables", lambda: noted("all tables", xlsx_of(seen.sheets)), f"{page}.xlsx", _XLSX)


def _button(label: str, data: Callable[[], bytes], name: str, mime: str) -> None:
    st.download_button(
        label,
        data=data,
        file_name=name,
        mime=mime,
        key=f"download_{mime}",
        icon=":material/download:",
        on_click="ignore",
    )
