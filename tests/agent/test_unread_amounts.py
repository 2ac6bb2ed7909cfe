"""A column of amounts with a cell that is none: it is named, and no count passes for a total."""

import pytest

from finops_agent.agent import OfflineEngine
from finops_agent.costs import load_files


@pytest.fixture
def overflowing(tmp_path):
    path = tmp_path / "over.csv"
    path.write_text("name,cost\na,12.5\nb,99999999999999999999999\nc,3\n", encoding="utf-8")
    dataset = load_files([path])
    yield dataset
    dataset.close()


def test_the_column_and_the_cell_that_stopped_it_are_named(overflowing):
    notice = next(n for n in overflowing.warnings if n.code == "unread_amounts")
    assert "'cost'" in notice.message
    assert "'99999999999999999999999'" in notice.message
    assert not any(n.code == "no_cost_column" for n in overflowing.warnings)


@pytest.mark.parametrize("question", ["total", "total cost", "spend", "sum"])
def test_a_total_without_amounts_is_refused(overflowing, question):
    assert OfflineEngine(overflowing).ask(question).refused
