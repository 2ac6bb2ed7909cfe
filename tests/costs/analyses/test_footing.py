"""From all charges to those an analysis used: the lines add up, and agree with the rows read by the csv module."""

from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest

from finops_agent.costs import load_files
from finops_agent.costs.analyses import (
    CostView,
    Scope,
    anomalies,
    commitment_coverage,
    commitment_utilisation,
    commitment_waste,
    effective_savings_rate,
    explain_change,
    first_seen,
    forecast,
    last_seen,
    tag_coverage,
    tag_keys,
    unit_cost,
)
from finops_agent.costs.analyses.footing import account_of
from finops_agent.costs.semantic.period import month_of
from finops_agent.costs.semantic.query import Clause, Condition
from tests.costs.analyses.conftest import NORTHWIND

AUGUST, SEPTEMBER = month_of(date(2026, 8, 1)), month_of(date(2026, 9, 1))
ZERO = Decimal(0)
USAGE = {"Usage", "SavingsPlanCoveredUsage", "SavingsPlanNegation", "DiscountedUsage"}


@pytest.fixture(scope="module")
def bill():
    loaded = load_files([NORTHWIND])
    yield loaded
    loaded.close()


@pytest.fixture(scope="module")
def view(bill):
    return CostView(bill)


def rests_on(bill, result):
    """The last line of the account: amount and rows."""
    last = account_of(bill, result.footing).lines[-1]
    return last.amount, last.rows


def counted(rows, column="cost"):
    """The same of rows of the file."""
    return sum((Decimal(row[column] or 0) for row in rows), ZERO), len(rows)


@pytest.mark.parametrize(
    "analysis",
    [
        explain_change,
        anomalies,
        lambda view, scope: forecast(view, scope.during(None)),
        commitment_coverage,
        lambda view, _: commitment_utilisation(view, Scope()),
        lambda view, scope: commitment_waste(view, Scope(scope.period)),
        effective_savings_rate,
        tag_keys,
        last_seen,
        first_seen,
    ],
)
def test_the_lines_add_up_and_agree_with_the_analysis(bill, view, contains, analysis):
    account = account_of(bill, analysis(view, Scope(SEPTEMBER, (contains("Usage"),))).footing)

    assert sum((line.amount for line in account.lines[:-1]), ZERO) == account.lines[-1].amount
    assert sum(line.rows for line in account.lines[:-1]) == account.lines[-1].rows > 0
    assert account.lines[0].rows == bill.rows
    assert account.holds in {True, None}
    assert account.follows.endswith(".")


def test_a_change_rests_on_both_periods_whole(bill, view, lines):
    result = explain_change(view, Scope(SEPTEMBER), AUGUST)

    account = account_of(bill, result.footing)
    assert rests_on(bill, result) == counted([row for row in lines if row["day"][:7] in {"2026-08", "2026-09"}])
    assert (account.agrees, account.holds) == (True, True)
    assert [line.label for line in account.lines[1:-1]] == ["Other days"]


def test_anomalies_rest_on_all_usage_of_all_days(bill, view, lines):
    result = anomalies(view, Scope(SEPTEMBER))

    assert rests_on(bill, result)[1] == sum(row["kind"] in USAGE for row in lines)
    assert "judged by the days before it" in account_of(bill, result.footing).follows


def test_coverage_rests_on_eligible_usage_at_list_prices(bill, view, lines, contains):
    result = commitment_coverage(view, Scope(AUGUST, (contains("BoxUsage"),)), "savings_plan")

    boxes = [row for row in lines if "BoxUsage" in row["type"] and row["day"].startswith("2026-08")]
    eligible = [row for row in boxes if row["kind"] in {"Usage", "SavingsPlanCoveredUsage"}]
    account = account_of(bill, result.footing)
    assert rests_on(bill, result) == counted(eligible, "pricing_public_on_demand_cost")
    assert account.holds is True
    left_out = [line.label for line in account.lines[1:-1]]
    assert left_out == ["Other days", "Left out by the question", "Minus lines of covered usage"]


def test_waste_rests_on_the_fees_that_leave_something_unused(bill, view, lines):
    result = commitment_waste(view, Scope(), "reservation")

    fees = [row for row in lines if row["kind"] == "RIFee"]
    assert rests_on(bill, result) == counted(fees, "reservation_unused_recurring_fee")
    assert account_of(bill, result.footing).holds is True


def test_utilisation_says_what_its_rows_report_in_columns_of_their_own(bill, view, lines):
    result = commitment_utilisation(view, Scope(), "savings_plan")

    fees = [row for row in lines if row["kind"] == "SavingsPlanRecurringFee"]
    used = sum(Decimal(row["savings_plan_used_commitment"]) for row in fees)
    committed = sum(Decimal(row["savings_plan_total_commitment_to_date"]) for row in fees)
    account = account_of(bill, result.footing)
    assert account.lines[-1].rows == len(fees)
    assert account.follows.startswith(f"Savings Plan {used:,.2f} used of {committed:,.2f} committed, money.")


def test_a_resource_that_stopped_is_accounted_for_by_name(bill, view, lines):
    result = last_seen(view, Scope())

    gone = {row["resource"] for row in result.records()}
    spent = [row for row in lines if row["line_item_resource_id"] in gone and row["kind"] in USAGE]
    assert gone
    assert rests_on(bill, result) == counted(spent)
    assert account_of(bill, result.footing).holds is True


def test_an_analysis_that_has_another_sum_is_told(bill, view):
    footing = tag_coverage(view, Scope(), "team").footing

    assert account_of(bill, footing).holds is True
    assert account_of(bill, replace(footing, figured=Decimal(1))).holds is False


def test_the_cost_of_a_unit_rests_on_the_months_that_have_units(made_bill, tmp_path):
    orders = tmp_path / "orders.csv"
    orders.write_text("date,orders\n2026-09-05,4\n")
    dataset = made_bill(
        [
            {"EffectiveCost": "10"},
            {"EffectiveCost": "2", "ChargeCategory": "Tax"},
            {"EffectiveCost": "5", "ChargePeriodStart": "2026-08-03", "ChargePeriodEnd": "2026-08-04"},
        ],
        beside=[orders],
    )

    result = unit_cost(CostView(dataset), dataset, Scope())

    account = account_of(dataset, result.footing)
    assert rests_on(dataset, result) == (10, 1)
    assert [line.label for line in account.lines[1:-1]] == ["Taxes and credits", "Months without orders"]
    assert account.follows == "10.00 USD over 4 orders is the cost of one."


def test_a_bill_in_several_currencies_has_no_account(made_bill):
    view = CostView(made_bill([{"Tags": '{"team": "a"}'}, {"BillingCurrency": "EUR"}]))
    dollars = Clause((Condition("currency", "equals", ("USD",)),), "USD")

    result = tag_keys(view, Scope(clauses=(dollars,)))

    assert result.is_answered
    assert result.footing is None
