"""The sixth blind set of evals/: frozen as it is made, and fair to whoever answers it."""

import pytest

from evals.judge import judge
from evals.run import cases_of
from evals.sixth import BILLS
from evals.sixth.cases import SEED, make_sixth

CASES = cases_of("sixth")


def _is_unanswerable(case):
    return case["kind"].startswith("unanswerable")


def _first_truth(case):
    want = case["want"].get("any", [case["want"]])[0]
    if "says" in want:
        return {"value": None, "answer": " ".join(word.split("|")[-1] for word in want["says"])}
    return {"value": want["value"], "answer": ""}


def test_the_frozen_set_is_what_its_maker_makes():
    assert make_sixth() == CASES


@pytest.mark.parametrize("bill", BILLS)
def test_a_bill_is_the_same_from_the_same_seed_and_another_from_another(tmp_path, bill):
    file, maker = BILLS[bill]
    texts = []
    for folder, seed in (("one", SEED), ("again", SEED), ("other", SEED + 1)):
        (tmp_path / folder).mkdir()
        maker(tmp_path / folder / file, seed)
        texts.append((tmp_path / folder / file).read_bytes())
    assert texts[0] == texts[1] != texts[2]


def test_no_two_cases_ask_the_same_of_the_same_bill():
    asked = [(case["bill"], *case["after"], case["question"]) for case in CASES]
    assert len({*asked}) == len(asked)
    assert len({case["id"] for case in CASES}) == len(CASES)


def test_a_sixth_to_a_fifth_cannot_be_answered_and_a_tenth_are_traps():
    assert 0.15 <= sum(map(_is_unanswerable, CASES)) / len(CASES) <= 0.2
    assert 0.1 <= sum(case["kind"] == "trap" for case in CASES) / len(CASES) <= 0.15


def test_each_truth_is_judged_right_and_each_refusal_as_what_it_is():
    for case in CASES:
        refusal = judge({"refused": True, "value": None, "answer": ""}, case)
        if _is_unanswerable(case):
            assert refusal == "rightly refused", case
            assert judge({"refused": False, "value": 17.5, "answer": "17.50"}, case) == "wrong", case
        else:
            assert refusal == "refused", case
            assert judge({"refused": False, **_first_truth(case)}, case) == "right", case


def test_a_total_does_not_pass_where_a_trap_asks_for_a_part():
    """Who drops the words of a trap often ends with the total."""
    totals = {case["bill"]: case["want"]["value"] for case in CASES if case["kind"] == "total"}
    for case in CASES:
        if case["kind"] == "trap" and case["bill"] in totals:
            assert judge({"refused": False, "value": totals[case["bill"]], "answer": ""}, case) == "wrong", case
