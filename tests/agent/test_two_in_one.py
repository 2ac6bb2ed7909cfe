"""Questions that hold two figures, point back, or set sides against each other: read as meant or asked back."""

from datetime import timedelta
from decimal import Decimal

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from evals.bills import BILLS
from evals.fifth import BILLS as FIFTH
from evals.fourth import BILLS as FOURTH
from evals.third import BILLS as THIRD
from finops_agent.agent import OfflineEngine
from finops_agent.costs import load_files

QUIET = settings(
    max_examples=60, deadline=timedelta(seconds=5), suppress_health_check=[HealthCheck.function_scoped_fixture]
)
MONTHS = ("july", "august", "september")
NAMES = ("EC2", "S3", "lambda", "RDS")
UNITS = ("month", "quarter", "year")


@pytest.fixture(scope="module")
def made(tmp_path_factory):
    """The engine over a made bill, loaded when first asked for."""
    engines = {}

    def engine(name):
        if name not in engines:
            file, maker = {**BILLS, **THIRD, **FOURTH, **FIFTH}[name]
            path = tmp_path_factory.mktemp(name) / file
            maker(path, 7)
            engines[name] = OfflineEngine(load_files([path]))
        engines[name].reset()
        return engines[name]

    return engine


def asked(engine, *questions):
    engine.reset()
    answers = [engine.ask(question) for question in questions]
    return answers[-1]


def figure(engine, *questions):
    answer = asked(engine, *questions)
    assert not answer.refused, answer.text
    return answer.value


# ---------------------------------------------------------- two figures in one
@pytest.mark.parametrize(
    ("question", "word"),
    [
        ("total cost on the day with the highest EC2 spend", "EC2"),
        ("prod cost on the day with the highest EC2 spend", "EC2"),
        ("what did we spend in the account that had the most S3", "S3"),
        ("cost of the service with the highest usage quantity", "usage quantity"),
        ("average daily max in august", "max"),
        ("the average of the daily maximum in august", "maximum"),
        ("cost of the top 3 services combined", "combined"),
        ("total cost of the top 3 services", "total"),
        ("total of the top 3 services", "total of"),
        ("sum of the 5 most expensive resources", "sum of"),
        ("which services appear only in august", "only"),
        ("services seen only in august", "only"),
        ("which accounts had costs only in july", "only"),
        ("number of resources per account with cost above $20", "whose amount"),
        ("how many accounts have more than 5 resources", "whose amount"),
        ("what percent of EC2 is S3", "part and whole"),
        ("EC2 share per account", "a share of what"),
    ],
)
def test_a_question_with_another_one_in_it_is_asked_back(northwind, question, word):
    answer = asked(northwind, question)
    assert answer.refused
    assert answer.missing == word


@QUIET
@given(
    part=st.sampled_from(["last day", "first week", "last 3 days", "first half"]),
    joint=st.sampled_from(["of each", "of every", "in each", "each"]),
    unit=st.sampled_from(UNITS),
)
def test_a_short_time_of_each_longer_one_is_no_single_time(northwind, part, joint, unit):
    assert asked(northwind, f"cost on the {part} {joint} {unit}").refused


@pytest.mark.parametrize("question", ["cost in the last week each day", "cost of the last 10 days per day"])
def test_a_long_time_can_be_split_by_its_days(northwind, question):
    assert len(figure(northwind, question)) > 1


@pytest.mark.parametrize(
    "question",
    [
        "which month had the highest EC2 cost", "the account with the highest EC2 cost",
        "cost by service with the highest first", "how much did we pay in the month with the highest cost",
        "top 3 services by total cost", "which 3 services cost the most in total", "cost by service only in august",
        "highest EC2 day in august", "top 3 ec2 usage types in august",
    ],
)  # fmt: skip
def test_one_ranking_with_one_figure_is_answered(northwind, question):
    assert not asked(northwind, question).refused


@pytest.mark.parametrize("words", ["total cost per month", "every month's total", "what is the total cost per month"])
def test_the_total_of_each_month_is_no_average(northwind, words):
    assert [row[0] for row in figure(northwind, words)] == ["2026-07", "2026-08", "2026-09"]


@pytest.mark.parametrize("words", ["what do the EC2 instances cost", "what did the instances cost"])
def test_what_things_cost_is_one_sum(northwind, words):
    assert isinstance(figure(northwind, words), Decimal)


