"""Real bills: right to the cent, in one shape, whatever they came as."""

import csv
import gzip
import io
import json
import shutil
import subprocess
import sys
from decimal import Decimal
from pathlib import Path

import duckdb
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from finops_agent.costs import DatasetBuilder, load_files, sample_bill_path
from finops_agent.costs.formats import FOCUS_COLUMNS

ROOT = Path(__file__).parents[2]
NORTHWIND = ROOT / "tests" / "data" / "aws-cur2-northwind-2026q3.csv"
SHARED = ROOT.parent / "shared" / "data"


SEPTEMBER = "SELECT sum(BilledCost) FROM costs WHERE x_Month = '2026-09'"
BY_TEAM = (
    "SELECT coalesce(Tags['team'], 'untagged'), sum(EffectiveCost) FROM costs WHERE x_Month = '2026-09' "
    "AND ChargeCategory NOT IN ('Tax', 'Credit') GROUP BY 1 ORDER BY 2 DESC"
)
AMORTIZED = "SELECT sum(EffectiveCost) FROM costs WHERE x_LineItemType NOT IN ('Tax', 'Credit')"


def shared(name):
    path = SHARED / name
    if not path.exists():
        pytest.skip(f"third-party file {name} lies only in ../shared/data, which is not here")
    return path


@pytest.fixture
def load():
    made = []

    def run(*paths):
        made.append(load_files(paths))
        return made[-1]

    yield run
    for dataset in made:
        dataset.close()


def one(dataset, query):
    return dataset.connection.execute(query).fetchone()[0]


def expected(question):
    """The figures that a person reckoned for a question, groups as pairs."""
    lines = (ROOT / "tests" / "data" / "questions.jsonl").read_text().splitlines()
    answers = {record["id"]: record["expected"] for record in map(json.loads, lines)}
    return answers[question]


@pytest.mark.parametrize(
    ("question", "name", "query"),
    [
        ("S01", NORTHWIND.name, SEPTEMBER),
        ("S07", NORTHWIND.name, f"{AMORTIZED} AND ServiceName = 'AmazonEC2' AND x_Month = '2026-08'"),
        (
            "S19",
            NORTHWIND.name,
            BY_TEAM,
        ),
        (
            "S30",
            "focus-1.0-sample-1000.csv",
            "SELECT ProviderName, sum(BilledCost) FROM costs GROUP BY 1 ORDER BY 2 DESC",
        ),
        (
            "S36",
            "aws-cur-legacy-1281.csv",
            "SELECT sum(BilledCost) FROM costs WHERE ChargeCategory <> 'Tax'",
        ),
        (
            "S40",
            "nise-aws-cur-2026-09.csv.gz",
            "SELECT ServiceName, sum(BilledCost) FROM costs GROUP BY 1 ORDER BY 2 DESC",
        ),
    ],
)
def test_the_figures_are_those_that_a_person_reckoned(load, question, name, query):
    answer = expected(question)
    dataset = load(NORTHWIND if name == NORTHWIND.name else shared(name))
    found = [(*row[:-1], float(row[-1])) for row in dataset.connection.execute(query).fetchall()]
    value = answer["value"]
    wanted = (
        [(group, pytest.approx(cost, abs=answer["tolerance_abs"])) for group, cost in value]
        if isinstance(value, list)
        else [(pytest.approx(value, abs=answer["tolerance_abs"]),)]
    )
    assert found == wanted


def test_northwind_is_described(load):
    (file,) = load(NORTHWIND).files
    assert (file.format, file.provider, file.rows, file.columns) == ("aws_cur_2", "AWS", 4498, 36)
    assert (str(file.period[0]), str(file.period[1])) == ("2026-07-01", "2026-09-30")
    assert (file.currency, file.basis, round(file.total, 6)) == (
        "USD",
        "line_item_unblended_cost",
        Decimal("17997.618096"),
    )
    assert [n.code for n in file.warnings] == ["credits", "savings_plan_pairs"]
    assert file.mapping["BilledCost"] == "line_item_unblended_cost"


