"""Parts that are not something, ends that are left out, columns set against each other, amounts that are a part."""

import csv

import pytest

from finops_agent.agent import OfflineEngine
from finops_agent.costs import load_files

from .conftest import NORTHWIND


@pytest.fixture(scope="module")
def lines():
    with NORTHWIND.open(encoding="utf-8") as file:
        return [(row, float(row["line_item_unblended_cost"])) for row in csv.DictReader(file)]


@pytest.fixture(scope="module")
def cost(lines):
    def total(test=lambda _: True):
        return sum(amount for row, amount in lines if test(row))

    return total


def _day(row):
    return row["line_item_usage_start_date"][:10]


def _value(engine, *questions):
    engine.reset()
    return [engine.ask(question) for question in questions][-1].to_json()["value"]


@pytest.mark.parametrize(
    ("words", "first", "end"),
    [
        ("from july 1 up to but not including july 10", "2026-07-01", "2026-07-10"),
        ("up to but not including august 2026", "2026-07-01", "2026-08-01"),
        ("until but excluding august 5", "2026-07-01", "2026-08-05"),
        ("up to and including july 3", "2026-07-01", "2026-07-04"),
        ("on july 1, 2 and 3", "2026-07-01", "2026-07-04"),
    ],
)
def test_an_end_that_is_left_out_is_no_day_of_the_period(northwind, cost, words, first, end):
    assert _value(northwind, f"cost {words}") == pytest.approx(cost(lambda row: first <= _day(row) < end))


@pytest.mark.parametrize("denied", ["is not EC2", "isn't EC2", "is outside EC2"])
def test_the_share_of_what_is_not_something_is_the_rest(northwind, cost, denied):
    others = cost(lambda row: row["line_item_product_code"] != "AmazonEC2")
    wanted = pytest.approx(100 * others / cost(), abs=0.01)
    assert _value(northwind, f"what share of the bill {denied}") == wanted


def test_what_is_not_tagged_with_a_value_is_more_than_what_has_no_tag(northwind, cost):
    others = cost(lambda row: '"user_env": "prod"' not in row["resource_tags"])
    wanted = pytest.approx(100 * others / cost(), abs=0.01)
    assert _value(northwind, "what percentage of cost is not tagged prod") == wanted


def test_a_denied_part_by_month_is_a_part_of_each_month(northwind):
    shares = _value(northwind, "what share of the bill isn't EC2, by month")
    rest = _value(northwind, "EC2 share of the bill by month")
    assert [one + other for (_, one), (_, other) in zip(shares, rest, strict=True)] == pytest.approx([100, 100, 100])


def test_a_denied_part_by_account_is_asked_back(northwind):
    assert northwind.ask("what share of the bill is not EC2 by account").refused


def test_how_much_of_the_bill_leads_with_the_amount_and_tells_the_share(northwind, cost):
    ec2 = cost(lambda row: row["line_item_product_code"] == "AmazonEC2")
    answer = northwind.ask("how much of our spend is EC2")
    assert float(answer.value) == pytest.approx(ec2)
    assert answer.unit == "USD"
    assert f"({100 * ec2 / cost():.1f} %)" in answer.text


def test_an_amount_that_is_a_part_is_told_in_percent_when_asked(northwind, cost):
    ec2 = cost(lambda row: row["line_item_product_code"] == "AmazonEC2")
    share = _value(northwind, "how much of our spend is EC2", "in percent?")
    assert share == pytest.approx(100 * ec2 / cost(), abs=0.01)


def test_charges_and_fees_behind_a_comma_are_all_left_out(northwind, cost):
    without = cost(lambda row: row["line_item_line_item_type"] not in {"Tax", "Credit"})
    assert _value(northwind, "total without tax, credits, support") == pytest.approx(without)
    assert northwind.ask("total without tax, EC2").refused


def test_the_account_called_by_another_word_is_that_account_and_no_tag(northwind, cost):
    others = cost(lambda row: row["line_item_usage_account_name"] != "northwind-prod")
    assert _value(northwind, "cost without the production account") == pytest.approx(others)


def test_the_data_of_a_nat_gateway_is_not_its_hours(northwind, cost):
    data = cost(lambda row: row["line_item_usage_type"].endswith("NatGateway-Bytes"))
    assert _value(northwind, "cost of NAT gateway data") == pytest.approx(data)


def test_a_part_of_each_month_goes_on_from_the_months(northwind, cost):
    def s3_share(month):
        whole = cost(lambda row: _day(row)[:7] == month)
        return 100 * cost(lambda row: _day(row)[:7] == month and row["line_item_product_code"] == "AmazonS3") / whole

    shares = dict(_value(northwind, "monthly S3 cost", "as a share of each month's bill"))
    assert shares["2026-08"] == pytest.approx(s3_share("2026-08"), abs=0.01)


def test_a_single_line_item_is_asked_back(northwind):
    assert northwind.ask("highest single line item").refused


def test_a_column_said_twice_splits_once(northwind):
    assert _value(northwind, "july cost, account by account") == _value(northwind, "july cost by account")


@pytest.fixture(scope="module")
def table(tmp_path_factory):
    path = tmp_path_factory.mktemp("lists") / "licences.csv"
    path.write_text(
        "VendorId,Name,Department,Seats,Used Seats,Annual Cost\n"
        "v-1,Alpha,Sales,100,90,5000\nv-2,Beta,Sales,50,60,4000\nv-3,Gamma,People,20,20,1000\n",
        encoding="utf-8",
    )
    dataset = load_files([path])
    yield OfflineEngine(dataset)
    dataset.close()


@pytest.mark.parametrize(
    ("limit", "names"),
    [("exceed", {"v-2"}), ("are below", {"v-1"}), ("are at most", {"v-1", "v-3"})],
)
def test_two_columns_of_a_list_are_set_against_each_other_row_by_row(table, limit, names):
    assert {label for label, _ in _value(table, f"vendors where used seats {limit} seats")} == names


def test_columns_are_not_set_against_each_other_by_groups(table):
    assert table.ask("departments where used seats exceed seats").refused


def test_the_sum_of_two_columns_is_asked_back(table):
    assert table.ask("seats plus used seats").refused


def test_limits_alone_list_the_rows_that_pass(table):
    assert {label for label, _ in _value(table, "seats over 30 and annual cost over 4500")} == {"v-1"}
