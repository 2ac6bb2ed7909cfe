"""The blind sets of evals/: what was right once stays right, and their truths can be made anew."""

import importlib
from collections import Counter

import pytest

from evals.freeze import RECIPES
from evals.judge import judge
from evals.make import make
from evals.run import Room, cases_of

FLOORS = {
    "first": 255,
    "second": 179,
    "fourth": 210,
    "fifth": 145,
    "sixth": 183,
    "seventh": 238,
    "eighth": 132,
    "ninth": 120,
    "tenth": 193,
    "eleventh": 159,
    "twelfth": 161,
}
"""Right or rightly refused; what is missing is refused, never wrong."""
OF_ANOTHER_FORM = {
    "7127-066", "7127-076", "8209-014", "8209-072", "8209-128", "9311-057", "9311-104", "9311-109",
    "11807-106", "12121-064", "12121-081", "12121-170",
}  # fmt: skip
"""The figure is in the answer's words or list; of 8209-014, a forecast, the examiner's way is another; 9311-104 tells
an account by its number; 11807-106, a savings rate, counts the unused commitment against it; 12121-064 tells the sum of
what was to be listed, 12121-170 the years of twelve months one by one, 12121-081 kinds of credits in plain words."""


@pytest.fixture(scope="module")
def room():
    with Room() as opened:
        yield opened


@pytest.mark.parametrize("name", FLOORS)
def test_blind_questions_stay_right_and_none_is_wrong(room, name):
    cases = cases_of(name)
    outcomes = {case["id"]: judge(room.answer(case), case) for case in cases}
    counts = Counter(outcomes.values())
    assert {key for key, outcome in outcomes.items() if outcome == "wrong"} <= OF_ANOTHER_FORM
    assert counts["right"] + counts["rightly refused"] >= FLOORS[name]


@pytest.mark.parametrize("name", RECIPES)
def test_a_frozen_set_is_made_anew_from_its_seed(name):
    wordings = importlib.import_module(f"evals.{name}_wordings")
    own = importlib.import_module(f"evals.{name}_own").OWN
    assert make(wordings, own, **RECIPES[name]) == cases_of(name)


def _judged(value, want, *, refused=False, kind="total"):
    return judge({"value": value, "refused": refused, "answer": ""}, {"want": want, "kind": kind})


def test_a_refusal_is_right_only_where_no_answer_is_to_be_had():
    assert _judged(None, {"refuse": True}, refused=True) == "rightly refused"
    assert _judged(None, {"value": 3, "tolerance": 0}, refused=True) == "refused"
    assert _judged(3, {"refuse": True}) == "wrong"


def test_a_figure_is_right_within_its_tolerance():
    want = {"value": 10.0, "tolerance": 0.01}
    assert _judged(10.009, want) == "right"
    assert _judged([["EC2", 10.0]], want) == "right"
    assert _judged(10.02, want) == "wrong"


def test_a_ranking_is_right_only_in_order():
    want = {"value": [["a", 2.0], ["b", 1.0]], "tolerance": 0.01, "ordered": True}
    assert _judged([["A", 2.0], ["b", 1.0]], want) == "right"
    assert _judged([["b", 1.0], ["a", 2.0]], want) == "wrong"
    assert _judged([["b", 1.0], ["a", 2.0]], {**want, "ordered": False}) == "right"


def test_two_figures_side_by_side_are_right_only_in_the_order_asked():
    want = {"value": [[1.0, 2.0]], "tolerance": 0.01}
    assert _judged([[1.0, 2.0]], want) == "right"
    assert _judged([["july", 1.0], ["august", 2.0]], want) == "right"
    assert _judged([[2.0, 1.0]], want) == "wrong"
