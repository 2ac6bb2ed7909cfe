"""How the data of a data set get to its workers: the one place that knows.

A data set's database is locked and in this process. The engine lets it write in its own spill folder alone, so the
tables go into a database file there, which then moves to a private folder. A large bill lies in a file already, which
is copied as it is. All doors of a data set read one copy; the last one that closes removes it.
"""

from __future__ import annotations

import contextlib
import shutil
import tempfile
import threading
import weakref
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Final

from finops_agent.costs.engine import failures, quoted
from finops_agent.costs.sql.blocked import SqlBlocked
from finops_agent.costs.workspace import DISK

if TYPE_CHECKING:
    from finops_agent.costs.dataset import Dataset
    from finops_agent.costs.workspace import Workspace

_AS: Final = "handed_over"


@dataclass(eq=False, slots=True)
class HandedOver:
    """A database file with the askable tables; whoever took it gives it back."""

    path: Path
    holders: int = 1


class _Loan:
    """What was made of one data set, and who makes it while others wait."""

    def __init__(self) -> None:
        self.making = threading.Lock()
        self.data: HandedOver | None = None


_LOANS: Final[weakref.WeakKeyDictionary[Workspace, _Loan]] = weakref.WeakKeyDictionary()
_COUNTING: Final = threading.Lock()


def hand_over(dataset: Dataset) -> HandedOver:
    """A file that other processes can read, with the tables of `dataset`: made for the first who asks for it.

    Raises:
        SqlBlocked: it cannot be written, for want of room.
    """
    if dataset.workspace is None:
        return HandedOver(_copied(dataset))
    with _COUNTING:
        loan = _LOANS.setdefault(dataset.workspace, _Loan())
    with loan.making:
        with _COUNTING:
            if loan.data and loan.data.holders:
                loan.data.holders += 1
                return loan.data
        loan.data = HandedOver(_copied(dataset))
        return loan.data


def give_back(data: HandedOver) -> None:
    """One holder fewer; with the last the file goes."""
    with _COUNTING:
        data.holders -= 1
        if data.holders:
            return
    remove_copy(data.path)


def remove_copy(path: Path) -> None:
    """Take the data's copy and its folder away, if they are still there."""
    path.unlink(missing_ok=True)
    try:
        path.parent.rmdir()
    except OSError:
        return


def _copied(dataset: Dataset) -> Path:
    row = dataset.connection.execute("SELECT current_setting('temp_directory')").fetchone()
    spill = Path(str(row[0] if row else ""))
    was_there = spill.exists()
    folder = Path(tempfile.mkdtemp(prefix="finops-agent-sql-"))
    written, target = spill / f"{folder.name}.duckdb", folder / f"{DISK}.duckdb"
    try:
        spill.mkdir(mode=0o700, exist_ok=True)
        _write(dataset, written)
        shutil.move(written, target)
    except (failures(), OSError) as error:
        written.unlink(missing_ok=True)
        shutil.rmtree(folder, ignore_errors=True)
        raise SqlBlocked(
            "closed",
            "Free SQL cannot begin: the data could not be copied for its own process. "
            "Check that the folder for temporary files has room.",
        ) from error
    finally:
        if not was_there:
            with contextlib.suppress(OSError):
                spill.rmdir()
    return target


def _write(dataset: Dataset, path: Path) -> None:
    """Askable tables that lie on disk are copied with their file, the others written row by row."""
    names = [table.name for table in dataset.tables]
    views = dataset.workspace.views_on_disk if dataset.workspace else {}
    if dataset.workspace and not views.keys().isdisjoint(names):
        dataset.workspace.copy_disk(path)
    else:
        views = {}
    ask = dataset.connection.execute
    file = str(path).replace("'", "''")
    ask(f"ATTACH '{file}' AS {_AS}")
    try:
        for view, query in views.items():
            ask(f"CREATE VIEW {_AS}.{quoted(view)} AS {query}")
        for name in names:
            if name not in views:
                ask(f"CREATE TABLE {_AS}.{quoted(name)} AS FROM {quoted(name)}")
    finally:
        ask(f"DETACH {_AS}")
