"""`events import`: DynamoDB's export, what its tools print, and plain items, of any age, into any store."""

import base64
import gzip
import hashlib
import json
import time
import uuid

import pytest
from hypothesis import given
from hypothesis import strategies as st
from typer.testing import CliRunner

from finops_agent.aws.attributes import to_attributes
from finops_agent.aws.files import FilesInS3, FilesOfFolder
from finops_agent.aws.importing import (
    NO_TIME,
    NO_VALUE,
    OF_THE_RECORDER,
    OF_THE_STORE,
    TELLING_ID,
    Imported,
    Rules,
    import_items,
)
from finops_agent.aws.items_told import NO_NUMBER, TOO_LONG, Told, items_of
from finops_agent.aws.services import Services
from finops_agent.cli import app
from finops_agent.errors import ImportFailed
from finops_agent.events import RECORDER_SESSION, timestamp, to_item
from finops_agent.events.ids import storable_id
from finops_agent.events.synthetic import generate
from finops_agent.events.timestamp import S_PER_DAY
from finops_agent.privacy import default_steps
from finops_agent.stores import MemoryStore, SqliteStore

EVENTS = list(generate(40, 3, 1))
OWN_IDS = [
    "session_{0}",
    "query_{0}_12_{1}",
    "response_{0}_3",
    "custom_password_reset_2026-11-25T10:30:00.000Z",
    "custom_password_reset_2026-11-25T10:30:00.000Z_{1}",
]
OLD = [
    {
        "interaction_id": {"S": "query_old_1"},
        "timestamp": {"S": "2999-12-06T10:30:00.123456"},
        "event_type": {"S": "user_query"},
        "session_id": {"S": "old"},
        "user_query": {"S": "What does jane@example.com cost?"},
        "query_length": {"S": "31"},
        "is_suggested_prompt": {"BOOL": False},
    },
    {
        "interaction_id": {"S": "custom_feedback_1"},
        "timestamp": {"S": "2999-12-06T10:31:00"},
        "event_type": {"S": "custom_event"},
        "session_id": {"S": "old"},
        "event_name": {"S": "user_feedback"},
        "event_data": {"M": {"rating": {"N": "5"}, "tags": {"L": [{"S": "a"}, {"NULL": True}]}}},
    },
]


def line(attributes):
    return json.dumps({"Item": attributes})


def export_to(folder, parts, export="AWSDynamoDB/01693685827463-2d8752fd"):
    """As ExportTableToPointInTime lays it out: data files, and a manifest with counts and checksums."""
    data = folder / export / "data"
    data.mkdir(parents=True)
    manifest = []
    for lines in parts:
        name = f"{uuid.uuid4().hex}.json.gz"
        packed = gzip.compress("\n".join(lines).encode())
        (data / name).write_bytes(packed)
        checksum = base64.b64encode(hashlib.md5(packed, usedforsecurity=False).digest()).decode()
        key = f"{export}/data/{name}"
        manifest.append({"itemCount": len(lines), "md5Checksum": checksum, "etag": "x", "dataFileS3Key": key})
    told = "\n".join(json.dumps(entry) for entry in manifest)
    (folder / export / "manifest-files.json").write_text(told + "\n")
    (folder / export / "manifest-summary.json").write_text(json.dumps({"outputFormat": "DYNAMODB_JSON"}))
    return data


def imported(files, store, *, plan=False, retention_of=lambda _: 90):
    report = Imported()
    rules = Rules(default_steps(), retention_of)
    import_items(items_of(files, report.problems), store, rules, report, plan=plan)
    return report


def ids_in(store):
    return {stored.event.interaction_id for stored in store.scan()}


@pytest.fixture
def store():
    return MemoryStore()


def lines_of(events):
    return [line(to_attributes(to_item(event))) for event in events]


