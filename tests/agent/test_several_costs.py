"""Tables with several columns of costs: which one «cost» alone means, and when that is asked back."""

import pytest

from finops_agent.agent import OfflineEngine
from finops_agent.costs import load_files

SAID = "Namespace,Team,cpu_cost,memory_cost,total_cost\nweb,shop,1,2,5\nbatch,data,4,6,12\n"
SUMMED = "Namespace,Team,cpu_cost,memory_cost,cost_of_all\nweb,shop,1,2,3\nbatch,data,4,6,10\n"
OPEN = "Namespace,Team,cpu_cost,memory_cost,network_cost\nweb,shop,1,2,4\nbatch,data,4,6,9\n"


@pytest.fixture
def engine(tmp_path):
    def made(text):
        (tmp_path / "namespaces.csv").write_text(text, encoding="utf-8")
        return OfflineEngine(load_files([tmp_path / "namespaces.csv"]))

    return made


@pytest.mark.parametrize(("text", "cost"), [(SAID, 17), (SUMMED, 13)])
def test_the_cost_is_the_column_that_says_total_or_is_the_sum(engine, text, cost):
    assert float(engine(text).ask("what do the namespaces cost").value) == cost


def test_costs_of_parts_without_a_total_are_asked_back(engine):
    answer = engine(OPEN).ask("cost by team")
    assert answer.refused
    assert "cpu cost, memory cost or network cost" in answer.text
    assert float(engine(OPEN).ask("memory cost of data").value) == 6
