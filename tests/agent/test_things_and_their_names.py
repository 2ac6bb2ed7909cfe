"""Lists whose things are told by name, where some share one and some have none."""

import pytest

from finops_agent.agent import OfflineEngine
from finops_agent.costs import load_files


@pytest.fixture(scope="module")
def machines(tmp_path_factory):
    path = tmp_path_factory.mktemp("machines") / "instances.csv"
    path.write_text(
        "InstanceId,Name,InstanceType,State,AvgCpuPercent,MonthlyCost\n"
        "i-01,web,m5.large,running,3.0,70\ni-02,web,m5.large,running,4.0,60\n"
        "i-03,db,r5.large,running,40.0,100\ni-04,,t3.micro,stopped,1.0,5\ni-05,job,t3.micro,running,2.5,10\n",
        encoding="utf-8",
    )
    dataset = load_files([path])
    yield OfflineEngine(dataset)
    dataset.close()


def _value(engine, question):
    engine.reset()
    return engine.ask(question).to_json()["value"]


@pytest.mark.parametrize("words", ["with name", "by cost with their name", "by name"])
def test_things_that_share_a_name_are_ranked_apart(machines, words):
    told = [(set(label.split(" / ")), cost) for label, cost in _value(machines, f"top 3 instances {words}")]
    assert told == [({"i-03", "db"}, 100), ({"i-01", "web"}, 70), ({"i-02", "web"}, 60)]


@pytest.mark.parametrize("words", [", with name", ", with their name", " with name"])
def test_a_name_behind_a_limit_is_told_and_tests_nothing(machines, words):
    told = dict(_value(machines, f"instances with cpu under 5 percent{words}"))
    assert told == {"i-01 / web": 70, "i-02 / web": 60, "i-05 / job": 10, "i-04 / no name": 5}


def test_a_name_of_those_that_have_one_still_tests(machines):
    assert [label for label, _ in _value(machines, "instances with a name")] == ["i-03", "i-01", "i-02", "i-05"]
    assert _value(machines, "how many running instances with name") == 4


@pytest.mark.parametrize("words", ["with their monthly cost", "with cost", "and their cost"])
def test_things_with_their_cost_are_listed_and_not_summed(machines, words):
    assert dict(_value(machines, f"running instances {words}")) == {"i-01": 70, "i-02": 60, "i-03": 100, "i-05": 10}


def test_the_cost_of_things_stays_one_sum(machines):
    assert _value(machines, "cost of running instances") == 240
    assert _value(machines, "total cost of running instances") == 240
