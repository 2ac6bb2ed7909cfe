"""What only the DynamoDB store has: documented items and recipes, old items, readers among many writers."""

import threading
import uuid
from decimal import Decimal

import boto3
import pytest
from boto3.dynamodb.conditions import Key
from msgspec.structs import replace

from aws_here import KEYS, Shared
from finops_agent.aws import DynamoStore, day_index, ensure_table, ledger
from finops_agent.aws.day_index import GAP_S, WRITE_S
from finops_agent.aws.table import PROJECTED
from finops_agent.config import load_config
from finops_agent.errors import StoreUnavailable
from finops_agent.events import TEXT_ATTRIBUTES, timestamp
from finops_agent.recorder import Session
from made import keep_in, made_events


@pytest.fixture
def resource(aws, table):
    """The table as the documented recipes reach it."""
    made = boto3.resource(
        "dynamodb",
        endpoint_url=aws.url,
        region_name=KEYS["AWS_REGION"],
        aws_access_key_id="test",
        aws_secret_access_key="test",  # noqa: S106 - the emulator takes any
    )
    yield made.Table(table)
    made.meta.client.close()


def visit():
    """One of each event."""
    kept = []
    with Session(keep_in(kept), load_config({})) as session:
        session.upload("cost_data.csv", file_size=1_024_000, row_count=500, column_count=10)
        session.query("What are my top cost drivers?", has_data=True)
        session.response("Based on your data", processing_time=4.5, has_visualization=True, data_summary={"rows": 500})
        session.feedback(5, comment="Very helpful!")
    return kept


OLD = {
    "interaction_id": "query_old_1",
    "event_type": "user_query",
    "session_id": "old",
    "user_query": "Where is my money?",
    "query_length": 18,
    "ttl": 4_000_000_000,
}


def old_items():
    """As the older app wrote them: naive local times with microseconds, no number, no place in an index of days."""
    first = {**OLD, "timestamp": "2026-11-20T10:30:00.123456"}
    second = {**OLD, "timestamp": "2026-11-20T10:30:00Z", "interaction_id": "query_old_2"}
    third = {**OLD, "timestamp": "2026-11-21T00:30:00+02:00", "interaction_id": "query_old_3"}
    return [first, second, third]


# ------------------------------------------------------------ items and recipes


def test_items_have_the_documented_attributes_and_types(store, resource):
    store.put_many(visit())
    items = {item["event_type"]: item for item in resource.scan()["Items"] if "event_type" in item}
    answer = items["agent_response"]
    assert (answer["processing_time"], answer["has_visualization"]) == (Decimal("4.5"), True)
    assert answer["data_summary"] == '{"rows":500}'
    assert items["file_upload"]["file_size"] == 1_024_000
    assert items["user_query"]["is_suggested_prompt"] is False
    added = {"day_shard", "store_seq", "stored_at_s", "seq", "schema_version"}
    documented = {"interaction_id", "timestamp", "event_type", "session_id", "ttl"}
    assert set(items["user_query"]) == added | documented | {
        "user_query",
        "query_length",
        "is_suggested_prompt",
        "analysis_type",
        "has_data",
    }


def test_the_documented_recipe_finds_a_session(store, resource):
    mine, others = visit(), visit()
    store.put_many([*mine, *others])
    found = resource.query(
        IndexName="session-id-index", KeyConditionExpression=Key("session_id").eq(mine[0].session_id)
    )["Items"]
    assert sorted(item["interaction_id"] for item in found) == sorted(event.interaction_id for event in mine)
    assert (
        next(item for item in found if item["event_type"] == "agent_response")["agent_response"] == "Based on your data"
    )


def test_the_documented_recipe_finds_events_of_a_type(store, resource):
    events = visit()
    store.put_many(events)
    found = resource.scan(FilterExpression="event_type = :type", ExpressionAttributeValues={":type": "user_query"})[
        "Items"
    ]
    assert [item["user_query"] for item in found] == ["What are my top cost drivers?"]


def test_no_text_is_in_the_index_that_dashboards_read(store, resource):
    store.put_many(visit())
    found = resource.scan(IndexName="day-shard-index")["Items"]
    assert len(found) == 6
    assert not TEXT_ATTRIBUTES & {name for item in found for name in item}
    assert not TEXT_ATTRIBUTES & set(PROJECTED)


def test_an_index_takes_no_more_attributes_than_these():
    assert len(PROJECTED) == len(set(PROJECTED)) <= 20


# ------------------------------------------------------------ the table


