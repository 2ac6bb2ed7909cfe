"""Inventories, tables by month and metrics: names that are times, columns of one thing, ties, limits, odd days."""

import pytest

from finops_agent.agent import OfflineEngine
from finops_agent.costs import load_files


def _engine(tmp_path_factory, name, text):
    path = tmp_path_factory.mktemp("tables") / name
    path.write_text(text, encoding="utf-8")
    return OfflineEngine(load_files([path]))


@pytest.fixture(scope="module")
def machines(tmp_path_factory):
    return _engine(
        tmp_path_factory,
        "instances.csv",
        "InstanceId,Name,InstanceType,State,Owner,vCPUs,Avg CPU (%),LaunchTime,MonthlyCost\n"
        "i-01,web,m5.large,running,olga,2,3.0,2025-03-04,70\ni-02,march,m5.large,running,piet,2,4.0,2026-03-09,60\n"
        "i-03,db,r5.large,stopped,olga,8,40.0,2024-07-01,120\ni-04,q3,t3.micro,stopped,,2,1.0,2026-08-20,5\n"
        "i-05,web,t3.micro,running,piet,8,25.0,2025-07-11,10\n",
    )


@pytest.fixture(scope="module")
def teams(tmp_path_factory):
    rows = [
        f"2026-{month:02d},{team},{cost * month},{heads}"
        for month in (5, 6, 7, 8)
        for team, cost, heads in (("Checkout", 100, 14), ("Q3", 10, 3), ("Mobile", 40, 6))
    ]
    return _engine(tmp_path_factory, "chargeback.csv", "Month,Team,Cloud Cost,Headcount\n" + "\n".join(rows) + "\n")


@pytest.fixture(scope="module")
def databases(tmp_path_factory):
    return _engine(
        tmp_path_factory,
        "databases.csv",
        "DBInstanceIdentifier,Engine,BackupRetentionPeriod,MultiAZ,InstanceCreateTime,MonthlyCost\n"
        "orders,mysql,14,true,2022-05-14,300\nbilling,postgres,0,false,2021-07-08,200\nhr,mysql,35,true,2023-01-02,90\n",
    )


@pytest.fixture(scope="module")
def contracts(tmp_path_factory):
    return _engine(
        tmp_path_factory,
        "contracts.csv",
        "Contract ID,Vendor,Start Date,End Date,Term (Months),Notice Period (Days),Total Value (USD)\n"
        "C-1,AWS,2025-01-03,2027-01-02,24,90,900\nC-2,Oracle,2024-01-30,2027-01-28,36,30,600\n"
        "C-3,Elastic,2025-05-05,2026-05-04,12,60,120\n",
    )


@pytest.fixture(scope="module")
def metrics(tmp_path_factory):
    rows = [
        f"2026-10-{day:02d},{name},{cpu + day}" for name, cpu in (("web-01", 10), ("web-02", 5)) for day in range(1, 10)
    ]
    return _engine(tmp_path_factory, "metrics.csv", "Date,Instance,CPUUtilization (%)\n" + "\n".join(rows) + "\n")


def _told(engine, question):
    engine.reset()
    return engine.ask(question).to_json()


def _value(engine, question):
    answer = _told(engine, question)
    assert not answer["refused"], answer["answer"]
    return answer["value"]


def _is_refused(engine, question):
    return _told(engine, question)["refused"]


# --------------------------------------------------------------- names that are times
def test_a_name_that_is_a_time_is_a_name_beside_its_noun(machines, teams):
    assert _value(machines, "what does the instance march cost?") == 60
    assert _value(teams, "cost of team q3") == 260
    assert _value(teams, "cost of the Q3 team in may") == 50


def test_a_name_that_is_a_time_is_a_time_behind_in(machines, teams):
    assert _value(teams, "cost in q3") == 150 * 15
    assert [label for label, _ in _value(machines, "instances launched in march")] == ["i-02"]


@pytest.mark.parametrize("question", ["cost of q3", "q3", "cost for q3"])
def test_a_name_that_is_a_time_is_asked_back_where_nothing_says_which(teams, question):
    assert "team q3" in _told(teams, question)["answer"].lower()
    assert _is_refused(teams, question)


def test_months_of_a_list_share_the_year_behind_them(machines):
    listed = _value(machines, "instances launched in march and july 2025")
    assert [label for label, _ in listed] == ["i-01", "i-05"]


# ------------------------------------------------------------ columns of one thing
@pytest.mark.parametrize(
    ("question", "told"),
    [
        ("who owns db?", "olga"), ("what state is db in?", "stopped"), ("instance type of db", "r5.large"),
        ("what is the launch time of db", "2024-07-01"), ("when was db launched?", "2024-07-01"),
        ("owner of instance i-02", "piet"),
    ],
)  # fmt: skip
def test_a_column_of_one_thing_is_told(machines, question, told):
    assert [label for label, _ in _value(machines, question)] == [told]


def test_a_column_of_a_name_that_two_things_share_is_told_of_both(machines):
    assert dict(_value(machines, "instance type of web")) == {"m5.large": 70, "t3.micro": 10}


