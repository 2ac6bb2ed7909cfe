"""What is asked of one kind of file only, in the first set: commitments, credits, waste, inventories, summaries."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING, Any

from evals.formats.ledgers import amortized
from evals.intents import number, pair, table
from evals.ledger import both, credit, family, group, neither
from evals.ledger import number as amount

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from evals.ledger import Ledger, Row

Case = dict[str, Any]


def case(kind: str, question: str, want: dict[str, Any], after: Sequence[str] = ()) -> Case:
    """One question with the answer that is true."""
    return {"kind": kind, "after": list(after), "question": question, "want": want}


def count(found: int) -> dict[str, Any]:
    """A number of things."""
    return {"value": found, "tolerance": 0}


REFUSE = {"refuse": True}


def azure_ea(ledger: Ledger) -> list[Case]:
    """Reservations, families, resource groups of a quarter."""
    unused = ledger.has("charge type", "UnusedReservation")
    reserved = both(lambda row: row["PricingModel"] == "Reservation", neither(unused))
    machines, june = ledger.has("service", "Virtual Machines"), ledger.is_month("2026-06")
    return [
        case("commitment", "how much reservation cost went unused", number(ledger.total(unused))),
        case("commitment", "unused reservations in june?", number(ledger.total(both(unused, june)))),
        case("commitment", "cost by pricing model", table(_by(ledger, lambda row: row["PricingModel"]), ordered=False)),
        case("filter", "on demand VM spend in June", number(ledger.total(both(machines, june, lambda row: row["PricingModel"] == "OnDemand")))),
        case("commitment", "what's the amortized cost of used reservations", number(ledger.total(reserved))),
        case("group", "databases by meter category", table(ledger.by("service", ledger.has("service family", "Databases")), ordered=False)),
        case("resource", "which resource in rg-dev costs the most", table(ledger.by("resource", ledger.has("resource group", "rg-dev"))[:1])),
        case("tags", "how much spend has no team tag", number(ledger.total(ledger.has("team", "")))),
        case("tags", "prod vs dev env cost", pair(ledger.total(ledger.has("env", "prod")), ledger.total(ledger.has("env", "dev")))),
        case("resource", "what did vm-gpu-lab cost", number(ledger.total(ledger.has("resource", "vm-gpu-lab")))),
        case("new", "which resource is new in june and what does it cost", table([["vm-gpu-lab", ledger.total(ledger.has("resource", "vm-gpu-lab"))]])),
        case("unanswerable: absent value", "how much do we pay for redshift", REFUSE),
    ]  # fmt: skip


def azure_mca(ledger: Ledger) -> list[Case]:
    """A savings plan with an unused rest; euros."""
    unused = lambda row: row["chargeType"] == "UnusedSavingsPlan"  # noqa: E731 - as short as it is
    plan = both(lambda row: row["pricingModel"] == "SavingsPlan", neither(unused))
    openai = ledger.has("service", "Azure OpenAI")
    return [
        case("commitment", "unused savings plan cost", number(ledger.total(unused))),
        case("commitment", "how much of the spend is covered by the savings plan in EUR", number(ledger.total(plan))),
        case("currency", "what currency is this bill in and what's the total", number(ledger.total())),
        case("peak", "day with highest azure openai cost", table([max(ledger.by_day(openai), key=lambda row: row[1])])),
        case("change", "openai aug minus july", number(ledger.total(both(openai, ledger.is_month("2026-08"))) - ledger.total(both(openai, ledger.is_month("2026-07"))))),
        case("tags", "cost by product tag", table(ledger.by("product"), ordered=False)),
        case("group", "AI + Machine Learning spend", number(ledger.total(ledger.has("service family", "AI + Machine Learning")))),
        case("unanswerable: absent month", "what did we spend in march 2025", REFUSE),
    ]  # fmt: skip


def oci(ledger: Ledger) -> list[Case]:
    """Nine days: too few for a forecast."""
    base, ninth = ledger.has("service", "DATABASE"), "2026-08-09"
    return [
        case("unanswerable: forecast", "forecast september for me", REFUSE),
        case("unanswerable: forecast", "whats the projected spend next month", REFUSE),
        case("peak", "when was database spend highest", table([max(ledger.by_day(base), key=lambda row: row[1])])),
        case("filter", "database on aug 9", number(ledger.total(both(base, lambda row: str(ledger.on(row)) == ninth)))),
        case("daily", "daily cost of compute", table(ledger.by_day(ledger.has("service", "COMPUTE")))),
        case("group", "cost per compartment and service in frankfurt, top 1", table(_by(ledger, lambda row: f"{row['product/compartmentName']} / {row['product/service']}", ledger.has("region", "eu-frankfurt-1"))[:1])),
        case("tags", "untagged spend, team tag", number(ledger.total(ledger.has("team", "")))),
        case("filter", "storage cost (block + object)", number(ledger.total(lambda row: row["product/service"] in {"BLOCK_STORAGE", "OBJECTSTORE"}))),
    ]  # fmt: skip


def gcp(ledger: Ledger) -> list[Case]:
    """Credits beside the costs."""
    net = lambda row: ledger.amount(row) + credit(row)  # noqa: E731 - as short as it is
    by_project = group((row["project.name"], net(row)) for row in ledger.rows)
    total_net = sum((net(row) for row in ledger.rows), Decimal(0))
    query = ledger.has("service", "BigQuery")
    return [
        case("credits", "net cost after credits", number(total_net)),
        case("credits", "how much did we get in credits", {**number(sum((credit(row) for row in ledger.rows), Decimal(0))), "sign": "any"}),
        case("credits", "net cost per project", table(by_project, ordered=False)),
        case("tax", "how much tax is in there", number(ledger.total(lambda row: row["cost_type"] == "tax"))),
        case("tax", "total before tax", number(ledger.total(lambda row: row["cost_type"] != "tax"))),
        case("peak", "which day did bigquery spike and how much was it", table([max(ledger.by_day(query), key=lambda row: row[1])])),
        case("filter", "egress cost out of belgium", number(ledger.total(lambda row: "Egress" in row["sku.description"]))),
        case("group", "compute engine cost by sku", table(ledger.by("sku", ledger.has("service", "Compute Engine")), ordered=False)),
        case("tags", "spend by label team", table(ledger.by("team"), ordered=False)),
        case("unanswerable: absent provider", "what do we pay for azure", REFUSE),
    ]  # fmt: skip


def focus(ledger: Ledger) -> list[Case]:
    """Three clouds, four cost columns."""
    effective = lambda row: amount(row["EffectiveCost"])  # noqa: E731 - as short as it is
    listed = sum((amount(row["ListCost"]) for row in ledger.rows), Decimal(0))
    unused = group(("x", effective(row)) for row in ledger.rows if row["CommitmentDiscountStatus"] == "Unused")
    by_cloud = group((row["ProviderName"], effective(row)) for row in ledger.rows)
    usage = lambda row: row["ChargeCategory"] == "Usage"  # noqa: E731 - same
    per_cloud = {
        cloud: ledger.by("service", ledger.has("provider", cloud))[0] for cloud in ("AWS", "Microsoft", "Google Cloud")
    }
    return [
        case("basis", "effective cost by provider", table(by_cloud, ordered=False)),
        case("basis", "total list cost", number(listed)),
        case("basis", "sum of EffectiveCost", number(sum((effective(row) for row in ledger.rows), Decimal(0)))),
        case("commitment", "how much of our commitment is wasted / unused", number(unused[0][1])),
        case("tax", "tax in total?", number(ledger.total(ledger.has("charge category", "Tax")))),
        case("credits", "credits we received", {**number(ledger.total(ledger.has("charge category", "Credit"))), "sign": "any"}),
        case("filter", "usage only, no tax no credits no purchases", number(ledger.total(usage))),
        case("top within", "biggest service on azure", table([per_cloud["Microsoft"]])),
        case("filter", "storage across all clouds", number(ledger.total(ledger.has("service category", "Storage")))),
        case("versus", "aws vs azure vs gcp, billed", table(ledger.by("provider"), ordered=False)),
        case("share", "what percentage of the bill is google", number(100 * ledger.total(ledger.has("provider", "Google Cloud")) / ledger.total(), 0.1)),
        case("filter", "databases on aws", number(ledger.total(both(ledger.has("service category", "Databases"), ledger.has("provider", "AWS"))))),
    ]  # fmt: skip


def cur2(ledger: Ledger) -> list[Case]:
    """Savings plan, reserved instances, NAT, transfer, gp2, amortized cost."""
    nov = ledger.is_month("2026-11")
    usage = lambda part: lambda row: part in row["line_item_usage_type"]  # noqa: E731 - as short as it is
    nat, plan = (
        usage("NatGateway"),
        [row for row in ledger.rows if row["line_item_line_item_type"] == "SavingsPlanRecurringFee"],
    )
    used, committed = (
        sum((amount(row[f"savings_plan_{name}"]) for row in plan), Decimal(0))
        for name in ("used_commitment", "total_commitment_to_date")
    )
    gigabytes = sum(
        (
            amount(row["line_item_usage_amount"])
            for row in ledger.rows
            if family(row) == "NatGateway-Bytes" and nov(row)
        ),
        Decimal(0),
    )
    ec2_nov = group(
        (row["line_item_usage_account_name"], amortized(row))
        for row in ledger.rows
        if row["line_item_product_code"] == "AmazonEC2" and nov(row)
    )
    team_oct = group(
        (ledger.dimensions["team"](row), amortized(row))
        for row in ledger.rows
        if ledger.is_month("2026-10")(row) and row["line_item_line_item_type"] not in {"Tax", "Credit"}
    )
    return [
        case("commitment", "savings plan utilization", number(100 * used / committed, 0.1)),
        case("commitment", "SP commitment wasted in november, dollars", number(_unused(plan, nov))),
        case("commitment", "utilization of the reserved instances", number(Decimal(50), 0.1)),
        case("data transfer", "cross az traffic cost", number(ledger.total(usage("DataTransfer-Regional-Bytes")))),
        case("data transfer", "internet egress $ in nov", number(ledger.total(both(usage("DataTransfer-Out-Bytes"), nov)))),
        case("nat", "nat gateway cost by month", table(ledger.by_month(nat))),
        case("nat", "how many GB did the NAT process in november", number(gigabytes, 0.5)),
        case("peak", "which day had the highest nat cost", table([max(ledger.by_day(nat), key=lambda row: row[1])])),
        case("waste", "cost of idle elastic IPs", number(ledger.total(usage("IdleAddress")))),
        case("storage", "gp2 volumes cost last month", number(ledger.total(both(usage("VolumeUsage.gp2"), nov)))),
        case("storage", "glacier storage cost", number(ledger.total(usage("GlacierByteHrs")))),
        case("storage", "ebs snapshots spend", number(ledger.total(usage("SnapshotUsage")))),
        case("basis", "EC2 in november amortized by account", table(ec2_nov, ordered=False)),
        case("basis", "amortized cost by team for October w/o tax and credits", table(team_oct, ordered=False)),
        case("basis", "total amortized cost", number(sum((amortized(row) for row in ledger.rows), Decimal(0)))),
        case("tags", "untagged usage in november (no team)", number(ledger.total(both(nov, ledger.has("team", ""), ledger.has("line item type", "Usage"))))),
        case("tax", "how much was tax in november", number(ledger.total(both(ledger.has("line item type", "Tax"), nov)))),
        case("new", "biggest new resource in november", table([["i-new7", ledger.total(ledger.has("resource", "i-new7"))]])),
        case("instances", "c4 instances cost", number(ledger.total(lambda row: row["product_instance_type"].startswith("c4.") and row["line_item_line_item_type"] == "Usage"))),
        case("count", "how many instance types are in use", count(len({row["product_instance_type"] for row in ledger.rows} - {""}))),
        case("unanswerable: absent value", "cost of sagemaker", REFUSE),
    ]  # fmt: skip


def _unused(plan: list[Row], test: Callable[[Row], bool]) -> Decimal:
    rows = [row for row in plan if test(row)]
    return sum(
        (amount(row["savings_plan_total_commitment_to_date"]) - amount(row["savings_plan_used_commitment"]) for row in rows),
        Decimal(0),
    )  # fmt: skip


def ebs(ledger: Ledger) -> list[Case]:
    """Volumes: unattached, unencrypted, large, old."""
    rows = ledger.rows
    loose = [row for row in rows if row["State"] == "available"]
    return [
        case("inventory", "how many unattached volumes do we have", count(len(loose))),
        case("inventory", "monthly cost of unattached volumes", number(_sum(loose, "MonthlyCost"))),
        case("inventory", "how many GB are sitting in available volumes", number(_sum(loose, "Size"), 0.5)),
        case("inventory", "number of unencrypted volumes", count(sum(row["Encrypted"] == "false" for row in rows))),
        case("inventory", "volumes by type", table(_tally(rows, "VolumeType"), ordered=False)),
        case("inventory", "monthly cost per volume type", table(_sums(rows, "VolumeType", "MonthlyCost"), ordered=False)),
        case("inventory", "total size of gp2 in GB", number(_sum([row for row in rows if row["VolumeType"] == "gp2"], "Size"), 0.5)),
        case("inventory", "largest volume?", table([_largest(rows, "VolumeId", "Size")])),
        case("inventory", "how many volumes were created before 2024", count(sum(row["CreateTime"] < "2024" for row in rows))),
        case("inventory", "volumes bigger than 900 GB, how many", count(sum(int(row["Size"]) > 900 for row in rows))),
        case("inventory", "how many gp3 volumes in eu-west-1", count(sum(row["VolumeType"] == "gp3" and row["Region"] == "eu-west-1" for row in rows))),
        case("unanswerable: absent metric", "what is the read latency of the volumes", REFUSE),
    ]  # fmt: skip


def s3(ledger: Ledger) -> list[Case]:
    """Buckets: classes, sizes, life cycles."""
    rows = ledger.rows
    return [
        case("inventory", "how many buckets have no lifecycle", count(sum(row["HasLifecycle"] == "no" for row in rows))),
        case("inventory", "total storage in GB", number(_sum(rows, "SizeGB"), 0.5)),
        case("inventory", "size by storage class", table(_sums(rows, "StorageClass", "SizeGB"), ordered=False)),
        case("inventory", "top 3 buckets by cost", table(_sums(rows, "BucketName", "MonthlyCostUSD")[:3])),
        case("inventory", "biggest bucket", table([_largest(rows, "BucketName", "SizeGB")])),
        case("inventory", "buckets per region", table(_tally(rows, "Region"), ordered=False)),
        case("inventory", "cost of STANDARD buckets", number(_sum([row for row in rows if row["StorageClass"] == "STANDARD"], "MonthlyCostUSD"))),
        case("inventory", "how many objects in total", count(int(_sum(rows, "ObjectCount")))),
        case("inventory", "how many buckets with versioning enabled", count(sum(row["Versioning"] == "Enabled" for row in rows))),
        case("inventory", "monthly cost by owner", table(_sums(rows, "Owner", "MonthlyCostUSD"), ordered=False)),
        case("unanswerable: absent metric", "who read the buckets last", REFUSE),
    ]  # fmt: skip


def ec2(ledger: Ledger) -> list[Case]:
    """Instances: states, types, environments."""
    rows = ledger.rows
    return [
        case("inventory", "how many instances are stopped", count(sum(row["State"] == "stopped" for row in rows))),
        case("inventory", "running instances by type", table(_tally([row for row in rows if row["State"] == "running"], "InstanceType"), ordered=False)),
        case("inventory", "monthly cost of prod", number(_sum([row for row in rows if row["Environment"] == "prod"], "MonthlyCostUSD"))),
        case("inventory", "how many windows boxes", count(sum(row["Platform"] == "Windows" for row in rows))),
        case("inventory", "cost by environment", table(_sums(rows, "Environment", "MonthlyCostUSD"), ordered=False)),
        case("inventory", "how many m4.large do we still run", count(sum(row["InstanceType"] == "m4.large" and row["State"] == "running" for row in rows))),
        case("inventory", "which instance is the oldest", {"value": [[min(rows, key=lambda row: row["LaunchTime"])["InstanceId"], None]], "tolerance": 0}),
        case("inventory", "average monthly cost per instance", number(_sum(rows, "MonthlyCostUSD") / len(rows))),
        case("inventory", "count instances per availability zone", table(_tally(rows, "AvailabilityZone"), ordered=False)),
        case("unanswerable: absent metric", "average cpu of srv-03", REFUSE),
    ]  # fmt: skip


def rds(ledger: Ledger) -> list[Case]:
    """Databases: engines, versions, storage."""
    rows = ledger.rows
    return [
        case("inventory", "databases per engine", table(_tally(rows, "Engine"), ordered=False)),
        case("inventory", "how many are multi-az", count(sum(row["MultiAZ"] == "True" for row in rows))),
        case("inventory", "monthly cost per engine", table(_sums(rows, "Engine", "MonthlyCost"), ordered=False)),
        case("inventory", "allocated storage in total", number(_sum(rows, "AllocatedStorage"), 0.5)),
        case("inventory", "how many databases run mysql 5.7.44", count(sum(row["EngineVersion"] == "5.7.44" for row in rows))),
        case("inventory", "most expensive db instance", table([_largest(rows, "DBInstanceIdentifier", "MonthlyCost")])),
        case("inventory", "postgres cost in eu-west-1", number(_sum([row for row in rows if row["Engine"] == "postgres" and row["Region"] == "eu-west-1"], "MonthlyCost"))),
        case("inventory", "databases without backups (retention 0), how many", count(sum(row["BackupRetentionPeriod"] == "0" for row in rows))),
        case("unanswerable: absent metric", "how many connections does each db have", REFUSE),
    ]  # fmt: skip


def trend(ledger: Ledger) -> list[Case]:
    """Six months across."""
    april = ledger.is_month("2026-04")
    gains = {
        row[0]: row[1] - dict(ledger.by("service", ledger.is_month("2026-01")))[row[0]]
        for row in ledger.by("service", ledger.is_month("2026-06"))
    }
    best, worst = max(gains, key=gains.__getitem__), min(gains, key=gains.__getitem__)
    return [
        case("trend", "which service grew most between january and june", table([[best, gains[best]]])),
        case("trend", "which service shrank the most jan to jun", table([[worst, gains[worst]]])),
        case("trend", "EC2 in april", number(ledger.total(both(april, ledger.has("service", "Amazon EC2"))))),
        case("trend", "average monthly spend", number(ledger.total() / 6)),
        case("trend", "highest month?", table([max(ledger.by_month(), key=lambda row: row[1])])),
        case("trend", "total q1", number(ledger.total(lambda row: row["day"] < "2026-04"))),
        case("trend", "mom change of lambda from may to june in percent", number(_percent(ledger, "AWS Lambda", "2026-05", "2026-06"), 0.1)),
        case("unanswerable: absent metric", "how many instances do we run", REFUSE),
    ]  # fmt: skip


def cost_explorer(ledger: Ledger) -> list[Case]:
    """Services across, dates down."""
    may = ledger.is_month("2026-05")
    return [
        case("trend", "support charges in may", number(ledger.total(both(may, ledger.has("service", "Support (Business)"))))),
        case("trend", "total w/o tax", number(ledger.total(neither(ledger.has("service", "Tax"))))),
        case("trend", "highest month", table([max(ledger.by_month(), key=lambda row: row[1])])),
        case("trend", "rds july vs march", pair(*(ledger.total(both(ledger.is_month(month), ledger.has("service", "Relational Database Service"))) for month in ("2026-07", "2026-03")))),
        case("trend", "top 2 services in may", table(list(ledger.by("service", may))[:2])),
        case("unanswerable: absent dimension", "spend by region", REFUSE),
    ]  # fmt: skip


def _percent(ledger: Ledger, service: str, first: str, second: str) -> Decimal:
    before, after = (
        ledger.total(both(ledger.is_month(month), ledger.has("service", service))) for month in (first, second)
    )
    return 100 * (after / before - 1)


def _by(ledger: Ledger, label: Callable[[Row], str], where: Callable[[Row], bool] = lambda _: True) -> list[list[Any]]:
    return group((label(row), ledger.amount(row)) for row in ledger.rows if where(row))


def _sum(rows: list[Row], name: str) -> Decimal:
    return sum((amount(row[name]) for row in rows), Decimal(0))


def _sums(rows: list[Row], label: str, name: str) -> list[list[Any]]:
    return group((row[label], amount(row[name])) for row in rows)


def _tally(rows: list[Row], label: str) -> list[list[Any]]:
    return group((row[label], Decimal(1)) for row in rows)


def _largest(rows: list[Row], label: str, name: str) -> list[Any]:
    best = max(rows, key=lambda row: amount(row[name]))
    return [best[label], amount(best[name])]


OWN = {
    each.__name__: each
    for each in (azure_ea, azure_mca, oci, gcp, focus, cur2, ebs, s3, ec2, rds, trend, cost_explorer)
}
