"""How many of what, and how much, in every quarter of an hour: dense integers, folded from pages of facts.

A refresh costs what is new; a window costs one subtraction. Response times are kept beside it, by day, as
histograms, since percentiles do not add up.
"""

from collections.abc import Mapping
from typing import Any, Final, NamedTuple

import numpy as np
from numpy.typing import NDArray

from finops_agent.analytics.origins import OTHER, UNTOLD, Origin
from finops_agent.analytics.running import RunningSums
from finops_agent.analytics.window import SLOT_US, Window
from finops_agent.events import AnalysisType, timestamp

Ints = NDArray[np.integer[Any]]
SLOTS_A_DAY: Final = timestamp.US_PER_DAY // SLOT_US
ANALYSIS: Final[tuple[str, ...]] = tuple(str(kind) for kind in AnalysisType)
MAX_NAMES: Final = 64
"""Different names counted for one `what`; more are counted as `OTHER`, since names are up to the embedding app."""
_TOTALS_HELD: Final = 16
"""Windows whose totals are held for the next chart of the same page."""
NAMED: Final = frozenset(("custom", "format"))
"""What is counted by names that are up to the embedding app."""
_CHOICES_HELD: Final = 8_192
"""Choices of columns that are held: a page makes some fifty in each view."""
AMOUNTS: Final = frozenset(
    ("elapsed_ms", "size", "rows", "duration_ms", "input_tokens", "output_tokens", "cost_micro_usd", "tool_calls")
)
"""What adds up beyond 32 bits."""


class Key(NamedTuple):
    """What a column counts. Parts that do not matter for a `what` are None."""

    what: str
    event_type: str | None = None
    analysis_type: str | None = None
    status: str | None = None
    flag: bool | None = None
    engine: str | None = None
    name: str | None = None
    app: str | None = None
    environment: str | None = None


_PART: Final = {part: place for place, part in enumerate(Key._fields)}


