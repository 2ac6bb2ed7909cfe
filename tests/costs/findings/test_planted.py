"""What was planted in northwind is found, its money as a person reckons it from the rows, and nothing odd besides."""

import json
import re
from collections import defaultdict
from decimal import Decimal

import pytest

USAGE = {"Usage", "SavingsPlanCoveredUsage", "SavingsPlanNegation", "DiscountedUsage"}


def one(findings, kind):
    (finding,) = findings.of_kind(kind)
    return finding


def cost(rows, test):
    return sum((row["cost"] for row in rows if test(row)), Decimal(0))


def test_gp2_volumes_save_a_fifth_of_their_cost(northwind, september):
    finding = one(northwind, "gp2_volumes")
    volumes = {row["resource"] for row in september if row["type"].endswith("VolumeUsage.gp2")}

    expected = cost(september, lambda row: row["type"].endswith("VolumeUsage.gp2")) / 5
    assert finding.monthly_saving_usd == pytest.approx(expected, abs=Decimal("0.00001"))
    assert set(finding.resources) == volumes
    assert sum(row["quantity"] for row in finding.records()) == pytest.approx(2050)


def test_old_generations_are_all_found_with_what_newer_ones_save(northwind, september):
    finding = one(northwind, "old_generations")
    cheaper = {"t2": 10, "m4": 4, "c4": 14}
    saved = defaultdict(Decimal)
    for row in september:
        family = row["product_instance_type"].split(".")[0]
        if row["kind"] == "Usage" and "BoxUsage" in row["type"] and family in cheaper:
            saved[row["resource"]] += row["cost"] * cheaper[family] / 100

    assert {row["resource"]: row["monthly_saving"] for row in finding.records()} == saved
    assert finding.monthly_saving_usd == sum(saved.values())


def test_graviton_counts_on_demand_usage_only(northwind, september):
    finding = one(northwind, "graviton_candidates")
    families = re.compile(r"(db\.)?(t3|m5|c5|r5)\.")
    candidates = {row["resource"] for row in september if families.match(row["product_instance_type"])}
    on_demand = {
        resource
        for resource in candidates
        if all(row["kind"] == "Usage" for row in september if row["resource"] == resource)
    }

    assert set(finding.resources) == on_demand
    assert finding.monthly_saving_usd == pytest.approx(
        cost(september, lambda row: row["resource"] in on_demand and families.match(row["product_instance_type"])) / 5
    )


@pytest.mark.parametrize(
    ("kind", "resource", "pattern"),
    [
        ("idle_addresses", "eipalloc-01", "IdleAddress"),
        (
            "idle_load_balancers",
            "arn:aws:elasticloadbalancing:us-east-1:300000000003:loadbalancer/app/old/1",
            "LoadBalancerUsage",
        ),
        ("idle_nat_gateways", "nat-0c03", "NatGateway"),
    ],
)
def test_what_is_idle_saves_all_it_costs(northwind, september, kind, resource, pattern):
    finding = one(northwind, kind)

    assert finding.resources == (resource,)
    expected = cost(september, lambda row: row["resource"] == resource and pattern in row["type"])
    assert finding.monthly_saving_usd == pytest.approx(expected, abs=Decimal("0.00001"))


def test_underused_commitments_waste_what_is_not_used(northwind, september):
    wasted = {finding.resources[0]: finding.monthly_saving_usd for finding in northwind.of_kind("commitment_underused")}
    plan = [row for row in september if row["kind"] == "SavingsPlanRecurringFee"]
    unused = sum(
        Decimal(row["savings_plan_total_commitment_to_date"]) - Decimal(row["savings_plan_used_commitment"])
        for row in plan
    )
    (fee,) = [row for row in september if row["kind"] == "RIFee"]

    assert wasted == {
        plan[0]["savings_plan_savings_plan_a_r_n"]: unused,
        fee["reservation_reservation_a_r_n"]: Decimal(fee["reservation_unused_recurring_fee"]),
    }


def test_snapshots_and_standard_storage_cost_what_the_rows_say(northwind, september):
    snapshots = cost(september, lambda row: "SnapshotUsage" in row["type"])
    standard = cost(september, lambda row: row["type"].endswith("TimedStorage-ByteHrs"))

    assert one(northwind, "old_snapshots").monthly_saving_usd == pytest.approx(snapshots, abs=Decimal("0.00001"))
    assert one(northwind, "s3_classes").monthly_saving_usd == pytest.approx(
        standard * Decimal("0.3"), abs=Decimal("0.00001")
    )


@pytest.mark.parametrize(
    ("kind", "ending"), [("cross_az_traffic", "DataTransfer-Regional-Bytes"), ("internet_egress", "Transfer-Out-Bytes")]
)
def test_traffic_has_its_cost_by_resource_and_claims_no_saving(northwind, september, kind, ending):
    finding = one(northwind, kind)

    by_resource = defaultdict(Decimal)
    for row in september:
        if row["type"].endswith(ending):
            by_resource[row["resource"]] += row["cost"]
    assert {row["resource"]: row["monthly_cost"] for row in finding.records()} == {
        resource: round(amount, 6) for resource, amount in by_resource.items()
    }
    assert finding.monthly_saving is None