def test_an_export_comes_in_whole_and_once(store, tmp_path):
    export_to(tmp_path, [lines_of(EVENTS[:15]), lines_of(EVENTS[15:])])
    first = imported(FilesOfFolder(tmp_path), store)
    assert (first.read, first.new, first.known, first.problems) == (40, 40, 0, [])
    assert [stored.event for stored in store.scan()] == sorted(EVENTS, key=lambda e: (e.timestamp, EVENTS.index(e)))
    again = imported(FilesOfFolder(tmp_path), store)
    assert (again.read, again.new, again.known) == (40, 0, 40)


def test_it_comes_in_from_s3_into_a_table(aws, tmp_path, request):
    """Also where the address names one file of it."""
    table = request.getfixturevalue("table")
    services = Services(aws.service)
    bucket = f"b-{uuid.uuid4()}"
    services.ask("s3", "create_bucket", "make", Bucket=bucket)
    data = export_to(tmp_path, [lines_of(EVENTS)])
    for path in (p for p in tmp_path.rglob("*") if p.is_file()):
        key = f"backup/{path.relative_to(tmp_path).as_posix()}"
        services.ask("s3", "put_object", "put", Bucket=bucket, Key=key, Body=path.read_bytes())
    target = request.getfixturevalue("store_of_table")(table)
    report = imported(FilesInS3(services, f"s3://{bucket}/backup"), target)
    assert (report.new, report.problems) == (40, [])
    one = f"s3://{bucket}/backup/{next(data.iterdir()).relative_to(tmp_path).as_posix()}"
    assert imported(FilesInS3(services, one), target).known == 40
    assert len(list(target.facts())) == 40
    services.close()


@pytest.fixture
def store_of_table(aws):
    from finops_agent.aws import DynamoStore  # noqa: PLC0415 - the other tests need none

    return lambda table: DynamoStore(table, make_client=aws.shared_client, sleep=lambda _: None)


def test_items_of_the_older_app_are_mended_and_pass_the_privacy_steps(store, tmp_path):
    export_to(tmp_path, [[line(item) for item in OLD]])
    report = imported(FilesOfFolder(tmp_path), store)
    assert (report.new, report.naive) == (2, 2)
    query, feedback = store.session("old")
    assert (query.timestamp, query.query_length) == ("2999-12-06T10:30:00.123Z", 31)
    assert "jane" not in query.user_query
    assert json.loads(feedback.event_data) == {"rating": 5, "tags": ["a", None]}


def test_what_is_left_out_is_told_with_its_reason_and_place(store, tmp_path):
    gone = EVENTS[5].session_id
    store.put_many(EVENTS[:1])
    store.erase_session(gone)
    bad = [
        {"interaction_id": {"S": "meta#state"}, "last_seq": {"N": "7"}},
        {"interaction_id": {"S": "x"}, "event_type": {"S": "login"}},
        {**OLD[0], "timestamp": {"S": "yesterday"}},
        {**OLD[0], "query_length": {"S": "many"}},
        {**OLD[0], "timestamp": {"S": "2019-12-06T10:30:00"}},
    ]
    lines = [*map(line, bad), "no json", *lines_of(e for e in EVENTS if e.session_id == gone)]
    data = export_to(tmp_path, [lines])
    report = imported(FilesOfFolder(tmp_path), store)
    assert report.new == 0
    assert dict(report.skipped) == {
        "the store's own, no event": 1,
        "of no known event type": 1,
        "without a readable time": 1,
        "with a value that cannot be read": 1,
        "expired": 1,
        "no item in JSON": 1,
        "of an erased session": sum(event.session_id == gone for event in EVENTS),
    }
    (file,) = data.iterdir()
    assert report.examples["expired"] == [f"{file.relative_to(tmp_path).as_posix()}:5"]
    assert sum(report.skipped.values()) + report.new + report.known == report.read