def test_a_table_of_the_older_app_gets_what_it_lacks_and_keeps_its_items(aws):
    name, client = "older-app", aws.shared_client()
    client.create_table(
        TableName=name,
        KeySchema=[{"AttributeName": "interaction_id", "KeyType": "HASH"}],
        AttributeDefinitions=[{"AttributeName": "interaction_id", "AttributeType": "S"}],
        BillingMode="PAY_PER_REQUEST",
    )
    put_old(client, name)
    done = ensure_table(name, make_client=aws.shared_client)
    assert done == [
        "added the index 'day-shard-index'",
        "added the index 'session-id-index'",
        "switched on expiry by 'ttl'",
    ]
    assert ensure_table(name, make_client=aws.shared_client) == []
    store = DynamoStore(name, make_client=aws.shared_client)
    assert len(store.session("old")) == 3


def test_a_new_table_is_protected_paid_by_use_and_expires(aws):
    name, client = f"t-{uuid.uuid4()}", aws.shared_client()
    assert ensure_table(name, make_client=aws.shared_client) == [
        f"made the table {name!r}",
        "switched on expiry by 'ttl'",
    ]
    told = client.describe_table(TableName=name)["Table"]
    assert told["DeletionProtectionEnabled"] is True
    assert told["BillingModeSummary"]["BillingMode"] == "PAY_PER_REQUEST"
    assert client.describe_time_to_live(TableName=name)["TimeToLiveDescription"]["AttributeName"] == "ttl"


def test_a_table_without_the_day_index_is_told_to_readers(aws):
    name = f"t-{uuid.uuid4()}"
    aws.shared_client().create_table(
        TableName=name,
        KeySchema=[{"AttributeName": "interaction_id", "KeyType": "HASH"}],
        AttributeDefinitions=[{"AttributeName": "interaction_id", "AttributeType": "S"}],
        BillingMode="PAY_PER_REQUEST",
    )
    store = DynamoStore(name, make_client=aws.shared_client)
    store.put_many(made_events(1))
    with pytest.raises(StoreUnavailable, match="The table lacks an index that readers need"):
        list(store.facts())


# ------------------------------------------------------------ old items


def put_old(client, table):
    for item in old_items():
        kinds = {name: {"N": str(v)} if isinstance(v, int) else {"S": v} for name, v in item.items()}
        client.put_item(TableName=table, Item=kinds)


def test_old_items_are_seen_by_session_at_once_and_by_time_after_the_back_fill(aws, store, table):
    put_old(aws.shared_client(), table)
    assert [event.interaction_id for event in store.session("old")] == ["query_old_2", "query_old_1", "query_old_3"]
    assert list(store.scan()) == []
    assert store.migrate().placed == 3
    found = list(store.scan())
    assert [stored.event.interaction_id for stored in found] == ["query_old_2", "query_old_1", "query_old_3"]
    assert timestamp.to_text(found[2].timestamp_us) == "2026-11-20T22:30:00.000Z"
    evening = found[2].timestamp_us - 1, found[2].timestamp_us + 1
    assert [stored.event.interaction_id for stored in store.scan(*evening)] == ["query_old_3"]
    assert sorted(fact.seq for fact in store.facts()) == [1, 2, 3]
    assert store.migrate().placed == 0


def test_old_items_of_a_session_are_erased_with_it(aws, store, table):
    put_old(aws.shared_client(), table)
    assert store.erase_session("old") == 3
    assert store.session("old") == []


def test_an_item_that_is_no_event_is_passed_over_and_told_once(aws, store, table, caplog):
    store.put_many(visit())
    junk = {
        "interaction_id": {"S": "junk"},
        "session_id": {"S": "j"},
        "timestamp": {"S": "2026"},
        "event_type": {"S": "x"},
    }
    aws.shared_client().put_item(TableName=table, Item=junk)
    assert store.session("j") == []
    assert store.session("j") == []
    assert [record.message for record in caplog.records if "Passed over an item" in record.message] != []
    assert len(list(store.scan())) == 6


# ------------------------------------------------------------ readers among writers


def test_a_reader_stops_before_what_another_writer_is_still_writing(store, other, watched):
    mine, theirs = made_events(3, "a"), made_events(4, "b")
    seen = []

    def between(operation, _arguments):
        if operation == "batch_write_item" and not seen:
            store.put_many(mine)  # numbered later, stored earlier
            seen.append(list(store.facts()))

    watched.before = between
    other.put_many(theirs)
    assert seen == [[]]
    assert [fact.seq for fact in store.facts()] == [1, 2, 3, 4, 5, 6, 7]


