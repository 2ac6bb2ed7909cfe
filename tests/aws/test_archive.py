"""The archive in S3: as in a folder, object for file and row for row; kept up to date, and erased from."""

import json
import uuid
from datetime import UTC, date, datetime, timedelta

import pytest
from msgspec.structs import replace
from pyarrow import parquet
from typer.testing import CliRunner

from finops_agent.analytics import Window
from finops_agent.analytics.archive import drop_days, erase_from_archive, write_archive
from finops_agent.analytics.archive_place import TOLD, Folder
from finops_agent.analytics.archive_table import athena_ddl
from finops_agent.aws.archive import ArchiveInS3
from finops_agent.aws.services import AwsFailed, Services
from finops_agent.cli import app
from finops_agent.errors import SettingsError
from finops_agent.stores import MemoryStore, SqliteStore
from made import lasting, made_events

NOW_US = 1_795_000_000_000_000


@pytest.fixture
def services(aws):
    made = Services(aws.service)
    yield made
    made.close()


@pytest.fixture
def bucket(services):
    name = f"b-{uuid.uuid4()}"
    services.ask("s3", "create_bucket", "make a bucket", Bucket=name)
    return name


@pytest.fixture
def place(services, bucket):
    return ArchiveInS3(services, f"s3://{bucket}/events")


def events_of(seed, count=120, days=4):
    return lasting(count, days, seed, NOW_US)


def store_of(events):
    store = MemoryStore()
    store.put_many(events)
    return store


def write(store, to, **options):
    return [day for day in write_archive(store, Window(), to, **options) if day.is_new]


def rows_of(place):
    return {day: list(place.file(day).rows()) for day in place.days()}


def test_it_has_the_layout_and_the_rows_of_a_folder(services, bucket, place, tmp_path):
    store = store_of(events_of(1))
    written = write(store, place)
    write(store, tmp_path)
    names = [path.relative_to(tmp_path).as_posix() for path in tmp_path.rglob("*.parquet")]
    assert list(services.keys(bucket, "")) == sorted(f"events/{name}" for name in names)
    assert [day.path for day in written] == [f"s3://{bucket}/events/dt={day.day}/events.parquet" for day in written]
    assert rows_of(place) == rows_of(Folder(tmp_path))


def test_the_table_of_athena_looks_where_the_objects_are(services, bucket, place):
    write(store_of(events_of(1)), place)
    ddl = athena_ddl(f"s3://{bucket}/events", "mine", "2024-01-01")
    template = ddl.split("'storage.location.template' = '")[1].split("'")[0]
    keys = list(services.keys(bucket, ""))
    assert keys == [f"{template.replace('${dt}', str(d))}events.parquet".split("/", 3)[3] for d in place.days()]


def test_only_days_that_something_came_to_are_written_again(services, place):
    events = events_of(2)
    late = events.pop(10)
    store = store_of(events)
    assert len(write(store, place)) == len(place.days())
    assert write(store, place) == []
    store.put_many([late])
    (changed,) = write(store, place)
    assert late.interaction_id in {row["interaction_id"] for row in place.file(changed.day).rows()}


def test_a_run_that_broke_off_goes_on_where_it_stopped(place):
    store = store_of(events_of(3))
    first = next(write_archive(store, Window(), place))
    assert first.is_new
    rest = write(store, place)
    assert first.day not in {day.day for day in rest}
    assert len(rest) == len(place.days()) - 1


def test_an_archive_that_was_copied_there_is_taken_as_it_is(services, bucket, place, tmp_path):
    """As `aws s3 sync` does, without metadata: the footer tells what the file holds."""
    store = store_of(events_of(4))
    write(store, tmp_path)
    for path in tmp_path.rglob("*.parquet"):
        key = f"events/{path.relative_to(tmp_path).as_posix()}"
        services.ask("s3", "put_object", "copy", Bucket=bucket, Key=key, Body=path.read_bytes())
    assert write(store, place) == []


def test_an_erased_session_goes_from_every_day_and_the_rest_stays(place):
    events = events_of(5)
    gone = events[20].session_id
    write(store_of(events), place)
    count = sum(event.session_id == gone for event in events)
    assert erase_from_archive(place, gone) == count
    left = {row["interaction_id"] for rows in rows_of(place).values() for row in rows}
    assert left == {event.interaction_id for event in events if event.session_id != gone}
    assert erase_from_archive(place, gone) == 0


def test_to_look_for_a_session_only_a_part_of_an_object_is_fetched(services, bucket, place, monkeypatch):
    write(store_of(events_of(6, count=10_000, days=1)), place, with_texts=True)
    size = sum(found["Size"] for found in services.ask("s3", "list_objects_v2", "list", Bucket=bucket)["Contents"])
    fetched = []
    content = services.content

    def counted(doing, /, **arguments):
        fetched.append(len(content(doing, **arguments)))
        return content(doing, **arguments)

    monkeypatch.setattr(services, "content", counted)
    erase_from_archive(place, "nobody")
    assert sum(fetched) < size / 2


def test_an_object_that_changes_while_it_is_read_is_told(services, bucket, place):
    write(store_of(events_of(6, count=50, days=1)), place)
    day = place.file(place.days()[0])
    file = day._open(day._look())
    key = next(services.keys(bucket, ""))
    services.ask("s3", "put_object", "overwrite", Bucket=bucket, Key=key, Body=b"another")
    with pytest.raises(AwsFailed, match=r"^Cannot read 's3://.*/events\.parquet': PreconditionFailed: .* run it again"):
        file.read(10)


