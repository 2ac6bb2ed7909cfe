# ruff: noqa: E501, DTZ001 - rows of bills read best in lines; Excel has no time zones
"""Files in every form: workbooks, JSON, archives, folders, and large ones in narrow columns."""

import json
import zipfile
from datetime import date, datetime
from decimal import Decimal

import duckdb
import openpyxl
import pytest

from bad_files import GOOD
from finops_agent.costs import DatasetBuilder, Limits, bill, load_files, tagsets, workspace
from finops_agent.errors import CostFileError

HEADER = ["BilledCost", "ServiceName", "ChargePeriodStart", "BillingCurrency"]


def workbook(path, *sheets):
    book = openpyxl.Workbook()
    for number, (title, rows) in enumerate(sheets):
        sheet = book.active if number == 0 else book.create_sheet()
        sheet.title = title
        for row in rows:
            sheet.append(row)
    book.save(path)
    return path


def archive(path, **members):
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as packed:
        for name, content in members.items():
            packed.writestr(name.replace("__", "/"), content)
    return path


def test_a_workbooks_largest_sheet_is_read_below_its_title(tmp_path):
    rows = [
        ["Monthly report"],
        [],
        HEADER,
        [0.1, "S3", datetime(2026, 9, 1), "USD"],
        [1e-7, "EC2", date(2026, 9, 2), "USD"],
    ]
    path = workbook(tmp_path / "bill.csv", ("Costs", rows), ("Notes", [["a", "b"]]))
    dataset = load_files([path])
    (file,) = dataset.files
    assert (file.format, file.rows, file.total) == ("focus", 2, Decimal("0.1000001"))
    assert [str(day) for day in file.period] == ["2026-09-01", "2026-09-02"]
    assert [n.code for n in file.warnings][:2] == ["other_sheets", "lines_above"]
    dataset.close()


def test_an_empty_workbook_and_a_damaged_one_are_refused(tmp_path):
    with pytest.raises(CostFileError, match="is an empty workbook"):
        DatasetBuilder().add(workbook(tmp_path / "x.xlsx", ("Sheet", [])))
    path = archive(tmp_path / "y.xlsx", **{"xl__workbook.xml": "<a/>"})
    with pytest.raises(CostFileError, match="damaged or protected workbook"):
        DatasetBuilder().add(path)


def test_a_workbook_that_unpacks_too_far_is_refused(tmp_path):
    path = archive(tmp_path / "y.xlsx", **{"xl__workbook.xml": "<a/>", "xl__big.xml": "0" * 2_000_000})
    with pytest.raises(CostFileError, match="is a workbook that unpacks to 2 MB; up to 1 MB are read"):
        DatasetBuilder(Limits(max_document_bytes=1_000_000)).add(path)


@pytest.mark.parametrize(
    "text",
    [
        json.dumps([{"service": "a", "cost": 0.1}, {"service": "b", "cost": 0.2}]),
        '{"service": "a", "cost": 0.1}\n{"service": "b", "cost": 0.2}\n',
        json.dumps({"NextToken": "x", "Items": [{"service": "a", "cost": 0.1}, {"service": "b", "cost": 0.2}]}),
        json.dumps([{"service": "a", "money": {"cost": 0.1}}, {"service": "b", "money": {"cost": 0.2}}]),
    ],
)
def test_json_in_every_usual_form_is_a_table_with_exact_costs(tmp_path, text):
    path = tmp_path / "x.data"
    path.write_text(text)
    file = DatasetBuilder().add(path)
    assert (file.rows, file.columns, file.total) == (2, 2, Decimal("0.3"))


@pytest.mark.parametrize("text", ['{"a": 1', "[" * 5_000, "[1, 2, 3]", "{}"])
def test_json_that_is_no_table_is_refused(tmp_path, text):
    path = tmp_path / "x.json"
    path.write_text(text)
    with pytest.raises(CostFileError):
        DatasetBuilder().add(path)


def test_an_archive_gives_its_files_by_name_and_passes_over_the_rest(tmp_path):
    beside = {"__MACOSX__._a.csv": b"x", "a-Manifest.json": b"{}", "read.me": b"x", "..__..__b.csv": GOOD}
    path = archive(tmp_path / "x.zip", **{"2026__a.csv": GOOD}, **beside)
    builder = DatasetBuilder()
    files = builder.add_all(path, "x.zip")
    assert sorted(file.path for file in files) == ["x.zip/2026/a.csv", "x.zip/b.csv"]
    assert not (tmp_path.parent / "b.csv").exists()
    builder.close()


@pytest.mark.parametrize(
    ("members", "kind"),
    [({"a.zip": b"PK"}, "nested"), ({"read.me": b"x"}, "empty"), ({"a.csv": b"0,0\n" * 30_000_000}, "too_large")],
)
def test_an_archive_that_is_nested_empty_or_a_bomb_is_refused(tmp_path, members, kind):
    with pytest.raises(CostFileError) as caught:
        DatasetBuilder().add_all(archive(tmp_path / "x.zip", **members))
    assert caught.value.kind == kind


