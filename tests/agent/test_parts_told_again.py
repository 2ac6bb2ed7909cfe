"""Parts of a whole that a question goes on from, tells as amounts, or leaves something out of."""

import csv

import pytest

from .conftest import NORTHWIND


@pytest.fixture(scope="module")
def cost():
    with NORTHWIND.open(encoding="utf-8") as file:
        lines = [(row, float(row["line_item_unblended_cost"])) for row in csv.DictReader(file)]

    def total(test=lambda _: True):
        return sum(amount for row, amount in lines if test(row))

    return total


def _answer(engine, *questions):
    engine.reset()
    return [engine.ask(question) for question in questions][-1]


def _value(engine, *questions):
    return _answer(engine, *questions).to_json()["value"]


def _is_ec2(row):
    return row["line_item_product_code"] == "AmazonEC2"


def _is_tax(row):
    return row["line_item_line_item_type"] == "Tax"


def _month(row):
    return row["line_item_usage_start_date"][:7]


@pytest.mark.parametrize("words", ["excluding tax", ", without tax"])
def test_what_is_left_out_behind_a_denied_part_is_left_out_of_the_whole_too(northwind, cost, words):
    others = cost(lambda row: not _is_ec2(row) and not _is_tax(row))
    wanted = pytest.approx(100 * others / cost(lambda row: not _is_tax(row)), abs=0.01)
    assert _value(northwind, f"what share of the bill is not EC2 {words}") == wanted


@pytest.mark.parametrize("part", ["is EC2", "is not EC2"])
def test_a_share_goes_on_without_tax_as_the_same_part(northwind, cost, part):
    def picked(row):
        return not _is_tax(row) and _is_ec2(row) == (part == "is EC2")

    wanted = pytest.approx(100 * cost(picked) / cost(lambda row: not _is_tax(row)), abs=0.01)
    assert _value(northwind, f"what share of the bill {part}", "without tax") == wanted


def test_shares_by_month_go_on_without_tax_as_parts_of_each_month(northwind, cost):
    shares = dict(_value(northwind, "EC2 share by month", "without tax"))
    july = cost(lambda row: _month(row) == "2026-07" and not _is_tax(row))
    part = cost(lambda row: _month(row) == "2026-07" and not _is_tax(row) and _is_ec2(row))
    assert shares["2026-07"] == pytest.approx(100 * part / july, abs=0.01)


def test_a_name_behind_a_denied_part_is_asked_back(northwind):
    assert _answer(northwind, "what share of the bill is not EC2", "and RDS?").refused


@pytest.mark.parametrize("words", ["in dollars", "how much is that"])
def test_a_share_goes_on_to_its_own_amount(northwind, cost, words):
    assert _value(northwind, "what share of the bill is EC2", words) == pytest.approx(cost(_is_ec2))


def test_a_share_goes_on_to_the_total_of_the_whole(northwind, cost):
    assert _value(northwind, "what share of the bill is EC2", "what is the total") == pytest.approx(cost())


def test_an_amount_that_is_a_part_stays_one_in_another_month(northwind, cost):
    august = cost(lambda row: _is_ec2(row) and _month(row) == "2026-08")
    assert _value(northwind, "how much of the bill is EC2", "and in august?") == pytest.approx(august)


def test_how_much_of_the_bill_by_month_is_the_part_in_each_month(northwind, cost):
    months = dict(_value(northwind, "how much of the bill is EC2 by month"))
    assert months["2026-07"] == pytest.approx(cost(lambda row: _is_ec2(row) and _month(row) == "2026-07"))


def test_a_share_in_two_months_is_no_share_of_the_change(northwind):
    assert _answer(northwind, "what share of the bill is EC2 in july vs august").refused
    assert not _answer(northwind, "what share of the increase from july to august came from EC2").refused


@pytest.mark.parametrize("names", ["prod accounts", "prod and dev accounts"])
def test_accounts_left_out_by_a_word_of_their_names_are_no_tags(northwind, cost, names):
    gone = [f"northwind-{word}" for word in ("prod", "dev") if word in names]
    rest = cost(lambda row: row["line_item_usage_account_name"] not in gone)
    assert _value(northwind, f"cost without the {names}") == pytest.approx(rest)


def test_the_biggest_line_items_are_no_numbers_of_rows(northwind):
    assert _answer(northwind, "biggest line items").refused


@pytest.mark.parametrize(
    "question",
    ["savings plan cost vs on-demand EC2 cost in august", "prod EC2 cost vs RDS cost", "EC2 cost vs prod S3 cost"],
)
def test_what_is_said_of_one_cost_is_not_taken_to_be_said_of_the_other(northwind, question):
    assert _answer(northwind, question).refused


def test_a_name_behind_two_things_is_said_of_both(northwind, cost):
    both = [
        cost(lambda row, env=env: _is_ec2(row) and f'"user_env": "{env}"' in row["resource_tags"])
        for env in ("prod", "dev")
    ]
    assert _value(northwind, "prod vs dev EC2 cost") == [pytest.approx(both)]


def test_not_on_demand_leaves_out_what_is_on_demand(northwind, cost):
    others = cost(lambda row: _is_ec2(row) and row["line_item_line_item_type"] != "Usage")
    assert _value(northwind, "EC2 cost not on demand") == pytest.approx(others)


def test_an_amount_that_is_a_part_goes_on_by_account_in_amounts(northwind, cost):
    accounts = dict(_value(northwind, "how much of the bill is EC2", "by account"))
    dev = cost(lambda row: _is_ec2(row) and row["line_item_usage_account_name"] == "northwind-dev")
    assert accounts["northwind-dev"] == pytest.approx(dev)
