"""The journal of a process: mapped where it can be, appended where not, bounded, and never waited for."""

import os
import random
import signal
import threading
from pathlib import Path

import pytest

from finops_agent.config import load_config
from finops_agent.recorder import Recorder
from finops_agent.recorder.frames import cut, file_header, frame
from finops_agent.recorder.journal import Journal, JournalFull, choose_kind, file_system
from finops_agent.recorder.segment import READ_BYTES, SEGMENT_BYTES, SegmentFile, adopt, folder_bytes, segments
from finops_agent.runtime import open_recorder
from finops_agent.stores import MemoryStore

MIB = 1024 * 1024


@pytest.fixture(params=["mapped", "append"])
def kind(request):
    return request.param


def make(folder, kind, max_bytes=64 * MIB):
    return Journal(folder, kind, max_bytes, lambda: None)


def bodies_in(folder):
    found = []
    for path in segments(folder):
        file = SegmentFile.open(path)
        while data := file.read(file.acknowledged):
            chunk = cut(data, at_end=len(data) < READ_BYTES, limit=100_000)
            found += chunk.bodies
            file.acknowledged += chunk.length
        file.forget()
    return found


def test_what_is_appended_is_in_a_segment_before_append_returns(kind, tmp_path):
    journal = make(tmp_path, kind)
    journal.append(b"one")
    assert bodies_in(tmp_path) == [b"one"]


def test_a_full_segment_is_sealed_and_the_next_begun(kind, tmp_path):
    journal = make(tmp_path, kind)
    body = b"x" * 60_000
    for _ in range(150):
        journal.append(body)
    assert len(journal.sealed()) == 2
    assert bodies_in(tmp_path) == [body] * 150
    assert {file.path for file in adopt(tmp_path)} == set(journal.sealed())


def test_a_segment_prepared_ahead_is_the_next_and_an_unused_one_goes(tmp_path):
    journal = make(tmp_path, "mapped")
    body = b"x" * 60_000
    journal.prepare()
    assert segments(tmp_path) == []
    for _ in range(50):
        journal.append(body)
    journal.prepare()
    assert len(segments(tmp_path)) == 2
    for _ in range(50):
        journal.append(body)
    assert len(segments(tmp_path)) == 2
    journal.prepare()
    journal.let_go()
    assert len(segments(tmp_path)) == 2


def test_a_journal_at_its_limit_refuses_and_takes_again_when_there_is_room(kind, tmp_path):
    journal = make(tmp_path, kind, max_bytes=3 * SEGMENT_BYTES)
    body = b"x" * 60_000
    kept = 0

    def fill():
        nonlocal kept
        while True:
            journal.append(body)
            kept += 1

    with pytest.raises(JournalFull, match="have reached"):
        fill()
    assert bodies_in(tmp_path) == [body] * kept
    for file in adopt(tmp_path):
        file.delete()
    journal._full_until = 0.0
    journal.append(body)


@pytest.mark.parametrize("seed", range(3))
def test_journals_together_exceed_their_limit_by_a_segment_each_at_the_most(kind, tmp_path, seed):
    """Each stands for a process: what holds a segment is its descriptor."""
    limit, chance, body = 3 * SEGMENT_BYTES, random.Random(seed), b"x" * 60_000
    journals = [make(tmp_path, kind, max_bytes=limit) for _ in range(3)]
    full = []
    while len(full) < len(journals):
        journal = chance.choice([journal for journal in journals if journal not in full])
        try:
            for _ in range(chance.randint(1, 60)):
                journal.append(body)
        except JournalFull:
            full.append(journal)
    assert limit - SEGMENT_BYTES < folder_bytes(tmp_path) <= limit + 3 * (SEGMENT_BYTES + 2 * len(body))


def test_processes_that_come_and_go_while_the_store_is_away_do_not_fill_the_disk(kind, tmp_path):
    refused = 0
    for _ in range(12):
        journal = make(tmp_path, kind, max_bytes=3 * SEGMENT_BYTES)
        try:
            for _ in range(60):
                journal.append(b"x" * 60_000)
        except JournalFull:
            refused += 1
    assert refused >= 8
    assert folder_bytes(tmp_path) <= 3 * SEGMENT_BYTES


def test_a_process_that_begins_among_many_idle_ones_is_not_refused(tmp_path):
    idle = [make(tmp_path, "mapped", max_bytes=3 * SEGMENT_BYTES) for _ in range(4)]
    for journal in idle:
        journal.append(b"one")
    assert len(segments(tmp_path)) == 4


def test_a_caller_that_finds_the_segment_taken_appends_elsewhere(tmp_path):
    journal = make(tmp_path, "mapped")
    journal.append(b"mapped")
    journal._lane._writing[0] = object()
    journal.append(b"spilled")
    del journal._lane._writing[0]
    journal.append(b"mapped again")
    assert len(segments(tmp_path)) == 2
    assert sorted(bodies_in(tmp_path)) == [b"mapped", b"mapped again", b"spilled"]


