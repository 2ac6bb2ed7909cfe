"""`kill -9` at random moments and inside each step: what was acknowledged is stored, once."""

import random
import signal

import pytest

from finops_agent.config import load_config
from finops_agent.recorder import dead_letters
from finops_agent.runtime import open_recorder, open_store
from nursery import run

SMALL_SEGMENTS = """
from finops_agent.recorder import journal, writers
journal.SEGMENT_BYTES = 96 * 1024
"""

RECORDING = (
    SMALL_SEGMENTS
    + """
import threading, time
recorder = start(home, journal=kind)
def work():
    session = recorder.session()
    while True:
        acknowledge(session.query("What are my top cost drivers?"))
        if gap:
            time.sleep(gap)
for _ in range(threads - 1):
    threading.Thread(target=work, daemon=True).start()
work()
"""
)

ONE_BY_ONE = (
    SMALL_SEGMENTS
    + """
recorder = start(home, journal=kind)
session = recorder.session()
within = globals().get("within")
if within:
    die_within_write(*within)
else:
    die_at(target, when, times)
for _ in range(3_000):
    acknowledge(session.query("What are my top cost drivers?" * 10))
recorder.flush(20)
"""
)


def recover(home):
    """What a process that starts later finds: ids in order, and its figures."""
    config = load_config({}, home=home, debug=True)
    with open_recorder(config) as recorder:
        assert recorder.flush(30), recorder.stats()
        stats = recorder.stats()
    store = open_store(config)
    found = [stored.event for stored in store.scan()]
    store.close()
    assert list(config.journal_dir.glob("*.journal")) == []
    return found, stats


def check(acknowledged, found, stats, torn=0):
    """Nothing is lost or doubled, and at most `torn` places cannot be read.

    A kill tears an append that the kernel copies from one page into the next: it was never acknowledged, and a reader
    cannot tell it from a file that was cut off, so it counts it. A map has none.
    """
    ids = [event.interaction_id for event in found]
    assert set(acknowledged) - set(ids) == set()
    assert len(ids) == len(set(ids))
    assert stats.damaged <= torn
    assert stats.dead == 0


@pytest.mark.parametrize("threads", [1, 8])
@pytest.mark.parametrize(("gap", "longest"), [(0, 0.03), (0.0005, 0.06), (0.005, 0.15)])
def test_17_kills_at_random_moments_lose_and_double_nothing(tmp_path, gap, threads, longest):
    """Over all cases more than a hundred; each at another moment after the first event was acknowledged."""
    home = tmp_path / "home"
    acknowledged = []
    for i in range(17):
        kind = ("mapped", "append")[i % 2]
        after = random.uniform(0, longest)
        outcome = run(RECORDING, home, kill_after_s=after, gap=gap, threads=threads, kind=kind)
        assert outcome.status == -signal.SIGKILL, outcome.err
        acknowledged += outcome.lines
    assert len(acknowledged) >= 17
    found, stats = recover(home)
    check(acknowledged, found, stats, torn=8)
    store = open_store(load_config({}, home=home))
    for session_id in {event.session_id for event in found}:
        # Each session was recorded by one thread: nothing before its last event is missing, and the order is kept.
        seqs = [event.seq for event in store.session(session_id)]
        assert seqs == list(range(len(seqs)))
    store.close()


W, J, S = "finops_agent.recorder.writers:", "finops_agent.recorder.journal:", "finops_agent.recorder.segment:"
STEPS = [
    (W + "_pack_rest", "before", 500),
    (W + "_pack_rest", "after", 500),
    (W + "_pack_commit", "before", 500),
    (W + "_pack_commit", "after", 500),
    (W + "_pack_commit", "before", 1),
    (W + "begin", "before", 2),
    (W + "begin", "after", 2),
    ("os:posix_fallocate", "before", 2),
    ("os:posix_fallocate", "after", 2),
    ("mmap:mmap", "after", 2),
    (W + "publish", "before", 2),
    (W + "publish", "after", 2),
    (W + "MappedSegment.__init__", "after", 3),
    (J + "Journal.seal", "before", 1),
    (J + "Journal.seal", "after", 2),
    (J + "Journal._roll", "after", 2),
    (J + "Journal.prepare", "after", 5),
    ("finops_agent.stores.sqlite:SqliteStore.put_many", "before", 1),
    ("finops_agent.stores.sqlite:SqliteStore.put_many", "after", 1),
    ("finops_agent.stores.sqlite:SqliteStore.put_many", "after", 3),
    (S + "SegmentFile.acknowledge", "before", 2),
    (S + "SegmentFile.acknowledge", "after", 2),
    (S + "SegmentFile.delete", "before", 1),
    (S + "SegmentFile.delete", "after", 1),
]


