"""Several files at once: which of them a question is about, what a refusal tells, and which questions are offered."""

from decimal import Decimal

import pytest

from finops_agent.agent import OfflineEngine
from finops_agent.costs import load_files

BILL = """\
ChargePeriodStart,ChargePeriodEnd,ProviderName,ServiceName,ChargeCategory,RegionId,BilledCost,EffectiveCost,BillingCurrency
2026-05-01T00:00:00Z,2026-05-02T00:00:00Z,AWS,Amazon S3,Usage,eu-west-1,10,10,USD
2026-06-01T00:00:00Z,2026-06-02T00:00:00Z,AWS,Amazon S3,Usage,eu-west-1,12.5,12,USD
"""
INSTANCES = """Instance ID,Instance type,Instance state,vCPUs,Owner,Launch time,Monthly cost (USD)
i-01,m6i.large,running,2,ada,2024-02-01,70.08
i-02,m6i.xlarge,stopped,4,bea,2024-03-05,140.16
i-03,m6i.large,running,2,ada,2025-03-05,70.08
"""
ADVICE = """Recommendation ID,Action Type,Estimated Monthly Savings,Currency Code
rec-1,Rightsize,30.00,USD
rec-2,Delete,12.00,USD
"""


@pytest.fixture(scope="module")
def engine(tmp_path_factory):
    folder = tmp_path_factory.mktemp("lists")
    paths = []
    for name, text in {"bill.csv": BILL, "instances.csv": INSTANCES, "advice.csv": ADVICE}.items():
        (folder / name).write_text(text, encoding="utf-8")
        paths.append(folder / name)
    dataset = load_files(paths)
    yield OfflineEngine(dataset)
    dataset.close()


def test_what_the_bill_has_no_charges_of_is_asked_of_the_list_that_has_it(engine):
    engine.reset()
    answer = engine.ask("total monthly cost of the instances")
    assert answer.value == Decimal("280.32")


def test_a_refusal_is_told_by_the_list_that_read_most_and_names_its_columns(engine):
    engine.reset()
    answer = engine.ask("which owner has idle instances?")
    assert answer.refused
    assert "It has: vcpus, monthly cost, instance id, instance type, instance state, owner." in answer.text


def test_a_bill_still_says_what_would_be_needed(engine):
    engine.reset()
    assert "A bill has no energy or emission figures" in engine.ask("carbon of S3 in eu-west-1").text


def test_words_near_an_unknown_one_are_those_of_the_list_that_is_asked(engine):
    engine.reset()
    answer = engine.ask("monthly cost of the ownre2 by instance state")
    assert "'owner'" in answer.text


def test_questions_are_offered_of_each_file_in_turn_and_each_is_answered(engine):
    offered = engine.suggest(4)
    assert offered[2:] == (
        "What are the top 5 instances by monthly cost?",
        "What are the top 5 recommendations by savings?",
    )
    for question in engine.suggest(12):
        engine.reset()
        assert not engine.ask(question).refused, question


def test_no_month_is_put_into_a_question_about_things_made_at_some_time(engine):
    assert not [question for question in engine.suggest(20) if "instance" in question and "20" in question]
