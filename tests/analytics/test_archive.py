"""The archive: whole files by day, written again only where something changed; and the same figures out of it."""

from datetime import UTC, datetime

import duckdb
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from msgspec.structs import replace
from pyarrow import parquet

from archived import assert_equal
from brute_force import us
from finops_agent.analytics import Analytics, Window
from finops_agent.analytics.archive import write_archive
from finops_agent.analytics.from_archive import figures_of
from finops_agent.analytics.window import SLOT_US
from finops_agent.errors import ExportError
from finops_agent.events import RECORDER_SESSION, TEXT_ATTRIBUTES
from finops_agent.events.synthetic import generate
from finops_agent.stores import MemoryStore, SqliteStore
from made import spread

NOW_US = 1_795_000_000_000_000 // SLOT_US * SLOT_US
FAR_TTL = 4_000_000_000
DAY_US = 96 * SLOT_US


def made(seed, count=300, days=6):
    return [replace(e, ttl=FAR_TTL) for e in generate(count, days, seed, now_us=NOW_US)]


def store_of(events, path=None):
    store = MemoryStore() if path is None else SqliteStore(path)
    store.put_many(events)
    return store


def day_of(event):
    return datetime.fromtimestamp(us(event) / 1_000_000, UTC).date()


def write(store, folder, window=Window(), **options):  # noqa: B008 - immutable
    return list(write_archive(store, window, folder, **options))


def ids_in(folder):
    return {
        name for path in folder.rglob("*.parquet") for name in parquet.read_table(path)["interaction_id"].to_pylist()
    }


def duckdb_over(folder):
    def run(query):
        with duckdb.connect() as connection:
            return connection.execute(query).fetchall()

    return run, f"read_parquet('{folder}/*/*.parquet')"


