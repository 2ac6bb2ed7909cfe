"""Questions about the inventories and the summaries."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING

from evals.ledger import both, cell, changes, group, number
from evals.questions import ask, either, first, last, percent, refuse, says

if TYPE_CHECKING:
    from evals.ledger import Ledger, Row
    from evals.questions import Case


def volumes(of: Ledger) -> list[Case]:
    """Volumes in a workbook."""
    loose, gp2 = of.has("State", "available"), of.has("VolumeType", "gp2")
    oldest = min(of.rows, key=lambda row: row["CreateTime"])
    size = lambda row: number(row["SizeGiB"])  # noqa: E731 - one use
    return [
        ask("count", "how many volumes are unattached", of.count(loose)),
        ask("waste", "what do the unattached ones cost us per month", of.total(loose)),
        ask("follow-up: split", "per department?", of.by("Department", loose), after=["monthly cost of unattached volumes"]),
        ask("group", "GiB by volume type", group((row["VolumeType"], size(row)) for row in of.rows)),
        ask("analysis: savings", "saving if all gp2 became gp3 and got 20% cheaper?", of.total(gp2) / 5),
        ask("filters", "unencrypted volumes in Underwriting: how many?", of.count(both(cell("Encrypted", "no"), cell("Department", "Underwriting")))),
        ask("inventory", "average size of an io2 volume", sum(map(size, filter(of.has("VolumeType", "io2"), of.rows))) / of.count(of.has("VolumeType", "io2"))),
        ask("inventory", "Which one is the oldest volume?", [[oldest["VolumeId"], None]]),
        ask("negation", "monthly cost of volumes that are neither gp2 nor gp3", of.total(of.lacks("VolumeType", "gp2", "gp3"))),
        refuse("metric", "how many read IOPS does the biggest volume do"),
        refuse("people", "who deleted snapshots last month?"),
    ]  # fmt: skip


def buckets(of: Ledger) -> list[Case]:
    """Buckets in JSON."""
    public = of.has("PublicAccess", "open")
    size = lambda row: number(row["SizeGB"])  # noqa: E731 - one use
    bare = cell("LifecycleRule", "no")
    return [
        ask("inventory", "total TB? (in GB is fine)", sum(map(size, of.rows)), tolerance=0.1),
        ask("count", "buckets open to the public?", of.count(public)),
        ask("top", "5 most expensive buckets", first(of.by("Bucket"), 5)),
        either(ask("waste", "cost of buckets w/o a lifecycle rule", of.total(bare)), of.by("Bucket", bare)),
        ask("group", "monthly cost per storage class", of.by("StorageClass")),
        ask("share", "what % of cost sits in STANDARD", percent(of.total(of.has("StorageClass", "STANDARD")), of.total()), tolerance=0.1),
        ask("follow-up: narrower", "and only the ones without lifecycle?", of.total(both(of.has("Region", "sa-east-1"), bare)), after=["cost of buckets in sa-east-1"]),
        refuse("metric", "when was each bucket last accessed"),
    ]  # fmt: skip


def machines(of: Ledger) -> list[Case]:
    """Instances in a CSV file."""
    up = cell("State", "running")
    cpu = lambda row: number(row["AvgCpuPct"])  # noqa: E731 - one use
    idle = lambda row: up(row) and cpu(row) < 10  # noqa: E731 - one use
    owned = of.has("Owner", "Chiara")
    return [
        ask("count", "how many are stopped", sum(not up(row) for row in of.rows)),
        ask("waste", "running with avg cpu below 10%: monthly cost", of.total(idle)),
        ask("count", "and how many boxes is that? running, cpu under 10 percent", of.count(idle)),
        ask("group", "cost per owner", of.by("Owner")),
        ask("filters", "windows machines in us-west-1 that run, count", of.count(both(up, cell("OS", "Windows"), cell("Region", "us-west-1")))),
        ask("inventory", "avg cpu across running instances", sum(map(cpu, filter(up, of.rows))) / of.count(up)),
        ask("exclusion", "monthly spend excluding x2iedn.xlarge", of.total(of.lacks("InstanceType", "x2iedn.xlarge"))),
        ask("follow-up: other", "what about Chiara", of.total(owned), after=["cost of Amara's instances"]),
        ask("relative dates", "count of instances launched in 2023", of.count(of.within("2023-01-01", "2023-12-31"))),
        refuse("metric", "memory utilisation of node07"),
        refuse("price", "what would these cost with a savings plan?"),
    ]  # fmt: skip


def databases(of: Ledger) -> list[Case]:
    """Databases in a CSV file."""
    oracle = of.has("Engine", "oracle-se2")
    unsafe = both(cell("MultiAZ", "false"), cell("Stage", "prod"))
    return [
        ask("count", "prod dbs that aren't multi-az", of.count(unsafe)),
        ask("filters", "what do those cost: prod, not multi-az", of.total(unsafe)),
        ask("group", "cost by engine", of.by("Engine")),
        ask("top", "which db is the cheapest", last(of.by("DBInstanceIdentifier"))),
        ask("inventory", "allocated storage of the oracle ones in total", sum(number(row["AllocatedStorageGB"]) for row in of.rows if oracle(row))),
        ask("count", "how many can be deleted by accident (no deletion protection)?", sum(row["DeletionProtection"] == "false" for row in of.rows)),
        ask("follow-up: narrower", "just qa", of.total(both(oracle, of.has("Stage", "qa"))), after=["oracle databases cost"]),
        refuse("metric", "connections per second on the busiest db"),
    ]  # fmt: skip


def year(of: Ledger) -> list[Case]:
    """Departments over twelve months, July 2025 to June 2026."""
    science, shop, ads = (of.has("department", name) for name in ("Data Science", "E-Commerce", "Marketing"))
    logistics = of.has("department", "Logistics")
    june, july = of.is_month("2026-06"), of.is_month("2025-07")
    half = of.within("2025-07-01", "2025-12-31")
    moved = changes(of.by("department", july), of.by("department", june))
    quarter = of.within("2025-10-01", "2025-12-31")
    shrunk = ask("analysis: growth", "which department shrank the most, jul 25 to jun 26?", [moved[-1]])
    following = of.total(both(june, science)) * Decimal("1.12")
    trend = of.by_month(science)
    return [
        ask("analysis: growth", "Data Science growth July 2025 → June 2026, %", percent(of.total(both(science, june)) - of.total(both(science, july)), of.total(both(science, july))), tolerance=0.1),
        ask("total", "FY total (all 12 months)", of.total()),
        ask("day range", "H2 2025 by department", of.by("department", half)),
        either(shrunk, [[moved[-1][0], -moved[-1][1]]]),
        ask("day range", "logistics in Q4 2025", of.total(both(logistics, quarter))),
        ask("average", "HR average per month", of.total(of.has("department", "Human Resources")) / 12),
        ask("peak", "most expensive month for e-commerce", first(sorted(of.by_month(shop), key=lambda row: -row[1]))),
        ask("analysis: forecast", "what should data science expect for july 2026?", following, tolerance=float(following) * 0.08),
        ask("trend", "data science month by month", trend),
        ask("share", "marketing share of the march 2026 total", percent(of.total(both(ads, of.is_month("2026-03"))), of.total(of.is_month("2026-03"))), tolerance=0.1),
        ask("follow-up: earlier", "one year... sorry, one month earlier", of.total(of.is_month("2026-05")), after=["total june 2026"]),
        ask("follow-up: exclusion", "without e-commerce", of.total(both(june, of.lacks("department", "E-Commerce"))), after=["total june 2026"]),
        ask("negation", "all but marketing and HR in may 2026", of.total(both(of.is_month("2026-05"), of.lacks("department", "Marketing", "Human Resources")))),
        refuse("dimension", "which aws service drives logistics?"),
        refuse("unit cost", "cloud cost per parcel shipped"),
    ]  # fmt: skip


def _dynamo_calm(row: Row) -> bool:
    return row["day"] != "2026-09-02"


def daily(of: Ledger) -> list[Case]:
    """Daily costs, August 5 to September 17, 2026."""
    dynamo, ecs, vpc = (of.has("service", name) for name in ("DynamoDB", "Elastic Container Service", "VPC"))
    august, september = of.is_month("2026-08"), of.is_month("2026-09")
    taxless = of.lacks("service", "Tax")
    usual = of.total(both(september, taxless, _dynamo_calm)) / 17
    end = of.total(september) + 13 * usual
    forecast = ask("analysis: forecast", "predict the september total", end, tolerance=float(end) * 0.06)
    return [
        ask("relative dates", "this month so far", of.total(september)),
        ask("relative dates", "what did ECS cost in the week from 7 to 13 september", of.total(both(ecs, of.within("2026-09-07", "2026-09-13")))),
        ask("peak", "dynamo's worst day", first(sorted(of.by_day(dynamo), key=lambda row: -row[1]))),
        says("analysis: anomaly", "anomalies?", "DynamoDB"),
        either(forecast, of.total(both(september, taxless)) + 13 * usual, tolerance=float(end) * 0.06),
        ask("exclusion", "september without tax", of.total(both(september, taxless))),
        ask("average", "ELB per day on avg in august", of.total(both(august, of.has("service", "Elastic Load Balancing"))) / 27),
        ask("versus", "vpc: sep 1-17 vs aug 15-31", [[of.total(both(vpc, of.within("2026-09-01", "2026-09-17"))), of.total(both(vpc, of.within("2026-08-15", "2026-08-31")))]]),
        ask("follow-up: share", "what % of september is that", percent(of.total(both(ecs, september)), of.total(september)), after=["ecs in september"], tolerance=0.1),
        ask("follow-up: other", "secrets manager too?", of.total(both(september, of.has("service", "Secrets Manager"))), after=["ecs in september"]),
        says("analysis: why", "what happened on sep 2?", "DynamoDB"),
        refuse("dimension", "which region is the dynamodb spike from"),
        refuse("dimension", "split by linked account"),
    ]  # fmt: skip
