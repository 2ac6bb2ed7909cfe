"""One batch at a time, from a segment to a store that fails, refuses or forgets: nothing lost, nothing kept twice."""

import pytest

from finops_agent.errors import StoreUnavailable
from finops_agent.events.items import encode
from finops_agent.recorder import dead_letters, delivery, erasures
from finops_agent.recorder.delivery import Delivery
from finops_agent.recorder.drops import Drops
from finops_agent.recorder.erasures import Tombstones, add_tombstone
from finops_agent.recorder.frames import file_header, frame
from finops_agent.recorder.segment import lock
from finops_agent.stores import MemoryStore, SqliteStore
from made import made_events

NO_EVENT = b'{"event_type":"nothing of ours","session_id":"somebody"}'


class Away(MemoryStore):
    """Fails a few times, at once or only after it has committed."""

    def __init__(self, failures, *, after_commit=False):
        super().__init__()
        self.failures = failures
        self.after_commit = after_commit

    def put_many(self, events, bodies=None):
        if self.failures and not self.after_commit:
            self.failures -= 1
            raise StoreUnavailable("away")
        new = super().put_many(events, bodies)
        if self.failures:
            self.failures -= 1
            raise StoreUnavailable("the answer was lost")
        return new


def segment(folder, *pieces):
    path = folder / "0-0-left.journal"
    path.write_bytes(file_header() + b"".join(pieces))
    return lock(path)


def frames(events):
    return b"".join(frame(encode(event)) for event in events)


def deliver_all(delivery, store, file):
    while True:
        try:
            if not delivery.deliver(store, file):
                return
        except StoreUnavailable:
            continue


@pytest.mark.parametrize("after_commit", [False, True])
def test_a_store_that_fails_makes_nothing_count_twice(tmp_path, after_commit):
    """Damage, dead letters and erased events are met again with every retry."""
    events = made_events(20)
    gone = made_events(5, "erased-session")
    add_tombstone(tmp_path, "erased-session")
    damage = bytearray(frame(b"damaged" * 20))
    damage[40] ^= 0xFF
    drops, store = Drops(), Away(4, after_commit=after_commit)
    file = segment(tmp_path, frames(events), bytes(damage), frame(NO_EVENT), frames(gone), frames(events[:1]))
    delivery = Delivery(tmp_path, drops)
    deliver_all(delivery, store, file)
    assert {stored.event.interaction_id for stored in store.scan()} == {event.interaction_id for event in events}
    assert (delivery.counts.damaged, delivery.counts.dead, delivery.counts.erased) == (1, 1, 5)
    assert drops.by_reason() == {"damaged": 1}
    assert [letter["event"].encode() for letter in dead_letters.read(tmp_path)] == [NO_EVENT]
    file.forget()


@pytest.mark.parametrize("make", [lambda _folder: MemoryStore(), lambda folder: SqliteStore(folder / "events.db")])
def test_a_time_that_no_calendar_has_stops_no_other_event(tmp_path, make):
    """It passes for a time by its form; only the store finds that it is none."""
    events = made_events(20)
    wrong = encode(events[7]).replace(events[7].timestamp.encode(), b"2026-13-45T25:61:61.000Z")
    file = segment(tmp_path, *(frame(wrong if i == 7 else encode(event)) for i, event in enumerate(events)))
    store, delivery = make(tmp_path), Delivery(tmp_path, Drops())
    deliver_all(delivery, store, file)
    assert {stored.event.seq for stored in store.scan()} == set(range(20)) - {7}
    (letter,) = dead_letters.read(tmp_path)
    assert "2026-13-45" in letter["reason"]
    file.forget()
    store.close()


def test_what_an_erased_session_records_in_no_readable_form_is_no_dead_letter(tmp_path):
    add_tombstone(tmp_path, "somebody")
    file = segment(tmp_path, frame(NO_EVENT))
    delivery = Delivery(tmp_path, Drops())
    deliver_all(delivery, MemoryStore(), file)
    assert list(dead_letters.read(tmp_path)) == []
    assert delivery.counts.erased == 1
    file.forget()


def test_tombstones_that_could_not_be_read_are_read_again(tmp_path, monkeypatch):
    """Without that, one moment without free descriptors would bring erased sessions back."""
    tombstones = Tombstones(tmp_path)
    add_tombstone(tmp_path, "somebody")

    def refuse(*_args, **_named):
        raise OSError(24, "Too many open files")

    monkeypatch.setattr(erasures.Path, "read_text", refuse)
    with pytest.raises(OSError, match="Too many"):
        tombstones.refresh()
    monkeypatch.undo()
    tombstones.refresh()
    assert tombstones.has("somebody")


def test_a_tombstone_behind_a_cut_off_line_counts(tmp_path):
    (tmp_path / erasures.TOMBSTONES).write_text(erasures.digest("other")[:20])
    add_tombstone(tmp_path, "somebody")
    tombstones = Tombstones(tmp_path)
    tombstones.refresh()
    assert tombstones.has("somebody")


def test_a_dead_letter_behind_a_cut_off_line_can_be_read(tmp_path):
    (tmp_path / dead_letters.NAME).write_text('{"reason": "cut o')
    dead_letters.bury(tmp_path, [(b"one", "first"), (b"two", "second")])
    dead_letters.bury(tmp_path, [(b"two", "second"), (b"three", "third")])
    read = [letter["event"] for letter in dead_letters.read(tmp_path)]
    assert read == ['{"reason": "cut o', "one", "two", "three"]


@pytest.mark.parametrize(("is_awaited", "rests"), [(False, 3), (True, 0)])
def test_it_rests_between_stretches_unless_somebody_waits(tmp_path, monkeypatch, is_awaited, rests):
    taken = []
    monkeypatch.setattr(delivery.time, "sleep", taken.append)
    file = segment(tmp_path, frames(made_events(250)))
    assert Delivery(tmp_path, Drops(), lambda: is_awaited).deliver(MemoryStore(), file)
    assert len(taken) == rests
    file.forget()
