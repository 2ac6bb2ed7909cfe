"""The contract of stores about what goes: erased sessions, expired events, retention, tombstones."""

import threading
from collections import Counter

import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace

from contract import KEPT_ON_DISK, OVER_HTTP, any_time, batches, every_store
from finops_agent.config import MAX_RETENTION_DAYS
from finops_agent.events import RECORDER_SESSION, timestamp
from finops_agent.stores import ErasureRequests, Retention
from finops_agent.stores.tombstones import KEPT_S
from made import made_events

pytestmark = every_store


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
def test_nothing_of_an_erased_session_is_kept_again_and_all_of_the_others_is(make, batch):
    store = make()
    gone = batch[0].session_id
    assert store.erase_session(gone) == 0
    others = [event for event in batch if event.session_id != gone]
    for step in (batch, batch[::-1], [*batch, *made_events(2, gone)]):
        store.put_many(step)
        assert sorted(e.event.interaction_id for e in store.scan()) == sorted(e.interaction_id for e in others)
    assert store.session(gone) == []
    assert store.put_many([event for event in batch if event.session_id == gone]) == 0


def test_a_store_knows_what_was_erased_from_it(make, kind, tmp_path):
    store = make(tmp_path)
    numbers = [store.erasures()]
    assert store.erased_among(["a", "b"]) == set()
    for session_id in ("a", "b", "a"):
        store.erase_session(session_id)
        numbers.append(store.erasures())
    assert len(set(numbers)) == len(numbers)
    if kind in KEPT_ON_DISK:
        store.close()
        store = make(tmp_path)
    assert store.erased_among(["a", "b", "c", "c" * 5_000, ""]) == {"a", "b"}
    assert store.erasures() == numbers[-1]
    assert store.put_many([*made_events(1, "a"), *made_events(2, "c"), *made_events(3, "b")]) == 2


@any_time
@given(batch=batches.filter(bool))
def test_a_session_whose_erasure_is_asked_for_is_shown_by_nothing_and_the_others_are(make, batch):
    """Where the app may delete, it erases at once instead: for a reader that is the same."""
    store = make()
    store.put_many(batch)
    gone, epoch = batch[0].session_id, store.epoch()
    is_left_to_others = isinstance(store, ErasureRequests) and gone.strip() and gone != RECORDER_SESSION
    (store.ask_erasure if is_left_to_others else store.erase_session)(gone)
    kept = sorted(event.interaction_id for event in batch if event.session_id != gone)
    assert store.epoch() != epoch
    assert store.session(gone) == []
    assert sorted(e.event.interaction_id for e in store.scan()) == kept
    assert {e.seq for e in store.scan(after=1)} == {e.seq for e in store.scan() if e.seq > 1}
    assert len(list(store.facts())) == len(kept)
    if is_left_to_others:
        assert [request.session_id for request in store.asked_erasures()] == [gone]
        assert store.erase_session(gone) == sum(event.session_id == gone for event in batch)
        assert store.asked_erasures() == []
    assert store.put_many([*batch, *made_events(2, gone)]) == 0
    assert store.erase_session(gone) == 0
    assert sorted(e.event.interaction_id for e in store.scan()) == kept


def test_a_tombstone_outlasts_every_event_and_then_goes(make, kind):
    if kind in OVER_HTTP:
        pytest.skip("DynamoDB expires them by itself; see the tests of its items")
    store = make()
    store.erase_session("a")
    now = timestamp.now_us()
    store.expire(now + MAX_RETENTION_DAYS * timestamp.US_PER_DAY)
    assert store.erased_among(["a"]) == {"a"}
    store.expire(now + (KEPT_S + 60) * timestamp.US_PER_S)
    assert store.erased_among(["a"]) == set()
    assert store.put_many(made_events(1, "a")) == 1


def test_a_session_with_the_longest_id_that_an_event_may_have_is_shown_and_erased(make):
    store = make()
    (event,) = made_events(1, "s")
    event = replace(event, session_id="\U0001f9fe" * 256)
    assert store.put_many([event]) == 1
    assert store.session(event.session_id) == [event]
    assert store.erase_session(event.session_id) == 1
    assert store.session(event.session_id) == []
    assert store.put_many([event]) == 0