@settings(max_examples=8, deadline=None)
@given(seed=st.integers(0, 10_000), age=st.integers(0, 7 * 96), cut=st.integers(0, 6 * 96))
def test_duckdb_over_the_archive_gives_the_cube_row_for_row(tmp_path_factory, seed, age, cut):
    """`age`: how long ago the events ended, since open sessions and waiting questions depend on it."""
    folder = tmp_path_factory.mktemp("archive")
    events = spread(made(seed), seed)
    odd = replace(events[3], interaction_id="by-a-recorder", session_id=RECORDER_SESSION)
    store = store_of([*events, odd])
    write(store, folder)
    now = NOW_US + age * SLOT_US
    local = Analytics(store)
    local.refresh(now)
    windows = (Window(), Window(NOW_US - cut * SLOT_US, None), Window(NOW_US - 5 * DAY_US, NOW_US - cut * SLOT_US // 2))
    assert_equal(figures_of(*duckdb_over(folder), now), local, windows, now)


def test_each_day_is_a_sorted_file_of_its_own_without_texts(tmp_path):
    events = made(1)
    days = [day for day in write(store_of(events), tmp_path) if day.is_new]
    assert [day.day for day in days] == sorted({day_of(event) for event in events})
    assert ids_in(tmp_path) == {event.interaction_id for event in events}
    for day in days:
        assert day.path == tmp_path / f"dt={day.day}" / "events.parquet"
        table = parquet.read_table(day.path, partitioning=None)
        moments = table["timestamp_us"].to_pylist()
        assert moments == sorted(moments)
        assert {datetime.fromtimestamp(moment / 1_000_000, UTC).date() for moment in moments} == {day.day}
        assert not TEXT_ATTRIBUTES & set(table.column_names)
        assert parquet.read_metadata(day.path).row_group(0).column(0).compression == "ZSTD"


def test_texts_are_there_when_asked_for_and_go_when_not(tmp_path):
    store = store_of(made(2))
    write(store, tmp_path, with_texts=True)
    path = next(tmp_path.rglob("*.parquet"))
    assert set(parquet.read_table(path).column_names) >= TEXT_ATTRIBUTES
    assert all(day.is_new for day in write(store, tmp_path) if day.path.exists())
    assert not TEXT_ATTRIBUTES & set(parquet.read_table(path).column_names)


@pytest.mark.parametrize("kind", ["memory", "sqlite"])
def test_only_days_that_something_came_to_are_written_again(tmp_path, kind):
    events = made(3)
    late = events.pop(10)
    store = store_of(events, tmp_path / "events.db" if kind == "sqlite" else None)
    folder = tmp_path / "archive"
    write(store, folder)
    assert not any(day.is_new for day in write(store, folder))
    store.put_many([late])
    assert [day.day for day in write(store, folder) if day.is_new] == [day_of(late)]
    assert late.interaction_id in ids_in(folder)


def test_an_erased_session_goes_and_only_its_days_are_written_again(tmp_path):
    events = made(4)
    store = store_of(events, tmp_path / "events.db")
    folder = tmp_path / "archive"
    write(store, folder)
    gone = events[20].session_id
    store.erase_session(gone)
    changed = {day.day for day in write(store, folder) if day.is_new}
    assert changed == {day_of(event) for event in events if event.session_id == gone}
    assert ids_in(folder) == {event.interaction_id for event in events if event.session_id != gone}


def test_expired_events_stay_in_the_archive_unless_their_session_is_erased(tmp_path):
    events = made(5)
    first = min(map(day_of, events))
    old = {event.interaction_id for event in events if day_of(event) == first}
    store, folder = store_of(events, tmp_path / "events.db"), tmp_path / "archive"
    write(store, folder)
    with store._connections.transaction() as db:
        db.execute("UPDATE event SET ttl = 1 WHERE timestamp_us < ?", ((NOW_US // DAY_US - 5) * DAY_US,))
    for path in folder.rglob("*.parquet"):
        table = parquet.read_table(path, partitioning=None)
        if path.parent.name == f"dt={first}":
            expired = table.set_column(table.column_names.index("ttl"), "ttl", [[1] * len(table)])
            parquet.write_table(expired.replace_schema_metadata(table.schema.metadata), path)
    store.expire()
    write(store, folder, Window((NOW_US // DAY_US - 10) * DAY_US, None))
    assert ids_in(folder) >= old
    gone = next(event.session_id for event in events if event.interaction_id in old)
    store.erase_session(gone)
    write(store, folder, Window((NOW_US // DAY_US - 10) * DAY_US, None))
    left = {event.interaction_id for event in events if event.session_id != gone}
    assert ids_in(folder) >= old & left
    assert not ids_in(folder) - left


def test_a_day_without_events_any_more_has_no_folder(tmp_path):
    events = made(6)
    store, folder = store_of(events), tmp_path / "archive"
    write(store, folder)
    for session in {event.session_id for event in events}:
        store.erase_session(session)
    write(store, folder, Window(NOW_US - 10 * DAY_US, NOW_US))
    assert list(folder.rglob("*")) == []


def test_a_killed_run_leaves_whole_days_and_the_next_goes_on(tmp_path):
    events = made(7)
    store = store_of(events)
    days = write_archive(store, Window(), tmp_path)
    done = [next(days), next(days)]
    days.close()
    half = tmp_path / "dt=2001-01-01"
    half.mkdir()
    (done[1].path.parent / ".events.parquet.1").write_bytes(b"PAR1")
    rest = write(store, tmp_path)
    assert {day.day for day in rest if day.is_new} == {day_of(event) for event in events} - {day.day for day in done}


def test_a_damaged_file_is_written_again(tmp_path):
    store = store_of(made(8))
    path = next(day.path for day in write(store, tmp_path) if day.is_new)
    whole = path.read_bytes()
    path.write_bytes(whole[: len(whole) // 2])
    assert [day.path for day in write(store, tmp_path) if day.is_new] == [path]
    assert path.read_bytes() == whole


def test_only_days_of_the_window_are_written(tmp_path):
    window = Window(NOW_US - 3 * DAY_US, NOW_US - 2 * DAY_US)
    days = write(store_of(made(9)), tmp_path, window)
    assert 1 <= len(days) <= 2
    assert len(list(tmp_path.iterdir())) == sum(day.is_new for day in days)


def test_a_folder_that_cannot_be_written_is_a_sentence(tmp_path):
    (tmp_path / "archive").write_text("a file")
    with pytest.raises(ExportError, match="then run it again"):
        write(store_of(made(10)), tmp_path / "archive")
