"""The bill added up by day: the same figures as every row gives, and no figure that rows alone can give."""

import csv
import json
import logging
import threading
from collections import defaultdict
from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal
from pathlib import Path

import pytest

from finops_agent.agent import OfflineEngine
from finops_agent.costs import bill, daysums, load_files
from finops_agent.costs.analyses import (
    CostView,
    Scope,
    Sensitivity,
    anomalies,
    commitment_coverage,
    commitment_utilisation,
    commitment_waste,
    effective_savings_rate,
    explain_change,
    first_seen,
    forecast,
    last_seen,
    tag_coverage,
    tag_keys,
    untagged_resources,
)
from finops_agent.costs.analyses.footing import account_of
from finops_agent.costs.daysums import BY_DAY, LEAST_ROWS
from finops_agent.costs.semantic import compile_query
from finops_agent.costs.semantic.query import Clause, Condition, SemanticQuery

NORTHWIND = Path(__file__).parents[1] / "data" / "aws-cur2-northwind-2026q3.csv"
DAYS, HOURS, LINES = 30, 24, 30
HEADER = (
    "BilledCost", "EffectiveCost", "ListCost", "BillingCurrency", "ChargePeriodStart", "ChargePeriodEnd",
    "BillingPeriodStart", "BillingPeriodEnd", "ChargeCategory", "ServiceName", "ServiceCategory", "SubAccountId",
    "ResourceId", "SkuMeter", "SkuId", "ProviderName", "ConsumedQuantity", "ConsumedUnit", "RegionId",
    "CommitmentDiscountId", "CommitmentDiscountStatus", "CommitmentDiscountType", "PricingCategory", "Tags",
)  # fmt: skip


def rows_of(month: int):
    """Hourly lines: weekends are cheaper, line 3 costs ten times as much one day, line 5 ends, line 7 begins late."""
    for day in range(DAYS):
        start = date(2026, month, 1) + timedelta(days=day)
        for hour in range(HOURS):
            for line in range(LINES):
                if (line == 5 and day > 12) or (line == 7 and day < 12):
                    continue
                cost = Decimal(line + 1) / 7 * (Decimal("0.8") if start.isoweekday() > 5 else 1)
                cost = round(cost * (10 if line == 3 and day == 25 else 1) * (1 + Decimal(hour) / 1000), 10)
                is_covered = line % 6 == 0
                status = ("Unused" if line == 12 and hour < 4 else "Used") if is_covered else None
                listed = None if line == 8 and hour % 2 else cost * 2
                tags = "{}" if line % 5 == 0 else json.dumps({"team": f"team {line % 4}", "env": f"e{line % 2}"})
                yield (
                    cost, cost, listed, "USD", f"{start}T{hour:02}:00:00Z", f"{start}T{hour:02}:59:59Z",
                    f"2026-{month:02}-01", f"2026-{month + 1:02}-01", "Usage", f"Service {line % 4}", "Compute",
                    f"account-{line % 3}", f"r-{line}", f"meter {line % 5}", f"sku {line % 5}", "AWS", line + 1,
                    "Hours", None if line == 11 else f"region-{month}-{line % 2}",
                    "plan-1" if is_covered else None, status,
                    "Savings Plan" if is_covered else None, "Standard", tags,
                )  # fmt: skip