def test_a_gap_that_nobody_fills_holds_readers_up_no_longer_than_a_minute(store, other, faults, monkeypatch):
    other._ledger.reserve(5, float("inf"))  # a writer that died before it wrote
    store.put_many(made_events(3))
    assert list(store.facts()) == []
    monkeypatch.setattr(day_index, "GAP_S", -1)
    assert [fact.seq for fact in store.facts()] == [6, 7, 8]


def test_a_writer_has_given_up_before_readers_pass_over_its_gap():
    assert WRITE_S + 7 < GAP_S


def test_a_follower_beside_many_writers_sees_each_event_exactly_once(aws, table, store):
    batches = [[made_events(5, f"s{i}-{j}") for j in range(4)] for i in range(4)]

    def write(mine):
        writer = DynamoStore(table, make_client=aws.shared_client, sleep=lambda _: None)
        for batch in mine:
            writer.put_many(batch)

    threads = [threading.Thread(target=write, args=(mine,)) for mine in batches]
    seen, mark = [], 0
    for thread in threads:
        thread.start()
    while any(thread.is_alive() for thread in threads) or len(seen) < 80:
        for fact in store.facts(after=mark):
            seen.append(fact)
            mark = fact.seq
    assert [fact.seq for fact in seen] == list(range(1, 81))
    assert {fact.session_id for fact in seen} == {batch[0].session_id for mine in batches for batch in mine}


def test_what_comes_late_reaches_a_follower_though_it_lies_days_back(store, other):
    other.put_many(made_events(2, "now"))
    mark = max(fact.seq for fact in store.facts())
    back = timestamp.to_text(timestamp.now_us() - 9 * timestamp.US_PER_DAY)
    other.put_many([replace(event, timestamp=back) for event in made_events(3, "late")])
    assert [fact.session_id for fact in store.facts(after=mark)] == ["late"] * 3
    other.put_many([replace(event, timestamp=back) for event in made_events(5, "later")][3:])
    assert [fact.session_id for fact in store.facts(after=mark + 3)] == ["later"] * 2


def queries_of_days(watched):
    """What was asked of the day index; not of the requests for erasure, which lie there too."""
    queries = [arguments for operation, arguments in watched.calls if operation == "query"]
    return [each for each in queries if each["ExpressionAttributeValues"][":shard"]["S"] != "meta#erase"]


def test_a_follower_asks_only_for_the_last_minutes(store, other, watched):
    back = timestamp.to_text(timestamp.now_us() - 9 * timestamp.US_PER_DAY)
    store.put_many([replace(event, timestamp=back) for event in made_events(30, "back")])
    store.put_many(made_events(120, "now"))  # enough for each of today's shards
    mark = max(fact.seq for fact in other.facts())
    store.put_many(made_events(2, "next"))
    watched.calls.clear()
    assert len(list(other.facts(after=mark))) == 2
    queries = queries_of_days(watched)
    assert back[:10] not in {arguments["ExpressionAttributeValues"][":shard"]["S"][:10] for arguments in queries}
    assert all("BETWEEN" in arguments["KeyConditionExpression"] for arguments in queries)


