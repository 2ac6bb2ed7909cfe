"""Erasing a session wherever it is while others record, deliver and die; and what it records afterwards."""

import json
import signal
import threading

import pytest

from finops_agent.config import load_config
from finops_agent.errors import StoreUnavailable
from finops_agent.events.items import encode
from finops_agent.recorder import Recorder, blanking, dead_letters, erasure
from finops_agent.recorder.erasure import erase_session
from finops_agent.recorder.frames import file_header, frame
from finops_agent.recorder.segment import segments
from finops_agent.runtime import open_recorder, open_store
from finops_agent.stores import MemoryStore
from made import made_events
from nursery import run


@pytest.fixture
def home(tmp_path):
    made = load_config({}, home=tmp_path / "home")
    made.journal_dir.mkdir(parents=True)
    return made


def everything(config):
    """All bytes below the folder of the app."""
    return b"".join(path.read_bytes() for path in config.home.rglob("*") if path.is_file())


def left_behind(config, *events):
    """A segment of a process that died."""
    path = config.journal_dir / f"{len(segments(config.journal_dir)):020d}-1-left.journal"
    path.write_bytes(file_header() + b"".join(frame(encode(event)) for event in events))
    return path


@pytest.mark.parametrize("kind", ["mapped", "append"])
def test_undelivered_events_of_living_and_dead_processes_are_erased(home, kind):
    gone, kept = made_events(50, "gone-session"), made_events(50, "kept-session")
    left_behind(home, *gone[:25], *kept[:25])
    config = load_config({}, home=home.home, journal=kind)

    def refuse():
        raise StoreUnavailable("away")

    with Recorder(config.journal_dir, refuse, config) as recorder:
        for one, other in zip(gone[25:], kept[25:], strict=True):
            assert recorder.record(one).is_safe
            assert recorder.record(other).is_safe
        store = open_store(config)
        report = erase_session(config.journal_dir, store, "gone-session")
        assert (report.journals, report.is_gone) == (50, True)
        assert b"gone-session" not in everything(config)
        assert recorder.record(kept[0]).is_safe
    with open_recorder(config) as recorder:
        assert recorder.flush(20)
        assert recorder.stats().damaged == 0
    assert {stored.event.interaction_id for stored in store.scan()} == {event.interaction_id for event in kept}
    store.close()


ALIVE = """
from finops_agent.errors import StoreUnavailable
from finops_agent import runtime
def refuse(config):
    raise StoreUnavailable("away")
runtime.open_store = refuse
import finops_agent
from finops_agent.config import load_config
from finops_agent.recorder.erasure import erase_session
from finops_agent.stores import SqliteStore
recorder = start(home, journal=kind)
gone, kept = recorder.session(), recorder.session()
for _ in range(200):
    gone.query("q"), kept.query("q")
go, done = os.pipe(), os.pipe()
pid = os.fork()
if pid == 0:
    store = SqliteStore(recorder.config.sqlite_path)
    report = erase_session(recorder.config.journal_dir, store, gone.session_id)
    assert (report.journals, report.is_gone) == (201, True), report
    store.close()
    os._exit(0)
while os.waitpid(pid, os.WNOHANG)[0] == 0:  # it records on while the other process overwrites its frames
    acknowledge(kept.query("meanwhile"))
for _ in range(100):
    acknowledge(kept.query("after"))
    gone.query("the visitor goes on")
say("gone " + gone.session_id)
say("kept " + kept.session_id)
die()
"""


@pytest.mark.parametrize("kind", ["mapped", "append"])
def test_another_process_erases_in_a_segment_that_is_being_written(home, kind):
    outcome = run(ALIVE, home.home, kind=kind)
    assert outcome.status == -signal.SIGKILL, outcome.err
    gone, kept = (line.split()[1] for line in outcome.lines[-2:])
    with open_recorder(home) as recorder:
        assert recorder.flush(20)
        assert recorder.stats().damaged == 0
        assert recorder.stats().erased == 100
    store = open_store(home)
    assert store.session(gone) == []
    seqs = [event.seq for event in store.session(kept)]
    assert seqs == list(range(1 + 200 + len(outcome.lines) - 2))
    store.close()
    assert gone.encode() not in everything(home)


def test_dead_letters_are_erased_and_none_comes_back(home):
    """It goes on recording what nobody can read: neither that nor anything else of it is kept."""
    store = MemoryStore()
    with Recorder(home.journal_dir, lambda: store, home) as recorder:
        gone, kept = recorder.session(), recorder.session()
        for session in (gone, kept):
            session.response("no number", processing_time=1.0, input_tokens=-1)
        assert recorder.flush(20)
        assert dead_letters.count(home.journal_dir) == 2
        report = erase_session(home.journal_dir, store, gone.session_id)
        assert (report.dead_letters, report.is_gone) == (1, True)
        assert report.journals >= 1
        gone.query("the visitor goes on")
        gone.response("no number", processing_time=1.0, input_tokens=-1)
        kept.query("so does the other")
        assert recorder.flush(20)
        assert recorder.stats().erased == 2
        letters = [json.loads(letter["event"]) for letter in dead_letters.read(home.journal_dir)]
        assert [letter["session_id"] for letter in letters] == [kept.session_id]
    assert store.session(gone.session_id) == []
    assert len(store.session(kept.session_id)) == 2


