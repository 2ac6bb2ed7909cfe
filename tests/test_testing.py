"""`capture_events`: what an app records lands in memory, as it would be stored, and nowhere else."""

import asyncio
import threading
from pathlib import Path

import pytest

import finops_agent
from finops_agent.errors import SettingsError
from finops_agent.events import SessionStart, UserQuery
from finops_agent.testing import Clock, capture_events


@pytest.fixture(autouse=True)
def home(tmp_path, monkeypatch):
    """A home in which nothing may appear."""
    home = tmp_path / "home"
    monkeypatch.setenv("HOME", str(home))
    monkeypatch.setenv("XDG_DATA_HOME", str(home / "data"))
    monkeypatch.delenv("FINOPS_AGENT_HOME", raising=False)
    monkeypatch.delenv("FINOPS_AGENT_STORE", raising=False)
    monkeypatch.chdir(tmp_path)
    yield home
    assert not home.exists()


def my_app(question="q", **settings):
    """Code that knows of no test."""
    with finops_agent.start(**settings).session() as session, session.turn(question) as turn:
        turn.text = f"to {question}"


def test_an_app_that_starts_its_own_recorder_is_captured():
    with capture_events() as events:
        my_app("What are my top cost drivers?")
        assert events.of_type("user_query")[0].user_query == "What are my top cost drivers?"
    assert [event.__struct_config__.tag for event in events] == [
        "session_start",
        "user_query",
        "agent_response",
        "session_end",
    ]
    assert isinstance(events[0], SessionStart)
    assert [event.seq for event in events[1:3]] == [1, 2]
    assert events.of_type("agent_response")[0].agent_response == "to What are my top cost drivers?"


def test_texts_are_redacted_as_in_production():
    with capture_events() as events:
        my_app("mail jane.doe@example.com")
    assert events.of_type("user_query")[0].user_query == "mail [email]"


def test_items_are_what_the_store_would_hold():
    with capture_events() as events:
        my_app()
    item = events.items()[1]
    assert (item["event_type"], item["user_query"], item["schema_version"]) == ("user_query", "q", 1)


def test_custom_events_are_found_by_name_with_their_data():
    with capture_events() as events:
        session = finops_agent.start().session()
        session.feedback("up", comment="good")
        session.feature_used("export", format="csv")
    assert events.custom("user_feedback") == [{"rating": "up", "comment": "good"}]
    assert events.custom("feature_used") == [{"feature": "export", "format": "csv"}]


def test_settings_of_the_app_and_of_the_capture_count_but_not_its_places(home):
    with capture_events(environment="test", record_text=False) as events:
        my_app(app="notes", home=home, store=f"sqlite:///{home}/e.db")
    assert (events.of_type("session_start")[0].app, events.of_type("session_start")[0].environment) == ("notes", "test")
    assert events.of_type("user_query")[0].user_query == ""


def test_settings_of_the_environment_count(monkeypatch):
    monkeypatch.setenv("FINOPS_AGENT_RECORD_TEXT", "off")
    with capture_events() as events:
        my_app()
    assert events.of_type("user_query")[0].query_length == 1
    assert events.of_type("user_query")[0].user_query == ""


def test_a_wrong_setting_is_told_as_in_production():
    with capture_events() as events, pytest.raises(SettingsError, match="Unknown setting 'colour'"):
        finops_agent.start(colour="red")
    assert len(events) == 0


def test_start_gives_one_recorder_in_the_block_and_a_new_one_after_a_close():
    with capture_events() as events:
        first = finops_agent.start()
        assert finops_agent.start() is first is events.recorder
        my_app("before")
        first.close()
        assert finops_agent.start() is not first
        my_app("after")
    assert [query.user_query for query in events.of_type("user_query")] == ["before", "after"]


def test_the_recorder_of_the_process_is_untouched_and_there_again(tmp_path):
    own = tmp_path / "own"
    with finops_agent.start(home=own) as before:
        session = before.session()
        with capture_events() as events:
            assert finops_agent.start() is not before
            session.query("to where it began")
        assert finops_agent.start() is before
        assert before.flush()
        assert before.stats().stored == 2
        assert len(events) == 0