@pytest.mark.parametrize(
    ("query", "value"),
    [
        (SEPTEMBER, "6706.961039"),
        (
            f"{AMORTIZED} AND ServiceName = 'AmazonEC2' AND x_Month = '2026-08'",
            "3232.782212",
        ),
        (
            f"{AMORTIZED} AND x_Month = '2026-09' AND Tags['team'] = 'data'",
            "1889.548534",
        ),
        (
            f"{SEPTEMBER} AND x_LineItemType = 'Usage' AND Tags['team'] IS NULL",
            "897.344551",
        ),
    ],
)
def test_northwind_sums_are_exact(load, query, value):
    assert round(one(load(NORTHWIND), query), 6) == Decimal(value)


@pytest.mark.parametrize(
    ("name", "format_", "version", "total"),
    [
        ("focus-1.0-sample-1000.csv", "focus", "1.0", "20.520227"),
        ("aws-cur-legacy-1281.csv", "aws_cur_legacy", None, "1.682309"),
        ("nise-aws-cur-2026-09.csv.gz", "aws_cur_legacy", None, "896.931333"),
        ("focus-1.2-saas-spend-agreement-a2.csv", "focus", "1.1", "1200.000000"),
        ("azure-ea-actual-small.csv", "azure", "actual", "8.545008"),
        ("azure-export-german-headers.csv", "azure", None, "0.075000"),
    ],
)
def test_bills_of_others_are_detected_and_add_up(load, name, format_, version, total):
    (file,) = load(shared(name)).files
    assert (file.format, file.format_version) == (format_, version)
    assert round(file.total, 6) == Decimal(total)


def test_focus_costs_that_lost_their_decimals_are_told(load):
    (file,) = load(shared("focus-1.0-sample-1000.csv")).files
    notices = {n.code: n.message for n in file.warnings}
    assert "literal text NULL" in notices["null_text"]
    assert "604 of 614 charged rows show 0 (effective 13.00 against billed 18.01)" in notices["lost_decimals"]


def test_us_dates_with_two_digit_years_are_read(load):
    (file,) = load(shared("focus-1.2-saas-spend-agreement-a2.csv")).files
    assert file.period[0].year in {2025, 2026}


def test_months_in_several_files_are_one_bill(load, tmp_path):
    with NORTHWIND.open(newline="") as source:
        header, *rows = csv.reader(source)
    start = header.index("line_item_usage_start_date")
    paths = []
    for month in ("2026-07", "2026-08", "2026-09"):
        path = tmp_path / f"{month}.csv"
        with path.open("w", newline="") as target:
            csv.writer(target).writerows([header, *(row for row in rows if row[start].startswith(month))])
        paths.append(path)
    whole, parts = load(NORTHWIND), load(*paths)
    for query in (
        "SELECT sum(BilledCost) FROM costs",
        "SELECT sum(EffectiveCost) FROM costs",
        "SELECT count(*) FROM costs",
    ):
        assert one(parts, query) == one(whole, query)
    assert one(parts, "SELECT count(DISTINCT x_File) FROM costs") == 3


def test_a_bill_beside_an_inventory_stays_a_table_of_its_own(load, tmp_path):
    (tmp_path / "inventory.csv").write_text("instance,owner,monthly cost\ni-1,ann,10.5\ni-2,bob,4.25\n")
    dataset = load(NORTHWIND, tmp_path / "inventory.csv")
    assert [table.name for table in dataset.tables] == ["costs", "file_2"]
    assert [(c.name, c.role) for c in dataset.tables[1].columns] == [
        ("instance", "dimension"),
        ("owner", "dimension"),
        ("monthly cost", "measure"),
    ]
    assert dataset.files[1].total == Decimal("14.75")


