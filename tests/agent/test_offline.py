"""The offline engine on real bills: refusals, follow-ups, suggestions, shown SQL, hostile text."""

import csv
import subprocess
import sys
import time
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from finops_agent.agent import AnswerFailed, OfflineEngine
from finops_agent.costs import load_files
from finops_agent.events import AnalysisType

NORTHWIND = Path(__file__).parents[1] / "data" / "aws-cur2-northwind-2026q3.csv"

WORDS = [
    "cost",
    "spend",
    "total",
    "top",
    "3",
    "5",
    "bottom",
    "services",
    "regions",
    "accounts",
    "team",
    "by",
    "per",
    "without",
    "with",
    "tax",
    "credits",
    "EC2",
    "S3",
    "RDS",
    "in",
    "august",
    "september",
    "last",
    "month",
    "vs",
    "compare",
    "change",
    "percent",
    "share",
    "of",
    "how",
    "many",
    "rows",
    "untagged",
    "and",
    "or",
    "not",
    "over",
    "$100",
    "average",
    "daily",
    "trend",
    "it",
    "the",
    "same",
    "month",
    "before",
    "amortized",
    "list",
    "cheapest",
    "which",
    ",",
    "(",
    ")",
    "?",
    "-",
    "+",
    "%",
    "->",
    "since",
    "2026-09-01",
    "Q3",
    "resource",
    "usage",
    "type",
]


# ------------------------------------------------------------------- refusals
@pytest.mark.parametrize(
    ("question", "missing", "words"),
    [
        ("average CPU utilisation of i-0aa00004?", "CPU utilisation", ("CloudWatch", "Compute Optimizer")),
        ("are we within budget?", "within budget", ()),
        ("forecast the cost of next year", "next year", ("forecast for next month",)),
        ("carbon footprint of EC2", "carbon", ("carbon footprint export",)),
        ("blended cost", "blended cost", ("billed (unblended)",)),
        ("GCP cost", "GCP", ("charges of AWS",)),
        ("cost in September 2024", "September 2024", ("2026-07-01 to 2026-09-30",)),
        ("flurbiness of S3", "flurbiness", ("do not know the word",)),
        ("cost by tag", "tag", ("env, project, team",)),
        ("cost excluding", "what to exclude", ("without tax",)),
        ("EC2 S3 cost", "S3", ("Say 'and'",)),
        ("top 10% of services", "10", ("percent",)),
        ("how many GB of S3 storage in Q3", "another unit", ("GB-Mo",)),
        ("total cost in euros", "euros", ("USD",)),
        ("which team has the most untagged spend", "untagged", ("no tag to split by",)),
        ("", "a question", ("Ask about",)),
        ("cost " * 400, "a shorter question", ("1000 characters",)),
    ],
)
def test_a_refusal_names_what_is_missing_and_what_would_help(northwind, question, missing, words):
    answer = northwind.ask(question)
    assert answer.refused
    assert answer.value is None
    if words:
        assert answer.missing == missing
    for word in words:
        assert word in answer.text


def test_a_refusal_offers_questions_that_are_answered(northwind):
    answer = northwind.ask("what is the weather?")
    assert answer.suggestions
    assert not any(northwind.ask(question).refused for question in answer.suggestions)


def test_a_slip_of_the_pen_is_read_and_said(northwind):
    answer = northwind.ask("top 3 servces in Septembr")
    assert not answer.refused
    assert "Read 'servces' as 'services'." in answer.warnings
    assert answer.value[0][0] == "AmazonEC2"


def test_names_with_digits_are_never_corrected(northwind):
    assert northwind.ask("cost of m6g.xlarge").refused


@pytest.mark.parametrize(
    ("question", "kind"),
    [
        ("untagged spend", AnalysisType.TAGGING),
        ("savings plan utilisation for Q3?", AnalysisType.COMMITMENT),
        ("any spike in S3?", AnalysisType.ANOMALY),
        ("forecast for October", AnalysisType.FORECAST),
        ("NAT gateway cost", AnalysisType.ARCHITECTURE),
        ("total cost", AnalysisType.GENERAL),
    ],
)
def test_every_question_has_an_analysis_type_also_when_refused(northwind, question, kind):
    assert northwind.ask(question).analysis_type == kind


@pytest.mark.parametrize(
    "question",
    ["what is our biggest cost driver?", "which service costs the most?", "most expensive EC2 instance type"],
)
def test_a_question_for_one_group_gets_one_group(northwind, question):
    assert len(northwind.ask(question).value) == 1


def test_a_limit_in_money_does_not_list_charges_without_a_value(northwind):
    answer = northwind.ask("which instance types cost more than $400?")
    assert [row[0] for row in answer.value][:2] == ["r5.2xlarge", "c4.2xlarge"]
    assert any("no instance type" in warning for warning in answer.warnings)


