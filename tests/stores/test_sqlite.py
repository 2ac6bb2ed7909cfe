"""What only the SQLite store has: a file, other processes, damage."""

import sqlite3
import subprocess
import sys
from pathlib import Path

import pytest
from msgspec.structs import replace

import made
from finops_agent.errors import StoreUnavailable
from finops_agent.stores import SqliteStore
from finops_agent.stores.sqlite_schema import APPLICATION_ID
from made import PER_WRITER, made_events


def test_writers_in_several_processes_lose_nothing(tmp_path):
    path = tmp_path / "events.db"
    code = "import sys, made, pathlib; made.write_events(pathlib.Path(sys.argv[1]), sys.argv[2])"
    writers = [
        subprocess.Popen([sys.executable, "-c", code, str(path), f"s{i}"], cwd=Path(made.__file__).parent)
        for i in range(3)
    ]
    codes = [writer.wait() for writer in writers]
    store = SqliteStore(path)
    assert codes == [0, 0, 0]
    assert [fact.seq for fact in store.facts()] == list(range(1, 3 * PER_WRITER + 1))
    store.close()


def test_texts_of_an_erased_session_are_in_no_byte_of_the_files(tmp_path):
    path = tmp_path / "events.db"
    store = SqliteStore(path)
    canary = "CANARY-7f3a9c"
    store.put_many([replace(event, user_query=canary) for event in made_events(40, "gone")])
    store.put_many(made_events(5, "kept"))
    store.erase_session("gone")
    bytes_left = b"".join(file.read_bytes() for file in tmp_path.iterdir())
    assert canary.encode() not in bytes_left
    assert len(store.session("kept")) == 5
    store.close()


def test_only_the_owner_may_read_the_file(tmp_path):
    path = tmp_path / "events.db"
    SqliteStore(path).close()
    assert path.stat().st_mode & 0o077 == 0


def test_a_file_that_is_no_store_is_refused_with_what_to_do(tmp_path):
    path = tmp_path / "events.db"
    path.write_bytes(b"this is no database at all, but long enough to be read as one" * 20)
    with pytest.raises(StoreUnavailable) as caught:
        SqliteStore(path)
    assert str(caught.value).startswith(f"Cannot open the event store '{path}': file is not a database.")
    assert "set FINOPS_AGENT_STORE to another file" in str(caught.value)


def test_a_store_of_a_newer_version_is_refused(tmp_path):
    path = tmp_path / "events.db"
    with sqlite3.connect(path) as db:
        db.execute(f"PRAGMA application_id = {APPLICATION_ID}")
        db.execute("PRAGMA user_version = 99")
    db.close()
    with pytest.raises(StoreUnavailable, match="written by a newer version"):
        SqliteStore(path)


def test_a_store_in_a_folder_that_cannot_be_made_is_refused(tmp_path):
    (tmp_path / "file").write_text("in the way")
    with pytest.raises(StoreUnavailable, match="Cannot open the event store"):
        SqliteStore(tmp_path / "file" / "events.db")


def test_half_a_batch_is_never_kept(tmp_path):
    store = SqliteStore(tmp_path / "events.db")
    good, bad = made_events(2)
    with pytest.raises(OverflowError):
        store.put_many([good, replace(bad, ttl=2**70)])
    assert store.watermark() == 0
    assert store.put_many([good]) == 1
    store.close()


def test_two_stores_of_one_process_keep_the_log_from_another_ones_end(tmp_path):
    """Closing any descriptor of a database gives up this process's locks on it: the next to close deletes the log."""
    path = tmp_path / "events.db"
    first, second = SqliteStore(path), SqliteStore(path)
    events = made_events(30)
    first.put_many(events[:10])
    second.put_many(events[10:20])
    code = "import sys; from pathlib import Path; from finops_agent.stores import SqliteStore; "
    code += "s = SqliteStore(Path(sys.argv[1])); print(len(list(s.scan()))); s.close()"
    count = [sys.executable, "-c", code, str(path)]
    assert subprocess.check_output(count).strip() == b"20"
    assert path.with_name(path.name + "-wal").exists()
    assert second.traces("nobody-has-this-id") == []
    first.put_many(events[20:])
    assert subprocess.check_output(count).strip() == b"30"
    first.close()
    second.close()