@pytest.mark.parametrize("form", ["parquet", "gz", "tsv", "map"])
def test_the_same_bill_in_another_form_gives_the_same_sums(load, tmp_path, form):
    path = tmp_path / {"parquet": "n.parquet", "gz": "n.csv.gz", "tsv": "n.tsv", "map": "m.parquet"}[form]
    source = f"read_csv('{NORTHWIND}', all_varchar = true)"
    if form == "gz":
        with gzip.open(path, "wb") as target, NORTHWIND.open("rb") as plain:
            shutil.copyfileobj(plain, target)
    elif form == "tsv":
        duckdb.execute(f"COPY (FROM {source}) TO '{path}' (FORMAT csv, DELIMITER '\t')")
    elif form == "parquet":
        duckdb.execute(f"COPY (FROM {source}) TO '{path}' (FORMAT parquet)")
    else:
        tags = "CAST(CAST(resource_tags AS JSON) AS MAP(VARCHAR, VARCHAR)) AS resource_tags"
        duckdb.execute(f"COPY (SELECT * REPLACE ({tags}) FROM {source}) TO '{path}' (FORMAT parquet)")
    whole, other = load(NORTHWIND), load(path)
    by_team = "SELECT Tags['team'], sum(BilledCost) FROM costs GROUP BY 1 ORDER BY 1"
    assert other.connection.execute(by_team).fetchall() == whole.connection.execute(by_team).fetchall()


def test_tags_in_columns_of_their_own_become_one_map(load, tmp_path):
    path = tmp_path / "legacy.csv"
    path.write_text(
        "lineItem/UnblendedCost,lineItem/LineItemType,lineItem/UsageStartDate,resourceTags/user:team,resourceTags/user:env\n"
        "1.5,Usage,2026-09-01T00:00:00Z,data,\n"
    )
    assert one(load(path), "SELECT Tags FROM costs") == {"team": "data"}


def test_focus_1_4_calls_the_provider_by_its_new_name(load, tmp_path):
    path = tmp_path / "focus.csv"
    path.write_text(
        "BilledCost,ServiceName,ChargePeriodStart,BillingCurrency,ServiceProviderName\n2.5,Compute,09/30/2026,USD,Acme\n"
    )
    dataset = load(path)
    assert (dataset.files[0].format_version, dataset.files[0].provider) == ("1.4", "Acme")
    assert one(dataset, "SELECT x_Day FROM costs").isoformat() == "2026-09-30"
    assert "missing_columns" in [n.code for n in dataset.files[0].warnings]


def test_mixed_currencies_have_no_total(load, tmp_path):
    path = tmp_path / "focus.csv"
    path.write_text(
        "BilledCost,ServiceName,ChargePeriodStart,BillingCurrency\n1,a,2026-09-01,USD\n2,b,2026-09-01,EUR\n"
    )
    (file,) = load(path).files
    assert (file.total, file.currency) == (None, None)
    assert "Costs are in several currencies (EUR, USD); they are never added up." in file.warnings[0].message


def test_german_numbers_are_understood(load, tmp_path):
    path = tmp_path / "kosten.csv"
    path.write_text("Dienst;Kosten;Datum\nA;1.234,56;30.09.2026\nB;0,44;01.10.2026\n")
    (file,) = load(path).files
    assert file.total == Decimal("1235.000000000000")
    assert str(file.period[0]) == "2026-09-30"


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(st.decimals(-10_000, 10_000, places=10), min_size=1, max_size=30))
def test_the_mapped_total_is_the_files_own_to_the_last_digit(tmp_path, costs):
    path = tmp_path / "cur.csv"
    out = io.StringIO()
    writer = csv.writer(out)
    writer.writerow(
        ["line_item_unblended_cost", "line_item_line_item_type", "line_item_usage_start_date", "resource_tags"]
    )
    writer.writerows([f"{cost:f}", "Usage", "2026-09-01 00:00:00", json.dumps({"user_a": "b"})] for cost in costs)
    path.write_text(out.getvalue())
    builder = DatasetBuilder()
    file = builder.add(path)
    assert file.total == sum(costs)
    dataset = builder.build()
    assert one(dataset, "SELECT sum(EffectiveCost) FROM costs") == sum(costs)
    dataset.close()


