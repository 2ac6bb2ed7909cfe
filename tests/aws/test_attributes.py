"""Items in DynamoDB's notation: every number gets through, and what cannot is told as the event's fault."""

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from finops_agent.aws import UnstorableEvent
from finops_agent.aws.attributes import MAX_ITEM_BYTES, from_attributes, to_attributes
from finops_agent.events import from_item, to_item
from strategies import events


@given(event=events())
def test_an_event_comes_back_as_it_was(event):
    assert from_item(from_attributes(to_attributes(to_item(event)))).event == event


@given(value=st.floats(allow_nan=False, allow_infinity=False) | st.integers())
def test_every_finite_number_is_kept_exactly(value):
    ((kind, text),) = to_attributes({"cost_usd": value})["cost_usd"].items()
    assert type(value)(text) == value
    assert kind in {"N", "S"}


@pytest.mark.parametrize(
    ("value", "kind"),
    [(0, "N"), (-0.0, "N"), (4.5, "N"), (10**37, "N"), (10**38 + 1, "S"), (1e-129, "N"), (5e-324, "S"), (1e126, "S")],
)
def test_a_number_is_an_n_where_dynamodb_can_hold_it(value, kind):
    assert list(to_attributes({"n": value})["n"]) == [kind]


def test_dynamodb_holds_what_is_given_as_an_n(aws, table):
    client = aws.shared_client()
    for value in (0, -0.0, 10**37, 1e-129, 9.9e125, 2**53, 0.1, -1e-5):
        item = {"interaction_id": {"S": "n"}, **to_attributes({"n": value})}
        client.put_item(TableName=table, Item=item)
        told = client.get_item(TableName=table, Key={"interaction_id": {"S": "n"}})["Item"]
        assert type(value)(from_attributes(told)["n"]) == value


def test_flags_texts_and_absent_values_keep_their_types():
    assert to_attributes({"a": True, "b": "", "c": None, "d": 1}) == {
        "a": {"BOOL": True},
        "b": {"S": ""},
        "d": {"N": "1"},
    }


@pytest.mark.parametrize("value", [math.nan, math.inf, -math.inf, "\ud800", [1], b"x"])
def test_what_dynamodb_can_never_hold_is_the_events_fault(value):
    with pytest.raises(ValueError, match="Cannot store the event") as caught:
        to_attributes({"interaction_id": "i", "user_query": value})
    assert isinstance(caught.value, UnstorableEvent)


def test_an_item_may_have_400_kb_by_its_bytes_in_utf_8():
    room = MAX_ITEM_BYTES - len("q")
    assert to_attributes({"q": "é" * (room // 2)})
    with pytest.raises(UnstorableEvent, match="has 409,601 bytes and DynamoDB takes 409,600"):
        to_attributes({"q": "é" * (room // 2) + "ab"})


def test_values_of_other_writers_are_taken_as_they_are():
    told = {"a": {"NULL": True}, "b": {"N": "1E+2"}, "c": {"L": []}, "d": {"N": "-3"}}
    assert from_attributes(told) == {"a": None, "b": 100.0, "c": [], "d": -3}