@pytest.mark.parametrize(
    "words", ["daily max in august", "maximum daily cost in august", "which is the most expensive?"]
)
def test_a_maximum_is_one(northwind, words):
    assert len(figure(northwind, words)) == 1


# -------------------------------------------------------------- parts and wholes
@pytest.mark.parametrize("one", NAMES)
@pytest.mark.parametrize("other", NAMES)
def test_a_part_that_is_none_of_its_whole_is_set_in_percent_of_it(northwind, one, other):
    if one == other:
        return
    ratio = figure(northwind, f"{one} as a percentage of {other}")
    first, second = (figure(northwind, f"cost of {name}") for name in (one, other))
    assert ratio == pytest.approx(float(100 * first / second), abs=0.001)


def test_credits_are_set_in_percent_of_the_cost_before_them(northwind):
    ratio = figure(northwind, "share of credits in the gross cost")
    credit, gross = figure(northwind, "credits"), figure(northwind, "gross cost")
    assert ratio == pytest.approx(float(100 * credit / gross), abs=0.001)


@pytest.mark.parametrize("words", ["EC2 share of each account", "share of EC2 in each account"])
def test_the_share_of_each_group_is_a_part_of_that_group(northwind, words):
    whole = dict(figure(northwind, "cost by account"))
    part = dict(figure(northwind, "cost of EC2 by account"))
    for account, share in figure(northwind, words):
        assert share == pytest.approx(float(100 * part.get(account, 0) / whole[account]), abs=0.001)


def test_a_split_by_month_in_percent_of_the_total_is_a_part_of_each_month(northwind):
    alone = figure(northwind, "S3 share by month")
    assert figure(northwind, "S3 cost by month", "as percent of total") == alone


def test_another_figure_as_a_share_of_cost_is_set_beside_the_cost(made):
    bill, question = "gcp_gbp", "credits as share of cost by project"
    shares = dict(figure(made(bill), question))
    given, cost = (dict(figure(made(bill), question)) for question in ("credits by project", "cost by project"))
    assert shares == pytest.approx({name: float(100 * given[name] / cost[name]) for name in shares})


# --------------------------------------------------------------------- sides
@QUIET
@given(
    names=st.lists(st.sampled_from(NAMES), min_size=2, max_size=2, unique=True),
    months=st.sampled_from([("july", "august"), ("august", "september"), ("july", "september")]),
    words=st.sampled_from(["change from {a} to {b} for {x} and {y}", "how did {x} and {y} change from {a} to {b}"]),
)
def test_each_of_two_names_changes_between_two_months(northwind, names, months, words):
    (one, two), (earlier, later) = names, months
    rows = dict(figure(northwind, words.format(a=earlier, b=later, x=one, y=two)))
    changes = [figure(northwind, f"change of {name} from {earlier} to {later}") for name in names]
    assert sorted(rows.values()) == sorted(changes)


def test_names_of_two_columns_that_change_are_asked_one_by_one(northwind):
    assert asked(northwind, "difference from july to august for EC2 and for prod").refused


@pytest.mark.parametrize("words", ["vs {}?", "compared to {}", "and against {}", "versus {}"])
@pytest.mark.parametrize("month", MONTHS)
def test_a_name_is_set_against_what_was_asked_before(northwind, words, month):
    pair = figure(northwind, f"S3 vs EC2 in {month}")
    assert figure(northwind, f"S3 in {month}", words.format("EC2")) == pair


def test_a_name_of_another_kind_is_not_set_against_it(northwind):
    answer = asked(northwind, "S3 in august", "vs northwind-dev")
    assert answer.refused
    assert answer.missing == "the other side"


def test_sides_stay_where_they_are_only_narrowed(northwind):
    wanted = figure(northwind, "EC2 vs S3 for prod in august")
    assert figure(northwind, "EC2 vs S3 in august", "for prod") == wanted


def test_a_provider_is_said_of_its_own_service(made):
    bill, question = "focus_eur", "azure cosmos vs bigquery"
    [[first, second]] = figure(made(bill), question)
    assert [first, second] == [figure(made(bill), f"cost of {name}") for name in ("cosmos", "bigquery")]


# ------------------------------------------------------------------ pointing back
@pytest.mark.parametrize("words", ["how much is that per day?", "what was it per day", "what would that be per day"])
def test_a_figure_that_is_pointed_at_has_one_average(northwind, words):
    wanted = figure(northwind, "average cost per day of EC2 in august")
    assert figure(northwind, "EC2 in august", words) == wanted