def test_every_focus_column_is_there_even_when_empty(load):
    dataset = load(NORTHWIND)
    names = {row[0] for row in dataset.connection.execute("DESCRIBE costs").fetchall()}
    assert names == {*FOCUS_COLUMNS, "x_Month", "x_Day", "x_File"}


@pytest.mark.parametrize(
    "attack",
    [
        "SELECT * FROM read_csv('/etc/passwd')",
        "COPY costs TO '/tmp/stolen.csv'",
        "ATTACH '/tmp/other.duckdb' AS other",
        "SET enable_external_access = true",
        "SET memory_limit = '100GB'",
    ],
)
def test_a_built_database_is_locked(load, attack):
    with pytest.raises(duckdb.Error):
        load(NORTHWIND).connection.execute(attack)


def test_the_sample_bill_is_what_its_script_writes(monkeypatch):
    monkeypatch.syspath_prepend(ROOT / "scripts")
    code = "import make_sample_bill, sys; sys.stdout.buffer.write(make_sample_bill.sample_bill())"
    made = subprocess.run([sys.executable, "-c", code], cwd=ROOT / "scripts", capture_output=True, check=True).stdout
    assert gzip.decompress(made) == gzip.decompress(sample_bill_path().read_bytes())


def test_the_sample_bill_is_clean(load):
    (file,) = load(sample_bill_path()).files
    assert (file.format, file.currency, [n.code for n in file.warnings]) == ("focus", "USD", ["credits"])


def test_the_sample_bill_holds_what_its_script_promises(load):
    dataset = load(sample_bill_path())
    ask = dataset.connection.execute
    plan = "SELECT x_Day FROM costs WHERE CommitmentDiscountId IS NOT NULL GROUP BY 1"
    assert ask(f"{plan} HAVING sum(BilledCost) <> sum(EffectiveCost)").fetchall() == []
    nat = "x_UsageType = 'NatGateway-Bytes'"
    days = ask(f"SELECT x_Day FROM costs WHERE {nat} GROUP BY 1 ORDER BY sum(BilledCost) DESC LIMIT 3").fetchall()
    assert sorted(str(day) for (day,) in days) == ["2026-10-13", "2026-10-14", "2026-10-15"]
    query = "SELECT sum(BilledCost) FROM costs WHERE ServiceName LIKE '%Kubernetes%' GROUP BY x_Month ORDER BY x_Month"
    months = [cost for (cost,) in ask(query).fetchall()]
    assert months == sorted(months)
    assert months[-1] > months[0] * Decimal("1.15")
    share = one(dataset, "SELECT sum(EffectiveCost) FILTER (Tags['team'] IS NULL) / sum(EffectiveCost) FROM costs")
    assert 0.11 < share < 0.15
    categories = {row[0] for row in ask("SELECT DISTINCT ChargeCategory FROM costs").fetchall()}
    assert categories == {"Usage", "Purchase", "Tax", "Credit"}


def test_importing_the_room_does_not_bring_the_engine():
    code = "import finops_agent.costs, sys; print('duckdb' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout == "False\n"


def test_the_same_bill_twice_is_told(load, tmp_path):
    shutil.copy(NORTHWIND, tmp_path / "again.csv")
    first, second = load(NORTHWIND, tmp_path / "again.csv").files
    assert "same_file" not in [n.code for n in first.warnings]
    (notice,) = [n for n in second.warnings if n.code == "same_file"]
    assert notice.message.startswith("It has the same 4,498 rows, period and total as ")


@pytest.mark.parametrize("text", ["a\tcost\nx\t1\nNULL\t2\ny\tNULL\n", "a|cost|b\nx|1|NULL\n"])
def test_the_text_null_is_told_whatever_the_delimiter(load, tmp_path, text):
    (tmp_path / "x.csv").write_text(text)
    assert "null_text" in [n.code for n in load(tmp_path / "x.csv").files[0].warnings]
