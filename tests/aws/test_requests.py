"""Erasures that a writer may only ask for: who can, what it hides, who carries it out, and what cannot be forged."""

import pytest

from aws.iam_rules import Guarded
from aws_here import Shared
from finops_agent.analytics import Analytics, Window, measure
from finops_agent.aws import DynamoStore
from finops_agent.aws.policies import Place, policies
from finops_agent.config import load_config
from finops_agent.errors import NotAllowed, StoreUnavailable
from finops_agent.events import RECORDER_SESSION, timestamp
from finops_agent.recorder import Recorder
from finops_agent.recorder.erasure import Erasure, erase_stored
from finops_agent.recorder.heeding import Heeding
from made import lasting, made_events

PLACE = Place("finops-agent-interactions", "123456789012", "eu-central-1")
EVENTS = lasting(60, 3, 4)
GONE = EVENTS[20].session_id
OTHERS = {event.interaction_id for event in EVENTS if event.session_id != GONE}


@pytest.fixture
def acting(aws, table):
    """A store that has the rights of one of the roles; and what it was refused."""

    def acting(who, **options):
        client = Guarded(aws.shared_client(), policies(PLACE, **options)[who], PLACE)
        return DynamoStore(table, make_client=lambda: client, sleep=lambda _: None), client

    return acting


def asked_by_the_writer(acting, session_id=GONE):
    mine, client = acting("writer")
    mine.ask_erasure(session_id)
    assert client.refused == []
    return mine


def items_of(aws, table, session_id):
    """What lies in the table itself and names the session."""
    items = aws.shared_client().scan(TableName=table)["Items"]
    return [item["interaction_id"]["S"] for item in items if session_id in str(item)]


def test_a_writer_that_may_not_erase_asks_for_it_and_reports_what_is_still_to_be_done(acting, store):
    store.put_many(EVENTS)
    mine, _ = acting("writer")
    report = erase_stored(Erasure(None, 2, 0, is_gone=False), mine, GONE, "dynamodb://t", until="2026-12-25")
    assert (report.is_gone, report.asked_until, report.store, report.journals) == (False, "2026-12-25", None, 2)
    (told,) = report.remains
    assert "is shown to nobody from now on" in told
    assert "by 2026-12-25 (`finops-agent erasures apply`)" in told
    assert [request.session_id for request in store.asked_erasures()] == [GONE]


def test_who_may_neither_erase_nor_ask_is_told_so(acting, store):
    store.put_many(EVENTS)
    mine, _ = acting("reader", with_texts=True)
    with pytest.raises(NotAllowed):
        erase_stored(Erasure(None, 0, 0, is_gone=False), mine, GONE, until="2026-12-25")
    assert store.session(GONE)
    assert store.asked_erasures() == []


@pytest.mark.parametrize("with_texts", [False, True])
def test_every_reader_hides_the_session_at_once_and_its_figures(acting, store, with_texts):
    store.put_many(EVENTS)
    mine, client = acting("reader", with_texts=with_texts)
    seen = Analytics(mine)
    seen.refresh()
    asked_by_the_writer(acting)
    seen.refresh()
    assert {stored.event.interaction_id for stored in mine.scan()} == OTHERS
    assert seen.folded == len(OTHERS)
    sessions = measure(seen, Window(), now_us=timestamp.now_us())["total_sessions"]
    assert sessions.value == len({event.session_id for event in EVENTS}) - 1
    if with_texts:
        assert mine.session(GONE) == []
    assert set(client.refused) <= {("BatchGetItem", "")}, "texts alone may be refused"


def test_writers_everywhere_store_nothing_more_of_it(acting, store):
    store.put_many(EVENTS[:25])
    elsewhere, _ = acting("writer")
    elsewhere.put_many(EVENTS[25:30])
    asked_by_the_writer(acting)
    elsewhere.put_many([*EVENTS, *made_events(3, GONE)])
    assert elsewhere.erased_among({GONE, "living"}) == {GONE}
    assert {stored.event.interaction_id for stored in store.scan()} == OTHERS
    assert len(store.asked_erasures()) == 1


def test_the_journal_of_another_home_is_overwritten_where_it_still_holds_the_session(acting, tmp_path):
    """What waits there is refused, what was delivered is overwritten where it lies: by the drain, with its own role."""
    elsewhere, client = acting("writer")
    folder = tmp_path / "journal"
    with Recorder(folder, lambda: elsewhere, load_config({}, home=tmp_path)) as recorder:
        for event in EVENTS:
            recorder.record(event)
        assert recorder.flush(30)
        heeding = Heeding(folder)
        heeding.run(elsewhere)
        assert holding(folder, GONE)
        asked_by_the_writer(acting)
        heeding._look_at = 0.0  # a minute later
        heeding.run(elsewhere)
        assert not holding(folder, GONE)
        assert holding(folder, next(event.session_id for event in EVENTS if event.session_id != GONE))
    assert client.refused == []


def holding(folder, session_id):
    return [path for path in folder.iterdir() if session_id.encode() in path.read_bytes()]


