"""Odd days, new and stopped resources, and forecasts."""

import math
import random
from collections import defaultdict
from datetime import date, timedelta
from decimal import Decimal
from itertools import combinations
from statistics import median

import pytest

from finops_agent.costs.analyses import CostView, Scope, anomalies, first_seen, forecast, last_seen
from finops_agent.costs.semantic.period import days_between, month_of

FIRST = date(2026, 7, 1)


def days(count, cost, **columns):
    """A row a day from the first of July; `cost` is called with the day's number and date."""
    for number in range(count):
        day = FIRST + timedelta(days=number)
        amount = f"{cost(number, day):.6f}"
        yield {"ChargePeriodStart": day.isoformat(), "BilledCost": amount, "EffectiveCost": amount, **columns}


def weekly(_number, day):
    return 100 if day.isoweekday() < 6 else 20


def test_the_planted_spike_is_the_only_anomaly_of_northwind(northwind):
    rows = anomalies(northwind, Scope()).records()

    assert {row["usage_type"] for row in rows} == {"NatGateway-Bytes", "EU-NatGateway-Bytes"}
    assert {(row["first_day"], row["last_day"], row["days"]) for row in rows} == {
        (date(2026, 9, 13), date(2026, 9, 15), 3)
    }
    assert [row["resource"] for row in rows] == ["nat-0c01", "nat-0c02"]


def test_the_impact_of_an_anomaly_is_what_exceeds_the_usual_weekday(northwind, lines):
    def cost(day):
        return sum(line["cost"] for line in of_gateway if line["day"] == str(day))

    of_gateway = [line for line in lines if line["type"] == "NatGateway-Bytes" and "nat-0c01" in line.values()]

    spike = [date(2026, 9, 13) + timedelta(days=number) for number in range(3)]
    before = [sorted(cost(day - timedelta(weeks=week)) for week in (1, 2, 3, 4)) for day in spike]
    usual = sum((week[1] + week[2]) / 2 for week in before)
    actual = sum(cost(day) for day in spike)

    largest = anomalies(northwind, Scope()).records()[0]

    assert largest["impact"] == round(actual - usual, 6)


def test_the_planted_spike_is_the_only_anomaly_of_the_sample(sample):
    (row,) = anomalies(sample, Scope()).records()

    assert (row["first_day"], row["last_day"]) == (date(2026, 10, 13), date(2026, 10, 15))


def test_weekends_are_no_anomaly(made_bill):
    assert anomalies(CostView(made_bill(list(days(60, weekly)))), Scope()).value == 0


def test_a_day_on_which_the_daily_refund_did_not_come_is_an_anomaly(made_bill):
    rows = [row for number, row in enumerate(days(60, lambda _number, _day: -300)) if number != 40]
    (row,) = anomalies(CostView(made_bill(rows)), Scope()).records()
    assert (row["first_day"], row["days"], row["expected"], row["actual"]) == (FIRST + timedelta(days=40), 1, -300, 0)


def test_a_dear_weekend_is_an_anomaly_even_below_a_weekday(made_bill):
    saturday = date(2026, 8, 22)
    rows = list(days(60, lambda number, day: 70 if day == saturday else weekly(number, day)))

    (row,) = anomalies(CostView(made_bill(rows)), Scope()).records()

    assert (row["first_day"], row["expected"], row["actual"]) == (saturday, 20, 70)


def test_an_unusual_day_outside_the_asked_period_is_left_out(made_bill):
    rows = list(days(60, lambda number, day: 500 if day == date(2026, 8, 20) else weekly(number, day)))

    view = CostView(made_bill(rows))

    assert anomalies(view, Scope(days_between(date(2026, 8, 1), date(2026, 8, 20)))).value == 0
    assert anomalies(view, Scope(days_between(date(2026, 8, 20), date(2026, 8, 21)))).value == 1


def test_noise_and_growth_are_no_anomaly(made_bill):
    noise = random.Random(7)
    rows = list(days(92, lambda number, day: (1 + number / 200) * weekly(number, day) * noise.uniform(0.93, 1.07)))

    assert anomalies(CostView(made_bill(rows)), Scope()).value == 0


@pytest.mark.parametrize("count", [1, 20])
def test_too_few_days_for_anomalies_are_told(made_bill, count):
    result = anomalies(CostView(made_bill(list(days(count, weekly)))), Scope())

    assert f"The data covers {count} days; to tell an unusual day" in result.missing


def test_rows_of_whole_months_are_no_days(made_bill):
    rows = [{"ChargePeriodStart": f"2026-{month:02}-01"} for month in range(1, 10)]
    view = CostView(made_bill(rows))

    assert "the rows are not daily" in anomalies(view, Scope()).missing
    assert forecast(view, Scope()).records()[1] == {"part": "forecast of 1 month", "amount": 1}
    tenths = CostView(made_bill([{"ChargePeriodStart": f"2026-{month:02}-10"} for month in range(1, 10)]))
    assert "the rows are not daily" in forecast(tenths, Scope()).missing


def test_new_resources_are_found_with_their_first_day(northwind):
    rows = first_seen(northwind, Scope()).records()

    assert [(row["resource"], row["first_day"], row["cost"]) for row in rows] == [
        ("i-0aa00009", date(2026, 9, 1), Decimal("489.6")),
        ("i-0aa00008", date(2026, 9, 17), Decimal("176.736")),
    ]


