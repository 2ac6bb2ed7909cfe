"""Utilisation, waste, coverage and savings rate, against the same figures by hand."""

import re
from collections import defaultdict
from decimal import Decimal

import pytest

from finops_agent.costs.analyses import (
    CostView,
    Scope,
    commitment_coverage,
    commitment_utilisation,
    commitment_waste,
    effective_savings_rate,
)

ELIGIBLE = ("Usage", "SavingsPlanCoveredUsage")


def total(lines, column, kind):
    return sum(Decimal(line[column] or 0) for line in lines if line["kind"] == kind)


def test_savings_plan_utilisation_is_used_over_committed_money(northwind, lines):
    used = total(lines, "savings_plan_used_commitment", "SavingsPlanRecurringFee")
    committed = total(lines, "savings_plan_total_commitment_to_date", "SavingsPlanRecurringFee")

    result = commitment_utilisation(northwind, Scope(), "savings_plan")

    assert result.value == round(100 * used / committed, 6) == Decimal("76.065")
    (row,) = result.records()
    assert (row["committed"], row["used"], row["unused"]) == (committed, used, committed - used)


def test_reservation_utilisation_is_used_over_reserved_hours(northwind, lines):
    unused = total(lines, "reservation_unused_quantity", "RIFee")
    hours = total(lines, "line_item_usage_amount", "RIFee")

    result = commitment_utilisation(northwind, Scope(), "reservation")

    assert result.value == 100 * (1 - unused / hours) == 50


def test_utilisation_of_unlike_commitments_is_no_single_figure(northwind):
    result = commitment_utilisation(northwind, Scope())

    assert result.value is None
    assert len(result.rows) == 2
    assert "do not add up" in result.notes[0]


def test_waste_is_what_was_committed_and_not_used(northwind, lines):
    committed = total(lines, "savings_plan_total_commitment_to_date", "SavingsPlanRecurringFee")
    used = total(lines, "savings_plan_used_commitment", "SavingsPlanRecurringFee")
    fees = total(lines, "reservation_unused_recurring_fee", "RIFee")

    assert commitment_waste(northwind, Scope(), "savings_plan").value == committed - used == Decimal("211.39392")
    assert commitment_waste(northwind, Scope(), "reservation").value == fees
    assert commitment_waste(northwind, Scope()).value == committed - used + fees


def test_coverage_is_covered_over_eligible_usage_at_list_prices(northwind, lines, contains):
    boxes = [line for line in lines if "BoxUsage" in line["type"]]
    covered = total(boxes, "pricing_public_on_demand_cost", "SavingsPlanCoveredUsage")
    eligible = covered + total(boxes, "pricing_public_on_demand_cost", "Usage")

    result = commitment_coverage(northwind, Scope(clauses=(contains("BoxUsage"),)), "savings_plan")

    assert result.value == round(100 * covered / eligible, 6) == Decimal("21.940393")
    assert sum(row["eligible"] for row in result.records()) == eligible


def test_savings_rate_counts_the_waste_of_commitments_against_them(northwind, lines):
    used_kinds = {"Usage", "SavingsPlanCoveredUsage", "DiscountedUsage"}
    priced = [line for line in lines if line["kind"] in used_kinds and line["pricing_public_on_demand_cost"]]
    listed = sum(Decimal(line["pricing_public_on_demand_cost"]) for line in priced)
    paid = sum(line["cost"] for line in priced if line["kind"] == "Usage")
    paid += total(lines, "savings_plan_savings_plan_effective_cost", "SavingsPlanCoveredUsage")
    paid += total(lines, "reservation_effective_cost", "DiscountedUsage")
    waste = total(lines, "savings_plan_total_commitment_to_date", "SavingsPlanRecurringFee")
    waste -= total(lines, "savings_plan_used_commitment", "SavingsPlanRecurringFee")
    waste += total(lines, "reservation_unused_recurring_fee", "RIFee")

    result = effective_savings_rate(northwind, Scope())

    assert result.value == round(100 * (listed - paid - waste) / listed, 6)


SAVINGS_PLAN_TYPES = re.compile("BoxUsage|DedicatedUsage|Fargate-|Lambda-GB-Second|Lambda-Provisioned")


def by(rows, key):
    """The groups of rows by a column of the file or a function of a row."""
    groups = defaultdict(list)
    for row in rows:
        groups[row[key] if isinstance(key, str) else key(row)].append(row)
    return groups


def listed(rows, *kinds):
    return sum(Decimal(row["pricing_public_on_demand_cost"] or 0) for row in rows if row["kind"] in kinds)


@pytest.mark.parametrize(
    ("dimension", "column"),
    [
        ("service", "line_item_product_code"),
        ("account", "line_item_usage_account_name"),
        ("region", "product_region_code"),
        ("month", lambda row: row["day"][:7]),
        ("instance_type", "product_instance_type"),
    ],
)
def test_coverage_of_each_group_is_that_of_its_rows_alone(northwind, lines, dimension, column):
    eligible = [row for row in lines if SAVINGS_PLAN_TYPES.search(row["type"]) and row["kind"] in ELIGIBLE]
    expected = {
        group or "no instance type": (listed(rows, "SavingsPlanCoveredUsage"), listed(rows, *ELIGIBLE))
        for group, rows in by(eligible, column).items()
    }

    result = commitment_coverage(northwind, Scope(), "savings_plan", dimension)

    assert {row[0]: row[1:3] for row in result.rows} == expected
    for group, covered, whole, percent in result.rows:
        assert percent == round(100 * covered / whole, 6), group
    assert result.value == round(100 * sum(row[1] for row in result.rows) / sum(row[2] for row in result.rows), 6)