def test_the_operator_erases_for_good_what_was_asked_for(acting, aws, table, store):
    store.put_many(EVENTS)
    asked_by_the_writer(acting)
    mine, client = acting("operator")
    (request,) = mine.asked_erasures()
    assert abs(request.at_us - timestamp.now_us()) < 600 * timestamp.US_PER_S
    assert mine.erase_session(request.session_id) == len(EVENTS) - len(OTHERS)
    assert client.refused == []
    assert items_of(aws, table, GONE) == []
    assert mine.asked_erasures() == []
    assert mine.session(GONE) == []
    assert {stored.event.interaction_id for stored in mine.scan()} == OTHERS


def test_to_ask_again_puts_nothing_off(acting, store):
    store.put_many(EVENTS)
    asked_by_the_writer(acting)
    first = store.asked_erasures()
    asked_by_the_writer(acting)
    assert store.asked_erasures() == first


def test_a_request_stays_while_something_of_the_session_does(acting, store, failing, faults):
    from aws.fault_server import error  # noqa: PLC0415 - of this test alone

    store.put_many(EVENTS)
    asked_by_the_writer(acting)
    faults.fail("BatchWriteItem", error("AccessDeniedException"), None)
    with pytest.raises(StoreUnavailable):
        failing.erase_session(GONE)
    assert [request.session_id for request in store.asked_erasures()] == [GONE]
    faults.heal()
    assert failing.erase_session(GONE) == len(EVENTS) - len(OTHERS)
    assert store.asked_erasures() == []


def test_no_search_by_session_finds_the_request(acting, aws, table):
    asked_by_the_writer(acting)
    answer = aws.shared_client().query(
        TableName=table,
        IndexName="session-id-index",
        KeyConditionExpression="session_id = :s",
        ExpressionAttributeValues={":s": {"S": GONE}},
    )
    assert answer["Items"] == []
    (request,) = items_of(aws, table, GONE)
    assert request == f"meta#erase#{GONE}"


# ------------------------------------------------------------ a slow index


class Lagging(Shared):
    """An index that does not show requests yet, while `is_behind`."""

    is_behind = True

    def query(self, **arguments):
        answer = self._client.query(**arguments)
        if self.is_behind and arguments["ExpressionAttributeValues"].get(":shard") == {"S": "meta#erase"}:
            answer["Items"] = []
        return answer


def test_a_reader_that_folded_before_its_index_showed_the_request_folds_anew(acting, aws, table, store):
    store.put_many(EVENTS)
    client = Lagging(aws.client())
    mine = DynamoStore(table, make_client=lambda: client)
    seen = Analytics(mine)
    asked_by_the_writer(acting)
    seen.refresh()
    assert seen.folded == len(EVENTS)
    client.is_behind = False
    seen.refresh()
    assert seen.folded == len(OTHERS)
    mine.close()


def test_a_copy_of_the_index_that_falls_behind_again_shows_nothing_again(acting, aws, table, store):
    store.put_many(EVENTS)
    client = Lagging(aws.client())
    client.is_behind = False
    mine = DynamoStore(table, make_client=lambda: client)
    asked_by_the_writer(acting)
    mine.epoch()
    client.is_behind = True
    assert len(list(mine.facts())) == len(OTHERS)
    mine.close()


# ------------------------------------------------------------ what cannot be forged


@pytest.mark.parametrize("session_id", ["", " ", RECORDER_SESSION, "x" * 2_048])
def test_what_is_no_visit_is_not_asked_for(store, session_id):
    with pytest.raises(StoreUnavailable, match="it is no id of a session"):
        store.ask_erasure(session_id)
    assert store.erasures() == 0


def test_forged_requests_hide_one_session_each_and_never_what_the_recorder_tells(acting, table, store):
    """Whoever has the writer's keys can put any item: no pattern, no prefix, no item of another form hides more."""
    store.put_many([*EVENTS, *made_events(2, RECORDER_SESSION)])
    mine, client = acting("writer")
    place = {"day_shard": {"S": "meta#erase"}, "timestamp": {"S": "now"}}
    keys = [f"meta#erase#{RECORDER_SESSION}", "meta#erase#", "meta#erase#*", f"meta#erase#{GONE[:8]}", "query_x_1"]
    forged = [{"interaction_id": {"S": key}, **place} for key in keys] + [mine._tombstones.item(RECORDER_SESSION)]
    client.batch_write_item(RequestItems={table: [{"PutRequest": {"Item": item}} for item in forged]})
    mine._ledger.count_erasure(2**62)
    assert {request.session_id for request in store.asked_erasures()} == {"*", GONE[:8]}
    assert len(list(store.scan())) == len(EVENTS) + 2
    assert store.put_many(made_events(3, RECORDER_SESSION)) == 3


def test_the_writer_can_neither_list_requests_nor_read_whose_they_are(acting, store):
    store.ask_erasure(GONE)
    mine, client = acting("writer")
    with pytest.raises(NotAllowed):
        mine.asked_erasures()
    assert client.refused == [("Query", "/index/day-shard-index")]
