"""Questions that are offered because others asked them: by counts of shapes, never a person's words."""

import json

import pytest

from finops_agent.app.asked import FEWEST_SESSIONS, count_shapes
from finops_agent.app.process import process
from finops_agent.conversation import Conversation
from finops_agent.costs import sample_bill_path
from finops_agent.costs.semantic import Clause, Condition, SemanticQuery
from finops_agent.costs.semantic.shape import Shape, shape_from, shape_of

REGION = Shape("billed", "region", "split")


@pytest.fixture
def visits(home):
    """Conversations over the sample bill in this process's runtime."""
    import streamlit as st  # noqa: PLC0415 - the cache of the module under test

    st.cache_data.clear()

    def visit(*questions, down=False):
        conversation = process().runtime.conversation()
        conversation.load([("bill.csv", sample_bill_path())])
        for question in questions:
            conversation.ask(question)
        if down:
            conversation.feedback("down", number=1)
        conversation.end()
        assert process().runtime.recorder.flush(10)

    return visit


def events():
    return [stored.event for stored in process().runtime.store.scan()]


def test_a_shape_is_counted_once_a_visit_and_only_from_enough_visits(visits):
    for _ in range(FEWEST_SESSIONS - 1):
        visits("cost by region", "cost by region in October 2026")
    assert count_shapes(events()) == ()
    visits("cost by region")
    assert count_shapes(events()) == (REGION,)


def test_an_answer_with_a_thumb_down_does_not_count(visits):
    for _ in range(FEWEST_SESSIONS):
        visits("cost by region", down=True)
    assert count_shapes(events()) == ()


def test_a_shape_holds_no_name_of_the_data_and_no_word_of_the_person():
    clause = Clause((Condition("tag:project", "equals", ("Bluebird",)),), "Bluebird")
    told = json.dumps(shape_of(SemanticQuery("billed", ("tag:project",), (clause,))).to_json())
    assert "project" not in told
    assert "Bluebird" not in told
    assert json.loads(told) == {"measure": "billed", "split": "other", "form": "split"}


@pytest.mark.parametrize(
    "told",
    [
        None,
        "billed by region",
        {"measure": "billed", "split": "Bluebird", "form": "split"},
        {"measure": "drop table", "split": None, "form": "total"},
        {"measure": "billed", "split": "region", "form": "![x](http://h)"},
    ],
)
def test_what_is_no_shape_of_ours_is_not_read_back(told):
    assert shape_from(told) is None


def test_what_others_asked_is_offered_in_our_own_words(visits, page):
    for _ in range(FEWEST_SESSIONS):
        visits("what did each region cost us, please?")
    page.button(key="sample").click().run()
    assert not page.exception
    offered = page.button(key="popular_0")
    assert "Cost by region in October 2026" in offered.label
    assert "please" not in "".join(button.label for button in page.button)
    offered.click().run()
    assert "us" in "".join(str(element.value) for element in page.markdown)
    assert not page.exception


def test_trying_questions_records_nothing(visits):
    conversation = process().runtime.conversation()
    assert isinstance(conversation, Conversation)
    conversation.load([("bill.csv", sample_bill_path())])
    assert conversation.answerable(["cost by region", "how many penguins?"]) == ("cost by region",)
    conversation.end()
    assert process().runtime.recorder.flush(10)
    assert not [event for event in events() if type(event).__name__ == "UserQuery"]


def test_loading_tells_each_file_before_it_is_read(visits, tmp_path):
    conversation = process().runtime.conversation()
    told = []
    (tmp_path / "bad.csv").write_bytes(b"")
    conversation.load([("bad.csv", tmp_path / "bad.csv"), ("bill.csv", sample_bill_path())], told.append)
    assert told == ["bad.csv", "bill.csv", ""]
    conversation.end()
