"""Shares of what was asked before: "what share of that is X", "X as % of that", "and of the total?"."""

import csv
from decimal import Decimal

import pytest

from tests.agent.conftest import NORTHWIND

SERVICE, ACCOUNT = "line_item_product_code", "line_item_usage_account_name"


@pytest.fixture(scope="module")
def cost():
    """The cost of the lines whose columns have these values; `month` as 2026-09."""
    with NORTHWIND.open(newline="") as file:
        lines = list(csv.DictReader(file))

    def total(month=None, **values):
        return sum(
            Decimal(line["line_item_unblended_cost"])
            for line in lines
            if (month is None or line["line_item_usage_start_date"].startswith(month))
            and all(line[names[key]] == value for key, value in values.items())
        )

    names = {
        "service": SERVICE,
        "account": ACCOUNT,
        "region": "product_region_code",
        "kind": "line_item_line_item_type",
    }
    return total


@pytest.fixture
def talk(northwind):
    def said(*questions):
        for question in questions:
            answer = northwind.ask(question)
            assert not answer.refused, (question, answer.text)
        return answer

    return said


SEP = "2026-09"
EC2, S3, PROD = {"service": "AmazonEC2"}, {"service": "AmazonS3"}, {"account": "northwind-prod"}
CASES = [
    (("cost of EC2 in September", "what share of that is northwind-prod"), {**EC2, **PROD}, EC2),
    (("total cost in September", "what share of that is EC2?"), EC2, {}),
    (("total cost in September", "what share of that is EC2?", "and S3?"), S3, {}),
    (("cost in September", "EC2 as % of that"), EC2, {}),
    (("cost of EC2 in September", "and of the total?"), EC2, {}),
    (("cost of EC2 in September", "what percent of the total is that?"), EC2, {}),
    (("cost of EC2 in September", "what share of that is northwind-prod", "and of the total?"), {**EC2, **PROD}, {}),
    (("cost of northwind-prod in September", "what part of it is EC2?"), {**EC2, **PROD}, PROD),
    (("cost of northwind-prod in September", "what part of it is EC2?", "and S3?"), {**S3, **PROD}, PROD),
    (
        ("cost of northwind-prod in September", "what part of it is EC2?", "how much of it is tax?"),
        {"kind": "Tax", **PROD},
        PROD,
    ),
    (
        (
            "cost of northwind-prod in September",
            "what share of that is in us-east-1?",
            "and of that, what share is EC2?",
        ),
        {**EC2, **PROD, "region": "us-east-1"},
        {**PROD, "region": "us-east-1"},
    ),
    (
        ("what share of northwind-prod cost in September is EC2", "and of northwind-dev?"),
        {**EC2, "account": "northwind-dev"},
        {"account": "northwind-dev"},
    ),
]


@pytest.mark.parametrize(
    ("questions", "part", "whole"), CASES, ids=[" / ".join(questions) for questions, _, _ in CASES]
)
def test_the_part_and_the_whole_are_those_of_the_talk(talk, cost, questions, part, whole):
    answer = talk(*questions)
    assert answer.unit == "%"
    assert answer.value == pytest.approx(float(100 * cost(SEP, **part) / cost(SEP, **whole)), abs=1e-5)


def test_a_month_is_a_part_of_the_months_asked_before(talk, cost):
    answer = talk("EC2 cost in August and September", "what share of that was September")
    both = cost("2026-08", **EC2) + cost(SEP, **EC2)
    assert answer.value == pytest.approx(float(100 * cost(SEP, **EC2) / both), abs=1e-5)
    assert answer.text.startswith("September 2026: 56.9 % of")


def test_a_week_is_no_part_that_can_be_told(northwind):
    northwind.ask("cost in September")
    answer = northwind.ask("what share of that was September 3 to September 9")
    assert answer.refused
    assert "Told of one day, one month or one year." in answer.text


def test_a_part_that_the_whole_cannot_have_is_told(talk, cost):
    answer = talk("cost of EC2 in September", "what share of that is S3")
    assert answer.value == pytest.approx(float(100 * cost(SEP, **S3) / cost(SEP)), abs=1e-5)
    assert answer.warnings[0].startswith("No part of AmazonEC2 is that")


def test_two_things_that_no_charge_is_at_once_are_no_share_of_nothing(northwind):
    northwind.ask("what did we spend on RDS in July?")
    answer = northwind.ask("what part of it is storage")
    assert answer.refused
    assert answer.text == "No charge is 'AmazonRDS' and 'Storage' at once. Ask for one of them."


@pytest.mark.parametrize("question", ["Savings Plan coverage", "forecast for October"])
def test_no_share_of_an_analysis_is_worked_out(northwind, question):
    northwind.ask(question)
    answer = northwind.ask("what share of that is EC2")
    assert answer.refused
    assert "no share of its figure is worked out" in answer.text
