"""Rates: "per day" after one figure, or over more days than a person reads, is the mean of them."""

import pytest


@pytest.fixture
def ask(northwind):
    def answered(*questions):
        northwind.reset()
        for question in questions:
            answer = northwind.ask(question)
        return answer

    return answered


@pytest.mark.parametrize("words", ["and per day?", "per day", "how much per day", "how much is it per day?"])
def test_after_one_figure_a_rate_is_its_mean(ask, words):
    wanted = ask("average cost per day of EC2 in august").value
    assert ask("EC2 in august", words).value == wanted


@pytest.mark.parametrize("words", ["by day", "daily", "each day", "for every day", "show me each day"])
def test_days_one_by_one_stay_days_one_by_one(ask, words):
    assert len(ask("EC2 in august", words).value) > 1


@pytest.mark.parametrize("words", ["what did we pay for EC2 per day in august", "EC2 cost per day in august"])
def test_a_rate_over_many_days_is_their_mean(ask, words):
    assert ask(words).value == ask("average cost per day of EC2 in august").value


@pytest.mark.parametrize(
    "words",
    [
        "cost of the last 10 days per day", "show me the EC2 cost per day in august", "plot EC2 cost per day in august",
        "EC2 cost per day trend in august", "cumulative EC2 cost per day in august",
        "cost per service per day in august", "how many services per day in august", "EC2 cost per week in august",
    ],
)  # fmt: skip
def test_what_wants_more_than_a_rate_is_a_table(ask, words):
    assert len(ask(words).value) > 1


def test_the_days_behind_a_rate_are_offered_and_told(ask):
    answer = ask("EC2 cost per day in august")
    assert "By day" in answer.suggestions
    assert len(ask("EC2 cost per day in august", "By day").value) > 1


def test_a_rate_behind_a_split_keeps_to_the_days(ask):
    assert len(ask("cost by service in august", "per day").value) > 1
