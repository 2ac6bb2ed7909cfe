"""Words that stand in no vocabulary, but have one meaning beside what they stand with; elsewhere they are refused."""

import pytest

from finops_agent.agent import OfflineEngine
from finops_agent.costs import load_files

BUCKETS = """BucketName,StorageClass,SizeGB,ObjectCount,Team,MonthlyCost
logs-1,STANDARD,1500,10,web,30
logs-2,GLACIER_IR,2500,20,web,10
raw-1,STANDARD,500,30,core,12
"""
DATABASES = """DBInstanceIdentifier,Engine,EngineVersion,BackupRetentionPeriod,MonthlyCost
a-1,postgres,14.1,0,10
a-2,postgres,14.10,7,20
b-1,mysql,8.0,0,40
"""
VOLUMES = """VolumeId,VolumeType,SizeGiB,State,InstanceId,MonthlyCost
vol-1,gp2,100,in-use,i-1,10
vol-2,gp2,600,available,,60
vol-3,io1,700,available,,90
vol-4,io1,50,available,,7
"""
LICENCES = """Vendor,Seats,Annual Cost,Renewal Date
Miro,10,1200,2026-02-01
Notion,20,2400,2026-05-01
Linear,30,3000,2026-06-01
"""


@pytest.fixture
def ask(tmp_path):
    opened = []

    def asked(table, *questions):
        path = tmp_path / "list.csv"
        path.write_text(table, encoding="utf-8")
        opened.append(load_files([path]))
        engine = OfflineEngine(opened[-1])
        return [engine.ask(question) for question in questions][-1]

    yield asked
    for dataset in opened:
        dataset.close()


@pytest.mark.parametrize(
    ("table", "question", "value"),
    [
        (BUCKETS, "how many TB do we have in GLACIER_IR", 2.5),
        (BUCKETS, "STANDARD size in terabytes", 2),
        (BUCKETS, "how many buckets are over 2 TB", 1),
        (BUCKETS, "objects stored for web", 30),
        (BUCKETS, "s3 cost of team core", 12),
        (DATABASES, "how many mysql databases are on 8.0", 1),
        (DATABASES, "cost of everything on 14.1", 10),
        (DATABASES, "how many databases have retention 0", 2),
        (DATABASES, "number of dbs, backup retention 7", 1),
        (VOLUMES, "how many volumes are io1 and larger than 500 GB", 1),
        (BUCKETS, "how much data sits in GLACIER_IR, in GB", 2500),
        (LICENCES, "total seats over all vendors", 60),
        (LICENCES, "annual cost over everything", 6600),
        (LICENCES, "what do our subscriptions cost a year", 6600),
        (LICENCES, "what does notion cost per year", 2400),
        (LICENCES, "annual cost of tools renewing in q2 2026", 5400),
        (LICENCES, "how many tools do we have", 3),
    ],
)
def test_the_word_is_read_where_its_neighbours_settle_it(ask, table, question, value):
    assert float(ask(table, question).value) == value


@pytest.mark.parametrize(
    ("table", "question"),
    [
        (BUCKETS, "cost in TB"),
        (BUCKETS, "ebs cost"),
        (BUCKETS, "stored cost"),
        (VOLUMES, "s3 cost"),
        (VOLUMES, "what do the tools cost"),
        (DATABASES, "how many databases are on 9.6"),
        (LICENCES, "average annual cost over all vendors"),
        (LICENCES, "miro over everything"),
        (VOLUMES, "how many are there"),
        (LICENCES, "cost without contracts"),
    ],
)
def test_the_word_is_refused_where_something_would_be_dropped_with_it(ask, table, question):
    assert ask(table, question).refused


def test_versions_are_names_and_keep_their_zeros(ask):
    rows = ask(DATABASES, "cost by engine version").value
    assert [[name, float(cost)] for name, cost in rows] == [["8.0", 40], ["14.10", 20], ["14.1", 10]]


def test_a_follow_up_stays_in_the_unit_that_was_asked_for(ask):
    assert float(ask(BUCKETS, "how much data is in STANDARD, in TB", "and in GLACIER_IR?").value) == 2.5


@pytest.mark.parametrize("again", ["how many are there", "and how many of them?", "how many are those?"])
@pytest.mark.parametrize(
    "question", ["what do unattached volumes cost", "list volumes without instance", "available size"]
)
def test_how_many_there_are_is_of_what_was_asked_before(ask, question, again):
    assert ask(VOLUMES, question, again).value == 3


@pytest.mark.parametrize("question", ["cost by volume type", "top 2 volumes", "share of gp2"])
def test_how_many_there_are_is_refused_where_two_things_may_be_meant(ask, question):
    assert ask(VOLUMES, question, "how many are there").refused


@pytest.mark.parametrize("question", ["how many GB are in STANDARD", "objects in STANDARD", "STANDARD size in TB"])
def test_and_the_cost_after_an_amount_is_the_cost(ask, question):
    assert float(ask(BUCKETS, question, "and the cost?").value) == 42


@pytest.mark.parametrize(
    ("question", "same"),
    [
        ("cost in the first two weeks of August", "cost from August 1 to August 14"),
        ("spend over the last 3 weeks of July", "cost from July 11 to July 31"),
        ("average cost per day in August, mon-fri", "average cost per day in August on weekdays"),
        ("daily average in August counting weekdays only", "average cost per day in August on weekdays"),
        ("August cost monday through friday", "August cost on weekdays"),
        ("cost by team, incl what isnt tagged", "cost by team including untagged"),
        ("EC2 cost, 3 months", "EC2 cost"),
        ("top 3 services once EC2 is left out", "top 3 services without EC2"),
    ],
)
def test_another_wording_has_the_same_answer(northwind, question, same):
    one = northwind.ask(question)
    northwind.reset()
    other = northwind.ask(same)
    assert not one.refused
    assert one.value == other.value


@pytest.mark.parametrize(
    "question",
    [
        "cost of what is charged once",
        "EC2 nodes cost",
        "cost in the first 6 weeks of July",
    ],
)
def test_what_would_change_the_figure_is_not_dropped(northwind, question):
    assert northwind.ask(question).refused
