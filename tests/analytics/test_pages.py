"""The fast way through the SQLite store gives the figures of the slow one: bit by bit, late, kept in a file, erased."""

import hashlib
import threading

import numpy as np
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st
from msgspec.structs import replace

from brute_force import brute_force, us
from finops_agent.analytics import Analytics, Window, measure
from finops_agent.analytics.cube import EVERYTHING, Filter
from finops_agent.analytics.recent import recent
from finops_agent.analytics.saved import VERSION
from finops_agent.analytics.times import MEASURES
from finops_agent.analytics.window import SLOT_US
from finops_agent.errors import StoreUnavailable
from finops_agent.events import EVENT_TYPES, AnalysisType
from finops_agent.events.synthetic import generate
from finops_agent.stores import MemoryStore, SqliteStore
from made import APPS, ENVIRONMENTS, spread

NOW_US = 1_795_000_000_000_000 // SLOT_US * SLOT_US
FAR_TTL = 4_000_000_000
DAY_US = 96 * SLOT_US
PERCENTILE_ERROR = 0.005
seeds = st.integers(0, 10_000)
offsets = st.integers(0, 12 * 96).map(lambda slots: NOW_US - slots * SLOT_US)


def made(seed, count=300, days=12):
    return spread([replace(e, ttl=FAR_TTL) for e in generate(count, days, seed, now_us=NOW_US)], seed)


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    return tmp_path_factory.mktemp("stores")


def store_at(folder):
    store_at.count += 1
    return SqliteStore(folder / f"{store_at.count}.db")


store_at.count = 0


def assert_right(analytics, events, window):
    analytics.refresh(NOW_US)
    for view in ({}, {"app": APPS[0], "environment": ENVIRONMENTS[0]}):
        expected = brute_force(events, window, NOW_US, **view)
        measured = measure(analytics, window, **view, now_us=NOW_US)
        for name, value in expected.items():
            error = PERCENTILE_ERROR if "_p" in name else None
            assert measured[name].value == (None if value is None else pytest.approx(value, rel=error)), name


@settings(max_examples=25, deadline=None)
@given(
    seed=seeds, a=offsets, b=offsets, cuts=st.lists(st.integers(1, 299), max_size=4), chance=st.none() | st.randoms()
)
def test_it_gives_the_figures_of_the_definitions_however_events_come(*, folder, seed, a, b, cuts, chance):
    events = made(seed)
    window = Window(min(a, b), max(a, b) + SLOT_US)
    if chance is not None:
        chance.shuffle(events)
    store = store_at(folder)
    analytics = Analytics(store)
    for low, high in zip([0, *sorted(cuts)], [*sorted(cuts), len(events)], strict=True):
        store.put_many(events[low:high])
        assert_right(analytics, events[:high], window) if high else None
    store.close()


@settings(max_examples=15, deadline=None)
@given(seeds, offsets, st.integers(1, 299))
def test_a_process_goes_on_where_the_last_one_stopped(folder, seed, start, cut):
    events = made(seed)
    store, saved = store_at(folder), folder / f"{store_at.count}.cube"
    store.put_many(events[:cut])
    first = Analytics(store, saved)
    first.refresh(NOW_US)
    first.keep()
    store.put_many(events[cut:])
    second = Analytics(store, saved)
    assert second.refresh(NOW_US) == len(events) - cut
    assert_right(second, events, Window(start, None))
    assert_right(second, events, Window())
    store.close()


@settings(max_examples=15, deadline=None)
@example(seed=0, victim=294, start=NOW_US)
@given(seed=seeds, victim=st.integers(0, 299), start=offsets)
def test_an_erased_session_is_gone_from_every_figure(folder, seed, victim, start):
    events = made(seed)
    store = store_at(folder)
    store.put_many(events)
    analytics = Analytics(store)
    assert_right(analytics, events, Window(start, None))
    gone = events[victim].session_id
    store.erase_session(gone)
    rest = [event for event in events if event.session_id != gone]
    assert_right(analytics, rest, Window(start, None))
    assert_right(analytics, rest, Window())
    store.close()


