"""The shared question set: what must be right is right, the rest is right or refused, and nothing is wrong."""

import json
from pathlib import Path

import pytest

QUESTIONS = [
    json.loads(line)
    for line in (Path(__file__).parents[1] / "data" / "questions.jsonl").read_text(encoding="utf-8").splitlines()
]
BY_ID = {question["id"]: question for question in QUESTIONS}
REFUSED = ("S29",)
"""No metrics of use are in a bill."""
RIGHT = tuple(number for number in BY_ID if number not in REFUSED)


def asked_in_order(engine, question):
    """The answer to `question`, after the questions that it follows."""
    if question.get("follows"):
        asked_in_order(engine, BY_ID[question["follows"]])
    return engine.ask(question["question"])


def assert_close(value, expected, tolerance):
    if isinstance(expected, list):
        assert len(value) == len(expected)
        for row, wanted in zip(value, expected, strict=True):
            assert_row(row, wanted, tolerance)
    else:
        assert float(value) == pytest.approx(expected, abs=tolerance)


def assert_row(row, wanted, tolerance):
    for cell, want in zip(row, wanted, strict=True):
        if isinstance(want, str):
            assert cell == want
        else:
            assert float(cell) == pytest.approx(want, abs=tolerance)


@pytest.mark.parametrize("number", RIGHT)
def test_a_question_of_the_shared_set_is_answered_right(engine_for, number):
    question = BY_ID[number]
    answer = asked_in_order(engine_for(*question["files"]), question)
    assert not answer.refused, answer.text
    assert_close(answer.value, question["expected"]["value"], question["expected"]["tolerance_abs"])
    assert answer.sql
    assert answer.interpretation


@pytest.mark.parametrize("number", sorted(set(BY_ID) - set(RIGHT)))
def test_what_is_not_understood_is_refused_with_a_reason(engine_for, number):
    question = BY_ID[number]
    answer = asked_in_order(engine_for(*question["files"]), question)
    assert answer.refused
    assert answer.value is None
    assert answer.missing


def test_percent_of_a_comparison_has_the_unit_percent(northwind):
    answer = asked_in_order(northwind, BY_ID["S03"])
    assert answer.unit == "%"
    assert answer.basis == "billed (unblended) cost, column BilledCost"


def test_a_total_states_figure_period_and_basis(northwind):
    answer = northwind.ask("total cost in September 2026")
    assert answer.text == "Billed (unblended) cost in September 2026: $6,706.96 (1,479 rows)."
    assert answer.period == ("2026-09-01", "2026-09-30")
    assert answer.basis == "billed (unblended) cost, column BilledCost"
    assert ("Charges", "all, tax and credits included") in answer.interpretation


def test_exclusions_stand_in_text_and_interpretation(northwind):
    answer = northwind.ask("cost in September without tax and credits")
    assert "without Tax and Credit" in answer.text
    assert ("Without", "Tax") in answer.interpretation
    assert float(answer.value) == pytest.approx(6589.850386, abs=0.01)


def test_asked_one_after_another_in_one_conversation_none_is_wrong(engine_for):
    """What one question leaves behind must not slip into the next."""
    engines = {}
    for question in QUESTIONS:
        files = tuple(question["files"])
        engine = engines.setdefault(files, None) or engine_for(*files)
        engines[files] = engine
        answer = engine.ask(question["question"])
        assert answer.refused == (question["id"] not in RIGHT), answer.text
        if not answer.refused:
            assert_close(answer.value, question["expected"]["value"], question["expected"]["tolerance_abs"])
