"""Questions about tables of recommendations, checks and budgets: what could be saved, by what, and what is over."""

import csv

import pytest

from finops_agent.agent import OfflineEngine
from finops_agent.costs import load_files


def engine_over(path, columns, rows):
    with path.open("w", newline="") as file:
        csv.writer(file).writerows([columns, *rows])
    return OfflineEngine(load_files([path]))


HUB = (
    ("r1", "prod", "Ec2Instance", "Stop", "Low", "true", "true", 100, 90),
    ("r2", "prod", "EbsVolume", "Delete", "Low", "false", "false", 40, 40),
    ("r3", "dev", "RdsDbInstance", "Rightsize", "Medium", "true", "true", 300, 120),
    ("r4", "dev", "RdsReservedInstances", "PurchaseReservedInstances", "VeryLow", "false", "false", 500, 150),
)
HUB_COLUMNS = (
    "recommendationId", "accountName", "currentResourceType", "actionType", "implementationEffort", "restartNeeded",
    "rollbackPossible", "estimatedMonthlyCost", "estimatedMonthlySavings",
)  # fmt: skip


@pytest.fixture(scope="module")
def hub(tmp_path_factory):
    return engine_over(tmp_path_factory.mktemp("hub") / "hub.csv", HUB_COLUMNS, HUB)


@pytest.mark.parametrize(
    ("question", "value"),
    [
        ("how much could we save a month", 400),
        ("how much could we save in a year", 4800),
        ("annual savings", 4800),
        ("how many need a restart", 2),
        ("savings of recommendations which require a restart", 210),
        ("how many recommendations cannot be rolled back", 2),
        ("savings from recommendations that can be rolled back", 210),
        ("what can we save by deleting ebs volumes", 40),
        ("how many rds instances should be rightsized", 1),
        ("how many volumes should be deleted", 1),
        ("how many recommendations save more than 100 dollars", 2),
    ],
)
def test_a_table_of_recommendations_says_itself_what_could_be_saved(hub, question, value):
    hub.reset()
    answer = hub.ask(question)
    assert not answer.refused, answer.text
    assert answer.value == value


def test_a_list_of_recommendations_tells_their_savings(hub):
    hub.reset()
    assert list(hub.ask("recommendations with savings over 100").value) == [["r4", 150], ["r3", 120]]


def test_what_an_action_that_is_not_recommended_would_save_is_not_assumed(hub):
    hub.reset()
    answer = hub.ask("how much would we save by cleaning up ebs volumes")
    assert answer.refused
    assert "says itself what could be saved" in answer.text


GOOGLE = (
    ("shop", "Stop idle VM", "P1", "Active", 100),
    ("shop", "Stop idle VM", "P1", "Active", 50),
    ("lab", "Delete disk", "P2", "Dismissed", 20),
    ("lab", "Stop idle VM", "P1", "Dismissed", 10),
)


@pytest.mark.parametrize(
    ("question", "value"),
    [
        ("how many P1 recommendations", 3),
        ("monthly savings of active recommendations", 150),
        ("how many recommendations were dismissed", 2),
        ("count by state", [["Active", 2], ["Dismissed", 2]]),
    ],
)
def test_recommendations_are_rows_where_a_column_only_says_of_what_sort_they_are(tmp_path, question, value):
    columns = ("Project", "Recommendation", "Priority", "State", "Monthly savings (USD)")
    found = engine_over(tmp_path / "google.csv", columns, GOOGLE).ask(question).value
    assert (sorted(found) if isinstance(value, list) else found) == value


def test_yearly_savings_are_told_by_the_month_too(tmp_path):
    rows = [("Right-size", "High", 240), ("Delete disk", "Low", 120)]
    engine = engine_over(tmp_path / "azure.csv", ("Recommendation", "Impact", "Potential Annual Cost Savings"), rows)
    assert engine.ask("how much could we save a month").value == 30
    engine.reset()
    assert engine.ask("how much could we save a year").value == 360


OPTIMIZER = (
    ("i-1", "Over", "m5.large", "Low", "m6g.large", 1, 70, 30),
    ("i-2", "Over", "m5.large", "Medium", "m6i.large", 2, 70, 10),
    ("i-3", "Optimized", "m6g.large", "Low", "", 0, 60, 0),
)


@pytest.mark.parametrize(
    ("question", "value"),
    [
        ("how many should become m6g.large", 1),
        ("how many have a low performance risk", 2),
        ("monthly price of m5.large", 140),
    ],
)
def test_what_an_instance_is_and_what_it_should_become_are_two_columns(tmp_path, question, value):
    columns = (
        "Instance ID", "Finding", "currentInstanceType", "currentPerformanceRisk", "recommendedInstanceType",
        "recommendation_performance_risk", "Current monthly price", "estimatedMonthlySavings",
    )  # fmt: skip
    assert engine_over(tmp_path / "optimizer.csv", columns, OPTIMIZER).ask(question).value == value