@settings(max_examples=10, deadline=None)
@given(seeds, st.integers(1, 11))
def test_expired_events_are_gone_from_every_figure(folder, seed, days):
    limit = NOW_US - days * DAY_US
    events = [replace(e, ttl=1) if us(e) < limit else e for e in made(seed)]
    store = store_at(folder)
    store.put_many([replace(event, ttl=FAR_TTL) for event in events])
    analytics = Analytics(store)
    analytics.refresh(NOW_US)
    expire(store, limit)
    assert_right(analytics, [event for event in events if event.ttl == FAR_TTL], Window())
    store.close()


def expire(store, limit):
    with store._connections.transaction() as db:
        db.execute("UPDATE event SET ttl = 1 WHERE timestamp_us < ?", (limit,))
    store.expire()


def test_what_was_kept_is_not_taken_up_again_after_events_of_too_many_days_expired(folder):
    events = made(3, count=600, days=50)
    limit = NOW_US - 5 * DAY_US
    store, saved = store_at(folder), folder / "before-expiry.cube"
    store.put_many(events)
    analytics = Analytics(store, saved)
    analytics.refresh(NOW_US)
    analytics.keep()
    expire(store, limit)
    rest = [event for event in events if us(event) >= limit]
    assert_right(analytics, rest, Window())
    assert_right(Analytics(store, saved), rest, Window())
    store.close()


def test_what_was_kept_of_a_store_is_not_taken_for_another_in_its_place(tmp_path):
    path, saved = tmp_path / "events.db", tmp_path / "kept.cube"
    store = SqliteStore(path)
    store.put_many(made(4))
    analytics = Analytics(store, saved)
    analytics.refresh(NOW_US)
    analytics.keep()
    store.close()
    for part in tmp_path.glob("events.db*"):
        part.unlink()
    store, events = SqliteStore(path), made(5, count=500)
    store.put_many(events)
    assert_right(Analytics(store, saved), events, Window())
    store.close()


