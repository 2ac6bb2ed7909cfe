"""Journal first, deliver later: nothing acknowledged is lost, nothing doubled, nobody waits."""

import json
import sqlite3
import threading

import pytest
from msgspec.structs import replace

from finops_agent.config import load_config
from finops_agent.errors import StoreUnavailable
from finops_agent.events import UserQuery
from finops_agent.recorder import Recorder, Session
from finops_agent.runtime import open_recorder, open_store
from finops_agent.stores import MemoryStore
from made import keep_in


def test_a_visit_reaches_the_store_with_the_documented_ids(recorder, stored):
    with recorder.session() as session:
        session.upload("bill.csv", file_size=10, row_count=2, column_count=3)
        session.query("What are my top cost drivers?", has_data=True)
        session.response("EC2", processing_time=0.5, has_visualization=True)
        session.feedback(5, comment="Very helpful!")
    assert recorder.flush()
    events = sorted((e.event for e in stored()), key=lambda event: event.seq)
    sid = session.session_id
    ids = [event.interaction_id for event in events]
    assert ids[:4] == [f"session_{sid}", f"upload_{sid}_1", f"query_{sid}_1", f"response_{sid}_1"]
    assert ids[4].startswith(f"custom_user_feedback_{events[4].timestamp}")
    assert ids[5] == f"session_end_{sid}"
    assert [event.seq for event in events] == list(range(6))
    end = events[5]
    assert (end.total_queries, end.total_uploads, end.chat_messages, end.end_reason) == (1, 1, 2, "user")
    assert json.loads(events[4].event_data) == {"rating": 5, "comment": "Very helpful!"}
    assert all(event.ttl - e.timestamp_us // 1_000_000 == 90 * 86_400 for e in stored() for event in [e.event])


def test_an_event_is_on_disk_before_record_returns(tmp_path):
    gate = threading.Event()

    def blocked():
        gate.wait()
        return MemoryStore()

    recorder = Recorder(tmp_path, blocked, load_config({}, home=tmp_path))
    receipt = recorder.session().query("where is it?")
    assert receipt.is_safe
    assert any(b"where is it?" in path.read_bytes() for path in tmp_path.glob("*.journal"))
    gate.set()
    recorder.close()


def test_events_wait_while_the_store_is_away_and_go_out_when_it_is_back(tmp_path):
    store, away = MemoryStore(), threading.Event()
    away.set()

    def open_when_back():
        if away.is_set():
            raise StoreUnavailable("Cannot open the event store: away.")
        return store

    with Recorder(tmp_path, open_when_back, load_config({}, home=tmp_path)) as recorder:
        recorder.session().query("still there?")
        assert not recorder.flush(0.3)
        stats = recorder.stats()
        assert (stats.recorded, stats.stored) == (2, 0)
        assert stats.pending_bytes > 0
        assert stats.last_error == "Cannot open the event store: away."
        away.clear()
        assert recorder.flush(10)
        assert recorder.stats().last_error is None
    assert [e.event.interaction_id.split("_")[0] for e in store.scan()] == ["session", "query"]


def test_a_locked_store_keeps_no_caller_waiting(recorder, config, stored):
    store = open_store(config)
    other = sqlite3.connect(config.sqlite_path, isolation_level=None)
    other.execute("BEGIN EXCLUSIVE")
    session = recorder.session()
    assert all(session.query(f"q{i}").is_safe for i in range(50))
    other.execute("ROLLBACK")
    other.close()
    assert recorder.flush(20)
    assert len(stored()) == 51
    store.close()


def test_many_threads_lose_and_double_nothing(recorder, stored):
    session = recorder.session()
    threads = [threading.Thread(target=lambda: [session.query("q") for _ in range(200)]) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert recorder.flush(20)
    events = [e.event for e in stored()]
    assert len(events) == 1 + 8 * 200
    assert len({event.seq for event in events}) == len(events)
    assert recorder.stats().recorded == len(events)


def test_a_rolled_journal_is_delivered_and_deleted(recorder, config, stored, monkeypatch):
    monkeypatch.setattr("finops_agent.recorder.journal.SEGMENT_BYTES", 20_000)
    session = recorder.session()
    for _ in range(500):
        session.query("x" * 100)
    assert recorder.flush(20)
    assert len(stored()) == 501
    left = list(config.journal_dir.glob("*.journal"))
    assert len(left) <= 2  # the one that is written, and the next made ahead
    assert recorder.stats().recovered == 0


def test_a_poisoned_event_goes_to_the_dead_letters_and_the_others_arrive(recorder, config, stored):
    session = recorder.session()
    kept = []
    made = Session(keep_in(kept), config)
    made.query("poison")
    del kept[0]
    for _ in range(20):
        recorder.record(replace(kept[0], interaction_id=f"query_{session.session_id}_{len(kept)}"))
        kept.append(kept[0])
    recorder.record(replace(kept[0], interaction_id="poisoned", ttl=2**70))
    assert recorder.flush()
    assert len(stored()) == 21
    letters = [json.loads(line) for line in (config.journal_dir / "dead-letter.jsonl").read_text().splitlines()]
    assert ["poisoned" in letter["event"] for letter in letters] == [True]
    assert recorder.stats().dead == 1


def test_an_event_that_has_no_json_form_is_dropped_and_counted(recorder):
    session = recorder.session()
    receipt = session.response("ok", processing_time=1.0, cost_usd=object())
    assert receipt.drop_reason == "invalid"
    assert recorder.stats().dropped == {"invalid": 1}


def test_a_closed_recorder_drops_and_says_so(config):
    recorder = open_recorder(config)
    session = recorder.session()
    recorder.close()
    recorder.close()
    assert session.query("too late").drop_reason == "closed"
    assert recorder.stats().dropped == {"closed": 1}


def test_record_never_raises_unless_debug_is_set(config, tmp_path):
    quiet = Recorder(tmp_path / "j", MemoryStore, load_config({}, home=tmp_path))
    assert quiet.record("no event at all").drop_reason == "internal_error"
    quiet.close()
    loud = Recorder(tmp_path / "j", MemoryStore, config)
    with pytest.raises(KeyError):
        loud.record("no event at all")
    loud.close()


def test_a_journal_folder_that_cannot_be_made_costs_events_but_no_error(tmp_path):
    (tmp_path / "file").write_text("in the way")
    recorder = Recorder(tmp_path / "file" / "journal", MemoryStore, load_config({}, home=tmp_path))
    assert recorder.session().query("q").drop_reason == "journal_error"
    assert recorder.stats().dropped == {"journal_error": 2}
    recorder.close()


def test_a_deleted_journal_is_left_for_a_new_one(recorder, config, stored):
    session = recorder.session()
    assert recorder.flush()
    for path in config.journal_dir.glob("*.journal"):
        path.unlink()
    assert recorder.flush()
    session.query("after")
    assert recorder.flush()
    assert [e.event.user_query for e in stored() if isinstance(e.event, UserQuery)] == ["after"]


def test_a_resumed_session_overwrites_nothing(recorder, stored):
    first = recorder.session()
    first.query("one")
    first.end()
    second = recorder.session(first.session_id)
    second.query("two")
    second.end()
    assert recorder.flush()
    ids = [e.event.interaction_id for e in stored()]
    assert len(ids) == len(set(ids)) == 5


def test_a_session_that_comes_back_is_open_again_and_may_end_again(recorder, stored):
    session = recorder.session()
    session.query("one")
    assert session.end("disconnect") is not None
    assert session.end("user") is None
    session.query("two")
    assert not session.has_ended
    session.end("user")
    assert recorder.flush()
    ends = [e.event for e in stored() if e.event.interaction_id.startswith("session_end")]
    assert [(end.end_reason, end.total_queries) for end in ends] == [("disconnect", 1), ("user", 2)]


def test_without_text_only_figures_are_kept(tmp_path):
    store = MemoryStore()
    with Recorder(tmp_path, lambda: store, load_config({}, home=tmp_path, record_text=False)) as recorder:
        session = recorder.session()
        session.query("a secret question")
        session.response("a secret answer", processing_time=1.0, query="a secret question")
        assert recorder.flush()
        query, response = [e.event for e in store.scan()][1:]
    assert (query.user_query, query.query_length) == ("", 17)
    assert (response.user_query, response.agent_response, response.response_length) == ("", "", 15)


def test_texts_are_redacted_before_they_touch_the_disk(tmp_path):
    gate = threading.Event()

    def blocked():
        gate.wait()
        return MemoryStore()

    recorder = Recorder(tmp_path, blocked, load_config({}, home=tmp_path))
    session = recorder.session()
    key = "AKIA" + "IOSFODNN7EXAMPLE"
    session.query(f"why did {key} fail for jane@example.com?")
    session.upload("jane@example.com.csv", file_size=1)
    session.custom("user_feedback", {"comment": f"use {key}"})
    journal = b"".join(path.read_bytes() for path in tmp_path.glob("*.journal"))
    assert key.encode() not in journal
    assert b"jane@example.com" not in journal
    assert b"why did [aws_access_key_id] fail for [email]?" in journal
    gate.set()
    recorder.close()


def test_a_fault_that_nobody_foresaw_does_not_end_the_delivery(tmp_path):
    class Faulty(MemoryStore):
        faults = 2

        def put_many(self, events, bodies=None):
            if self.faults:
                self.faults -= 1
                raise ZeroDivisionError("unforeseen")
            return super().put_many(events, bodies)

    store = Faulty()
    with Recorder(tmp_path, lambda: store, load_config({}, home=tmp_path)) as recorder:
        recorder.session().query("still there?")
        assert recorder.flush(10)
        assert recorder.stats().store_errors == 2
    assert store.watermark() == 2
