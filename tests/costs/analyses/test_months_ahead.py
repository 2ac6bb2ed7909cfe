"""The forecast from whole months against the same reckoning in plain Python, and what is too short for it."""

from datetime import date
from itertools import combinations
from math import sqrt
from statistics import mean, median

import duckdb
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from finops_agent.agent import OfflineEngine
from finops_agent.costs import load_files
from finops_agent.costs.analyses.months_ahead import STUDENT_90, Months, forecast_table
from finops_agent.costs.semantic.period import Period, add_months, month_of
from finops_agent.costs.semantic.sql import raw

FIRST = date(2024, 1, 1)


def ahead_of(costs, start, end):
    """The months from `start` to `end` after the last one: level of three, damped slope of twelve."""
    late = list(enumerate(costs))[-12:]
    slope = median((b - a) / (j - i) for (i, a), (j, b) in combinations(late, 2))
    level = median(cost + slope * (len(costs) - 1 - i) for i, cost in late[-3:])
    return sum(level + slope * sum(0.8**k for k in range(1, step + 1)) for step in range(start, end + 1))


def reckoned(costs, start, end):
    """Estimate, half of the interval, back-test error in percent, tests."""
    tests = [
        (ahead_of(costs[:origin], start, end), sum(costs[origin + start - 1 : origin + end]))
        for origin in range(3, len(costs) - end + 1)
    ]
    errors = [made - actual for made, actual in tests]
    half = STUDENT_90[min(len(tests), 15) - 1] * sqrt(mean(error**2 for error in errors))
    shares = [abs(made - actual) / abs(actual) for made, actual in tests if actual]
    return ahead_of(costs, start, end), half, 100 * mean(shares) if shares else None, len(tests)


def forecast_of(costs, start=1, end=1):
    last = add_months(FIRST, len(costs) - 1)
    target = Period(add_months(last, start), add_months(last, end + 1), "the months asked for")
    listed = ", ".join(f"(DATE '{add_months(FIRST, place)}', {cost})" for place, cost in enumerate(costs))
    charged = raw(f"SELECT day, CAST(cost AS DECIMAL(18, 2)) AS cost FROM (VALUES {listed}) AS t(day, cost)")
    with duckdb.connect() as connection:
        return forecast_table(connection, charged, Months(FIRST, last, target), "USD", "cost")


@settings(max_examples=40, deadline=None)
@given(
    st.lists(st.integers(0, 10_000), min_size=6, max_size=18),
    st.sampled_from([(1, 1), (1, 2), (2, 2), (1, 3)]),
)
def test_the_forecast_is_that_of_plain_python(costs, span):
    estimate, half, error, tests = reckoned(costs, *span)

    result = forecast_of(costs, *span)

    parts = {row["part"]: row["amount"] for row in result.records()}
    assert float(result.value) == pytest.approx(estimate, abs=1e-5)
    assert float(parts["high (80 %)"]) == pytest.approx(estimate + half, abs=1e-4)
    assert float(parts["low (80 %)"]) == pytest.approx(estimate - half, abs=1e-4)
    told = parts["back-test error (%)"]
    assert (told is None) == (error is None)
    assert error is None or float(told) == pytest.approx(error, abs=0.006)
    assert ("once" if tests == 1 else f"{tests} times") in result.notes[0]


def test_what_never_changes_goes_on_with_no_doubt():
    parts = dict(forecast_of([50] * 8).rows)
    assert (parts["estimate"], parts["low (80 %)"], parts["high (80 %)"]) == (50, 50, 50)


@pytest.mark.parametrize(("count", "span", "needed"), [(3, (1, 1), 4), (4, (1, 3), 6), (6, (2, 5), 8), (1, (1, 1), 4)])
def test_too_few_months_say_how_many_are_needed(count, span, needed):
    months = f"{count} month{'' if count == 1 else 's'}"
    assert forecast_of([10] * count, *span).missing == (
        f"The data covers {months}; a forecast of the months asked for needs at least {needed}, so that the same "
        "forecast can be tried on the past once. Load earlier months, or the bill by day."
    )
    assert forecast_of([10] * needed, *span).is_answered


@pytest.mark.parametrize(
    ("target", "said"),
    [
        (Period(date(2024, 9, 3), date(2024, 9, 10), "a week"), "nothing can be said of single days"),
        (month_of(date(2024, 8, 1)), "August 2024 lies in the data already"),
    ],
)
def test_days_and_past_months_are_not_forecast(target, said):
    months = Months(FIRST, date(2024, 8, 1), target)
    with duckdb.connect() as connection:
        assert said in forecast_table(connection, raw("SELECT 1"), months, "", "cost").missing


COSTS = {"EC2": [100, 104, 109, 113, 118, 121, 126], "S3": [20, 20, 21, 20, 22, 21, 20]}


@pytest.fixture
def ask(tmp_path):
    opened = []

    def asked(text, question):
        path = tmp_path / "costs.csv"
        path.write_text(text)
        opened.append(load_files([path]))
        return OfflineEngine(opened[-1]).ask(question)

    yield asked
    for dataset in opened:
        dataset.close()


DOWN = "month,service,cost\n" + "".join(
    f"{add_months(date(2026, 1, 1), place)},{service},{cost}\n"
    for service, costs in COSTS.items()
    for place, cost in enumerate(costs)
)
ACROSS = "service," + ",".join(f"{date(2026, month, 1):%b %Y}" for month in range(1, 8)) + "\n"
ACROSS += "".join(f"{service},{','.join(map(str, costs))}\n" for service, costs in COSTS.items())
EXPLORER = '"Service","EC2($)","S3($)","Total costs($)"\n' + "".join(
    f'"{add_months(date(2026, 1, 1), place)}","{ec2}","{s3}","{ec2 + s3}"\n'
    for place, (ec2, s3) in enumerate(zip(*COSTS.values(), strict=True))
)


@pytest.mark.parametrize("text", [DOWN, ACROSS, EXPLORER], ids=["months down", "months across", "Cost Explorer"])
def test_a_table_of_months_is_forecast(ask, text):
    both = [sum(pair) for pair in zip(*COSTS.values(), strict=True)]
    answer = ask(text, "forecast next month")
    assert not answer.refused, answer.text
    assert float(answer.value) == pytest.approx(reckoned(both, 1, 1)[0])
    assert answer.period == ("2026-08-01", "2026-08-31")
    quarter = ask(text, "forecast for the next 3 months")
    assert float(quarter.value) == pytest.approx(reckoned(both, 1, 3)[0])
    alone = ask(text, "what will S3 cost next month?")
    assert float(alone.value) == pytest.approx(reckoned(COSTS["S3"], 1, 1)[0])


def test_a_table_of_few_months_is_refused_with_the_number_it_takes(ask):
    short = ask("month,service,cost\n2026-01-01,EC2,1\n2026-02-01,EC2,2\n2026-03-01,EC2,3\n", "forecast next month")
    assert short.refused
    assert "a forecast of April 2026 needs at least 4" in short.text
