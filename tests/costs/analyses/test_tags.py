"""Tag coverage and unit cost, against the same figures by hand."""

import json
from datetime import date
from decimal import Decimal

import pytest

from finops_agent.costs import load_files
from finops_agent.costs.analyses import CostView, Scope, tag_coverage, tag_keys, unit_cost, untagged_resources
from finops_agent.costs.semantic.period import month_of
from tests.costs.analyses.conftest import NORTHWIND

SEPTEMBER = Scope(month_of(date(2026, 9, 1)))


def usage(lines, tagged):
    return sum(
        line["cost"]
        for line in lines
        if line["kind"] == "Usage"
        and line["day"].startswith("2026-09")
        and ("user_team" in json.loads(line["resource_tags"] or "{}")) == tagged
    )


def test_coverage_is_the_tagged_part_of_usage_cost(northwind, lines):
    with_team, without = usage(lines, tagged=True), usage(lines, tagged=False)

    result = tag_coverage(northwind, SEPTEMBER, "team")

    assert result.value == round(100 * with_team / (with_team + without), 6)
    assert result.rows == (("all usage", with_team, without, result.value),)


def test_coverage_by_account_adds_up(northwind, lines):
    rows = tag_coverage(northwind, SEPTEMBER, "team", "account").records()

    assert sum(row["untagged"] for row in rows) == usage(lines, tagged=False)
    assert rows[0]["account"] == "northwind-dev"


def test_each_key_has_its_coverage(northwind):
    rows = {row["key"]: row["percent_tagged"] for row in tag_keys(northwind, SEPTEMBER).records()}

    assert set(rows) == {"env", "project", "team"}
    assert rows["team"] == Decimal("85.255226")


def test_untagged_resources_come_by_their_cost(northwind, lines):
    result = untagged_resources(northwind, SEPTEMBER, "team", limit=3)

    assert result.value == usage(lines, tagged=False)
    assert [row["resource"] for row in result.records()] == ["northwind-logs", "snap-01bb", "i-0aa00008"]


def test_a_bill_without_tags_says_so(made_bill):
    assert tag_coverage(CostView(made_bill([{}])), Scope(), "team").missing.startswith("This data has no tags at all.")


def test_a_tag_key_with_a_quote_is_a_value_and_no_sql(northwind):
    assert tag_coverage(northwind, SEPTEMBER, "team'] OR true --").value == 0


def test_unit_cost_divides_month_by_month(made_bill, tmp_path):
    orders = tmp_path / "orders.csv"
    orders.write_text("day,orders\n2026-09-01,10\n2026-09-02,30\n2026-10-01,5\n")
    dataset = made_bill([{"EffectiveCost": "100"}, {"EffectiveCost": "20", "ChargeCategory": "Tax"}], beside=[orders])

    result = unit_cost(CostView(dataset), dataset, Scope())

    assert result.value == Decimal("2.5")
    assert result.rows[0][0] == "2026-09"


AMORTIZED = {
    "SavingsPlanCoveredUsage": lambda line: money(line, "savings_plan_savings_plan_effective_cost"),
    "SavingsPlanRecurringFee": lambda line: (
        money(line, "savings_plan_total_commitment_to_date") - money(line, "savings_plan_used_commitment")
    ),
    "SavingsPlanNegation": lambda _: Decimal(0),
    "DiscountedUsage": lambda line: money(line, "reservation_effective_cost"),
    "RIFee": lambda line: money(line, "reservation_unused_recurring_fee"),
}


def money(line, column):
    return Decimal(line[column] or 0)


def test_unit_cost_of_a_real_bill_is_its_amortized_cost_over_the_units(lines, tmp_path):
    orders = {"2026-07": 1_000, "2026-08": 1_250, "2026-09": 700}
    path = tmp_path / "orders.csv"
    path.write_text("day,orders\n" + "".join(f"{month}-03,{count}\n" for month, count in orders.items()))
    dataset = load_files([NORTHWIND, path])
    spent = dict.fromkeys(orders, Decimal(0))
    for line in lines:
        if line["kind"] not in {"Tax", "Credit"}:
            spent[line["day"][:7]] += AMORTIZED.get(line["kind"], lambda line: line["cost"])(line)

    result = unit_cost(CostView(dataset), dataset, Scope())

    assert {row["month"]: row["cost"] for row in result.records()} == spent
    assert {row["month"]: round(row["cost_per_unit"], 8) for row in result.records()} == {
        month: pytest.approx(float(spent[month] / count), abs=1e-8) for month, count in orders.items()
    }
    assert float(result.value) == pytest.approx(float(sum(spent.values()) / sum(orders.values())), abs=1e-9)
    dataset.close()


def test_unit_cost_without_a_driver_is_refused(northwind, made_bill):
    dataset = made_bill([{}])

    assert unit_cost(CostView(dataset), dataset, Scope()).missing.startswith("The cost of a unit needs")
