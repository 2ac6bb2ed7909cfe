"""Coverage, utilisation, waste, savings rate and tag coverage by groups: as asked, ranked, and carried on."""

import csv
from collections import defaultdict
from decimal import Decimal

import pytest

from tests.agent.conftest import NORTHWIND


@pytest.fixture(scope="module")
def lines():
    with NORTHWIND.open(newline="") as file:
        return list(csv.DictReader(file))


@pytest.mark.parametrize(
    ("question", "first", "groups"),
    [
        ("Savings Plan coverage by service", "AmazonEC2", 2),
        ("commitment coverage by region", "us-east-1", 3),
        ("savings plan coverage in prod by service", "AmazonEC2", 2),
        ("show me savings plan coverage monthly", "2026-07", 3),
        ("which region is least covered", "eu-west-1", 1),
        ("which accounts have the lowest savings plan coverage", "northwind-dev", 2),
        ("top 3 usage types by coverage", "BoxUsage:m5.xlarge", 3),
        ("utilisation per savings plan", "arn:aws:savingsplans::100000000001:savingsplan/5f0c-shared", 1),
        ("waste by savings plan", "arn:aws:savingsplans::100000000001:savingsplan/5f0c-shared", 1),
        ("reservation utilization by month", "2026-07", 3),
        ("effective savings rate by account", "northwind-dev", 3),
        ("coverage of team tag by account", "northwind-dev", 3),
        ("env tag coverage by month", "2026-07", 3),
    ],
)
def test_an_analysis_is_split_and_ranked_as_asked(northwind, question, first, groups):
    answer = northwind.ask(question)
    assert not answer.refused, answer.text
    assert (answer.value[0][0], len(answer.value)) == (first, groups)


def test_the_tag_coverage_of_an_account_is_the_tagged_part_of_its_usage(northwind, lines):
    usage = {"Usage", "SavingsPlanCoveredUsage", "SavingsPlanNegation", "DiscountedUsage"}
    parts = defaultdict(lambda: [Decimal(0), Decimal(0)])
    for line in lines:
        if line["line_item_line_item_type"] in usage:
            cost = Decimal(line["line_item_unblended_cost"])
            parts[line["line_item_usage_account_name"]][1] += cost
            parts[line["line_item_usage_account_name"]][0] += cost * ('"user_team":' in line["resource_tags"])
    answer = northwind.ask("team tag coverage by account")
    assert dict(answer.value) == {account: round(100 * tagged / whole, 6) for account, (tagged, whole) in parts.items()}


def test_the_coverage_of_one_tag_is_one_figure(northwind):
    answer = northwind.ask("team tag coverage")
    assert (answer.unit, round(answer.value, 2)) == ("%", Decimal("86.07"))


def test_a_follow_up_keeps_the_split_of_the_analysis(northwind):
    northwind.ask("Savings Plan coverage by region")
    august = northwind.ask("and in August?")
    assert (august.period, len(august.value)) == (("2026-08-01", "2026-08-31"), 3)
    assert august.chart.y == "percent_covered"
    assert round(northwind.ask("and for us-east-1?").value, 2) == Decimal("27.52")


@pytest.mark.parametrize(
    ("question", "said"),
    [
        ("Savings Plan coverage by commitment", "Usage that nothing covers has no commitment"),
        ("coverage by service and account", "That is split by service or by account, one at a time."),
        ("forecast by service", "That analysis is not split by service."),
        ("anomalies by commitment", "That analysis is not split by commitment."),
        ("utilisation by service", "has no service that it was used in"),
    ],
)
def test_a_split_that_says_nothing_is_refused_with_what_does(northwind, question, said):
    answer = northwind.ask(question)
    assert answer.refused
    assert said in answer.text


def test_a_split_by_tag_says_that_coverage_by_commitments_is_meant(northwind):
    answer = northwind.ask("coverage by team")
    assert answer.warnings[0].startswith("Read as the coverage by commitments.")
