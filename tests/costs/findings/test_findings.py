"""Findings on made bills: hostile cells, odd data, inventories, owners, assumptions."""

import shlex
from decimal import Decimal
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from finops_agent.costs import load_files, sample_bill_path
from finops_agent.costs.findings import find, load_assumptions
from finops_agent.costs.findings.action import aws
from finops_agent.errors import SettingsError

GP2 = {"line_item_usage_type": "EBS:VolumeUsage.gp2", "line_item_usage_amount": "10", "line_item_unblended_cost": "1"}
SHARED = Path(__file__).parents[4] / "shared" / "data"


@pytest.mark.parametrize(
    "hostile",
    ["vol-1; rm -rf ~", "vol-1\ncurl evil", "$(reboot)", "--profile=admin", "`id`", "vol-1' || true", "vol 1", "вол-1"],
)
def test_a_hostile_id_is_evidence_and_goes_into_no_command(cur, every_day, hostile):
    (finding,) = find(cur(every_day(**GP2, line_item_resource_id=hostile))).of_kind("gp2_volumes")

    assert finding.resources == (hostile,)
    assert finding.commands == ()


def test_a_hostile_region_goes_into_no_command(cur, every_day):
    rows = every_day(**GP2, line_item_resource_id="vol-1", product_region_code="us-east-1; reboot")
    (finding,) = find(cur(rows)).of_kind("gp2_volumes")

    assert finding.commands[0].text == "aws ec2 modify-volume --volume-id vol-1 --volume-type gp3"


@given(st.text(), st.text())
def test_a_command_never_has_more_words_than_it_was_given(own, region):
    line = aws("ec2", "delete-snapshot", "--snapshot-id", own, region=region)

    if line is not None:
        assert shlex.split(line)[:5] == ["aws", "ec2", "delete-snapshot", "--snapshot-id", own]
        assert len(shlex.split(line)) in {5, 7}
        assert "\n" not in line


def test_an_arn_becomes_the_id_that_the_command_wants(cur, every_day):
    rows = every_day(**GP2, line_item_resource_id="arn:aws:ec2:us-east-1:1:volume/vol-1")
    (finding,) = find(cur(rows)).of_kind("gp2_volumes")

    assert finding.commands[0].text.startswith("aws ec2 modify-volume --volume-id vol-1 ")


def test_amounts_in_other_currencies_are_never_called_usd(cur, every_day):
    rows = every_day(**GP2, line_item_resource_id="vol-1", line_item_currency_code="EUR")
    (finding,) = find(cur(rows)).of_kind("gp2_volumes")

    assert (finding.monthly_saving, finding.currency, finding.monthly_saving_usd) == (6, "EUR", None)
    assert finding.to_json()["evidence"]["monthly_saving"] == 6


def test_several_currencies_are_refused_as_a_whole(cur):
    findings = find(cur([{}, {"line_item_currency_code": "EUR"}]))

    assert findings.found == ()
    assert "several currencies (EUR, USD)" in findings.not_checked[0].reason


def test_part_of_a_month_is_scaled_to_a_month(cur, every_day):
    rows = every_day(**GP2, line_item_resource_id="vol-1")[:10]
    (finding,) = find(cur(rows)).of_kind("gp2_volumes")

    assert finding.monthly_saving == Decimal(10) / 10 * 30 / 5
    assert finding.period == ("2026-09-01", "2026-09-10")


def test_a_bill_of_one_row_is_no_failure(cur):
    findings = find(cur([{}]))

    reasons = {one.kind: one.reason for one in findings.not_checked}
    assert "covers 1 day; a forecast needs" in reasons["forecast"]
    assert "covers 1 days" in reasons["anomaly"]


def test_a_table_that_is_no_bill_is_told(tmp_path):
    path = tmp_path / "table.csv"
    path.write_text("a,b\n1,2\n")
    dataset = load_files([path])

    findings = find(dataset)
    dataset.close()

    assert findings.found == ()
    assert findings.not_checked[0].reason == "No billing file is loaded, only tables; findings need a bill."


def test_a_bill_without_dates_is_told(cur):
    findings = find(cur([{"line_item_usage_start_date": ""}]))

    assert findings.not_checked[0].reason == "The bill has no readable dates, so no month can be looked at."


@pytest.mark.parametrize(
    "name",
    [
        "focus-1.0-sample-1000.csv",
        "aws-cur-legacy-1281.csv",
        "azure-ea-actual-small.csv",
        "focus-1.2-saas-spend-agreement-a2.csv",
        "nise-aws-cur-2026-09.csv.gz",
    ],
)
def test_other_files_give_findings_or_sentences(name):
    path = SHARED / name
    if not path.exists():
        pytest.skip(f"{name} is third-party data that is not kept in the repository")
    dataset = load_files([path])
    findings = find(dataset)
    dataset.close()

    assert findings.not_checked
    assert all(one.reason.endswith(".") for one in findings.not_checked)