@pytest.mark.parametrize(
    ("title", "question"),
    [
        ("idle_load_balancers.csv", "how many idle load balancers do we have"),
        ("unassociated_elastic_ips.csv", "how many unassociated elastic ips"),
        ("underutilized_ebs_volumes.csv", "number of underutilized ebs volumes"),
    ],
)
def test_a_title_says_what_all_rows_are(tmp_path, title, question):
    rows = [("eu-west-1", f"x-{number}", f"${number}.50") for number in range(7)]
    engine = engine_over(tmp_path / title, ("Region/AZ", "Resource Name", "Estimated Monthly Savings"), rows)
    assert engine.ask(question).value == 7


def test_savings_and_commitments_are_no_cost(tmp_path):
    rows = [("2026-01-01", "sp-1", 100, 80), ("2026-02-01", "sp-1", 100, 90)]
    engine = engine_over(tmp_path / "plans.csv", ("Month", "Savings Plan", "Total Commitment", "Net Savings"), rows)
    assert engine.ask("total cost").refused
    engine.reset()
    assert engine.ask("total commitment").value == 200


def test_a_month_with_several_rows_is_set_against_a_limit_by_all_of_them(tmp_path):
    rows = [("2026-01-01", "sp-1", 100, 60), ("2026-01-01", "sp-2", 100, 90), ("2026-02-01", "sp-1", 100, 70)]
    columns = ("Month", "SavingsPlanId", "TotalCommitment", "UtilizationPercentage")
    answer = engine_over(tmp_path / "plans.csv", columns, rows).ask("months with utilization below 74")
    assert list(answer.value) == [["2026-02", 70]]


TEAMS = {"2026-01": (("Web", 100, 130), ("Data", 200, 150)), "2026-02": (("Web", 100, 60), ("Data", 200, 280))}


@pytest.fixture(scope="module")
def budgets(tmp_path_factory):
    rows = [(month, *team) for month, teams in TEAMS.items() for team in teams]
    path = tmp_path_factory.mktemp("budgets") / "teams.csv"
    return engine_over(path, ("Month", "Team", "Budget", "Actual"), rows)


@pytest.mark.parametrize(
    ("question", "value"),
    [
        ("which teams are over budget", [["Data", 30]]),
        ("which teams were over budget in january", [["Web", 30]]),
        ("which teams stayed under budget", [["Web", 10]]),
        ("over budget per team", [["Data", 30], ["Web", -10]]),
        ("variance by team", [["Data", 30], ["Web", -10]]),
        ("by how much did data overspend", 30),
        ("how many months was web over budget", 1),
        ("how many teams are over budget", 1),
        ("spend of web in february", 60),
    ],
)
def test_what_is_over_budget_is_what_was_spent_beyond_it(budgets, question, value):
    budgets.reset()
    answer = budgets.ask(question)
    assert not answer.refused, answer.text
    assert (list(answer.value) if isinstance(value, list) else answer.value) == value


@pytest.mark.parametrize("question", ["percent over budget by team", "which teams are not over budget"])
def test_what_is_over_budget_in_percent_or_is_denied_is_asked_back(budgets, question):
    budgets.reset()
    assert budgets.ask(question).refused


def test_each_row_is_one_budget_where_each_is_named_once(tmp_path):
    rows = [("prod", 100, 120), ("dev", 50, 20), ("ml", 10, 11)]
    engine = engine_over(tmp_path / "all.csv", ("Budget name", "Budgeted amount", "Actual spend"), rows)
    assert list(engine.ask("which budgets are over budget").value) == [["prod", 20], ["ml", 1]]


def test_two_parts_of_a_cost_are_named_with_one_end(tmp_path):
    rows = [("a", 1, 2, 3, 0.5), ("b", 3, 4, 7, 0.5)]
    columns = ("namespace", "cpuCost", "ramCost", "totalCost", "cpuEfficiency")
    answer = engine_over(tmp_path / "k8s.csv", columns, rows).ask("cpu and memory cost")
    assert "cpu cost 4.00, ram cost 6.00" in answer.text


def test_seats_in_total_are_a_number_and_the_cost_has_its_own_column(tmp_path):
    rows = [("Jira", 40, 400), ("Figma", 10, 150), ("Slack", 31, 310)]
    engine = engine_over(tmp_path / "saas.csv", ("Application", "Total Seats", "costInUsd"), rows)
    assert engine.ask("cost of figma").value == 150
    engine.reset()
    assert [name for name, *_ in engine.ask("total seats over 30").value] == ["Jira", "Slack"]


def test_a_percentage_by_its_sign_and_a_name_with_ratio_in_it_are_told_apart(tmp_path):
    rows = [("vol-1", 10, 20), ("vol-2", 30, 40)]
    columns = ("Volume ID", "Savings opportunity (%)", "currentConfiguration_volumeSize")
    engine = engine_over(tmp_path / "volumes.csv", columns, rows)
    assert engine.ask("average savings opportunity").value == 20
    engine.reset()
    assert engine.ask("total size").value == 60


def test_the_monthly_cost_is_the_column_that_says_so_and_cost_alone_is_asked_back(tmp_path):
    rows = [("ri-1", "RDS", 1200, 30), ("ri-2", "EC2", 0, 50)]
    columns = ("ReservationId", "Service", "UpfrontCost", "RecurringMonthlyCost")
    engine = engine_over(tmp_path / "ris.csv", columns, rows)
    assert engine.ask("monthly cost of the rds reservations").value == 30
    engine.reset()
    assert "Which cost" in engine.ask("cost by service").text
