"""Other programs at the file, a full disk, folders that may not be written, processes that die."""

import contextlib
import os
import shutil
import sqlite3
import subprocess
import sys
import tempfile
import threading
from pathlib import Path

import msgspec
import pytest

import made
from finops_agent.errors import StoreUnavailable
from finops_agent.stores import SqliteStore, sqlite, sqlite_connections, sqlite_schema
from made import made_events


@pytest.fixture
def path(tmp_path) -> Path:
    return tmp_path / "events.db"


@pytest.fixture
def impatient(monkeypatch):
    """Nobody waits long for a lock."""
    monkeypatch.setattr(sqlite_schema, "BUSY_TIMEOUT_MS", 50)
    monkeypatch.setattr(sqlite, "CLEAR_LOG_S", 0.0)


@contextlib.contextmanager
def other_program(path, *statements):
    db = sqlite3.connect(path, isolation_level=None)
    for statement in statements:
        db.execute(statement).fetchall()
    yield db
    db.close()


def test_a_writer_that_does_not_let_go_is_told_and_survived(path, impatient):
    store = SqliteStore(path)
    with other_program(path, "BEGIN IMMEDIATE"), pytest.raises(StoreUnavailable, match="database is locked"):
        store.put_many(made_events(3))
    assert store.put_many(made_events(3)) == 3
    store.close()


def test_a_process_that_holds_the_lock_of_opening_is_told_and_survived(path, impatient):
    SqliteStore(path).close()
    lock = path.with_name("events.db.lock")
    with other_program(lock, "BEGIN EXCLUSIVE"), pytest.raises(StoreUnavailable, match="database is locked"):
        SqliteStore(path)
    SqliteStore(path).close()


def test_a_reader_sees_every_event_once_while_others_write_and_move_the_log(path, monkeypatch):
    monkeypatch.setattr(sqlite_connections, "CHECKPOINT_PAGES", 20)
    store = SqliteStore(path)
    done = threading.Event()
    batch = made_events(3_000)

    def write():
        for at in range(0, len(batch), 30):
            store.put_many(batch[at : at + 30])
        done.set()

    writer = threading.Thread(target=write)
    writer.start()
    seen, ended = [], False
    while not ended:
        ended = done.is_set()
        seen += [fact.seq for fact in store.facts(after=seen[-1] if seen else 0)]
    writer.join()
    assert seen == list(range(1, len(batch) + 1))
    store.close()


def test_a_reader_that_pauses_does_not_hold_the_log(path):
    store = SqliteStore(path)
    store.put_many(made_events(200))
    reading = store.scan()
    next(reading)
    store.put_many(made_events(50, "gone"))
    assert store.erase("gone") == sqlite.Erasure(50, wal_cleared=True, copies=())
    assert path.with_name("events.db-wal").stat().st_size == 0
    assert len(list(reading)) == 199
    store.close()


def test_a_log_that_grew_beside_a_long_reader_is_cut_back(path, monkeypatch):
    monkeypatch.setattr(sqlite_connections, "CHECKPOINT_PAGES", 20)
    monkeypatch.setattr(sqlite_connections, "WAL_LIMIT_BYTES", 500_000)
    store, log = SqliteStore(path), path.with_name("events.db-wal")
    store.put_many(made_events(1))
    with other_program(path, "BEGIN", "SELECT count(*) FROM event"):
        for _ in range(20):
            store.put_many(made_events(100))
        assert log.stat().st_size > 1_000_000
    for _ in range(2):
        store.put_many(made_events(100))
    assert log.stat().st_size <= 500_000
    store.close()


def test_an_erasure_tells_when_a_reader_keeps_the_bytes_and_clears_them_later(path, impatient):
    canary = "CANARY-5d1e-9c1f-4b7e"
    store = SqliteStore(path)
    store.put_many(made_events(30, canary))
    with other_program(path, "BEGIN", "SELECT count(*) FROM event"):
        told = store.erase(canary)
        assert (told.events, told.wal_cleared) == (30, False)
        assert any("events.db-wal still holds the session" in sentence for sentence in store.traces(canary))
    assert store.erase(canary) == sqlite.Erasure(0, wal_cleared=True, copies=())
    assert store.traces(canary) == []
    assert canary.encode() not in b"".join(file.read_bytes() for file in path.parent.iterdir())
    store.close()


def test_an_erasure_names_the_damaged_copies_that_still_hold_the_session(path):
    store = SqliteStore(path)
    store.put_many(made_events(300, "canary-session"))
    store.put_many(made_events(300, "other-session"))
    store.close()
    with path.open("r+b") as file:
        file.seek(2 * sqlite_schema.PAGE_BYTES)
        file.write(b"\xa5" * sqlite_schema.PAGE_BYTES * 3)
    store = SqliteStore(path)
    with contextlib.suppress(StoreUnavailable):
        store.put_many(made_events(1))
    (mended,) = store.mended()
    assert store.erase("canary-session").copies == (path.parent / mended.kept_as,)
    assert [sentence.split(" ")[0] for sentence in store.traces("canary-session")] == [mended.kept_as]
    os.utime(path.parent / mended.kept_as, (0, 0))
    store.expire()
    assert store.erase("canary-session").copies == ()
    store.close()


@pytest.mark.parametrize(("durable", "level"), [(False, 1), (True, 2)])
def test_a_durable_store_waits_for_the_disk(path, durable, level):
    store = SqliteStore(path, durable=durable)
    with store._connections.one() as db:
        assert db.execute("PRAGMA synchronous").fetchone() == (level,)
    store.close()