def test_the_sample_bill_shows_what_was_put_in():
    dataset = load_files([sample_bill_path()])
    findings = find(dataset)
    dataset.close()

    assert findings.of_kind("gp2_volumes")[0].resources == ("vol-0b2",)
    assert [finding.resources for finding in findings.of_kind("anomaly")] == [("nat-0c1",)]


def test_a_load_balancer_with_load_is_not_idle(cur, every_day):
    hours = {"line_item_usage_type": "EU-LoadBalancerUsage", "line_item_usage_amount": "24"}
    units = {"line_item_usage_type": "EU-LCUUsage"}
    rows = [
        *every_day(**hours, line_item_resource_id="busy"),
        *every_day(**units, line_item_usage_amount="2", line_item_resource_id="busy"),
        *every_day(**hours, line_item_resource_id="quiet"),
        *every_day(**units, line_item_usage_amount="0.01", line_item_resource_id="quiet"),
    ]
    (finding,) = find(cur(rows)).of_kind("idle_load_balancers")

    assert finding.resources == ("quiet",)
    assert finding.monthly_saving == 60


def test_a_busy_nat_gateway_is_not_idle(cur, every_day):
    hours = every_day(line_item_usage_type="NatGateway-Hours", line_item_resource_id="nat-1")
    traffic = every_day(
        line_item_usage_type="NatGateway-Bytes", line_item_resource_id="nat-1", line_item_usage_amount="5"
    )

    assert find(cur([*hours, *traffic])).of_kind("idle_nat_gateways") == ()


def test_volumes_where_no_instance_ran_are_told(cur, every_day):
    box = every_day(line_item_resource_id="i-1")
    beside = every_day(**GP2, line_item_resource_id="vol-1")
    alone = every_day(**GP2, line_item_resource_id="vol-2", line_item_usage_account_id="2")
    (finding,) = find(cur([*box, *beside, *alone])).of_kind("volumes_without_instances")

    assert finding.resources == ("vol-2",)
    assert "cannot be proven" in finding.verify[0]


def test_an_inventory_tells_unattached_volumes(cur, every_day, tmp_path):
    inventory = tmp_path / "volumes.csv"
    inventory.write_text("VolumeId,State\nvol-1,in-use\nvol-2,available\nvol-2,available\n")
    rows = [*every_day(**GP2, line_item_resource_id="vol-1"), *every_day(**GP2, line_item_resource_id="vol-2")]

    (finding,) = find(cur(rows, inventory)).of_kind("unattached_volumes")

    assert (finding.resources, finding.monthly_saving) == (("vol-2",), 30)
    assert finding.commands[0].text == "aws ec2 delete-volume --volume-id vol-2 --region us-east-1"


def test_owners_are_inferred_from_what_started_in_the_same_hour_in_the_same_account(cur, every_day):
    def resource(name, owner, account="1", start=10):
        tags = f'{{"user_team": "{owner}"}}' if owner else "{}"
        rows = every_day(line_item_resource_id=name, resource_tags=tags, line_item_usage_account_id=account)
        return [
            {**row, "line_item_usage_start_date": row["line_item_usage_start_date"].replace("00:", "07:", 1)}
            for row in rows[start - 1 :]
        ]

    rows = [
        *every_day(line_item_resource_id="old"),
        *resource("i-a", "web"),
        *resource("i-b", "web"),
        *resource("i-c", "data"),
        *resource("i-other-account", "data", account="2"),
        *resource("i-other-day", "data", start=11),
        *resource("i-lost", None),
    ]

    (finding,) = find(cur(rows)).of_kind("owner_inference")
    guess = next(row for row in finding.records() if row["resource"] == "i-lost")

    assert (guess["likely_owner"], guess["probability"], guess["evidence"]) == ("web", 0.5, "i-a, i-b")
    assert guess["rule"] == "started in the same hour"


def test_an_assumption_can_be_changed(cur, every_day, tmp_path):
    own = tmp_path / "own.toml"
    own.write_text("gp3_cheaper_percent = 12.5\n")

    dataset = cur(every_day(**GP2, line_item_resource_id="vol-1"))

    (finding,) = find(dataset, load_assumptions(own)).of_kind("gp2_volumes")
    assert finding.monthly_saving == Decimal("3.75")


def test_each_assumption_has_a_meaning_and_a_source():
    for assumption in load_assumptions().all():
        assert assumption.meaning
        assert assumption.source


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("gp3_cheeper_percent = 1", "sets 'gp3_cheeper_percent', which no finding assumes"),
        ("gp3_cheaper_percent = -1", "must be a number of 0 or more, such as 20"),
        ("gp3_cheaper_percent = true", "must be a number of 0 or more"),
        ("owner_keys = 3", "must be a list of texts, such as ['owner', 'team']"),
        ("owner_keys = [", "are not valid TOML"),
    ],
)
def test_a_wrong_assumption_is_told(tmp_path, text, message):
    own = tmp_path / "own.toml"
    own.write_text(text)

    with pytest.raises(SettingsError) as failure:
        load_assumptions(own)
    assert message in str(failure.value)


def test_missing_assumptions_are_told(tmp_path):
    with pytest.raises(SettingsError, match="cannot be read: No such file"):
        load_assumptions(tmp_path / "none.toml")