@pytest.mark.parametrize(("target", "when", "times"), STEPS)
def test_a_kill_inside_a_step_loses_and_doubles_nothing(tmp_path, target, when, times):
    home = tmp_path / "home"
    outcome = run(ONE_BY_ONE, home, target=target, when=when, times=times, kind="mapped")
    assert outcome.status == -signal.SIGKILL, f"the step was never reached: {outcome.err}"
    found, stats = recover(home)
    check(outcome.lines, found, stats)


@pytest.mark.parametrize("times", [1, 700])
def test_a_kill_within_a_write_loses_only_what_was_not_acknowledged(tmp_path, times):
    """Half a frame is in the file: counted as a place that cannot be read, and nothing beside it is lost."""
    script = ONE_BY_ONE.replace("within =", "from finops_agent.recorder.frames import COMMIT_MARK\nwithin =")
    script = script.replace("*within", "COMMIT_MARK, times")
    home = tmp_path / "home"
    outcome = run(script, home, within=True, times=times, kind="append")
    assert outcome.status == -signal.SIGKILL, f"the write was never reached: {outcome.err}"
    found, stats = recover(home)
    ids = [event.interaction_id for event in found if event.session_id != "recorder"]
    assert set(outcome.lines) - set(ids) == set()
    assert len(ids) == len(set(ids))
    assert stats.damaged == 1


LEAVING = (
    SMALL_SEGMENTS
    + """
from finops_agent.recorder.drain import Drain
Drain.start = lambda self: None
session = start(home).session()
for i in range(12_000):
    acknowledge(session.query("q"))
die()
"""
)

RECOVERING = """
die_at(target, "after", times)
recorder = start(home)
recorder.flush(20)
"""


def test_twenty_kills_during_recovery_and_then_all_is_there_once(tmp_path):
    home = tmp_path / "home"
    left = run(LEAVING, home)
    assert len(left.lines) == 12_000
    targets = [
        "finops_agent.stores.sqlite:SqliteStore.put_many",
        "finops_agent.recorder.segment:SegmentFile.acknowledge",
        "finops_agent.recorder.segment:lock",
        "finops_agent.recorder.delivery:decode",
    ]
    for i in range(20):
        outcome = run(RECOVERING, home, target=targets[i % 4], times=1 if i % 4 < 3 else 700)
        assert outcome.status == -signal.SIGKILL, outcome.err
    found, stats = recover(home)
    check(left.lines, found, stats)


BURYING = """
recorder = start(home)
session = recorder.session()
recorder.flush(20)
if mark:
    die_within_write(b'{"reason"')
else:
    die_at("finops_agent.recorder.delivery:dead_letters.bury", when, where=lambda folder, letters: letters)
for i in range(50):
    acknowledge(session.query("q"))
acknowledge(session.response("no number", processing_time=1.0, input_tokens=-1))
for i in range(50):
    acknowledge(session.query("q"))
recorder.flush(20)
"""


@pytest.mark.parametrize(("when", "mark"), [("before", False), ("after", False), ("within", True)])
def test_a_kill_while_a_dead_letter_is_written_keeps_it_once_and_the_others(tmp_path, when, mark):
    home = tmp_path / "home"
    outcome = run(BURYING, home, when=when, mark=mark)
    assert outcome.status == -signal.SIGKILL, outcome.err
    config = load_config({}, home=home)
    with open_recorder(config) as recorder:
        assert recorder.flush(30)
        assert recorder.stats().dead == 1
    store = open_store(config)
    ids = {stored.event.interaction_id for stored in store.scan()}
    store.close()
    dead = [line for line in outcome.lines if line.startswith("response")]
    assert set(outcome.lines) - ids <= set(dead)
    letters = [letter["event"] for letter in dead_letters.read(config.journal_dir) if letter["reason"] != "damaged"]
    assert len(letters) == 1
    assert '"response_' in letters[0]