def test_the_block_ends_in_order_whatever_happens_in_it():
    def failing_app():
        with capture_events():
            my_app()
            raise LookupError

    with pytest.raises(LookupError):
        failing_app()
    with capture_events() as others:
        assert finops_agent.start() is others.recorder


def test_the_inner_capture_takes_the_events():
    with capture_events() as outer:
        with capture_events() as inner:
            my_app("inner")
        my_app("outer")
    assert [q.user_query for q in outer.of_type("user_query")] == ["outer"]
    assert [q.user_query for q in inner.of_type("user_query")] == ["inner"]


def test_captures_may_end_in_any_order_and_in_any_thread():
    first, second = capture_events(), capture_events()
    one, two = first.__enter__(), second.__enter__()
    ender = threading.Thread(target=first.__exit__, args=(None, None, None))
    ender.start()
    ender.join()
    assert finops_agent.start() is two.recorder
    my_app()
    second.__exit__(None, None, None)
    assert (len(one), len(two)) == (0, 4)


def test_threads_and_tasks_of_the_app_are_captured_in_the_order_of_recording():
    async def ask(number):
        await asyncio.sleep(0)
        my_app(str(number))

    async def main():
        await asyncio.gather(*(ask(number) for number in range(20)), asyncio.to_thread(my_app, "thread"))

    with capture_events() as events:
        asyncio.run(main())
        assert len(events) == 21 * 4
    by_session = {}
    for event in events:
        by_session.setdefault(event.session_id, []).append(event.seq)
    assert list(by_session.values()) == [[0, 1, 2, 3]] * 21


def test_an_event_that_comes_twice_is_there_once():
    with capture_events() as events:
        finops_agent.start().session()
        events.recorder.record(events[0])
    assert len(events) == 1


def test_drops_are_seen_in_the_stats_of_the_recorder():
    with capture_events() as events:
        finops_agent.start().session().query(None)
        assert events.recorder.stats().dropped == {"invalid": 1}


def test_a_failed_assertion_shows_what_there_was():
    with capture_events() as events:
        session = finops_agent.start().session()
        session.query("not shown: it may be long")
    assert repr(events) == f"<2 events: session_{session.session_id}, query_{session.session_id}_1>"


def test_nothing_is_left_behind(monkeypatch, tmp_path):
    places = tmp_path / "tmp"
    places.mkdir()
    monkeypatch.setattr("tempfile.tempdir", str(places))
    before = set(threading.enumerate())
    with capture_events() as events:
        my_app()
        assert list(places.iterdir())
    assert list(places.iterdir()) == []
    assert set(threading.enumerate()) <= before
    assert isinstance(events.of_type("user_query")[0], UserQuery)
    assert not Path("~").expanduser().exists()


def test_a_clock_turned_by_hand_stamps_and_times_everything():
    clock = Clock("2026-12-01T10:00:00+01:00")
    with capture_events(clock=clock) as events, finops_agent.start().session() as session:
        clock.advance(60)
        with session.turn("q") as turn:
            clock.advance(1.5)
            turn.add("a")
            clock.advance(2)
            turn.add("b")
        clock.advance(300)
    [response] = events.of_type("agent_response")
    assert (response.time_to_first_token, response.processing_time) == (1.5, 3.5)
    assert [event.timestamp[11:23] for event in events] == [
        "09:00:00.000",
        "09:01:00.000",
        "09:01:03.500",
        "09:06:03.500",
    ]
    assert events.of_type("session_end")[0].session_duration == 63.5
    assert all(event.ttl == events[0].ttl + n for event, n in zip(events, (0, 60, 63, 363), strict=True))


def test_a_clock_long_past_hides_no_event_as_expired():
    with capture_events(clock=Clock("2001-01-01T00:00:00Z")) as events:
        my_app()
    assert len(events) == 4


def test_a_clock_that_goes_back_makes_no_negative_duration():
    clock = Clock("2026-12-01T09:00:00Z")
    with capture_events(clock=clock) as events, finops_agent.start().session() as session:
        with session.turn("q"):
            clock.advance(2)
            clock.advance(-3_600)
        session.end()
    assert events.of_type("session_end")[0].session_duration == 0
    assert events.of_type("agent_response")[0].processing_time == 2
    assert [event.seq for event in events] == [0, 1, 2, 3]
