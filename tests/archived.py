"""What an archive and a cube are compared by: every slot of every column, every single time."""

import numpy as np

from finops_agent.analytics import measure
from finops_agent.analytics.cube import SLOTS_A_DAY
from made import APPS, ENVIRONMENTS

PLACE = {"app": APPS[1], "environment": ENVIRONMENTS[0]}


def rows_of_cube(figures):
    """(key, slot, sum) of everything that is not zero."""
    found = {}
    for number, table in enumerate(figures.cube.tables):
        keys = {column // 2: key for key, column in figures.cube.keys.items() if column % 2 == number}
        for day in table.days.tolist():
            sums = table.of_day(day)
            for slot, column in zip(*np.nonzero(sums), strict=True):
                key = tuple(map(str, keys[int(column)]))
                found[key, day * SLOTS_A_DAY + int(slot)] = int(sums[slot, column])
    return found


def rows_of_times(figures):
    """(slot, group, bucket) of every single time, sorted."""
    times = figures.times
    found = []
    for values in times.values_of(times.sums.days.tolist()):
        groups = [tuple(map(str, times.groups[group])) for group in values.groups.tolist()]
        found += zip(values.slots.tolist(), groups, values.buckets.tolist(), strict=True)
    return sorted(found)


def assert_equal(figures, expected, windows, now_us):
    """Both hold the same, row for row, and measure the same in each window and view."""
    assert rows_of_cube(figures) == rows_of_cube(expected)
    assert rows_of_times(figures) == rows_of_times(expected)
    for window in windows:
        for view in ({}, {"engine": "offline"}, {"analysis_type": "Tagging Analysis"}, {"app": APPS[0]}, PLACE):
            mine, theirs = (measure(each, window, now_us=now_us, **view) for each in (figures, expected))
            assert {name: (m.value, m.n) for name, m in mine.items()} == {n: (m.value, m.n) for n, m in theirs.items()}
