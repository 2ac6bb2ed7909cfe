"""Two periods, shares and price cuts; and a change cut into effects that add up exactly."""

from datetime import date
from decimal import Decimal

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from finops_agent.costs.analyses import CostView, Scope, compare, explain_change, share, what_if
from finops_agent.costs.analyses.change import EFFECTS
from finops_agent.costs.semantic.period import month_of

SEPTEMBER = month_of(date(2026, 9, 1))


def month(lines, number, test=bool):
    return sum(line["cost"] for line in lines if line["day"].startswith(f"2026-{number:02}") and test(line))


def test_a_change_is_later_minus_earlier(northwind, lines):
    result = compare(northwind, Scope(SEPTEMBER))

    assert result.value == month(lines, 9) - month(lines, 8)
    assert "31 days of August 2026 and 30 of September 2026" in result.notes[0]


def test_groups_of_a_comparison_come_by_the_size_of_their_change(northwind, lines):
    result = compare(northwind, Scope(SEPTEMBER), dimensions=("service",))

    changes = [row["change"] for row in result.records()]
    assert changes == sorted(changes, key=abs, reverse=True)
    assert sum(changes) == month(lines, 9) - month(lines, 8)


def test_a_period_outside_the_data_is_refused(northwind):
    result = compare(northwind, Scope(month_of(date(2026, 7, 1))))

    assert result.missing == (
        "The data has no day of June 2026; it covers 2026-07-01 to 2026-09-30. Load the other bill beside it."
    )


def test_a_price_cut_saves_its_part_of_the_cost(northwind, lines, ends):
    gp2 = month(lines, 9, lambda line: line["type"].endswith("EBS:VolumeUsage.gp2"))

    result = what_if(northwind, Scope(SEPTEMBER, (ends("EBS:VolumeUsage.gp2"),)), Decimal(20))

    assert result.value == round(gp2 / 5, 10)
    assert round(result.value, 2) == Decimal("41.60")


def test_a_share_is_the_part_over_the_whole(northwind, lines, contains):
    part = month(lines, 9, lambda line: "NatGateway" in line["type"])

    result = share(northwind, Scope(SEPTEMBER), (contains("NatGateway"),))

    assert result.value == round(100 * part / month(lines, 9), 6)


def test_a_new_resource_is_no_usage_effect(northwind):
    rows = explain_change(northwind, Scope(SEPTEMBER), level="resource").records()
    new = {row["resource"]: row["new"] for row in rows if row["new"]}

    assert new == {"i-0aa00009": Decimal("489.6"), "i-0aa00008": Decimal("176.736")}
    assert next(row for row in rows if row["resource"] == "i-0aa00008")["first_day"] == date(2026, 9, 17)


def test_each_level_explains_the_same_change(northwind, lines):
    change = month(lines, 9) - month(lines, 8)
    for level in ("service", "usage_type", "resource"):
        for limit in (1, 3, 1000):
            result = explain_change(northwind, Scope(SEPTEMBER), level=level, limit=limit)
            assert result.value == change
            assert sum(sum(row[effect] for effect in EFFECTS) for row in result.records()) == change


def test_price_and_usage_effects_are_told_apart(made_bill):
    view = CostView(
        made_bill(
            [
                {"ChargePeriodStart": "2026-08-01", "BilledCost": "10", "ConsumedQuantity": "5"},
                {"ChargePeriodStart": "2026-09-01", "BilledCost": "21", "ConsumedQuantity": "7"},
            ]
        )
    )

    (row,) = explain_change(view, Scope(SEPTEMBER)).records()

    assert (row["usage_effect"], row["price_effect"]) == (4, 7)  # (7 - 5) x 2 and (3 - 2) x 7


money = st.decimals(-1000, 100000, places=6)
bill_rows = st.fixed_dictionaries(
    {
        "ChargePeriodStart": st.sampled_from(["2026-08-03", "2026-08-31", "2026-09-01", "2026-09-30"]),
        "BilledCost": money.map(str),
        "ConsumedQuantity": st.one_of(st.just(""), st.decimals(0, 1000, places=4).map(str)),
        "ResourceId": st.sampled_from(["", "r1", "r2", "r3"]),
        "SkuMeter": st.sampled_from(["", "hours", "bytes"]),
        "ChargeCategory": st.sampled_from(["Usage", "Tax", "Credit", "Purchase"]),
    }
)


@settings(max_examples=40, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow])
@given(rows=st.lists(bill_rows, min_size=1, max_size=25), limit=st.integers(1, 4))
def test_effects_always_add_up_to_the_change_exactly(made_bill, rows, limit):
    # A row in each month, so that both periods lie in the data.
    rows = [*rows, {"ChargePeriodStart": "2026-08-01"}, {"ChargePeriodStart": "2026-09-30"}]
    costs = [(row["ChargePeriodStart"][5:7], Decimal(row.get("BilledCost", "1"))) for row in rows]
    change = sum(cost if month == "09" else -cost for month, cost in costs)

    dataset = made_bill(rows)
    result = explain_change(CostView(dataset), Scope(SEPTEMBER), level="resource", limit=limit)
    dataset.close()

    assert result.value == change
    assert sum(row["change"] for row in result.records()) == change
    assert sum(sum(row[effect] for effect in EFFECTS) for row in result.records()) == change
