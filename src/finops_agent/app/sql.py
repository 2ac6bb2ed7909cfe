"""Parts of the SQL page."""

from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Any, Final

import streamlit as st

from finops_agent.app.downloads import csv_of, show_download
from finops_agent.app.table import amounts
from finops_agent.conversation import Conversation
from finops_agent.costs import Dataset
from finops_agent.costs.sql import Bounds, SqlBlocked, SqlResult, example_queries
from finops_agent.web.plain import plain

_BOUNDS: Final = Bounds()
_SHOWN_AS_THEY_ARE = (str, int, float, bool, date, datetime, type(None))
_NO_EXAMPLE = "An example …"


@dataclass(frozen=True, slots=True)
class _Outcome:
    """What became of the last query, kept while the visitor looks at other pages."""

    query: str
    result: SqlResult | None
    error: str = ""


def show_title() -> None:
    """What this page is for, and what it cannot do."""
    st.header("SQL on your data", anchor=False)
    st.caption(
        "One SELECT at a time, in DuckDB's SQL. It reads the tables of your files and nothing else, "
        f"for up to {_BOUNDS.timeout_s:g} seconds and {_BOUNDS.max_rows:,} rows."
    )


def show_tables(dataset: Dataset) -> None:
    """Each table with its columns and their types."""
    for number, table in enumerate(dataset.tables):
        with st.expander(f"{plain(table.name)} · {table.rows:,} rows", expanded=number == 0, icon=":material/table:"):
            st.dataframe(
                {"column": [c.name for c in table.columns], "type": [c.type for c in table.columns]},
                hide_index=True,
                height=330,
                key=f"columns_{table.name}",
            )


def show_editor(conversation: Conversation, dataset: Dataset) -> None:
    """Where the query is written, started from an example or not, and run."""
    _warm(conversation)
    examples = example_queries(dataset)
    st.selectbox(
        "Example",
        [_NO_EXAMPLE, *examples],
        key="sql_example",
        on_change=_take_example,
        args=(examples,),
        label_visibility="collapsed",
    )
    first = st.session_state.setdefault("sql_first", next(iter(examples.values()), ""))
    st.text_area(
        "Query", first, key="sql_text", height=220, max_chars=_BOUNDS.max_characters, label_visibility="collapsed"
    )
    if st.button("Run", key="sql_run", type="primary", icon=":material/play_arrow:"):
        _run(conversation, st.session_state.sql_text)


def show_outcome(conversation: Conversation) -> None:
    """The rows, or the sentence why there are none."""
    outcome: _Outcome | None = st.session_state.get("sql_outcome")
    if outcome is None:
        return
    if outcome.result is None:
        with st.container(border=True, key="sql_blocked"):
            st.markdown(":red[:material/block: **Not answered**]")
            st.text(outcome.error)
        return
    _show_result(conversation, outcome.result)


def _warm(conversation: Conversation) -> None:
    try:
        conversation.open_sql()
    except SqlBlocked as error:
        st.error(plain(str(error)), icon=":material/error:")


def _take_example(examples: dict[str, str]) -> None:
    chosen = st.session_state.get("sql_example")
    if chosen in examples:
        st.session_state.sql_text = examples[chosen]


def _run(conversation: Conversation, query: str) -> None:
    try:
        with st.spinner("Running …", show_time=True):
            st.session_state.sql_outcome = _Outcome(query, conversation.sql(query))
    except SqlBlocked as error:
        st.session_state.sql_outcome = _Outcome(query, None, str(error))


def _show_result(conversation: Conversation, result: SqlResult) -> None:
    names = _distinct(result.columns)
    cells = {name: [_cell(row[place]) for row in result.rows] for place, name in enumerate(names)}
    exact = {name for place, name in enumerate(names) if any(isinstance(row[place], Decimal) for row in result.rows)}
    written = amounts({name: cells[name] for name in names if name in exact})
    st.dataframe(cells, hide_index=True, key="sql_rows", column_config=written)
    more = "the first " if result.truncated else ""
    with st.container(horizontal=True, vertical_alignment="center"):
        count = len(result.rows)
        st.caption(f"{more}{count:,} row{'' if count == 1 else 's'} in {result.elapsed_s:.2f} s")
        show_download("CSV", lambda: _csv(conversation, result), file_name="query.csv", key="sql_download")


def _distinct(columns: tuple[str, ...]) -> list[str]:
    """Names that differ, since a query may name two columns alike."""
    seen: dict[str, int] = {}
    names = []
    for column in columns:
        seen[column] = seen.get(column, 0) + 1
        names.append(column if seen[column] == 1 else f"{column} ({seen[column]})")
    return names


def _cell(value: Any) -> Any:  # noqa: ANN401 - a cell of any column
    """For the table on the screen: decimals as floats, nested values as text; the download keeps them exact."""
    if isinstance(value, Decimal):
        return float(value)
    return value if isinstance(value, _SHOWN_AS_THEY_ARE) else str(value)


def _csv(conversation: Conversation, result: SqlResult) -> bytes:
    rows = ([_exact(cell) for cell in row] for row in result.rows)
    return csv_of(conversation, "download_sql", result.columns, rows)


def _exact(value: Any) -> Any:  # noqa: ANN401 - a cell of any column
    return value if isinstance(value, (*_SHOWN_AS_THEY_ARE, Decimal)) else str(value)