def test_an_incremental_export_brings_new_images_and_names_deletions(store, tmp_path):
    key = {"interaction_id": {"S": "x"}}
    written = {"Metadata": {"WriteTimestampMicros": {"N": "1"}}, "Keys": key, "NewImage": OLD[0], "OldImage": OLD[0]}
    deleted = {"Metadata": {"WriteTimestampMicros": {"N": "1"}}, "Keys": key, "OldImage": OLD[0]}
    export_to(tmp_path, [[json.dumps(written), json.dumps(deleted)]])
    report = imported(FilesOfFolder(tmp_path), store)
    assert (report.new, dict(report.skipped)) == (1, {"deleted in the table, by the export": 1})


@pytest.mark.parametrize(
    ("harm", "told"),
    [
        (lambda path: path.unlink(), "is not there: fetch it."),
        (lambda path: path.write_bytes(path.read_bytes()[:-20]), "cannot be read to its end"),
        (lambda path: path.write_bytes(gzip.compress("\n".join(lines_of(EVENTS[:9])).encode())), "has 9 of 40 items"),
        (
            lambda path: path.write_bytes(gzip.compress("\n".join(lines_of(EVENTS[:9])).encode())),
            "differs from the checksum",
        ),
    ],
)
def test_a_file_that_is_missing_cut_or_changed_is_told(store, tmp_path, harm, told):
    data = export_to(tmp_path, [lines_of(EVENTS)])
    harm(next(data.iterdir()))
    assert told in " ".join(imported(FilesOfFolder(tmp_path), store).problems)


def test_an_export_in_ion_is_told(store, tmp_path):
    data = export_to(tmp_path, [lines_of(EVENTS)])
    (path,) = data.iterdir()
    manifest = data.parent / "manifest-files.json"
    manifest.write_text(manifest.read_text().replace(".json.gz", ".ion.gz"))
    path.rename(path.with_name(path.name.replace(".json.gz", ".ion.gz")))
    (problem,) = imported(FilesOfFolder(tmp_path), store).problems
    assert problem.endswith("is no JSON: export with --export-format DYNAMODB_JSON.")


@pytest.mark.parametrize("indent", [None, 4])
def test_what_the_aws_tools_print_is_read(store, tmp_path, indent):
    path = tmp_path / "scan.json"
    path.write_text(json.dumps({"Items": OLD, "Count": 2, "ScannedCount": 2}, indent=indent))
    assert imported(FilesOfFolder(path), store).new == 2


def test_plain_items_are_read_whoever_wrote_them(store, tmp_path):
    path = tmp_path / "events.jsonl"
    path.write_text("\n".join(json.dumps(to_item(event)) for event in EVENTS))
    assert imported(FilesOfFolder(path), store).new == 40
    assert ids_in(store) == {event.interaction_id for event in EVENTS}


def test_a_plan_changes_nothing(store, tmp_path):
    export_to(tmp_path, [lines_of(EVENTS)])
    assert imported(FilesOfFolder(tmp_path), store, plan=True).new == 40
    assert ids_in(store) == set()


def test_an_event_that_the_store_cannot_hold_keeps_no_other_back(store, tmp_path, monkeypatch):
    put_many = store.put_many

    def picky(events):
        if any(event.interaction_id == EVENTS[7].interaction_id for event in events):
            raise ValueError("too large")
        return put_many(events)

    monkeypatch.setattr(store, "put_many", picky)
    export_to(tmp_path, [lines_of(EVENTS)])
    report = imported(FilesOfFolder(tmp_path), store)
    assert (report.new, dict(report.skipped)) == (39, {"that the store cannot hold": 1})


def test_there_must_be_something(aws, tmp_path):
    with pytest.raises(ImportFailed, match="there is no such file or folder"):
        FilesOfFolder(tmp_path / "nowhere")
    services = Services(aws.service)
    bucket = f"b-{uuid.uuid4()}"
    services.ask("s3", "create_bucket", "make", Bucket=bucket)
    with pytest.raises(ImportFailed, match="there is no such object"):
        FilesInS3(services, f"s3://{bucket}/backup")
    services.close()


def run(home, *words):
    return CliRunner().invoke(app, ["events", "import", *map(str, words)], env={"FINOPS_AGENT_HOME": str(home)})


