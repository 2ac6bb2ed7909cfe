"""Columns, units, values and amounts of lists in more words than they have, and what people call recommendations."""

import pytest

from finops_agent.agent import OfflineEngine
from finops_agent.costs import load_files

VOLUMES = """Volume ID,Name,Type,Size (GiB),IOPS,State,Region,Attached instance,Encrypted,Owner,Created,\
Monthly cost (USD)
vol-1,web-a,gp2,2000,3000,in-use,eu-west-1,i-1,true,ann,2022-01-05,200
vol-2,web-b,gp2,600,3000,available,eu-west-1,,false,ann,2023-02-05,65
vol-3,db-a,io2,100,9000,in-use,eu-north-1,i-2,true,bob,2023-03-05,120
vol-4,db-b,gp3,1000,3000,available,eu-north-1,,true,,2024-04-05,80
vol-5,db-c,gp3,20,3000,in-use,eu-north-1,i-2,false,,2024-05-05,2
"""
BUCKETS = """Bucket,Region,Storage class,Size (GB),Objects,Created,Last accessed,Versioning,Public access,\
Team,Monthly cost (USD)
old,eu-west-1,STANDARD,3000,10,2020-01-01,2025-03-01,Enabled,Open,core,69
logs,eu-west-1,GLACIER,12000,20,2021-01-01,2025-12-20,Suspended,Blocked,core,48
web,eu-north-1,STANDARD,500,30,2022-01-01,2026-05-01,Enabled,Blocked,site,110
"""
ADVICE = """accountId,instanceArn,instanceName,finding,currentInstanceType,recommendationOptions_1_instanceType,\
recommendationOptions_1_migrationEffort,currentPerformanceRisk,recommendationOptions_1_estimatedMonthlySavings_value
410000000011,arn:1,api-1,OVER_PROVISIONED,t3.large,t3.medium,VeryLow,VeryLow,30
410000000011,arn:2,etl-1,OVER_PROVISIONED,m5.large,c7g.large,Medium,VeryLow,140
410000000012,arn:3,etl-2,OVER_PROVISIONED,m5.large,m5.medium,VeryLow,Medium,70
410000000012,arn:4,web-1,OPTIMIZED,t3.large,t3.large,VeryLow,VeryLow,0
"""


@pytest.fixture(scope="module")
def ask(tmp_path_factory):
    opened = {}

    def asked(table, *questions):
        if table not in opened:
            path = tmp_path_factory.mktemp("list") / "list.csv"
            path.write_text(table, encoding="utf-8")
            opened[table] = OfflineEngine(load_files([path]))
        opened[table].reset()
        return [opened[table].ask(question) for question in questions][-1]

    return asked


@pytest.mark.parametrize(
    ("table", "question", "rows"),
    [
        (VOLUMES, "cost by volume type", {"gp2": 265, "io2": 120, "gp3": 82}),
        (VOLUMES, "monthly cost per disk state", {"in-use": 322, "available": 145}),
        (VOLUMES, "how many per volume region", {"eu-west-1": 2, "eu-north-1": 3}),
        (VOLUMES, "top 2 owners by volume cost", {"ann": 265, "bob": 120}),
        (BUCKETS, "cost by bucket class", {"STANDARD": 179, "GLACIER": 48}),
        (BUCKETS, "top 2 teams by bucket size", {"core": 15000, "site": 500}),
        (ADVICE, "savings by migration effort", {"VeryLow": 100, "Medium": 140}),
        (
            ADVICE,
            "savings by recommended instance type",
            {"c7g.large": 140, "m5.medium": 70, "t3.medium": 30, "t3.large": 0},
        ),
    ],
)
def test_a_column_is_named_with_what_it_is_a_column_of(ask, table, question, rows):
    assert {name: float(figure) for name, figure in ask(table, question).value} == rows


@pytest.mark.parametrize(
    ("question", "volumes"),
    [
        ("list unattached volumes that cost over 60 dollars a month", {"vol-2", "vol-4"}),
        ("volumes under $5/month", {"vol-5"}),
        ("volumes costing between 70 and 120 dollars a month", {"vol-3", "vol-4"}),
        ("volumes above 100 dollars monthly", {"vol-1", "vol-3"}),
        ("volumes over 100$", {"vol-1", "vol-3"}),
        ("volumes without owner over $10 a month", {"vol-4"}),
        ("volumes under 5000 iops over 100 dollars", {"vol-1"}),
        ("volumes larger than 1 TB", {"vol-1"}),
        ("attached gp2 volumes", {"vol-1"}),
    ],
)
def test_a_limit_is_in_the_units_that_people_say(ask, question, volumes):
    answer = ask(VOLUMES, question)
    assert {name for name, _ in answer.value} == volumes


@pytest.mark.parametrize(
    ("table", "question", "value"),
    [
        (VOLUMES, "volumes of 1 TB and more - how many", 1),
        (VOLUMES, "how many volumes are attached", 3),
        (VOLUMES, "how many volumes cost less than 100 dollars", 3),
        (VOLUMES, "how many volumes are bigger than 50 GiB and attached?", 2),
        (VOLUMES, "how many volumes does ann own", 2),
        (BUCKETS, "how many TB are we storing in total?", 15.5),
        (BUCKETS, "how many buckets haven't been accessed since january 2026?", 2),
        (BUCKETS, "how many buckets are there without versioning", 1),
        (BUCKETS, "cost of buckets with versioning", 179),
        (ADVICE, "savings we can get with very low migration effort", 100),
        (ADVICE, "savings for account 410000000011 but only medium effort", 140),
        (ADVICE, "how much would we save if we only touched the t3.large instances?", 30),
    ],
)
def test_the_figure_is_of_what_the_words_say(ask, table, question, value):
    assert float(ask(table, question).value) == value


def test_what_is_recommended_for_one_thing_is_told(ask):
    assert "c7g.large" in ask(ADVICE, "what instance type is recommended for etl-1?").text


def test_opportunities_are_the_things_with_the_most_to_save(ask):
    rows = ask(ADVICE, "top 2 savings opportunities").value
    assert [float(figure) for _, figure in rows] == [140, 70]


@pytest.mark.parametrize("again", ["and over a year?", "and per year?", "yearly?"])
def test_savings_of_a_month_are_asked_on_for_a_year(ask, again):
    assert float(ask(ADVICE, "savings for account 410000000012", again).value) == 70 * 12


def test_the_owner_of_the_dearest_thing_is_told(ask):
    assert "ann" in ask(VOLUMES, "who owns the most expensive volume?").text


@pytest.mark.parametrize(
    ("table", "question"),
    [
        (VOLUMES, "how did the cost develop from april to may"),
        (VOLUMES, "cost over time"),
        (VOLUMES, "volumes created per month"),
        (VOLUMES, "how many owners cost more than 100 dollars"),
        (BUCKETS, "cost of public buckets"),
        (ADVICE, "how many savings opportunities are there"),
        (ADVICE, "savings with high migration effort"),
    ],
)
def test_a_word_that_could_be_read_in_two_ways_is_refused(ask, table, question):
    assert ask(table, question).refused
