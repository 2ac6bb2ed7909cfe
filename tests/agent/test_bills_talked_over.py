"""Talks over a bill, two and three turns deep: parts and wholes, sums of what was listed, second figures."""

import csv
from collections import defaultdict
from decimal import Decimal

import pytest

from evals.ninth.clouds import focus, gcp
from evals.ninth.cur import cur
from finops_agent.agent import OfflineEngine
from finops_agent.costs import load_files


@pytest.fixture(scope="module")
def made(tmp_path_factory):
    """The path and the engine of a made bill, each made when first asked for."""
    known = {}

    def engine(maker):
        if maker not in known:
            path = tmp_path_factory.mktemp("bill") / f"{maker.__name__}.csv"
            maker(path, 77)
            known[maker] = (path, OfflineEngine(load_files([path])))
        return known[maker]

    return engine


@pytest.fixture
def asked(made):
    def ask(maker, *questions):
        engine = made(maker)[1]
        engine.reset()
        return [engine.ask(question) for question in questions][-1]

    return ask


@pytest.fixture
def value(asked):
    def ask(maker, *questions):
        answer = asked(maker, *questions)
        assert not answer.refused, answer.text
        return answer.value

    return ask


@pytest.fixture(scope="module")
def cost(made):
    """The cost of the CUR's lines that a test picks."""
    path, _ = made(cur)
    with path.open(newline="") as file:
        lines = list(csv.DictReader(file))

    def total(*tests):
        return float(sum(Decimal(x["line_item_unblended_cost"] or 0) for x in lines if all(t(x) for t in tests)))

    return total


def of(service):
    return lambda line: line["line_item_product_code"] == service


def tagged(text):
    return lambda line: f'"{text}"' in line["resource_tags"]


def within(month):
    return lambda line: line["line_item_usage_start_date"].startswith(month)


def near(figure):
    return pytest.approx(float(figure), abs=0.02)


# ------------------------------------------------------------ parts and wholes
def test_percent_after_a_part_by_month_is_its_share_of_each_month(value, cost):
    shares = dict(value(cur, "how much of the bill is S3", "by month", "in percent"))
    wanted = 100 * cost(of("AmazonS3"), within("2026-04")) / cost(within("2026-04"))
    assert float(shares["2026-04"]) == near(wanted)


def test_cost_by_month_after_a_share_is_the_cost_of_the_part(value, cost):
    months = dict(value(cur, "what share of the bill is S3", "cost by month"))
    assert float(months["2026-05"]) == near(cost(of("AmazonS3"), within("2026-05")))


def test_overall_after_a_share_of_something_asks_the_same_part_of_all(value, cost):
    share = value(cur, "share of test in EC2 spend", "and in lambda", "and overall?")
    assert float(share) == near(100 * cost(tagged("test")) / cost())


def test_a_bare_total_after_a_share_of_something_is_asked_back(asked):
    assert asked(cur, "share of test in EC2 spend", "total?").refused


def test_of_another_name_sets_the_part_against_another_whole(value, cost):
    share = value(cur, "what share of ibex-data is S3", "of tracking")
    assert float(share) == near(100 * cost(of("AmazonS3"), tagged("tracking")) / cost(tagged("tracking")))


def test_the_share_of_each_group_goes_on_for_another_month_and_another_part(value, cost):
    shares = dict(value(cur, "test share of each team", "only may", "and prod?"))
    assert float(shares["routing"]) == near(
        100 * cost(tagged("routing"), tagged("prod"), within("2026-05")) / cost(tagged("routing"), within("2026-05"))
    )


def test_as_percent_of_a_name_sets_what_was_asked_against_it(value, cost):
    ratio = value(cur, "EKS cost", "as % of EC2")
    assert float(ratio) == near(100 * cost(of("AmazonEKS")) / cost(of("AmazonEC2")))


@pytest.mark.parametrize(
    "questions",
    [
        ("as % of EC2",),
        ("unused reservation cost", "as % of RDS cost"),
        ("EC2 cost in may", "as % of EC2"),
        ("EC2 spend without data transfer", "share of the bill"),
        ("S3 share in april", "in may", "change"),
    ],
)
def test_a_share_without_a_certain_part_or_whole_is_asked_back(asked, questions):
    assert asked(cur, *questions).refused


def test_a_part_of_the_same_kind_as_its_whole_is_set_against_it(value):
    assert float(value(focus, "google credits as share of google usage")) < 0


def test_the_share_of_a_provider_after_a_category_is_asked_back(asked):
    assert asked(focus, "compute cost in december", "AWS share").refused


