"""Times said at length: since the beginning of May, 2026 year to date, the three months before."""

import pytest


@pytest.fixture
def ask(northwind):
    def answered(*questions):
        northwind.reset()
        for question in questions:
            answer = northwind.ask(question)
        return answer

    return answered


@pytest.mark.parametrize(
    ("words", "plain"),
    [
        ("EC2 since the beginning of august", "EC2 since august"),
        ("EC2 since the start of august", "EC2 since august"),
        ("EC2 starting at the beginning of august", "EC2 since august"),
        ("EC2 from the beginning of july to august 10", "EC2 from july 1 to august 10"),
        ("EC2 since the beginning of the year", "EC2 year to date"),
        ("EC2 2026 year to date", "EC2 year to date"),
        ("EC2 ytd 2026", "EC2 year to date"),
        ("last 7 days vs the previous 7 days", "last 7 days vs the 7 days before"),
        ("last month vs the one month before", "september vs august"),
        ("last two months vs the month before", "august to september vs july"),
    ],
)
def test_a_time_said_at_length_is_the_plain_one(ask, words, plain):
    wanted = ask(plain)
    assert not wanted.refused
    assert ask(words).value == wanted.value


def test_the_same_days_of_an_earlier_year_are_not_all_of_it(ask):
    answer = ask("2025 ytd")
    assert answer.refused or answer.query.period.start.year == answer.query.period.last_day.year == 2025


@pytest.mark.parametrize("words", ["the previous 3 months", "the 3 months before"])
def test_counted_months_before_nothing_are_asked_back(ask, words):
    assert ask(f"cost of {words}").refused


@pytest.mark.parametrize(
    "words",
    ["went crazy one day, which one?", "spiked on a single day, when was that?", "jumped one day - which day was it?"],
)
def test_one_day_that_stood_out_is_the_dearest(ask, words):
    assert ask(f"EC2 {words}").value == ask("which day was most expensive for EC2").value
