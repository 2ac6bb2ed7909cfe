"""Every metric equals its slow, obvious definition; windows add up; nothing is counted twice."""

import re
from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from msgspec.structs import replace

from brute_force import brute_force, us
from finops_agent.analytics import METRICS, Analytics, Window, measure, of_days, preset
from finops_agent.analytics.breakdown import activity, analysis_types, file_rows, file_sizes, flags
from finops_agent.analytics.cube import Filter
from finops_agent.analytics.recent import recent
from finops_agent.analytics.window import SLOT_US, parse_window
from finops_agent.errors import SettingsError
from finops_agent.events import (
    RECORDER_SESSION,
    CustomEvent,
    SessionStart,
    timestamp,
)
from finops_agent.events.synthetic import generate
from finops_agent.stores import MemoryStore
from made import APPS, ENVIRONMENTS, spread, views

NOW_US = 1_795_000_000_000_000 // SLOT_US * SLOT_US
FAR_TTL = 4_000_000_000
PERCENTILE_ERROR = 0.005
VIEWS = ({}, {"app": APPS[0]}, {"environment": ENVIRONMENTS[1]}, {"app": APPS[1], "environment": ENVIRONMENTS[0]})
seeds = st.integers(0, 10_000)
offsets = st.integers(0, 20 * 96).map(lambda slots: NOW_US - slots * SLOT_US)


def made(seed, count=250):
    return [replace(e, ttl=FAR_TTL) for e in generate(count, 20, seed, now_us=NOW_US)]


def analytics_over(events):
    store = MemoryStore()
    store.put_many(events)
    analytics = Analytics(store)
    analytics.refresh(NOW_US)
    return analytics


@settings(max_examples=40, deadline=None)
@given(seeds, offsets, offsets, views())
def test_every_metric_equals_its_slow_obvious_definition(seed, a, b, view):
    events = spread(made(seed), seed)
    window = Window(min(a, b), max(a, b) + SLOT_US)
    measured = measure(analytics_over(events), window, **view, now_us=NOW_US)
    expected = brute_force(events, window, NOW_US, **view)
    assert {m.name for m in METRICS} == set(expected)
    for name, value in expected.items():
        error = PERCENTILE_ERROR if re.search(r"_p\d\d$", name) else None
        assert measured[name].value == (None if value is None else pytest.approx(value, rel=error)), name


@settings(max_examples=20, deadline=None)
@given(seeds, st.lists(st.integers(1, 120), min_size=1, max_size=6), st.randoms())
def test_folding_bit_by_bit_and_out_of_order_gives_the_same(seed, cuts, chance):
    events = spread(made(seed, 120), seed)
    whole = [measure(analytics_over(events), Window(), now_us=NOW_US, **view) for view in VIEWS]
    chance.shuffle(events)
    store = MemoryStore()
    analytics = Analytics(store)
    for low, high in zip([0, *sorted(cuts)], [*sorted(cuts), len(events)], strict=True):
        store.put_many(events[low:high])
        analytics.refresh(NOW_US)
    store.put_many(events)
    assert analytics.refresh(NOW_US) == 0
    parts = [measure(analytics, Window(), now_us=NOW_US, **view) for view in VIEWS]
    for mine, theirs in zip(parts, whole, strict=True):
        assert {n: m.value for n, m in mine.items()} == {n: pytest.approx(m.value) for n, m in theirs.items()}


@settings(max_examples=20, deadline=None)
@given(seeds, offsets)
def test_adjacent_windows_add_up(seed, cut):
    analytics = analytics_over(made(seed))
    left, right, whole = Window(None, cut), Window(cut, None), Window()
    one, two, both = (measure(analytics, window, now_us=NOW_US) for window in (left, right, whole))
    for name in (metric.name for metric in METRICS if metric.adds):
        assert one[name].value + two[name].value == pytest.approx(both[name].value), name


