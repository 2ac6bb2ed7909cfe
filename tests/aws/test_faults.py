"""Whatever AWS and the network do: nothing is lost, nothing doubled, nobody waits."""

import json
import time

import pytest
from msgspec.structs import replace

from aws.fault_server import BlackHole, error, handing_back, lost, page, refusing, reset
from aws_here import Shared
from finops_agent.aws import DynamoStore, UnstorableEvent, ensure_table
from finops_agent.aws.client import RETRY_AFTER_CAP_S
from finops_agent.config import load_config
from finops_agent.errors import StoreUnavailable
from finops_agent.recorder import Recorder, Session, backoff
from finops_agent.recorder.wake import Wake
from finops_agent.runtime import open_recorder
from made import keep_in, made_events

COUNT = 60
TEN_MINUTES_S = 600
FLUSH_S = 60.0


def record(recorder, count=COUNT):
    """Record a visit of `count` events; return their ids."""
    session = recorder.session()
    receipts = [session.query(f"question {i}") for i in range(count - 1)]
    assert all(receipt.is_safe for receipt in receipts)
    return sorted([f"session_{session.session_id}", *(receipt.interaction_id for receipt in receipts)])


def until(condition):
    deadline = time.monotonic() + 60
    while not condition():
        assert time.monotonic() < deadline, "did not come true within a minute"
        time.sleep(0.005)  # the other side is another thread's work; there is nothing else to wait on


def again_until_it_can(call):
    """Once more after a failure, as a person would who reads "erase again"."""
    for _ in range(5):
        try:
            return call()
        except StoreUnavailable:
            continue
    raise AssertionError("failed five times")


PASSING = {
    "throttled": ("BatchWriteItem", error("ProvisionedThroughputExceededException"), 4),
    "throttled without pause": ("*", error("ThrottlingException"), 40),
    "a part handed back": ("BatchWriteItem", handing_back(7), 5),
    "all handed back": ("BatchWriteItem", handing_back(25), 5),
    "keys handed back": ("BatchGetItem", handing_back(20), 2),
    "reset": ("*", reset, 3),
    "internal error": ("*", error("InternalServerError", status=500), 3),
    "a bare 500": ("BatchWriteItem", error("", status=500), 2),
    "unavailable": ("BatchWriteItem", error("ServiceUnavailable", status=503, retry_after="2"), 2),
    "answer of a write lost": ("BatchWriteItem", lost, 3),
    "answer of a reservation lost": ("UpdateItem", lost, 2),
    "every first answer lost": ("*", lost, 4),
    "a hotel's log-in page": ("*", page, 3),
}


@pytest.mark.parametrize("name", PASSING)
def test_a_failure_that_passes_loses_and_doubles_nothing(name, faults, recorder, store, ids):
    operation, fault, times = PASSING[name]
    faults.fail(operation, fault, times)
    wanted = record(recorder)
    assert recorder.flush(FLUSH_S)
    assert faults.met, "the fault was never met"
    assert ids() == wanted
    assert len({stored.seq for stored in store.scan()}) == COUNT
    assert recorder.stats().stored <= COUNT
    assert recorder.stats().dead == 0


@pytest.mark.parametrize("name", sorted(set(PASSING) - {"a hotel's log-in page"}))
def test_a_failure_that_passes_at_once_is_not_even_told(name, faults, failing, ids, pauses):
    operation, fault, _ = PASSING[name]
    events = made_events(COUNT)
    faults.fail(operation, fault)
    assert failing.put_many(events) == COUNT
    assert faults.met
    assert len(pauses) == 1
    assert ids() == sorted(event.interaction_id for event in events)


class Turned:
    """A clock that stands until somebody rests: then it jumps over the rest."""

    def __init__(self):
        self.now = 0.0

    def monotonic(self):
        return self.now

    def pass_by(self, seconds):
        self.now += seconds


@pytest.fixture
def turned(monkeypatch):
    """The clock by which deliveries are tried again."""
    clock = Turned()
    sleep = Wake.sleep

    def rest(wake, seconds):
        clock.pass_by(seconds)
        sleep(wake, 0.001)

    monkeypatch.setattr(backoff, "time", clock)
    monkeypatch.setattr(Wake, "sleep", rest)
    return clock


@pytest.fixture
def patient(aws, faults, table, turned):
    """A store that reaches its table through the proxy and rests by the turned clock."""
    client = aws.client(faults.url)
    yield DynamoStore(table, make_client=lambda: Shared(client), sleep=turned.pass_by)
    client.close()


