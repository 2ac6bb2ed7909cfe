"""Delivery gives way to a burst, but not for long, and not when somebody waits for it."""

import threading

from finops_agent.config import load_config
from finops_agent.recorder import Recorder
from finops_agent.recorder.pace import GIVE_WAY_S, HURRY_PER_S, LOOK_S, Pace
from finops_agent.stores import MemoryStore


class Burst:
    """A clock and a count, both turned by hand."""

    def __init__(self):
        self.now, self.count = 100.0, 0

    def go_on(self, seconds, per_s):
        self.now += seconds
        self.count += int(seconds * per_s)


def pace_of(burst):
    return Pace(lambda: burst.count, lambda: burst.now)


def test_a_quiet_app_is_not_waited_for():
    burst = Burst()
    pace = pace_of(burst)
    for _ in range(100):
        burst.go_on(LOOK_S, HURRY_PER_S / 2)
        assert not pace.gives_way()


def test_a_burst_is_given_way_to_until_it_ends():
    burst = Burst()
    pace = pace_of(burst)
    burst.go_on(0.1, 10 * HURRY_PER_S)
    assert pace.gives_way()
    burst.go_on(0.1, 10 * HURRY_PER_S)
    assert pace.gives_way()
    burst.go_on(0.1, 0)
    assert not pace.gives_way()


def test_a_burst_that_does_not_end_is_delivered_beside_until_all_is():
    burst = Burst()
    pace = pace_of(burst)
    gave_way = []
    for _ in range(24):
        burst.go_on(GIVE_WAY_S / 8, 10 * HURRY_PER_S)
        gave_way.append(pace.gives_way())
    assert gave_way == [True] * 8 + [False] * 16
    pace.caught_up()
    burst.go_on(GIVE_WAY_S / 8, 10 * HURRY_PER_S)
    assert pace.gives_way()


def test_looks_in_quick_succession_do_not_change_the_verdict():
    burst = Burst()
    pace = pace_of(burst)
    burst.go_on(0.1, 10 * HURRY_PER_S)
    assert pace.gives_way()
    burst.go_on(LOOK_S / 10, 0)
    assert pace.gives_way()


def test_a_flush_within_a_burst_does_not_wait_for_its_end(tmp_path):
    store = MemoryStore()
    stop = threading.Event()
    with Recorder(tmp_path, lambda: store, load_config({}, home=tmp_path), steps=()) as recorder:
        session = recorder.session()

        def hurry():
            while not stop.is_set():
                session.custom("busy")

        thread = threading.Thread(target=hurry)
        thread.start()
        try:
            assert recorder.flush(30)
        finally:
            stop.set()
            thread.join()
