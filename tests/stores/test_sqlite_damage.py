"""A damaged, deleted or foreign file at the path of the store."""

import contextlib
import itertools
import os
import sqlite3
import subprocess
import sys
from pathlib import Path

import pytest

import made
from finops_agent.errors import StoreUnavailable
from finops_agent.stores import SqliteStore, sqlite_schema
from finops_agent.stores.sqlite_schema import PAGE_BYTES
from made import made_events
from old_files import write_schema_1

COUNT = 400


@pytest.fixture
def path(tmp_path) -> Path:
    return tmp_path / "events.db"


@pytest.fixture
def filled(path):
    """A closed store with `COUNT` events."""
    store = SqliteStore(path)
    store.put_many(made_events(COUNT, "old"))
    store.close()
    return path


def aside(path):
    return [p for p in path.parent.glob("events.db.damaged-*") if not p.name.endswith("-wal")]


def overwrite(path, at, data):
    with path.open("r+b") as file:
        file.seek(at)
        file.write(data)


def pages(path):
    return path.stat().st_size // PAGE_BYTES


def flip_every_other_page(path):
    for page in range(1, pages(path), 2):
        overwrite(path, page * PAGE_BYTES, b"\xa5" * PAGE_BYTES)


def truncate_to_half(path):
    os.truncate(path, path.stat().st_size // 2)


def truncate_inside_the_header(path):
    os.truncate(path, 50)


def fill_with_zeros(path):
    overwrite(path, 0, b"\0" * path.stat().st_size)


def zero_the_first_page(path):
    overwrite(path, 0, b"\0" * PAGE_BYTES)


def fill_with_noise(path):
    overwrite(path, 0, bytes(range(256)) * (path.stat().st_size // 256))


def spoil_the_schema(path):
    overwrite(path, 100, b"\xff" * 2_000)


DAMAGES = [
    flip_every_other_page,
    truncate_to_half,
    truncate_inside_the_header,
    fill_with_zeros,
    zero_the_first_page,
    fill_with_noise,
    spoil_the_schema,
]


@pytest.mark.parametrize("damage", DAMAGES)
def test_new_events_arrive_whatever_happened_to_the_file(filled, damage):
    damage(filled)
    before = filled.read_bytes()
    store = SqliteStore(filled)
    assert store.put_many(made_events(7, "new")) == 7
    assert len(store.session("new")) == 7
    store.expire()
    assert {e.event.session_id for e in store.scan()} <= {"old", "new"}
    store.close()
    (kept,) = aside(filled)
    assert kept.read_bytes() == before


@pytest.mark.parametrize("damage", DAMAGES)
def test_damage_under_a_running_process_is_survived_too(filled, damage):
    store = SqliteStore(filled)
    damage(filled)
    assert arrive(store, made_events(7, "new")) == 7
    again = SqliteStore(filled)
    assert len(again.session("new")) == 7
    again.close()
    store.close()


def arrive(store, events):
    """Put as the drain does: again when told that the store is away."""
    for _ in range(3):
        try:
            return store.put_many(events)
        except StoreUnavailable:
            continue
    raise AssertionError("the store stays away")


def test_what_can_be_read_of_a_damaged_file_is_kept(filled, caplog):
    body_page = next(n for n in range(pages(filled)) if b"question 200" in page_of(filled, n))
    overwrite(filled, body_page * PAGE_BYTES, b"\xa5" * PAGE_BYTES)
    store = SqliteStore(filled)
    list(store.facts())
    with pytest.raises(StoreUnavailable, match=r"it was damaged"):
        list(store.scan())
    saved = len(store.session("old"))
    assert COUNT - 60 < saved < COUNT
    (mended,) = store.mended()
    assert (mended.salvaged, mended.kept_as) == (saved, aside(filled)[0].name)
    assert f"{saved} events of it could be read" in caplog.text
    assert store.watermark() >= COUNT
    store.close()


def page_of(path, number):
    with path.open("rb") as file:
        file.seek(number * PAGE_BYTES)
        return file.read(PAGE_BYTES)


def test_two_processes_mend_a_damaged_file_once(filled):
    flip_every_other_page(filled)
    code = "import sys, made, pathlib; made.write_events(pathlib.Path(sys.argv[1]), sys.argv[2])"
    writers = [
        subprocess.Popen([sys.executable, "-c", code, str(filled), f"s{i}"], cwd=Path(made.__file__).parent)
        for i in range(3)
    ]
    assert [writer.wait() for writer in writers] == [0, 0, 0]
    store = SqliteStore(filled)
    assert [len(store.session(f"s{i}")) for i in range(3)] == [made.PER_WRITER] * 3
    assert len(aside(filled)) == 1
    store.close()


def test_an_idle_writer_of_the_damaged_file_goes_on_in_the_new_one(filled):
    idle, other = SqliteStore(filled), SqliteStore(filled)
    flip_every_other_page(filled)
    arrive(other, made_events(3, "a"))
    assert aside(filled)
    assert arrive(idle, made_events(3, "b")) == 3
    assert [len(other.session(name)) for name in "ab"] == [3, 3]
    idle.close()
    assert [len(other.session(name)) for name in "ab"] == [3, 3]
    other.close()


def test_a_damaged_file_is_not_replaced_under_a_writer(filled, monkeypatch):
    monkeypatch.setattr(sqlite_schema, "BUSY_TIMEOUT_MS", 50)
    store = SqliteStore(filled)
    other = sqlite3.connect(filled, isolation_level=None)
    other.execute("BEGIN IMMEDIATE")
    body_page = next(n for n in range(pages(filled)) if b"question 200" in page_of(filled, n))
    overwrite(filled, body_page * PAGE_BYTES, b"\xa5" * PAGE_BYTES)
    with pytest.raises(StoreUnavailable, match="database is locked"):
        list(store.scan())
    assert aside(filled) == []
    other.execute("ROLLBACK")
    other.close()
    with pytest.raises(StoreUnavailable, match="it was damaged"):
        list(store.scan())
    assert len(aside(filled)) == 1
    store.close()


def test_a_new_file_is_read_anew_by_those_who_knew_the_damaged_one(filled):
    store = SqliteStore(filled)
    epoch = store.epoch()
    store.close()
    fill_with_zeros(filled)
    store = SqliteStore(filled)
    assert store.epoch() > epoch
    store.close()


@pytest.mark.parametrize("left", list(itertools.product([True, False], repeat=2)))
def test_a_deleted_file_is_made_anew_and_events_go_on_arriving(path, left):
    store, other = SqliteStore(path), SqliteStore(path)
    store.put_many(made_events(20, "a"))
    epoch = store.epoch()
    for suffix, stays in zip(("-wal", "-shm"), left, strict=True):
        if not stays:
            path.with_name(path.name + suffix).unlink()
    path.unlink()
    assert store.put_many(made_events(5, "b")) == 5
    assert other.put_many(made_events(6, "c")) == 6
    assert [len(other.session(name)) for name in "abc"] == [0, 5, 6]
    assert store.epoch() > epoch
    other.close()
    store.close()
    again = SqliteStore(path)
    assert len(list(again.facts())) == 11
    again.close()


def test_a_deleted_folder_is_made_anew(tmp_path):
    path = tmp_path / "deep" / "events.db"
    store = SqliteStore(path)
    for file in path.parent.iterdir():
        file.unlink()
    path.parent.rmdir()
    assert store.put_many(made_events(5, "b")) == 5
    store.close()


@pytest.mark.parametrize("damage", [flip_every_other_page, truncate_to_half, zero_the_first_page, spoil_the_schema])
def test_new_events_arrive_in_place_of_a_damaged_file_of_schema_1(path, damage):
    write_schema_1(path, made_events(COUNT, "old"))
    damage(path)
    store = SqliteStore(path)
    assert arrive(store, made_events(7, "new")) == 7
    assert len(aside(path)) == 1
    store.close()


def files_of(folder):
    return {p.name: p.read_bytes() for p in folder.iterdir()}


def test_a_database_of_something_else_stays_as_it_is(path):
    theirs = sqlite3.connect(path)
    theirs.execute("PRAGMA journal_mode = WAL").fetchall()
    theirs.execute("PRAGMA user_version = 1")
    theirs.execute("CREATE TABLE event (id)")
    before = files_of(path.parent)
    with pytest.raises(StoreUnavailable, match=r"file is a database of something else\. It stays as it is"):
        SqliteStore(path)
    assert files_of(path.parent) == before
    theirs.close()
    before = files_of(path.parent)
    with pytest.raises(StoreUnavailable, match=r"file is a database of something else\. It stays as it is"):
        SqliteStore(path)
    assert files_of(path.parent) == before


@pytest.mark.parametrize("version", [0, 1])
def test_another_database_where_a_store_was_stays_as_it_is(filled, version):
    filled.unlink()
    with sqlite3.connect(filled) as theirs:
        theirs.execute(f"PRAGMA user_version = {version}")
        theirs.execute("CREATE TABLE diary (day TEXT)")
    theirs.close()
    overwrite(filled, filled.stat().st_size - 50, b"\xa5" * 50)
    before = files_of(filled.parent)
    with pytest.raises(StoreUnavailable, match=r"file is a database of something else"):
        SqliteStore(filled)
    assert files_of(filled.parent) == before


def test_a_text_file_stays_as_it_is_even_where_a_store_was(filled):
    filled.write_text("dear diary\n" * 50, encoding="utf-8")
    before = files_of(filled.parent)
    with pytest.raises(StoreUnavailable, match=r"file is not a database\. It stays as it is"):
        SqliteStore(filled)
    assert files_of(filled.parent) == before


def test_a_text_file_put_in_place_of_a_running_store_stays_as_it_is(filled):
    store = SqliteStore(filled)
    store.close()
    filled.unlink()
    filled.write_text("dear diary\n" * 50, encoding="utf-8")
    with pytest.raises(StoreUnavailable, match=r"file is not a database"):
        store.put_many(made_events(1))
    assert filled.read_text(encoding="utf-8").startswith("dear diary")


def test_a_folder_at_the_path_is_refused_with_what_to_do(path):
    path.mkdir()
    with pytest.raises(StoreUnavailable, match=r"Cannot open the event store .*Is a directory.*FINOPS_AGENT_STORE"):
        SqliteStore(path)


def test_a_mended_file_still_knows_what_was_erased(tmp_path):
    path = tmp_path / "events.db"
    store = SqliteStore(path)
    kept, gone = made_events(3_000, "kept"), made_events(5, "gone")
    store.put_many([*gone, *kept])
    assert store.erase_session("gone") == 5
    store.close()
    with path.open("r+b") as file:
        file.seek(-40 * PAGE_BYTES, os.SEEK_END)
        file.write(b"\xa5" * PAGE_BYTES * 3)
    store = SqliteStore(path)
    with contextlib.suppress(StoreUnavailable):
        list(store.scan())
    store.put_many([*gone, *made_events(1, "new")])
    assert len(store.mended()) == 1
    assert store.erased_among(["gone", "kept"]) == {"gone"}
    assert store.session("gone") == []
    assert len(store.session("new")) == 1
    store.close()
