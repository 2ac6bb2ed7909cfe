"""Days folded anew, after events of theirs were deleted: what remains replaces what was there."""

from collections.abc import Iterable

import numpy as np

from finops_agent.analytics.cube import SLOTS_A_DAY, Cube
from finops_agent.analytics.folded import Folded
from finops_agent.analytics.times import Times, Values
from finops_agent.events import timestamp
from finops_agent.stores.pages import Pages

MAX_DAYS = 30
"""More days than these are not worth it: everything is read again."""


def days_of(spans: Iterable[tuple[int, int]]) -> list[int]:
    """The days (numbers since 1970) that spans of microseconds touch, ascending."""
    a_day = timestamp.US_PER_DAY
    return sorted({day for first, last in spans for day in range(first // a_day, last // a_day + 1)})


def refold(folded: Folded, pages: Pages, days: list[int], *, upto: int, now_us: int, recorder: int | None) -> None:
    """Bring `days` in line with what the store still holds of them, up to seq `upto`.

    The days must be all those of every session that lost an event: what a session adds to the cube may stand on any
    day of it. Sessions are read whole, since what they add depends on all of their events.
    """
    held = [n for n, row in folded.sessions.rows.items() if _touches(row.first_us, row.last_us, set(days))]
    numbers = sorted({*held, *_sessions_on(pages, days, upto)})
    rest = Folded()
    for page in pages.pages_of_sessions(numbers, upto=upto):
        rest.fold(page, now_us, recorder)
    for day in days:
        _replace_day(folded.cube, rest.cube, day)
    _replace_times(folded.times, rest.times, days)
    folded.sessions.take_over(numbers, rest.sessions)
    folded.questions.take_over(numbers, rest.questions)


def _sessions_on(pages: Pages, days: list[int], upto: int) -> set[int]:
    a_day = timestamp.US_PER_DAY
    found: set[int] = set()
    for day in days:
        for page in pages.pages_between(day * a_day, (day + 1) * a_day, upto=upto):
            found.update(row[2] for row in page.rows)
    return found


def _touches(first_us: int, last_us: int, days: set[int]) -> bool:
    return not days.isdisjoint(range(first_us // timestamp.US_PER_DAY, last_us // timestamp.US_PER_DAY + 1))


def _replace_day(cube: Cube, rest: Cube, day: int) -> None:
    for number, table in enumerate(cube.tables):
        mine = {key: column // 2 for key, column in rest.keys.items() if column % 2 == number}
        ours = [(cube.column(key) // 2, column) for key, column in mine.items()]
        now = rest.tables[number].of_day(day)
        change = -table.of_day(day)
        for column, place in ours:
            change[:, column] += now[:, place]
        slots, columns = np.nonzero(change)
        table.add(slots + day * SLOTS_A_DAY, columns, change[slots, columns])


def _replace_times(times: Times, rest: Times, days: list[int]) -> None:
    times.forget_days(days)
    groups = np.array([times.group(*group) for group in rest.groups], np.int64)
    for values in rest.values_of(days):
        times.add(Values(values.slots, groups[values.groups], values.buckets))
