"""Made-up visits are as real ones: documented ids, whole counts, one seed one history."""

from hypothesis import given, settings
from hypothesis import strategies as st

from finops_agent.events import AgentResponse, SessionEnd, UserQuery, from_item, timestamp, to_item
from finops_agent.events.synthetic import generate

NOW_US = 1_795_000_000_000_000


@settings(max_examples=20, deadline=None)
@given(st.integers(1, 600), st.integers(1, 90), st.integers(0, 1_000))
def test_exactly_as_many_as_asked_in_order_within_the_days(count, days, seed):
    events = list(generate(count, days, seed, now_us=NOW_US))
    assert len(events) == count
    times = [timestamp.parse(event.timestamp)[0] for event in events]
    assert times == sorted(times)
    assert NOW_US - days * timestamp.US_PER_DAY <= times[0] <= times[-1] <= NOW_US
    assert len({event.interaction_id for event in events}) == count


def test_the_same_seed_makes_the_same_events():
    assert list(generate(300, 10, 4, now_us=NOW_US)) == list(generate(300, 10, 4, now_us=NOW_US))
    assert list(generate(300, 10, 5, now_us=NOW_US)) != list(generate(300, 10, 4, now_us=NOW_US))


def test_they_are_valid_items_with_documented_ids():
    for event in generate(500, 30, 2, now_us=NOW_US):
        assert from_item(to_item(event)).event == event
        assert event.session_id in event.interaction_id or event.interaction_id.startswith("custom_user_feedback_")


def test_every_answer_has_its_question_and_ends_count_right():
    events = list(generate(3_000, 30, 3, now_us=NOW_US))
    queries = {e.interaction_id for e in events if isinstance(e, UserQuery)}
    answers = [e.interaction_id.replace("response_", "query_") for e in events if isinstance(e, AgentResponse)]
    assert len(set(answers) - queries) <= 1  # the first visit may be cut where the count begins
    for end in (e for e in events[200:] if isinstance(e, SessionEnd)):
        asked = sum(isinstance(e, UserQuery) and e.session_id == end.session_id for e in events)
        assert end.total_queries == asked
