"""No word is passed over: what is added to a question changes what is computed, or is asked back."""

from datetime import timedelta

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from finops_agent.agent.meaning.evidence import JOINING, TOOLS_OF
from finops_agent.agent.reading.vocabulary import vocabulary
from finops_agent.agent.telling.tools import TOOLS

QUIET = settings(
    max_examples=150, deadline=timedelta(seconds=5), suppress_health_check=[HealthCheck.function_scoped_fixture]
)
BASES = {
    "total cost": {"measure"},
    "EC2 cost in September": {"value", "when", "measure"},
    "cost by service": {"group", "measure"},
    "top 3 services in August": {"group", "rank", "when", "number"},
    "cost by team in September": {"group", "when", "measure"},
    "how many services": {"count"},
    "average cost per day in August": {"average", "when", "measure"},
    "share of EC2 in total cost": {"share", "value", "measure"},
    "EC2 vs S3": {"versus", "value"},
    "change from July to August": {"change", "when"},
    "why did cost go up in September": {"tool", "change", "when", "measure"},
    "savings plan utilization": {"tool", "value"},
    "forecast for October": {"tool", "when"},
    "cumulative cost by day in August": {"cumulative", "group", "when", "measure"},
    "usage hours of EC2": {"value", "unit"},
    "effective savings rate": {"tool"},
    "anomalies in September": {"tool", "when"},
    "unused reservations": {"tool"},
    "cost per account": {"group", "measure"},
    "what could we save by deleting gp2 volumes": {"factor", "value"},
    "services over $100": {"group", "bound"},
}
ADDED = {
    "without tax": "exclusion",
    "excluding us-east-1": "exclusion",
    "except on September 13": "exclusion",
    "for prod": "narrowing",
    "in us-east-1": "narrowing",
    "untagged": "narrowing",
    "on weekends": "narrowing",
    "over $100": "bound",
    "at least 50 dollars": "bound",
    "by region": "split",
    "per instance family": "split",
    "amortized": "basis",
    "list price": "basis",
    "quantity": "basis",
    "as a percentage": "share",
    "cumulative": "cumulative",
    "median": "average",
    "on average": "average",
    "compared to July": "change",
    "change": "change",
    "new": "new",
    "lowest": "rank",
    "second most expensive": "rank",
    "per resource": "split",
    "how many accounts": "count",
    "20 % cheaper": "factor",
    "forecast": "tool",
    "anomalies": "tool",
    "including untagged": "exclusion",
    "missing env": "narrowing",
}
SAYS_NOTHING_NEW = {
    # The average is asked already; what is new, unusual or forecast has a form of its own.
    ("average cost per day in August", "on average"), ("cumulative cost by day in August", "cumulative"),
    ("change from July to August", "change"), ("anomalies in September", "anomalies"),
    ("forecast for October", "forecast"), ("share of EC2 in total cost", "as a percentage"),
    ("change from July to August", "compared to July"), ("services over $100", "over $100"),
    ("why did cost go up in September", "change"), ("EC2 vs S3", "change"),
    # Of these analyses the words name what they are made of.
    ("effective savings rate", "amortized"), ("effective savings rate", "list price"),
    ("anomalies in September", "amortized"), ("unused reservations", "amortized"),
    ("usage hours of EC2", "quantity"), ("cost by team in September", "including untagged"),
    # Rates are told in percent.
    ("savings plan utilization", "as a percentage"), ("effective savings rate", "as a percentage"),
}  # fmt: skip
"""Pairs where the added words ask for what is asked already."""


def asked(engine, question):
    """What an answer rests on: the query, the analysis and its SQL; None where it is refused."""
    engine.reset()
    answer = engine.ask(question)
    return None if answer.refused else (answer.query, answer.value, tuple(step.sql for step in answer.sql))


@QUIET
@given(base=st.sampled_from(sorted(BASES)), added=st.sampled_from(sorted(ADDED)), first=st.booleans())
def test_words_that_are_added_change_what_is_computed_or_are_asked_back(northwind, base, added, first):
    if (base, added) in SAYS_NOTHING_NEW:
        return
    before = asked(northwind, base)
    after = asked(northwind, f"{added} {base}" if first else f"{base} {added}")
    assert after is None or after != before


@QUIET
@given(base=st.sampled_from(sorted(BASES)), pair=st.lists(st.sampled_from(sorted(ADDED)), min_size=2, max_size=2))
def test_of_two_things_that_are_added_none_gets_lost(northwind, base, pair):
    one, two = pair
    contradict = {one, two} == {"in us-east-1", "excluding us-east-1"}
    if ADDED[one] == ADDED[two] or contradict or (base, two) in SAYS_NOTHING_NEW:
        return
    before = asked(northwind, f"{base} {one}")
    after = asked(northwind, f"{base} {one} {two}")
    assert after is None or after != before


@pytest.mark.parametrize(
    ("question", "word"),
    [
        ("average savings plan utilization", "average"),
        ("unblended RI utilization", "unblended"),
        ("total and average cost per day in September", "total"),
        ("if we reduce EC2 by 20% what would be the total?", "total"),
        ("top 2 regions for EC2 vs RDS", "a number of groups"),
        ("cumulative cost by service", "a running total"),
        ("cumulative cost in September compared to August", "a running total"),
    ],
)
def test_a_word_that_would_be_left_out_is_named(northwind, question, word):
    northwind.reset()
    answer = northwind.ask(question)
    assert answer.refused
    assert answer.missing == word
    assert word in answer.text


@pytest.mark.parametrize(
    ("before", "question", "word"),
    [
        (["top 3 services in september"], "their usage types", "which ones"),
    ],
)
def test_a_question_that_goes_on_in_two_ways_is_asked_back(northwind, before, question, word):
    northwind.reset()
    for one in before:
        northwind.ask(one)
    answer = northwind.ask(question)
    assert answer.refused
    assert answer.missing == word


def test_what_goes_on_from_an_analysis_asks_for_the_same_analysis(northwind):
    northwind.reset()
    northwind.ask("anomalies in september")
    answer = northwind.ask("in dev?")
    assert answer.period == ("2026-09-01", "2026-09-30")
    assert answer.text.startswith("Unusual days for dev in September 2026")


@pytest.mark.parametrize(
    "question", ["total EC2 cost please", "overall cost in USD", "the total of the bill", "cost of team checkout"]
)
def test_words_that_say_it_again_do_no_harm(northwind, question):
    northwind.reset()
    assert not northwind.ask(question).refused


def test_every_word_that_joins_and_every_analysis_is_one_of_the_vocabulary():
    known = {*vocabulary().operators.values(), *vocabulary().everyday.values()}
    assert JOINING - {"comma"} <= known
    assert set(TOOLS_OF) <= known
    assert {tool for tools in TOOLS_OF.values() for tool in tools} - {"quality"} == set(TOOLS)
