"""What the rows and columns of a list make clear: nouns of the rows, states, amounts a month, seats and licences."""

import pytest

from finops_agent.agent import OfflineEngine
from finops_agent.costs import load_files


def _engine(tmp_path_factory, name, text):
    path = tmp_path_factory.mktemp("lists") / name
    path.write_text(text, encoding="utf-8")
    return OfflineEngine(load_files([path]))


@pytest.fixture(scope="module")
def databases(tmp_path_factory):
    return _engine(
        tmp_path_factory,
        "databases.csv",
        "DBInstanceIdentifier,DBInstanceClass,DBInstanceStatus,AllocatedStorage,DatabaseConnectionsAvg,"
        "CPUUtilizationAvg,InstanceCreateTime,MonthlyCostUSD\n"
        "orders,db.r5.large,available,100,20,40.0,2022-05-14,300\n"
        "billing,db.r6g.large,available,50,0,4.0,2021-07-08,200\n"
        "hr,db.m5.large,stopped,10,0,0.0,2023-01-02,90\n",
    )


@pytest.fixture(scope="module")
def volumes(tmp_path_factory):
    return _engine(
        tmp_path_factory,
        "volumes.csv",
        "VolumeId,VolumeType,Size (GiB),State,CreateTime,MonthlyCost\n"
        "vol-01,gp3,1200,in-use,2024-02-01,96\nvol-02,gp3,1500,available,2024-05-01,120\n"
        "vol-03,gp2,80,in-use,2025-01-01,8\n",
    )


@pytest.fixture(scope="module")
def licences(tmp_path_factory):
    return _engine(
        tmp_path_factory,
        "licences.csv",
        "Product,Category,Department,Seats purchased,Seats assigned,Price per seat per month,Annual cost,Renewal date\n"
        "Figma,Design,Sales,10,8,40,4800,2027-01-05\nFigma,Design,HR,5,5,40,2400,2027-02-05\n"
        "Jira Software,Engineering tools,HR,20,15,7,1680,2027-03-01\n",
    )


@pytest.fixture(scope="module")
def usage(tmp_path_factory):
    return _engine(
        tmp_path_factory,
        "usage.csv",
        "Team,Region,Instance Hours,Volume IOPS,Bucket Size (GB),Monthly Cost\n"
        "web,eu,10,300,5,100\nops,us,20,100,7,50\nweb,us,5,10,1,30\n",
    )


def _told(engine, *questions):
    engine.reset()
    answers = [engine.ask(question).to_json() for question in questions]
    return answers[-1]["value"]


def _names(value):
    return {row[0] for row in value}


def test_a_word_for_the_rows_is_never_a_figure_that_has_it_in_its_name(databases):
    assert _told(databases, "how many databases are available?", "and stopped?") == 1
    assert _told(databases, "mean cpu of all databases") == pytest.approx(44 / 3)


@pytest.mark.parametrize(
    "question", ["how many buckets does web have", "how many volumes does ops have", "instances by team"]
)
def test_a_figure_of_things_does_not_count_these(usage, question):
    assert _told(usage, question) is None


def test_an_available_database_runs_and_an_available_volume_is_unattached(databases, volumes):
    assert _told(databases, "cost of the running databases") == 500
    assert _told(databases, "unused databases") is None
    assert _told(volumes, "cost of running volumes") is None
    assert _names(_told(volumes, "volumes that nobody uses")) == {"vol-02"}


def test_rows_whose_figure_is_zero_have_none(databases):
    assert _names(_told(databases, "which running databases have no connections at all")) == {"billing"}


def test_all_these_things_are_the_rows_where_nothing_was_asked_before(databases):
    assert _told(databases, "what do all these databases cost per month") == 590


def test_an_amount_a_month_is_set_against_the_cost_of_a_month_only(databases, volumes):
    assert _names(_told(databases, "databases over 250 dollars a month")) == {"orders"}
    assert _names(_told(volumes, "list volumes that cost more than 100 a month")) == {"vol-02"}
    assert _told(volumes, "volumes over 1000 a year") is None


def test_an_amount_a_month_is_set_against_the_sum_of_a_group(tmp_path_factory):
    text = "InstanceId,Team,State,LaunchTime,MonthlyCost\ni-1,a,on,2024-03-04,70\ni-2,b,on,2025-03-04,60\n"
    instances = _engine(tmp_path_factory, "instances.csv", text + "i-3,b,on,2025-06-04,50\n")
    assert _told(instances, "teams over 100 a month") == [["b", 110.0]]
    assert _told(instances, "how many teams are over 100 a month") == 1
    assert _names(_told(instances, "instances over 55 a month")) == {"i-1", "i-2"}


def test_the_beginning_of_instance_types_names_these(databases):
    assert _told(databases, "cost of the r5 and r6g ones") == 500
    assert _told(databases, "cost of the r6 ones") is None


def test_no_storage_is_left_where_only_one_column_tells_of_it(databases):
    assert _told(databases, "unused storage in total") is None


def test_a_state_behind_a_limit_narrows_as_the_name_before_does(volumes):
    assert _told(volumes, "number of gp3 volumes bigger than 1000 GiB and attached") == 1


def test_money_wasted_on_unattached_things_is_their_cost(volumes):
    assert _told(volumes, "how much are we wasting on unattached volumes per month?") == 120
    assert _told(volumes, "how much are we wasting on gp2 volumes") is None


def test_a_list_of_licences_knows_what_licences_and_seats_are(licences):
    assert _told(licences, "what's our annual licence spend?") == 8880
    assert _told(licences, "software licence spend") == 8880
    assert _told(licences, "monthly licence spend") is None
    assert _told(licences, "price of a figma seat?") == 40
    assert _told(licences, "spend on design tools") == 7200
    assert _told(licences, "jira and figma seats purchased") == 35


def test_seats_that_are_not_assigned_are_those_left_and_cost_their_price(licences):
    asked = "how many seats did we buy that aren't assigned to anyone"
    assert _told(licences, asked) == 7
    assert _told(licences, asked, "what do those unassigned seats cost us?") == 115


def test_a_column_of_types_is_that_of_the_rows_as_well(tmp_path_factory):
    text = "Volume ID,Type,State,Monthly cost\nvol-1,gp3,in-use,5\nvol-2,gp2,available,7\nvol-3,gp3,in-use,1\n"
    disks = _engine(tmp_path_factory, "disks.csv", text)
    assert _told(disks, "cost by volume type") == [["gp2", 7.0], ["gp3", 6.0]]
    assert _told(disks, "number of disks by volume state") == [["in-use", 2], ["available", 1]]
