"""One suite for every store: a store is done when it passes. It is the definition of what a store does."""

import threading
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace

from contract import KEPT_ON_DISK, any_time, batches, every_store
from finops_agent.errors import InvalidEvent
from finops_agent.events import AgentResponse, CustomEvent, FileUpload, timestamp
from finops_agent.events.items import encode
from finops_agent.stores import fact_of
from made import made_events
from strategies import NOW_US

pytestmark = every_store


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
def test_a_number_once_given_is_never_given_again(make, batch):
    store = make()
    store.put_many(batch)
    last = store.watermark()
    for event in batch:
        store.erase_session(event.session_id)
    store.put_many(made_events(1, "a session of its own"))
    assert store.watermark() == last + 1


def test_of_an_id_that_comes_twice_in_one_batch_the_first_counts(make):
    store = make()
    first, other = made_events(2, "s")
    second = replace(first, user_query="another text", session_id="another session")
    assert store.put_many([first, second, other, second, first]) == 2
    assert [e.event for e in store.scan()] == sorted([first, other], key=lambda e: e.timestamp)
    assert store.session("another session") == []
    assert store.put_many([second]) == 0
    assert [e.event for e in store.scan()] == sorted([first, other], key=lambda e: e.timestamp)


def test_an_id_is_known_whatever_session_and_type_it_comes_with(make):
    store = make()
    (query,) = made_events(1, "0c5a3f0e-8d0b-4c8e-a2f1-5b8f3c1d2e4f")
    same = {name: getattr(query, name) for name in ("interaction_id", "timestamp", "ttl", "seq", "schema_version")}
    other = CustomEvent(event_name="x", event_data="{}", session_id="1d5a3f0e-8d0b-4c8e-a2f1-5b8f3c1d2e4f", **same)
    assert store.put_many([query]) == 1
    assert store.put_many([other]) == 0
    assert store.erase_session(query.session_id) == 1
    assert store.put_many([other]) == 1
    assert store.put_many([query]) == 0
    assert store.session(other.session_id) == [other]


@any_time
@given(batch=batches)
def test_items_at_hand_make_no_difference(make, batch):
    plain, given_items = make(), make()
    assert plain.put_many(batch) == given_items.put_many(batch, [encode(event) for event in batch])
    assert list(plain.scan()) == list(given_items.scan())
    assert list(plain.facts()) == list(given_items.facts())


def test_a_batch_with_an_event_that_cannot_be_kept_keeps_none(make):
    store = make()
    good, bad = made_events(2, "s")
    with pytest.raises((ValueError, OverflowError)):
        store.put_many([good, replace(bad, user_query="\ud800")])
    assert list(store.scan()) == []
    assert store.put_many([good]) == 1


@pytest.mark.parametrize(
    "fault",
    [{"timestamp": "soon"}, {"processing_time": float("nan")}, {"processing_time": float("inf")}],
    ids=["no time", "not a number", "infinite"],
)
def test_a_batch_with_a_time_that_is_none_keeps_none(make, fault):
    store = make()
    (good,) = made_events(1, "s")
    common = {name: getattr(good, name) for name in ("timestamp", "session_id", "seq", "ttl", "schema_version")}
    bad = AgentResponse(
        interaction_id="response_s_1",
        user_query="",
        agent_response="",
        response_length=0,
        processing_time=1.0,
        has_visualization=False,
        analysis_type="other",
        data_summary="{}",
        **common,
    )
    bodies = [encode(good), encode(bad)]
    for given_bodies in (None, bodies):
        with pytest.raises((InvalidEvent, ValueError, OverflowError)):
            store.put_many([good, replace(bad, **fault)], given_bodies)
    assert list(store.scan()) == []
    assert list(store.facts()) == []
    assert store.put_many([good, bad]) == 2


@any_time
@given(batch=batches, cuts=st.lists(st.integers(NOW_US - 81 * timestamp.US_PER_DAY, NOW_US + 1), max_size=5))
def test_any_number_of_adjacent_windows_adds_up_in_both_directions(make, batch, cuts):
    store = make()
    store.put_many(batch)
    edges = [None, *sorted(cuts), None]
    windows = list(pairwise(edges))
    forwards = [e for start, end in windows for e in store.scan(start, end)]
    backwards = [e for start, end in reversed(windows) for e in store.scan(start, end, newest_first=True)]
    assert forwards == list(store.scan())
    assert backwards == forwards[::-1]


def test_a_window_has_its_first_moment_and_not_its_last(make):
    store = make()
    store.put_many(made_events(1))
    (stored,) = store.scan()
    at = stored.timestamp_us
    assert list(store.scan(at, at + 1)) == [stored]
    assert list(store.scan(at, at + 1, newest_first=True)) == [stored]
    assert list(store.scan(at - 1, at)) == list(store.scan(at + 1, at + 2)) == list(store.scan(at, at)) == []


