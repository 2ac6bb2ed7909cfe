"""Data and health: what is stored and folded, what waits, what was lost, when events go."""

import time
from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import Final

import streamlit as st

from finops_agent.analytics.breakdown import bounded
from finops_agent.analytics.in_words import ago, size
from finops_agent.analytics.window import Window
from finops_agent.config import Config
from finops_agent.dashboard.attributes import NAMES
from finops_agent.dashboard.cells import NONE, Cell, counted, show_cells, sized
from finops_agent.dashboard.frame import Seen
from finops_agent.dashboard.process import current_runtime, losses
from finops_agent.dashboard.sheet import Sheet
from finops_agent.events import EVENT_TYPES, timestamp
from finops_agent.recorder.inspection import SegmentReport, inspect
from finops_agent.runtime import Runtime
from finops_agent.web.plain import plain

_BESIDE: Final = ("", "-wal", "-shm")
"""The files of a SQLite store."""
_MEANING: Final = {
    "Events counted": "Events that the figures of this dashboard rest on.",
    "Newest event": "How long ago the newest counted event happened.",
    "Events ever stored": "The watermark of the store: the number of its newest event. It grows with each event and "
    "does not shrink when events expire or are erased.",
    "Store on disk": "The files of the store, its log of newest writes included.",
    "Figures in memory": "The cube: counts and sums by quarter of an hour, from which all figures are read.",
    "Figures on disk": "The saved cube, with which the next start begins; written when this server stops.",
    "Waiting for the store": "Events that are safe in a journal and not in the store yet.",
    "Journals": "Files in which each running app keeps its events until the store has them.",
    "Journals in use": "Those of apps that run now.",
    "Journals on disk": "Space that they take.",
    "Damaged places": "Places in journals that cannot be read; «finops-agent journal verify» names them.",
    "Dead letters": "Events that the store can never take, kept in a file with the reason.",
}
"""What the cards say when asked."""


def show_state(seen: Seen) -> None:
    """What is stored and how fresh it is."""
    runtime, analytics = current_runtime(), seen.analytics
    cells = {
        "Events counted": counted(analytics.folded, "events"),
        "Newest event": _age(analytics.newest_us),
        "Events ever stored": counted(runtime.store.watermark(), "events"),
        "Store on disk": _store_size(runtime.config),
        "Figures in memory": sized(analytics.cube.nbytes + analytics.times.sums.nbytes),
        "Figures on disk": _file_size(runtime.config.cube_file),
    }
    show_cells(seen, "Data", cells, _MEANING)
    st.text(f"Store: {runtime.config.store}")


def show_recorders(seen: Seen) -> None:
    """The journals of recorders, and what was lost."""
    st.header("Recorders", anchor=False)
    runtime = current_runtime()
    reports = _inspected(runtime)
    health = runtime.health()
    cells = {
        "Waiting for the store": counted(sum(report.waiting for report in reports), "events"),
        "Journals": counted(len(reports), "files"),
        "Journals in use": counted(sum(report.is_held for report in reports), "files"),
        "Journals on disk": sized(health["journal_bytes"]),
        "Damaged places": counted(sum(report.damaged for report in reports), "places"),
        "Dead letters": counted(health["dead_letters"], "events"),
    }
    show_cells(seen, "Recorders", cells, _MEANING)
    sentences = losses()
    for sentence in sentences:
        st.warning(plain(sentence), icon=":material/warning:")
    if sentences:
        seen.sheets.append(Sheet("What is lost", ("what",), [(sentence,) for sentence in sentences]))
    else:
        st.success("No event was lost.", icon=":material/check:")
    _show_journals(seen, reports)


def show_retention(seen: Seen) -> None:
    """How long events are kept, and when the next ones go."""
    st.header("Retention", anchor=False)
    config = current_runtime().config
    days = {kind: config.retention_of(kind) for kind in EVENT_TYPES}
    span = bounded(seen.analytics, Window())
    if span is not None and span.start_us is not None:
        goes_us = span.start_us + min(days.values()) * timestamp.US_PER_DAY
        left = max(0, round((goes_us / timestamp.US_PER_S - time.time()) / timestamp.S_PER_DAY))
        oldest = datetime.fromtimestamp(span.start_us / timestamp.US_PER_S, UTC)
        when = f"in {left:,} day{'' if left == 1 else 's'} at most" if left else "today"
        st.text(f"The oldest event is of {oldest:%Y-%m-%d} and goes {when}.")
    table = {"Event type": [NAMES[kind] for kind in days], "Kept for (days)": list(days.values())}
    if len(set(days.values())) == 1:
        st.text(f"Every event is kept for {config.retention_days} days.")
    else:
        st.dataframe(table, hide_index=True, height="content", width=360)
    seen.sheets.append(Sheet("Retention", tuple(table), list(zip(*table.values(), strict=True))))
    st.caption("Set by FINOPS_AGENT_RETENTION_DAYS; `finops-agent retention apply` applies it to stored events.")


def _show_journals(seen: Seen, reports: Sequence[SegmentReport]) -> None:
    if not reports:
        st.caption("No journal waits.")
        return
    table = {
        "Journal": [report.name for report in reports],
        "Size": [report.size_bytes for report in reports],
        "In use": [report.is_held for report in reports],
        "Waiting": [report.waiting for report in reports],
        "Delivered": [report.delivered for report in reports],
        "Damaged": [report.damaged for report in reports],
        "Problem": [report.problem or "" for report in reports],
    }
    st.dataframe({**table, "Size": [size(report.size_bytes) for report in reports]}, hide_index=True, height="content")
    named = tuple("Size (bytes)" if name == "Size" else name for name in table)
    seen.sheets.append(Sheet("Journals", named, list(zip(*table.values(), strict=True))))


def _inspected(runtime: Runtime) -> list[SegmentReport]:
    try:
        return inspect(runtime.config.journal_dir)
    except OSError as error:
        st.error(plain(f"The journals cannot be read: {error.strerror}."), icon=":material/error:")
        return []


def _age(moment_us: int | None) -> Cell:
    if moment_us is None:
        return Cell(NONE, None, "s")
    age_s = max(0.0, time.time() - moment_us / timestamp.US_PER_S)
    return Cell(ago(age_s), round(age_s, 1), "s ago")


def _store_size(config: Config) -> Cell:
    if config.dynamodb_table is not None:
        return Cell("in DynamoDB", "in DynamoDB", "")
    path = config.sqlite_path
    return sized(sum(_bytes(path.with_name(path.name + ending)) for ending in _BESIDE))


def _file_size(path: Path | None) -> Cell:
    return sized(None if path is None or not path.exists() else _bytes(path))


def _bytes(path: Path) -> int:
    try:
        return path.stat().st_size
    except OSError:  # gone meanwhile, or never there
        return 0