FULL = """
import resource, sys
from pathlib import Path
from finops_agent.errors import StoreUnavailable
from finops_agent.stores import SqliteStore
from made import made_events

path = Path(sys.argv[1])
store = SqliteStore(path)
hard = resource.getrlimit(resource.RLIMIT_FSIZE)[1]
resource.setrlimit(resource.RLIMIT_FSIZE, (900_000, hard))
kept, refused = [], None
for n in range(100):
    batch = made_events(100, f"s{n}")
    try:
        store.put_many(batch)
    except StoreUnavailable as error:
        refused = batch
        print(error)
        break
    kept += batch
assert kept and refused
assert {e.event.interaction_id for e in store.scan()} == {e.interaction_id for e in kept}
resource.setrlimit(resource.RLIMIT_FSIZE, (hard, hard))
assert store.put_many(refused) == len(refused)
assert store.put_many(kept) == 0
assert len(list(store.facts())) == len(kept) + len(refused)
with store._connections.one() as db:
    assert db.execute("PRAGMA integrity_check").fetchone() == ("ok",)
store.close()
assert not list(path.parent.glob("*.damaged-*"))
"""


def run(code, *words):
    return subprocess.run(
        [sys.executable, "-c", code, *map(str, words)],
        cwd=Path(made.__file__).parent,
        capture_output=True,
        text=True,
        check=False,
    )


def test_after_a_file_could_not_grow_everything_is_intact_and_goes_on(path):
    done = run(FULL, path)
    assert done.returncode == 0, done.stderr
    assert done.stdout.startswith("Cannot write to the event store")


def test_a_full_disk_is_told_and_survived(path):
    store = SqliteStore(path)
    store.put_many(made_events(200, "kept"))
    with store._connections.one() as db:
        pages = db.execute("PRAGMA page_count").fetchone()[0]
        db.execute(f"PRAGMA max_page_count = {pages}").fetchone()
    with pytest.raises(StoreUnavailable, match="the disk is full"):
        store.put_many(made_events(500, "more"))
    assert len(store.session("kept")) == 200
    assert store.session("more") == []
    assert store.put_many(made_events(500, "more")) == 500
    store.close()


@pytest.fixture
def open_folder():
    """A folder that everybody may enter; pytest's own are closed to others."""
    folder = Path(tempfile.mkdtemp())
    folder.chmod(0o755)
    yield folder
    folder.chmod(0o755)
    shutil.rmtree(folder)


@contextlib.contextmanager
def as_nobody():
    """Not as root, whom no mode stops."""
    was = os.geteuid()
    if was == 0:
        os.seteuid(65_534)
    try:
        yield
    finally:
        os.seteuid(was)


def test_a_folder_that_may_not_be_written_is_refused_with_what_to_do(open_folder):
    open_folder.chmod(0o555)
    with as_nobody(), pytest.raises(StoreUnavailable, match=r"Cannot open .*Check that its folder .* can be written"):
        SqliteStore(open_folder / "events.db")


def test_a_file_that_may_not_be_written_is_refused_with_what_to_do(open_folder):
    path = open_folder / "events.db"
    SqliteStore(path).close()
    before = path.read_bytes()
    for file in open_folder.iterdir():
        file.chmod(0o444)
    open_folder.chmod(0o555)
    with as_nobody(), pytest.raises(StoreUnavailable, match="Cannot open the event store"):
        SqliteStore(path)
    assert path.read_bytes() == before


ENDLESS = """
import sys
from pathlib import Path
from finops_agent.stores import SqliteStore
from made import made_events

store = SqliteStore(Path(sys.argv[1]))
n = 0
while True:
    store.put_many(made_events(150, f"s{n}"))
    n += 1
    print(n, flush=True)
"""


@pytest.mark.parametrize("after", [1, 4, 9])
def test_a_writer_that_is_killed_leaves_whole_batches(path, after):
    with subprocess.Popen(
        [sys.executable, "-c", ENDLESS, str(path)], cwd=Path(made.__file__).parent, stdout=subprocess.PIPE, text=True
    ) as writer:
        told = 0
        while told < after:
            told = int(writer.stdout.readline())
        writer.kill()
    store = SqliteStore(path)
    found = {name: len(store.session(name)) for name in {fact.session_id for fact in store.facts()}}
    assert set(found.values()) == {150}
    assert len(found) >= told
    store.close()


def expiring(count, canary):
    """Events of a session that have expired, as far as a store can tell only by `ttl`."""
    return [msgspec.structs.replace(event, ttl=1) for event in made_events(count, canary)]


def test_expired_texts_do_not_stay_in_the_log(path):
    canary = "CANARY-77aa-9c1f-4b7e"
    store = SqliteStore(path)
    store.put_many(expiring(30, canary))
    assert canary.encode() in path.with_name("events.db-wal").read_bytes()
    assert store.expire() == 30
    assert canary.encode() not in b"".join(file.read_bytes() for file in path.parent.iterdir())
    store.close()


def test_expired_texts_that_a_reader_keeps_in_the_log_go_with_the_next_expiry(path, impatient):
    canary = "CANARY-78aa-9c1f-4b7e"
    store = SqliteStore(path)
    store.put_many(expiring(30, canary))
    with other_program(path, "BEGIN", "SELECT count(*) FROM event"):
        assert store.expire() == 30
        assert canary.encode() in path.with_name("events.db-wal").read_bytes()
    assert store.expire() == 0
    assert canary.encode() not in b"".join(file.read_bytes() for file in path.parent.iterdir())
    store.close()