def write(path, rows):
    with path.open("w", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(HEADER)
        writer.writerows(rows)
    return path


@pytest.fixture(scope="module")
def rows():
    found = list(rows_of(9))
    assert len(found) > LEAST_ROWS
    return found


@pytest.fixture(scope="module")
def hourly(rows, tmp_path_factory):
    dataset = load_files([write(tmp_path_factory.mktemp("hourly") / "bill.csv", rows)])
    yield dataset
    dataset.close()


@pytest.fixture(scope="module")
def narrow(rows, tmp_path_factory):
    """Two months, stored as large bills are, with different values in each."""
    folder = tmp_path_factory.mktemp("narrow")
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(bill, "LARGE_ROWS", 1_000)
        dataset = load_files([write(folder / "9.csv", rows), write(folder / "10.csv", rows_of(10))])
        dataset.workspace.wait()
    yield dataset
    dataset.close()


@pytest.fixture(scope="module")
def northwind():
    """A CUR with Savings Plans, reservations and tags, stored as large bills are."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(bill, "LARGE_ROWS", 1_000)
        patch.setattr(daysums, "LEAST_ROWS", 1_000)
        patch.setattr(daysums, "_LEAST_GAIN", 0)
        dataset = load_files([NORTHWIND])
        dataset.workspace.wait()
    yield dataset
    dataset.close()


def sums(dataset, table, column):
    costs = 'sum("BilledCost"), sum("EffectiveCost")'
    query = f'SELECT CAST("{column}" AS VARCHAR), "x_Day", {costs} FROM {table} GROUP BY 1, 2'
    return sorted(dataset.connection.execute(query).fetchall(), key=str)


def test_the_sums_by_day_hold_every_cent_and_every_row(rows, hourly):
    expected = defaultdict(lambda: [Decimal(0), 0])
    for row in rows:
        entry = expected[row[4][:10], row[HEADER.index("ResourceId")]]
        entry[0] += row[0]
        entry[1] += 1
    query = f'SELECT "x_Day", "ResourceId", sum("BilledCost"), sum("x_Rows") FROM {BY_DAY} GROUP BY 1, 2'
    found = hourly.connection.execute(query).fetchall()
    assert {(str(day), str(resource)): [cost, count] for day, resource, cost, count in found} == expected
    told_apart = 2 * DAYS  # line 8 with and without a list price, line 12 used and unused
    count = hourly.connection.execute(f"SELECT count(*) FROM {BY_DAY}").fetchone()[0]
    assert count == len(expected) + told_apart


@pytest.mark.parametrize(
    "column", ["ServiceName", "SubAccountId", "RegionId", "ResourceId", "CommitmentDiscountStatus"]
)
def test_large_bills_of_different_values_add_up_alike(narrow, column):
    assert sums(narrow, BY_DAY, column) == sums(narrow, "costs", column)


def test_what_never_is_missing_is_called_the_same_in_both(narrow):
    labels = 'CAST("x_Account" AS VARCHAR), CAST("x_Usage" AS VARCHAR)'
    by_label = f'SELECT {labels}, sum("BilledCost") FROM {BY_DAY} GROUP BY 1, 2'
    by_rows = (
        'SELECT coalesce("SubAccountName", "SubAccountId", \'no account\'), '
        'coalesce("x_UsageType", "SkuId", "ChargeDescription", \'no usage type\'), '
        'sum("BilledCost") FROM costs GROUP BY 1, 2'
    )
    found, expected = (sorted(narrow.connection.execute(one).fetchall()) for one in (by_label, by_rows))
    assert found == expected


QUESTIONS = (
    "Total cost", "Cost by service", "Top 3 resources by cost", "Cost by day in the last 7 days", "Cost by region",
    "How many resources are there?", "Effective cost by account", "Cost without Service 1 by service",
    "What share of cost is Service 2?", "Cost by week", "List cost of Service 3 by region",
    "How much is untagged?", "Untagged cost by service", "Cost of tagged resources by account",
    "Cost by team", "Cost of team 1 by service", "Untagged cost by team",
)  # fmt: skip


@pytest.mark.parametrize("which", ["hourly", "narrow"])
def test_an_answer_from_the_sums_is_the_one_that_its_shown_sql_gives(request, which):
    dataset = request.getfixturevalue(which)
    engine = OfflineEngine(dataset)
    for question in QUESTIONS:
        engine.reset()
        answer = engine.ask(question)
        assert not answer.refused, question
        assert BY_DAY not in answer.sql[0].sql
        assert list(answer.rows) == dataset.connection.execute(answer.sql[0].sql).fetchall(), question


ANALYSES = {
    "anomalies": anomalies,
    "forecast": forecast,
    "change": lambda view, scope: explain_change(view, scope.during(view.calendar.last_days(7)), level="resource"),
    "first_seen": first_seen,
    "last_seen": last_seen,
    "coverage": commitment_coverage,
    "utilisation": commitment_utilisation,
    "waste": commitment_waste,
    "savings": effective_savings_rate,
    "coverage by account": lambda view, scope: commitment_coverage(view, scope, "savings_plan", "account"),
    "utilisation by month": lambda view, scope: commitment_utilisation(view, scope, dimension="month"),
    "waste by account": lambda view, scope: commitment_waste(view, scope, None, "account"),
    "savings by service": lambda view, scope: effective_savings_rate(view, scope, "service"),
    "tags": tag_coverage,
    "tags by account": lambda view, scope: tag_coverage(view, scope, "team", "account"),
    "tag keys": tag_keys,
    "untagged": untagged_resources,
}
SCOPES = {
    "everything": Scope(),
    "one service": Scope(clauses=(Clause((Condition("service", "equals", ("Service 3",)),), "Service 3"),)),
    "by effective cost": Scope(basis="effective"),
}


@pytest.mark.parametrize("which", ["hourly", "narrow", "northwind"])
@pytest.mark.parametrize("scope", SCOPES)
@pytest.mark.parametrize("name", ANALYSES)
def test_an_analysis_of_the_sums_is_the_one_of_every_row(request, which, scope, name):
    dataset = request.getfixturevalue(which)
    view = CostView(dataset)
    quick = ANALYSES[name](view, SCOPES[scope])
    view._sums = frozenset()
    slow = ANALYSES[name](view, SCOPES[scope])
    assert replace(quick, footing=None) == replace(slow, footing=None)
    if quick.footing is not None:
        account = account_of(dataset, quick.footing)
        assert account == account_of(dataset, slow.footing)
        assert account.holds is not False
    for step in quick.steps:
        assert BY_DAY not in step.sql
        assert len(dataset.connection.execute(step.sql).fetchall()) == step.rows


def test_the_planted_day_end_and_beginning_are_found(hourly):
    view = CostView(hourly)
    assert ("r-3", date(2026, 9, 26)) in {(row[9], row[3]) for row in anomalies(view, Scope()).rows}
    assert [row[0] for row in last_seen(view, Scope()).rows] == ["r-5"]
    assert [row[0] for row in first_seen(view, Scope()).rows] == ["r-7"]


@pytest.mark.parametrize(
    "query",
    [
        SemanticQuery("billed", aggregate="avg"),
        SemanticQuery("billed", aggregate="max", dimensions=("service",)),
        SemanticQuery("billed", clauses=(Clause((Condition("measure:billed", ">", amount=Decimal(1)),), "> 1"),)),
        SemanticQuery("savings"),
        SemanticQuery("billed", dimensions=("file",)),
    ],
)
def test_what_sums_cannot_tell_is_read_from_every_row(hourly, query):
    assert compile_query(query, CostView(hourly).model).sql.ran is None


def test_a_short_bill_is_read_as_it_is(tmp_path):
    dataset = load_files([write(tmp_path / "short.csv", list(rows_of(9))[:100])])
    assert dataset.tables[0].by_day == frozenset()
    dataset.close()


def test_rows_that_hardly_repeat_are_not_copied(tmp_path, monkeypatch):
    """Of a large bill with one row a day and resource, the sums by day are its rows, read as numbers."""
    monkeypatch.setattr(bill, "LARGE_ROWS", 1_000)
    rows = [(*row[:12], f"r-{number}", *row[13:]) for number, row in enumerate(rows_of(9))]
    dataset = load_files([write(tmp_path / "single.csv", rows)])
    dataset.workspace.wait()
    kept = dataset.connection.execute("SELECT count(*) FROM duckdb_tables() WHERE table_name LIKE 'costs_by_day%'")
    assert kept.fetchone() == (0,)
    assert sums(dataset, BY_DAY, "ServiceName") == sums(dataset, "costs", "ServiceName")
    dataset.close()


FROM_SUMS = (
    "coverage", "utilisation", "waste", "savings", "tags", "tags by account", "tag keys", "untagged",
    "coverage by account", "utilisation by month", "waste by account", "savings by service",
)  # fmt: skip


@pytest.mark.parametrize("name", FROM_SUMS)
def test_analyses_of_a_large_bill_read_its_sums_alone(northwind, name):
    ran = []

    class Told(CostView):
        def execute(self, sql):
            ran.append((sql.ran or sql).text)
            return super().execute(sql)

    assert ANALYSES[name](Told(northwind), Scope()).is_answered
    assert ran
    assert all(BY_DAY in text for text in ran)


@pytest.mark.parametrize("name", ["tags", "tags by account", "tag keys", "untagged"])
def test_tags_of_a_small_bill_are_read_from_its_sums(hourly, name):
    ran = []

    class Told(CostView):
        def execute(self, sql):
            ran.append(sql.text)
            return super().execute(sql)

    assert ANALYSES[name](Told(hourly), Scope()).is_answered
    assert ran
    assert all(BY_DAY in text for text in ran)


@pytest.mark.parametrize("which", ["hourly", "northwind"])
@pytest.mark.parametrize("least", [5.0, 0.01])
def test_what_is_left_out_before_days_are_judged_would_not_stand_out(request, which, least):
    dataset = request.getfixturevalue(which)
    begins = "HAVING bool_or("

    class Unfiltered(CostView):
        def execute(self, sql):
            text = sql.text.replace(begins, f"{begins}true OR ")
            assert text != sql.text or "WITH typed" not in text
            return dataset.connection.execute(text, sql.values).fetchall()

    sensitivity = Sensitivity(least_amount=least, least_percent=1.0)
    found, expected = (anomalies(view(dataset), Scope(), sensitivity).rows for view in (CostView, Unfiltered))
    assert found
    assert found == expected


@pytest.fixture
def held_back(monkeypatch):
    """Sums that are not begun before the event is set."""
    begin = threading.Event()
    add_up = daysums.Later.add_up
    monkeypatch.setattr(bill, "LARGE_ROWS", 1_000)
    monkeypatch.setattr(daysums.Later, "add_up", lambda self, cursor: begin.wait() and add_up(self, cursor))
    yield begin
    begin.set()


def is_added_up(dataset):
    stored = "SELECT count(*) FROM duckdb_tables() WHERE table_name LIKE 'costs_by_day%'"
    return dataset.connection.execute(stored).fetchone() == (1,)


def test_questions_before_the_sums_are_there_get_the_same_answers(rows, tmp_path, held_back):
    dataset = load_files([write(tmp_path / "bill.csv", rows)])
    engine = OfflineEngine(dataset)
    early = [(engine.reset(), engine.ask(question).rows)[1] for question in QUESTIONS]
    assert not is_added_up(dataset)
    held_back.set()
    dataset.workspace.wait()
    assert is_added_up(dataset)
    assert early == [(engine.reset(), engine.ask(question).rows)[1] for question in QUESTIONS]
    dataset.close()


def test_sums_that_fail_are_told_and_answers_read_every_row(rows, tmp_path, monkeypatch, caplog):
    monkeypatch.setattr(bill, "LARGE_ROWS", 1_000)
    monkeypatch.setattr(daysums, "_added_up", lambda *_: "SELECT no_such_column")
    with caplog.at_level(logging.WARNING):
        dataset = load_files([write(tmp_path / "bill.csv", rows)])
        dataset.workspace.wait()
    assert "answers read every row" in caplog.text
    assert OfflineEngine(dataset).ask("Total cost").rows == ((sum(row[0] for row in rows),),)
    dataset.close()


def test_closing_a_data_set_ends_what_is_being_added_up(rows, tmp_path, monkeypatch, caplog):
    endless = "SELECT count(*) FROM range(1000000000000) a, range(1000000000000) b"
    began = threading.Event()
    monkeypatch.setattr(bill, "LARGE_ROWS", 1_000)
    monkeypatch.setattr(daysums.Later, "add_up", lambda _, cursor: (began.set(), cursor.execute(endless)))
    dataset = load_files([write(tmp_path / "bill.csv", rows)])
    began.wait()
    folder = dataset.workspace.folder
    dataset.close()
    assert not folder.exists()
    assert "finops-agent-sums" not in {thread.name for thread in threading.enumerate()}
    assert not caplog.records
