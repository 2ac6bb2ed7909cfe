"""Names with their column, months that are one time, and questions whose figure is another one than it seems."""

from decimal import Decimal

import pytest

from evals.sixth import BILLS
from finops_agent.agent import OfflineEngine
from finops_agent.costs import load_files

NEAR = Decimal("0.0001")


@pytest.fixture(scope="module")
def made(tmp_path_factory):
    """The engine over a made bill or list, loaded when first asked for."""
    engines = {}

    def engine(name):
        if name not in engines:
            file, maker = BILLS[name]
            path = tmp_path_factory.mktemp(name) / file
            maker(path, 7)
            engines[name] = OfflineEngine(load_files([path]))
        return engines[name]

    return engine


def asked(engine, question):
    engine.reset()
    return engine.ask(question)


def figure(engine, question):
    answer = asked(engine, question)
    assert not answer.refused, answer.text
    return answer.value


# --------------------------------------------------------------- a name and its column
@pytest.mark.parametrize("words", ["team=checkout", "team = checkout", "team: checkout", "team == checkout"])
def test_a_condition_on_a_tag_is_the_part_of_a_share(northwind, words):
    wanted = figure(northwind, "checkout team in percent of august")
    assert 0 < wanted < 100
    assert figure(northwind, f"% of august spent on {words}") == wanted
    assert figure(northwind, f"what percent of august is {words}") == wanted


def test_a_condition_on_a_tag_narrows_and_leaves_out(northwind):
    part, rest = figure(northwind, "cost of team=checkout"), figure(northwind, "cost without team=checkout")
    assert part + rest == figure(northwind, "total")


def test_a_column_in_brackets_behind_its_name_splits_nothing(northwind):
    wanted = figure(northwind, "checkout cost by account in july")
    assert figure(northwind, "checkout cost (team) by account in july") == wanted


def test_a_column_in_brackets_without_its_name_splits(northwind):
    assert figure(northwind, "july cost (region)") == figure(northwind, "july cost by region")


def test_a_plural_of_which_names_are_left_out_splits_nothing(northwind):
    wanted = figure(northwind, "july without us-east-1")
    assert figure(northwind, "july for other regions only, so not us-east-1") == wanted


def test_a_ranking_of_a_plural_of_which_names_are_left_out_stays_one(northwind):
    assert len(figure(northwind, "top 2 services only, without EC2")) == 2


@pytest.mark.parametrize("words", ["the EC2 tax", "S3 tax", "checkout EC2"])
def test_two_names_in_a_row_behind_without_are_asked_back(northwind, words):
    answer = asked(northwind, f"july without {words}")
    assert answer.refused
    assert "what is both" in answer.text


def test_a_kind_of_charge_left_out_before_a_name_narrows_to_the_name(northwind):
    assert figure(northwind, "without tax EC2 in july") == figure(northwind, "EC2 in july without tax")


# --------------------------------------------------------------- months as one time
@pytest.mark.parametrize("words", ["july+august", "july + august", "july plus august"])
def test_months_with_a_plus_are_one_sum(northwind, words):
    parts = figure(northwind, "S3 in july") + figure(northwind, "S3 in august")
    assert figure(northwind, f"S3 {words}") == parts


def test_months_with_an_and_stay_side_by_side(northwind):
    assert len(figure(northwind, "S3 in july and august")) == 2


def test_how_much_of_months_with_an_and_is_their_sum_beside_each(northwind):
    answer = northwind.ask("how much was S3 in july and august")
    assert answer.value == figure(northwind, "S3 july + august")
    assert [row[-1] for row in answer.rows] == [figure(northwind, "S3 in july"), figure(northwind, "S3 in august")]
    assert "All together" in answer.text


def test_a_share_of_months_with_a_plus_is_one_figure(northwind):
    part, whole = figure(northwind, "S3 july + august"), figure(northwind, "total july + august")
    assert abs(Decimal(figure(northwind, "S3's share of july+august")) - 100 * part / whole) < NEAR


def test_both_months_of_the_data_are_one_sum(made):
    engine = made("oci_jpy")
    assert figure(engine, "compute for both months") == figure(engine, "compute")


def test_both_of_more_months_are_asked_back_unless_named(northwind):
    assert asked(northwind, "S3 for both months").refused
    wanted = figure(northwind, "S3 july + august")
    assert figure(northwind, "S3, july and august, both months") == wanted


def test_both_months_each_stay_side_by_side(made):
    assert len(figure(made("oci_jpy"), "compute for both months each")) == 2


# --------------------------------------------------------------- another figure than it seems
@pytest.mark.parametrize(
    "question",
    ["who stopped tern-03", "who is using r5.xlarge", "who rebooted tern-05", "who launched the stopped instances"],
)
def test_a_list_of_things_does_not_say_who_did_something(made, question):
    assert asked(made("ec2_tern"), question).refused


@pytest.mark.parametrize(
    "question",
    [
        "mean growth rate of chat",
        "chat: average month to month increase in percent",
        "how much does chat grow per month on average",
        "avg month over month change of identity",
    ],
)
def test_an_average_of_changes_is_asked_back(made, question):
    assert asked(made("products"), question).refused


def test_the_change_of_an_average_is_answered(made):
    assert not asked(made("products"), "change in average cost from february to march").refused


# --------------------------------------------------------------- lists that begin with credits
@pytest.mark.parametrize(
    "words", ["without credits and tax", "before credits and tax", "without credits or taxes", "excluding credits, tax"]
)
def test_a_list_left_out_goes_on_behind_nested_credits(made, words):
    engine = made("gcp_czk")
    assert figure(engine, f"august cost {words}") == figure(engine, "august cost without tax")


def test_other_names_and_days_behind_nested_credits_are_left_out_too(made):
    engine = made("gcp_czk")
    wanted = figure(engine, "august without compute engine")
    assert figure(engine, "august cost without credits and compute engine") == wanted
    assert figure(engine, "august cost without credits and weekends") == figure(engine, "august cost on weekdays")


def test_charges_behind_after_credits_are_counted_in(made):
    engine = made("gcp_czk")
    assert figure(engine, "august cost after credits and tax") == figure(engine, "august cost after credits")


def test_a_name_behind_after_credits_is_what_is_asked(made):
    engine = made("gcp_czk")
    wanted = figure(engine, "compute engine in august after credits")
    assert figure(engine, "august cost after credits and compute engine") == wanted
