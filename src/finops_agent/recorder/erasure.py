"""Erasing a session wherever it is: journals of all processes, dead letters, store; and proving that it is gone.

The journals come first and need no store. While one is searched no drain delivers from it. A tombstone in its folder
keeps drains from delivering what the session may still record, and what a journal copied back from elsewhere may
hold; a tombstone in the store does the same for journals that are not searched here, those of other homes and
machines.
"""

import os
import re
from collections.abc import Iterable, Sequence
from dataclasses import asdict, dataclass, replace
from pathlib import Path
from typing import Any, Final

from finops_agent.errors import FinOpsAgentError, NotAllowed
from finops_agent.events import timestamp
from finops_agent.recorder import dead_letters
from finops_agent.recorder.blanking import blank, holds, is_of
from finops_agent.recorder.erasures import ErasureHeldUp, add_tombstone, erasing
from finops_agent.recorder.ownership import make_folder
from finops_agent.recorder.segment import segments
from finops_agent.stores import ErasureRequests, Store, Traces

_OF_A_STORE: Final = re.compile("[0-9a-f]{12}")
"""How a folder is named that holds the journals for another store than the default: see `Config.journal_dir`."""
WAIT_S: Final = 40.0
"""How long a batch on its way is waited for: longer than a batch for DynamoDB may take."""


@dataclass(frozen=True, slots=True)
class Erasure:
    """What was removed where. `is_gone` is the result of a second search after the erasure."""

    store: int | None
    """Events in the store; None when it was not reached."""
    journals: int
    """Events in journals, delivered ones whose bytes were still there included."""
    dead_letters: int
    is_gone: bool
    remains: tuple[str, ...] = ()
    """Where something of it is or may be, a sentence each."""
    searched: tuple[str, ...] = ()
    """The folders and the store that were searched."""
    archive: int = 0
    """Events in the archive of this home."""
    passed_over: tuple[str, ...] = ()
    """What lies there and is no journal, a sentence each."""
    asked_until: str | None = None
    """The day, as `2026-11-25`, by which another is to delete what the store holds and this process may only hide."""

    @property
    def total(self) -> int:
        """Events and copies removed."""
        return (self.store or 0) + self.journals + self.dead_letters + self.archive

    def to_json(self) -> dict[str, Any]:
        """The report as a mapping."""
        return asdict(self)

    def asked(self, where: str, until: str) -> "Erasure":
        """The report where this process may not delete from the store, and has asked for it to be done."""
        told = (
            f"What the store {where!r} holds of the session is shown to nobody from now on, and nothing comes to it. "
            f"It is still to be deleted: whoever runs this app does that by {until} (`finops-agent erasures apply`)."
        )
        return replace(self, is_gone=False, asked_until=until, remains=(*self.remains, told))

    def without_store(self, where: str, error: Exception) -> "Erasure":
        """The report when the store could not be reached."""
        told = (
            f"The store {where!r} was not reached, and what it holds of the session is still there: {error} "
            "Erase the session again when the store is back; what this home's journals held does not come back."
        )
        return replace(self, store=None, is_gone=False, remains=(*self.remains, told))


def journal_folders(root: Path, own: Path) -> list[Path]:
    """The folders of all journals below `root`, one for each store that was ever used, and `own`, made or not."""
    try:
        below = [Path(entry.path) for entry in os.scandir(root) if entry.is_dir() and _OF_A_STORE.fullmatch(entry.name)]
        found = [root, *sorted(below)]
    except OSError:
        found = []  # not made yet, or it cannot be read, which is told where `own` is searched
    return list(dict.fromkeys([*found, own]))


def erase_session(folder: Path, store: Store, session_id: str) -> Erasure:
    """Erase every event of a session in `folder` (journals and dead letters) and in `store`. May be repeated.

    Raises:
        StoreUnavailable: the store cannot be reached; journals and dead letters are erased already.
    """
    return erase_stored(erase_journals([folder], session_id), store, session_id)


