"""What is asked of one kind of file only, in the second set."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING, Any

from evals.first_own import REFUSE, _largest, _sum, _sums, _tally, case, count
from evals.formats.ledgers import amortized
from evals.intents import number, pair, table
from evals.ledger import both, credit, group, neither
from evals.ledger import number as amount

if TYPE_CHECKING:
    from evals.ledger import Ledger

Case = dict[str, Any]


def azure_ea(ledger: Ledger) -> list[Case]:
    """Reservations, tags, resource groups."""
    unused = ledger.has("charge type", "UnusedReservation")
    may, june = ledger.is_month("2026-05"), ledger.is_month("2026-06")
    machines = ledger.has("service", "Virtual Machines")
    return [
        case("commitment", "what did unused reservations cost us", number(ledger.total(unused))),
        case("change", "why are VMs more expensive in june than in may - how much more", number(ledger.total(both(machines, june)) - ledger.total(both(machines, may)))),
        case("group", "VM spend by meter in june", table(ledger.by("meter", both(machines, june)), ordered=False)),
        case("tags", "share of spend without a team tag", number(100 * ledger.total(ledger.has("team", "")) / ledger.total(), 0.1)),
        case("tags", "dev environment cost in june", number(ledger.total(both(ledger.has("env", "dev"), june)))),
        case("group", "cost of rg-shop-prod by service", table(ledger.by("service", ledger.has("resource group", "rg-shop-prod")), ordered=False)),
        case("trend", "AKS cost per month", table(ledger.by_month(ledger.has("service", "Azure Kubernetes Service")))),
    ]  # fmt: skip


def azure_mca(ledger: Ledger) -> list[Case]:
    """Euros."""
    openai, august = ledger.has("service", "Azure OpenAI"), ledger.is_month("2026-08")
    untagged = ledger.has("product", "")
    return [
        case("change", "how much did azure openai go up from july to august in percent", number(100 * (ledger.total(both(openai, august)) / ledger.total(both(openai, ledger.is_month("2026-07"))) - 1), 0.1)),
        case("tags", "cost without product tag", number(ledger.total(untagged))),
        case("filter", "compute spend in august", number(ledger.total(both(august, ledger.has("service family", "Compute"))))),
        case("commitment", "wasted savings plan in august", number(ledger.total(lambda row: row["chargeType"] == "UnusedSavingsPlan"))),
        case("unanswerable: currency", "total in US dollars please", REFUSE),
    ]  # fmt: skip


def oci(ledger: Ledger) -> list[Case]:
    """Nine days."""
    base = ledger.has("service", "DATABASE")
    return [
        case("unanswerable: forecast", "end of year projection", REFUSE),
        case("group", "erp-prod spend by service", table(ledger.by("service", ledger.has("compartment", "erp-prod")), ordered=False)),
        case("daily", "cost by day", table(ledger.by_day())),
        case("share", "how many percent of spend is the database", number(100 * ledger.total(base) / ledger.total(), 0.1)),
    ]  # fmt: skip


def gcp(ledger: Ledger) -> list[Case]:
    """Credits of kinds."""
    june = ledger.is_month("2026-06")
    net_june = sum((ledger.amount(row) + credit(row) for row in ledger.rows if june(row)), Decimal(0))
    query = ledger.has("service", "BigQuery")
    return [
        case("credits", "june net of credits", number(net_june)),
        case("group", "compute engine in belgium by sku", table(ledger.by("sku", both(ledger.has("service", "Compute Engine"), ledger.has("region", "europe-west1"))), ordered=False)),
        case("filter", "orion-analytics bigquery cost in june", number(ledger.total(both(query, june)))),
        case("peak", "highest bigquery day in june", table([max(ledger.by_day(both(query, june)), key=lambda row: row[1])])),
        case("tags", "spend without team label", number(ledger.total(ledger.has("team", "")))),
        case("tax", "june without tax", number(ledger.total(both(june, lambda row: row["cost_type"] != "tax")))),
    ]  # fmt: skip


def focus(ledger: Ledger) -> list[Case]:
    """Cost columns and clouds."""
    listed, billed = (
        sum((amount(row[name]) for row in ledger.rows), Decimal(0)) for name in ("ListCost", "BilledCost")
    )
    aws = ledger.has("provider", "AWS")
    effective = group((row["ServiceCategory"], amount(row["EffectiveCost"])) for row in ledger.rows)
    compute = both(ledger.has("service category", "Compute"))
    return [
        case("basis", "list price total vs billed total", pair(listed, billed)),
        case("basis", "effective cost per service category", table(effective, ordered=False)),
        case("group", "compute by cloud", table(ledger.by("provider", compute), ordered=False)),
        case("filter", "what did we purchase in commitments", number(ledger.total(ledger.has("charge category", "Purchase")))),
        case("filter", "aws without tax", number(ledger.total(both(aws, neither(ledger.has("charge category", "Tax")))))),
        case("count", "how many services does each cloud have", table(_distinct(ledger), ordered=False)),
        case("tags", "spend with no app tag", number(ledger.total(ledger.has("app", "")))),
    ]  # fmt: skip


def _distinct(ledger: Ledger) -> list[list[Any]]:
    pairs = {(row["ProviderName"], row["ServiceName"]) for row in ledger.rows}
    return group((provider, Decimal(1)) for provider, _ in pairs)


def cur2(ledger: Ledger) -> list[Case]:
    """Traffic, storage, commitments."""
    nov, october = ledger.is_month("2026-11"), ledger.is_month("2026-10")
    usage = lambda part: lambda row: part in row["line_item_usage_type"]  # noqa: E731 - as short as it is
    s3 = ledger.has("service", "AmazonS3")
    amortized_by_service = group((row["line_item_product_code"], amortized(row)) for row in ledger.rows if nov(row))
    return [
        case("nat", "nat gateway data processing charges in november", number(ledger.total(both(nov, usage("NatGateway-Bytes"))))),
        case("change", "how much more did NAT cost in nov than in oct", number(ledger.total(both(nov, usage("NatGateway"))) - ledger.total(both(october, usage("NatGateway"))))),
        case("storage", "s3 spend by usage type", table(ledger.by("usage type", s3), ordered=False)),
        case("storage", "gp3 vs gp2", pair(ledger.total(usage("VolumeUsage.gp3")), ledger.total(usage("VolumeUsage.gp2")))),
        case("waste", "load balancer cost", number(ledger.total(ledger.has("service", "AWSELB")))),
        case("basis", "november amortized cost by service", table(amortized_by_service, ordered=False)),
        case("tax", "credits in october", {**number(ledger.total(both(october, ledger.has("line item type", "Credit")))), "sign": "any"}),
        case("resource", "what did i-new7 cost", number(ledger.total(ledger.has("resource", "i-new7")))),
        case("peak", "on what date did the nat bytes peak", table([max(ledger.by_day(usage("NatGateway-Bytes")), key=lambda row: row[1])])),
        case("commitment", "savings plan utilisation in october", number(Decimal("80.5"), 0.1)),
        case("unanswerable: absent value", "kinesis spend", REFUSE),
    ]  # fmt: skip


def ebs(ledger: Ledger) -> list[Case]:
    """Volumes."""
    rows = ledger.rows
    loose = [row for row in rows if row["State"] == "available"]
    return [
        case("inventory", "unattached volumes by type", table(_tally(loose, "VolumeType"), ordered=False)),
        case("inventory", "how much could we save per month by deleting the unattached disks", number(_sum(loose, "MonthlyCost"))),
        case("inventory", "total provisioned GB", number(_sum(rows, "Size"), 0.5)),
        case("inventory", "how many gp2 volumes are there", count(sum(row["VolumeType"] == "gp2" for row in rows))),
        case("inventory", "cost per team", table(_sums(rows, "Team", "MonthlyCost"), ordered=False)),
        case("inventory", "top 3 most expensive volumes", table(_sums(rows, "VolumeId", "MonthlyCost")[:3])),
        case("inventory", "average size of a volume", number(_sum(rows, "Size") / len(rows))),
    ]  # fmt: skip


def s3(ledger: Ledger) -> list[Case]:
    """Buckets."""
    rows = ledger.rows
    return [
        case("inventory", "number of buckets per storage class", table(_tally(rows, "StorageClass"), ordered=False)),
        case("inventory", "which bucket has the most objects", table([_largest(rows, "BucketName", "ObjectCount")])),
        case("inventory", "how much do team-video's buckets cost", number(_sum([row for row in rows if row["Owner"] == "team-video"], "MonthlyCostUSD"))),
        case("inventory", "GB in glacier", number(_sum([row for row in rows if row["StorageClass"] == "GLACIER"], "SizeGB"), 0.5)),
        case("inventory", "total monthly cost", number(_sum(rows, "MonthlyCostUSD"))),
        case("inventory", "buckets created in 2021, how many", count(sum(row["CreationDate"].startswith("2021") for row in rows))),
    ]  # fmt: skip


def ec2(ledger: Ledger) -> list[Case]:
    """Instances."""
    rows = ledger.rows
    return [
        case("inventory", "how many servers do we have", count(len(rows))),
        case("inventory", "stopped instances per environment", table(_tally([row for row in rows if row["State"] == "stopped"], "Environment"), ordered=False)),
        case("inventory", "cost of windows vs linux", pair(*(_sum([row for row in rows if row["Platform"] == name], "MonthlyCostUSD") for name in ("Windows", "Linux")))),
        case("inventory", "top 2 instance types by cost", table(_sums(rows, "InstanceType", "MonthlyCostUSD")[:2])),
        case("inventory", "how many instances have a public ip", count(sum(bool(row["PublicIp"]) for row in rows))),
        case("inventory", "gpu instances g4dn.xlarge cost", number(_sum([row for row in rows if row["InstanceType"] == "g4dn.xlarge"], "MonthlyCostUSD"))),
    ]  # fmt: skip


def rds(ledger: Ledger) -> list[Case]:
    """Databases."""
    rows = ledger.rows
    return [
        case("inventory", "how many postgres databases", count(sum(row["Engine"] == "postgres" for row in rows))),
        case("inventory", "single-az or multi-az: cost by multi az", table(_sums(rows, "MultiAZ", "MonthlyCost"), ordered=False)),
        case("inventory", "storage per engine", table(_sums(rows, "Engine", "AllocatedStorage"), ordered=False, tolerance=0.5)),
        case("inventory", "how many use gp2 storage", count(sum(row["StorageType"] == "gp2" for row in rows))),
        case("inventory", "total monthly cost of mysql", number(_sum([row for row in rows if row["Engine"] == "mysql"], "MonthlyCost"))),
    ]  # fmt: skip


def trend(ledger: Ledger) -> list[Case]:
    """Months across."""
    glue = ledger.has("service", "AWS Glue")
    return [
        case("trend", "how much did glue grow from jan to jun in %", number(100 * (ledger.total(both(glue, ledger.is_month("2026-06"))) / ledger.total(both(glue, ledger.is_month("2026-01"))) - 1), 0.1)),
        case("trend", "cheapest month for cloudfront", table([min(ledger.by_month(ledger.has("service", "Amazon CloudFront")), key=lambda row: row[1])])),
        case("trend", "average of RDS per month", number(ledger.total(ledger.has("service", "Amazon RDS")) / 6)),
        case("trend", "second quarter total", number(ledger.total(lambda row: row["day"] >= "2026-04"))),
    ]  # fmt: skip


def cost_explorer(ledger: Ledger) -> list[Case]:
    """Dates down."""
    july = ledger.is_month("2026-07")
    return [
        case("trend", "tax in july", number(ledger.total(both(july, ledger.has("service", "Tax"))))),
        case("trend", "july excluding tax and support", number(ledger.total(both(july, lambda row: row["service"] not in {"Tax", "Support (Business)"})))),
        case("trend", "avg monthly cost", number(ledger.total() / 5)),
        case("unanswerable: absent dimension", "cost by account", REFUSE),
    ]  # fmt: skip


OWN = {
    each.__name__: each
    for each in (azure_ea, azure_mca, oci, gcp, focus, cur2, ebs, s3, ec2, rds, trend, cost_explorer)
}