def test_the_command_tells_what_became_of_the_items(tmp_path):
    export_to(tmp_path / "export", [[line(item) for item in OLD], ["no json"]])
    home = tmp_path / "home"
    assert run(home, tmp_path / "export", "--plan").stdout.splitlines()[0] == "3 items read, 2 to import, 0 known"
    done = run(home, tmp_path / "export", "--json")
    assert done.exit_code == 0, done.output
    assert json.loads(done.stdout) == {
        "read": 3,
        "new": 2,
        "known": 0,
        "naive": 2,
        "skipped": {"no item in JSON": 1},
        "problems": [],
    }
    store = SqliteStore(home / "events.db")
    assert ids_in(store) == {"query_old_1", "custom_feedback_1"}
    store.close()


def test_the_command_fails_where_a_file_lacks_something(tmp_path):
    data = export_to(tmp_path / "export", [lines_of(EVENTS)])
    next(data.iterdir()).unlink()
    done = run(tmp_path / "home", tmp_path / "export")
    assert (done.exit_code, "is not there: fetch it." in done.stderr) == (1, True)


PLAIN = {
    "interaction_id": "plain",
    "event_type": "session_start",
    "session_id": "s",
    "timestamp": "2999-11-25T10:00:00Z",
}


def imported_lines(folder, store, *items):
    (folder / "items.jsonl").write_text("\n".join(json.dumps(item) for item in items))
    return imported(FilesOfFolder(folder), store)


def test_an_event_with_an_id_of_the_ledger_is_left_out(tmp_path, store):
    report = imported_lines(tmp_path, store, PLAIN | {"interaction_id": "meta#erased#0"})
    assert report.skipped == {OF_THE_STORE: 1}
    assert not ids_in(store)


@pytest.mark.parametrize("ttl", [2**62, 4_000_000_000, "2e30"])
def test_no_import_is_kept_longer_than_what_is_recorded_here(ttl, tmp_path, store):
    """The event's time is far ahead: then it is kept no longer than from now."""
    imported_lines(tmp_path, store, PLAIN | {"ttl": ttl})
    (kept,) = store.scan()
    assert 0 <= time.time() + 90 * S_PER_DAY - kept.event.ttl < 600


