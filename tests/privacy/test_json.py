"""Redaction inside JSON texts: escapes hide nothing, keys are labels, and JSON stays JSON."""

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from finops_agent.privacy.jsontext import redact_json
from redaction_cases import texts

KEY = "AKIA" + "IOSFODNN7EXAMPLE"


def redacted(data):
    return json.loads(redact_json(json.dumps(data)))


@pytest.mark.parametrize(
    ("data", "kept"),
    [
        ({"comment": 'my password: "x-9-y"'}, {"comment": 'my password: "[password]"'}),
        ({"password": "correct horse battery"}, {"password": "[password]"}),
        ({"db": {"dbPassword": 4821}}, {"db": {"dbPassword": "[password]"}}),
        ({"clientSecret": "ab12cd34"}, {"clientSecret": "[api_key]"}),
        ({"phone": "467 3395"}, {"phone": "[phone]"}),
        (
            {"rows": [{"note": f"use {KEY}"}, [f"{KEY}"]]},
            {"rows": [{"note": "use [aws_access_key_id]"}, ["[aws_access_key_id]"]]},
        ),
        ({"jane@example.com": 1}, {"[email]": 1}),
        ({"card": 4111111111111111}, {"card": "[card_number]"}),
        ({"account": 123456789012}, {"account": "[account_id …9012]"}),
        ("mail jane@example.com", "mail [email]"),
    ],
)
def test_values_and_keys_are_redacted(data, kept):
    assert redacted(data) == kept


@pytest.mark.parametrize(
    "data",
    [
        {"rating": 5, "comment": "top 10 of i-0abc123def4567890 for $4,111.11"},
        {"password": "", "token": None, "secret": "${VAULT}", "api_key": "none"},
        {"tokens": 1250000, "max_token": "4096", "secret_name": "prod/db", "key": "CostCenter"},
        {"cost_usd": 1234567.89, "bytes": 549755813, "nested": {"a": [1, True, None, 2.5]}},
        {"feature": "download", "rows": 12, "ok": True},
    ],
)
def test_figures_and_names_stay(data):
    assert redacted(data) == data


json_values = st.recursive(
    st.none() | st.booleans() | st.integers(-(10**16), 10**16) | st.floats(allow_nan=False) | texts(),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(texts() | st.sampled_from(["password", "token"]), inner, max_size=3)
    ),
    max_leaves=8,
)


@given(json_values)
def test_json_stays_json_and_redacting_twice_changes_nothing(data):
    once = redact_json(json.dumps(data, ensure_ascii=False))
    json.loads(once)
    assert redact_json(once) == once


def test_a_value_behind_a_repeated_key_is_gone():
    assert "jane" not in redact_json('{"a": "jane@example.com", "a": 1}')


def test_what_is_no_number_in_json_becomes_null():
    assert redact_json('{"a": NaN}') == '{"a": null}'


def test_what_is_no_json_is_redacted_as_text():
    assert redact_json('{"a": jane@example.com') == '{"a": [email]'


def test_what_is_nested_too_deep_to_be_read_is_replaced_by_its_length():
    assert json.loads(redact_json("[" * 4_000 + "]" * 4_000)) == {"truncated": True, "length": 8_000}