# ----------------------------------------------------------------- follow-ups
def test_a_follow_up_replaces_slots_and_keeps_the_rest(northwind):
    northwind.ask("top 3 services last month")
    august = northwind.ask("and in August?")
    assert [row[0] for row in august.value] == ["AmazonEC2", "AmazonS3", "AWSLambda"]
    assert august.period == ("2026-08-01", "2026-08-31")
    assert float(northwind.ask("and RDS?").value) == pytest.approx(541.632, abs=0.01)
    assert northwind.ask("by region").value[0][0] == "us-east-1"
    assert ("Continues", "the question before") in northwind.ask("without tax").interpretation


def test_a_comparison_is_carried_to_another_service(northwind):
    northwind.ask("EC2 cost in September")
    compared = northwind.ask("how does that compare to the month before?")
    assert [[float(cell) for cell in row] for row in compared.value] == [
        [pytest.approx(3090.436354), pytest.approx(4076.249106)]
    ]
    assert float(northwind.ask("as a percent?").value) == pytest.approx(31.898821)
    assert float(northwind.ask("and RDS?").value) == pytest.approx(-3.225806)


def test_a_full_question_does_not_inherit_filters(northwind):
    northwind.ask("EC2 cost in September without tax")
    assert float(northwind.ask("total cost").value) == pytest.approx(17997.618096)


def test_after_reset_nothing_is_left_to_point_back_to(northwind):
    northwind.ask("EC2 cost in September")
    northwind.reset()
    assert northwind.ask("by region, for the same month").refused


def test_a_refused_question_leaves_the_memory_as_it_was(northwind):
    northwind.ask("RDS cost in August")
    northwind.ask("what about flurbs?")
    assert float(northwind.ask("and in September?").value) == pytest.approx(524.16, abs=0.01)


# ---------------------------------------------------------------- suggestions
@pytest.mark.parametrize(
    "file",
    [
        "aws-cur2-northwind-2026q3.csv",
        "focus-1.0-sample-1000.csv",
        "aws-cur-legacy-1281.csv",
        "nise-aws-cur-2026-09.csv.gz",
        "focus-1.2-saas-spend-agreement-a2.csv",
        "azure-ea-actual-small.csv",
    ],
)
def test_every_suggestion_is_answered(engine_for, file):
    engine = engine_for(file)
    suggestions = engine.suggest(8)
    assert len(suggestions) >= 2
    for suggestion in suggestions:
        engine.reset()
        answer = engine.ask(suggestion)
        assert not answer.refused, (suggestion, answer.text)
        for follow_up in answer.suggestions:
            engine.reset()
            engine.ask(suggestion)
            assert not engine.ask(follow_up).refused, (suggestion, follow_up)


# ------------------------------------------------------------------------ SQL
@pytest.mark.parametrize(
    "question",
    [
        "total cost in September without tax",
        "top 3 services in August",
        "NAT gateway cost by region for Q3",
        "what percent of EC2 cost is in Ireland",
        "Aug vs Sep by service",
        "how did cost change from July to September",
        "services over $500",
        "average daily cost in September",
        "how many resources per team",
        "cost of team checkout by month",
        "untagged cost",
    ],
)
def test_the_shown_sql_gives_the_same_rows_when_run_by_hand(northwind, datasets, question):
    answer = northwind.ask(question)
    assert not answer.refused
    rows = datasets(NORTHWIND.name).connection.execute(answer.sql[0].sql).fetchall()
    assert tuple(tuple(row) for row in rows) == answer.rows


@pytest.mark.parametrize(
    "dimension", ["service", "region", "account", "team", "usage type", "month", "day", "resource"]
)
@pytest.mark.parametrize("scope", ["", " in August", " without tax", " of EC2 in September"])
def test_groups_add_up_to_the_total(northwind, dimension, scope):
    groups = northwind.ask(f"cost{scope} by {dimension}").value
    northwind.reset()
    total = northwind.ask(f"total cost{scope}").value
    assert sum(row[1] for row in groups) == total


def test_every_answer_has_a_chart_where_groups_are_compared(northwind):
    bar = northwind.ask("cost by service").chart
    line = northwind.ask("cost by month").chart
    assert (bar.kind, line.kind) == ("bar", "line")
    assert northwind.ask("total cost").chart is None
    answer = northwind.ask("cost by service")
    assert {answer.chart.x, answer.chart.y} <= set(answer.columns)


def test_a_failing_query_is_one_typed_error():
    dataset = load_files([NORTHWIND])
    engine = OfflineEngine(dataset)
    dataset.connection.execute("DROP TABLE costs")
    with pytest.raises(AnswerFailed, match="The query for this question failed"):
        engine.ask("total cost")
    dataset.close()


