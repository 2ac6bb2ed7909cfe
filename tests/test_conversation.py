"""A turn becomes events: what is recorded of files, questions and failures."""

import json
from decimal import Decimal
from pathlib import Path

import pytest

from bad_files import CASES, GOOD
from finops_agent.agent import AnswerFailed
from finops_agent.config import load_config
from finops_agent.conversation import APOLOGY, Conversation
from finops_agent.recorder import Session
from made import keep_in

NORTHWIND = Path(__file__).parent / "data" / "aws-cur2-northwind-2026q3.csv"


@pytest.fixture
def kept():
    return []


@pytest.fixture
def conversation(kept):
    made = Conversation(Session(keep_in(kept), load_config({})))
    yield made
    made.end()


@pytest.mark.parametrize("name", CASES)
def test_each_bad_file_is_recorded_as_an_error_and_the_next_is_taken(conversation, kept, tmp_path, name):
    content, kind, sentence = CASES[name]
    path = tmp_path / "upload.csv"
    path.write_bytes(content)
    (result,) = conversation.load([("x.csv", path)])
    assert (result.file, result.error) == (None, sentence)
    upload = kept[-1]
    assert (upload.status, upload.error_type, upload.file_name, upload.row_count) == ("error", kind, "x.csv", 0)
    assert upload.file_size == len(content)
    path.write_bytes(GOOD)
    (result,) = conversation.load([("good.csv", path)])
    assert result.file.total == Decimal("1.25")
    assert (kept[-1].status, kept[-1].row_count, kept[-1].column_count) == ("ok", 1, 4)
    assert conversation.ask("total cost").value == Decimal("1.25")


def test_a_bad_file_among_good_ones_leaves_the_good_ones(conversation, kept, tmp_path):
    (tmp_path / "bad.csv").write_bytes(b"%PDF-1.7")
    results = conversation.load([("bad.csv", tmp_path / "bad.csv"), ("northwind.csv", NORTHWIND)])
    assert [result.file is not None for result in results] == [False, True]
    assert conversation.dataset.rows == 4498
    assert [event.status for event in kept[1:]] == ["error", "ok"]


def test_a_turn_is_a_query_and_a_response_with_the_same_count(conversation, kept):
    conversation.load([("northwind.csv", NORTHWIND)])
    answer = conversation.ask("RDS spend in aug?", suggested=True)
    query, response = kept[-2:]
    assert float(answer.value) == pytest.approx(541.632)
    assert (query.user_query, query.is_suggested_prompt, query.has_data) == ("RDS spend in aug?", True, True)
    assert response.interaction_id.removeprefix("response") == query.interaction_id.removeprefix("query")
    assert (response.status, response.engine, response.agent_response) == ("ok", "offline", answer.text)
    assert json.loads(response.data_summary) == {
        "files": 1,
        "rows": 4498,
        "formats": ["aws_cur_2"],
        "currency": "USD",
        "question": {"measure": "billed", "split": None, "form": "total"},
        "query_number": 1,
    }


def test_a_refusal_is_recorded_as_one(conversation, kept):
    conversation.load([("northwind.csv", NORTHWIND)])
    assert conversation.ask("average CPU utilisation of i-0aa00004?").refused
    assert (kept[-1].status, kept[-1].error_type) == ("refused", None)


def test_a_question_without_data_says_what_to_do(conversation, kept):
    answer = conversation.ask("total cost")
    assert answer.text.startswith("There is no data to ask yet. Upload a billing file or take the sample bill")
    assert (kept[-1].status, kept[-2].has_data) == ("refused", False)


@pytest.mark.parametrize(
    ("error", "text"),
    [(AnswerFailed("The query failed. Ask again."), "The query failed. Ask again."), (ZeroDivisionError("x"), APOLOGY)],
)
def test_a_failure_below_becomes_a_sentence_and_an_error_event(conversation, kept, monkeypatch, error, text):
    conversation.load([("northwind.csv", NORTHWIND)])

    def fail(*_):
        raise error

    monkeypatch.setattr(conversation._bench.engine, "ask", fail)
    assert conversation.ask("total cost").text == text
    assert (kept[-1].status, kept[-1].error_type) == ("error", type(error).__name__)


def test_new_files_take_the_place_of_those_before(conversation, tmp_path):
    conversation.load([("northwind.csv", NORTHWIND)])
    (tmp_path / "good.csv").write_bytes(GOOD)
    conversation.load([("good.csv", tmp_path / "good.csv")])
    assert conversation.ask("total cost").value == Decimal("1.25")


def test_feedback_names_the_question(conversation, kept):
    conversation.load([("northwind.csv", NORTHWIND)])
    conversation.ask("total cost")
    conversation.feedback("up", number=conversation.turns[-1].number)
    assert json.loads(kept[-1].event_data) == {"rating": "up", "query_number": 1}


def test_the_end_lets_the_data_go(conversation, kept):
    conversation.load([("northwind.csv", NORTHWIND)])
    conversation.end("user")
    assert conversation.dataset is None
    assert kept[-1].end_reason == "user"
    conversation.end("shutdown")
    assert kept[-1].end_reason == "user"