def test_traffic_through_nat_is_an_upper_bound_by_account_and_region(northwind, september):
    bounds = {
        (row["account"], row["region"]): row["nat_bytes_cost"]
        for finding in northwind.of_kind("nat_without_endpoint")
        for row in finding.records()
    }

    assert bounds == {
        ("northwind-prod", region): round(
            cost(
                september,
                lambda row, region=region: (
                    row["type"].endswith("NatGateway-Bytes")
                    and row["product_region_code"] == region
                    and row["line_item_usage_account_name"] == "northwind-prod"
                ),
            ),
            6,
        )
        for region in ("us-east-1", "eu-west-1")
    }


def test_the_stopped_instance_is_told_and_its_volumes_are_said_not_to_be_proven(northwind):
    finding = one(northwind, "stopped_instances")

    assert finding.resources == ("i-0aa0000a", "vol-0b0006", "vol-0b0003")
    assert "2026-09-08" in finding.title
    assert finding.monthly_saving is None
    assert "cannot be proven" in finding.verify[0]


def test_the_spike_is_the_only_anomaly(northwind):
    found = northwind.of_kind("anomaly")

    assert [finding.resources for finding in found] == [("nat-0c01",), ("nat-0c02",)]
    assert {finding.period for finding in found} == {("2026-09-13", "2026-09-15")}


def test_both_new_instances_are_told(northwind):
    found = northwind.of_kind("first_seen")

    assert [finding.resources for finding in found] == [("i-0aa00009",), ("i-0aa00008",)]
    assert [finding.title.partition(" in northwind")[0] for finding in found] == [
        "New in AmazonEC2 since 2026-09-01: BoxUsage:c5.4xlarge",
        "New in AmazonEC2 since 2026-09-17: BoxUsage:g4dn.xlarge",
    ]
    assert [finding.title.rpartition(", ")[2] for finding in found] == ["489.60 USD so far", "176.74 USD so far"]


def test_titles_speak_of_services_and_leave_ids_to_the_evidence(northwind):
    for finding in northwind.found:
        assert not any(resource in finding.title for resource in finding.resources), finding.title


def test_the_untagged_new_instance_is_among_the_costliest_without_an_owner(northwind):
    assert "i-0aa00008" in one(northwind, "untagged_resources").resources[:3]
    guesses = {row["resource"]: row for row in one(northwind, "owner_inference").records()}
    assert guesses["i-0aa00008"]["probability"] < 0.2


def resources_of(lines):
    """Of each resource: account, product, start, cost of its usage and team; as the rows alone tell."""
    found = {}
    for row in lines:
        if row["resource"] and row["kind"] in USAGE:
            own = found.setdefault(row["resource"], {"start": row["start"], "cost": Decimal(0), "teams": set()})
            own["place"] = (row["line_item_usage_account_name"], row["line_item_product_code"])
            own["start"] = min(own["start"], row["start"])
            own["cost"] += row["cost"]
            own["teams"] |= {json.loads(row["resource_tags"] or "{}").get("user_team")} - {None, ""}
    return found


def likeliest(weights, whole):
    """The team of the most weight, the first by name among equals, and its part of the whole."""
    team = min(weights, key=lambda name: (-weights[name], name))
    return team, float(weights[team] / whole)


def test_likely_owners_are_those_of_neighbours_in_time_or_else_in_cost(northwind, lines):
    resources = resources_of(lines)
    first = min(own["start"] for own in resources.values())
    guesses = one(northwind, "owner_inference").records()

    assert guesses
    for guess in guesses:
        own = resources[guess["resource"]]
        assert not own["teams"]
        beside, peers = defaultdict(int), defaultdict(Decimal)
        for other in resources.values():
            for team in sorted(other["teams"])[:1]:
                if other["place"][0] == own["place"][0] and other["start"] == own["start"] > first:
                    beside[team] += 1
                if other["place"] == own["place"] and other["cost"] > 0:
                    peers[team] += other["cost"]
        total = sum(other["cost"] for other in resources.values() if other["place"] == own["place"])
        expected = likeliest(beside, sum(beside.values()) + 1) if beside else likeliest(peers, total)
        assert guess["likely_owner"] == expected[0]
        assert guess["probability"] == pytest.approx(expected[1], abs=0.0006)


def test_every_finding_has_its_evidence_and_its_queries_run_as_shown(northwind, northwind_data):
    for finding in northwind.found:
        assert finding.rows, finding.kind
        assert finding.steps, finding.kind
        assert finding.confidence in {"high", "medium", "low"}
        assert finding.period, finding.kind
        for step in finding.steps:
            assert len(northwind_data.connection.execute(step.sql).fetchall()) == step.rows


def test_what_no_bill_shows_is_said(northwind):
    reasons = {one.kind: one.reason for one in northwind.not_checked}

    assert "CloudWatch" in reasons["rightsizing"]
    assert "on no bill" in reasons["unattached_volumes"]
    assert reasons["unit_cost"].startswith("The cost of a unit needs")
