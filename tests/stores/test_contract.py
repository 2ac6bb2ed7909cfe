"""One suite for every store: a store is done when it passes."""

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from msgspec.structs import replace

from aws_here import running
from finops_agent.events import timestamp
from finops_agent.stores import MemoryStore, SqliteStore, Store, fact_of
from strategies import NOW_US, events

STORES = ("memory", "sqlite", "dynamodb")
pytestmark = pytest.mark.parametrize("kind", STORES)
any_time = settings(max_examples=30, suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)


@pytest.fixture
def make(kind, tmp_path_factory):
    made: list[Store] = []

    def new() -> Store:
        if kind == "dynamodb":
            made.append(running().store())
            return made[-1]
        made.append(MemoryStore() if kind == "memory" else SqliteStore(tmp_path_factory.mktemp("s") / "events.db"))
        return made[-1]

    yield new
    for store in made:
        store.close()


def distinct(batch):
    return list({event.interaction_id: event for event in batch}.values())


batches = st.lists(events(), max_size=12).map(distinct)


@any_time
@given(batch=batches)
def test_what_is_put_is_found_by_time(make, batch):
    store = make()
    assert store.put_many(batch) == len(batch)
    found = list(store.scan())
    assert sorted(e.event.interaction_id for e in found) == sorted(e.interaction_id for e in batch)
    assert {e.event.interaction_id: e.event for e in found} == {e.interaction_id: e for e in batch}
    assert [e.timestamp_us for e in found] == sorted(e.timestamp_us for e in found)
    assert [e.seq for e in store.scan(newest_first=True)] == [e.seq for e in reversed(found)]


@any_time
@given(batch=batches)
def test_putting_twice_changes_nothing(make, batch):
    store = make()
    store.put_many(batch)
    before = list(store.scan())
    assert store.put_many(batch) == 0
    assert store.put_many(batch + batch) == 0
    assert list(store.scan()) == before
    assert store.watermark() >= max((e.seq for e in before), default=0)


@any_time
@given(batch=batches, cut=st.integers(NOW_US - 81 * timestamp.US_PER_DAY, NOW_US + 1))
def test_adjacent_windows_neither_lose_nor_repeat_an_event(make, batch, cut):
    store = make()
    store.put_many(batch)
    assert [*store.scan(None, cut), *store.scan(cut, None)] == list(store.scan())


@any_time
@given(batch=batches)
def test_facts_are_those_of_the_events_in_order_of_writing(make, batch):
    store = make()
    store.put_many(batch)
    facts = list(store.facts())
    assert facts == sorted((fact_of(e) for e in store.scan()), key=lambda fact: fact.seq)
    assert [fact.seq for fact in store.facts(after=store.watermark() - 1)] == [f.seq for f in facts[-1:]]


@any_time
@given(first=batches, second=batches)
def test_a_reader_from_the_watermark_sees_exactly_what_is_new(make, first, second):
    store = make()
    store.put_many(first)
    mark = store.watermark()
    known = {event.interaction_id for event in first}
    store.put_many(second)
    new = {event.interaction_id for event in second} - known
    assert {e.event.interaction_id for e in store.scan(after=mark)} == new


@any_time
@given(batch=batches.filter(bool))
def test_erasing_a_session_leaves_no_event_of_it_and_all_of_the_others(make, batch):
    store = make()
    store.put_many(batch)
    gone = batch[0].session_id
    epoch = store.epoch()
    assert store.session(gone) == [e for e in batch if e.session_id == gone]
    assert store.erase_session(gone) == sum(e.session_id == gone for e in batch)
    assert store.session(gone) == []
    assert sorted(e.event.interaction_id for e in store.scan()) == sorted(
        e.interaction_id for e in batch if e.session_id != gone
    )
    assert store.epoch() > epoch
    assert store.erase_session(gone) == 0


@any_time
@given(batch=batches, dead=st.integers(0, 12))
def test_expired_events_are_never_returned_and_go_when_told(make, batch, dead):
    store = make()
    aged = [replace(event, ttl=1_000) if i < dead else event for i, event in enumerate(batch)]
    store.put_many(aged)
    alive = sorted(e.interaction_id for e in aged[dead:])
    assert sorted(e.event.interaction_id for e in store.scan()) == alive
    assert len(list(store.facts())) == len(alive)
    assert store.expire() == len(aged) - len(alive)
    assert store.expire() == 0
    assert sorted(e.event.interaction_id for e in store.scan()) == alive


@any_time
@given(batch=batches.filter(bool))
def test_a_number_once_given_is_never_given_again(make, batch):
    store = make()
    store.put_many(batch)
    last = store.watermark()
    for event in batch:
        store.erase_session(event.session_id)
    store.put_many(batch[:1])
    assert store.watermark() == last + 1
