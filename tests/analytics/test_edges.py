"""Windows that begin and end anywhere: every figure is that of the events within, to the microsecond."""

import re

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st
from msgspec.structs import replace

from brute_force import brute_force, us
from finops_agent.analytics import METRICS, Analytics, Window, measure
from finops_agent.analytics.breakdown import activity, analysis_types, figures_of_sessions, week
from finops_agent.analytics.by_day import active, outcomes, response_times
from finops_agent.analytics.window import SLOT_US
from finops_agent.events import CustomEvent, UserQuery
from finops_agent.events.synthetic import generate
from finops_agent.stores import MemoryStore, SqliteStore
from made import spread, views

NOW_US = 1_795_000_000_000_000 // SLOT_US * SLOT_US
FAR_TTL = 4_000_000_000
MINUTE_US = 60_000_000
seeds = st.integers(0, 10_000)


def made(seed, count=250, days=4):
    return [replace(e, ttl=FAR_TTL) for e in generate(count, days, seed, now_us=NOW_US)]


def over(store, events):
    store.put_many(events)
    analytics = Analytics(store)
    analytics.refresh(NOW_US)
    return analytics


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    return tmp_path_factory.mktemp("stores")


def assert_right(analytics, events, window, **view):
    measured = measure(analytics, window, **view, now_us=NOW_US)
    for name, value in brute_force(events, window, NOW_US, **view).items():
        error = 0.005 if re.search(r"_p\d\d$", name) else None
        assert measured[name].value == (None if value is None else pytest.approx(value, rel=error)), name


moments = st.integers(0, 4 * 24 * 60).map(lambda minutes: NOW_US - minutes * MINUTE_US)


@settings(max_examples=60, deadline=None)
@given(seed=seeds, a=moments, length=st.integers(1, 3_000) | st.integers(1, 40), view=views())
def test_every_metric_of_any_minutes_equals_its_slow_obvious_definition(seed, a, length, view):
    events = spread(made(seed), seed)
    assert_right(over(MemoryStore(), events), events, Window(a, a + length * MINUTE_US), **view)


@settings(max_examples=30, deadline=None)
@given(seed=seeds, places=st.tuples(st.integers(0, 249), st.integers(0, 249)), late=st.booleans())
@example(seed=1, places=(0, 249), late=True)
def test_a_window_may_begin_and_end_at_any_event(folder, seed, places, late):
    events = made(seed)
    start, end = sorted(us(events[place]) for place in places)
    store = SqliteStore(folder / f"{len(list(folder.iterdir()))}.db")
    analytics = over(store, events[:100] if late else events)
    if late:
        measure(analytics, Window(start, end + 1), now_us=NOW_US)
        store.put_many(events)
        analytics.refresh(NOW_US)
    assert_right(analytics, events, Window(start, end + 1))
    store.close()


@settings(max_examples=30, deadline=None)
@given(seed=seeds, cut=moments)
def test_windows_that_meet_at_any_minute_add_up(seed, cut):
    analytics = over(MemoryStore(), made(seed))
    one, two, both = (measure(analytics, w, now_us=NOW_US) for w in (Window(None, cut), Window(cut), Window()))
    for name in (metric.name for metric in METRICS if metric.adds):
        assert one[name].value + two[name].value == pytest.approx(both[name].value), name


@settings(max_examples=25, deadline=None)
@given(seed=seeds, a=moments, length=st.integers(1, 4_000), tz=st.sampled_from(["UTC", "Asia/Kathmandu"]))
def test_charts_of_any_minutes_show_the_figures_of_the_window(seed, a, length, tz):
    events = made(seed)
    analytics, window = over(MemoryStore(), events), Window(a, a + length * MINUTE_US)
    inside = [event for event in events if window.start_us <= us(event) < window.end_us]
    metrics = measure(analytics, window, now_us=NOW_US)
    asked = sum(isinstance(event, UserQuery) for event in inside)
    assert sum(entry.count for entry in activity(analytics, window, tz)) == len(inside)
    assert sum(sum(kinds.values()) for kinds in outcomes(analytics, window, tz).values()) == asked
    assert sum(analysis_types(analytics, window, "user_query").values()) == asked
    assert week(analytics, window, tz).sum() == asked
    assert figures_of_sessions(analytics, window, {"begun": "begun"})["begun"] == metrics["total_sessions"].value
    assert max(active(analytics, window, tz).values(), default=0) <= metrics["active_sessions"].value
    timed = response_times(analytics, window)
    if len(timed) == 1 and metrics["response_time_p50"].value is not None:
        assert next(iter(timed.values()))["p50"] == metrics["response_time_p50"].value


def test_names_beyond_the_cap_are_cut_too():
    like = next(event for event in made(3) if isinstance(event, CustomEvent))
    events = [
        replace(like, interaction_id=f"custom_{n}", event_name=f"feature_used/{n}", event_data="{}") for n in range(90)
    ]
    analytics = over(MemoryStore(), events)
    moment = us(like)
    assert measure(analytics, Window(moment, moment + 1), now_us=NOW_US)["total_events"].value == 90
    assert measure(analytics, Window(moment + 1, moment + 2), now_us=NOW_US)["total_events"].value == 0
    assert measure(analytics, Window(moment - 1, moment), now_us=NOW_US)["feature_uses"].value == 0


def test_no_event_of_the_window_is_read_from_the_store_where_its_ends_are_whole(monkeypatch):
    analytics = over(MemoryStore(), made(4))
    monkeypatch.setattr(analytics.store, "scan", None)
    monkeypatch.setattr(analytics.store, "session", None)
    assert measure(analytics, Window(NOW_US - 40 * SLOT_US, NOW_US), now_us=NOW_US)
