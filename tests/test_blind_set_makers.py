"""The later blind sets of evals/: frozen as they are made, and fair to whoever answers them."""

import pytest

from evals.judge import judge
from evals.packages import bills_of, made, seed_of
from evals.run import cases_of
from evals.sources import BLIND

CASES = {name: cases_of(name) for name in ("sixth", "seventh", "eighth", "ninth", "tenth", "eleventh", "twelfth")}
MADE = [pytest.param(maker, seed_of(name), id=bill) for name in CASES for bill, maker in bills_of(name).items()]
of_each_set = pytest.mark.parametrize("cases", CASES.values(), ids=CASES)


def _is_unanswerable(case):
    return case["kind"].startswith("unanswerable")


def _first_truth(case):
    want = case["want"].get("any", [case["want"]])[0]
    if "says" in want:
        return {"value": None, "answer": " ".join(word.split("|")[-1] for word in want["says"])}
    return {"value": want["value"], "answer": ""}


@pytest.mark.parametrize("name", CASES)
def test_the_frozen_set_is_what_its_maker_makes(name):
    assert made(name) == CASES[name]


@pytest.mark.parametrize(("bill", "set_seed"), MADE)
def test_a_bill_is_the_same_from_the_same_seed_and_another_from_another(tmp_path, bill, set_seed):
    file, maker = bill
    texts = []
    for folder, seed in (("one", set_seed), ("again", set_seed), ("other", set_seed + 1)):
        (tmp_path / folder).mkdir()
        maker(tmp_path / folder / file, seed)
        texts.append((tmp_path / folder / file).read_bytes())
    assert texts[0] == texts[1] != texts[2]


@of_each_set
def test_no_two_cases_ask_the_same_of_the_same_bill(cases):
    asked = [(case["bill"], *case["after"], case["question"]) for case in cases]
    assert len({*asked}) == len(asked)
    assert len({case["id"] for case in cases}) == len(cases)


def test_no_set_has_a_bill_of_another():
    """Bills are found by name, the later of two in place of the earlier; the second set shares the first's."""
    bills = [{case["bill"] for case in cases_of(name)} for name in BLIND if name != "second"]
    assert sum(map(len, bills)) == len(set.union(*bills))


@pytest.mark.parametrize(
    ("name", "unanswerable", "traps"),
    [
        ("sixth", (0.15, 0.2), (0.1, 0.15)),
        ("seventh", (0.15, 0.2), (0.1, 0.15)),
        ("eighth", (0.1, 0.15), (0.05, 0.1)),
        ("ninth", (0.1, 0.15), (0.1, 0.15)),
        ("tenth", (0.1, 0.15), (0.1, 0.15)),
        ("eleventh", (0.1, 0.15), (0.05, 0.1)),
        ("twelfth", (0.1, 0.15), (0.05, 0.1)),
    ],
)
def test_as_much_of_a_set_as_was_meant_cannot_be_answered_or_is_a_trap(name, unanswerable, traps):
    cases = CASES[name]
    assert unanswerable[0] <= sum(map(_is_unanswerable, cases)) / len(cases) <= unanswerable[1]
    assert traps[0] <= sum(case["kind"] == "trap" for case in cases) / len(cases) <= traps[1]


@of_each_set
def test_each_truth_is_judged_right_and_each_refusal_as_what_it_is(cases):
    for case in cases:
        refusal = judge({"refused": True, "value": None, "answer": ""}, case)
        if _is_unanswerable(case):
            assert refusal == "rightly refused", case
            assert judge({"refused": False, "value": 17.5, "answer": "17.50"}, case) == "wrong", case
        else:
            assert refusal == "refused", case
            assert judge({"refused": False, **_first_truth(case)}, case) == "right", case


@of_each_set
def test_a_total_does_not_pass_where_a_trap_asks_for_a_part(cases):
    """Who drops the words of a trap often ends with the total."""
    totals = {case["bill"]: case["want"]["value"] for case in cases if case["kind"] == "total"}
    for case in cases:
        if case["kind"] == "trap" and case["bill"] in totals:
            assert judge({"refused": False, "value": totals[case["bill"]], "answer": ""}, case) == "wrong", case