# ---------------------------------------------------------------- other tables
def test_a_table_of_any_kind_is_asked_by_its_own_column_names(tmp_path):
    file = tmp_path / "volumes.csv"
    rows = [
        ("team", "volume_kind", "monthly_cost"),
        ("red", "ssd", "10.5"),
        ("blue", "ssd", "4"),
        ("red", "disk", "2.25"),
    ]
    with file.open("w", newline="", encoding="utf-8") as out:
        csv.writer(out).writerows(rows)
    dataset = load_files([file])
    engine = OfflineEngine(dataset)
    assert float(engine.ask("total monthly cost").value) == pytest.approx(16.75)
    assert engine.ask("monthly cost by team").value[0][0] == "red"
    assert float(engine.ask("monthly cost for ssd").value) == pytest.approx(14.5)
    assert engine.ask("how many rows").value == 3
    dataset.close()


FOCUS_HEADER = (
    "BilledCost", "EffectiveCost", "ListCost", "ContractedCost", "BillingCurrency", "ChargePeriodStart",
    "ChargePeriodEnd",
    "BillingPeriodStart", "BillingPeriodEnd", "ChargeCategory", "ChargeDescription", "ProviderName", "ServiceName",
    "ServiceCategory", "BillingAccountId", "SubAccountName", "RegionId", "ResourceId", "Tags",
)  # fmt: skip


def focus_file(path, services, currencies=("USD",)):
    """A small FOCUS file: one row per service, currencies taken in turn."""
    with path.open("w", newline="", encoding="utf-8") as out:
        writer = csv.writer(out)
        writer.writerow(FOCUS_HEADER)
        for index, service in enumerate(services):
            cost = str(index + 1)
            money = (cost, cost, cost, cost, currencies[index % len(currencies)])
            days = ("2026-09-01 00:00:00", "2026-09-02 00:00:00", "2026-09-01 00:00:00", "2026-10-01 00:00:00")
            what = ("Usage", "text", "AWS", service, "Compute", "1", "acct", "us-east-1", "r", "")
            writer.writerow((*money, *days, *what))
    return load_files([path])


def test_amounts_of_several_currencies_are_not_added_up(tmp_path):
    dataset = focus_file(tmp_path / "focus.csv", ["Alpha", "Beta", "Gamma"], ("USD", "EUR"))
    engine = OfflineEngine(dataset)
    refused = engine.ask("total cost")
    assert refused.refused
    assert "EUR" in refused.text
    assert "USD" in refused.text
    euros = engine.ask("total cost in EUR")
    assert (float(euros.value), euros.unit) == (2.0, "EUR")
    dataset.close()


@pytest.mark.parametrize(
    "service", ["Bob's Store", "x'; DROP TABLE costs; --", 'quo"ted', "percent % $1 ? name", "back\\slash", "ünïcode ß"]
)
def test_values_with_quotes_are_bound_and_never_spliced(tmp_path, service):
    dataset = focus_file(tmp_path / "focus.csv", [service, "Plain"])
    engine = OfflineEngine(dataset)
    top = engine.ask("cost by service")
    assert [service, 1] in [[row[0], float(row[1])] for row in top.value]
    shown = dataset.connection.execute(top.sql[0].sql).fetchall()
    assert tuple(tuple(row) for row in shown) == top.rows
    named = engine.ask(f"cost of {service}")
    assert named.refused or float(named.value) == pytest.approx(1.0)
    assert not engine.ask("total cost").refused
    dataset.close()


# ------------------------------------------------------------------- any text
@settings(deadline=None, max_examples=200, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(question=st.text(max_size=60))
def test_any_text_gets_an_answer_or_a_refusal(northwind, question):
    answer = northwind.ask(question)
    assert answer.text
    assert answer.refused == (answer.value is None)


@settings(deadline=None, max_examples=300, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(words=st.lists(st.sampled_from(WORDS), min_size=1, max_size=9))
def test_any_mix_of_known_words_gets_an_answer_or_a_refusal(northwind, words):
    answer = northwind.ask(" ".join(words))
    assert answer.text
    assert answer.refused or answer.sql


# ------------------------------------------------------------------------ cost
def test_the_package_is_light_to_import():
    heavy = "('duckdb', 'pandas', 'rapidfuzz', 'boto3')"
    code = f"import sys, finops_agent.agent; print([name for name in {heavy} if name in sys.modules])"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"


def test_index_and_answers_are_quick(datasets):
    dataset = datasets(NORTHWIND.name)
    started = time.process_time()  # of all threads, and of nobody else on this machine
    engine = OfflineEngine(dataset)
    assert time.process_time() - started < 1.0  # five times the budget of a quiet machine
    taken = []
    for question in ("total cost", "top 5 services", "cost by day") * 7:
        started = time.process_time()
        engine.ask(question)
        taken.append(time.process_time() - started)
    assert sorted(taken)[-2] < 0.25
