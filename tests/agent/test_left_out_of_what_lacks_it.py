"""What is left out of one service, where it is of another: asked back, since a figure without it would be the same."""

from decimal import Decimal

import pytest

from evals.packages import bills_of, seed_of
from finops_agent.agent import OfflineEngine
from finops_agent.costs import load_files

BILL = """\
ChargePeriodStart,ChargePeriodEnd,ProviderName,ServiceName,SkuId,ChargeCategory,Tags,BilledCost,EffectiveCost,BillingCurrency
2026-06-01T00:00:00Z,2026-06-02T00:00:00Z,Google Cloud,Compute Engine,N2 Core,Usage,"{""team"":""web""}",100,100,USD
2026-06-02T00:00:00Z,2026-06-03T00:00:00Z,Google Cloud,Compute Engine,Storage PD,Usage,"{""team"":""data""}",20,20,USD
2026-06-02T00:00:00Z,2026-06-03T00:00:00Z,Google Cloud,Cloud Storage,Standard,Usage,"{""team"":""data""}",7,7,USD
2026-06-03T00:00:00Z,2026-06-04T00:00:00Z,Google Cloud,BigQuery,Analysis,Tax,"{""team"":""data""}",5,5,USD
"""
BUCKETS = """Bucket,Region,Storage class,Size (GB),Monthly cost (USD)
a,eu-west-1,STANDARD,300,20
b,eu-west-1,GLACIER,100,1
"""
VOLUMES = """Volume ID,Type,Size (GiB),Monthly cost (USD)
vol-1,gp2,100,10
vol-2,gp3,100,8
"""


@pytest.fixture(scope="module")
def ask(tmp_path_factory):
    folder, engines = tmp_path_factory.mktemp("lacking"), {}

    def asked(table, question):
        if table not in engines:
            path = folder / f"file{len(engines)}.csv"
            path.write_text(table, encoding="utf-8")
            engines[table] = OfflineEngine(load_files([path]))
        engines[table].reset()
        return engines[table].ask(question)

    return asked


@pytest.mark.parametrize(
    "question", ["compute engine without cloud storage", "cloud storage cost excluding bigquery in june"]
)
def test_a_service_is_not_left_out_of_another(ask, question):
    answer = ask(BILL, question)
    assert answer.refused
    assert "leaving it out would change nothing" in answer.text


@pytest.mark.parametrize(
    ("question", "cost"),
    [
        ("compute engine without tax", 120),
        ("compute engine of team web without team data", 100),
        ("only compute engine, not cloud storage", 120),
        ("cost without cloud storage", 125),
    ],
)
def test_what_may_well_be_missing_is_left_out_all_the_same(ask, question, cost):
    assert ask(BILL, question).value == Decimal(cost)


@pytest.mark.parametrize("question", ["what percentage of our data sits in glacier", "share of data in glacier"])
def test_data_of_a_list_with_sizes_is_their_size(ask, question):
    assert float(ask(BUCKETS, question).value) == pytest.approx(25.0)


def test_of_three_names_of_a_move_none_is_taken_for_what_moves(ask):
    assert ask(VOLUMES, "if gp3 is 20% cheaper, what would moving all gp2 to gp3 save?").refused
    assert float(ask(VOLUMES, "what would moving gp2 to gp3 save at 20% less").value) == pytest.approx(2.0)


def test_kinds_of_lines_that_only_aws_writes_are_not_left_out_of_another_bill(tmp_path):
    file, make = bills_of("third")["mca_gbp"]
    make(tmp_path / file, seed_of("third"))
    answer = OfflineEngine(load_files([tmp_path / file])).ask("cost not covered by a reservation")
    assert answer.refused
    assert "No line of this data is marked as" in answer.text
