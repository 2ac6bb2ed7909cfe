"""Days folded anew, after events of theirs were deleted: what remains replaces what was there."""

from collections.abc import Callable, Iterable

import numpy as np

from finops_agent.analytics.cube import SLOTS_A_DAY, Cube
from finops_agent.analytics.folded import Folded
from finops_agent.analytics.origins import Origins
from finops_agent.analytics.times import Times, Values
from finops_agent.events import timestamp
from finops_agent.stores.pages import Pages

MAX_DAYS = 30
"""More days than these are not worth it: everything is read again."""


def days_of(spans: Iterable[tuple[int, int]]) -> list[int]:
    """The days (numbers since 1970) that spans of microseconds touch, ascending."""
    a_day = timestamp.US_PER_DAY
    return sorted({day for first, last in spans for day in range(first // a_day, last // a_day + 1)})


class Refold:
    """Brings `days` in line with what the store still holds of them, up to seq `upto`.

    The days must be all those of every session that lost an event: what a session adds to the cube may stand on any
    day of it. Sessions are read whole, since what they add depends on all of their events.
    """

    def __init__(
        self, pages: Pages, days: list[int], origins: Origins, *, upto: int, now_us: int, recorder: int | None
    ) -> None:
        self._pages, self._days, self._upto = pages, days, upto
        self._now_us, self._recorder = now_us, recorder
        self._numbers: list[int] = []
        self._rest = Folded(origins=origins)

    def read(self, folded: Folded, is_stopping: Callable[[], bool]) -> bool:
        """Read what is left of the days; False where `is_stopping` became true before the end."""
        held = [n for n, row in folded.sessions.rows.items() if _touches(row.first_us, row.last_us, set(self._days))]
        found = set(held)
        a_day = timestamp.US_PER_DAY
        for day in self._days:
            for page in self._pages.pages_between(day * a_day, (day + 1) * a_day, upto=self._upto):
                found.update(page.cells[:, 2].tolist())
            if is_stopping():
                return False
        self._numbers = sorted(found)
        for page in self._pages.pages_of_sessions(self._numbers, upto=self._upto):
            self._rest.fold(page, self._now_us, self._recorder)
            if is_stopping():
                return False
        return True

    def replace(self, folded: Folded) -> None:
        """Put what was read in the place of what was folded of the days."""
        for day in self._days:
            _replace_day(folded.cube, self._rest.cube, day)
        _replace_times(folded.times, self._rest.times, self._days)
        folded.sessions.take_over(self._numbers, self._rest.sessions)
        folded.questions.take_over(self._numbers, self._rest.questions)


def _touches(first_us: int, last_us: int, days: set[int]) -> bool:
    return not days.isdisjoint(range(first_us // timestamp.US_PER_DAY, last_us // timestamp.US_PER_DAY + 1))


def _replace_day(cube: Cube, rest: Cube, day: int) -> None:
    for number, table in enumerate(cube.tables):
        mine = {key: column // 2 for key, column in rest.keys.items() if column % 2 == number}
        ours = [(cube.column(cube.within_cap(key)) // 2, column) for key, column in mine.items()]
        now = rest.tables[number].of_day(day)
        change = -table.of_day(day)
        for column, place in ours:
            change[:, column] += now[:, place]
        slots, columns = np.nonzero(change)
        table.add(slots + day * SLOTS_A_DAY, columns, change[slots, columns])


def _replace_times(times: Times, rest: Times, days: list[int]) -> None:
    times.forget_days(days)
    groups = np.array([times.group(group) for group in rest.groups], np.int64)
    for values in rest.values_of(days):
        times.add(Values(values.slots, groups[values.groups], values.buckets))
