"""What a bracket, a negation and a number of months say, asked of the bills of the blind sets."""

import pytest

from evals.run import Room, cases_of


@pytest.fixture(scope="module")
def room():
    with Room() as opened:
        yield opened


@pytest.fixture(scope="module")
def asked(room):
    seeds = {case["bill"]: case["seed"] for case in cases_of("fourth")}

    def ask(bill, question):
        return room.answer({"bill": bill, "seed": seeds[bill], "after": [], "question": question})

    return ask


def test_a_negation_before_a_verb_does_not_reach_the_month(asked):
    answer = asked("mca_cad", "how much savings plan did we pay for and not use in january")
    assert answer["value"] == pytest.approx(100.897909)
    assert asked("mca_cad", "cost of things we do not need in january")["refused"]


def test_the_unused_part_of_a_commitment_is_told_at_effective_cost(asked):
    answer = asked("focus_eur", "cost of savings plan unused in march")
    assert answer["value"] > 0
    assert "ffective" in answer["answer"] or "not used" in answer["answer"]


def test_a_list_in_brackets_does_not_narrow_what_stands_before(asked):
    whole = asked("cur_lark", "nat gateway cost per month")["value"]
    assert asked("cur_lark", "nat gateway cost per month (hours + data)")["value"] == whole
    assert asked("cur_lark", "nat gateway cost per month (hours)")["value"] != whole


@pytest.mark.parametrize("span", ["over the 3 months", "over all three months", "for the three months"])
def test_as_many_months_as_the_data_has_are_one_total(asked, span):
    assert asked("cur_lark", f"gp2 storage cost {span}")["value"] == pytest.approx(412.389238)


def test_a_month_of_a_monthly_inventory_is_its_total(asked):
    total = asked("disks", "total monthly cost")["value"]
    assert asked("disks", "what do the disks cost us a month")["value"] == pytest.approx(total)


def test_standard_storage_of_s3_has_no_container_images_in_it(asked):
    assert asked("cur_lark", "s3 standard storage in ohio in october")["value"] == pytest.approx(289.380755)


def test_a_change_names_the_resources_behind_the_service_that_moved_most(asked):
    assert "i-gpu44" in asked("cur_lark", "why is november so much higher than october?")["answer"]


def test_data_of_whole_months_has_no_dearest_day(asked):
    assert asked("nine_months", "which day in october was the most expensive")["refused"]
    assert not asked("nine_months", "which month was the most expensive")["refused"]


def test_what_is_in_too_is_in_the_whole(asked):
    whole = asked("cur_lark", "total aws bill including tax and credits")["value"]
    assert asked("cur_lark", "whats our total aws bill, all in (tax and credits too)")["value"] == whole
    assert asked("cur_lark", "aws bill, only tax and credits")["value"] != whole


def test_n_is_and(asked):
    both = asked("cur_lark", "top 3 services in october, excluding tax and credits")["value"]
    assert asked("cur_lark", "top 3 services in october, excl tax n credits")["value"] == both


def test_a_number_sign_counts(asked):
    assert asked("disks", "# of gp2 volumes")["value"] == asked("disks", "number of gp2 volumes")["value"]


def test_across_all_of_two_things_splits_by_neither(asked):
    whole = asked("nine_months", "total spend")["value"]
    assert asked("nine_months", "overall spend across all services and months")["value"] == whole


def test_which_new_thing_asks_for_its_name(asked):
    assert asked("cur_lark", "any new ec2 in november? which one")["value"] == [["i-gpu44", 1836.0]]


def test_things_ranked_by_their_names_are_ranked_once(asked):
    named = asked("servers", "top 3 most expensive instances by name")["value"]
    assert len(named) == 3
    assert [cost for _, cost in named] == sorted((cost for _, cost in named), reverse=True)