@any_time
@given(first=batches, second=batches, start=st.integers(NOW_US - 81 * timestamp.US_PER_DAY, NOW_US))
def test_after_and_window_and_direction_go_together(make, first, second, start):
    store = make()
    store.put_many(first)
    mark = store.watermark()
    store.put_many(second)
    wanted = [e for e in store.scan() if e.seq > mark and e.timestamp_us >= start]
    assert list(store.scan(start, after=mark)) == wanted
    assert list(store.scan(start, after=mark, newest_first=True)) == wanted[::-1]
    assert list(store.scan(after=store.watermark())) == list(store.facts(after=store.watermark())) == []


def test_a_long_scan_of_one_moment_neither_loses_nor_repeats(make):
    """Where a store reads in pieces, many events of one time span several."""
    store = make()
    moment = timestamp.to_text(NOW_US)
    batch = [replace(event, timestamp=moment) for event in made_events(700)]
    store.put_many(batch)
    assert [e.event for e in store.scan()] == batch
    assert [e.event for e in store.scan(newest_first=True)] == batch[::-1]
    assert [e.event for e in store.scan(NOW_US, NOW_US + 1, after=store.watermark() - 5)] == batch[-5:]


TEXTS = ["\0", "'; DROP TABLE event; --", "a\u2028b", "\U0001f9fe", "\uffff", "e\u0301", '"\\\n\r\t', "x" * 100_000, ""]


@pytest.mark.parametrize("text", TEXTS, ids=range(len(TEXTS)))
def test_any_text_comes_back_as_it_was(make, text):
    store = make()
    (event,) = made_events(1, "s")
    event = replace(event, user_query=text, session_id=(text or "s")[:200], interaction_id=f"query_{text[:100]}_1")
    assert store.put_many([event]) == 1
    assert [e.event for e in store.scan()] == store.session(event.session_id) == [event]
    assert store.put_many([event]) == 0
    assert store.erase_session(event.session_id) == 1


def test_large_and_small_numbers_come_back_exactly(make):
    store = make()
    (event,) = made_events(1)
    common = {name: getattr(event, name) for name in ("interaction_id", "timestamp", "session_id", "seq")}
    upload = FileUpload(
        file_name="f",
        file_size=2**63 - 1,
        row_count=2**53 + 1,
        column_count=0,
        analysis_type="other",
        load_time=0.1 + 0.2,
        ttl=2**40,
        schema_version=1,
        **common,
    )
    store.put_many([upload])
    (stored,) = store.scan()
    (fact,) = store.facts()
    assert stored.event == upload
    assert (fact.size, fact.rows, fact.ttl, fact.elapsed_ms) == (2**63 - 1, 2**53 + 1, 2**40, 300)


def test_the_watermark_never_goes_back(make, kind, tmp_path):
    store = make(tmp_path)
    marks = [store.watermark()]

    def note():
        marks.append(store.watermark())

    store.put_many(made_events(5, "a"))
    note()
    store.put_many([replace(event, ttl=1_000) for event in made_events(5, "b")])
    note()
    store.erase_session("a")
    note()
    store.expire()
    note()
    if kind in KEPT_ON_DISK:
        store.close()
        store = make(tmp_path)
        note()
    store.put_many(made_events(1, "c"))
    note()
    assert marks == sorted(marks)
    assert marks[-1] > marks[2] > marks[1] > marks[0]


def test_the_epoch_grows_with_each_deletion_and_with_nothing_else(make, kind, tmp_path):
    store = make(tmp_path)
    store.put_many(made_events(2, "a"))
    store.put_many([replace(event, ttl=1_000) for event in made_events(2, "b")])
    before = store.epoch()
    list(store.facts())
    assert (store.erase_session("nobody"), store.epoch()) == (0, before)
    store.erase_session("a")
    erased = store.epoch()
    store.expire()
    expired = store.epoch()
    assert before < erased < expired
    if kind in KEPT_ON_DISK:
        store.close()
        store = make(tmp_path)
    assert store.epoch() == expired


def test_many_threads_lose_nothing_and_double_nothing(make):
    store = make()
    shared = made_events(40, "shared")
    own = [made_events(60, f"s{i}") for i in range(6)]
    new = []

    def work(mine):
        for at in range(0, len(mine), 20):
            new.append(store.put_many(mine[at : at + 20] + shared))
            list(store.facts())

    threads = [threading.Thread(target=work, args=(mine,)) for mine in own]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sum(new) == 40 + 6 * 60
    seqs = [fact.seq for fact in store.facts()]
    assert len(seqs) == len(set(seqs)) == sum(new)
    assert seqs == sorted(seqs)
    assert [len(store.session(f"s{i}")) for i in range(6)] == [60] * 6
