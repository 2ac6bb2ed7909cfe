"""What the rules find, what they leave alone, and that they stay fast."""

import json
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace

from finops_agent.events import AgentResponse, CustomEvent
from finops_agent.privacy import apply, default_steps, find, redact
from finops_agent.privacy.steps import MAX_KEPT_CHARACTERS
from strategies import events

CASES_FILE = Path(__file__).parents[1] / "data" / "redaction_cases.jsonl"
CASES = [json.loads(line) for line in CASES_FILE.read_text(encoding="utf-8").splitlines()]
OPTIONAL = {"account_id", "person", "private_ip"}


@pytest.mark.parametrize("case", CASES, ids=lambda case: case["id"])
def test_what_must_go_goes_and_nothing_else(case):
    spans = find(case["text"])
    for wanted in case["spans"]:
        covered = sum(any(s.start <= i < s.end for s in spans) for i in range(wanted["start"], wanted["end"]))
        assert wanted["type"] in OPTIONAL or covered >= 0.95 * (wanted["end"] - wanted["start"]), wanted
    for span in spans:
        assert any(span.start < w["end"] and w["start"] < span.end for w in case["spans"]), span


@pytest.mark.parametrize(
    ("text", "kept"),
    [
        ("curl -u admin:s3cretpw https://x", "curl -u admin:[password] https://x"),
        ("postgres://app:hunter22@db/prod", "postgres://app:[password]@db/prod"),
        ("my phone is 467 3395 today", "my phone is [phone] today"),
        ("visa card 4222222222222", "visa card [card_number]"),
        ("Account 123456789012 in eu-west-1", "Account [account_id …9012] in eu-west-1"),
        ("sgp_" + "a1" * 20, "[sourcegraph_token]"),
        ("top 10 of i-0abc123def4567890 for $4,111,111.11", "top 10 of i-0abc123def4567890 for $4,111,111.11"),
        ("USW2-Requests-Tier3 and m5.2xlarge on 2026-09-30", "USW2-Requests-Tier3 and m5.2xlarge on 2026-09-30"),
        ("digest 3f786850e387550fdab836ed7e6dc881de23001b", "digest 3f786850e387550fdab836ed7e6dc881de23001b"),
    ],
)
def test_the_type_stands_where_the_secret_stood(text, kept):
    assert redact(text) == kept


@given(st.text(max_size=400))
def test_redacting_twice_changes_nothing(text):
    once = redact(text)
    assert redact(once) == once


@given(st.sampled_from(CASES), st.sampled_from(CASES))
def test_redacting_is_idempotent_on_joined_texts(a, b):
    once = redact(a["text"] + " " + b["text"])
    assert redact(once) == once


@given(events(), st.sampled_from(["jane@example.com", "AKIA" + "IOSFODNN7EXAMPLE", "ghp_" + "a1B2" * 9]))
def test_a_planted_secret_is_in_no_field_after_the_steps(event, secret):
    planted = replace(event, **dict.fromkeys(event.TEXT_ATTRIBUTES, f"x {secret} y"))
    assert secret not in repr(apply(default_steps(), planted))


def response(text, **changes):
    return AgentResponse(
        interaction_id="response_s_1",
        timestamp="2026-11-01T00:00:00.000Z",
        session_id="s",
        ttl=1,
        seq=1,
        schema_version=1,
        **{
            "user_query": "",
            "agent_response": text,
            "response_length": len(text),
            "processing_time": 0.0,
            "has_visualization": False,
            "analysis_type": "other",
            "data_summary": "{}",
            **changes,
        },
    )


def test_redaction_comes_before_truncation():
    limit = MAX_KEPT_CHARACTERS["agent_response"]
    kept = apply(default_steps(), response("x" * (limit - 8) + " jane@example.com"))
    assert kept.agent_response.endswith(" [email]"[:8])
    assert len(kept.agent_response) == limit
    assert kept.response_length == limit - 8 + 17


def test_a_json_text_that_is_too_long_stays_json():
    event = CustomEvent(
        interaction_id="c",
        timestamp="2026-11-01T00:00:00.000Z",
        session_id="s",
        ttl=1,
        seq=1,
        schema_version=1,
        event_name="n",
        event_data=json.dumps({"k": "v" * 5_000}),
    )
    assert json.loads(apply(default_steps(), event).event_data) == {"truncated": True, "length": 5_009}