def test_a_session_with_an_id_that_is_too_long_for_an_event_can_be_erased_all_the_same(make, kind):
    """An app that puts events itself, or another writer, may have stored it."""
    store = make()
    (event,) = made_events(1, "s")
    longest = 2_048 if kind in OVER_HTTP else 100_000  # more bytes are no key of an index
    event = replace(event, session_id="x" * longest)
    assert store.put_many([event]) == 1
    assert store.erase_session(event.session_id) == 1
    assert store.erase_session(event.session_id) == 0
    assert store.session("x" * 100_001) == []
    assert store.erase_session("x" * 100_001) == 0


def test_an_erasure_wins_over_writers_that_go_on(make):
    """Four writers put without a pause while their sessions are erased; nothing of these is left at the end."""
    store = make()
    gone, going = [f"s{i}" for i in range(4)], threading.Event()
    written = Counter()

    def write(session_id):
        events = made_events(4_000, session_id)
        for at in range(0, len(events), 10):
            if going.is_set() and written[session_id] > 2:
                return
            store.put_many(events[at : at + 10])
            written[session_id] += 1

    threads = [threading.Thread(target=write, args=(session_id,)) for session_id in gone]
    for thread in threads:
        thread.start()
    for session_id in gone:
        store.erase_session(session_id)
    going.set()
    for thread in threads:
        thread.join()
    assert all(written.values())
    assert [store.session(session_id) for session_id in gone] == [[]] * 4
    assert list(store.scan()) == []
    assert store.erased_among(gone) == set(gone)


def test_an_event_expires_at_the_second_of_its_ttl(make):
    store = make()
    (event,) = made_events(1)
    store.put_many([replace(event, ttl=2_000_000_000)])
    assert store.expire(2_000_000_000 * timestamp.US_PER_S - 1) == 0
    assert store.expire(2_000_000_000 * timestamp.US_PER_S) == 1


def test_expired_events_of_a_session_are_neither_shown_nor_forgotten_by_an_erasure(make):
    store = make()
    alive, expired = made_events(2, "s")
    store.put_many([alive, replace(expired, ttl=1_000)])
    assert store.session("s") == [alive]
    assert list(store.scan(after=1)) == []
    assert store.erase_session("s") == 2
    assert store.expire() == 0


@any_time
@given(batch=batches, days=st.integers(1, 100))
def test_retention_is_brought_forward_for_stored_events_and_never_put_off(make, batch, days):
    store = make()
    if not isinstance(store, Retention):
        pytest.skip("this store deletes expired events by itself")
    now = timestamp.now_us() // timestamp.US_PER_S
    batch = [
        replace(e, timestamp=timestamp.to_text(timestamp.now_us() - i * 86_400_000_000)) for i, e in enumerate(batch)
    ]
    store.put_many(batch)
    before = {e.event.interaction_id: e.event for e in store.scan()}
    told = store.shorten({"user_query": days})
    queries = [e for e in batch if e.__struct_config__.tag == "user_query"]
    assert told == ({"user_query": len(queries)} if queries else {})
    limit = {e.interaction_id: timestamp.parse(e.timestamp)[0] // 1_000_000 + days * 86_400 for e in queries}
    wanted = {name: replace(e, ttl=min(e.ttl, limit.get(name, e.ttl))) for name, e in before.items()}
    alive = {name: e for name, e in wanted.items() if e.ttl > now + 60}
    found = {e.event.interaction_id: e.event for e in store.scan()}
    assert {name: e for name, e in found.items() if e.ttl > now + 60} == alive
    assert {f.ttl for f in store.facts()} == {e.ttl for e in found.values()}
    assert store.shorten({"user_query": days + 1}) == {}
    assert sum(store.expire_by_type().values()) == len(batch) - len(list(store.scan()))


def event_type(event):
    return event.__struct_config__.tag


def test_an_event_of_a_clock_that_was_years_ahead_is_kept_no_longer_than_from_now(make):
    store = make()
    if not isinstance(store, Retention):
        pytest.skip("this store deletes expired events by itself")
    now_us = timestamp.now_us()
    ahead_us = now_us + 5 * 365 * 86_400_000_000
    ahead = replace(made_events(1)[0], timestamp=timestamp.to_text(ahead_us), ttl=ahead_us // 1_000_000 + 90 * 86_400)
    store.put_many([ahead])
    assert sum(store.shorten({event_type(ahead): 90}).values()) == 1
    (kept,) = store.scan()
    assert 0 <= kept.event.ttl - now_us // 1_000_000 - 90 * 86_400 <= 60
    assert store.shorten({event_type(ahead): 90}) == {}