def test_another_whole_keeps_the_part_of_a_share_though_both_are_kinds(value):
    assert float(value(focus, "tax as % of microsoft", "and google")) == 0


# -------------------------------------------------------------- what was listed
def test_together_after_a_ranking_is_the_sum_of_those_listed(value):
    engine_rows = dict(value(cur, "top 3 services in may"))
    assert float(value(cur, "top 3 services in may", "how much together")) == near(sum(engine_rows.values()))


def test_a_bare_total_after_a_ranking_is_asked_back(asked):
    assert asked(cur, "top 3 services in may", "in total").refused


def test_together_after_one_figure_is_asked_back(asked):
    assert asked(cur, "cost of EC2", "and RDS", "together?").refused


def test_they_are_the_groups_of_the_ranking_before(value):
    before = [name for name, _ in value(cur, "top 3 services in may")]
    assert [name for name, _ in value(cur, "top 3 services in may", "how did they change vs april")] == before


def test_a_place_in_a_ranking_goes_on_for_another_month(value, cost):
    teams = defaultdict(float)
    for team in ("tracking", "insight", "routing"):
        teams[cost(tagged(team), within("2026-05"))] = team
    second = sorted(teams)[-2]
    [[team, figure]] = value(cur, "2nd most expensive team in april", "and in may")
    assert (team, float(figure)) == (teams[second], near(second))


# --------------------------------------------------------------- second figures
def test_a_second_figure_stays_beside_the_first_in_a_question_that_goes_on(value):
    whole = value(focus, "list vs effective cost in november")
    assert value(focus, "list vs effective cost", "in november") == whole


def test_the_difference_of_two_figures_is_theirs_and_not_of_two_months(value):
    [[listed, effective]] = value(focus, "list vs effective cost in november")
    percent = value(focus, "list vs effective cost in november", "difference in percent")
    assert float(percent) == near(100 * (listed - effective) / effective)


def test_before_credits_goes_on_from_the_cost_after_them(value):
    assert value(gcp, "net cost of fraud team", "before credits") == value(gcp, "gross cost of fraud team")


def test_credits_as_a_share_of_their_cost_are_set_against_it(value):
    share = value(gcp, "credits of the wallet team", "as share of its cost")
    gross, credited = (value(gcp, f"{figure} of the wallet team") for figure in ("gross cost", "credits"))
    assert float(share) == near(100 * credited / gross)


@pytest.mark.parametrize(
    "questions",
    [
        ("billed cost of fraud team", "and net", "what is the difference"),
        ("cost by team", "difference"),
        ("which team has the lowest cost", "and the highest", "gap between them"),
        ("logging cost on feb 17", "vs the average day"),
    ],
)
def test_a_difference_that_may_be_of_two_times_or_of_two_things_is_asked_back(asked, questions):
    assert asked(gcp, *questions).refused


# ------------------------------------------------------------------ other words
def test_the_only_currency_of_a_bill_asks_for_an_amount_and_limits_nothing(value):
    change = value(gcp, "dataflow cost in february vs march", "in percent", "in PHP")
    [[before, after]] = value(gcp, "dataflow cost in february vs march")
    assert float(change) == near(after - before)


def test_by_how_much_percent_is_told_of_the_one_that_rose_most(value):
    rows = value(gcp, "which service rose the most from february to march", "by how much percent")
    assert [name for name, _ in rows] == ["Dataflow"]


def test_what_we_would_pay_less_without_a_service_is_its_cost(value):
    question = "how much less would we pay without sentinel in november"
    assert value(focus, question) == value(focus, "cost of sentinel in november")


def test_a_name_behind_the_second_side_alone_is_asked_back(asked):
    assert asked(cur, "lambda spend vs EC2 spend of the tracking team").refused


def test_and_a_name_after_an_exclusion_is_asked_back(asked):
    assert asked(focus, "cost of carpat-insights without vertex", "and bigquery").refused


def test_a_word_of_grammar_in_common_does_not_say_a_refused_question_again(asked):
    assert asked(gcp, "rank of spanner among services in february", "in march").refused


def test_untagged_left_out_of_a_split_by_a_tag_is_what_lacks_that_tag(value):
    assert "untagged" not in dict(value(focus, "cost by app without untagged"))


def test_how_much_in_two_months_is_one_sum_and_each_is_two(value):
    rows = value(cur, "how much did EC2 cost in april and may each")
    assert float(value(cur, "how much did EC2 cost in april and may")) == near(sum(figure for _, figure in rows))
