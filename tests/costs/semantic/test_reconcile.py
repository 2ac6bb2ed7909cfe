"""The account of an answer adds up, and says where the data differs from the files."""

from dataclasses import replace
from decimal import Decimal
from pathlib import Path

import pytest

from finops_agent.agent import OfflineEngine
from finops_agent.costs import load_files
from finops_agent.costs.semantic.reconcile import reconcile

BILL = Path(__file__).parents[2] / "data" / "aws-cur2-northwind-2026q3.csv"


@pytest.fixture(scope="module")
def dataset():
    loaded = load_files([BILL])
    yield loaded
    loaded.close()


def account(dataset, question):
    return reconcile(dataset, OfflineEngine(dataset).ask(question).query)


@pytest.mark.parametrize(
    "question",
    ["cost of S3 in September 2026 without tax", "July vs September 2026 by service", "total cost", "S3 vs EC2"],
)
def test_whole_less_what_is_left_out_is_what_the_answer_rests_on(dataset, question):
    lines = account(dataset, question).lines
    assert sum((line.amount for line in lines[:-1]), Decimal(0)) == lines[-1].amount
    assert sum(line.rows for line in lines[:-1]) == lines[-1].rows
    assert lines[0].rows == dataset.rows


def test_the_data_agrees_with_the_files_to_the_cent(dataset):
    found = account(dataset, "total cost in July 2026")
    assert round(found.files_total, 2) == Decimal("17997.62")
    assert found.agrees is True


def test_a_file_with_another_total_is_told(dataset):
    (file,) = dataset.files
    other = replace(dataset, files=(replace(file, total=file.total + 1),))
    assert account(other, "total cost").agrees is False


@pytest.mark.parametrize("question", ["how many resources are there", "cost per GB of S3 in September 2026"])
def test_what_does_not_add_up_has_no_account(dataset, question):
    assert account(dataset, question) is None
