"""Apps and environments: what there is, what it costs, and what is counted beyond the cap."""

import pytest
from msgspec.structs import replace

from finops_agent.analytics import Analytics, Window, measure, origins_of
from finops_agent.analytics.origins import MAX_ORIGINS
from finops_agent.events.synthetic import generate
from finops_agent.stores import MemoryStore, SqliteStore
from made import APPS, ENVIRONMENTS, spread

NOW_US = 1_795_000_000_000_000
FAR_TTL = 4_000_000_000


def made(count=300):
    return [replace(e, ttl=FAR_TTL) for e in generate(count, 5, 1, now_us=NOW_US)]


def over(events, store=None, saved=None):
    store = store or MemoryStore()
    store.put_many(events)
    analytics = Analytics(store, saved)
    analytics.refresh(NOW_US)
    return analytics


def total(analytics, **view):
    return measure(analytics, Window(), **view, now_us=NOW_US)["total_events"].value


def test_one_app_in_one_environment_has_as_many_columns_as_events_that_tell_none():
    plain = [replace(event, app=None, environment=None) for event in made()]
    told, untold = over(made()), over(plain)
    assert [table.width for table in told.cube.tables] == [table.width for table in untold.cube.tables]
    assert len(told.times.cells) == len(untold.times.cells)
    assert told.cube.nbytes == untold.cube.nbytes
    assert (origins_of(told, "app"), origins_of(untold, "app")) == (["finops-genai-agent"], [])


def test_apps_and_environments_are_told_by_alphabet():
    analytics = over(spread(made(), 1))
    assert (origins_of(analytics, "app"), origins_of(analytics, "environment")) == (list(APPS), list(ENVIRONMENTS))


@pytest.mark.parametrize("kind", ["memory", "sqlite"])
def test_pairs_beyond_the_cap_count_in_all_and_in_no_choice(tmp_path, kind):
    events = [replace(event, environment=f"pr-{place:03}") for place, event in enumerate(made())]
    store = SqliteStore(tmp_path / "events.db") if kind == "sqlite" else None
    analytics = over(events, store)
    known = origins_of(analytics, "environment")
    assert len(known) == MAX_ORIGINS
    assert [total(analytics, environment=name) for name in known] == [1] * MAX_ORIGINS
    assert total(analytics) == total(analytics, app="finops-genai-agent") + len(events) - MAX_ORIGINS == len(events)
    analytics.store.close()


def test_what_is_beyond_the_cap_is_so_for_the_next_process_and_after_an_erasure(tmp_path):
    events = [replace(event, environment=f"pr-{int(event.session_id[:2], 16) % 40:02}") for event in made()]
    store, saved = SqliteStore(tmp_path / "events.db"), tmp_path / "saved.cube"
    first = over(events, store, saved)
    first.keep()
    store.erase_session(events[-1].session_id)
    left = sum(event.session_id != events[-1].session_id for event in events)
    second = Analytics(store, saved)
    for analytics in (first, second):
        analytics.refresh(NOW_US)
        assert total(analytics) == left
        assert origins_of(analytics, "environment") == origins_of(first, "environment")
        by_name = sum(total(analytics, environment=name) for name in origins_of(analytics, "environment"))
        assert by_name + total(analytics, environment="(other)") == left
    store.close()


def test_a_visit_that_another_process_went_on_with_comes_from_where_the_first_name_is():
    events = made(40)
    one = [event for event in events if event.session_id == events[0].session_id]
    mixed = [replace(event, environment="test" if place else "prod", app="notes") for place, event in enumerate(one)]
    for order in (mixed, mixed[::-1]):
        analytics = over(order)
        sessions = {
            name: measure(analytics, Window(), environment=name)["total_sessions"].value for name in ENVIRONMENTS
        }
        assert sessions == {"prod": 1, "test": 0}
        assert total(analytics, environment="test") == len(one) - 1
