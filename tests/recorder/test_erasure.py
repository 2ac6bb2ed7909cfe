"""An erased session is nowhere: not in the store, not in a journal of anyone, not in a dead letter."""

import json
import threading

import pytest

from finops_agent.config import load_config
from finops_agent.recorder import Recorder, dead_letters
from finops_agent.recorder.erasure import erase_session
from finops_agent.recorder.erasures import TOMBSTONES, digest
from finops_agent.recorder.frames import file_header, frame
from finops_agent.recorder.inspection import inspect
from finops_agent.runtime import open_recorder, open_store
from finops_agent.stores import MemoryStore


def bytes_below(folder):
    return b"".join(path.read_bytes() for path in folder.rglob("*") if path.is_file())


@pytest.fixture(params=["mapped", "append"])
def waiting(request, tmp_path):
    """A recorder whose store is not there yet, so that everything waits in the journal."""
    gate = threading.Event()
    store = MemoryStore()

    def open_later():
        gate.wait()
        return store

    config = load_config({}, home=tmp_path, debug=True, journal=request.param)
    recorder = Recorder(config.journal_dir, open_later, config)
    yield recorder, store, gate
    gate.set()
    recorder.close()


def test_what_waits_in_the_journal_of_a_living_process_is_overwritten(waiting, tmp_path):
    recorder, store, gate = waiting
    kept, gone = recorder.session(), recorder.session()
    for i in range(50):
        kept.query(f"kept {i}")
        gone.query(f"gone {i}")
    erasure = erase_session(recorder.config.journal_dir, store, gone.session_id)
    assert (erasure.journals, erasure.store, erasure.is_gone) == (51, 0, True)
    assert gone.session_id.encode() not in bytes_below(tmp_path)
    assert b"gone 7" not in bytes_below(tmp_path)
    kept.query("after")
    gate.set()
    assert recorder.flush(10)
    assert {stored.event.session_id for stored in store.scan()} == {kept.session_id}
    assert len(list(store.scan())) == 52
    assert recorder.stats().damaged == recorder.stats().dead == 0


def test_what_a_session_records_after_its_erasure_is_not_delivered(recorder, config, stored):
    session, other = recorder.session(), recorder.session()
    session.query("before")
    assert recorder.flush()
    store = open_store(config)
    assert erase_session(config.journal_dir, store, session.session_id).store == 2
    store.close()
    session.query("after")
    other.query("other")
    assert recorder.flush()
    assert {event.event.session_id for event in stored()} == {other.session_id}
    assert recorder.stats().erased == 1


def test_a_journal_copied_back_brings_nothing_back(config, stored):
    recorder = open_recorder(config)
    session = recorder.session()
    (path,) = config.journal_dir.glob("*.journal")
    copy = path.read_bytes()
    recorder.close()
    store = open_store(config)
    erase_session(config.journal_dir, store, session.session_id)
    store.close()
    path.write_bytes(copy)
    with open_recorder(config) as again:
        assert again.flush()
        assert again.stats().erased == 1
    assert stored() == []


def test_dead_letters_of_the_session_go_and_others_stay(tmp_path):
    gone, kept = "11111111-gone", "22222222-kept"
    for session in (gone, kept):
        dead_letters.bury(tmp_path, [(json.dumps({"session_id": session, "text": "x"}).encode(), "reason")])
    dead_letters.bury(tmp_path, [(f"not even JSON, but of {gone}".encode(), "reason")])
    erasure = erase_session(tmp_path, MemoryStore(), gone)
    assert (erasure.dead_letters, erasure.is_gone) == (2, True)
    assert [json.loads(letter["event"])["session_id"] for letter in dead_letters.read(tmp_path)] == [kept]
    assert gone.encode() not in bytes_below(tmp_path)


def test_bytes_that_are_no_frame_any_more_are_overwritten_too(tmp_path):
    body = b'{"session_id":"s-gone","x":1}'
    hit = bytearray(frame(body))
    hit[20] ^= 1
    (tmp_path / "0-0-x.journal").write_bytes(file_header() + frame(b'{"session_id":"kept"}') + bytes(hit))
    assert b"s-gone" in bytes_below(tmp_path)
    assert erase_session(tmp_path, MemoryStore(), "s-gone").is_gone
    assert b"s-gone" not in bytes_below(tmp_path)
    (report,) = inspect(tmp_path)
    assert (report.waiting, report.damaged) == (1, 0)


def test_a_session_whose_id_is_part_of_another_ones_is_erased_alone(tmp_path):
    (tmp_path / "0-0-x.journal").write_bytes(
        file_header() + frame(b'{"session_id":"1"}') + frame(b'{"session_id":"11"}') + frame(b'{"session_id":"2"}')
    )
    assert erase_session(tmp_path, MemoryStore(), "1").journals == 1
    content = bytes_below(tmp_path)
    assert b'"11"' in content
    assert b'"2"' in content
    assert b'"1"' not in content


def test_erasing_again_or_what_never_was_changes_nothing(tmp_path):
    for _ in range(2):
        erasure = erase_session(tmp_path, MemoryStore(), "nobody")
        assert (erasure.total, erasure.is_gone) == (0, True)
    assert (tmp_path / TOMBSTONES).read_text().split() == [digest("nobody")] * 2
