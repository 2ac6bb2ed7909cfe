"""A clock that jumps: order within a session is that of recording, nothing lasts less than no time, nothing raises."""

import pytest

from finops_agent.testing import Clock, capture_events

JUMPS = {"back an hour": -3_600.0, "forward ten years": 10 * 365.25 * 86_400, "back to 1970": -(56 * 365.25 * 86_400)}


@pytest.mark.parametrize("jump", JUMPS)
def test_a_jump_of_the_clock_within_a_visit(jump):
    clock = Clock("2026-12-01T09:00:00Z")
    with capture_events(clock=clock) as events:
        session = events.recorder.session()
        session.query("before")
        with session.turn("across the jump"):
            clock.advance(1.0)
            clock.advance(JUMPS[jump])
            clock.advance(1.0)
        session.query("after")
        session.end()
        seqs = [event.seq for event in events]
        ends = events.of_type("session_end")
        answers = events.of_type("agent_response")
        assert events.recorder.stats().dropped == {}
        assert events.recorder.stats().dead == 0
    assert seqs == list(range(6))
    assert all(end.session_duration >= 0 for end in ends)
    assert all(answer.processing_time >= 2.0 for answer in answers)
    assert len(answers) == len(ends) == 1


@pytest.mark.parametrize("moment", ["1970-01-01T00:00:00Z", "1960-01-01T00:00:00Z", "9999-12-31T23:59:59Z"])
def test_a_clock_at_the_edge_of_time_loses_no_event(moment):
    with capture_events(clock=Clock(moment)) as events:
        with events.recorder.session() as session:
            assert session.query("when is it?").is_safe
        assert [event.seq for event in events] == [0, 1, 2]


def test_a_clock_beyond_the_last_year_of_the_calendar_makes_dead_letters_and_no_error():
    """A time of five digits is none that an item may have: kept with the reason, since nobody can say when it was."""
    clock = Clock("9999-12-31T23:59:59Z")
    clock.advance(10.0)
    with capture_events(clock=clock) as events:
        assert events.recorder.session().query("when is it?").is_safe
        assert list(events) == []
        stats = events.recorder.stats()
    assert (stats.recorded, stats.dead) == (2, 2)
