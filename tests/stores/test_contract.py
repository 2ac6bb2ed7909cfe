"""One suite for every store: a store is done when it passes. It is the definition of what a store does."""

import threading
from collections import Counter
from collections.abc import Callable
from itertools import pairwise
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, rule, run_state_machine_as_test
from msgspec.structs import replace

from aws_here import running
from finops_agent.config import MAX_RETENTION_DAYS
from finops_agent.errors import InvalidEvent
from finops_agent.events import AgentResponse, CustomEvent, FileUpload, timestamp
from finops_agent.events.items import encode
from finops_agent.stores import MemoryStore, Retention, SqliteStore, Store, fact_of
from finops_agent.stores.tombstones import KEPT_S
from made import made_events
from strategies import NOW_US, events

STORES: dict[str, Callable[[Path], Store]] = {
    "memory": lambda _: MemoryStore(),
    "sqlite": lambda folder: SqliteStore(folder / "events.db"),
    "dynamodb": lambda _: running().store(),
}
"""How each store is made of an empty folder, or opened again in a folder where it was before."""
KEPT_ON_DISK = {"sqlite"}
OVER_HTTP = {"dynamodb"}
"""A hundred times slower: fewer examples."""

pytestmark = pytest.mark.parametrize("kind", STORES)
any_time = settings(max_examples=30, suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)


@pytest.fixture
def make(kind, tmp_path_factory):
    made: list[Store] = []

    def new(folder: Path | None = None) -> Store:
        made.append(STORES[kind](folder or tmp_path_factory.mktemp("s")))
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


class Machine(RuleBasedStateMachine):
    """A store and a list of what it should hold, in order of writing."""

    store: Store
    few_sessions = st.sampled_from(["a", "b", "0c5a3f0e-8d0b-4c8e-a2f1-5b8f3c1d2e4f"])
    few_events = st.builds(
        lambda event, session_id, number, ttl: replace(
            event, session_id=session_id, interaction_id=f"query_{session_id}_{number}", ttl=ttl
        ),
        events(),
        few_sessions,
        st.integers(1, 9),
        st.sampled_from([1_000, 2_000, 4_000_000_000]),
    )

    def __init__(self):
        super().__init__()
        self.store = self.made()
        self.model = []
        self.erased = set()
        self.marks, self.epochs = [0], [self.store.epoch()]

    @rule(batch=st.lists(few_events, max_size=6), with_items=st.booleans())
    def put(self, batch, with_items):
        known = {event.interaction_id for event in self.model}
        living = [event for event in batch if event.session_id not in self.erased]
        new = {event.interaction_id: event for event in reversed(living) if event.interaction_id not in known}
        new = sorted(new.values(), key=batch.index)
        self.model += new
        assert self.store.put_many(batch, [encode(e) for e in batch] if with_items else None) == len(new)

    @rule(session_id=few_sessions)
    def erase(self, session_id):
        self.erased.add(session_id)
        assert self.store.erase_session(session_id) == self.delete(lambda event: event.session_id == session_id)

    @rule(asked=st.sets(few_sessions))
    def ask(self, asked):
        assert self.store.erased_among(asked) == asked & self.erased

    @rule(second=st.integers(0, 3_000))
    def expire(self, second):
        assert self.store.expire(second * timestamp.US_PER_S) == self.delete(lambda event: event.ttl <= second)

    def delete(self, is_gone):
        gone = [event for event in self.model if is_gone(event)]
        self.model = [event for event in self.model if not is_gone(event)]
        self.epochs.append(self.store.epoch())
        assert (self.epochs[-1] > self.epochs[-2]) == bool(gone)
        return len(gone)

    @invariant()
    def the_store_holds_what_the_model_holds(self):
        alive = [event for event in self.model if event.ttl > 2_000]
        facts, stored = list(self.store.facts()), list(self.store.scan())
        by_seq = sorted(stored, key=lambda e: e.seq)
        assert [e.event for e in by_seq] == alive
        assert facts == [fact_of(e) for e in by_seq]
        assert stored == sorted(stored, key=lambda e: (e.timestamp_us, e.seq))
        assert list(self.store.scan(newest_first=True)) == stored[::-1]
        self.marks.append(self.store.watermark())
        assert self.marks[-1] >= max([self.marks[-2], *(e.seq for e in stored)])
        for session_id in {event.session_id for event in self.model}:
            wanted = [e for e in alive if e.session_id == session_id]
            assert self.store.session(session_id) == sorted(wanted, key=lambda e: (e.timestamp, e.seq))

    def teardown(self):
        self.store.close()


def test_a_store_is_a_list_without_repetitions(kind, tmp_path_factory):
    """Whatever is put, erased and expired in whatever order."""

    class This(Machine):
        def made(self):
            return STORES[kind](tmp_path_factory.mktemp("machine"))

    examples, steps = (6, 12) if kind in OVER_HTTP else (25, 20)
    run_state_machine_as_test(This, settings=settings(max_examples=examples, stateful_step_count=steps, deadline=None))
