"""Erasures among writers of a table: who wins, what it costs, and what stays behind."""

from collections import Counter

import pytest

from finops_agent.events import timestamp
from finops_agent.stores.tombstones import KEPT_S, digest
from made import made_events


class Died(BaseException):
    """The process ended here."""


def at(operation, number, act):
    """Call `act` before the n-th call of an operation."""
    calls = Counter()

    def before(name, _arguments):
        calls[name] += 1
        if (name, calls[name]) == (operation, number):
            act()

    return before


@pytest.mark.parametrize(
    ("operation", "number"),
    [("batch_get_item", 1), ("update_item", 1), ("batch_write_item", 1), ("batch_write_item", 2), ("get_item", 1)],
)
def test_a_batch_that_is_under_way_when_its_session_is_erased_leaves_nothing(store, other, watched, operation, number):
    watched.before = at(operation, number, lambda: store.erase_session("gone"))
    assert other.put_many([*made_events(40, "gone"), *made_events(3, "kept")]) == 3
    assert {stored.event.session_id for stored in store.scan()} == {"kept"}
    assert store.session("gone") == []
    assert len(store.session("kept")) == 3


def test_what_a_writer_left_that_died_before_it_looked_again_goes_with_the_next_delivery(store, other, watched):
    batch = [*made_events(5, "gone"), *made_events(2, "kept")]

    def die():
        raise Died

    first, last = (
        at("batch_write_item", 1, lambda: store.erase_session("gone")),
        at("get_item", 1, die),
    )
    watched.before = lambda *call: (first(*call), last(*call))
    with pytest.raises(Died):
        other.put_many(batch)
    assert len(store.session("gone")) == 5
    assert store.put_many(batch) == 0
    assert store.session("gone") == []
    assert len(store.session("kept")) == 2


def test_an_erasure_that_empties_a_day_hides_nothing_that_is_written_later(store, other):
    """The other store has named the day already; the erasure takes it out of the ledger."""
    other.put_many(made_events(3, "gone"))
    assert store.erase_session("gone") == 3
    assert store._ledger.days().marks == {}
    other.put_many(made_events(3, "kept"))
    assert len(list(store.scan())) == len(list(store.facts())) == 3


def test_readers_are_told_of_what_a_batch_took_out_again(store, other, watched):
    epochs = []

    def erase():
        store.erase_session("gone")
        epochs.append(store.epoch())

    watched.before = at("batch_write_item", 1, erase)
    other.put_many(made_events(5, "gone"))
    assert store.epoch() > epochs[0]


def test_a_visit_that_records_on_is_looked_up_once_after_an_erasure(store, other, watched):
    """A batch costs two reads of one unit more, those of the count of erasures, and no call for tombstones."""
    store.erase_session("someone")
    asked = []
    for _ in range(3):
        watched.calls.clear()
        assert other.put_many(made_events(5, "going on")) == 5
        asked.append(Counter(operation for operation, _ in watched.calls))
    assert [counts["batch_get_item"] for counts in asked] == [2, 1, 1]
    assert [counts["get_item"] for counts in asked] == [1, 1, 1]
    store.erase_session("someone else")
    watched.calls.clear()
    assert other.put_many(made_events(5, "going on")) == 5
    assert sum(operation == "batch_get_item" for operation, _ in watched.calls) == 2


def test_a_tombstone_holds_no_id_and_expires_after_every_event(aws, table, store):
    store.erase_session("gone-session")
    items = aws.shared_client().scan(TableName=table)["Items"]
    (tombstone,) = (item for item in items if item["interaction_id"]["S"].startswith("meta#erased#"))
    assert tombstone.keys() == {"interaction_id", "erased_at_s", "ttl"}
    assert tombstone["interaction_id"]["S"] == f"meta#erased#{digest('gone-session')}"
    assert abs(int(tombstone["ttl"]["N"]) - KEPT_S - timestamp.now_us() // timestamp.US_PER_S) < 600
    assert "gone-session" not in str(items)


def test_when_dynamodb_let_a_tombstone_expire_the_session_is_forgotten(aws, table, store):
    store.erase_session("gone")
    key = {"interaction_id": {"S": f"meta#erased#{digest('gone')}"}}
    aws.shared_client().delete_item(TableName=table, Key=key)
    assert store.erased_among(["gone"]) == set()
    assert store.put_many(made_events(1, "gone")) == 1