@settings(max_examples=15, deadline=None)
@given(seeds, st.sampled_from(["UTC", "Asia/Kathmandu", "America/New_York", "Australia/Sydney"]))
def test_charts_add_up_to_the_metrics(seed, tz):
    events = made(seed)
    analytics = analytics_over(events)
    totals = measure(analytics, Window(), now_us=NOW_US)
    days = activity(analytics, Window(), tz)
    assert sum(d.count for d in days) == len(events)
    assert sum(d.count for d in days if d.kind == "user_query") == totals["total_queries"].value
    assert sum(d.count for d in days if d.kind == "file_upload") == totals["files_uploaded"].value
    assert sum(analysis_types(analytics, Window(), "user_query").values()) == totals["total_queries"].value
    assert sum(flags(analytics, Window(), "user_query")) == totals["total_queries"].value
    assert sum(file_sizes(analytics, Window()).values()) == sum(file_rows(analytics, Window()).values())
    assert len({d.day for d in days}) == (days[-1].day - days[0].day).days + 1


def test_erasing_a_session_takes_it_out_of_every_figure():
    events = made(5)
    store = MemoryStore()
    store.put_many(events)
    analytics = Analytics(store)
    analytics.refresh(NOW_US)
    gone = events[0].session_id
    store.erase_session(gone)
    analytics.refresh(NOW_US)
    expected = brute_force([e for e in events if e.session_id != gone], Window(), NOW_US)
    measured = measure(analytics, Window(), now_us=NOW_US)
    assert measured["total_queries"].value == expected["total_queries"]
    assert measured["total_sessions"].value == expected["total_sessions"]


def test_events_of_a_broken_clock_are_left_out_and_counted():
    events = made(6, 50)
    wrong = replace(events[0], interaction_id="future", timestamp="2199-01-01T00:00:00.000Z")
    analytics = analytics_over([*events, wrong])
    assert analytics.out_of_range == 1
    assert len(analytics.cube.days) < 60


def test_a_session_without_an_end_is_open_for_half_an_hour_and_then_closed():
    start = next(event for event in made(7) if isinstance(event, SessionStart))
    moment = us(start)
    store = MemoryStore()
    store.put_many([start])
    analytics = Analytics(store)
    analytics.refresh(NOW_US)
    before = measure(analytics, Window(), now_us=moment + 29 * 60 * 1_000_000)
    after = measure(analytics, Window(), now_us=moment + 30 * 60 * 1_000_000)
    assert before["average_session_duration"].n == 0
    assert (after["average_session_duration"].n, after["inferred_end_share"].value) == (1, 100)


def test_the_last_events_come_newest_first_and_filtered():
    analytics = analytics_over(made(8))
    rows = recent(analytics.store, Window(), "Europe/Berlin", count=20)
    assert len(rows) == 20
    assert [row.time for row in rows] == sorted((row.time for row in rows), reverse=True)
    tagging = recent(analytics.store, Window(), "UTC", view=Filter("Tagging Analysis"))
    assert {row.analysis_type for row in tagging} == {"Tagging Analysis"}


def test_windows_are_days_of_the_viewers_zone():
    window = preset("Today", "Asia/Tokyo", now_us=NOW_US)
    assert window.end_us - window.start_us == 24 * 3_600 * 1_000_000
    assert window.start_us <= NOW_US < window.end_us
    assert window.previous().end_us == window.start_us
    spring = of_days(date(2026, 3, 8), date(2026, 3, 8), "America/New_York")
    assert spring.end_us - spring.start_us == 23 * 3_600 * 1_000_000


@pytest.mark.parametrize(
    ("since", "until", "tz", "sentence"),
    [
        ("soon", None, "UTC", "Cannot read the time 'soon'"),
        ("2026-11-02", "2026-11-01", "UTC", "The window is empty"),
        ("2026-11-01", None, "Mars/Olympus", "Unknown time zone 'Mars/Olympus'"),
    ],
)
def test_a_window_that_is_none_is_refused_in_a_sentence(since, until, tz, sentence):
    with pytest.raises(SettingsError, match=sentence):
        parse_window(since, until, tz)


def test_what_a_recorder_tells_of_itself_is_no_session():
    stamp = {"timestamp": timestamp.to_text(NOW_US), "ttl": FAR_TTL, "seq": 0, "schema_version": 1}
    lost = CustomEvent("lost", session_id=RECORDER_SESSION, event_name="events_dropped", event_data="{}", **stamp)
    analytics = analytics_over([lost])
    assert analytics.sessions.rows == {}
    assert measure(analytics, Window(None, None))["total_sessions"].value == 0
