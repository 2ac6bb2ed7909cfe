"""Times that a question leaves out, means over the days that stay, and days that monthly data does not have."""

from decimal import Decimal
from statistics import median

import pytest

from evals.sixth import BILLS
from finops_agent.agent import OfflineEngine
from finops_agent.costs import load_files

NEAR = Decimal("0.0001")


@pytest.fixture(scope="module")
def products(tmp_path_factory):
    """The engine over a table of products with a cost per month."""
    file, maker = BILLS["products"]
    path = tmp_path_factory.mktemp("products") / file
    maker(path, 7)
    return OfflineEngine(load_files([path]))


def asked(engine, question):
    engine.reset()
    return engine.ask(question)


def figure(engine, question):
    answer = asked(engine, question)
    assert not answer.refused, answer.text
    return Decimal(answer.value)


# --------------------------------------------------------------- means of the days that stay
@pytest.mark.parametrize(
    "words", ["average {} cost per day in july without weekends", "{} daily avg in july excluding weekends"]
)
@pytest.mark.parametrize("name", ["EC2", "S3", "lambda"])
def test_a_mean_without_weekends_divides_by_the_working_days(northwind, words, name):
    whole = figure(northwind, f"{name} in july without weekends")
    assert abs(figure(northwind, words.format(name)) - whole / 23) < NEAR
    assert abs(figure(northwind, f"average {name} cost per day in july on weekdays") - whole / 23) < NEAR


def test_a_mean_without_days_divides_by_those_that_stay(northwind):
    whole = figure(northwind, "EC2 in august without august 3rd and august 4th")
    assert abs(figure(northwind, "average EC2 per day in august without august 3rd and august 4th") - whole / 29) < NEAR


def test_a_mean_counts_days_without_charges(northwind):
    """A charge of one day is spread over all working days of the month."""
    whole = figure(northwind, "tax in july without weekends")
    assert abs(figure(northwind, "average tax per day in july without weekends") - whole / 23) < NEAR


def test_a_mean_without_a_month_divides_by_the_months_that_stay(northwind):
    whole = figure(northwind, "EC2 without august")
    assert abs(figure(northwind, "average EC2 cost per month without august") - whole / 2) < NEAR


@pytest.mark.parametrize("unit", ["week", "month", "quarter"])
def test_a_mean_over_units_that_are_left_in_part_is_asked_back(northwind, unit):
    assert asked(northwind, f"average EC2 cost per {unit} without august 3rd").refused


# --------------------------------------------------------------- the words behind
@pytest.mark.parametrize("words", ["left out", "not counted", "not included", "excluded", "is left out", "was ignored"])
def test_a_time_before_the_words_is_left_out_and_no_name(northwind, words):
    assert figure(northwind, f"EC2 cost, august {words}") == figure(northwind, "EC2 cost without august")


def test_two_times_before_the_words_are_left_out(northwind):
    september = figure(northwind, "S3 in september")
    assert figure(northwind, "total of S3, july and august not counted") == september


def test_a_name_before_the_words_is_left_out_as_ever(northwind):
    assert figure(northwind, "total in july, tax not counted") == figure(northwind, "total in july without tax")


def test_a_month_before_the_words_is_left_out_of_a_monthly_mean(products):
    whole = figure(products, "chat") - figure(products, "chat in october")
    assert abs(figure(products, "chat, monthly average, october left out") - whole / 7) < NEAR


# --------------------------------------------------------------- data of whole months
@pytest.mark.parametrize(
    "question",
    [
        "chat on 2024-12-24",
        "chat on january 3rd",
        "what did chat cost on the 5th of november",
        "chat in the first half of december",
        "chat in the last 30 days",
        "chat from 3 november to 10 december",
        "chat without december 24th",
        "top 3 products on dec 24th",
        "why did chat rise on dec 24th",
    ],
)
def test_single_days_of_monthly_data_are_asked_back(products, question):
    answer = asked(products, question)
    assert answer.refused
    assert "month" in answer.text


@pytest.mark.parametrize("question", ["chat since november", "chat last quarter", "chat in the last 3 months"])
def test_whole_months_of_monthly_data_are_answered(products, question):
    assert figure(products, question) > 0


# --------------------------------------------------------------- medians of sums
@pytest.mark.parametrize("unit", ["day", "month"])
@pytest.mark.parametrize("name", ["EC2", "lambda", "tax"])
def test_a_median_over_units_is_that_of_their_sums(northwind, name, unit):
    """Units without charges count as zero."""
    northwind.reset()
    split = northwind.ask(f"{name} cost by {unit} from july to september").value
    sums = [Decimal(row[1]) for row in split]
    sums += [Decimal(0)] * ((92 if unit == "day" else 3) - len(sums))
    adjective = {"day": "daily", "month": "monthly"}[unit]
    assert abs(figure(northwind, f"median {adjective} cost of {name}") - median(sums)) < NEAR
    assert abs(figure(northwind, f"median cost of {name} per {unit}") - median(sums)) < NEAR


def test_a_monthly_median_of_a_table_is_that_of_its_months(products):
    products.reset()
    sums = [Decimal(row[1]) for row in products.ask("total cost by month").value]
    assert len(sums) == 8
    assert abs(figure(products, "monthly median") - median(sums)) < NEAR


def test_a_median_by_month_stays_one_of_rows_for_each(products):
    products.reset()
    assert len(products.ask("median cost by month").value) == 8


@pytest.mark.parametrize(
    "question",
    [
        "median monthly cost per product",
        "median monthly cost without december",
        "median weekly cost",
        "median daily cost of chat",
        "median monthly cost from october to december vs january to march",
    ],
)
def test_a_median_that_is_not_worked_out_is_asked_back(products, question):
    assert asked(products, question).refused


def test_a_median_that_goes_on_is_of_what_was_asked_before(northwind):
    wanted = figure(northwind, "median daily cost of EC2 in july")
    northwind.reset()
    northwind.ask("EC2 in july")
    assert northwind.ask("median per day?").value == wanted


def test_a_mean_that_goes_on_from_working_days_divides_by_them(northwind):
    whole = figure(northwind, "EC2 in july without weekends")
    assert abs(Decimal(northwind.ask("average per day?").value) - whole / 23) < NEAR
