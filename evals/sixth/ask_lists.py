"""Questions about the inventories."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING

from evals.ledger import both, cell, contains, group, number
from evals.questions import ask, fair, percent, percents, pieces, refuse, says

if TYPE_CHECKING:
    from evals.ledger import Ledger, Table, Test
    from evals.questions import Case


def _more(name: str, limit: float) -> Test:
    return lambda row: number(row[name]) > limit


def _listed(book: Ledger, label: str, column: str, where: Test = lambda _: True) -> Table:
    """[[label, figure], ...], the highest first."""
    return group((row[label], number(row[column])) for row in book.rows if where(row))


def ebs(book: Ledger) -> list[Case]:
    """53 volumes."""
    loose, gp2 = book.has("state", "available"), book.has("type", "gp2")
    open_production = both(book.has("env", "production"), cell("Encrypted", "false"))
    not_gp2 = both(book.lacks("type", "gp2"), loose, _more("SizeGiB", 500))
    saved = book.total(gp2) - book.sum("SizeGiB", gp2) * Decimal("0.08")
    asked = "what do unatached volumes cost us per month"
    averages = [[kind, cost / book.count(book.has("type", kind))] for kind, cost in book.by("type")]
    return [
        fair("waste", asked, book.total(loose)),
        fair("follow-up: count", "how many are there", book.count(loose), after=[asked], tolerance=0),
        fair("filter", "total size in GiB of unencrypted production volumes", book.sum("SizeGiB", open_production)),
        fair("top", "5 biggest volumes by size", _listed(book, "VolumeId", "SizeGiB")[:5]),
        fair("optimisation", "monthly saving if every gp2 volume moved to gp3 at $0.08 per GiB", saved, tolerance=0.02),
        fair("average", "avg monthly cost per volume, for each type", averages, ordered=False),
        fair("trap", "how many volumes are not gp2, not attached and larger than 500 GiB", book.count(not_gp2), tolerance=0),
        fair("count", "volumes created before 2022 - count", book.count(lambda row: row["CreateTime"] < "2022"), tolerance=0),
        fair("unit", "what do we pay per GiB on average", book.total() / book.sum("SizeGiB"), tolerance=0.001),
        refuse("metric", "which volumes have no snapshot"),
        refuse("metric", "how many iops does vol-07e00c really use"),
    ]  # fmt: skip


def s3(book: Ledger) -> list[Case]:
    """31 buckets."""
    standard, tokyo = book.has("kind", "STANDARD"), book.has("region", "ap-northeast-1")
    instant, birch = book.has("kind", "GLACIER_IR"), book.has("tenant", "birch")
    size = book.sum("SizeGB", standard)
    forgotten = both(standard, book.has("lifecycle", "no"))
    oldest = min(book.rows, key=lambda row: row["CreationDate"])
    return [
        fair("usage", "how much data sits in STANDARD, in TB", size / 1000, size / 1024, tolerance=0.01),
        fair("filter", "cost of standard buckets w/o lifecycle policy??", book.total(forgotten)),
        fair("top", "3 most expensive buckets", book.by("bucket")[:3]),
        fair("usage", "objects stored for tenant birch", book.sum("ObjectCount", birch), tolerance=0.5),
        percents("share", "what % of the s3 cost is STANDARD class", percent(book.total(standard), book.total())),
        says("top", "oldest bucket?", oldest["BucketName"]),
        fair("trap", "tokyo (ap-northeast-1): instant retrieval glacier, deep archive not included, monthly cost", book.total(both(instant, tokyo))),
        refuse("metric", "when was tern-trail-08 last accessed"),
        refuse("metric", "which buckets are public?"),
    ]  # fmt: skip


def ec2(book: Ledger) -> list[Case]:
    """41 instances, some stopped."""
    running, windows = book.has("state", "running"), book.has("os", "Windows")
    calm = both(running, lambda row: number(row["AvgCpuPercent"]) < 10)
    seventh = next(row for row in book.rows if row["Name"] == "tern-07")
    asked = "how many instances are stopped?"
    stopped = book.lacks("state", "running")
    return [
        pieces("group", "running instances: monthly cost per tenant", book.by("tenant", running)),
        fair("count", asked, book.count(stopped), tolerance=0),
        fair("follow-up: filter", "only the windows ones", book.count(both(stopped, windows)), after=[asked], tolerance=0),
        fair("trap", "average cost per instance that is actually running", book.total(running) / book.count(running)),
        fair("waste", "what do running boxes with avg cpu under 10% cost", book.total(calm)),
        ask("usage", "avg cpu of tern-07", number(seventh["AvgCpuPercent"])),
        fair("count", "launched in 2024: how many", book.count(contains("LaunchTime", "2024-")), tolerance=0),
        fair("trap", "dearest instance type in us-west-2 after m5.2xlarge", book.by("type", both(book.has("region", "us-west-2"), book.lacks("type", "m5.2xlarge")))[:1]),
        refuse("metric", "memory utilization of tern-12"),
        refuse("person", "who stopped tern-03"),
    ]  # fmt: skip


def rds(book: Ledger) -> list[Case]:
    """21 databases."""
    old, twice = cell("EngineVersion", "12.18"), cell("MultiAZ", "true")
    bare = both(cell("BackupRetentionPeriod", "0"), book.lacks("engine", "mariadb"))
    return [
        fair("group", "cost per engine", book.by("engine"), ordered=False),
        fair("count", "how many postgres dbs are still on 12.18", book.count(old), tolerance=0),
        fair("filter", "monthly cost of multi-az databases", book.total(twice)),
        fair("trap", "how many dbs keep no backups (retention 0), mariadb not counted", book.count(bare), tolerance=0),
        fair("top", "dearest database", book.by("name")[:1]),
        fair("usage", "allocated storage for acorn in GB", book.sum("AllocatedStorage", book.has("tenant", "acorn"))),
        refuse("metric", "number of connections on tern-post-10"),
    ]  # fmt: skip
