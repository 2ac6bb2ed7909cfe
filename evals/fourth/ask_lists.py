"""The questions about the inventories and the monthly table of the fourth set."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING

from evals.ledger import both, cell, group, neither, number, over
from evals.questions import about, ask, either, first, percent, percents, pieces, refuse, says, signed

if TYPE_CHECKING:
    from evals.ledger import Ledger
    from evals.questions import Case


def _top(book, label, name, count=1, where=lambda _: True):
    return group((row[label], number(row[name])) for row in book.rows if where(row))[:count]


def disks(book: Ledger) -> list[Case]:
    """57 EBS volumes."""
    free, gp2, gp3 = cell("State", "available"), cell("VolumeType", "gp2"), cell("VolumeType", "gp3")
    return [
        ask("inventory", "how many volumes do we have in total", 57, tolerance=0),
        ask("inventory", "unatached volumes: how many", book.count(free), tolerance=0),
        ask("waste", "what do the unattached ones cost us a month", book.total(free)),
        ask("inventory", "total GB on gp2", book.sum("SizeGB", gp2)),
        ask(
            "savings",
            "how much do we save a month moving all gp2 to gp3 if gp3 is 20% cheaper",
            book.total(gp2) / 5,
            tolerance=0.02,
        ),
        ask("inventory", "unencrypted volumes, count", book.count(cell("Encrypted", "false")), tolerance=0),
        pieces("tags", "monthly cost by project", book.by("project")),
        ask("top", "biggest volume and its size", _top(book, "VolumeId", "SizeGB")),
        ask("average", "average volume size in gb", book.sum("SizeGB") / 57),
        ask(
            "inventory",
            "how many were created before 2023",
            book.count(lambda row: row["CreateTime"] < "2023"),
            tolerance=0,
        ),
        ask("excluding", "monthly cost of everything that is not gp3, as one sum", book.total(neither(gp3))),
        ask(
            "follow-up",
            "and what do they cost per month?",
            book.total(cell("VolumeType", "io1")),
            ["how many io1 volumes are there"],
        ),
        ask(
            "follow-up",
            "how many of them are unattached",
            book.count(both(gp2, free)),
            ["how many gp2 volumes"],
            tolerance=0,
        ),
        refuse("metric", "what was the average read throughput of our volumes last week"),
        refuse("column", "which volumes have no snapshot"),
    ]


def objects(book: Ledger) -> list[Case]:
    """33 S3 buckets."""
    standard, plain = cell("StorageClass", "STANDARD"), cell("Encryption", "none")
    return [
        ask("total", "Good morning, what do all buckets cost us per month?", book.total()),
        ask("inventory", "total size in GB", book.sum("SizeGB")),
        pieces("group", "cost by storage class", book.by("kind")),
        ask(
            "inventory",
            "buckets without versioning, how many?",
            book.count(cell("Versioning", "Disabled")),
            tolerance=0,
        ),
        ask(
            "waste",
            "monthly cost of buckets w/o lifecycle policy, just the sum",
            book.total(cell("LifecyclePolicy", "no")),
        ),
        ask("top", "largest bucket in gb", _top(book, "BucketName", "SizeGB")),
        percents("share", "what % of the monthly cost is STANDARD", percent(book.total(standard), book.total())),
        ask("inventory", "how many buckets have no encryption (none)", book.count(plain), tolerance=0),
        ask("top", "priciest 4 buckets pls", first(book.by("bucket"), 4)),
        ask(
            "filter",
            "number of objects in eu-south-2 buckets, sum",
            book.sum("ObjectCount", cell("Region", "eu-south-2")),
        ),
        ask(
            "follow-up",
            "and glacier?",
            book.count(cell("StorageClass", "GLACIER")),
            ["how many STANDARD_IA buckets do we have"],
            tolerance=0,
        ),
        refuse("metric", "which bucket had the most downloads last month"),
        refuse("column", "when was invoices-03 last accessed"),
    ]


def servers(book: Ledger) -> list[Case]:
    """44 EC2 instances in JSON."""
    running, stopped = cell("State", "running"), cell("State", "stopped")
    lazy = both(running, lambda row: number(row["AvgCpuPercent"]) < 10)
    live = [row for row in book.rows if running(row)]
    oldest = min(book.rows, key=lambda row: row["LaunchTime"])["Name"]
    types = [[name, int(value)] for name, value in group((row["InstanceType"], Decimal(1)) for row in book.rows)]
    return [
        ask("total", "monthly cost of all servers?", book.total()),
        ask("inventory", "how many are running", book.count(running), tolerance=0),
        ask("inventory", "how many stopped ones", book.count(stopped), tolerance=0),
        pieces("group", "cost per environment", book.by("env")),
        pieces("inventory", "count of instances by type", types),
        ask(
            "average",
            "avg cpu of the running instances",
            sum(number(row["AvgCpuPercent"]) for row in live) / len(live),
            tolerance=0.01,
        ),
        ask("inventory", "how many running instances have cpu below 10%", book.count(lazy), tolerance=0),
        ask("filter", "windows cost per month", book.total(cell("Platform", "Windows"))),
        ask(
            "filter",
            "monthly cost of old gen (t2 and c4) together",
            book.total(cell("InstanceType", "t2.medium", "c4.xlarge")),
        ),
        ask("excluding", "total cost without dev", book.total(lambda row: row["Environment"] != "dev")),
        says("inventory", "whats the oldest server by launch time", oldest),
        ask(
            "follow-up",
            "and in dev?",
            book.count(cell("Environment", "dev")),
            ["how many prod instances do we have"],
            tolerance=0,
        ),
        ask(
            "follow-up",
            "what do they cost?",
            book.total(cell("Platform", "SUSE")),
            ["how many SUSE machines are there"],
        ),
        refuse("column", "how much RAM is used on box-12"),
        refuse("who", "who is logged in on box-03 right now"),
    ]


def months(book: Ledger) -> list[Case]:
    """Seven services over nine months of 2025."""
    table = {name: dict(book.by_month(book.has("service", name))) for name, _ in book.by("service")}
    whole = dict(book.by_month())
    fargate, kinesis = table["AWS Fargate"], table["Amazon Kinesis"]
    changed = sorted(
        ([name, cells["2025-10"] - cells["2025-02"]] for name, cells in table.items()), key=lambda row: -row[1]
    )
    grown = [[name, percent(cells["2025-10"], cells["2025-02"]) - 100] for name, cells in table.items()]
    october = book.by("service", book.is_month("2025-10"))
    return [
        ask("total", "total over all nine months", book.total()),
        ask("by month", "monthly totals pls", book.by_month()),
        ask("total", "oct 2025 total", whole["2025-10"]),
        ask("top", "top 3 services overall", first(book.by("service"), 3)),
        percents("growth", "fargate growth feb to oct in %", percent(fargate["2025-10"], fargate["2025-02"]) - 100),
        ask("growth", "which service increased most in dollars between feb and oct", first(changed)),
        either(
            ask(
                "growth", "fastest growing service in % feb -> oct", [max(grown, key=lambda row: row[1])], tolerance=0.1
            ),
            first(changed),
        ),
        signed("growth", "by how much did kinesis go down from feb to oct", kinesis["2025-02"] - kinesis["2025-10"]),
        ask("average", "avg per month for aurora", sum(table["Amazon Aurora"].values()) / 9),
        percents("share", "ec2 share of the total %", percent(sum(table["Amazon EC2"].values()), book.total())),
        ask("peak", "cheapest month and its total", [min(whole.items(), key=lambda row: row[1])]),
        signed("growth", "change sept to oct in $", whole["2025-10"] - whole["2025-09"]),
        ask("threshold", "services above 1000 in october", over(october, 1000)),
        about("forecast", "forecast for november 2025", whole["2025-10"] * Decimal("1.03"), within=0.06),
        ask("follow-up", "and quicksight?", table["Amazon QuickSight"]["2025-08"], ["aws backup in aug"]),
        ask("follow-up", "the month before?", whole["2025-06"], ["total for july"]),
        refuse("granularity", "which day in october was the most expensive"),
        refuse("column", "cost by region"),
        refuse("column", "how much of this is untagged"),
    ]
