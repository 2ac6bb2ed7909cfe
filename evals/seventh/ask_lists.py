"""What the four inventories are asked."""

from __future__ import annotations

from typing import TYPE_CHECKING

from evals.ledger import both, cell, number
from evals.questions import also, ask, fair, first, pieces, ranked, refuse, says

if TYPE_CHECKING:
    from evals.ledger import Ledger
    from evals.questions import Case

_LOOSE = "Which volumes are unattached and how much do they cost together?"
_CLASSES = "storage cost per class"


def _tally(book, dimension):
    label = book.dimensions[dimension]
    names = [label(row) for row in book.rows]
    return sorted(([name, names.count(name)] for name in {*names}), key=lambda row: (-row[1], row[0]))


def _together(kind, question, book, name, where, *, after=()):
    """What some things cost: the sum, or each by itself."""
    return also(
        fair(kind, question, book.total(where), after=after), pieces(kind, question, book.by(name, where), after=after)
    )


def ebs(book: Ledger) -> list[Case]:
    """The volumes."""
    loose, old = book.has("state", "available"), lambda row: row["CreateTime"] < "2020"
    gp2 = book.has("type", "gp2")
    oldest = min(book.rows, key=lambda row: row["CreateTime"])
    saved = book.total(gp2) * (1 - number("0.0928") / number("0.116"))
    return [
        fair("total", "monthly cost of all volumes", book.total()),
        _together("waste", "cost of unattached volumes?", book, "volume", loose),
        ask("count", "how many volumes are not attached to any instance", book.count(loose)),
        pieces("by dimension", "Number of volumes by type", _tally(book, "type")),
        ask("age", "number of volumes older than 5 years", book.count(old)),
        says("age", "What's the oldest volume?", oldest["VolumeId"]),
        fair("sum", "total provisioned GB of gp2", book.sum("Size", gp2)),
        fair("savings", "what would we save monthly if all gp2 went to gp3", saved, book.total(gp2) / 5, tolerance=float(saved) * 0.01),
        _together("trap", "unattached volumes, gp3 only: what do they cost", book, "volume", both(loose, book.has("type", "gp3"))),
        fair("follow-up: narrowed", "and how many of those are unencrypted?", book.count(both(loose, cell("Encrypted", "false"))), after=["how many volumes are not attached to any instance"]),
        refuse("metric", "which volumes had no read or write ops last month"),
        refuse("person", "who created the unattached volumes"),
    ]  # fmt: skip


def s3(book: Ledger) -> list[Case]:
    """The buckets."""
    bare = cell("LifecyclePolicy", "no")
    by_size = sorted(([row["BucketName"], number(row["SizeGB"])] for row in book.rows), key=lambda row: -row[1])
    standard = book.has("kind", "STANDARD")
    glacier = book.has("kind", "GLACIER")
    return [
        fair("total", "what do our buckets cost per month all in all", book.total()),
        fair("top", "5 largest buckets by size", first(by_size, 5)),
        ask("count", "Buckets without lifecycle policy - how many?", book.count(bare)),
        pieces("by dimension", _CLASSES, book.by("kind")),
        fair("sum", "how many GB do we store in Standard", book.sum("SizeGB", standard)),
        ranked("top", "Which bucket is the most expensive?", book.by("bucket")),
        _together("trap", "cost of versioned buckets that have no lifecycle policy", book, "bucket", both(bare, cell("Versioning", "Enabled"))),
        fair("follow-up: other measure", "and how many buckets are in each?", _tally(book, "kind"), after=[_CLASSES], ordered=False),
        fair("filter", "glacier cost in us-east-2", book.total(both(glacier, book.has("region", "us-east-2")))),
        refuse("metric", "which bucket has the most GET requests"),
        refuse("time", "how fast did our buckets grow since january"),
    ]  # fmt: skip


def ec2(book: Ledger) -> list[Case]:
    """The instances."""
    running, prod = book.has("state", "running"), book.has("env", "prod")
    idle = both(running, lambda row: number(row["AvgCpuPercent"]) < 10)
    newest = max(book.rows, key=lambda row: row["LaunchTime"])
    return [
        fair("total", "monthly ec2 cost?", book.total()),
        ask("count", "How many instances are running?", book.count(running)),
        pieces("by dimension", "cost by instance type", book.by("type"), [row for row in book.by("type") if row[1]]),
        ask("waste", "number of running instances with avg cpu below 10%", book.count(idle)),
        _together("waste", "What do the running instances below 10 % CPU cost us monthly?", book, "name", idle),
        also(says("age", "most recently launched instance?", newest["InstanceId"]), says("age", "", newest["Name"])),
        _together("untagged", "cost of instances without project", book, "name", book.has("project", "")),
        ask("trap", "how many windows servers in prod are there", book.count(both(prod, book.has("os", "Windows")))),
        ask("follow-up: narrowed", "in dev?", book.count(both(running, book.has("env", "dev"))), after=["How many instances are running?"]),
        refuse("metric", "what is the memory usage of heron-07"),
        refuse("state", "which security patches are missing on heron-12"),
    ]  # fmt: skip


def rds(book: Ledger) -> list[Case]:
    """The databases."""
    double, postgres = cell("MultiAZ", "true"), book.has("engine", "postgres")
    unsafe, old = cell("BackupRetentionPeriod", "0"), book.has("version", "13.14")
    return [
        pieces("by dimension", "cost per engine", book.by("engine")),
        fair("top", "three most expensive databases", first(book.by("name"), 3)),
        ask("count", "How many databases have no backups?", book.count(unsafe)),
        ask("count", "number of DBs still on postgres 13", book.count(both(postgres, old))),
        _together("filter", "what do multi-az databases cost us", book, "name", double),
        fair("average", "avg cost of a db.r6g.xlarge", book.total(book.has("kind", "db.r6g.xlarge")) / book.count(book.has("kind", "db.r6g.xlarge"))),
        _together("trap", "multi-az cost, postgres only", book, "name", both(double, postgres)),
        refuse("metric", "how many connections does the biggest database have"),
        _together("follow-up: other measure", "what do they cost?", book, "name", unsafe, after=["How many databases have no backups?"]),
        refuse("metric", "free storage space of heron-post-13?"),
    ]  # fmt: skip
