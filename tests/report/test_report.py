"""A report says what the page says, prints every name, and runs nothing that a file holds."""

import io
from datetime import UTC, datetime
from pathlib import Path

import openpyxl
import pypdf
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from finops_agent.agent import OfflineEngine
from finops_agent.costs import load_files
from finops_agent.costs.findings import find, load_assumptions
from finops_agent.errors import ExportError
from finops_agent.report import Part, Report, Table, kind_of, report_of, write_report

BILL = Path(__file__).parents[1] / "data" / "aws-cur2-northwind-2026q3.csv"
MADE = datetime(2026, 11, 25, 12, 0, tzinfo=UTC)
QUESTIONS = ("top 3 services in September 2026", "cost by team by month", "how many penguins do we feed?")
NAMES = ("Übergrößenträger", "Ελληνικά", "Бухгалтерия", "営業チーム", "財務部門", "재무팀", "ĄŻŹ-łódź")
HOSTILE = ("=HYPERLINK(1)", '<a href="http://h/">x</a>', '<img src="http://h/x.png"/>', "</para>&amp;<b>", "{0} %s")


@pytest.fixture(scope="module")
def report():
    dataset = load_files([BILL])
    engine = OfflineEngine(dataset)
    answers = [engine.ask(question) for question in QUESTIONS]
    yield report_of(dataset, find(dataset, load_assumptions(None)), answers, MADE)
    dataset.close()


def printed(content):
    return "\n".join(page.extract_text() for page in pypdf.PdfReader(io.BytesIO(content)).pages)


def one_part(*texts):
    rows = tuple((text, 1.5) for text in texts)
    tables = (Table("cells", ("name", "figure"), rows, chart="figure"), Table("again", ("name", "figure", "x"), ()))
    return Report("Title", "subtitle", (Part(texts[0], texts, tables, texts, texts, texts),))


@pytest.fixture(scope="module")
def pdf_text(report):
    return printed(write_report(report, "pdf"))


@pytest.mark.parametrize(
    "said", ["17,997.62", "AmazonEC2", "4,076.25", "gp2", "penguins", "To verify", "ec2 modify-volume", "Credits of"]
)
def test_the_pdf_has_overview_findings_and_conversation(pdf_text, said):
    assert said in pdf_text


def test_the_workbook_has_every_row_with_its_figures(report):
    book = openpyxl.load_workbook(io.BytesIO(write_report(report, "xlsx")))
    page = book["Largest services by billed cost"]
    cells = {row[0]: row[1] for row in page.iter_rows(values_only=True) if row[0]}
    assert cells["AmazonEC2"] == pytest.approx(10153.67)
    findings = [row[0] for row in book["All findings"].iter_rows(values_only=True)]
    assert any("gp2" in str(title) for title in findings)
    assert len(book["cost by team by month"]["A"]) == 15 + 3


@pytest.mark.parametrize("name", NAMES)
def test_a_name_of_any_script_prints(name):
    assert name in printed(write_report(one_part(name), "pdf")).replace("\n", "")


@pytest.mark.parametrize("text", HOSTILE)
def test_markup_in_a_cell_is_printed_and_makes_no_link(text):
    content = write_report(one_part(text), "pdf")
    assert text in printed(content)
    assert all("/Annots" not in page for page in pypdf.PdfReader(io.BytesIO(content)).pages)


@pytest.mark.parametrize("text", HOSTILE)
def test_markup_in_a_cell_of_the_workbook_stays_text(text):
    book = openpyxl.load_workbook(io.BytesIO(write_report(one_part(text), "xlsx")))
    found = [cell for page in book.worksheets for row in page.iter_rows() for cell in row if cell.value == text]
    assert found
    assert {(cell.data_type, cell.hyperlink) for cell in found} == {("s", None)}


@settings(deadline=None, max_examples=25)
@given(st.text(min_size=1, max_size=2_000))
def test_any_text_can_be_reported(text):
    assert write_report(one_part(text), "pdf").startswith(b"%PDF")


def test_figures_of_a_wide_table_are_not_broken():
    columns = tuple(f"column {number}" for number in range(10))
    row = ("arn:aws:ec2:us-east-1:200000000002:volume/vol-0aa00000", "northwind-prod", *[12345.67] * 8)
    report = Report("Title", "", (Part("Part", (), (Table("wide", columns, (row,)),)),))
    assert printed(write_report(report, "pdf")).count("12,345.67") == 8


def test_a_report_of_another_kind_is_refused_in_a_sentence():
    with pytest.raises(ExportError, match=r"'bill.docx'.*ends in \.pdf or \.xlsx"):
        kind_of(Path("bill.docx"))
