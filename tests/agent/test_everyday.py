"""Everyday words: slang, abbreviations, corrections, and follow-ups of what was refused."""

from datetime import date

import pytest

from finops_agent.agent.reading.spelling import nearest
from finops_agent.agent.reading.times.dates import read_when
from finops_agent.agent.reading.tokens import tokenize
from finops_agent.costs.semantic.period import Calendar

SAME = [
    ("RDS cost in August", "hey, quick one: what did rds set us back in aug? cheers"),
    ("RDS cost in August", "RDS in July, sorry, in August"),
    ("cost in August by account", "august, acct wise"),
    ("cost in August without tax", "ex tax, august"),
    ("difference from July to August", "diff between july and aug"),
    ("what percent of cost in August is RDS", "rds as % of august"),
    ("anomalies in September", "anything weird in september?"),
    ("forecast for next month", "where will we land next month at this rate"),
    ("cost of EC2 and RDS in August", "both ec2 + rds, august"),
    ("cost from 2026-09-01 to 2026-09-10", "first 10 days of september"),
    (
        "cost in August and September by service, without EC2",
        "everything but EC2, august and september together, by service",
    ),
    ("cost in August without tax", "august net of tax"),
    ("why did cost change in August", "what happened in august?"),
]
"""Plain wording, and the same said in passing."""


@pytest.mark.parametrize(("plain", "spoken"), SAME)
def test_what_is_said_in_passing_has_the_answer_of_the_plain_words(northwind, plain, spoken):
    northwind.reset()
    wanted = northwind.ask(plain)
    northwind.reset()
    answer = northwind.ask(spoken)
    assert not wanted.refused
    assert answer.value == wanted.value, answer.text


def test_one_of_a_ranking_is_one(northwind):
    northwind.ask("top 3 services in August")
    assert len(northwind.ask("and the cheapest one?").value) == 1


def test_the_rest_is_what_a_ranking_did_not_list(northwind):
    total = northwind.ask("total cost in August").value
    listed = sum(amount for _, amount in northwind.ask("top 2 services in August").value)
    assert northwind.ask("and the rest together?").value == pytest.approx(total - listed)


def test_two_names_each_are_two_figures(northwind):
    northwind.reset()
    answer = northwind.ask("EC2 and RDS in August, one number each")
    assert sorted(name for name, _ in answer.value) == ["AmazonEC2", "AmazonRDS"]


def test_nothing_goes_on_from_a_question_that_was_refused(northwind):
    northwind.ask("RDS cost in August")
    assert northwind.ask("flurb cost in September").refused
    answer = northwind.ask("just the top one")
    assert answer.refused
    assert "was not answered" in answer.text


def test_a_follow_up_after_a_refused_follow_up_says_where_it_goes_on(northwind):
    northwind.ask("RDS cost in August")
    northwind.ask("what about flurbs?")
    answer = northwind.ask("and in September?")
    assert not answer.refused
    assert any("was not answered" in note for note in (*answer.warnings, answer.text))


def test_the_difference_of_two_follow_ups_is_between_them(northwind):
    later = northwind.ask("EC2 in September").value
    earlier = northwind.ask("and in July?").value
    assert northwind.ask("difference?").value == pytest.approx(later - earlier)


def test_an_adjective_without_an_amount_is_asked_back(northwind):
    northwind.reset()
    assert northwind.ask("expensive services in August").refused


def test_no_word_is_offered_in_place_of_itself():
    assert nearest("anything", frozenset({"anything", "nothing"})) == ("nothing",)


@pytest.mark.parametrize(
    ("words", "start", "end"),
    [
        ("h2 2025", "2025-07-01", "2026-01-01"),
        ("last full month", "2026-02-01", "2026-03-01"),
        ("this month so far", "2026-03-01", "2026-04-01"),
        ("the last 3 days of january", "2026-01-29", "2026-02-01"),
    ],
)
def test_a_period_in_other_words(words, start, end):
    calendar = Calendar(date(2025, 9, 1), date(2026, 3, 20))
    reading = read_when(tokenize(words), 0, calendar)
    assert reading is not None
    length, when = reading
    assert length == len(words.split())
    assert (when.period.start.isoformat(), when.period.end.isoformat()) == (start, end)


@pytest.mark.parametrize("question", ["cost beyond August 2026", "cost pre September 2026"])
def test_a_word_that_is_no_period_before_a_month_does_not_turn_the_period_around(northwind, question):
    northwind.reset()
    assert northwind.ask(question).refused