def test_that_behind_a_ranking_is_not_the_whole_bill(northwind):
    answer = asked(northwind, "cost by team in august", "which is the highest?", "how much is that per day?")
    assert answer.refused


def test_it_behind_a_ranking_is_what_was_ranked_first(northwind):
    answer = asked(northwind, "which account is most expensive", "what services does it use")
    assert answer.refused or any("northwind" in clause.label for clause in answer.query.clauses)


def test_both_without_names_are_asked_back(northwind):
    answer = asked(northwind, "EC2 in august", "only prod", "and dev?", "both together")
    assert answer.refused
    assert answer.missing == "both"


# ----------------------------------------------------------------- names of columns
def test_a_tag_with_the_name_of_a_column_that_nobody_splits_by_is_meant(made):
    bill, question = "ea_sek", "cost by unit"
    assert {"fleet", "booking"} <= {row[0] for row in figure(made(bill), question)}


@pytest.mark.parametrize(("bill", "noun"), [("ec2_otter", "instances"), ("ebs_otter", "volumes")])
def test_two_plurals_in_a_row_count_the_kinds(made, bill, noun):
    question = f"how many {noun} types do we have"
    kinds = figure(made(bill), f"how many {noun.removesuffix('s')} types")
    assert figure(made(bill), question) == kinds


def test_a_unit_is_never_the_first_letters_of_a_name(made):
    assert made("s3").ask("owner with most TB").refused


def test_a_cost_per_gigabyte_is_worked_out_in_the_unit_that_is_billed(made):
    bill, question = "cur_lark", "what did we pay per GB of S3 in October"
    answer = made(bill).ask(question)
    assert answer.refused or answer.value > 0


# ------------------------------------------------------------- what is not there
@pytest.mark.parametrize(
    "question",
    [
        "which accounts have no RDS", "which accounts had no lambda", "which services had no cost in august",
        "instances with usage in july but not in august", "cost in july without august",
        "what would we pay without the savings plan", "what is not covered by the savings plan in august",
    ],
)  # fmt: skip
def test_what_is_not_there_is_no_sum_of_the_rest(northwind, question):
    assert asked(northwind, question).refused


@pytest.mark.parametrize(("words", "days"), [("before the 10th", "1 to 9"), ("until the 10th", "1 to 10")])
@pytest.mark.parametrize("month", MONTHS)
def test_before_a_day_of_a_month_is_a_part_of_that_month(northwind, words, days, month):
    wanted = figure(northwind, f"cost {month} {days}")
    assert figure(northwind, f"how much of {month}'s bill was spent {words}?") == wanted


def test_a_ranking_without_more_words_is_of_the_split_before(northwind):
    wanted = figure(northwind, "which month had the highest RDS cost")
    assert figure(northwind, "RDS by month", "which month was highest") == wanted


def test_why_without_more_words_is_asked_of_what_was_asked_before(northwind):
    answer = asked(northwind, "EC2 in august", "why?")
    assert [clause.label for clause in answer.query.clauses] == ["AmazonEC2"]
    assert answer.query.period.label == "August 2026"


def test_sides_are_split_by_what_is_asked_next(northwind):
    rows = figure(northwind, "EC2 vs RDS in august", "by account")
    pair = figure(northwind, "EC2 vs RDS in august")
    assert [[sum(row[1] for row in rows), sum(row[2] for row in rows)]] == pair


@pytest.mark.parametrize("joint", ["+", "and", "plus"])
def test_a_side_may_be_a_sum(northwind, joint):
    [[first, second]] = figure(northwind, f"EC2 {joint} S3 vs RDS in august")
    assert first == figure(northwind, "cost of EC2 and S3 in august")
    assert second == figure(northwind, "RDS in august")


@pytest.mark.parametrize(
    ("question", "rank"),
    [
        ("which account had the highest increase in percent from july to august", "rise"),
        ("which account had the largest growth from july to august", "rise"),
        ("services with the highest difference between july and august", "move"),
    ],
)
def test_the_highest_increase_ranks_by_the_change(northwind, question, rank):
    assert asked(northwind, question).query.rank == rank


def test_the_share_of_the_bill_of_each_group_is_of_that_group(northwind):
    wanted = figure(northwind, "EC2 share of each account")
    assert figure(northwind, "EC2 as share of the account bill for each account") == wanted


# ------------------------------------------------------------------- other bills
def test_a_name_that_only_a_longer_one_has_is_that_one(made):
    bill, question = "ea_dkk", "ai spend in january"
    answer = made(bill).ask(question)
    assert answer.value == figure(made(bill), "AI + Machine Learning in january")
    assert answer.value > 0


