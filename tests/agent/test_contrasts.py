"""Words that turn a meaning round, and questions that start anew: a part and its complement make up the whole."""

from decimal import Decimal

import pytest

MONTHS = ("july", "august", "september")


def figure(engine, *questions):
    engine.reset()
    for question in questions:
        answer = engine.ask(question)
    assert not answer.refused, answer.text
    return answer.value


def listed(engine, question):
    return sum((row[1] for row in figure(engine, question)), Decimal(0))


@pytest.mark.parametrize("month", MONTHS)
@pytest.mark.parametrize("name", ["EC2", "S3", "lambda", "tax", "prod", "untagged charges"])
@pytest.mark.parametrize("words", ["everything but {}", "all but {}", "anything but {}", "total cost but not {}"])
def test_a_part_and_all_but_it_make_up_the_whole(northwind, words, name, month):
    rest = figure(northwind, f"{words.format(name)} in {month}")
    assert figure(northwind, f"total in {month}") == rest + figure(northwind, f"cost of {name} in {month}")


def test_all_of_a_plural_but_two_names_leaves_both_out(northwind):
    whole = figure(northwind, "total")
    parts = figure(northwind, "cost of EC2 and S3")
    assert listed(northwind, "cost of all services but EC2 and S3") == whole - parts


def test_nothing_but_a_name_is_only_that_name(northwind):
    assert figure(northwind, "nothing but EC2 in august") == figure(northwind, "EC2 in august")


def test_but_before_a_name_without_a_word_for_all_is_refused(northwind):
    northwind.reset()
    answer = northwind.ask("but S3 in august")
    assert answer.refused
    assert "without" in answer.text


@pytest.mark.parametrize(
    ("question", "part"),
    [
        ("share of each account in EC2", "EC2"),
        ("each account's share of EC2", "EC2"),
        ("share of EC2 by account", "EC2"),
        ("share of each service in prod", "prod"),
    ],
)
def test_the_shares_of_a_split_are_of_the_named_part(northwind, question, part):
    northwind.reset()
    answer = northwind.ask(question)
    assert abs(sum(row[1] for row in answer.value) - 100) < Decimal("0.001")
    assert sum(row[1] for row in answer.rows) == figure(northwind, f"cost of {part}")


def test_a_share_of_every_month_is_of_that_month(northwind):
    shares = dict(figure(northwind, "lambda cost per month", "S3 share of total"))
    assert shares["2026-08"] == figure(northwind, "what percent of cost in august is S3")


@pytest.mark.parametrize(
    ("before", "question"),
    [
        ("RI coverage in september", "m5.large vs c5.4xlarge in september"),
        ("spend without team tag", "lambda in september"),
        ("credits", "EC2 in august"),
        ("untagged", "S3 in august"),
        ("top meter", "compare july and august"),
        ("top 3 services", "compare july and august"),
        ("RDS in august", "what is the grand total of the bill?"),
        ("RDS in august", "whole bill"),
    ],
)
def test_a_complete_question_is_answered_as_if_it_came_first(northwind, before, question):
    assert figure(northwind, before, question) == figure(northwind, question)


def test_a_filter_that_leaves_nothing_is_given_up_and_said(northwind):
    northwind.reset()
    northwind.ask("spend without team tag")
    answer = northwind.ask("and lambda?")
    assert answer.value == figure(northwind, "lambda")
    assert any("left out" in warning for warning in answer.warnings)


def test_the_total_after_a_charge_is_the_whole_of_that_month(northwind):
    assert figure(northwind, "tax in august", "total") == figure(northwind, "total in august")


@pytest.mark.parametrize("question", ["september total plus tax", "september total with tax"])
def test_a_charge_added_to_the_total_is_in_it_already(northwind, question):
    assert figure(northwind, question) == figure(northwind, "total in september")


def test_month_over_month_takes_the_place_of_the_periods_before(northwind):
    asked = figure(northwind, "compare july and september for S3", "growth rate of S3 month over month")
    assert asked == figure(northwind, "percent change of S3 from august to september")


@pytest.mark.parametrize("question", ["top 3 usage types in NAT", "usage types for NAT gateway"])
def test_a_plural_before_a_name_lists_the_parts_of_it(northwind, question):
    assert figure(northwind, question)[0][0] == "NatGateway-Bytes"


def test_the_second_most_expensive_is_the_second_row_of_the_ranking(northwind):
    ranking = figure(northwind, "top 3 services")
    assert figure(northwind, "second most expensive service") == ranking[1:2]
    assert figure(northwind, "3rd largest service") == ranking[2:3]


def test_what_is_untagged_leads_where_a_split_by_a_tag_is_asked_too(northwind):
    assert figure(northwind, "what percentage of spend is untagged by team?") == figure(
        northwind, "what percentage of spend is untagged?"
    )


@pytest.mark.parametrize(
    ("question", "word"),
    [("cost in october", "October 2026"), ("cost on 2026-09-31", "2026-09-31 does not exist")],
)
def test_a_day_outside_the_data_is_named_as_a_reader_means_it(northwind, question, word):
    northwind.reset()
    answer = northwind.ask(question)
    assert answer.refused
    assert word in answer.text


def test_a_comparison_of_two_names_is_answered_with_both_figures(northwind):
    assert figure(northwind, "is prod more expensive than dev?") == [
        [figure(northwind, "cost of prod"), figure(northwind, "cost of dev")]
    ]
    assert figure(northwind, "is EC2 more than half of the bill?") == figure(northwind, "EC2 share of total cost")