def test_the_date_that_is_named_is_told_of_a_contract(contracts):
    assert [label for label, _ in _value(contracts, "end date of C-2")] == ["2027-01-28"]
    assert [label for label, _ in _value(contracts, "start date of C-2")] == ["2024-01-30"]


def test_a_name_that_is_a_word_for_cost_is_a_name_behind_is(databases):
    assert [label for label, _ in _value(databases, "is billing multi-az")] == ["false"]


# -------------------------------------------------------------------- names and lists
def test_names_of_things_list_them_and_count_none(machines):
    told = [(set(label.split(" / ")), cost) for label, cost in _value(machines, "names of instances with 8 vcpus")]
    assert told == [({"i-03", "db"}, 120), ({"i-05", "web"}, 10)]


def test_a_list_of_all_is_no_number(machines, databases):
    assert len(_value(machines, "list all instances")) == 5
    assert len(_value(databases, "list the names of all databases")) == 3
    assert _value(databases, "how many databases are there") == 3


# ------------------------------------------------------------------------------- ties
def test_all_that_share_the_first_place_are_told(machines):
    assert (
        "m5.large with 2 is the highest, as is t3.micro"
        in _told(machines, "which instance type is used most")["answer"]
    )
    assert "olga with 2 is the highest, as is piet" in _told(machines, "which owner has the most instances")["answer"]


def test_a_first_place_that_one_has_alone_stays_one(machines):
    assert _value(machines, "most expensive instance") == [["i-03", 120]]
    assert "as is" not in _told(machines, "most expensive instance")["answer"]


def test_those_cut_off_a_ranking_with_the_same_figure_are_noticed(machines):
    warnings = _told(machines, "top 3 instances by vcpus")["warnings"]
    assert any("same figure" in warning for warning in warnings)
    assert not any("same figure" in warning for warning in _told(machines, "top 2 instances by vcpus")["warnings"])


# ----------------------------------------------------------------------------- limits
@pytest.mark.parametrize(
    "words",
    ["over 50 and under 100", "over 50 but less than 100", "under 100 and over 50", "more than 50 and less than 100"],
)
def test_two_limits_are_a_range(machines, words):
    assert _value(machines, f"instances costing {words}") == [["i-01", 70], ["i-02", 60]]


def test_an_amount_that_could_be_a_year_is_the_end_of_a_range(teams):
    assert _value(teams, "teams costing over 300 and under 2000 in august") == [["Checkout", 800], ["Mobile", 320]]
    assert _value(teams, "teams with a cost between 300 and 2000 in august") == [["Checkout", 800], ["Mobile", 320]]


def test_the_upper_end_of_under_is_left_out(teams):
    assert _value(teams, "teams costing at least 80 and under 320 in august") == [["Q3", 80]]


def test_a_limit_in_percent_fits_a_column_that_says_percent(machines):
    assert [label for label, _ in _value(machines, "running instances with cpu below 10%")] == ["i-01", "i-02"]
    assert [label for label, _ in _value(machines, "instances with cpu over 2% and under 4%")] == ["i-01"]


def test_days_behind_a_limit_are_its_unit_and_no_split(databases, contracts):
    assert _value(databases, "databases with backup retention of less than 7 days") == [["billing", 200]]
    assert _value(databases, "databases with backup retention over 2 weeks") == [["hr", 90]]
    assert _value(contracts, "contracts with a term over 2 years") == [["C-2", 600]]


def test_a_length_that_the_column_is_not_told_in_is_refused(contracts):
    assert _is_refused(contracts, "contracts with a notice period over 2 months")


# -------------------------------------------------------------------- extremes, levels
def test_a_peak_of_each_is_its_highest_figure_and_no_mean(metrics):
    assert _value(metrics, "peak cpu of each instance") == [["web-01", 19], ["web-02", 14]]
    assert dict(_value(metrics, "lowest cpu per instance")) == {"web-01": 11, "web-02": 6}


def test_a_headcount_is_not_added_up_over_months(teams):
    assert _value(teams, "headcount in august") == 23
    assert _value(teams, "headcount by month")[-1] == ["2026-08", 23]
    assert _is_refused(teams, "total headcount")
    assert _is_refused(teams, "headcount of checkout")


# ----------------------------------------------------------------- times that are apart
def test_days_that_do_not_follow_each_other_are_told_one_by_one(metrics, teams):
    assert _value(metrics, "average cpu of web-01 on october 3, 7 and 9") == pytest.approx(49 / 3)
    assert _value(teams, "cost in may and august") == [["2026-05", 750], ["2026-08", 1200]]
    assert _value(teams, "total cost in may and august") == 1950


def test_a_daily_average_of_days_apart_stays_refused(teams):
    assert _is_refused(teams, "average monthly cost in may and august")


def test_years_apart_are_a_test_too(machines):
    assert [label for label, _ in _value(machines, "instances launched in 2024 and 2026")] == ["i-03", "i-02", "i-04"]