def test_a_stopped_resource_is_found_and_a_weekend_pause_is_none(northwind):
    (row,) = last_seen(northwind, Scope()).records()

    assert (row["resource"], row["last_day"]) == ("i-0aa0000a", date(2026, 9, 8))


def test_a_steady_week_is_forecast_to_the_cent(made_bill):
    view = CostView(made_bill(list(days(62, weekly))))  # July and August

    result = forecast(view, Scope())

    september = sum(weekly(0, date(2026, 9, 1) + timedelta(days=number)) for number in range(30))
    assert result.period == month_of(date(2026, 9, 1))
    assert result.value == september
    assert dict(result.rows)["back-test error (%)"] == 0


def test_the_month_that_the_data_stops_in_keeps_its_known_days(made_bill):
    view = CostView(made_bill(list(days(45, weekly))))  # until 14 August

    parts = dict(forecast(view, Scope()).rows)

    assert parts["known so far"] == sum(weekly(0, date(2026, 8, day)) for day in range(1, 15))
    assert parts["estimate"] == sum(weekly(0, date(2026, 8, day)) for day in range(1, 32))


def test_monthly_fees_are_no_part_of_the_days(made_bill):
    fees = [
        {"ChargePeriodStart": f"2026-0{month}-01", "BilledCost": "300", "ChargeCategory": "Tax"} for month in (7, 8)
    ]
    view = CostView(made_bill([*days(62, weekly), *fees]))

    parts = dict(forecast(view, Scope()).rows)

    assert parts["monthly one-offs"] == 300
    assert parts["forecast of 30 days"] == sum(weekly(0, date(2026, 9, day)) for day in range(1, 31))


@pytest.mark.parametrize("count", [1, 13])
def test_fewer_than_fourteen_days_are_refused(made_bill, count):
    result = forecast(CostView(made_bill(list(days(count, weekly)))), Scope())

    assert "a forecast needs at least 14" in result.missing


def test_fourteen_days_are_enough(made_bill):
    result = forecast(CostView(made_bill(list(days(14, weekly)))), Scope())

    assert result.value == sum(weekly(0, date(2026, 7, day)) for day in range(1, 32))
    assert "too short to test" in result.notes[0]


USAGE = {"Usage", "SavingsPlanCoveredUsage", "SavingsPlanNegation", "DiscountedUsage"}


def without_one_offs(lines):
    """Cost of each day, without fees and taxes that come at most twice a month."""
    charged = defaultdict(set)
    for row in lines:
        charged[row["line_item_product_code"], row["kind"]].add(row["day"])
    lumpy = {
        line
        for line, seen in charged.items()
        if line[1] not in USAGE and len(seen) <= 2 * len({day[:7] for day in seen})
    }
    found = defaultdict(Decimal)
    for row in lines:
        if (row["line_item_product_code"], row["kind"]) not in lumpy:
            found[date.fromisoformat(row["day"])] += row["cost"]
    return found


def foreseen(costs, origin, ahead):
    """The next days' sum, of four weeks' medians by weekday and half the median slope of eight weeks."""
    past = {back: costs[origin - timedelta(days=back)] for back in range(56) if origin - timedelta(days=back) in costs}
    weeks = {week: sum(past[7 * week + at] for at in range(7)) for week in range(8) if 7 * week + 6 in past}
    slopes = [(weeks[a] - weeks[b]) / (b - a) for a, b in combinations(weeks, 2)]
    drift = median(slopes) / 49 if len(weeks) >= 4 else 0
    total = Decimal(0)
    for step in range(1, ahead + 1):
        weekday = (origin + timedelta(days=step)).weekday()
        level = median(
            past[back] for back in past if back < 28 and (origin - timedelta(days=back)).weekday() == weekday
        )
        total += level + drift * (step + Decimal("13.5")) / 2
    return total


def test_the_back_test_is_the_mean_miss_of_forecasts_made_on_earlier_days(northwind, lines):
    """October has 31 days; the data has 92, and a forecast could be made from its 14th day on."""
    costs, misses = without_one_offs(lines), []
    for number in range(13, 92 - 31):
        origin = FIRST + timedelta(days=number)
        actual = sum(costs[origin + timedelta(days=step)] for step in range(1, 32))
        misses.append(abs(actual - foreseen(costs, origin, 31)) / actual)

    parts = dict(forecast(northwind, Scope()).rows)

    assert parts["forecast of 31 days"] == pytest.approx(foreseen(costs, date(2026, 9, 30), 31), abs=Decimal("0.00001"))
    assert parts["back-test error (%)"] == pytest.approx(float(100 * sum(misses) / len(misses)), abs=0.005)


def test_the_interval_holds_most_outcomes_and_is_no_wider_than_it_must(made_bill):
    hits = 0
    widths = []
    for seed in range(30):
        noise = random.Random(77 * seed + 5)
        growth = noise.uniform(0, 0.002)
        dates = [FIRST + timedelta(days=number) for number in range(92)]
        costs = [
            weekly(0, day) * math.exp(growth * number) * noise.lognormvariate(0, 0.15)
            for number, day in enumerate(dates)
        ]
        view = CostView(made_bill(list(days(62, lambda number, _day, costs=costs: costs[number]))))
        parts = {part: float(amount) for part, amount in forecast(view, Scope()).rows}
        hits += parts["low (80 %)"] <= sum(costs[62:]) <= parts["high (80 %)"]
        widths.append((parts["high (80 %)"] - parts["low (80 %)"]) / sum(costs[62:]))
    assert hits >= 20
    assert sum(widths) / len(widths) < 0.3