def test_ten_minutes_of_throttling_are_waited_out_without_haste_and_loss(faults, patient, turned, tmp_path, ids):
    """The app records all the while; nobody asks for a delivery, it comes by itself."""
    throttles = error("ProvisionedThroughputExceededException")
    refused = []

    def fault(request):
        if turned.now >= TEN_MINUTES_S:
            return request.forward()
        refused.append(request.operation)
        return throttles(request)

    faults.fail("*", fault, None)
    with Recorder(tmp_path / "j", lambda: patient, load_config({}, home=tmp_path)) as recorder:
        session = recorder.session()
        wanted = [f"session_{session.session_id}"]
        while turned.now < TEN_MINUTES_S:
            receipt = session.query("question")
            assert receipt.is_safe
            wanted.append(receipt.interaction_id)
            then = turned.now + 10
            until(lambda then=then: turned.now >= then)
        until(lambda: recorder.stats().stored == len(wanted))
        until(lambda: recorder.stats().last_error is None)
        assert recorder.stats().dead == 0
    assert ids() == sorted(wanted)
    assert 20 < len(refused) < 2 * TEN_MINUTES_S


def test_a_write_whose_answer_was_lost_and_whose_process_ended_is_not_doubled_by_the_next(
    faults, failing, store, tmp_path, ids
):
    """All is stored and nobody was told: the next process delivers all of it once more."""
    config = load_config({}, home=tmp_path)
    faults.fail("BatchWriteItem", lost, None)
    with Recorder(tmp_path / "j", lambda: failing, config) as recorder:
        wanted = record(recorder)
        until(lambda: recorder.stats().last_error)
    assert ids() == wanted
    faults.heal()
    with Recorder(tmp_path / "j", lambda: store, config) as recorder:
        assert recorder.flush(FLUSH_S)
        assert recorder.stats().stored == 0
    assert ids() == wanted


READING = {
    "throttled": ("*", error("ProvisionedThroughputExceededException"), 4),
    "reset": ("*", reset, 1),
    "internal error": ("Query", error("InternalServerError", status=500), 3),
    "keys handed back": ("BatchGetItem", handing_back(20), 2),
    "answer lost": ("*", lost, 1),
}


@pytest.mark.parametrize("name", READING)
def test_a_reader_behind_a_failure_that_passes_sees_each_event_once(name, faults, failing, store):
    events = made_events(COUNT)
    store.put_many(events)
    wanted = sorted(event.interaction_id for event in events)
    faults.fail(*READING[name])
    assert len(list(failing.facts())) == COUNT if name != "keys handed back" else True
    assert sorted(stored.event.interaction_id for stored in failing.scan()) == wanted
    assert sorted(event.interaction_id for event in failing.session(events[0].session_id)) == wanted
    assert faults.met


def test_a_reader_that_cannot_read_says_why_and_reads_all_when_it_can(faults, failing, store):
    store.put_many(made_events(COUNT))
    faults.fail("Query", error("ExpiredTokenException", "Said AWS."), None)
    with pytest.raises(StoreUnavailable, match=r"ExpiredTokenException: Said AWS\. Renew the AWS credentials"):
        list(failing.facts())
    faults.heal()
    assert [fact.seq for fact in failing.facts()] == list(range(1, COUNT + 1))


ERASING = {
    "throttled": ("*", error("ThrottlingException"), 4),
    "a part handed back": ("BatchWriteItem", handing_back(7), 3),
    "reset": ("*", reset, 1),
    "answer of a delete lost": ("BatchWriteItem", lost, 2),
    "answer of a count lost": ("UpdateItem", lost, 2),
}


@pytest.mark.parametrize("name", ERASING)
def test_an_erasure_behind_a_failure_that_passes_leaves_nothing_of_the_session_and_all_else(
    name, faults, failing, store
):
    gone, others = made_events(COUNT), made_events(5)
    store.put_many([*gone, *others])
    faults.fail(*ERASING[name])
    again_until_it_can(lambda: failing.erase_session(gone[0].session_id))
    assert faults.met
    assert store.session(gone[0].session_id) == []
    assert len(list(store.scan())) == 5