def erase_journals(folders: Iterable[Path], session_id: str, *, wait_s: float = WAIT_S) -> Erasure:
    """Erase a session in the journals and dead letters of `folders`; the store is still to come.

    What cannot be searched is told in the report and does not keep the rest from being erased.
    """
    report = Erasure(None, 0, 0, is_gone=False)
    for folder in folders:
        found = _erase_in(folder, session_id, wait_s)
        report = replace(
            report,
            journals=report.journals + found.journals,
            dead_letters=report.dead_letters + found.dead_letters,
            remains=report.remains + found.remains,
            searched=report.searched + found.searched,
            passed_over=report.passed_over + found.passed_over,
        )
    return report


def due(asked_us: int, within_days: int) -> str:
    """The day, as `2026-11-25`, by which an erasure that was asked for at that moment is to be done.

    >>> due(0, 30)
    '1970-01-31'
    """
    return timestamp.to_text(asked_us + within_days * timestamp.US_PER_DAY)[:10]


def erase_stored(report: Erasure, store: Store, session_id: str, where: str = "", *, until: str = "") -> Erasure:
    """Erase a session in the store too and look whether it is gone.

    Where this process may not delete, the store hides the session if it can, and another is asked to erase it.

    Args:
        report: what was done in the journals.
        store: the store.
        session_id: the session.
        where: the store's address, for the report.
        until: the day by which another is to erase what this process may not; without it nobody is asked.

    Raises:
        StoreUnavailable: it cannot be reached.
    """
    try:
        stored = store.erase_session(session_id)
    except NotAllowed:
        if not until or not isinstance(store, ErasureRequests):
            raise
        store.ask_erasure(session_id)
        return report.asked(where, until)
    remains = (*report.remains, *(store.traces(session_id) if isinstance(store, Traces) else ()))
    is_gone = not remains and not store.session(session_id)
    searched = (*report.searched, where) if where else report.searched
    return replace(report, store=stored, is_gone=is_gone, remains=remains, searched=searched)


def _erase_in(folder: Path, session_id: str, wait_s: float) -> Erasure:
    """Erase a session in one folder."""
    try:
        make_folder(folder)
        add_tombstone(folder, session_id)  # first: from now on no batch of this folder takes the session along
        with erasing(folder, wait_s):
            return _erase_held(folder, session_id)
    except (ErasureHeldUp, OSError) as error:
        told = str(error) if isinstance(error, FinOpsAgentError) else _not_searched(folder, error)
        return Erasure(None, 0, 0, is_gone=False, remains=(told,))


def _erase_held(folder: Path, session_id: str) -> Erasure:
    """Erase a session in a folder that no drain delivers from meanwhile."""
    count = 0
    remains: list[str] = []
    passed_over: list[str] = []
    for path in segments(folder):
        try:
            count += blank(path, session_id)
        except IsADirectoryError:
            passed_over.append(f"{str(path)!r} is a folder and no journal; it was passed over.")
        except OSError as error:
            remains.append(_not_searched(path, error))
    letters = dead_letters.remove(
        folder, lambda letter: is_of(str(letter.get("event")).encode("utf-8", "replace"), session_id)
    )
    remains += _still_holding([*segments(folder), folder / dead_letters.NAME], session_id)
    return Erasure(
        None,
        count,
        letters,
        is_gone=False,
        remains=tuple(remains),
        searched=(str(folder),),
        passed_over=tuple(passed_over),
    )


def _still_holding(paths: Sequence[Path], session_id: str) -> list[str]:
    """A sentence for each file that can be read and still holds the session."""
    found = []
    for path in paths:
        try:
            if holds(path, session_id):
                found.append(f"{path.name} still holds the session: a process writes to it; erase again.")
        except OSError:
            continue  # told already
    return found


def _not_searched(path: Path, error: OSError) -> str:
    return (
        f"{str(path)!r} could not be searched: {error.strerror or error}. It may hold the session; give this user the "
        "right to read and write it, or erase as the user whose it is."
    )
