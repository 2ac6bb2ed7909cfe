"""Questions about bills in the words that practitioners use: orders, limits per month, what a ranking told."""

import pytest

from evals.tenth.clouds import gcp
from evals.tenth.cur import cur
from finops_agent.agent import OfflineEngine
from finops_agent.costs import load_files


@pytest.fixture(scope="module")
def engines(tmp_path_factory):
    """An engine of each made bill, made when first asked for."""
    known = {}

    def engine(maker):
        if maker not in known:
            path = tmp_path_factory.mktemp("bill") / f"{maker.__name__}.csv"
            maker(path, 77)
            known[maker] = OfflineEngine(load_files([path]))
        known[maker].reset()
        return known[maker]

    return engine


@pytest.fixture
def asked(engines):
    def ask(*questions, maker=cur):
        engine = engines(maker)
        return [engine.ask(question) for question in questions][-1]

    return ask


@pytest.fixture
def alike(asked):
    """Whether the last question has the value of the plain one."""

    def check(plain, *questions, maker=cur):
        wanted, told = asked(plain, maker=maker), asked(*questions, maker=maker)
        assert not wanted.refused, wanted.text
        assert not told.refused, told.text
        assert told.value == wanted.value

    return check


@pytest.mark.parametrize(
    ("plain", "question"),
    [
        ("services, cheapest first", "list services from cheapest to dearest"),
        ("which services grew by more than 10% in july?", "which services grew more than 10% in july?"),
        ("non-prod spend in may", "nonprod spend in may"),
        ("average cost per day for shop in july", "how much per day is shop on average in july?"),
        ("change of ec2 from may to july", "how did ec2 change over the whole period?"),
        ("which service rose most from may to july?", "which service rose most over the whole period?"),
        ("list cost vs billed cost", "list cost vs what we paid"),
        ("unused commitment in june", "how much was left unused in june?"),
        ("average cost per day", "what is our daily burn rate?"),
        ("last charged i-0try4", "did i-0try4 stop?"),
        ("cost by squad and month", "spend of each squad over time"),
    ],
)
def test_usual_words_ask_for_what_plain_words_ask_for(alike, plain, question):
    alike(plain, question)


@pytest.mark.parametrize("question", ["project august to the end of the month", "what would august end at?"])
def test_a_month_that_is_projected_is_forecast(alike, question):
    alike("forecast august", question, maker=gcp)


def test_a_limit_per_month_is_on_the_mean_of_the_months(asked):
    above = dict(asked("services above 500 dollars a month").value)
    means = dict(asked("average cost per month by service").value)
    assert above
    assert above == {name: mean for name, mean in means.items() if mean > 500}


def test_the_reason_for_the_dearest_day_is_told_of_that_day(alike):
    alike("why did athena change on june 17?", "what was the most expensive day for athena?", "why?")


def test_what_something_cost_then_is_its_cost_on_the_day_that_was_told(asked):
    day = asked("what was the most expensive day?").value[0][0]
    wanted = asked(f"cost of ec2 on {day}").value
    assert asked("what was the most expensive day?", "what did ec2 cost then?").value == wanted


def test_and_another_name_asks_for_its_own_dearest_day(alike):
    alike("most expensive day for s3", "what was the most expensive day?", "and for s3?")


def test_what_it_was_spent_on_splits_the_day_that_was_told(asked):
    day = asked("when did we spend the most?").value[0][0]
    wanted = asked(f"cost by service on {day}").value
    assert asked("when did we spend the most?", "what was it spent on?").value == wanted


def test_what_it_has_cost_since_its_first_day_is_a_sum(alike):
    alike("cost of bedrock", "when did bedrock start?", "and what has it cost so far?")


def test_the_share_of_the_first_of_a_ranking_is_that_of_what_was_told(alike):
    alike("how much of the bill is AmazonEC2?", "most expensive service?", "how much of the bill is it?")


def test_which_one_went_up_is_one_of_the_groups_before(asked):
    names = {row[0] for row in asked("cost by account in july").value}
    risen = asked("cost by account in july", "which one went up?")
    assert not risen.refused, risen.text
    assert {row[0] for row in risen.value} <= names


@pytest.mark.parametrize("question", ["tax, ec2 and credits", "top 3 line items in july", "which one went up?"])
def test_what_can_be_meant_in_two_ways_is_asked_back(asked, question):
    assert asked(question).refused


def test_the_most_and_the_least_of_one_question_are_both_told(asked):
    told = asked("which squad costs the most and which the least?")
    assert not told.refused, told.text
    assert {"shop", "pricing"} <= set(told.text.replace(",", " ").replace(":", " ").split())
