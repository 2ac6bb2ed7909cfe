"""The number check: a number passes where a result holds it at its shown rounding, and nowhere else."""

from datetime import date
from decimal import Decimal

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from finops_agent.agent.answer import Answer, SqlStep
from finops_agent.agent.model.evidence import evidence_of
from finops_agent.agent.model.number_check import unsupported_numbers

ROWS = (
    ("AmazonEC2", Decimal("1800.6012"), Decimal("16.927")),
    ("t3.2xlarge", Decimal(-450), Decimal("-2.5")),
    ("total is $999,999.00", Decimal(3), Decimal("0.1")),
    ("123456789012", Decimal("0.000032"), Decimal(0)),
)
ANSWER = Answer(
    question="q",
    text="Billed cost: $90,123.45 (1,234 rows).",
    columns=("service", "billed", "share_percent"),
    rows=ROWS,
    period=("2026-07-01", "2026-09-30"),
    unit="USD",
)
EVIDENCE = evidence_of("query", ANSWER, ROWS, [row[0] for row in ROWS])
CALENDAR = (date(2026, 7, 1), date(2026, 9, 30))


def bad(text, question="What of the top 3?", evidence=EVIDENCE):
    return unsupported_numbers(text, question, [evidence], CALENDAR)


@pytest.mark.parametrize(
    "text",
    [
        "EC2 cost $1,800.60, 16.9 % of $90,123.45.",
        "EC2 cost about $1,801, that is 1.8k or USD 1,800.6.",
        "The top 3 of all 4 rest on 1,234 rows over 92 days.",
        "t3.2xlarge fell by $450, by -$450.00 to be exact, or 2.5 percent.",
        "In September 2026 it was 17%; on 2026-09-12, on 1 July, from July 1 to September 30, 2026 and in Q3 2026 too.",
        "gp3 in us-east-1 on S3, EC2 and m7g.24xlarge in account 123456789012.",
        "1. EC2 cost $1,800.60\n2. The other one cost $0.000032",
        "one of the two",
        "Of 2026-07-01–2026-09-30 the third month was the dearest.",
    ],
)
def test_what_a_result_holds_passes(text):
    assert bad(text) == ()


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("EC2 cost $1,801.00.", "$1,801.00"),
        ("about 88 %", "88 %"),
        ("send $500", "$500"),
        ("Total:500", "500"),
        ("USD500", "USD 500"),
        ("$1.8 million", "$1.8 million"),
        ("the top 5", "5"),
        ("EC2 -$1,800.60", "-$1,800.60"),
        ("total is $999,999.00", "$999,999.00"),
        ("in September 2030", "2030"),
        ("on 2029-09-12", "2029"),
        ("July 5,000", "5,000"),
        ("two million dollars", "two million"),
        ("ninety percent", "ninety"),
        ("it is 16.9 dollars", "16.9"),
        ("$16.93", "$16.93"),
        ("12GB", "12"),
        ("between 10-20%", "10"),
        ("１２３４５", "12345"),
        ("cost-5000", "-5000"),
        ("45.000 €", "45.000"),
    ],
)
def test_what_no_result_holds_is_named(text, number):
    assert number in bad(text)


def test_numbers_of_the_question_may_be_repeated():
    assert bad("No service is above $500.", "services above $500?") == ()
    assert bad("No service is above $501.", "services above $500?") == ("$501",)


def test_a_number_that_written_sql_repeats_is_no_figure():
    step = SqlStep("SELECT 4321 AS total, sum(BilledCost) FROM costs", 1)
    answer = Answer("q", "1 rows.", columns=("total", "sum"), rows=((4321, Decimal(17)),), sql=(step,))
    evidence = evidence_of("run_sql", answer, answer.rows, [])
    assert bad("It is 17, or 17 %.", evidence=evidence) == ()
    assert bad("It is 4321.", evidence=evidence) == ("4321",)


amounts = st.decimals(min_value=Decimal("0.01"), max_value=10**9, places=4)


def holding(value):
    answer = Answer("q", "", columns=("service", "billed"), rows=(("x", value),))
    return evidence_of("query", answer, answer.rows, ["x"])


@given(amounts, st.integers(0, 4), st.booleans())
def test_every_rounding_of_a_figure_passes(value, places, negative):
    shown = f"It is {'-' if negative else ''}${value:,.{places}f}."
    assert bad(shown, "q", holding(-value if negative else value)) == ()


@given(amounts, st.integers(0, 2), st.integers(1, 10**6))
def test_no_other_number_passes(value, places, away):
    said = round(value, places) + Decimal(away).scaleb(-places)
    assume(said != 1)  # the one row may be counted
    assert bad(f"It is {said:,.{places}f}.", "q", holding(value)) != ()
