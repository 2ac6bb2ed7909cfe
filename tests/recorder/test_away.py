"""A store that hangs, fails or answers too late, and journals that fill up meanwhile."""

import json
import shutil
import threading
import time

import pytest

from finops_agent.config import load_config
from finops_agent.errors import StoreUnavailable
from finops_agent.recorder import Recorder
from finops_agent.recorder.backoff import Backoff
from finops_agent.recorder.segment import SEGMENT_BYTES, folder_bytes, segments
from finops_agent.stores import MemoryStore

MAX_BYTES = 16 * 1024 * 1024


def until(condition):
    """Wait for a condition."""
    deadline = time.monotonic() + 30
    while not condition():
        assert time.monotonic() < deadline
        time.sleep(0.005)


class Troubled(MemoryStore):
    """Does what `trouble` says with each batch, as long as it says something."""

    def __init__(self):
        super().__init__()
        self.trouble = None
        self.calls = 0
        self.inside, self.on = threading.Event(), threading.Event()

    def put_many(self, events, bodies=None):
        self.calls += 1
        trouble = self.trouble
        if trouble == "fails":
            raise StoreUnavailable("away")
        if trouble == "falls":
            raise KeyError("unforeseen")
        if trouble == "hangs":
            self.inside.set()
            assert self.on.wait(60)
        if trouble == "half":
            super().put_many(events[: len(events) // 2])
            raise StoreUnavailable("half of it")
        new = super().put_many(events, bodies)
        if trouble == "forgets":
            raise StoreUnavailable("the answer was lost")
        return new


@pytest.fixture
def store():
    return Troubled()


@pytest.fixture
def made(tmp_path, store):
    """A recorder over the store, with settings."""
    recorders = []

    def make(**settings):
        config = load_config({}, home=tmp_path, journal_max_bytes=MAX_BYTES, **settings)
        recorders.append(Recorder(config.journal_dir, lambda: store, config))
        return recorders[-1]

    yield make
    store.trouble = None
    store.on.set()
    for recorder in recorders:
        recorder.close()


def told(store):
    """What the `events_dropped` events say."""
    events = [stored.event for stored in store.scan()]
    return [json.loads(e.event_data) for e in events if getattr(e, "event_name", "") == "events_dropped"]


@pytest.mark.parametrize("trouble", ["fails", "falls", "half", "forgets"])
def test_a_store_in_trouble_costs_nothing_once_it_is_well(made, store, trouble):
    recorder = made()
    store.trouble = trouble
    session = recorder.session()
    receipts = [session.query("q") for _ in range(1_200)]
    until(lambda: recorder.stats().store_errors >= 2)
    assert recorder.stats().last_error
    store.trouble = None
    assert recorder.flush(20)
    ids = [stored.event.interaction_id for stored in store.scan()]
    assert len(ids) == len(set(ids)) == 1_201
    assert {receipt.interaction_id for receipt in receipts} <= set(ids)
    assert recorder.stats().last_error is None
    assert recorder.stats().dropped == {}


def test_a_store_that_hangs_keeps_no_caller_waiting(made, store):
    recorder = made()
    store.trouble = "hangs"
    session = recorder.session()
    assert store.inside.wait(20)
    receipts = [session.query("q") for _ in range(5_000)]
    assert all(receipt.is_safe for receipt in receipts)
    assert not recorder.flush(0.05)
    assert recorder.stats().pending_bytes > 1_000_000
    store.trouble = None
    store.on.set()
    assert recorder.flush(20)
    assert store.watermark() == 5_001


def test_a_store_that_is_away_is_asked_less_and_less_often():
    """The pause is drawn anew each time, up to a limit that doubles until it is half a minute."""

    def pause_after(failures):
        backoff = Backoff()
        for _ in range(failures):
            backoff.failed(StoreUnavailable("away"))
        return backoff.failed(StoreUnavailable("away"))

    longest = [max(pause_after(failures) for _ in range(200)) for failures in range(12)]
    assert longest[0] <= 0.2
    assert 1 < longest[5] <= 6.4
    assert 20 < longest[-1] <= 30


@pytest.mark.parametrize("kind", ["mapped", "append"])
def test_a_full_journal_drops_the_newest_and_counts_each(made, store, kind):
    recorder = made(journal=kind)
    store.trouble = "fails"
    session = recorder.session()
    text = "What are my top cost drivers? " * 33
    receipts, lost = [], 0
    while lost < 1_000:
        receipts.append(session.query(text))
        lost += not receipts[-1].is_safe
    assert folder_bytes(recorder._journal.folder) <= MAX_BYTES + SEGMENT_BYTES
    assert {receipt.drop_reason for receipt in receipts} == {None, "journal_full"}
    assert recorder.stats().dropped == {"journal_full": lost}
    store.trouble = None
    assert recorder.flush(30)
    until(lambda: told(store))
    ids = {stored.event.interaction_id for stored in store.scan()}
    assert {receipt.interaction_id for receipt in receipts if receipt.is_safe} <= ids
    emitted = 1 + len(receipts)
    assert lost == emitted - sum(stored.event.session_id != "recorder" for stored in store.scan())
    (loss,) = told(store)
    assert (loss["count"], loss["reasons"]) == (lost, {"journal_full": lost})
    assert loss["since"] <= loss["until"]
    assert session.query("there is room again").is_safe


@pytest.mark.parametrize("kind", ["mapped", "append"])
def test_a_full_journal_may_drop_the_oldest_and_count_each(made, store, kind):
    recorder = made(journal=kind, journal_full="drop_oldest")
    store.trouble = "fails"
    session = recorder.session()
    text = "What are my top cost drivers? " * 33
    emitted = 1
    while recorder.stats().dropped.get("journal_full", 0) < 1_000:
        receipts = [session.query(text) for _ in range(500)]
        emitted += 500
        assert {receipt.drop_reason for receipt in receipts} <= {None, "journal_full"}
    assert folder_bytes(recorder._journal.folder) <= MAX_BYTES + SEGMENT_BYTES
    newest = [session.query("the newest")]
    until(lambda: newest[-1].is_safe or newest.append(session.query("the newest")))
    emitted += len(newest)
    store.trouble = None
    assert recorder.flush(30)
    until(lambda: sum(loss["count"] for loss in told(store)) == recorder.stats().dropped["journal_full"])
    seqs = {stored.event.seq for stored in store.scan() if stored.event.session_id != "recorder"}
    assert recorder.stats().dropped == {"journal_full": emitted - len(seqs)}
    assert emitted - 1 in seqs, "the newest is there"
    assert 0 not in seqs, "the oldest is gone"


def test_a_log_that_keeps_what_it_is_told_keeps_no_segment_from_delivery(made, store, caplog):
    """An error holds the frames it came through, and these the segment that was being delivered or written."""
    recorder = made(journal="append")
    store.trouble = "fails"
    session = recorder.session()
    until(lambda: recorder.stats().store_errors)
    while session.query("q" * 1_000).is_safe:
        pass
    store.trouble = None
    assert recorder.flush(30)
    assert len(caplog.records) >= 2
    assert not any(isinstance(arg, BaseException) for record in caplog.records for arg in record.args)


@pytest.mark.parametrize("kind", ["mapped", "append"])
def test_what_stands_in_a_removed_file_that_the_drain_has_open_is_stored(made, store, kind):
    """Someone empties the folder: more than one batch is in the file that has no name any more."""
    recorder = made(journal=kind)
    session = recorder.session()
    assert recorder.flush(20)
    store.trouble = "hangs"
    session.query("keeps the drain busy")
    assert store.inside.wait(20)
    receipts = [session.query("q") for _ in range(1_700)]
    shutil.rmtree(recorder._journal.folder)
    receipts += [session.query("q") for _ in range(100)]
    store.trouble = None
    store.on.set()
    assert recorder.flush(20)
    receipts.append(session.query("in a new file"))
    assert recorder.flush(20)
    assert {receipt.interaction_id for receipt in receipts} <= {row.event.interaction_id for row in store.scan()}
    assert recorder.stats().pending_bytes == 0


def test_a_long_outage_takes_no_memory_and_no_descriptors_by_the_event(made, store):
    recorder = made()
    store.trouble = "fails"
    session = recorder.session()
    until(lambda: recorder.stats().store_errors)
    for _ in range(20_000):
        session.query("q")
    assert len(recorder._drain._live._files) <= 2
    assert len(segments(recorder._journal.folder)) >= 1
    store.trouble = None
    assert recorder.flush(30)
    assert store.watermark() == 20_001
    assert len(segments(recorder._journal.folder)) <= 2
