"""Questions about what AWS advises, and about budgets beside what was spent."""

import csv

import pytest

from finops_agent.agent import OfflineEngine
from finops_agent.costs import load_files

ADVICE = (
    # account, action, resource type, cost and savings after discount, before discount, percentage
    ("prod", "Rightsize", "Ec2Instance", 200, 100, 240, 120, 50),
    ("prod", "PurchaseSavingsPlans", "ComputeSavingsPlans", 900, 300, 1000, 330, 33),
    ("data", "Rightsize", "RdsDbInstance", 600, 240, 700, 280, 40),
    ("data", "Stop", "Ec2Instance", 50, 40, 60, 48, 80),
    ("data", "MigrateToGraviton", "Ec2Instance", 80, 16, 90, 18, 20),
)
COLUMNS = (
    "account_name", "action_type", "current_resource_type", "estimated_monthly_cost_after_discount",
    "estimated_monthly_savings_after_discount", "estimated_monthly_cost_before_discount",
    "estimated_monthly_savings_before_discount", "estimated_savings_percentage_after_discount",
    "estimated_savings_percentage_before_discount",
)  # fmt: skip


def engine_over(path, columns, rows):
    with path.open("w", newline="") as file:
        csv.writer(file).writerows([columns, *rows])
    return OfflineEngine(load_files([path]))


@pytest.fixture(scope="module")
def advice(tmp_path_factory):
    rows = [
        (f"rec-{number}", row[2] if row[1] != "PurchaseSavingsPlans" else "", *row, row[-1])
        for number, row in enumerate(ADVICE)
    ]
    columns = ("recommendation_id", "recommended_resource_type", *COLUMNS)
    return engine_over(tmp_path_factory.mktemp("advice") / "advice.csv", columns, rows)


@pytest.mark.parametrize(
    ("question", "value"),
    [
        ("total savings", 696),
        ("estimated savings", 696),
        ("how much could we save in total?", 696),
        ("savings before discount", 796),
        ("savings after discount", 696),
        ("savings from rightsizing", 340),
        ("how much would stopping save", 40),
        ("savings from graviton migrations", 16),
        ("savings without savings plans", 396),
        ("total cost", 1830),
        ("cost before discount", 2090),
    ],
)
def test_savings_are_those_after_discount_where_no_other_word_says_so(advice, question, value):
    advice.reset()
    answer = advice.ask(question)
    assert not answer.refused
    assert answer.value == value


@pytest.mark.parametrize(
    ("question", "first"),
    [
        ("which action saves most", ("Rightsize", 340)),
        ("savings by resource type", ("ComputeSavingsPlans", 300)),
        ("top 2 recommendations by savings", ("rec-1", 300)),
        ("biggest savings potential by account name", ("prod", 400)),
    ],
)
def test_savings_are_ranked(advice, question, first):
    advice.reset()
    assert tuple(advice.ask(question).value[0]) == first


def test_a_percentage_of_savings_is_no_amount_of_them(advice):
    advice.reset()
    assert advice.ask("average savings percentage").value == pytest.approx(44.6)


@pytest.fixture(scope="module")
def budgets(tmp_path_factory):
    rows = [(f"2026-{month:02d}-01", team, plan, spent) for month in (1, 2) for team, plan, spent in TEAMS]
    columns = ("Month", "Team", "Budget (EUR)", "Actual (EUR)")
    return engine_over(tmp_path_factory.mktemp("budgets") / "budgets.csv", columns, rows)


TEAMS = (("Mobile", 9_800, 6_500.5), ("Fraud", 14_500, 15_000), ("Search", 31_000, 20_000))


@pytest.mark.parametrize(
    ("question", "value"),
    [
        ("how much did Mobile really spend", 13_001),
        ("total cost", 83_001),
        ("total budget", 110_600),
        ("budget of fraud", 29_000),
        ("how much is left of the budget", 27_599),
    ],
)
def test_what_was_spent_is_the_actual_and_not_the_budget(budgets, question, value):
    budgets.reset()
    assert budgets.ask(question).value == value


@pytest.mark.parametrize("question", ["which team used the biggest percentage of its budget?", "budget utilization"])
def test_what_part_of_its_budget_each_one_used_is_told_as_not_worked_out(budgets, question):
    budgets.reset()
    answer = budgets.ask(question)
    assert answer.refused
    assert "left of the budget" in answer.text


def test_the_size_of_memory_is_no_utilization(tmp_path):
    rows = [(f"i-{number}", 16, 5.0 + number, 70) for number in range(4)]
    columns = ("Instance ID", "Memory (GiB)", "Average CPU (%)", "Monthly cost (USD)")
    engine = engine_over(tmp_path / "ec2.csv", columns, rows)
    assert engine.ask("average memory utilization").refused
    assert engine.ask("average memory").value == 16
    assert engine.ask("average cpu utilization").value == pytest.approx(6.5)