# --------------------------------------------------------------- columns as exports call them
@pytest.fixture(scope="module")
def volumes(tmp_path_factory):
    return _engine(
        tmp_path_factory,
        "volumes.csv",
        "volume_id,volume_name,Size (GiB),owner_email,Created,Cost per Month\n"
        "vol-1,logs,500,olga,2023-01-04,80\nvol-2,data,1000,piet,2024-02-05,60\nvol-3,may,20,olga,2025-03-06,4\n",
    )


@pytest.fixture(scope="module")
def licences(tmp_path_factory):
    return _engine(
        tmp_path_factory,
        "licences.csv",
        "Product,License Type,Licenses Owned,Licenses Used,Annual Cost (EUR)\n"
        "RHEL,perpetual,100,60,900\nVeeam,subscription,50,49,400\nSplunk,subscription,10,2,100\n",
    )


@pytest.fixture(scope="module")
def by_tag(tmp_path_factory):
    return _engine(
        tmp_path_factory,
        "costs.csv",
        "team,checkout($),march($),No tag key: team($),Total costs($)\nteam total,30,3,9,42\n"
        "2026-03-01,10,1,4,15\n2026-04-01,20,2,5,27\n",
    )


def test_a_cost_per_month_is_money_that_adds_up(volumes):
    assert _value(volumes, "total cost of volumes") == 144
    assert _value(volumes, "volumes of more than 400 GiB costing under 70") == [["vol-2", 60]]


def test_the_name_of_a_thing_goes_by_name(volumes):
    assert [label for label, _ in _value(volumes, "who owns logs")] == ["olga"]
    assert _value(volumes, "cost of the volume may") == 4
    assert {label for label, _ in _value(volumes, "names of volumes over 400 GiB")} == {"logs", "data"}


def test_a_column_of_the_first_is_told_beside_it(volumes):
    assert _value(volumes, "owner of the most expensive volume") == [["vol-1 / olga", 80]]


@pytest.mark.parametrize("question", ["number of licenses", "total licenses"])
def test_a_word_of_several_columns_is_asked_back_and_no_slip(licences, question):
    answer = _told(licences, question)
    assert answer["refused"]
    assert "licenses owned" in answer["answer"]


def test_cost_explorer_by_a_tag_is_split_by_that_tag(by_tag):
    assert _value(by_tag, "cost by team") == [["checkout", 30], ["untagged", 9], ["march", 3]]
    assert _value(by_tag, "untagged cost in april") == 5
    assert _value(by_tag, "cost of team march") == 3
    assert _is_refused(by_tag, "cost of march")


def test_employees_are_the_headcount(teams):
    assert _value(teams, "cost per employee by team in august") == [
        ["Checkout", pytest.approx(800 / 14)], ["Mobile", pytest.approx(320 / 6)], ["Q3", pytest.approx(80 / 3)],
    ]  # fmt: skip


# ------------------------------------------------------------------- accounts, ways of paying, idle times
@pytest.fixture(scope="module")
def buckets(tmp_path_factory):
    return _engine(
        tmp_path_factory,
        "buckets.csv",
        "bucket,Account ID,Account Name,Memory (MB),last_modified,Payment Term,monthly_cost\n"
        "logs,111122223333,prod,2048,2024-03-04,Annual,80\nweb,444455556666,lab,128,2025-06-07,Monthly,20\n"
        "raw,111122223333,prod,2048,2026-01-02,Annual,5\n",
    )


def test_an_account_goes_by_its_name_where_one_stands_beside_the_number(buckets):
    assert _value(buckets, "cost by account") == [["prod", 85], ["lab", 20]]
    assert [label for label, _ in _value(buckets, "account of web")] == ["lab"]


def test_an_account_can_be_named_by_its_number(buckets):
    assert [label for label, _ in _value(buckets, "buckets in account 111122223333")] == ["logs", "raw"]
    assert _value(buckets, "cost of buckets in account 111122223333") == 85


def test_not_modified_since_asks_for_those_last_modified_before(buckets):
    assert [label for label, _ in _value(buckets, "buckets not modified since 2026")] == ["logs", "web"]


def test_an_annual_cost_is_no_filter_by_a_payment_term(buckets):
    assert _is_refused(buckets, "annual cost of logs")
    assert _value(buckets, "cost with payment term annual") == 85


def test_an_amount_before_its_unit_is_no_year(buckets):
    assert [label for label, _ in _value(buckets, "buckets with 2048 MB")] == ["logs", "raw"]


def test_a_number_of_instances_is_not_added_up_over_months(tmp_path_factory):
    groups = _engine(
        tmp_path_factory, "groups.csv", "Month,Group Name,Instances\n2026-01,web,4\n2026-01,api,2\n2026-02,web,6\n"
    )
    assert _is_refused(groups, "total instances")
    assert _value(groups, "instances in january") == 6


def test_things_costing_between_two_amounts_are_listed(machines):
    assert _value(machines, "instances costing between 50 and 100") == [["i-01", 70], ["i-02", 60]]


def test_a_list_of_all_with_their_figure_is_no_sum(volumes):
    assert dict(_value(volumes, "list all volumes with their size")) == {"vol-1": 500, "vol-2": 1000, "vol-3": 20}