def test_a_follower_amid_a_burst_reads_little_of_it_again(store, other, watched, monkeypatch):
    """Numbers have no gaps: a reader that has them all need not look further back."""
    start_us = timestamp.now_us() - 3_600 * timestamp.US_PER_S

    def put(count, at_s):
        monkeypatch.setattr(ledger, "_time", lambda _: start_us // timestamp.US_PER_S + at_s)
        at = timestamp.to_text(start_us + at_s * timestamp.US_PER_S)
        store.put_many([replace(event, timestamp=at) for event in made_events(count, f"s{at_s}")])

    for at_s in range(0, 120, 10):
        put(20, at_s)
    seen = max(fact.seq for fact in other.facts())
    put(30, 121)
    watched.calls.clear()
    assert len(list(other.facts(after=seen))) == 30
    lows = {arguments["ExpressionAttributeValues"][":low"]["S"] for arguments in queries_of_days(watched)}
    assert lows == {timestamp.to_text(start_us + (110 - 2) * timestamp.US_PER_S)[:19]}


def test_what_comes_late_is_found_at_once_behind_what_came_in_time(store, other):
    store.put_many(made_events(20, "before"))
    seen = max(fact.seq for fact in other.facts())
    for late_s in (0, 60, 5, 110):
        at = timestamp.to_text(timestamp.now_us() - late_s * timestamp.US_PER_S)
        store.put_many([replace(event, timestamp=at) for event in made_events(3, f"s{late_s}")])
    assert [fact.seq for fact in other.facts(after=seen)] == list(range(21, 33))
    store.put_many(made_events(2, "after"))
    assert [fact.seq for fact in other.facts(after=32)] == [33, 34]


def test_a_follower_asks_for_no_event_where_there_is_no_number_that_it_lacks(store, other, watched):
    store.put_many(made_events(5))
    assert len(list(other.facts())) == 5
    watched.calls.clear()
    assert list(other.facts(after=5)) == []
    assert queries_of_days(watched) == []


def test_the_newest_events_are_read_without_the_rest_of_the_day(store, other, watched):
    start = timestamp.now_us() // timestamp.US_PER_DAY * timestamp.US_PER_DAY
    moments = [timestamp.to_text(start + i * timestamp.US_PER_S) for i in range(400)]
    store.put_many([replace(event, timestamp=at) for event, at in zip(made_events(400), moments, strict=True)])
    newest = next(other.scan(newest_first=True))
    assert newest.seq == 400
    asked = queries_of_days(watched)
    assert [arguments["Limit"] for arguments in asked] == [25] * len(asked)
    assert "scan" not in {operation for operation, _ in watched.calls}


def test_deletions_are_told_to_every_reader(store, other):
    store.put_many(made_events(3, "gone"))
    before = other.epoch()
    assert store.erase_session("gone") == 3
    assert other.epoch() > before


def test_a_reader_that_folds_in_the_middle_of_an_erasure_learns_that_it_must_fold_again(store, other, watched):
    store.put_many(made_events(3, "gone"))
    epochs = [store.epoch()]
    watched.before = lambda operation, _: operation == "batch_write_item" and epochs.append(store.epoch())
    other.erase_session("gone")
    before, between, after = *epochs, store.epoch()
    assert before < between < after


def test_expiry_is_left_to_dynamodb_until_it_is_late(store):
    now = timestamp.now_us() // timestamp.US_PER_S
    fresh, stale, alive = (made_events(2, name) for name in ("fresh", "stale", "alive"))
    store.put_many([replace(event, ttl=now - 60) for event in fresh])
    store.put_many([replace(event, ttl=now - 4 * timestamp.S_PER_DAY) for event in stale])
    store.put_many(alive)
    assert {stored.event.session_id for stored in store.scan()} == {"alive"}
    assert store.expire() == 2
    assert store.expire() == 0
    assert store.expire(timestamp.now_us()) == 2
    assert len(list(store.scan())) == 2


def test_a_day_that_dynamodb_emptied_is_forgotten_and_told(aws, store, table, other):
    long_ago = timestamp.now_us() // timestamp.US_PER_S - 4 * timestamp.S_PER_DAY
    events = [replace(event, ttl=long_ago) for event in made_events(2)]
    store.put_many(events)
    for event in events:  # as DynamoDB's own expiry does
        aws.shared_client().delete_item(TableName=table, Key={"interaction_id": {"S": event.interaction_id}})
    before = other.epoch()
    assert store.expire() == 0
    assert other.epoch() == before + (1 << 32)
    assert store._ledger.days().marks == {}
    store.expire()
    assert other.epoch() == before + (1 << 32)


def test_an_erasure_counts_only_what_was_there_though_the_index_lags(aws, table, store):
    store.put_many(made_events(30, "gone"))
    client = aws.client()
    stale = client.query(
        TableName=table,
        IndexName="session-id-index",
        KeyConditionExpression="session_id = :s",
        ExpressionAttributeValues={":s": {"S": "gone"}},
    )

    class Lagging(Shared):
        asked = 0

        def query(self, **arguments):
            self.asked += 1
            return stale if self.asked < 3 else client.query(**arguments)

    lagging = Lagging(client)
    eraser = DynamoStore(table, make_client=lambda: lagging, sleep=lambda _: None)
    assert eraser.erase_session("gone") == 30
    assert eraser.erase_session("gone") == 0
    client.close()


def test_an_id_that_the_store_keeps_for_itself_is_refused(store):
    with pytest.raises(ValueError, match="ids that begin with 'meta#' are taken"):
        store.put_many([replace(made_events(1)[0], interaction_id="meta#state")])
    assert store.watermark() == 0


def test_a_mark_never_falls_and_a_floor_never_rises(store):
    ledger, forever = store._ledger, float("inf")
    ledger.enter({"d#0": 5}, {"d#1": 7}, {"d": 100}, forever)
    ledger.enter({"d#0": 9}, {"d#1": 6, "d#2": 8}, {"d": 101, "e": 3}, forever)
    assert ledger.days().marks == {"d#0": 5, "d#1": 7, "d#2": 8}
    assert ledger.days().floors == {"d": 100, "e": 3}