def test_all_of_a_column_side_by_side_have_a_share_each(made):
    bill, question = "focus_aud", "aws, azure and google share in june"
    shares = [row[1] for row in figure(made(bill), question)]
    assert len(shares) == 3
    assert sum(shares) == pytest.approx(100, abs=0.001)


def test_a_kind_of_service_is_no_part_of_the_name_of_one(made):
    bill, question = "focus_aud", "services in databases"
    services = dict(figure(made(bill), question))
    cheapest = figure(made(bill), "cheapest database service")
    assert cheapest == [list(min(services.items(), key=lambda item: item[1]))]


def test_kinds_of_charges_are_set_in_percent_of_each_other(made):
    bill, question = "focus_aud", "tax in percent of usage cost"
    tax, usage = (figure(made(bill), words) for words in ("tax", "usage charges"))
    assert figure(made(bill), question) == pytest.approx(float(100 * tax / usage), abs=0.001)


@pytest.mark.parametrize(
    ("bill", "some", "none"),
    [
        ("objects", "how many buckets with encryption", "how many buckets without encryption"),
        ("disks", "how many attached disks", "how many unattached disks"),
    ],
)
def test_what_has_it_and_what_has_none_make_up_all(made, bill, some, none):
    counts = [figure(made(bill), words) for words in (some, none)]
    assert min(counts) > 0
    assert sum(counts) == figure(made(bill), f"how many {some.split()[-1 if bill == 'disks' else 2]}")


# -------------------------------------------------------------- what is ranked
@pytest.mark.parametrize(
    ("bill", "question", "word"),
    [
        ("volumes", "az with most unencrypted", "most of what"),
        ("volumes", "cheapest volume type by gib", "size"),
        ("focus_aud", "most expensive service by usage quantity", "usage quantity"),
        ("focus_aud", "top service of aws, azure and google", "a ranking"),
        ("focus_aud", "category with the highest share per cloud", "a share of what"),
        ("focus_aud", "reef-bi in april vs reef-azure in may", "reef-azure"),
        ("cur_otter", "biggest single charge in august", "charge"),
    ],
)
def test_a_word_that_could_mean_another_thing_is_asked_back(made, bill, question, word):
    answer = made(bill).ask(question)
    assert answer.refused
    assert word in {answer.missing, "a ranking"}


def test_us_as_a_pronoun_says_nothing(made):
    wanted = figure(made("cur_otter"), "cost in august")
    assert figure(made("cur_otter"), "what did they charge us in august, tell us") == wanted


@pytest.mark.parametrize("words", ["cost of IT in january", "IT in january"])
def test_a_name_in_capitals_is_no_pronoun(made, words):
    wanted = dict(figure(made("ea_dkk"), "cost by dept in january"))["it"]
    assert figure(made("ea_dkk"), words) == wanted


def test_a_name_in_a_list_is_no_pronoun(made):
    split = dict(figure(made("ea_dkk"), "cost by dept"))
    assert figure(made("ea_dkk"), "cost of it and pilot") == split["it"] + split["pilot"]


@pytest.mark.parametrize(
    "questions",
    [
        ("S3 in august", "EC2?", "sum of these"),
        ("S3 in august", "and EC2", "difference"),
        ("which EC2 instance costs most", "in august?", "what account is it in"),
    ],
)
def test_what_points_at_two_things_or_at_a_ranked_one_is_asked_back(northwind, questions):
    assert asked(northwind, *questions).refused


def test_several_contributors_are_several(northwind):
    assert len(figure(northwind, "biggest contributors to the september increase")) > 1


@pytest.mark.parametrize(
    ("bill", "question"),
    [
        ("gcp_eur", "how many projects do we have and what do they cost in total"),
        ("focus_three", "eks versus ec2 share of aws"),
    ],
)
def test_two_questions_in_one_sentence_are_not_answered_as_one(made, bill, question):
    assert made(bill).ask(question).refused


def test_the_biggest_jump_is_a_rise(made):
    answer = made("gcp_eur").ask("biggest jump from december to january by service")
    assert answer.query.rank == "rise"


def test_a_limit_takes_both_words_for_its_figure(made):
    names = [row[0] for row in figure(made("rds"), "databases with more than 500 gb storage")]
    assert len(names) == figure(made("rds"), "how many databases have more than 500 gb")
