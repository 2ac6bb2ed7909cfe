"""What was folded, as one small file: a new process goes on where the last one stopped.

The file says which store it is of, how far that was read, and has a checksum; whatever does not fit is read anew.
"""

import os
import zlib
from collections import deque
from contextlib import suppress
from pathlib import Path
from typing import Final

import msgspec
import numpy as np

from finops_agent.analytics.batch import Form, Ints
from finops_agent.analytics.cube import Key
from finops_agent.analytics.folded import Folded
from finops_agent.analytics.questions import Asked
from finops_agent.analytics.running import RunningSums
from finops_agent.analytics.sessions import SessionRow
from finops_agent.analytics.times import Group

VERSION: Final = 1
"""Grows whenever the same events would fold to something else, or the file reads differently."""
_MAGIC: Final = b"finops-agent cube\n"
_CHECKSUM_BYTES: Final = 4


class Position(msgspec.Struct, frozen=True):
    """Which store was read, and how far."""

    store: str
    """What tells this store from others, such as its path."""
    epoch: int
    watermark: int
    folded: int


class _Saved(msgspec.Struct):
    version: int
    position: Position
    keys: list[tuple[Key, int]]
    tables: list[tuple[bytes, bytes, int]]
    groups: list[Group]
    cells: bytes
    times: tuple[bytes, bytes, int]
    numbers: bytes
    rows: bytes
    highest: int
    newest_us: int
    waiting: list[tuple[int, list[Asked]]]
    unanswered: list[tuple[int, list[Asked]]]
    early: list[tuple[int, list[Form]]]
    out_of_range: int


def save(path: Path, folded: Folded, position: Position) -> None:
    """Write the file, all or nothing.

    Raises:
        OSError: it cannot be written.
    """
    rows = folded.sessions.rows
    state = _Saved(
        version=VERSION,
        position=position,
        keys=list(folded.cube.keys.items()),
        tables=[_packed(table) for table in folded.cube.tables],
        groups=folded.times.groups,
        cells=np.array(folded.times.cells, np.int64).tobytes(),
        times=_packed(folded.times.sums),
        numbers=np.array(list(rows), np.int64).tobytes(),
        rows=np.array(list(rows.values()), np.int64).tobytes(),
        highest=folded.sessions.highest,
        newest_us=folded.sessions.newest_us,
        waiting=[(key, list(queue)) for key, queue in folded.questions.waiting.items()],
        unanswered=[(key, list(queue)) for key, queue in folded.questions.unanswered.items()],
        early=[(key, list(forms)) for key, forms in folded.questions.early.items()],
        out_of_range=folded.out_of_range,
    )
    body = zlib.compress(msgspec.msgpack.encode(state), 1)
    checksum = zlib.crc32(body).to_bytes(_CHECKSUM_BYTES, "little")
    path.parent.mkdir(parents=True, exist_ok=True)
    fresh = path.with_name(f"{path.name}.{os.getpid()}")
    try:
        fresh.touch(mode=0o600)
        fresh.write_bytes(_MAGIC + checksum + body)
        fresh.replace(path)
    finally:
        fresh.unlink(missing_ok=True)


def load(path: Path, store: str, folded: Folded) -> Position | None:
    """Fill an empty `folded` from the file; None, and nothing filled, where there is none that fits."""
    with suppress(OSError, ValueError, zlib.error, msgspec.DecodeError):
        state = _read(path.read_bytes())
        if state.version == VERSION and state.position.store == store:
            _restore(state, folded)
            return state.position
    return None


def _read(data: bytes) -> _Saved:
    head = len(_MAGIC) + _CHECKSUM_BYTES
    body = data[head:]
    if data[: len(_MAGIC)] != _MAGIC or zlib.crc32(body) != int.from_bytes(data[len(_MAGIC) : head], "little"):
        raise ValueError("not a file of ours, or a damaged one")
    return msgspec.msgpack.decode(zlib.decompress(body), type=_Saved)


def _restore(state: _Saved, folded: Folded) -> None:
    folded.cube.restore(dict(state.keys))
    for table, packed in zip(folded.cube.tables, state.tables, strict=True):
        _unpack(packed, table)
    folded.times.restore(state.groups, np.frombuffer(state.cells, np.int64).tolist())
    _unpack(state.times, folded.times.sums)
    rows = np.frombuffer(state.rows, np.int64).reshape(-1, len(SessionRow._fields)).tolist()
    numbers = np.frombuffer(state.numbers, np.int64).tolist()
    held = dict(zip(numbers, map(SessionRow._make, rows), strict=True))
    folded.sessions.restore(held, state.highest, state.newest_us)
    folded.questions.waiting = {key: deque(queue) for key, queue in state.waiting}
    folded.questions.unanswered = {key: deque(queue) for key, queue in state.unanswered}
    folded.questions.early = {key: deque(forms) for key, forms in state.early}
    folded.out_of_range = state.out_of_range


def _packed(table: RunningSums) -> tuple[bytes, bytes, int]:
    """Days, and what happened in each slot (differences compress well, running sums do not), column by column."""
    days, sums = table.state()
    return days.tobytes(), np.ascontiguousarray(np.diff(sums, axis=0).T).tobytes(), table.width


def _unpack(packed: tuple[bytes, bytes, int], table: RunningSums) -> None:
    days_bytes, cells, width = packed
    days: Ints = np.frombuffer(days_bytes, np.int64).copy()
    by_slot = np.frombuffer(cells, table.dtype).reshape(width, len(days) * table.slots_a_day)
    sums = np.zeros((by_slot.shape[1] + 1, width), table.dtype)
    np.cumsum(by_slot.T, axis=0, out=sums[1:])
    table.restore(days, sums)
