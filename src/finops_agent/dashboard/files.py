"""Files: how many come, how large they are, of which kind, and why some cannot be used."""

from collections import Counter
from collections.abc import Mapping
from typing import Final

import streamlit as st

from finops_agent.analytics import by_day
from finops_agent.analytics.breakdown import analysis_types, file_rows, file_sizes, names
from finops_agent.costs import format_title
from finops_agent.dashboard.cards import show_cards
from finops_agent.dashboard.charts import show_days, show_ring, show_rows
from finops_agent.dashboard.frame import Seen
from finops_agent.dashboard.reading import newest, told_since

_METRICS: Final = (
    "files_uploaded",
    "upload_success_rate",
    "average_file_size",
    "average_file_rows",
    "average_load_time",
)


_REASONS: Final = {
    "empty": "Empty",
    "not_a_table": "No table",
    "encoding": "Unknown character encoding",
    "too_wide": "Too many columns",
    "too_large": "Too large",
    "line_too_long": "Line too long",
    "binary": "Not a text file",
    "ragged": "Rows of different lengths",
    "one_column": "A single column",
    "missing": "File not found",
    "unreadable": "Damaged",
}
"""The kinds of `CostFileError` in words."""


def show_figures(seen: Seen) -> None:
    """The metrics of files."""
    show_cards(seen, _METRICS)


def show_uploads(seen: Seen) -> None:
    """Uploads by day."""
    st.header("Uploads", anchor=False)
    view = seen.view
    days = by_day.uploads(seen.analytics, view.window, view.tz, view.filter)
    show_days(seen, "Usable and refused files by day", days, unit="files", kind="file_upload")


def show_kinds(seen: Seen) -> None:
    """Sizes, rows, formats, and what they are uploaded for."""
    st.header("What is uploaded", anchor=False)
    view = seen.view
    left, right = st.columns(2)
    with left:
        show_rows(seen, "File size distribution", file_sizes(seen.analytics, view.window, view.filter))
        formats = names(seen.analytics, view.window, "format", view=view.filter)
        show_rows(seen, "Formats recognised", _formats(formats))
    with right:
        show_rows(seen, "Row count distribution", file_rows(seen.analytics, view.window, view.filter))
        show_ring(seen, "Uploads by type", analysis_types(seen.analytics, view.window, "file_upload", view.filter))


def show_refusals(seen: Seen) -> None:
    """Why files could not be used."""
    st.header("Why files could not be used", anchor=False)
    found = newest(seen)
    reasons = {_REASONS.get(reason, reason): count for reason, count in found.refused_files.items()}
    show_rows(seen, "Refused files by reason", reasons)
    st.caption(told_since(found, seen.view.tz))


def _formats(counts: Mapping[str, int]) -> dict[str, int]:
    """The counts by what people call the formats, most first; those without a name of ours are any other tables."""
    found: Counter[str] = Counter()
    for name, count in counts.items():
        found["Not recognised" if name == "(none)" else format_title(name)] += count
    return dict(found.most_common())
