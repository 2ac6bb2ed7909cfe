"""Workbooks: numbers stay numbers, texts stay texts."""

import io
from datetime import UTC, date, datetime
from decimal import Decimal

import openpyxl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from finops_agent.web.sheet import Sheet
from finops_agent.web.workbook import workbook

HOSTILE = ("=1+1", "+SUM(A1)", "-2+3", "@cmd", '=HYPERLINK("http://h/","x")', "\t=1", "http://h/", "{=1}")


def opened(*sheets):
    return openpyxl.load_workbook(io.BytesIO(workbook(sheets)))


def column(*cells):
    page = opened(Sheet("cells", ("cell",), [(cell,) for cell in cells])).worksheets[0]
    return [page.cell(row, 1) for row in range(2, len(cells) + 2)]


@pytest.mark.parametrize("text", HOSTILE)
def test_a_text_that_looks_like_a_formula_stays_a_text(text):
    (cell,) = column(text)
    assert cell.data_type == "s"
    assert cell.value == text
    assert cell.hyperlink is None


@pytest.mark.parametrize("text", ["=1+1", "+1", "-x", "@a"])
def test_a_text_that_looks_like_a_formula_stays_one_when_it_is_edited(text):
    (cell,) = column(text)
    assert cell.quotePrefix


def test_numbers_and_days_keep_their_kind():
    moment = datetime(2026, 9, 1, 12, 30, tzinfo=UTC)
    cells = column(-5, Decimal("1234.5678"), 0.25, bool(1), date(2026, 9, 30), moment, None)
    assert [cell.value for cell in cells[:4]] == [-5, 1234.5678, 0.25, bool(1)]
    assert cells[4].value.date() == date(2026, 9, 30)
    assert cells[5].value == moment.replace(tzinfo=None)
    assert cells[6].value is None


def test_a_number_with_more_digits_than_a_spreadsheet_has_stays_whole():
    (cell,) = column(200000000002000000001)
    assert cell.value == "200000000002000000001"


@given(st.lists(st.text(max_size=40), max_size=5))
def test_any_names_of_sheets_make_a_file_that_opens(names):
    book = opened(*(Sheet(name, ("a",), [(1,)]) for name in [*names, "last"]))
    assert len(book.worksheets) == len(names) + 1


def test_notes_stand_above_the_table():
    page = opened(Sheet("cells", ("a",), [(1,)], ["=note"])).worksheets[0]
    assert [page.cell(row, 1).value for row in (1, 2, 3, 4)] == ["=note", None, "a", 1]


@given(st.text(min_size=1, max_size=30))
def test_any_text_makes_a_file_that_opens_and_is_never_a_formula(text):
    (cell,) = column(text)
    assert cell.data_type in {"s", "n"}
    assert cell.data_type == "s" or cell.value is None