def test_coverage_by_savings_plans_asks_for_no_service_that_only_reservations_cover(northwind):
    services = [row[0] for row in commitment_coverage(northwind, Scope(), "savings_plan", "service").rows]

    assert "AmazonRDS" not in services
    assert "AmazonRDS" in [row[0] for row in commitment_coverage(northwind, Scope(), None, "service").rows]


def test_utilisation_and_waste_of_each_month_are_those_of_its_fees(northwind, lines):
    fees = by([row for row in lines if row["kind"] == "SavingsPlanRecurringFee"], lambda row: row["day"][:7])
    expected = {
        month: (
            sum(Decimal(row["savings_plan_used_commitment"]) for row in rows),
            sum(Decimal(row["savings_plan_total_commitment_to_date"]) for row in rows),
        )
        for month, rows in fees.items()
    }

    used = commitment_utilisation(northwind, Scope(), "savings_plan", "month")
    wasted = commitment_waste(northwind, Scope(), "savings_plan", "month")

    assert {row["month"]: (row["used"], row["committed"]) for row in used.records()} == expected
    assert {row["month"]: row["wasted"] for row in wasted.records()} == {
        month: committed - part for month, (part, committed) in expected.items()
    }
    assert [row[0] for row in used.rows] == sorted(expected)


def test_savings_rate_of_each_account_is_that_of_its_rows_alone(northwind, lines):
    result = effective_savings_rate(northwind, Scope(), "account")

    for row in result.records():
        own = [line for line in lines if line["line_item_usage_account_name"] == row["account"]]
        kinds = ("Usage", "SavingsPlanCoveredUsage", "DiscountedUsage")
        priced = [line for line in own if line["pricing_public_on_demand_cost"]]
        paid = sum(line["cost"] for line in priced if line["kind"] == "Usage")
        paid += total(own, "savings_plan_savings_plan_effective_cost", "SavingsPlanCoveredUsage")
        paid += total(own, "reservation_effective_cost", "DiscountedUsage")
        paid += total(own, "savings_plan_total_commitment_to_date", "SavingsPlanRecurringFee")
        paid -= total(own, "savings_plan_used_commitment", "SavingsPlanRecurringFee")
        paid += total(own, "reservation_unused_recurring_fee", "RIFee")
        assert (row["list"], row["effective"]) == (listed(priced, *kinds), paid), row["account"]
    assert result.notes[-1] == (
        "Without usage at list prices, so without a rate of its own: 542.59 USD in northwind-payer of unused "
        "commitments."
    )


def test_utilisation_is_not_split_by_what_an_unused_commitment_has_none_of(northwind, made_bill):
    by_service = commitment_utilisation(northwind, Scope(), None, "service")
    focus = {"CommitmentDiscountId": "p", "CommitmentDiscountType": "Savings Plan", "CommitmentDiscountStatus": "Used"}
    by_account = commitment_utilisation(CostView(made_bill([focus])), Scope(), None, "account")

    assert by_service.missing == (
        "The unused part of a commitment has no service that it was used in, so it is not split by service. Ask by "
        "commitment or by month, or for the coverage by service."
    )
    assert not by_account.is_answered
    assert commitment_utilisation(northwind, Scope(), "savings_plan", "account").rows[0][0] == "northwind-payer"


def test_focus_says_used_and_unused_by_its_status(made_bill):
    plan = {"CommitmentDiscountId": "plan", "CommitmentDiscountType": "Savings Plan", "ListCost": "10"}
    dataset = made_bill(
        [
            {**plan, "CommitmentDiscountStatus": "Used", "EffectiveCost": "6", "BilledCost": "0"},
            {**plan, "CommitmentDiscountStatus": "Unused", "EffectiveCost": "2", "BilledCost": "0", "ListCost": "0"},
            {"ListCost": "30", "EffectiveCost": "30"},
        ]
    )
    view = CostView(dataset)

    assert commitment_utilisation(view, Scope()).value == 75
    assert commitment_waste(view, Scope()).value == 2
    assert commitment_coverage(CostView(dataset), Scope()).value == 25
    assert effective_savings_rate(view, Scope()).value == 5


@pytest.mark.parametrize("analysis", [commitment_utilisation, commitment_waste])
def test_a_bill_without_commitments_is_told_what_it_lacks(made_bill, analysis):
    result = analysis(CostView(made_bill([{}])), Scope())

    assert not result.is_answered
    assert result.missing.startswith("This data has no rows that say how much of a commitment was used.")


def test_several_currencies_are_refused(made_bill):
    view = CostView(made_bill([{}, {"BillingCurrency": "EUR"}]))

    result = commitment_coverage(view, Scope())

    assert result.missing == (
        "The costs are in several currencies (EUR, USD), which are never added up. Name one of them."
    )
