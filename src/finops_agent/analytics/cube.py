"""How many of what, and how much, in every quarter of an hour: dense integers, folded from pages of facts.

A refresh costs what is new; a window costs one subtraction. Response times are kept beside it, by day, as
histograms, since percentiles do not add up.
"""

from collections.abc import Callable, Iterable, Sequence
from typing import Any, Final, NamedTuple

import numpy as np
from numpy.typing import NDArray

from finops_agent.analytics.running import RunningSums
from finops_agent.analytics.window import SLOT_US, Window
from finops_agent.events import AnalysisType, timestamp

Ints = NDArray[np.integer[Any]]
SLOTS_A_DAY: Final = timestamp.US_PER_DAY // SLOT_US
ANALYSIS: Final[tuple[str, ...]] = tuple(str(kind) for kind in AnalysisType)
MAX_NAMES: Final = 64
"""Different names counted for one `what`; more are counted as `OTHER`, since names are up to the embedding app."""
OTHER: Final = "(other)"


class Key(NamedTuple):
    """What a column counts. Parts that do not matter for a `what` are None."""

    what: str
    event_type: str | None = None
    analysis_type: str | None = None
    status: str | None = None
    flag: bool | None = None
    engine: str | None = None
    name: str | None = None


class Filter(NamedTuple):
    """What the viewer chose; None for all. It applies where an event has such a part at all."""

    analysis_type: str | None = None
    engine: str | None = None

    def lets(self, key: Key) -> bool:
        """Whether a column is in."""
        return (self.analysis_type is None or key.analysis_type in {None, self.analysis_type}) and (
            self.engine is None or key.engine in {None, self.engine}
        )


EVERYTHING: Final = Filter()


class Changes:
    """Additions to a cube, collected, so that they are made at once."""

    def __init__(self) -> None:
        self._parts: list[tuple[Ints, Ints, Ints]] = []
        self._single: list[tuple[int, int, int]] = []

    def add(self, slots: Ints, columns: Ints, values: Ints) -> None:
        """Many at once."""
        if len(slots):
            self._parts.append((slots, columns, values))

    def add_one(self, slot: int, column: int, value: int) -> None:
        """A single one."""
        self._single.append((slot, column, value))

    def all(self) -> tuple[Ints, Ints, Ints]:
        """Slots, columns, values."""
        single = np.array(self._single, np.int64).reshape(-1, 3)
        parts = [*self._parts, (single[:, 0], single[:, 1], single[:, 2])]
        slots, columns, values = (np.concatenate([part[i] for part in parts]) for i in range(3))
        return slots, columns, values


class Cube:
    """Running sums with named columns; slots are numbered in quarter hours since 1970."""

    def __init__(self) -> None:
        self.sums = RunningSums(SLOTS_A_DAY)
        self.keys: list[Key] = []
        self._columns: dict[Key, int] = {}
        self._names: dict[str, set[str]] = {}
        self._chosen: dict[tuple[object, ...], Ints] = {}

    def column(self, key: Key) -> int:
        """The column of a key, made when it is new."""
        found = self._columns.get(key)
        if found is None:
            found = self._columns[key] = len(self.keys)
            self.keys.append(key)
            self._chosen.clear()
            self.sums.widen(len(self.keys))
        return found

    def named(self, what: str, name: str) -> Key:
        """The key of a name that the embedding app controls, within the cap."""
        names = self._names.setdefault(what, {key.name or "" for key in self.keys if key.what == what})
        if name not in names:
            if len(names) >= MAX_NAMES:
                return Key(what, name=OTHER)
            names.add(name)
        return Key(what, name=name)

    def apply(self, changes: Changes) -> None:
        """Make the additions."""
        self.sums.add(*changes.all())

    def choose(self, what: str, view: Filter = EVERYTHING, **parts: object) -> Ints:
        """The columns of `what` in the view, with these parts of their key."""
        asked = (what, view, *sorted(parts.items()))
        found = self._chosen.get(asked)
        if found is None:
            found = self._chosen[asked] = self._having(
                lambda key: (
                    key.what == what
                    and view.lets(key)
                    and all(getattr(key, part) == value for part, value in parts.items())
                )
            )
        return found

    def groups(self, what: str, part: str, view: Filter = EVERYTHING, **parts: object) -> dict[str, Ints]:
        """The columns of `what`, by one part of their key."""
        groups: dict[str, list[int]] = {}
        for column in self.choose(what, view, **parts):
            groups.setdefault(str(getattr(self.keys[column], part)), []).append(int(column))
        return {name: np.array(columns, np.int64) for name, columns in groups.items()}

    def totals(self, window: Window) -> Ints:
        """The sum of every column over the window."""
        return self.sums.between(*bounds(window))

    def by_bounds(self, slots: Sequence[int], columns: Ints) -> Ints:
        """Sums of `columns` together between neighbouring slots: one figure less than there are slots."""
        found: Ints = np.diff(self.sums.up_to(np.asarray(slots, np.int64))[:, columns].sum(axis=1))
        return found

    def span(self) -> Window | None:
        """From the first to the last slot with events; None for none."""
        found = self.sums.span(self.choose("events"))
        return None if found is None else Window(found[0] * SLOT_US, found[1] * SLOT_US)

    def restore(self, keys: Iterable[Key], days: Ints, sums: Ints) -> None:
        """Take over what was kept in a file."""
        self.keys = list(keys)
        self._columns = {key: column for column, key in enumerate(self.keys)}
        self.sums.restore(days, sums)

    def _having(self, wanted: Callable[[Key], bool]) -> Ints:
        return np.array([column for column, key in enumerate(self.keys) if wanted(key)], np.int64)


def bounds(window: Window) -> tuple[int | None, int | None]:
    """The window in slots: the first one in it, and the first one after it."""
    start = None if window.start_us is None else window.start_us // SLOT_US
    return start, None if window.end_us is None else window.end_us // SLOT_US
