"""How the data of a data set get to its worker: the one place that knows.

A data set's database is locked and in this process's memory. The engine lets it write in its own spill folder alone,
so the tables go into a database file there, which then moves to a private folder.
"""

from __future__ import annotations

import contextlib
import shutil
import tempfile
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from finops_agent.costs.engine import failures, quoted
from finops_agent.costs.sql.blocked import SqlBlocked

if TYPE_CHECKING:
    from finops_agent.costs.dataset import Dataset

_AS = "handed_over"


@dataclass(frozen=True, slots=True)
class HandedOver:
    """A database file with the askable tables. Where it `is_copy`, whoever holds it removes it."""

    path: Path
    is_copy: bool


def hand_over(dataset: Dataset) -> HandedOver:
    """A file that another process can read, with the tables of `dataset` and nothing else.

    Raises:
        SqlBlocked: it cannot be written, for want of room.
    """
    row = dataset.connection.execute("SELECT current_setting('temp_directory')").fetchone()
    spill = Path(str(row[0] if row else ""))
    was_there = spill.exists()
    folder = Path(tempfile.mkdtemp(prefix="finops-agent-sql-"))
    written, target = spill / f"{folder.name}.duckdb", folder / "data.duckdb"
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
    return HandedOver(target, is_copy=True)


def _write(dataset: Dataset, path: Path) -> None:
    connection = dataset.connection
    file = str(path).replace("'", "''")
    connection.execute(f"ATTACH '{file}' AS {_AS}")
    try:
        for table in dataset.tables:
            name = quoted(table.name)
            connection.execute(f"CREATE TABLE {_AS}.{name} AS FROM {name}")
    finally:
        connection.execute(f"DETACH {_AS}")