class Filter(NamedTuple):
    """What the viewer chose; None for all.

    Analysis type and engine apply where an event has such a part at all; every event and every visit has an app and an
    environment, if only one that is not told.
    """

    analysis_type: str | None = None
    engine: str | None = None
    app: str | None = None
    environment: str | None = None

    def lets(self, key: Key) -> bool:
        """Whether a column is in."""
        return (
            (self.analysis_type is None or key.analysis_type is None or key.analysis_type == self.analysis_type)
            and (self.engine is None or key.engine is None or key.engine == self.engine)
            and self.lets_origin(Origin(key.app, key.environment))
        )

    def lets_origin(self, origin: Origin) -> bool:
        """Whether what comes from there is in."""
        return (self.app is None or origin.app == self.app) and (
            self.environment is None or origin.environment == self.environment
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
        self.tables = tuple(RunningSums(SLOTS_A_DAY, kind, by_column=True) for kind in (np.int32, np.int64))
        """Counts, and amounts, which grow beyond 32 bits."""
        self._columns: dict[Key, int] = {}
        self._of_what: dict[str, list[tuple[Key, int]]] = {}
        """The columns by what they count: who chooses looks at few."""
        self._names: dict[str, set[str]] = {}
        self._chosen: dict[tuple[object, ...], Ints] = {}
        self._grouped: dict[tuple[object, ...], dict[str, Ints]] = {}
        self._totals: dict[tuple[object, ...], Ints] = {}
        self._span: tuple[int, Window | None] = (-1, None)

    def column(self, key: Key) -> int:
        """The column of a key, made when it is new: its place in its table times two, one more for an amount."""
        found = self._columns.get(key)
        if found is None:
            table = int(key.what in AMOUNTS or key.name in AMOUNTS)
            found = self._columns[key] = 2 * self.tables[table].width + table
            self.tables[table].widen(self.tables[table].width + 1)
            self._of_what.setdefault(key.what, []).append((key, found))
            self._chosen.clear()
            self._grouped.clear()
        return found

    def named(self, what: str, name: str, origin: Origin = UNTOLD) -> Key:
        """The key of a name that the embedding app controls, within the cap."""
        names = self._names.setdefault(what, {key.name or "" for key in self._columns if key.what == what})
        if name not in names:
            if len(names) >= MAX_NAMES:
                return Key(what, None, None, None, None, None, OTHER, *origin)
            names.add(name)
        return Key(what, None, None, None, None, None, name, *origin)

    def within_cap(self, key: Key) -> Key:
        """The key as it is counted here, where names that the embedding app controls are capped."""
        origin = Origin(key.app, key.environment)
        return self.named(key.what, key.name or "", origin) if key.what in NAMED else key

    def apply(self, changes: Changes) -> None:
        """Make the additions."""
        slots, columns, values = changes.all()
        for number, table in enumerate(self.tables):
            ours = columns % 2 == number
            table.add(slots[ours], columns[ours] // 2, values[ours])

    def choose(self, what: str, view: Filter = EVERYTHING, **parts: object) -> Ints:
        """The columns of `what` in the view, with these parts of their key."""
        asked = (what, view, *parts.items())
        found = self._chosen.get(asked)
        if found is None:
            wanted = [(_PART[part], value) for part, value in parts.items()]
            columns = [
                column
                for key, column in self._of_what.get(what, ())
                if all(key[part] == value for part, value in wanted) and view.lets(key)
            ]
            if len(self._chosen) >= _CHOICES_HELD:
                self._chosen.clear()
                self._grouped.clear()
            found = self._chosen[asked] = np.array(columns, np.int64)
        return found

    def groups(self, what: str, part: str, view: Filter = EVERYTHING, **parts: object) -> dict[str, Ints]:
        """The columns of `what`, by one part of their key."""
        asked = (what, part, view, *parts.items())
        found = self._grouped.get(asked)
        if found is None:
            places: dict[str, list[int]] = {}
            chosen = set(self.choose(what, view, **parts).tolist())
            for key, column in self._of_what.get(what, ()):
                if column in chosen:
                    places.setdefault(str(key[_PART[part]]), []).append(column)
            found = self._grouped[asked] = {name: np.array(columns, np.int64) for name, columns in places.items()}
        return found

    def totals(self, window: Window) -> Ints:
        """The sum of every column over the window: not to be written to, since all who ask share it."""
        asked = window, self.version
        found = self._totals.get(asked)
        if found is None:
            if len(self._totals) >= _TOTALS_HELD:
                self._totals.clear()
            found = self._totals[asked] = np.zeros(2 * max(table.width for table in self.tables), np.int64)
            for number, table in enumerate(self.tables):
                found[number : 2 * table.width : 2] = table.between(*bounds(window))
        return found

    @property
    def version(self) -> tuple[int, int, int]:
        """Another one after every change."""
        counts, amounts = self.tables
        return counts.version, amounts.version, len(self._columns)

    def before(self, slots: Ints, columns: Ints) -> Ints:
        """Sums of `columns` together before each of `slots`."""
        found = np.zeros(len(slots), np.int64)
        for number, table in enumerate(self.tables):
            ours = columns[columns % 2 == number] // 2
            if len(ours):
                found += table.up_to(slots, ours)
        return found

    def rows(self, window: Window) -> tuple[int, int]:
        """The quarter hours of the window as a range of rows: only days with events have any, 96 each."""
        return self.tables[0].rows_between(*bounds(window))

    def along(self, rows: tuple[int, int], columns: Ints) -> Ints:
        """Counts (not amounts) of `columns` together before each of the rows, and one more for their end."""
        return self.tables[0].along(*rows, columns // 2)

    def slots(self, rows: tuple[int, int]) -> Ints:
        """The quarter hours that rows stand for."""
        return self.tables[0].slots_of(*rows)

    def span(self) -> Window | None:
        """From the first to the last slot with events; None for none."""
        version, span = self._span
        if version != self.tables[0].version:
            found = self.tables[0].span(self.choose("events") // 2)
            span = None if found is None else Window(found[0] * SLOT_US, found[1] * SLOT_US)
            self._span = self.tables[0].version, span
        return span

    @property
    def days(self) -> Ints:
        """Days since 1970 with events, ascending."""
        return self.tables[0].days

    @property
    def keys(self) -> dict[Key, int]:
        """Every column by its key, in the order in which they came."""
        return self._columns

    def restore(self, keys: Mapping[Key, int]) -> None:
        """Take over what was kept in a file; the tables are restored each by itself."""
        self._columns = dict(keys)
        self._of_what = {}
        for key, column in keys.items():
            self._of_what.setdefault(key.what, []).append((key, column))

    @property
    def nbytes(self) -> int:
        """Memory held, in bytes."""
        return sum(table.nbytes for table in self.tables)


def bounds(window: Window) -> tuple[int | None, int | None]:
    """The window in slots: the first one in it, and the first one after it; a slot that an end cuts is in it."""
    start = None if window.start_us is None else window.start_us // SLOT_US
    return start, None if window.end_us is None else -(-window.end_us // SLOT_US)