def test_no_mapping_now_means_appending_and_mapping_later(tmp_path, monkeypatch):
    journal = make(tmp_path, "mapped")

    def refuse(*_args):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "posix_fallocate", refuse)
    journal.append(b"one")
    monkeypatch.undo()
    journal.append(b"two")
    assert len(segments(tmp_path)) == 1
    journal._no_map_until = 0.0
    journal.append(b"three")
    assert len(segments(tmp_path)) == 2
    assert sorted(bodies_in(tmp_path)) == [b"one", b"three", b"two"]


def test_many_threads_lose_nothing_while_segments_roll(kind, tmp_path):
    journal = make(tmp_path, kind, max_bytes=2**40)

    def work(name):
        for i in range(400):
            journal.append(b"%d-%d " % (name, i) * 1_000)

    threads = [threading.Thread(target=work, args=(name,)) for name in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(segments(tmp_path)) > 3
    found = [body.split()[0] for body in bodies_in(tmp_path)]
    assert len(found) == len(set(found)) == 8 * 400


def test_a_signal_handler_may_append_at_any_moment(tmp_path):
    journal = make(tmp_path, "mapped", max_bytes=2**40)
    within = []

    def handler(_number, _frame):
        within.append(b"within-%d" % len(within))
        journal.append(within[-1])

    before = signal.signal(signal.SIGVTALRM, handler)
    signal.setitimer(signal.ITIMER_VIRTUAL, 0.002, 0.002)
    outside = 0
    try:
        while len(within) < 100:
            journal.append(b"outside" * 1_000)
            outside += 1
    finally:
        signal.setitimer(signal.ITIMER_VIRTUAL, 0)
        signal.signal(signal.SIGVTALRM, before)
    found = bodies_in(tmp_path)
    assert [body for body in found if body.startswith(b"within")].sort() == within.sort()
    assert len(found) == len(within) + outside


def test_the_kind_follows_the_file_system_and_the_setting(tmp_path, monkeypatch):
    assert choose_kind(tmp_path, "append") == ("append", "as set")
    assert choose_kind(tmp_path, "mapped") == ("mapped", "as set")
    name = "finops_agent.recorder.journal.file_system"
    monkeypatch.setattr(name, lambda _folder: "overlay")
    assert choose_kind(tmp_path, "auto")[0] == "append"
    monkeypatch.setattr(name, lambda _folder: "ext4")
    assert choose_kind(tmp_path, "auto")[0] == "mapped"
    monkeypatch.delattr(os, "posix_fallocate")
    assert choose_kind(tmp_path, "mapped")[0] == "append"


def test_the_file_system_of_a_folder_is_that_of_its_nearest_mount():
    assert file_system(Path("/proc/self")) == "proc"
    assert file_system(Path("/proc/self/not/there/yet")) == "proc"


def test_damage_is_skipped_counted_and_told_and_the_rest_is_recovered(tmp_path):
    config = load_config({}, home=tmp_path, debug=True)
    config.journal_dir.mkdir(parents=True)
    whole = b"".join(
        frame(
            b'{"event_type":"custom_event","interaction_id":"c%d","timestamp":"2026-11-01T00:00:00.000Z",'
            b'"session_id":"s","ttl":4000000000,"seq":1,"schema_version":1,"event_name":"e","event_data":"{}"}' % i
        )
        for i in range(10)
    )
    hit = bytearray(whole)
    hit[len(whole) // 2] ^= 0xFF
    (config.journal_dir / "0-0-hit.journal").write_bytes(file_header() + bytes(hit))
    store = MemoryStore()
    with Recorder(config.journal_dir, lambda: store, config) as recorder:
        recorder.session()
        assert recorder.flush(10)
        stats = recorder.stats()
    assert stats.damaged == 1
    assert stats.dropped == {"damaged": 1}
    events = [e.event for e in store.scan()]
    assert sum(event.interaction_id.startswith("c") and len(event.interaction_id) == 2 for event in events) == 9
    told = [event for event in events if getattr(event, "event_name", "") == "events_dropped"]
    assert told[0].event_data.startswith('{"count": 1, "reasons": {"damaged": 1}')


def test_a_foreign_or_empty_journal_stops_nobody(config, stored):
    config.journal_dir.mkdir(parents=True)
    (config.journal_dir / "0-0-empty.journal").write_bytes(b"")
    (config.journal_dir / "0-0-foreign.journal").write_bytes(os.urandom(3 * MIB))
    (config.journal_dir / "0-0-bodyless.journal").write_bytes(frame(b"{}"))
    with open_recorder(config) as recorder:
        recorder.session()
        assert recorder.flush(10)
        assert recorder.stats().damaged >= 1
        assert recorder.stats().dead == 1
    assert sum(e.event.session_id != "recorder" for e in stored()) == 1
    assert list(config.journal_dir.glob("0-0-*")) == []
