"""What was folded, as one small file: a new process goes on where the last one stopped.

The file says which store it is of, how far that was read, and has a checksum; whatever does not fit is read anew.
"""

import os
import zlib
from collections import deque
from contextlib import AbstractContextManager, suppress
from pathlib import Path
from typing import Final

import msgspec
import numpy as np

from finops_agent.analytics.batch import Form, Ints
from finops_agent.analytics.cube import Key
from finops_agent.analytics.folded import Folded
from finops_agent.analytics.origins import Origin
from finops_agent.analytics.questions import Asked
from finops_agent.analytics.running import RunningSums
from finops_agent.analytics.sessions import SessionRow
from finops_agent.analytics.times import Group

VERSION: Final = 3
"""Grows whenever the same events would fold to something else, or the file reads differently."""
_MAGIC: Final = b"finops-agent cube\n"
_CHECKSUM_BYTES: Final = 4
_LEVEL: Final = 1


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
    origins: list[Origin]
    keys: list[tuple[Key, int]]
    tables: list[tuple[bytes, bytes, int]]
    groups: list[Group]
    cells: bytes
    times: tuple[bytes, bytes, int]
    single_times: dict[int, bytes]
    numbers: bytes
    rows: bytes
    highest: int
    newest_us: int
    waiting: list[tuple[int, list[Asked]]]
    unanswered: list[tuple[int, list[Asked]]]
    early: list[tuple[int, list[Form]]]
    out_of_range: int


def save(path: Path, folded: Folded, position: Position, lock: AbstractContextManager[object]) -> None:
    """Write the file, all or nothing. Nobody may fold meanwhile; `lock` keeps readers away where they would disturb.

    Raises:
        OSError: it cannot be written.
    """
    with lock:
        single_times = dict(folded.times.packed_days())
    state = _state(folded, position, single_times)
    body = msgspec.msgpack.encode(state)
    checksum = zlib.crc32(body).to_bytes(_CHECKSUM_BYTES, "little")
    path.parent.mkdir(parents=True, exist_ok=True)
    fresh = path.with_name(f"{path.name}.{os.getpid()}")
    try:
        fresh.touch(mode=0o600)
        fresh.write_bytes(_MAGIC + checksum + body)
        fresh.replace(path)
    finally:
        fresh.unlink(missing_ok=True)


def _state(folded: Folded, position: Position, single_times: dict[int, bytes]) -> _Saved:
    rows = folded.sessions.rows
    return _Saved(
        version=VERSION,
        position=position,
        origins=folded.origins.known,
        keys=list(folded.cube.keys.items()),
        tables=[_packed(table) for table in folded.cube.tables],
        groups=folded.times.groups,
        cells=np.array(folded.times.cells, np.int64).tobytes(),
        times=_packed(folded.times.sums),
        single_times=single_times,
        numbers=np.array(list(rows), np.int64).tobytes(),
        rows=zlib.compress(np.array(list(rows.values()), np.int64).tobytes(), _LEVEL),
        highest=folded.sessions.highest,
        newest_us=folded.sessions.newest_us,
        waiting=[(key, list(queue)) for key, queue in folded.questions.waiting.items()],
        unanswered=[(key, list(queue)) for key, queue in folded.questions.unanswered.items()],
        early=[(key, list(forms)) for key, forms in folded.questions.early.items()],
        out_of_range=folded.out_of_range,
    )


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
    return msgspec.msgpack.decode(body, type=_Saved)


def _restore(state: _Saved, folded: Folded) -> None:
    folded.origins.restore(state.origins)
    folded.cube.restore(dict(state.keys))
    for table, packed in zip(folded.cube.tables, state.tables, strict=True):
        _unpack(packed, table)
    folded.times.restore(state.groups, np.frombuffer(state.cells, np.int64).tolist(), state.single_times)
    _unpack(state.times, folded.times.sums)
    rows = np.frombuffer(zlib.decompress(state.rows), np.int64).reshape(-1, len(SessionRow._fields)).tolist()
    numbers = np.frombuffer(state.numbers, np.int64).tolist()
    held = dict(zip(numbers, map(SessionRow._make, rows), strict=True))
    folded.sessions.restore(held, state.highest, state.newest_us)
    folded.questions.waiting = {key: deque(queue) for key, queue in state.waiting}
    folded.questions.unanswered = {key: deque(queue) for key, queue in state.unanswered}
    folded.questions.early = {key: deque(forms) for key, forms in state.early}
    folded.out_of_range = state.out_of_range


def _packed(table: RunningSums) -> tuple[bytes, bytes, int]:
    """Days, and what happened in each slot (differences compress well, running sums do not), column by column.

    Each table is compressed by itself: what is unpacked at once is what a reader's memory grows by.
    """
    days, sums = table.state()
    by_slot = np.ascontiguousarray(np.diff(sums, axis=0).T)
    return days.tobytes(), zlib.compress(by_slot.tobytes(), _LEVEL), table.width


def _unpack(packed: tuple[bytes, bytes, int], table: RunningSums) -> None:
    days_bytes, cells, width = packed
    days: Ints = np.frombuffer(days_bytes, np.int64).copy()
    table.restore_steps(days, width, np.frombuffer(zlib.decompress(cells), table.dtype))
