"""What is stored does not stay in the journal for ever, even where a segment never fills up."""

import time

import pytest

from finops_agent.config import load_config
from finops_agent.events.items import encode
from finops_agent.recorder import Recorder, live
from finops_agent.recorder.delivery import Delivery
from finops_agent.recorder.drops import Drops
from finops_agent.recorder.journal import Journal
from finops_agent.recorder.live import STALE_S, LiveSegments
from finops_agent.recorder.segment import segments
from finops_agent.stores import MemoryStore
from made import made_events


class Hand:
    """A clock turned by hand."""

    def __init__(self):
        self.now_s = 1_000.0

    def __call__(self):
        return self.now_s


@pytest.fixture(params=["mapped", "append"])
def journal(request, tmp_path):
    return Journal(tmp_path, request.param, 2**30, lambda: None)


@pytest.fixture
def clock():
    return Hand()


@pytest.fixture
def delivered(journal, clock):
    """Segments with ten events, all stored."""
    made = LiveSegments(journal, Delivery(journal.folder, Drops()), clock)
    for event in made_events(10):
        journal.append(encode(event))
    while made.deliver(MemoryStore()):
        pass
    yield made
    made.close()


def test_a_segment_is_left_an_hour_after_its_first_event_was_stored(journal, clock, delivered):
    clock.now_s += STALE_S - 1
    delivered.leave_stale()
    assert len(journal.writers()) == 1
    clock.now_s += 1
    delivered.leave_stale()
    assert journal.writers() == []
    assert len(journal.sealed()) == 1


def test_a_segment_in_which_events_wait_is_not_left(journal, clock, delivered):
    journal.append(encode(made_events(1)[0]))
    clock.now_s += STALE_S
    delivered.leave_stale()
    assert len(journal.writers()) == 1


def test_an_event_after_that_begins_a_new_segment_with_an_hour_of_its_own(journal, clock, delivered):
    clock.now_s += STALE_S
    delivered.leave_stale()
    journal.append(encode(made_events(1)[0]))
    assert delivered.deliver(MemoryStore())
    delivered.leave_stale()
    assert len(journal.writers()) == 1


def test_the_bytes_of_what_is_stored_leave_the_disk(tmp_path, monkeypatch):
    monkeypatch.setattr(live, "STALE_S", 0.0)
    config = load_config({}, home=tmp_path)
    with Recorder(config.journal_dir, MemoryStore, config) as recorder:
        recorder.session().query("q")
        assert recorder.flush(20)
        deadline = time.monotonic() + 20
        while segments(config.journal_dir):
            assert time.monotonic() < deadline
            recorder.flush(1)
        recorder.session().query("another")
        assert recorder.flush(20)
        assert recorder.stats().stored == 4