@pytest.mark.parametrize("harm", ["cut", "flipped", "empty", "foreign"])
def test_a_file_that_does_not_fit_is_read_anew(folder, harm):
    events = made(1)
    store, saved = store_at(folder), folder / f"harmed-{harm}.cube"
    store.put_many(events)
    first = Analytics(store, saved)
    first.refresh(NOW_US)
    first.keep()
    data = bytearray(saved.read_bytes())
    data[len(data) // 2] ^= 1
    saved.write_bytes({"cut": saved.read_bytes()[:-9], "flipped": bytes(data), "empty": b"", "foreign": b"PAR1"}[harm])
    assert Analytics(store, saved).refresh(NOW_US) == len(events)
    store.close()


def test_a_file_of_other_fold_rules_is_read_anew(folder, monkeypatch):
    events = made(2)
    store, saved = store_at(folder), folder / "older-rules.cube"
    store.put_many(events)
    monkeypatch.setattr("finops_agent.analytics.saved.VERSION", VERSION - 1)
    first = Analytics(store, saved)
    first.refresh(NOW_US)
    first.keep()
    assert Analytics(store, saved).refresh(NOW_US) == 0
    monkeypatch.undo()
    assert Analytics(store, saved).refresh(NOW_US) == len(events)
    store.close()


@settings(max_examples=20, deadline=None)
@given(
    seed=seeds,
    a=offsets,
    b=offsets,
    view=st.builds(
        Filter,
        st.none() | st.sampled_from(AnalysisType),
        st.none() | st.sampled_from(["offline", "llm"]),
        st.none() | st.sampled_from(APPS),
        st.none() | st.sampled_from(ENVIRONMENTS),
    ),
    event_type=st.none() | st.sampled_from(EVENT_TYPES),
)
def test_the_last_events_of_a_view_are_the_same_however_they_are_found(*, folder, seed, a, b, view, event_type):
    events = made(seed)
    window = Window(min(a, b), max(a, b) + SLOT_US)
    rows = []
    for store in (store_at(folder), MemoryStore()):
        store.put_many(events)
        rows += [recent(store, of, "UTC", count=7, view=view, event_type=event_type) for of in (window, Window())]
        store.close()
    assert rows[:2] == rows[2:]


def test_changed_fold_rules_have_a_version_of_their_own():
    """Who changes what events fold to changes this digest, and raises `VERSION` with it."""
    analytics = Analytics(MemoryStore())
    analytics.store.put_many(made(3, 400))
    analytics.refresh(NOW_US)
    sums = [(tuple(key), int(analytics.cube.totals(Window())[at])) for key, at in analytics.cube.keys.items()]
    histograms = [analytics.times.histogram(measure, Window(), EVERYTHING) for measure in MEASURES]
    times = [sorted({*h.buckets[np.diff(h.up_to, prepend=0) > 0].tolist()}) for h in histograms]
    digest = hashlib.sha256(repr((sorted(sums, key=repr), times)).encode()).hexdigest()[:12]
    assert (VERSION, digest) == (3, "1665cb5ac91b")


def test_a_long_first_reading_goes_on_in_the_background_and_can_be_read_meanwhile(folder, monkeypatch):
    events = made(4)
    monkeypatch.setattr("finops_agent.stores.sqlite_pages.PAGE", 50)
    store = Gated(folder / "background.db")
    store.put_many(events)
    analytics = Analytics(store)
    store.gate.release(2)
    while analytics.folded < 100:
        progress = analytics.catch_up(wait_s=0.01)
    assert not progress.is_whole
    assert 0 < progress.share < 1
    assert measure(analytics, Window(), now_us=NOW_US)["total_events"].value == 100
    store.gate.release(99)
    while not analytics.catch_up(wait_s=1).is_whole:
        pass
    assert_right(analytics, events, Window())
    store.close()


def test_closing_ends_the_background_and_the_next_process_goes_on_from_there(folder, monkeypatch):
    events = made(5)
    monkeypatch.setattr("finops_agent.stores.sqlite_pages.PAGE", 50)
    store, saved = Gated(folder / "closing.db"), folder / "closing.cube"
    store.put_many(events)
    analytics = Analytics(store, saved)
    store.gate.release(2)
    while analytics.folded < 100:
        analytics.catch_up(wait_s=0.01)
    closing = threading.Thread(target=analytics.close)
    closing.start()
    while not analytics._background.is_stopping:
        pass
    store.gate.release(99)
    closing.join()
    folded = analytics.folded
    assert 100 <= folded < len(events)
    assert Analytics(store, saved).refresh(NOW_US) == len(events) - folded
    store.close()


def test_a_store_that_fails_in_the_background_is_told_and_tried_again(folder):
    store = Gated(folder / "failing.db")
    store.put_many(made(6))
    analytics = Analytics(store)
    store.failing = True
    store.gate.release(99)
    with pytest.raises(StoreUnavailable, match="as planned"):
        analytics.catch_up(wait_s=5)
    store.failing = False
    while not analytics.catch_up(wait_s=5).is_whole:
        pass
    assert analytics.folded == 300
    store.close()


def test_closing_while_days_are_read_again_after_an_erasure_ends_it_and_the_next_refresh_is_right(folder):
    events = made(7)
    store = Gated(folder / "erasing.db")
    store.put_many(events)
    store.gate.release(99)
    analytics = Analytics(store)
    analytics.refresh(NOW_US)
    gone = events[0].session_id
    store.erase_session(gone)
    store.reading_days = threading.Event()
    store.going_on = threading.Event()
    begun = analytics.catch_up(wait_s=0.01)
    assert not begun.is_whole
    store.reading_days.wait()
    closing = threading.Thread(target=analytics.close)
    closing.start()
    while not analytics._background.is_stopping:
        pass
    store.going_on.set()
    closing.join()
    assert analytics.folded == len(events)
    assert measure(analytics, Window(), now_us=NOW_US)["total_events"].value == len(events)
    assert_right(analytics, [event for event in events if event.session_id != gone], Window())
    store.close()


class Gated(SqliteStore):
    """Gives a page each time the gate is opened."""

    def __init__(self, path):
        super().__init__(path)
        self.gate = threading.Semaphore(0)
        self.failing = False
        self.reading_days = self.going_on = None

    def pages_between(self, start_us, end_us, *, upto):
        if self.reading_days is not None:
            self.reading_days.set()
            self.going_on.wait()
        yield from super().pages_between(start_us, end_us, upto=upto)

    def pages(self, *, after=0):
        for page in super().pages(after=after):
            self.gate.acquire()
            if self.failing:
                raise StoreUnavailable("as planned")
            yield page