@pytest.mark.parametrize("where", ["folder", "s3"])
def test_an_erasure_while_a_day_is_written_leaves_nothing_behind(where, place, tmp_path):
    """The session is erased from store and archive after its events were read, before the file is put."""
    events = events_of(7, days=1)
    gone = events[20].session_id
    store = store_of(events)
    target = place if where == "s3" else Folder(tmp_path)
    write(store, target)
    store.put_many(events_of(8, count=20, days=1))

    class Interrupting:
        def days(self):
            return target.days()

        def file(self, day):
            file = target.file(day)
            return InterruptingFile(file)

    class InterruptingFile:
        def __init__(self, file):
            self.path, self.told, self.rows, self._put = file.path, file.told, file.rows, file.put

        def put(self, write):
            def interrupted(path):
                count = write(path)
                store.erase_session(gone)
                erase_from_archive(target, gone)
                return count

            return self._put(interrupted)

    list(write_archive(store, Window(), Interrupting()))
    assert gone not in {row["session_id"] for rows in rows_of(target).values() for row in rows}


def test_days_that_are_kept_too_long_are_taken_out(place):
    write(store_of(events_of(9)), place)
    days = place.days()
    assert drop_days(place, days[2]) == days[:2]
    assert place.days() == days[2:]


def test_what_is_no_file_of_ours_is_left_alone(services, bucket, place):
    for key in ("events/dt=2026-11-25/other.parquet", "events/notes.txt", "events/dt=soon/events.parquet"):
        services.ask("s3", "put_object", "put", Bucket=bucket, Key=key, Body=b"x")
    assert place.days() == []


def test_what_an_object_holds_stands_in_its_metadata_as_in_its_footer(services, bucket, place, tmp_path):
    store = store_of(events_of(1))
    write(store, place)
    (key, *_) = services.keys(bucket, "")
    path = tmp_path / "x.parquet"
    path.write_bytes(services.content("read", Bucket=bucket, Key=key))
    told = parquet.read_schema(path).metadata[TOLD.encode()].decode()
    head = services.ask("s3", "head_object", "look", Bucket=bucket, Key=key)
    assert head["Metadata"][TOLD] == told


def test_a_bucket_that_is_not_there_is_one_sentence(services):
    store = store_of(events_of(1, count=5))
    with pytest.raises(AwsFailed, match=r"^Cannot write 's3://no-such-bucket-x/.*': NoSuchBucket: .*aws setup"):
        write(store, ArchiveInS3(services, "s3://no-such-bucket-x"))


def test_an_address_without_a_bucket_is_refused(services):
    with pytest.raises(SettingsError, match="write it as s3://bucket/prefix"):
        ArchiveInS3(services, "s3://")


def run(aws, home, *words, **variables):
    environment = {**aws.environment, "FINOPS_AGENT_HOME": str(home), **variables}
    return CliRunner().invoke(app, words, env=environment)


def test_the_command_writes_to_s3_and_erasing_a_session_reaches_there(aws, bucket, place, tmp_path):
    where = f"s3://{bucket}/events"
    store = SqliteStore(tmp_path / "events.db")
    events = lasting(60, 3)
    store.put_many(events)
    store.close()
    done = run(aws, tmp_path, "archive", "write", FINOPS_AGENT_ARCHIVE=where)
    assert (done.exit_code, "with 60 events" in done.stderr) == (0, True), done.stderr
    again = run(aws, tmp_path, "archive", "write", "--to", where)
    assert (again.stdout, "0 days written" in again.stderr) == ("", True)
    gone = events[5].session_id
    erased = run(aws, tmp_path, "session", "erase", gone, "--yes", "--json", FINOPS_AGENT_ARCHIVE=where)
    told = json.loads(erased.stdout)
    assert told["archive"] == told["store"] == sum(event.session_id == gone for event in events)
    assert (told["is_gone"], where in told["searched"]) == (True, True)
    assert gone not in {row["session_id"] for rows in rows_of(place).values() for row in rows}


def test_an_archive_that_is_not_reached_is_told_and_the_erasure_is_not_called_done(aws, tmp_path):
    SqliteStore(tmp_path / "events.db").close()
    where = "s3://no-such-bucket-x/events"
    done = run(aws, tmp_path, "session", "erase", "s", "--yes", "--json", FINOPS_AGENT_ARCHIVE=where)
    told = json.loads(done.stdout)
    assert (done.exit_code, told["is_gone"]) == (1, False)
    assert told["remains"][0].startswith(f"The archive {where!r} may still hold the session: Cannot list ")


def test_the_command_takes_days_out(aws, bucket, place, tmp_path):
    today = datetime.now(UTC).date()
    noons = [f"{today - timedelta(days=ago)}T12:00:00.000Z" for ago in range(1, 7)]
    store = SqliteStore(tmp_path / "events.db")
    store.put_many([replace(event, timestamp=noon) for event, noon in zip(made_events(6), noons, strict=True)])
    store.close()
    done = run(aws, tmp_path, "archive", "write", "--to", f"s3://{bucket}/events", "--keep-days", "2")
    assert (done.exit_code, "days taken out." in done.stderr) == (0, True)
    kept = list(place.days())
    assert all(isinstance(day, date) for day in kept)
    assert kept[-1] == today - timedelta(days=1)
    assert kept[0] in {today - timedelta(days=2), today - timedelta(days=1)}, "the later one where midnight passed"
