"""Questions about Tarn's databases and volumes."""

from __future__ import annotations

from typing import TYPE_CHECKING

from evals.eleventh.shapes import at_least, below, named, tally, these, tops
from evals.ledger import Ledger, both, cell, contains, number
from evals.questions import (
    Case,
    also,
    ask,
    fair,
    percent,
    percents,
    pieces,
    refuse,
    says,
)

if TYPE_CHECKING:
    from evals.ledger import Test


def rds(book: Ledger) -> list[Case]:
    """Engines, states, owners, idle ones."""
    return [*_databases(book), *_picked_databases(book), *_followed_databases(book)]


def _databases(book: Ledger) -> list[Case]:
    stopped, runs = book.has("state", "stopped"), book.has("state", "available")
    old = contains("EngineVersion", "5.7")
    busy = both(runs, book.has("env", "prod"))
    return [
        ask("total", "what do all these databases cost per month?", book.total()),
        ask("count", "how many RDS instances do we have", book.count()),
        pieces("count", "count by engine", tally(book, "engine")),
        also(fair("inventory", "what do the stopped ones still cost us?", book.total(stopped)), fair("inventory", "", _listed(book, stopped), ordered=False)),
        tops("ranking", "Which owner's databases are the most expensive overall?", book.by("owner"), named(book.by("owner"))),
        fair("filter", "monthly cost of everything still on mysql 5.7", book.total(both(book.has("engine", "mysql"), old))),
        fair("average", "mean cpu of the running prod databases", sum(number(row["CPUUtilizationAvg"]) for row in book.rows if busy(row)) / book.count(busy), tolerance=0.06),
        fair("trap", "cost of multi-az databases that are not prod", book.total(both(cell("MultiAZ", "true"), book.lacks("env", "prod")))),
        fair("size", "how many GB of gp2 storage in total", book.sum("AllocatedStorage", book.has("storage", "gp2"))),
    ]  # fmt: skip


def _listed(book: Ledger, where: Test) -> list:
    return [[row["DBInstanceIdentifier"], number(row["MonthlyCostUSD"])] for row in book.rows if where(row)]


def _picked_databases(book: Ledger) -> list[Case]:
    runs = book.has("state", "available")
    idle = both(runs, cell("DatabaseConnectionsAvg", "0"))
    newest = max(book.rows, key=lambda row: row["InstanceCreateTime"])["DBInstanceIdentifier"]
    live = book.has("env", "prod")
    weak = both(runs, book.has("type", "db.r6g.xlarge", "db.r5.2xlarge"), below("CPUUtilizationAvg", 10))
    return [
        these("inventory", "Hi, could you tell me which running databases have no connections at all? I'd like to switch them off.", book, idle),
        says("inventory", "who owns tarn-orders-06", "hiroshi"),
        also(ask("age", "newest database?", [[newest, None]]), says("age", "", newest)),
        these("inventory", "prod databases without backups (retention 0)", book, both(live, book.has("backup", "0"))),
        these("trap", "r5 and r6g ones that are running with less than 10% cpu", book, weak),
        these("threshold", "databases over 750 dollars a month", book, at_least("MonthlyCostUSD", 750)),
        percents("share", "what share of the total cost has no owner", percent(book.total(book.has("owner", "")), book.total())),
    ]  # fmt: skip


def _followed_databases(book: Ledger) -> list[Case]:
    canada = book.has("region", "ca-central-1")
    return [
        ask("follow-up", "and in ca-central-1?", book.count(canada), ["how many databases are in eu-north-1?"]),
        ask("follow-up", "only prod", book.total(both(book.has("engine", "postgres"), book.has("env", "prod"))), ["total cost of postgres"]),
        refuse("column", "how many read replicas does each database have?"),
        refuse("period", "how did rds cost change from last month to this month?"),
    ]  # fmt: skip


def ebs(book: Ledger) -> list[Case]:
    """Attached or not, types, ages, sizes."""
    return [*_volumes(book), *_picked_volumes(book), *_followed_volumes(book)]


def _volumes(book: Ledger) -> list[Case]:
    free = book.has("state", "available")
    gp2 = book.has("type", "gp2")
    size = "Size (GiB)"
    return [
        ask("total", "monthly cost of all volumes", book.total()),
        ask("inventory", "how much are we wasting on unattached volumes per month?", book.total(free)),
        ask("count", "how many volumes are not atached to anything", book.count(free)),
        fair("size", "total size of the gp2 volumes in GiB", book.sum(size, gp2)),
        fair("saving", "if moving all gp2 to gp3 saves 20%, how much would we save a month?", book.total(gp2) / 5),
        tops("tag", "which team has the highest ebs bill", book.by("team"), named(book.by("team"))),
        percents("share", "share of unattached in the cost, percent", percent(book.total(free), book.total())),
        pieces("count", "volumes per availability zone - how many?", tally(book, "zone")),
        fair("unit", "what does st1 cost us per GiB", book.total(book.has("type", "st1")) / book.sum(size, book.has("type", "st1")), tolerance=0.0006),
    ]  # fmt: skip


def _picked_volumes(book: Ledger) -> list[Case]:
    free = book.has("state", "available")
    old = lambda row: row["CreateTime"] < "2023-06"  # noqa: E731
    of_2025 = lambda row: row["CreateTime"].startswith("2025")  # noqa: E731
    oldest = min(book.rows, key=lambda row: row["CreateTime"])["VolumeId"]
    return [
        ask("trap", "cost of unattached volumes, ignoring the dev environment", book.total(both(free, book.lacks("env", "dev")))),
        fair("age", "how many volumes are older than 3 years", book.count(old)),
        fair("age", "cost of the volumes created in 2025", book.total(of_2025)),
        also(ask("age", "whats the oldest volume", [[oldest, None]]), says("age", "", oldest)),
        these("inventory", "io2 volumes that nobody uses?", book, both(free, book.has("type", "io2"))),
        these("threshold", "list volumes that cost more than 400 a month", book, at_least("MonthlyCost", 400)),
        fair("trap", "number of gp3 volumes bigger than 1000 GiB and attached", book.count(both(book.has("type", "gp3"), at_least("Size (GiB)", 1001), book.lacks("state", "available")))),
    ]  # fmt: skip


def _followed_volumes(book: Ledger) -> list[Case]:
    free = book.has("state", "available")
    return [
        pieces("follow-up", "by team", book.by("team", free), after=["cost of unattached volumes?"]),
        refuse("metric", "which volumes had no IO in the last 30 days?"),
        refuse("column", "how much do the snapshots of these volumes cost?"),
    ]  # fmt: skip
