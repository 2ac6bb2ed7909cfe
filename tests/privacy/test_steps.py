"""The steps an event passes: what is cut, replaced and dropped, and that it can be stored afterwards."""

import json

import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from msgspec.structs import replace

from finops_agent.config import load_config
from finops_agent.events import AgentResponse, CustomEvent, SessionEnd, SessionStart
from finops_agent.events.items import decode
from finops_agent.privacy import body_after, default_steps
from finops_agent.privacy.steps import MAX_EVENT_BYTES, MAX_KEPT_BYTES, MAX_KEPT_CHARACTERS, MAX_NAME_BYTES
from finops_agent.recorder import Recorder
from finops_agent.stores import MemoryStore
from strategies import events

STEPS = default_steps()
COMMON = {"timestamp": "2026-11-01T00:00:00.000Z", "session_id": "s", "ttl": 1, "seq": 1, "schema_version": 1}
any_text = st.text(st.characters(), max_size=60)
"""Control characters and lone surrogates included."""
big_texts = st.builds(lambda piece, times: piece * times, any_text, st.sampled_from([1, 40, 2_000]))


def response(text="", **changes):
    event = AgentResponse(
        interaction_id="response_s_1",
        user_query="",
        agent_response=text,
        response_length=len(text),
        processing_time=0.0,
        has_visualization=False,
        analysis_type="other",
        data_summary="{}",
        **COMMON,
    )
    return replace(event, **changes)


def apply(steps, event):
    """The event after all steps, as a recorder applies them."""
    for step in steps:
        event = step(event)
    return event


def custom(data, name="n"):
    return CustomEvent(interaction_id=f"custom_{name}_1", event_name=name, event_data=data, **COMMON)


@given(events(), st.sampled_from(["jane@example.com", "AKIA" + "IOSFODNN7EXAMPLE", "ghp_" + "a1B2" * 9]))
def test_a_planted_secret_is_in_no_field_after_the_steps(event, secret):
    planted = replace(event, **dict.fromkeys(event.TEXT_ATTRIBUTES, f"x {secret} y"))
    assert secret not in repr(apply(STEPS, planted))


@given(events(), st.data())
@example(custom("\x01" * 8_000), None)
@example(response('"' * 9_000, user_query="\x00" * 9_000, data_summary='"' * 9_000), None)
@example(response("😀" * 2_000, user_query="😀" * 2_000), None)
def test_every_event_is_storable_bounded_and_read_back_after_the_steps(event, data):
    if data is not None:
        strings = [name for name in event.__struct_fields__ if isinstance(getattr(event, name), str)]
        free = [n for n in strings if n not in {"timestamp", "session_start", "analysis_type", "status", "end_reason"}]
        event = replace(event, **{name: "x" + data.draw(big_texts) for name in free})
    kept, body = body_after(STEPS, event)
    assert len(body) <= MAX_EVENT_BYTES
    assert decode(body) == kept
    assert b"\\u0000" not in body
    assert apply(STEPS, kept) == kept


def test_redaction_comes_before_truncation():
    kept = apply(STEPS, response("x" * (MAX_KEPT_CHARACTERS - 8) + " jane@example.com"))
    assert kept.agent_response.endswith(" [email]")
    assert len(kept.agent_response) == MAX_KEPT_CHARACTERS
    assert kept.response_length == MAX_KEPT_CHARACTERS - 8 + 17


@pytest.mark.parametrize("over", range(1, 8))
def test_a_placeholder_is_kept_whole_or_not_at_all(over):
    kept = apply(
        STEPS, response("x " * ((MAX_KEPT_CHARACTERS - 8 + over) // 2) + "(jane@example.com) y" * 3)
    ).agent_response
    assert len(kept) <= MAX_KEPT_CHARACTERS
    assert "[" not in kept.replace("[email]", "")


def test_brackets_of_the_text_itself_are_cut_like_any_character():
    text = "x" * (MAX_KEPT_CHARACTERS - 3) + "[not closed and long"
    assert apply(STEPS, response(text)).agent_response == text[:MAX_KEPT_CHARACTERS]


def test_a_json_text_that_is_too_long_stays_json():
    text = json.dumps({"k": "v" * 5_000})
    assert json.loads(apply(STEPS, custom(text)).event_data) == {"truncated": True, "length": 5_009}


def test_bytes_are_counted_not_characters():
    text = json.dumps({"k": "ü" * 2_100}, ensure_ascii=False)
    assert len(text) < MAX_KEPT_BYTES["event_data"] < len(text.encode())
    assert json.loads(apply(STEPS, custom(text)).event_data)["truncated"]


def test_names_are_bounded_and_ids_keep_their_end():
    event = apply(STEPS, custom("{}", name="n" * 400))
    assert len(event.event_name.encode()) == MAX_NAME_BYTES
    assert len(event.interaction_id.encode()) <= MAX_NAME_BYTES
    assert event.interaction_id.endswith("_1")


def test_a_name_with_personal_data_is_redacted_in_the_id_too():
    event = apply(STEPS, custom("{}", name="by jane@example.com"))
    assert (event.event_name, event.interaction_id) == ("by [email]", "custom_by [email]_1")


def test_other_names_are_redacted_where_people_could_write():
    start = SessionStart(
        interaction_id="session_s", session_start=COMMON["timestamp"], user_agent="x jane@example.com", **COMMON
    )
    assert apply(STEPS, start).user_agent == "x [email]"
    assert apply(STEPS, response(model="arn:aws:bedrock:eu-west-1:123456789012:x")).model.endswith(
        "[account_id …9012]:x"
    )


def test_an_event_without_anything_to_change_is_itself():
    end = SessionEnd(
        interaction_id="e", session_duration=1, total_queries=0, total_uploads=0, chat_messages=0, **COMMON
    )
    plain = response(
        "top three services", user_query="why?", engine="offline", model="anthropic.claude-3-5-sonnet-20241022-v2:0"
    )
    assert all(apply(STEPS, event) is event for event in (end, plain, custom("{}")))


def test_control_characters_and_lone_surrogates_are_replaced():
    kept, body = body_after(STEPS, response("a\x00b\ud800c\td\n\x7f"))
    assert kept.agent_response == "a\ufffdb\ufffdc\td\n\ufffd"
    assert decode(body) == kept


def test_without_text_nothing_of_it_is_left():
    kept = apply(default_steps(keep_text=False), response("a", user_query="b", data_summary='{"c": 1}'))
    assert (kept.agent_response, kept.user_query, kept.data_summary) == ("", "", "{}")


def test_account_ids_stay_where_the_setting_says_so():
    text = "arn:aws:iam::123456789012:role/x in 123456789012"
    event = response(text, data_summary='{"account": "123456789012"}', model="arn:aws:bedrock:eu-west-1:123456789012:x")
    assert apply(default_steps(account_ids="keep"), event) is event


def test_the_recorder_takes_the_setting(tmp_path):
    store = MemoryStore()
    config = load_config({"FINOPS_AGENT_ACCOUNT_IDS": "keep"}, home=tmp_path)
    with Recorder(tmp_path, lambda: store, config) as recorder:
        recorder.session().query("cost of 123456789012?")
        assert recorder.flush()
    assert [e.event.user_query for e in list(store.scan())[1:]] == ["cost of 123456789012?"]
