"""An inventory is one moment: how its costs went over time is refused, what was made when is told."""

import pytest

from finops_agent.agent import OfflineEngine
from finops_agent.costs import load_files

VOLUMES = """VolumeId,Name,Type,SizeGiB,State,Region,CreateDate,MonthlyCostUSD
vol-1,web-a,gp3,100,in-use,eu-west-1,2026-07-10,8.00
vol-2,web-b,gp2,200,in-use,eu-west-1,2026-07-16,20.00
vol-3,log-a,gp2,50,available,eu-west-1,2026-08-03,5.00
vol-4,log-b,io2,80,in-use,us-east-1,2025-08-03,40.00
"""


@pytest.fixture(scope="module")
def engine(tmp_path_factory):
    path = tmp_path_factory.mktemp("list") / "ebs_volumes.csv"
    path.write_text(VOLUMES, encoding="utf-8")
    dataset = load_files([path])
    yield OfflineEngine(dataset)
    dataset.close()


@pytest.fixture
def ask(engine):
    def answered(question):
        engine.reset()
        return engine.ask(question)

    return answered


@pytest.mark.parametrize(
    "question",
    [
        "how did the cost develop from july to august", "how did the cost evolve", "monthly cost trend",
        "cost of gp2 volumes over time", "cost by month", "daily cost", "total cost in july",
        "when was the cost highest", "how has the size developed", "how did the number of volumes develop",
        "did the cost change from july to august",
    ],
)  # fmt: skip
def test_how_standing_figures_went_over_time_is_refused(ask, question):
    answer = ask(question)
    assert answer.refused
    assert answer.missing == "more than one moment"


@pytest.mark.parametrize(
    ("question", "value"),
    [
        ("monthly cost of volumes created in july", 28),
        ("cost of volumes from 2025", 40),
        ("cost by month of creation", [["2025-08", 40], ["2026-07", 28], ["2026-08", 5]]),
        ("how many volumes were created over time", [["2025-08", 1], ["2026-07", 2], ["2026-08", 1]]),
        ("what do the volumes cost per month", 73),
    ],
)
def test_what_was_made_when_is_told(ask, question, value):
    assert ask(question).value == value