@pytest.mark.parametrize("name", ["throttled", "reset", "answer of an update lost"])
def test_a_migration_behind_a_failure_that_passes_brings_each_item_over_once(name, aws, faults, failing, store):
    faulty = {"answer of an update lost": ("UpdateItem", lost, 3)}.get(name) or READING[name]
    for i in range(5):
        item = {"interaction_id": f"query_a_{i}", "event_type": "user_query", "session_id": "a"}
        typed = {name: {"S": value} for name, value in {**item, "timestamp": f"2026-11-20T10:30:0{i}Z"}.items()}
        aws.shared_client().put_item(TableName=store.table, Item=typed)
    faults.fail(*faulty)
    again_until_it_can(failing.migrate)
    assert faults.met
    assert [stored.event.interaction_id for stored in store.scan()] == [f"query_a_{i}" for i in range(5)]
    assert len({stored.seq for stored in store.scan()}) == 5
    assert failing.migrate().found == 0


def test_a_service_that_never_answers_holds_nobody_up(faults, recorder, ids):
    faults.fail("*", faults.hang, None)
    first = record(recorder)
    faults.holds.wait()
    second = record(recorder)  # each receipt is safe while the drain hangs
    assert ids() == []
    faults.heal()
    assert recorder.flush(FLUSH_S)
    assert ids() == sorted(first + second)


def test_an_address_that_takes_no_connection_holds_nobody_up(aws, tmp_path):
    hole = BlackHole()
    client = aws.client(hole.url, connect_timeout=0.2)
    store = DynamoStore("nowhere", make_client=lambda: Shared(client), sleep=lambda _: None)
    with Recorder(tmp_path / "j", lambda: store, load_config({}, home=tmp_path)) as recorder:
        record(recorder)
        until(lambda: recorder.stats().last_error)
        assert "Cannot read the event store 'dynamodb://nowhere': " in recorder.stats().last_error
        record(recorder)
    hole.close()
    client.close()


LASTING = {
    "ExpiredTokenException": "Renew the AWS credentials",
    "AccessDeniedException": "Grant the missing action to this role",
    "ProvisionedThroughputExceededException": "Use on-demand billing",
    "RequestTimeTooSkewed": "Set this machine's clock",
    "ResourceNotFoundException": "Check the table's name and AWS_REGION, or make the table",
}


@pytest.mark.parametrize("code", LASTING)
def test_a_failure_that_lasts_is_told_with_its_fix_and_all_goes_out_when_it_ends(code, faults, recorder, ids):
    faults.fail("*", error(code, "Said AWS."), None)
    wanted = record(recorder)
    until(lambda: recorder.stats().last_error)
    told = recorder.stats().last_error
    assert "'dynamodb://finops-agent-" in told
    assert f": {code}: Said AWS. {LASTING[code]}" in told
    assert ids() == []
    faults.heal()
    assert recorder.flush(FLUSH_S)
    assert ids() == wanted
    assert recorder.stats().dead == 0


def test_credentials_that_are_renewed_where_they_lie_are_found(faults, table, tmp_path, monkeypatch, ids):
    def write_key(key):
        (tmp_path / "credentials").write_text(f"[default]\naws_access_key_id = {key}\naws_secret_access_key = s\n")

    expired = error("ExpiredTokenException", "The security token included in the request is expired")
    faults.fail("*", lambda r: expired(r) if "=OLD/" in r.headers["Authorization"] else r.forward(), None)
    for name, value in {
        "AWS_SHARED_CREDENTIALS_FILE": str(tmp_path / "credentials"),
        "AWS_CONFIG_FILE": str(tmp_path / "none"),
        "AWS_EC2_METADATA_DISABLED": "true",
        "AWS_REGION": "us-east-1",
        "AWS_DEFAULT_REGION": "us-east-1",
        "AWS_ENDPOINT_URL": faults.url,
        "FINOPS_AGENT_STORE": f"dynamodb://{table}",
        "FINOPS_AGENT_HOME": str(tmp_path / "home"),
    }.items():
        monkeypatch.setenv(name, value)
    for name in ("AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY", "AWS_SESSION_TOKEN", "AWS_PROFILE"):
        monkeypatch.delenv(name, raising=False)
    write_key("OLD")
    with open_recorder(load_config()) as recorder:
        wanted = record(recorder)
        until(lambda: recorder.stats().last_error)
        assert "Renew the AWS credentials" in recorder.stats().last_error
        write_key("NEW")
        assert recorder.flush(FLUSH_S)
    assert ids() == wanted


