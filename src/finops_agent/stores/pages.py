"""Facts in columns, many at a time: how analytics reads a large store.

A page holds plain tuples of integers, so that whoever reads it decides what to make of them; sessions and shapes
are numbers of the store, each text once.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Protocol, runtime_checkable

from finops_agent.stores.facts import Fact, ModelUse, Shape

ABSENT = -1
"""Stands for a number that an event does not have; all that it has are 0 or more."""


@dataclass(frozen=True, slots=True)
class Page:
    """Facts in order of `seq`, a column for each part. `ABSENT` where there is none."""

    seq: Sequence[int]
    timestamp_us: Sequence[int]
    session: Sequence[int]
    """The store's number of the session."""
    shape: Sequence[int]
    number: Sequence[int]
    name: Sequence[str | None]
    elapsed_ms: Sequence[int]
    size: Sequence[int]
    rows: Sequence[int]
    shapes: Mapping[int, Shape]
    """The enumerations behind each number in `shape`."""
    model: Sequence[tuple[int, ModelUse]] = ()
    """(seq, figures) of the answers that a model gave."""

    def __len__(self) -> int:
        return len(self.seq)


@runtime_checkable
class Pages(Protocol):
    """What a store can do beyond `Store` to be read fast, piece by piece, and after deletions.

    Numbers of sessions grow in order of first writing.
    """

    def pages(self, *, after: int = 0) -> Iterator[Page]:
        """The facts with seq > after, in order of seq."""
        ...

    def pages_between(self, start_us: int, end_us: int, *, upto: int) -> Iterator[Page]:
        """The facts with start_us <= time < end_us and seq <= upto."""
        ...

    def pages_of_sessions(self, numbers: Sequence[int], *, upto: int) -> Iterator[Page]:
        """The facts with seq <= upto of the sessions with these numbers."""
        ...

    def session_number(self, session_id: str) -> int | None:
        """The store's number of a session; None for an unknown one."""
        ...

    def deletions(self, after: int) -> list[tuple[int, int]] | None:
        """The spans of time (first and last microsecond) in which events were deleted since epoch `after`.

        None where that is not known, so that everything has to be read again.
        """
        ...


class Numbering:
    """Pages of a store that has only facts: sessions and shapes are numbered here, as they come."""

    def __init__(self) -> None:
        self._sessions: dict[str, int] = {}
        self._shapes: dict[Shape, int] = {}

    def page(self, facts: Sequence[Fact]) -> Page:
        """One page out of facts."""
        shapes = [(f.event_type, f.analysis_type, f.status, f.flag, f.engine) for f in facts]
        return Page(
            seq=[f.seq for f in facts],
            timestamp_us=[f.timestamp_us for f in facts],
            session=[self._sessions.setdefault(f.session_id, len(self._sessions)) for f in facts],
            shape=[self._shapes.setdefault(shape, len(self._shapes)) for shape in shapes],
            number=_column([f.number for f in facts]),
            name=[f.name for f in facts],
            elapsed_ms=_column([f.elapsed_ms for f in facts]),
            size=_column([f.size for f in facts]),
            rows=_column([f.rows for f in facts]),
            shapes={number: shape for shape, number in self._shapes.items()},
            model=[(f.seq, f.model) for f in facts if f.model is not None],
        )

    def session_number(self, session_id: str) -> int | None:
        """The number of a session; None for one not seen yet."""
        return self._sessions.get(session_id)


def _column(values: Sequence[int | None]) -> list[int]:
    return [ABSENT if value is None else value for value in values]