def test_an_erasure_waits_for_the_batch_on_its_way_and_takes_that_too(home):
    class Slow(MemoryStore):
        inside, on = threading.Event(), threading.Event()

        def put_many(self, events, bodies=None):
            self.inside.set()
            assert self.on.wait(30)
            return super().put_many(events, bodies)

    store, reports = Slow(), []
    with Recorder(home.journal_dir, lambda: store, home) as recorder:
        gone = recorder.session()
        assert store.inside.wait(20)
        gone.query("behind the batch")
        eraser = threading.Thread(
            target=lambda: reports.append(erase_session(home.journal_dir, store, gone.session_id))
        )
        eraser.start()
        assert eraser.is_alive()
        store.on.set()
        eraser.join(20)
        (report,) = reports
        assert report.is_gone
        assert recorder.flush(20)
    assert store.session(gone.session_id) == []


def test_an_erasure_gets_its_turn_among_busy_deliveries(home):
    """Six recorders that deliver without a pause leave no moment without a batch between journal and store."""
    store = MemoryStore()
    going, recorders = threading.Event(), [Recorder(home.journal_dir, lambda: store, home) for _ in range(6)]

    def work(recorder):
        session = recorder.session()
        while not going.wait(0.0005):
            session.query("q")

    threads = [threading.Thread(target=work, args=(recorder,)) for recorder in recorders]
    for thread in threads:
        thread.start()
    try:
        for i in range(20):
            gone = recorders[0].session()
            gone.query("q")
            report = erase_session(home.journal_dir, store, gone.session_id)
            assert report.is_gone, i
    finally:
        going.set()
        for thread in threads:
            thread.join()
        for recorder in recorders:
            recorder.close(20)


@pytest.mark.parametrize("step", ["before the blanks", "before the search for remains"])
def test_a_segment_that_goes_while_it_is_erased_is_no_error(home, monkeypatch, step):
    """A drain deletes a segment after its last batch, and makes room, without asking an erasure."""
    path = left_behind(home, *made_events(5, "gone-session"))
    store = MemoryStore()
    module, name = (blanking, "_frames") if step == "before the blanks" else (erasure, "segments")
    real, calls = getattr(module, name), []

    def vanishing(at):
        """What it was asked for is gone when it is looked at: the first time for frames, the second for a folder."""
        calls.append(at)
        found = list(real(at))
        if name == "_frames" or len(calls) > 1:
            path.unlink(missing_ok=True)
        return found

    monkeypatch.setattr(module, name, vanishing)
    assert erase_session(home.journal_dir, store, "gone-session").is_gone


ERASING = """
from finops_agent.config import load_config
from finops_agent.recorder.erasure import erase_session
from finops_agent.stores import SqliteStore
config = load_config({}, home=home)
store = SqliteStore(config.sqlite_path)
die_at(target, when, times)
erase_session(config.journal_dir, store, "gone-session")
"""
E, D = "finops_agent.recorder.erasure:", "finops_agent.recorder.dead_letters:"
STEPS = [
    (E + "add_tombstone", "before", 1),
    (E + "add_tombstone", "after", 1),
    ("finops_agent.recorder.segment:SegmentFile.overwrite", "before", 1),
    ("finops_agent.recorder.segment:SegmentFile.overwrite", "after", 13),
    ("finops_agent.recorder.segment:SegmentFile.sync", "before", 1),
    (E + "dead_letters.remove", "before", 1),
    (D + "os.fsync", "before", 2),
    (D + "Path.replace", "before", 1),
    (D + "Path.replace", "after", 1),
    ("finops_agent.stores.sqlite:SqliteStore.erase_session", "before", 1),
    ("finops_agent.stores.sqlite:SqliteStore._delete", "after", 1),
    ("finops_agent.stores.sqlite:SqliteStore.erase_session", "after", 1),
    (E + "_still_holding", "before", 1),
]


@pytest.mark.parametrize(("target", "when", "times"), STEPS)
def test_an_erasure_that_was_killed_is_finished_by_the_next(home, target, when, times):
    gone, kept = made_events(60, "gone-session"), made_events(60, "kept-session")
    store = open_store(home)
    store.put_many([*gone[:20], *kept[:20]])
    store.close()
    left_behind(home, *gone[20:30], *kept[20:40])
    left_behind(home, *gone[30:40], *kept[40:])
    dead_letters.bury(home.journal_dir, [(encode(event), "why") for event in [*gone[40:], *kept[:2]]])
    outcome = run(ERASING, home.home, target=target, when=when, times=times)
    assert outcome.status == -signal.SIGKILL, outcome.err
    store = open_store(home)
    report = erase_session(home.journal_dir, store, "gone-session")
    assert report.is_gone
    assert store.session("gone-session") == []
    assert dead_letters.count(home.journal_dir) == 2
    with open_recorder(home) as recorder:
        assert recorder.flush(20)
        assert recorder.stats().damaged == 0
    assert len(store.session("kept-session")) == 60
    assert store.session("gone-session") == []
    store.close()
    assert b"gone-session" not in everything(home)