def test_an_archive_of_too_many_files_is_refused(tmp_path):
    path = archive(tmp_path / "x.zip", **{f"{number}.csv": GOOD for number in range(3)})
    with pytest.raises(CostFileError, match="holds 3 files; up to 2 are read"):
        DatasetBuilder(Limits(max_files=2)).add_all(path)


def test_a_folder_gives_the_cost_files_below_it(tmp_path):
    (tmp_path / "2026").mkdir()
    (tmp_path / "2026" / "a.csv").write_bytes(GOOD)
    (tmp_path / ".hidden.csv").write_bytes(GOOD)
    (tmp_path / "notes.txt").write_text("x")
    (tmp_path / "link.csv").symlink_to(tmp_path / "2026" / "a.csv")
    dataset = load_files([tmp_path])
    assert [file.path for file in dataset.files] == [f"{tmp_path}/2026/a.csv"]
    dataset.close()
    (tmp_path / "2026" / "a.csv").unlink()
    (tmp_path / "link.csv").unlink()
    with pytest.raises(CostFileError, match="is a folder without cost files"):
        load_files([tmp_path])


def rows_of(dataset):
    query = "SELECT COLUMNS(lambda c: c NOT LIKE 'x_Tag_%' AND c <> 'x_File') FROM costs ORDER BY ChargePeriodStart, BilledCost, ResourceId, x_LineItemType"
    return dataset.connection.execute(query).fetchall()


AMOUNTS = ("line_item_unblended_cost", "line_item_usage_amount", "pricing_public_on_demand_cost")


def as_parquet(path, source, *, has_numbers):
    """As a data lake keeps a bill: tags as a map, amounts as numbers or texts."""
    replaced = ["CAST(CAST(resource_tags AS JSON) AS MAP(VARCHAR, VARCHAR)) AS resource_tags"]
    if has_numbers:
        replaced += [f"CAST({amount} AS DOUBLE) AS {amount}" for amount in AMOUNTS]
    duckdb.execute(f"COPY (SELECT * REPLACE ({', '.join(replaced)}) FROM {source}) TO '{path}' (FORMAT parquet)")


@pytest.mark.parametrize(
    ("form", "few_sets"),
    [
        pytest.param("text", 2_000, id="text"),
        pytest.param("parquet of texts", 2_000, id="parquet of texts"),
        pytest.param("parquet", 2_000, id="parquet"),
        pytest.param("parquet", 0, id="many tag sets"),
    ],
)
def test_a_large_bill_in_narrow_columns_is_the_same_bill(tmp_path, monkeypatch, form, few_sets):
    path = tmp_path / "bill"
    source = "read_csv('tests/data/aws-cur2-northwind-2026q3.csv', all_varchar = true)"
    if form.startswith("parquet"):
        as_parquet(path, source, has_numbers=form == "parquet")
    else:
        duckdb.execute(f"COPY (FROM {source}) TO '{path}' (FORMAT csv)")
    monkeypatch.setattr(tagsets, "FEW_SETS", few_sets)
    plain = load_files([path])
    monkeypatch.setattr(bill, "LARGE_ROWS", 1)
    monkeypatch.setattr("finops_agent.costs.reading.LARGE_BYTES", 1)
    narrow = load_files([path])
    path.unlink()
    assert rows_of(narrow) == rows_of(plain)
    assert narrow.tables[0].columns == plain.tables[0].columns
    table = narrow.tables[0]
    by_team = "SELECT count(*) FROM costs WHERE \"x_Tag_team\" IS DISTINCT FROM Tags['team']"
    assert narrow.connection.execute(by_team).fetchone() == (0,)
    assert table.tag_columns["team"] == "x_Tag_team"
    for column, values in table.values.items():
        found = narrow.connection.execute(
            f'SELECT DISTINCT "{column}" FROM costs WHERE "{column}" IS NOT NULL ORDER BY 1'
        ).fetchall()
        assert [row[0] for row in found] == list(values)
    assert narrow.connection.execute("SELECT count(*) FROM file_1").fetchone() == (4498,)
    with pytest.raises(duckdb.Error):
        narrow.connection.execute("SELECT * FROM read_csv('/etc/passwd')")
    folder = narrow.workspace.folder
    assert folder.exists()
    narrow.close()
    assert not folder.exists()
    plain.close()


def test_a_large_table_that_is_no_bill_is_typed_too(tmp_path, monkeypatch):
    monkeypatch.setattr("finops_agent.costs.reading.LARGE_BYTES", 1)
    path = tmp_path / "x.csv"
    path.write_text("team,cost,day\na,1.5,2026-09-01\nb,2,2026-09-02\n")
    dataset = load_files([path])
    assert dataset.files[0].total == Decimal("3.5")
    dataset.close()


def test_folders_of_dead_processes_are_swept(tmp_path, monkeypatch):
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path))
    dead = tmp_path / "finops-agent-data-999999999-x"
    dead.mkdir()
    workspace.sweep()
    assert not dead.exists()


def test_a_builder_given_up_leaves_nothing(tmp_path, monkeypatch):
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path))
    with pytest.raises(CostFileError):
        load_files([tmp_path / "no.csv"])
    assert list(tmp_path.iterdir()) == []
