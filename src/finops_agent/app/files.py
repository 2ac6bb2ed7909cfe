"""The data of the conversation: upload, sample, what was found in each file."""

import itertools
import shutil
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING

import streamlit as st

from finops_agent.app.navigation import pages
from finops_agent.conversation import Conversation
from finops_agent.costs import CostFile, format_title, sample_bill_path
from finops_agent.costs.dataset import LoadResult
from finops_agent.web.plain import plain

if TYPE_CHECKING:
    from streamlit.runtime.uploaded_file_manager import UploadedFile

_MEGABYTE = 1_000_000
_PRIVACY = (
    "Files are read on this machine and let go with the session. Kept for 90 days: file names and sizes, your "
    "questions and short answers, with credentials and personal data taken out."
)


def show_files(conversation: Conversation) -> None:
    """Take files and show what they hold."""
    if conversation.dataset is None:
        _show_hero()
    with st.container(key="data"):
        if conversation.dataset is None:
            _take_files(conversation)
        else:
            with st.expander("Use other files", icon=":material/upload_file:"):
                _take_files(conversation)
        for number, result in enumerate(st.session_state.get("results", ())):
            _show_result(number, result)
    if conversation.dataset is None:
        st.caption(_PRIVACY)


def show_nothing_yet(conversation: Conversation, verb: str) -> None:
    """In place of a page that needs data: what to do."""
    with st.container(border=True, key="nothing_yet"):
        st.text(f"There is no data to {verb} yet. Add your files on the page «Ask», or begin with the sample bill.")
        with st.container(horizontal=True, vertical_alignment="center"):
            _offer_sample(conversation)
            st.page_link(pages()[0], label="Add files")


def _show_hero() -> None:
    with st.container(key="hero"):
        st.header("Ask your cloud bill", anchor=False)
        st.text(
            "Upload AWS CUR, FOCUS, Azure, Google or Oracle exports, or any table, as CSV, Parquet, Excel, JSON or "
            "ZIP, then ask in plain words. Every figure comes with the query that computed it."
        )


def _take_files(conversation: Conversation) -> None:
    files = st.file_uploader("Cost files", accept_multiple_files=True, key="files", label_visibility="collapsed")
    if conversation.dataset is None:
        _offer_sample(conversation)
    seen = tuple(file.file_id for file in files)
    if files and seen != st.session_state.get("seen_files"):
        st.session_state.seen_files = seen
        _load(conversation, files)
        st.rerun()


def _offer_sample(conversation: Conversation) -> None:
    st.button(
        "Use the sample bill",
        key="sample",
        type="primary",
        icon=":material/rocket_launch:",
        on_click=_load_sample,
        args=(conversation,),
    )


def _load_sample(conversation: Conversation) -> None:
    path = sample_bill_path()
    st.session_state.results = conversation.load([(path.name, path)])


def _load(conversation: Conversation, files: "list[UploadedFile]") -> None:
    """Give the files to the engine by way of a private folder that is gone right after, telling how far it is."""
    count = "your file" if len(files) == 1 else f"{len(files)} files"
    with (
        st.status(f"Reading {count} …", expanded=len(files) > 1) as status,
        st.spinner("", show_time=True),
        tempfile.TemporaryDirectory(prefix="finops-agent-") as folder,
    ):
        named = []
        for number, file in enumerate(files):
            path = Path(folder) / f"{number}{''.join(Path(file.name).suffixes[-2:])[-12:]}"
            with path.open("wb") as target:
                shutil.copyfileobj(file, target)
            named.append((file.name, path))
        done = itertools.count(1)

        def tell(name: str) -> None:
            if name:
                status.update(label=plain(f"Reading {name} ({next(done)} of {len(files)}) …"))
                st.text(f"{name}, {_size(named, name)}")
            else:
                status.update(label="Putting it all together: columns, checks, words to ask with …")

        st.session_state.results = conversation.load(named, tell)


def _size(named: list[tuple[str, Path]], name: str) -> str:
    """How large the file is, in words."""
    size = next(path.stat().st_size for known, path in named if known == name)
    return f"{size / 1_000_000:,.1f} MB" if size >= _MEGABYTE else f"{size / 1_000:,.0f} kB"


def _show_result(number: int, result: LoadResult) -> None:
    if result.file is None:
        with st.container(border=True, key=f"refused_{number}"):
            st.markdown(f":red[:material/error: **Not used:**] {plain(result.name)}")
            st.text(result.error or "")
        return
    file = result.file
    with st.container(border=True, key=f"file_{number}"):
        st.markdown(f":material/description: **{plain(file.path)}**")
        st.caption(plain(_summary(file)))
        if file.warnings:
            count = len(file.warnings)
            with st.expander(f"{count} thing{'s' if count > 1 else ''} to know about this file"):
                for notice in file.warnings:
                    st.markdown(f"- {plain(notice.message)}")


def _summary(file: CostFile) -> str:
    kind = " ".join(filter(None, (format_title(file.format), file.format_version)))
    parts = [kind, file.provider or "", f"{file.rows:,} rows, {file.columns} columns"]
    if file.period:
        parts.append(f"{file.period[0]} to {file.period[1]}")
    if file.total is not None:
        parts.append(f"total {file.total:,.2f} {file.currency or ''} ({file.basis})")
    return " · ".join(filter(None, parts))
