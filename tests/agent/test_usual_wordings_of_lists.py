"""Usual wordings of lists and tables: units, superlatives, owners, denials, running totals."""

import pytest

from finops_agent.agent import OfflineEngine
from finops_agent.costs import load_files


def _engine(tmp_path_factory, name, text):
    path = tmp_path_factory.mktemp("wordings") / name
    path.write_text(text, encoding="utf-8")
    return OfflineEngine(load_files([path]))


@pytest.fixture(scope="module")
def functions(tmp_path_factory):
    return _engine(
        tmp_path_factory,
        "functions.csv",
        "Function name,Runtime,Memory (MB),Timeout (s),Invocations (30d),Avg duration (ms),"
        "Last modified,Team,Monthly cost (USD)\n"
        "resize-1,python3.8,1024,900,0,0,2023-02-01,web,0\nnotify-2,python3.12,3008,30,500,40.5,2025-03-02,web,7\n"
        "ingest-3,java11,128,300,90,3000.0,2024-01-09,data,4\n",
    )


@pytest.fixture(scope="module")
def buckets(tmp_path_factory):
    return _engine(
        tmp_path_factory,
        "buckets.csv",
        "Bucket name,Size (GB),Encryption,Created,Owner,Monthly cost (USD)\n"
        "logs-1,2500,SSE-KMS,2021-01-05,anna,50\nlake-2,800,None,2025-06-01,bob,18\nraw-3,40,SSE-S3,2025-12-01,anna,1\n",
    )


@pytest.fixture(scope="module")
def machines(tmp_path_factory):
    return _engine(
        tmp_path_factory,
        "instances.csv",
        "Instance ID,Instance type,Instance state,Region,Launch time,Avg CPU (%),Owner,Monthly cost (USD)\n"
        "i-1,m5.large,running,eu-west-1,2022-01-04,4,anna,70\ni-2,t3.micro,running,eu-west-1,2025-11-30,40,bob,8\n"
        "i-3,m5.large,stopped,us-east-1,2023-05-07,0,anna,5\n",
    )


@pytest.fixture(scope="module")
def budgets(tmp_path_factory):
    spent = {("Data", "Leo"): (120, 90, 110), ("Web", "Kim"): (80, 70, 95)}
    rows = [
        f"2026-{month:02d},{team},{owner},100,{amounts[month - 1]}"
        for month in (1, 2, 3)
        for (team, owner), amounts in spent.items()
    ]
    return _engine(
        tmp_path_factory, "budgets.csv", "Month,Cost center,Owner,Budget (USD),Actual (USD)\n" + "\n".join(rows) + "\n"
    )


@pytest.fixture(scope="module")
def months(tmp_path_factory):
    return _engine(
        tmp_path_factory,
        "months.csv",
        "Service,Jan 2026,Feb 2026,Mar 2026\nEC2,100,110,130\nS3,20,20,30\nGlue,5,9,4\n",
    )


def _value(engine, question):
    engine.reset()
    answer = engine.ask(question).to_json()
    assert not answer["refused"], answer["answer"]
    return answer["value"]


def _labels(engine, question):
    return {row[0] for row in _value(engine, question)}


def _is_refused(engine, question):
    engine.reset()
    return engine.ask(question).refused


def test_an_amount_in_another_unit_is_one_of_the_column(functions, buckets):
    assert _labels(buckets, "buckets over 2 TB") == {"logs-1"}
    assert _labels(functions, "functions with more than 1 GB of memory") == {"notify-2"}
    assert _labels(functions, "functions with timeout of 15 minutes") == {"resize-1"}


def test_a_superlative_ranks_by_the_column_that_it_stands_for(functions, machines):
    assert _value(functions, "slowest function") == [["ingest-3", 3000]]
    assert _value(machines, "2 idlest running instances") == [["i-1", 4], ["i-2", 40]]
    assert _value(machines, "which region has the fewest instances") == [["us-east-1", 1]]


def test_fastest_is_asked_back_where_nothing_grows(functions):
    assert _is_refused(functions, "fastest function")


def test_most_used_before_its_noun_counts_the_things(machines):
    assert _value(machines, "what is the most used instance type") == [["m5.large", 2]]


def test_who_asks_for_the_owners(machines, budgets):
    assert _value(machines, "who owns the most instances") == [["anna", 2]]
    assert _labels(budgets, "who is over budget") == {"Leo"}
    assert _labels(budgets, "who owns the Web budget") == {"Kim"}


def test_a_column_of_the_first_is_told_where_of_is_a_grammar_word(machines):
    assert _value(machines, "what is the type of the most expensive instance") == [["i-1 / m5.large", 70]]


def test_ago_is_an_age(machines):
    assert _labels(machines, "which instances were launched more than 3 years ago") == {"i-1"}


def test_what_was_done_with_a_value_is_said_of_its_column(buckets):
    assert _labels(buckets, "buckets encrypted with SSE-KMS") == {"logs-1"}
    assert _labels(buckets, "unencrypted buckets") == {"lake-2"}


def test_never_and_no_of_a_figure_ask_for_those_without_any(functions):
    assert _labels(functions, "functions never invoked") == {"resize-1"}
    assert _labels(functions, "which functions were not invoked in the last 30 days") == {"resize-1"}
    assert _value(functions, "how many functions have invocations") == 2


def test_a_figure_told_for_thirty_days_is_asked_for_no_other_time(functions):
    assert _value(functions, "total invocations in the last 30 days") == 590
    assert _is_refused(functions, "total invocations in the last 7 days")


def test_over_budget_before_its_noun_lists_those_alone(budgets):
    budgets.reset()
    answer = budgets.ask("over budget months for Data").to_json()
    assert answer["value"] == [["2026-01", 20], ["2026-03", 10]]
    assert _value(budgets, "how often was Data over budget") == 2


def test_a_limited_list_tells_the_sum_of_what_it_shows(budgets):
    budgets.reset()
    assert "All together: 20" in budgets.ask("which cost centers were over budget in january").text


def test_a_running_total_of_a_table_by_month_is_split_by_month(months):
    assert [row[1] for row in _value(months, "cumulative cost by month")] == [125, 264, 428]
    assert [row[1] for row in _value(months, "running total of ec2")] == [100, 210, 340]


def test_the_first_month_is_that_of_the_data(months):
    assert _value(months, "growth of s3 from first to last month in percent") == 50
    assert _value(months, "which service fell the most since the first month") == [["Glue", -1]]


def test_two_sorts_of_things_are_compared_in_what_is_asked(machines):
    assert _is_refused(machines, "m5.large instances vs t3.micro instances")
    assert _value(machines, "how many m5.large instances vs t3.micro instances") == [[2, 1]]
