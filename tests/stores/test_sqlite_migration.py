"""Files that an earlier version made."""

import sqlite3
import subprocess
import sys
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from msgspec.structs import replace

import made
from finops_agent.errors import StoreUnavailable
from finops_agent.events import SessionStart
from finops_agent.stores import MemoryStore, SqliteStore
from finops_agent.stores.sqlite_schema import APPLICATION_ID, split_id
from made import PER_WRITER, lasting, made_events
from old_files import write_schema_1
from strategies import events


def distinct(batch):
    return list({event.interaction_id: event for event in batch}.values())


def as_of_old(batch):
    """Only the start of a visit told its app and environment."""
    return [e if isinstance(e, SessionStart) else replace(e, app=None, environment=None) for e in distinct(batch)]


@settings(max_examples=25, suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
@given(batch=st.lists(events(), max_size=12).map(as_of_old), more=st.lists(events(), max_size=3))
def test_a_file_of_schema_1_holds_after_opening_what_it_held_before(tmp_path_factory, batch, more):
    path = tmp_path_factory.mktemp("m") / "events.db"
    write_schema_1(path, batch)
    store, model = SqliteStore(path), MemoryStore()
    model.put_many(batch)
    for step in ([], batch, more):
        assert store.put_many(step) == model.put_many(step)
        assert list(store.facts()) == list(model.facts())
        assert list(store.scan()) == list(model.scan())
        assert store.watermark() == model.watermark()
    for session_id in {event.session_id for event in batch}:
        assert store.session(session_id) == model.session(session_id)
        assert store.erase_session(session_id) == model.erase_session(session_id)
    store.close()


def test_shapes_of_schema_4_are_read_and_starts_tell_where_they_were(tmp_path):
    path = tmp_path / "events.db"
    batch = as_of_old(lasting(200, 5, 4))
    store = SqliteStore(path)
    store.put_many(batch)
    store.close()
    db = sqlite3.connect(path)
    db.execute("INSERT INTO shape (text) VALUES ('[\"session_start\",null,null,0,null]')")
    db.execute(
        "UPDATE event SET shape = last_insert_rowid() WHERE shape IN (SELECT id FROM shape WHERE text LIKE '%demo%')"
    )
    db.execute("DELETE FROM shape WHERE text LIKE '%demo%'")
    db.execute("PRAGMA user_version = 4")
    db.commit()
    db.close()
    model, store = MemoryStore(), SqliteStore(path)
    model.put_many(batch)
    assert list(store.facts()) == list(model.facts())
    assert {fact.environment for fact in store.facts() if fact.event_type == "session_start"} == {"demo"}
    store.close()


def test_numbers_of_a_file_of_schema_1_are_never_given_again(tmp_path):
    path = tmp_path / "events.db"
    batch = made_events(10)
    write_schema_1(path, batch, gone=4)
    store = SqliteStore(path)
    assert (store.watermark(), store.epoch()) == (10, 4)
    assert store.put_many(batch) == 4
    assert [fact.seq for fact in store.facts()] == [1, 2, 3, 4, 5, 6, 17, 18, 19, 20]
    store.close()


DYING = """
import os, signal, sys
from pathlib import Path
from finops_agent.stores import SqliteStore, sqlite_schema
plain = sqlite_schema.connect

def die(statement):
    if statement.startswith(sys.argv[2]):
        os.kill(os.getpid(), signal.SIGKILL)

def connect(path):
    db = plain(path)
    db.set_trace_callback(die)
    return db

sqlite_schema.connect = connect
SqliteStore(Path(sys.argv[1]))
"""


@pytest.mark.parametrize(
    "statement",
    [
        "BEGIN",
        "ALTER",
        "INSERT INTO state",
        "INSERT INTO event ",
        "DROP TABLE event_1",
        "PRAGMA user_version =",
        "COMMIT",
    ],
)
def test_a_migration_that_is_killed_is_done_by_the_next_process(tmp_path, statement):
    path = tmp_path / "events.db"
    batch = made_events(300)
    write_schema_1(path, batch)
    dying = subprocess.run([sys.executable, "-c", DYING, str(path), statement], check=False)
    assert dying.returncode == -9
    store = SqliteStore(path)
    assert [e.event for e in store.scan()] == batch
    assert store.put_many(batch) == 0
    assert sqlite3.connect(path).execute("PRAGMA integrity_check").fetchone() == ("ok",)
    store.close()


@pytest.mark.parametrize("statement", ["PRAGMA page_size", "BEGIN", "CREATE TABLE event_body", "COMMIT", "PRAGMA wal"])
def test_a_store_whose_making_is_killed_is_made_by_the_next_process(tmp_path, statement):
    path = tmp_path / "events.db"
    dying = subprocess.run([sys.executable, "-c", DYING, str(path), statement], check=False)
    assert dying.returncode == -9
    store = SqliteStore(path)
    assert store.put_many(made_events(3)) == 3
    store.close()


def test_processes_that_open_an_old_file_at_once_migrate_it_once(tmp_path):
    path = tmp_path / "events.db"
    batch = made_events(2_000, "old")
    write_schema_1(path, batch)
    code = "import sys, made, pathlib; made.write_events(pathlib.Path(sys.argv[1]), sys.argv[2])"
    writers = [
        subprocess.Popen([sys.executable, "-c", code, str(path), f"s{i}"], cwd=Path(made.__file__).parent)
        for i in range(3)
    ]
    assert [writer.wait() for writer in writers] == [0, 0, 0]
    store = SqliteStore(path)
    assert len(store.session("old")) == len(batch)
    assert [len(store.session(f"s{i}")) for i in range(3)] == [PER_WRITER] * 3
    store.close()


def test_a_migrated_file_leaves_no_byte_of_an_erased_session(tmp_path):
    path = tmp_path / "events.db"
    batch = lasting(1_500, 20, 5)
    gone = [event.session_id for event in batch[::40]]
    write_schema_1(path, batch)
    store = SqliteStore(path)
    for session_id in gone:
        store.erase_session(session_id)
    left = b"".join(file.read_bytes() for file in tmp_path.iterdir())
    assert [session_id for session_id in gone if session_id.encode() in left] == []
    store.close()


def test_a_store_of_a_newer_version_is_refused_and_stays_as_it_is(tmp_path):
    path = tmp_path / "events.db"
    SqliteStore(path).close()
    db = sqlite3.connect(path)
    db.execute("PRAGMA user_version = 99")
    db.close()
    before = path.read_bytes()
    with pytest.raises(StoreUnavailable, match=r"newer version \(schema 99, this one knows 5\)"):
        SqliteStore(path)
    assert path.read_bytes() == before


def test_the_file_says_whose_it_is(tmp_path):
    path = tmp_path / "events.db"
    write_schema_1(path, made_events(1))
    SqliteStore(path).close()
    assert int.from_bytes(path.read_bytes()[68:72], "big") == APPLICATION_ID


ids = st.text("-_a0*", max_size=60) | st.builds(
    "{}{}{}".format, st.text("-_a*", max_size=9), st.uuids(), st.text("-_a*")
)


@settings(max_examples=300)
@given(ids)
def test_an_id_can_be_put_together_from_its_two_parts(name):
    """So no two ids are kept as the same one."""
    owner, rest = split_id(name)
    assert (rest.replace("-", owner, 1) if owner else rest) == name
    assert len(owner) in {0, 36}


def test_a_file_of_schema_2_gets_tombstones_and_keeps_the_rest(tmp_path):
    path = tmp_path / "events.db"
    batch = made_events(20, "old")
    store = SqliteStore(path)
    store.put_many(batch)
    store.close()
    db = sqlite3.connect(path)
    for table in ("erased_session", "deletion", "model_use"):
        db.execute(f"DROP TABLE {table}")
    db.execute("PRAGMA user_version = 2")
    db.close()
    store = SqliteStore(path)
    assert (store.erasures(), store.put_many(batch)) == (0, 0)
    assert [e.event for e in store.scan()] == batch
    assert (store.erase_session("old"), store.put_many(batch)) == (20, 0)
    store.close()


def test_a_file_of_schema_3_gets_what_models_needed_out_of_its_items(tmp_path):
    path = tmp_path / "events.db"
    batch = lasting(200, 5, 2)
    store = SqliteStore(path)
    store.put_many(batch)
    facts = list(store.facts())
    store.close()
    db = sqlite3.connect(path)
    for table in ("deletion", "model_use"):
        db.execute(f"DROP TABLE {table}")
    db.execute("PRAGMA user_version = 3")
    db.close()
    store = SqliteStore(path)
    assert list(store.facts()) == facts
    assert any(fact.model for fact in facts)
    store.close()