def test_the_retention_of_an_event_type_holds_for_its_imports_and_a_shorter_one_of_their_own_stays(tmp_path, store):
    at = timestamp.now_us() - 10 * timestamp.US_PER_DAY
    soon = at // timestamp.US_PER_S + 12 * S_PER_DAY
    items = [
        {**PLAIN, "interaction_id": name, "event_type": kind, "timestamp": timestamp.to_text(at), "ttl": ttl}
        for name, kind, ttl in [
            ("gone", "user_query", 2**40),
            ("kept", "session_end", 2**40),
            ("own", "session_end", soon),
        ]
    ]
    (tmp_path / "items.jsonl").write_text("\n".join(map(json.dumps, items)))
    days = {"user_query": 9, "session_end": 30}
    report = imported(FilesOfFolder(tmp_path), store, retention_of=days.__getitem__)
    ttls = {stored.event.interaction_id: stored.event.ttl for stored in store.scan()}
    assert ttls == {"kept": at // timestamp.US_PER_S + 30 * S_PER_DAY, "own": soon}
    assert report.skipped == {"expired": 1}


@pytest.mark.parametrize(
    ("number", "why"),
    [(float("inf"), NO_NUMBER), (float("nan"), NO_NUMBER), ("1e30000000", NO_VALUE), ("-inf", NO_VALUE)],
)
def test_a_number_beyond_all_bounds_is_told_and_the_rest_imported(number, why, tmp_path, store):
    report = imported_lines(tmp_path, store, PLAIN | {"interaction_id": "odd", "seq": number}, PLAIN)
    assert ids_in(store) == {"plain"}
    assert report.skipped == {why: 1}


@pytest.mark.parametrize("odd", ['{"x": NaN}', '{"x": [1, -Infinity]}', "1e999", '{"M": {"x": {"N": "NaN"}}}'])
def test_what_json_has_no_number_for_is_refused_wherever_it_stands(odd, tmp_path, store):
    text = json.dumps(PLAIN | {"interaction_id": "odd", "event_type": "custom_event"})
    (tmp_path / "items.jsonl").write_text(f'{text[:-1]}, "event_data": {odd}}}\n{json.dumps(PLAIN)}')
    report = imported(FilesOfFolder(tmp_path), store)
    assert ids_in(store) == {"plain"}
    assert report.skipped == {NO_NUMBER: 1}
    assert NO_NUMBER == "with NaN, Infinity or a number beyond 1e308, which JSON does not have"


def test_an_import_cannot_speak_for_the_recorder(tmp_path, store):
    report = imported_lines(tmp_path, store, PLAIN | {"session_id": RECORDER_SESSION})
    assert report.skipped == {OF_THE_RECORDER: 1}
    assert ids_in(store) == set()


@pytest.mark.parametrize(
    "ids",
    [
        {"session_id": "jane.doe@example.com"},
        {"interaction_id": "query_jane.doe@example.com_1"},
        {"session_id": "AKIAIOSFODNN7EXAMPLE"},
        {"interaction_id": "upload_DE89370400440532013000_1"},
    ],
)
def test_an_id_that_names_somebody_or_opens_something_is_not_taken(ids, tmp_path, store):
    report = imported_lines(tmp_path, store, PLAIN | ids)
    assert report.skipped == {TELLING_ID: 1}
    assert ids_in(store) == set()


@given(st.uuids(version=4).map(str), st.text("0123456789abcdef", min_size=16, max_size=16), st.sampled_from(OWN_IDS))
def test_the_ids_that_recorders_make_are_taken_whatever_their_random_parts_look_like(session_id, suffix, form):
    store, report = MemoryStore(), Imported()
    own = {"interaction_id": form.format(session_id, suffix), "session_id": session_id, "event_name": "password_reset"}
    rules = Rules(default_steps(), lambda _: 90)
    import_items([Told("here", PLAIN | {"event_type": "custom_event"} | own)], store, rules, report)
    assert ids_in(store) == {own["interaction_id"]}


def test_ids_are_made_storable_as_those_of_recorded_events_are(tmp_path, store):
    odd, long = "a\x00" + "ü" * 250, "\U0001f9fe" * 200
    report = imported_lines(
        tmp_path, store, PLAIN | {"interaction_id": odd, "session_id": long}, PLAIN | {"interaction_id": "x" * 300}
    )
    (kept,) = store.scan()
    assert (kept.event.interaction_id, kept.event.session_id) == (storable_id(odd), storable_id(long))
    assert "\x00" not in kept.event.interaction_id
    assert report.skipped == {NO_VALUE: 1}


def test_a_time_before_the_first_year_is_told(tmp_path, store):
    report = imported_lines(tmp_path, store, PLAIN | {"timestamp": "0001-01-01T00:00:00+14:00"})
    assert report.skipped == {NO_TIME: 1}


def test_a_line_of_a_manifest_that_names_no_file_is_told_and_the_others_read(tmp_path, store):
    export_to(tmp_path, [[line(OLD[0])]])
    manifest = next(tmp_path.rglob("manifest-files.json"))
    manifest.write_text('{"nope": 1}\nno json\n7\n' + manifest.read_text())
    report = imported(FilesOfFolder(tmp_path), store)
    assert ids_in(store) == {"query_old_1"}
    assert len(report.problems) == 3


def test_a_packed_line_without_end_is_not_read_to_its_end(tmp_path, store, monkeypatch):
    monkeypatch.setattr("finops_agent.aws.items_told._LONGEST", 1_000)
    (tmp_path / "bomb.json.gz").write_bytes(gzip.compress(b" " * 100_000))
    (tmp_path / "document.json").write_bytes(b"[\n" + b" " * 100_000 + b"]")
    report = imported(FilesOfFolder(tmp_path), store)
    assert report.skipped == {TOO_LONG: 2}