def test_a_table_that_is_made_later_gets_what_waited(aws, tmp_path):
    name = f"late-{tmp_path.name}"
    store = DynamoStore(name, make_client=aws.shared_client, sleep=lambda _: None)
    with Recorder(tmp_path / "j", lambda: store, load_config({}, home=tmp_path)) as recorder:
        wanted = record(recorder)
        until(lambda: recorder.stats().last_error)
        assert "or make the table" in recorder.stats().last_error
        ensure_table(name, make_client=aws.shared_client, deletion_protection=False)
        assert recorder.flush(FLUSH_S)
        assert sorted(e.event.interaction_id for e in store.scan()) == wanted


def test_one_event_that_aws_refuses_is_set_aside_and_all_others_arrive(faults, recorder, ids, tmp_path):
    faults.fail("BatchWriteItem", refusing("question 33"), None)
    wanted = record(recorder)
    assert recorder.flush(FLUSH_S)
    (dead,) = [json.loads(line) for line in (tmp_path / "journal" / "dead-letter.jsonl").read_text().splitlines()]
    assert "question 33" in dead["event"]
    assert "ValidationException" in dead["reason"]
    assert len(ids()) == COUNT - 1
    assert set(ids()) < set(wanted)


def test_a_table_with_another_key_is_told_and_sets_nothing_aside(aws, tmp_path):
    name = f"other-{tmp_path.name}"
    aws.shared_client().create_table(
        TableName=name,
        KeySchema=[{"AttributeName": "id", "KeyType": "HASH"}],
        AttributeDefinitions=[{"AttributeName": "id", "AttributeType": "S"}],
        BillingMode="PAY_PER_REQUEST",
    )
    store = DynamoStore(name, make_client=aws.shared_client, sleep=lambda _: None)
    with Recorder(tmp_path / "j", lambda: store, load_config({}, home=tmp_path)) as recorder:
        record(recorder)
        until(lambda: recorder.stats().last_error)
        assert "it needs the partition key interaction_id (String)" in recorder.stats().last_error
        assert recorder.stats().dead == 0


def test_a_batch_of_a_table_with_another_key_is_not_the_events_fault(faults, failing):
    message = "The provided key element does not match the schema"
    faults.fail("BatchWriteItem", error("ValidationException", message), None)
    with pytest.raises(StoreUnavailable, match="The table has another key"):
        failing.put_many(made_events(3))


def test_what_is_handed_back_for_good_ends_in_bounded_tries(faults, failing):
    faults.fail("BatchWriteItem", handing_back(25), None)
    with pytest.raises(StoreUnavailable, match="AWS handed back 3 items unprocessed, so it throttles"):
        failing.put_many(made_events(3))


def test_a_friendly_page_in_place_of_an_answer_does_not_pass_for_stored(faults, failing, store):
    faults.fail("BatchWriteItem", page)
    with pytest.raises(StoreUnavailable, match="what answered is not DynamoDB"):
        failing.put_many(made_events(3))
    assert list(store.scan()) == []


def test_a_wish_to_be_left_alone_is_granted_within_bounds(faults, failing, pauses):
    faults.fail("BatchWriteItem", error("ServiceUnavailable", status=503, retry_after="3"))
    failing.put_many(made_events(1))
    assert max(pauses) == 3
    faults.fail("BatchWriteItem", error("ServiceUnavailable", status=503, retry_after="86400"))
    failing.put_many(made_events(1))
    assert max(pauses) == RETRY_AFTER_CAP_S


def test_a_batch_that_failed_half_way_is_completed_by_its_repeat(faults, failing, store):
    events = made_events(COUNT)
    faults.fail("BatchWriteItem", lost)
    faults.fail("BatchWriteItem", error("AccessDeniedException"), 1)
    with pytest.raises(StoreUnavailable, match="AccessDeniedException"):
        failing.put_many(events)
    first = failing.put_many(events)
    assert 0 < first < COUNT
    assert failing.put_many(events) == 0
    assert len(list(store.scan())) == COUNT


def test_events_lost_by_no_library_for_want_of_a_decimal(failing):
    with pytest.raises(UnstorableEvent, match="processing_time is nan"):
        failing.put_many([_response(float("nan"))])
    assert failing.put_many([_response(0.1)]) == 1


def _response(seconds):
    kept = []
    Session(keep_in(kept), load_config({})).response("EC2", processing_time=1.0)
    return replace(kept[-1], processing_time=seconds)
