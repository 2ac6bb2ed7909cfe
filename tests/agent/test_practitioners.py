"""Questions of practitioners that were answered wrongly once, against figures computed by hand from the file."""

import csv
import json
from decimal import Decimal

import pytest

from agent.conftest import NORTHWIND


@pytest.fixture(scope="module")
def rows():
    with NORTHWIND.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def cost(rows, test):
    return sum((Decimal(row["line_item_unblended_cost"]) for row in rows if test(row)), Decimal(0))


def day(row):
    return row["line_item_usage_start_date"][:10]


def tag(row, key):
    return json.loads(row["resource_tags"] or "{}").get(f"user_{key}")


SEPTEMBER = "2026-09"
COSTS = {
    "September cost without September 14": lambda r: day(r)[:7] == SEPTEMBER and day(r) != "2026-09-14",
    "September cost excluding the 13th": lambda r: day(r)[:7] == SEPTEMBER and day(r) != "2026-09-13",
    "cost in September without the 13th and the 14th": lambda r: (
        day(r)[:7] == SEPTEMBER and day(r) not in {"2026-09-13", "2026-09-14"}
    ),
    "cost of m5": lambda r: r["product_instance_type"].startswith("m5."),
    "spend on the m5 family": lambda r: r["product_instance_type"].startswith("m5."),
    "what is spent on neither EC2 nor S3?": lambda r: r["line_item_product_code"] not in {"AmazonEC2", "AmazonS3"},
    "pay-as-you-go cost": lambda r: r["line_item_line_item_type"] == "Usage",
    "prod not EC2": lambda r: tag(r, "env") == "prod" and r["line_item_product_code"] != "AmazonEC2",
    "EC2 minus tax": lambda r: r["line_item_product_code"] == "AmazonEC2" and r["line_item_line_item_type"] != "Tax",
}


@pytest.mark.parametrize("question", COSTS)
def test_a_cost_is_that_of_the_rows_meant(northwind, rows, question):
    assert northwind.ask(question).value == cost(rows, COSTS[question])


def test_hours_that_a_savings_plan_covers_are_counted_once(northwind, rows):
    used = [
        Decimal(row["line_item_usage_amount"])
        for row in rows
        if row["product_instance_type"] == "m5.xlarge"
        and day(row)[:7] == "2026-08"
        and row["line_item_line_item_type"] != "SavingsPlanNegation"
    ]
    assert northwind.ask("how many hours did m5.xlarge run in august?").value == sum(used)


def test_what_savings_plans_saved_is_list_less_effective_of_what_they_cover(northwind, rows):
    saved = [
        Decimal(row["pricing_public_on_demand_cost"]) - Decimal(row["savings_plan_savings_plan_effective_cost"])
        for row in rows
        if row["line_item_line_item_type"] == "SavingsPlanCoveredUsage"
    ]
    answer = northwind.ask("how much did we save with savings plans?")
    assert answer.value == sum(saved)
    assert any("Unused commitments are not taken off" in warning for warning in answer.warnings)


def test_the_currency_of_a_bill_is_told_without_an_amount(northwind, rows):
    assert northwind.ask("which currency is this bill in?").value == [["USD", len(rows)]]


def test_instances_are_counted_by_their_resources(northwind, rows):
    ids = {row["line_item_resource_id"] for row in rows if "BoxUsage" in row["line_item_usage_type"]}
    assert northwind.ask("how many EC2 instances do we have?").value == len(ids)


@pytest.mark.parametrize(
    ("question", "word"),
    [
        ("who spends the most?", "people"),
        ("instances running in September", "runs at a moment"),
        ("how much storage in S3", "gigabytes"),
        ("services per account", "number of services"),
        ("EC2 minus S3", "difference"),
        ("which services are half of the cost", "more than half"),
        ("most used service", "by number of resources"),
        ("average weekly cost in September excluding the 13th", "whole week"),
        ("last seen resources", "'last'"),
        ("oldest resource", "'oldest'"),
        ("cost by week in September compared to August", "not the same ones"),
    ],
)
def test_what_fits_two_readings_or_none_is_asked_back(northwind, question, word):
    answer = northwind.ask(question)
    assert answer.refused
    assert word in answer.text
