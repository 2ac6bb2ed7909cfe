"""Facts as rows of integers, many at a time: how analytics reads a large store.

Sessions and enumerations are numbers of the store, each text once; names, which few events have, lie apart.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import chain
from typing import TYPE_CHECKING, Any, Protocol, runtime_checkable

from finops_agent.stores.facts import Fact, ModelUse, Shape, StoredEvent

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

ABSENT = -1
"""Stands for a number that an event does not have; all that it has are 0 or more."""
WIDTH = 8


Row = tuple[int, int, int, int, int, int, int, int]
"""seq, time in microseconds, session, shape, number, elapsed ms, size, rows; `ABSENT` where there is none."""


def cells_of(rows: Iterable[Row]) -> "NDArray[np.integer[Any]]":
    """The rows as one array, filled number by number: no list of them is ever made."""
    import numpy as np  # noqa: PLC0415 - only readers of many events need it, recording does not

    return np.fromiter(chain.from_iterable(rows), np.int64).reshape(-1, WIDTH)


@dataclass(frozen=True, slots=True)
class Page:
    """Facts in order of `seq`."""

    cells: "NDArray[np.integer[Any]]"
    """A `Row` in each line; session and shape are the store's numbers of them."""
    names: Mapping[int, str]
    """By seq: the name of a custom event, the reason of an end, the format of a file."""
    shapes: Mapping[int, Shape]
    """By number: the enumerations of a shape."""
    model: Sequence[tuple[int, ModelUse]] = ()
    """(seq, figures) of the answers that a model gave."""

    @property
    def first(self) -> int:
        """The first seq."""
        return int(self.cells[0, 0])

    @property
    def last(self) -> int:
        """The last seq."""
        return int(self.cells[-1, 0])

    def __len__(self) -> int:
        """How many facts."""
        return len(self.cells)


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

    def newest(
        self, start_us: int, end_us: int, *, wanted: Callable[[Shape], bool], count: int, depth: int
    ) -> list[StoredEvent]:
        """The newest `count` events with start_us <= time < end_us and a wanted shape, newest first.

        Only the newest `depth` events of the span are looked at.
        """
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
        return Page(
            cells=cells_of(map(self._row, facts)),
            names={fact.seq: fact.name for fact in facts if fact.name is not None},
            shapes={number: shape for shape, number in self._shapes.items()},
            model=[(fact.seq, fact.model) for fact in facts if fact.model is not None],
        )

    def session_number(self, session_id: str) -> int | None:
        """The number of a session; None for one not seen yet."""
        return self._sessions.get(session_id)

    def _row(self, fact: Fact) -> Row:
        return (
            fact.seq,
            fact.timestamp_us,
            self._sessions.setdefault(fact.session_id, len(self._sessions)),
            self._shapes.setdefault(fact.shape, len(self._shapes)),
            _or_absent(fact.number),
            _or_absent(fact.elapsed_ms),
            _or_absent(fact.size),
            _or_absent(fact.rows),
        )


def _or_absent(number: int | None) -> int:
    return ABSENT if number is None else number
